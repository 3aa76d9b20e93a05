"""Values as they stand in papers that a firm receives: nobody's, well-formed, and with check digits that hold.

Written from the forms of the documents themselves. Quebec's enterprise and health insurance numbers end in a check
digit whose making is not published: theirs is drawn.
"""

from __future__ import annotations

import calendar
import random
import unicodedata
from dataclasses import dataclass, field
from datetime import date

EN_MONTHS = calendar.month_name[1:]
FR_MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
EN_ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
    "twenty-first",
    "twenty-second",
    "twenty-third",
    "twenty-fourth",
    "twenty-fifth",
    "twenty-sixth",
    "twenty-seventh",
    "twenty-eighth",
    "twenty-ninth",
    "thirtieth",
    "thirty-first",
]
EN_UNITS = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
EN_TENS = ("", "", "", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
FR_SMALL = [
    "zéro",
    "un",
    "deux",
    "trois",
    "quatre",
    "cinq",
    "six",
    "sept",
    "huit",
    "neuf",
    "dix",
    "onze",
    "douze",
    "treize",
    "quatorze",
    "quinze",
    "seize",
    "dix-sept",
    "dix-huit",
    "dix-neuf",
]
FR_TENS = {
    2: "vingt",
    3: "trente",
    4: "quarante",
    5: "cinquante",
    6: "soixante",
    7: "soixante",
    8: "quatre-vingt",
    9: "quatre-vingt",
}


@dataclass(frozen=True)
class Place:
    city: str
    province: str
    areas: tuple[str, ...]
    zones: tuple[str, ...]
    """The letter and digit that postal codes of the city begin with."""


EN_PLACES = (
    Place("Toronto", "ON", ("416", "647", "437"), ("M4", "M5", "M6")),
    Place("Ottawa", "ON", ("613", "343"), ("K1", "K2")),
    Place("Hamilton", "ON", ("905", "289"), ("L8",)),
    Place("London", "ON", ("519", "226"), ("N6", "N5")),
    Place("Sudbury", "ON", ("705", "249"), ("P3",)),
    Place("Vancouver", "BC", ("604", "778"), ("V5", "V6")),
    Place("Kelowna", "BC", ("250",), ("V1",)),
    Place("Calgary", "AB", ("403", "587"), ("T2", "T3")),
    Place("Edmonton", "AB", ("780", "825"), ("T5", "T6")),
    Place("Halifax", "NS", ("902",), ("B3",)),
    Place("Winnipeg", "MB", ("204", "431"), ("R2", "R3")),
    Place("Saskatoon", "SK", ("306", "639"), ("S7",)),
)
FR_PLACES = (
    Place("Montréal", "Québec", ("514", "438"), ("H2", "H3", "H4")),
    Place("Québec", "Québec", ("418", "581"), ("G1",)),
    Place("Gatineau", "Québec", ("819", "873"), ("J8", "J9")),
    Place("Laval", "Québec", ("450", "579"), ("H7",)),
    Place("Longueuil", "Québec", ("450", "579"), ("J4",)),
    Place("Sherbrooke", "Québec", ("819", "873"), ("J1",)),
    Place("Trois-Rivières", "Québec", ("819", "873"), ("G8", "G9")),
    Place("Rimouski", "Québec", ("418", "581"), ("G5",)),
)
EN_STREETS = (
    "Maple Street", "Dundas St. W.", "Harbour Road", "Elmwood Crescent", "Queen Street South", "Carling Avenue", "Birchmount Rd.",
    "Sherbrooke Drive", "Old Mill Lane", "King George Blvd", "Lakeshore Rd East", "Prospect Place", "Tupper Court", "17th Avenue SW",
    "Fairview Terrace", "Sixth Line",
)  # fmt: skip
FR_STREETS = (
    "rue Saint-Denis", "rue des Érables", "boulevard Charest Ouest", "boul. Laurier", "chemin du Lac-à-la-Truite", "avenue du Parc",
    "av. Cartier", "rang Saint-Joseph", "3e Avenue", "place d'Youville", "montée Masson", "rue de l'Église", "côte de la Montagne",
    "rue Notre-Dame Est", "route 132",
)  # fmt: skip


def digits(chance: random.Random, count: int) -> str:
    return "".join(chance.choice("0123456789") for _ in range(count))


def luhn_holds(number: str) -> bool:
    total = 0
    for at, digit in enumerate(reversed(number)):
        value = int(digit) * (1 + at % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def luhn(chance: random.Random, count: int, first: str) -> str:
    head = first + digits(chance, count - 1 - len(first))
    return next(head + last for last in "0123456789" if luhn_holds(head + last))


def parted(number: str, sizes: tuple[int, ...], by: str) -> str:
    pieces = []
    for size in sizes:
        pieces.append(number[:size])
        number = number[size:]
    return by.join(pieces)


def plain(name: str) -> str:
    """Letters of a name without accents, as addresses and card numbers write them."""
    return "".join(each for each in unicodedata.normalize("NFD", name) if each.isalpha())


def two_digits(value: int, french: bool) -> str:
    tens, units = divmod(value, 10)
    if not french:
        if value < 10:
            return "oh-" + EN_UNITS[units]
        return EN_TENS[tens] + ("-" + EN_UNITS[units] if units else "")
    if value < 20:
        return FR_SMALL[value]
    if tens in (7, 9):
        units += 10
    if tens == 8 and not units:
        return "quatre-vingts"
    if units in (1, 11) and tens not in (8, 9):
        return f"{FR_TENS[tens]} et {FR_SMALL[units]}"
    return FR_TENS[tens] + ("-" + FR_SMALL[units] if units else "")


def spelled(day: date, french: bool) -> str:
    """A date in words, as deeds and wills have it."""
    century, rest = divmod(day.year, 100)
    if french:
        number = "premier" if day.day == 1 else two_digits(day.day, french)
        head = "mil neuf cent" if century == 19 else "deux mille"
        return (
            f"{number} {FR_MONTHS[day.month - 1]} {head} {two_digits(rest, french) if rest else ''}".strip()
        )
    head = "nineteen hundred and" if century == 19 else "two thousand and" if rest else "two thousand"
    year = two_digits(rest, french).removeprefix("oh-")
    return f"{EN_ORDINALS[day.day - 1]} day of {EN_MONTHS[day.month - 1]}, {head} {year}".strip()


def written(day: date, french: bool) -> str:
    if french:
        return f"{'1er' if day.day == 1 else day.day} {FR_MONTHS[day.month - 1]} {day.year}"
    return f"{EN_MONTHS[day.month - 1]} {day.day}, {day.year}"


@dataclass(frozen=True)
class Person:
    given: str
    family: str
    woman: bool
    middle: str = ""


@dataclass
class Values:
    """What one passage is filled with. A person is born once, and everything that tells the date agrees."""

    chance: random.Random
    french: bool
    place: Place = field(init=False)
    born: dict[str, date] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.place = self.chance.choice(FR_PLACES if self.french else EN_PLACES)

    def pick(self, *forms: str) -> str:
        return self.chance.choice(forms)

    def birth_of(self, who: Person, youngest: int = 1996, oldest: int = 1938) -> date:
        key = who.given + who.family
        if key not in self.born:
            year, month = self.chance.randint(oldest, youngest), self.chance.randint(1, 12)
            self.born[key] = date(year, month, self.chance.randint(1, calendar.monthrange(year, month)[1]))
        return self.born[key]

    def birth(self, day: date) -> str:
        if self.french:
            return self.pick(
                written(day, True), written(day, True), day.isoformat(), f"{day:%d/%m/%Y}", f"{day:%d-%m-%Y}"
            )
        short = f"{day.day} {EN_MONTHS[day.month - 1][:3]} {day.year}"
        return self.pick(
            written(day, False),
            written(day, False),
            day.isoformat(),
            f"{day:%d/%m/%Y}",
            short,
            f"{day:%b} {day.day}, {day.year}",
        )

    def sin(self) -> str:
        number = luhn(self.chance, 9, self.pick(*"1234567"))
        return parted(number, (3, 3, 3), self.pick(" ", " ", "-", ""))

    def business(self) -> str:
        number = luhn(self.chance, 9, self.pick("10", "12", "13", "78", "84", "89"))
        if self.french:
            return self.pick(self.neq(), self.neq(), parted(number, (3, 3, 3), " "))
        return self.pick(
            self.account_at_cra("RC"), self.account_at_cra("RT"), parted(number, (5, 4), " "), number
        )

    def neq(self) -> str:
        number = self.pick("11", "11", "22", "33") + digits(self.chance, 8)
        return self.pick(number, number, parted(number, (4, 3, 3), " "))

    def account_at_cra(self, program: str) -> str:
        number = luhn(self.chance, 9, self.pick("10", "12", "13", "78", "84", "89"))
        suffix = program + self.pick("0001", "0001", "0002")
        return self.pick(f"{number}{suffix}", f"{number} {suffix}", f"{number[:5]} {number[5:]} {suffix}")

    def hst(self) -> str:
        return self.account_at_cra("RT")

    def payroll(self) -> str:
        return self.account_at_cra("RP")

    def health_on(self) -> str:
        number = luhn(self.chance, 10, self.pick(*"123456789"))
        version = "".join(self.chance.choice("ABCDEFGHJKLMNPQRSTVWXYZ") for _ in range(2))
        by = self.pick("-", " ")
        return self.pick(parted(number, (4, 3, 3), by), parted(number, (4, 3, 3), by) + by + version, number)

    def health_bc(self) -> str:
        while True:
            head = "9" + digits(self.chance, 8)
            total = sum(int(a) * b for a, b in zip(head[1:], (2, 4, 8, 5, 10, 9, 7, 3), strict=True))
            check = (11 - total % 11) % 11
            if check < 10:
                return self.pick(head + str(check), parted(head + str(check), (4, 3, 3), " "))

    def health_ab(self) -> str:
        return parted(self.pick(*"123456789") + digits(self.chance, 8), (5, 4), self.pick("-", " "))

    def health_ns(self) -> str:
        return parted(luhn(self.chance, 10, "00"), (4, 3, 3), " ")

    def health_mb(self) -> str:
        return parted(self.pick(*"123456789") + digits(self.chance, 8), (3, 3, 3), self.pick(" ", ""))

    def health_qc(self, who: Person) -> str:
        day = self.birth_of(who)
        letters = (plain(who.family).upper() + "XX")[:3] + plain(who.given).upper()[0]
        number = f"{day:%y}{day.month + 50 * who.woman:02}{day:%d}{digits(self.chance, 2)}"
        return self.pick(
            f"{letters} {number[:4]} {number[4:]}", f"{letters} {number[:4]} {number[4:]}", letters + number
        )

    def exchange(self) -> str:
        while True:
            found = self.pick(*"23456789") + digits(self.chance, 2)
            if not found.endswith("11"):
                return found

    def phone(self) -> str:
        area, exchange, line = self.chance.choice(self.place.areas), self.exchange(), digits(self.chance, 4)
        if self.french:
            return self.pick(
                f"{area} {exchange}-{line}",
                f"{area} {exchange}-{line}",
                f"{area}-{exchange}-{line}",
                f"({area}) {exchange}-{line}",
            )
        return self.pick(
            f"({area}) {exchange}-{line}",
            f"{area}-{exchange}-{line}",
            f"{area}.{exchange}.{line}",
            f"{area} {exchange} {line}",
            f"+1 {area} {exchange} {line}",
            f"1-{area}-{exchange}-{line}",
        )

    def tollfree(self) -> str:
        free, exchange, line = self.pick("800", "888", "877", "866"), self.exchange(), digits(self.chance, 4)
        return (
            f"1 {free} {exchange}-{line}"
            if self.french and self.chance.random() < 0.5
            else f"1-{free}-{exchange}-{line}"
        )

    def email(self, who: Person) -> str:
        given, family = plain(who.given).lower(), plain(who.family).lower()
        box = self.pick(
            f"{given}.{family}",
            f"{given[0]}{family}",
            f"{given}{self.chance.randint(60, 99)}",
            f"{family}_{given[0]}",
        )
        hosts = (
            ("videotron.ca", "hotmail.com", "gmail.com", "bell.net", "outlook.com")
            if self.french
            else ("gmail.com", "rogers.com", "shaw.ca", "hotmail.ca", "outlook.com", "yahoo.ca")
        )
        return f"{box}@{self.chance.choice(hosts)}"

    def postal(self) -> str:
        letters = "ABCEGHJKLMNPRSTVWXYZ"
        code = f"{self.chance.choice(self.place.zones)}{self.pick(*letters)}{self.pick(*'123456789')}{self.pick(*letters)}{digits(self.chance, 1)}"
        return self.pick(f"{code[:3]} {code[3:]}", f"{code[:3]} {code[3:]}", f"{code[:3]} {code[3:]}", code)

    def street(self) -> str:
        number = self.chance.choice(
            (self.chance.randint(3, 99), self.chance.randint(100, 999), self.chance.randint(1000, 5990))
        )
        unit = self.chance.choice(
            (self.chance.randint(1, 30), self.chance.randint(101, 420), self.chance.randint(501, 1812))
        )
        if self.french:
            way = self.chance.choice(FR_STREETS)
            if way.startswith(("rang", "route", "chemin", "montée")):
                return self.pick(f"{number}, {way}", f"{number} {way}")
            return self.pick(
                f"{number}, {way}",
                f"{number}, {way}",
                f"{number} {way}",
                f"{number}, {way}, app. {unit}",
                f"{number}, {way}, appartement {unit}",
                f"{number}, {way}, bureau {unit}",
                f"{unit}-{number}, {way}",
            )
        way = self.chance.choice(EN_STREETS)
        if way == "Sixth Line":
            return f"{number} {way}"
        return self.pick(
            f"{number} {way}",
            f"{number} {way}",
            f"{number} {way}, Apt. {unit}",
            f"{number} {way}, Unit {unit}",
            f"{unit}-{number} {way}",
            f"Suite {unit}, {number} {way}",
            f"#{unit} - {number} {way}",
            f"{number}A {way}",
        )

    def rural(self) -> str:
        if self.french:
            return self.pick(
                f"C.P. {self.chance.randint(12, 980)}",
                f"case postale {self.chance.randint(12, 980)}",
                f"{self.chance.randint(10, 990)}, rang {self.chance.randint(2, 9)} Ouest",
                f"{self.chance.randint(10, 990)}, chemin du Rang-Double",
            )
        return self.pick(
            f"P.O. Box {self.chance.randint(12, 4800)}",
            f"PO Box {self.chance.randint(12, 980)}",
            f"R.R. {self.chance.randint(1, 8)}",
            f"RR #{self.chance.randint(1, 6)}",
            f"{self.chance.randint(1000, 9800)} Concession Road {self.chance.randint(2, 14)}",
            f"{self.chance.randint(10000, 64000)} Range Road {self.chance.randint(11, 275)}",
        )

    def card(self) -> str:
        if self.chance.random() < 0.25:
            return parted(luhn(self.chance, 15, self.pick("34", "37")), (4, 6, 5), " ")
        return self.chance.choice((self.visa, self.mastercard))()

    def visa(self) -> str:
        return parted(luhn(self.chance, 16, "4"), (4, 4, 4, 4), self.pick(" ", " ", "-", ""))

    def mastercard(self) -> str:
        return parted(
            luhn(self.chance, 16, self.pick("51", "52", "54", "55")),
            (4, 4, 4, 4),
            self.pick(" ", " ", "-", ""),
        )

    def bank(self) -> tuple[str, str, str]:
        """Transit, institution and account."""
        institutions = (
            ("815", "006", "001", "003") if self.french else ("001", "002", "003", "004", "010", "828")
        )
        return (
            digits(self.chance, 5),
            self.chance.choice(institutions),
            self.pick(*"123456789") + digits(self.chance, self.chance.randint(6, 11)),
        )

    def licence(self, who: Person) -> str:
        day, first = self.birth_of(who), plain(who.family).upper()
        month = f"{day.month + 50 * who.woman:02}"
        if self.place.province == "Québec":
            number = f"{first[0]}{digits(self.chance, 4)}-{day:%d%m%y}-{digits(self.chance, 2)}"
            return self.pick(number, number, number.replace("-", ""))
        if self.place.province == "BC":
            return digits(self.chance, 7)
        if self.place.province == "AB":
            return f"{digits(self.chance, 6)}-{digits(self.chance, 3)}"
        if self.place.province == "NS":
            return f"{first[:5]}{day:%d%m%y}{digits(self.chance, 3)}"
        if self.place.province in ("SK", "MB"):
            return self.pick(*"123456789") + digits(self.chance, 7)
        year = f"{day:%y}"
        return (
            f"{first[0]}{digits(self.chance, 4)}-{digits(self.chance, 4)}{year[0]}-{year[1]}{month}{day:%d}"
        )

    def passport(self) -> str:
        def letter() -> str:
            return self.pick(*"ABCEGHJKLMNPRSTVWX")

        return self.pick(
            f"{self.pick('G', 'H', 'A')}{letter()}{digits(self.chance, 6)}",
            f"{letter()}{digits(self.chance, 6)}{letter()}{letter()}",
            f"{letter()}{digits(self.chance, 7)}",
            f"{letter()}{digits(self.chance, 8)}",
        )

    def file(self, kind: str) -> str:
        """The number of a file of that kind, drawn from a mask: 9 a digit, # a digit from 1 to 9, Y the year's two."""
        mask = self.chance.choice(FILES[kind])
        year = self.chance.randint(17, 24)
        month, day = f"{self.chance.randint(1, 12):02}", f"{self.chance.randint(1, 28):02}"
        found = "".join(
            digits(self.chance, 1) if each == "9" else self.pick(*"12345678") if each == "#" else each
            for each in mask
        )
        found = found.replace("YYMMDD", f"YY{month}{day}").replace("YYMM", f"YY{month}")
        return found.replace("YYYY", f"20{year}").replace("YY", str(year))


FILES = {
    "ontario": (
        "CV-YY-00#99999-0000",
        "CV-YY-#9999",
        "FS-YY-000#9999-0000",
        "FS-YY-#999",
        "FC-YY-#999-00",
        "FC-YY-0000#999-0000",
    ),
    "onsmall": ("SC-YY-000#9999-0000", "SC-YY-#999", "SC-YY-00#99999-0000"),
    "onestate": ("ES-YY-000#9999-0000", "CV-YY-00#99999-00ES", "01-#999/YY"),
    "quebec": (
        "500-17-1#9999-YY#",
        "200-04-0#9999-YY#",
        "700-12-0#9999-YY#",
        "540-17-0#9999-YY#",
        "450-22-0#9999-YY#",
        "500-05-0#9999-YY#",
    ),
    "qcsmall": ("550-32-0#9999-YY#", "500-32-7#9999-YY#", "200-32-0#9999-YY#"),
    "bc": ("S-YY#999", "E-YY#999", "SYY#999", "M-YY#999", "S-0#9999"),
    "alberta": ("YY01 0#999", "YY03-1#999", "FL01-#9999", "4801-1#9999"),
    "hfx": ("5#9999", "4#9999"),
    "nova": ("1201-07#999", "1206-00#999"),
    "manitoba": ("CI YY-01-3#999", "FD YY-01-1#999", "FD YY-01-2#999"),
    "sask": ("QBG-SA-00#99-YYYY", "KBG-SA-01#99-YYYY", "DIV-SA-00#99-YYYY"),
    "imm": ("IMM-#999-YY", "IMM-1#999-YY", "IMM-#99-YY"),
    "federal": ("T-#999-YY", "T-#99-YY"),
    "claim": ("0#99999999", "AU-YYYY-#99999", "#9-#999-Q#9", "CLM#9999999", "#9999999-01", "YYYY-#99999-H"),
    "police": ("YYYY-#999999", "YY-#99999", "GO YYYY-#9999", "YY-#9999"),
    "policefr": ("37-YYMMDD-0#9", "#9-YYMMDD-00#", "GAT-YYMMDD-0#9", "YYYY-#9999"),
    "uci": ("11-#999-9999", "#999-9999", "11#9999999"),
    "application": ("W30#999999", "E000#99999", "S30#999999", "F000#99999"),
    "hrto": ("YYYY-#9999-I", "YYYY-#9999-S"),
    "ltb": ("LTB-L-0#9999-YY", "TSL-#9999-YY", "EAL-#9999-YY", "LTB-T-0#9999-YY"),
    "tal": ("#99999 31 YYYYMMDD G", "#99999-31-YYYYMMDD-G", "#99999 18 YYYYMMDD T"),
    "tat": ("#99999-71-YYMM", "#99999-31-YYMM", "CM-YYYY-#999"),
    "irb": ("TC#-#9999", "VC#-0#999", "TB#-1#999"),
    "irbfr": ("MC#-#9999", "MC#-0#999", "MB#-1#999"),
    "sst": ("GE-YY-#99", "AD-YY-#99", "GP-YY-#999"),
    "wsib": ("3#999999", "2#999999"),
    "cnesst": ("5#9 999 999", "5#9999999"),
    "ours": ("YY-0#99", "#9999-001", "YYYY-#99", "#9999.0#", "#999-3"),
    "theirs": ("#9999-#9", "YY#99-JM", "#999/YY", "MB-#999", "#99999-0002"),
}
