"""What the filed papers of `filed.py` are filled with: identifiers made from the issuers' own rules, and people who are nobody.

Nothing here asks the application how a number is checked: the sums are written again, from their definitions.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from tests.recall.passages import LISTED, UNLISTED, Party


@dataclass(frozen=True)
class Tag:
    """A piece of a text that has to be found, and what it is."""

    kind: str
    value: str


PARTIES = (
    Party("Hope Winters"),
    Party("Oluwaseun Adebayo-Martin", aliases=("Seun Adebayo", "Teddy Adebayo")),
    Party("Harjit Singh Gill"),
    Party("Julien Marchand"),
    Party("Anaïs Émond"),
    Party("Marie-Ève L'Heureux"),
    Party("Ibrahim El-Khoury"),
    Party("Delia Running Wolf"),
    Party("Robert Kowalchuk Jr."),
    Party("Keiko Nakamura Reid"),
    Party("2459871 Ontario Inc.", is_organization=True, aliases=("245 Ontario",)),
    Party("9412-3308 Québec inc.", is_organization=True),
    Party("Kestrel & Finch Logistics LP", is_organization=True, aliases=("KFL Logistics",)),
    Party("Coopérative agricole du Haut-Marais", is_organization=True),
)
PEOPLE = (
    ("Hope Winters", "HOPE WINTERS", "Winters, Hope", "H. Winters", "WINTERS, Hope"),
    ("Oluwaseun Adebayo-Martin", "O. Adebayo-Martin", "Seun Adebayo", "Oluwaseun Adebayo Martin", "ADEBAYO-MARTIN, Oluwaseun"),
    ("Harjit Singh Gill", "H.S. Gill", "Harjit Gill", "GILL, Harjit Singh", "HARJIT SINGH GILL"),
    ("Julien Marchand", "J. Marchand", "MARCHAND, Julien", "JULIEN MARCHAND", "Marchand"),
    ("Anaïs Émond", "Anais Emond", "A. Émond", "ÉMOND, Anaïs", "Émond"),
    ("Marie-Ève L'Heureux", "M.-È. L’Heureux", "Marie-Eve L'Heureux", "L'HEUREUX, Marie-Ève", "L’Heureux"),
    ("Ibrahim El-Khoury", "I. El-Khoury", "EL-KHOURY, Ibrahim", "Ibrahim El Khoury", "El-Khoury"),
    ("Delia Running Wolf", "D. Running Wolf", "RUNNING WOLF, Delia", "Running Wolf", "DELIA RUNNING WOLF"),
    ("Robert Kowalchuk Jr.", "Robert Kowalchuk", "R. Kowalchuk", "Kowalchuk, Robert", "Kowalchuk"),
    ("Keiko Nakamura Reid", "K. Nakamura Reid", "Keiko Reid", "NAKAMURA REID, Keiko", "Keiko N. Reid"),
)  # fmt: skip
HOUSES = (
    ("2459871 Ontario Inc.", "2459871 ONTARIO INC.", "2459871 Ontario Incorporated", "245 Ontario"),
    ("9412-3308 Québec inc.", "9412-3308 QUÉBEC INC.", "9412-3308 Quebec Inc."),
    ("Kestrel & Finch Logistics LP", "Kestrel & Finch Logistics", "KESTREL & FINCH LOGISTICS LP", "KFL Logistics"),
    ("Coopérative agricole du Haut-Marais", "Coopérative Agricole du Haut-Marais", "COOPÉRATIVE AGRICOLE DU HAUT-MARAIS"),
)  # fmt: skip
STRANGERS = (
    "Fatima Zahra Benali", "Curtis Oyelaran", "Milena Dragić", "Étienne Vaillancourt", "Siobhan Keane",
    "Pauline Arsenault", "Nikhil Deshpande", "Guylaine Rochon",
)  # fmt: skip


def _sum_of_luhn(number: str) -> int:
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value if value < 10 else value - 9
    return total % 10


def run(chance: random.Random, count: int) -> str:
    """That many digits, the first of them not a nought."""
    return str(chance.randint(10 ** (count - 1), 10**count - 1))


def valid(chance: random.Random, count: int, first: str) -> str:
    """That many digits, beginning so, with Luhn's digit at the end."""
    head = first + run(chance, count - 1 - len(first))
    return next(head + digit for digit in "0123456789" if _sum_of_luhn(head + digit) == 0)


def cut(number: str, *sizes: int, by: str) -> str:
    pieces = iter(number)
    return by.join("".join(next(pieces) for _ in range(size)) for size in sizes)


def who(chance: random.Random) -> Tag:
    return Tag(LISTED, chance.choice(chance.choice(PEOPLE)))


def surname(chance: random.Random) -> Tag:
    return Tag(
        LISTED,
        chance.choice(
            ("Winters", "Marchand", "Émond", "Kowalchuk", "El-Khoury", "Running Wolf", "L’Heureux")
        ),
    )


def house(chance: random.Random) -> Tag:
    return Tag(LISTED, chance.choice(chance.choice(HOUSES)))


def stranger(chance: random.Random) -> Tag:
    return Tag(UNLISTED, chance.choice(STRANGERS))


def sin(chance: random.Random) -> Tag:
    return Tag(
        "sin",
        cut(valid(chance, 9, chance.choice("1234567")), 3, 3, 3, by=chance.choice((" ", "-", "", "\u00a0"))),
    )


def temporary_sin(chance: random.Random) -> Tag:
    """Of a temporary resident: it begins with 9."""
    return Tag("sin", cut(valid(chance, 9, "9"), 3, 3, 3, by=chance.choice((" ", "-"))))


def business(chance: random.Random) -> Tag:
    number = valid(chance, 9, chance.choice(("10", "12", "13", "70", "71", "80", "83")))
    program = chance.choice(("RT", "RP", "RC", "RZ"))
    return Tag(
        "business",
        chance.choice(
            (
                f"{number}{program}0001",
                f"{number} {program}0002",
                cut(number, 5, 4, by=" ") + f" {program} 0001",
            )
        ),
    )


def number_of_business(chance: random.Random) -> Tag:
    return Tag("business", cut(valid(chance, 9, "8"), 5, 4, by=chance.choice((" ", ""))))


def quebec_tax(chance: random.Random) -> Tag:
    return Tag("business", run(chance, 10) + chance.choice((" TQ0001", "TQ0001")))


def enterprise(chance: random.Random) -> Tag:
    return Tag("business", chance.choice(("11", "22", "33", "88")) + run(chance, 8))


def ontario_health(chance: random.Random) -> Tag:
    number = valid(chance, 10, chance.choice("123456789"))
    return Tag(
        "health", cut(number, 4, 3, 3, by=chance.choice((" ", "-", ""))) + chance.choice(("", " GP", "-VL"))
    )


def bc_health(chance: random.Random) -> Tag:
    while True:
        middle = run(chance, 8)
        left = (
            sum(int(digit) * weight for digit, weight in zip(middle, (2, 4, 8, 5, 10, 9, 7, 3), strict=True))
            % 11
        )
        if 0 < 11 - left < 10:
            return Tag("health", cut(f"9{middle}{11 - left}", 4, 3, 3, by=chance.choice((" ", "-", ""))))


def quebec_health(chance: random.Random) -> Tag:
    """Three letters of the surname, one of the given name, and the birth date with 50 added to a woman's month."""
    letters = chance.choice(("MARJ", "EMOA", "LHEM", "ELKI", "ROCG"))
    date = f"{chance.randint(40, 99)}{chance.choice((0, 50)) + chance.randint(1, 12):02d}{chance.randint(1, 28):02d}"
    number = date + run(chance, 2)
    return Tag(
        "health",
        chance.choice(
            (f"{letters} {number[:4]} {number[4:]}", letters + number, f"{letters}-{number[:4]}-{number[4:]}")
        ),
    )


def provincial(chance: random.Random) -> tuple[str, Tag]:
    """What a paper calls the number in that province, and the number."""
    called, number = chance.choice((
        ("Alberta PHN ", cut(run(chance, 9), 5, 4, by=chance.choice((" ", "-")))), ("Saskatchewan health services number ", cut(run(chance, 9), 3, 3, 3, by=" ")),
        ("MCP number ", cut(run(chance, 12), 3, 3, 3, 3, by=" ")), ("N.B. Medicare no. ", cut(run(chance, 9), 3, 3, 3, by=chance.choice((" ", "-")))),
        ("Nova Scotia health card ", cut(run(chance, 10), 4, 3, 3, by=" ")), ("BC PHN ", bc_health(chance).value), ("PEI health card no. ", run(chance, 8)),
    ))  # fmt: skip
    return called, Tag("health", number)


def phone(chance: random.Random) -> Tag:
    area = chance.choice(("705", "807", "867", "450", "819", "306", "709", "250", "782"))
    middle, last = chance.choice(("555", "482", "623", "979")), run(chance, 4)
    return Tag("phone", chance.choice((f"{area}-{middle}-{last}", f"({area}) {middle}-{last}", f"{area} {middle} {last}", f"{area}.{middle}.{last}",
                                       f"+1 ({area}) {middle}-{last}", f"1 {area} {middle}-{last}", f"+1-{area}-{middle}-{last}")))  # fmt: skip


def email(chance: random.Random) -> Tag:
    local = chance.choice(
        ("hope_winters", "seun.adebayo+court", "reception", "JMarchand", "k-reid", "a.emond.2")
    )
    return Tag(
        "email",
        f"{local}@{chance.choice(('example.com', 'kestrel.example', 'poste.example.ca', 'mail.haut-marais.example'))}",
    )


def street(chance: random.Random) -> Tag:
    number, unit = str(chance.randint(3, 4999)), chance.randint(2, 2400)
    name = chance.choice(("Wharf Road", "Algoma Street North", "Pembina Hwy", "8 Avenue SW", "Dundas St W", "Sunnyside Cres.", "Portage Ave",
                          "Barrington Street", "Kingsway", "Highway 17", "Sideroad 25", "Heron Court", "Victoria Terrace", "Range Road 242"))  # fmt: skip
    return Tag(
        "address",
        chance.choice(
            (
                f"{number} {name}",
                f"{number} {name}, Unit {unit}",
                f"{unit}-{number} {name}",
                f"Suite {unit}, {number} {name}",
                f"{number} {name}, Apt. {unit}",
            )
        ),
    )


def rue(chance: random.Random) -> Tag:
    number = str(chance.randint(3, 4999))
    name = chance.choice(("rue des Érables", "boul. Saint-Laurent", "avenue Cartier", "côte de la Fabrique", "rue King Ouest", "chemin du Roy", "route 132 Est",
                          "rang du Bord-de-l'Eau", "1re Avenue", "carré Saint-Louis", "allée des Tilleuls", "promenade du Portage", "rue Notre-Dame O."))  # fmt: skip
    return Tag(
        "address",
        chance.choice(
            (
                f"{number}, {name}",
                f"{number} {name}",
                f"{number}, {name}, app. {chance.randint(1, 40)}",
                f"{number}, {name}, bureau {chance.randint(100, 999)}",
            )
        ),
    )


def box(chance: random.Random) -> Tag:
    return Tag("address", chance.choice(("PO Box ", "P.O. Box ", "Box ")) + run(chance, 4))


def postal(chance: random.Random) -> Tag:
    first, second = (
        chance.choice(("P7B", "R3T", "X1A", "A1C", "S7K", "T2P", "B3J", "V6B", "J4K", "G1R")),
        f"{chance.randint(1, 9)}{chance.choice('ABCEGHJKLMNPRSTVWXYZ')}{chance.randint(1, 9)}",
    )
    return Tag(
        "postal",
        chance.choice(
            (f"{first} {second}", f"{first}\u00a0{second}", f"{first}{second}", f"{first} {second}".lower())
        ),
    )


MONTHS = ("January", "Feb.", "March", "April", "June", "Sept.", "October", "November")
MOIS = ("janvier", "février", "mars", "avril", "mai", "août", "septembre", "novembre")


def birth(chance: random.Random) -> Tag:
    year, month, day = chance.randint(1931, 2012), chance.randint(1, 12), chance.randint(1, 28)
    return Tag("birth", chance.choice((f"{year}-{month:02d}-{day:02d}", f"{chance.choice(MONTHS)} {day}, {year}", f"{day} {chance.choice(MONTHS)} {year}",
                                       f"{month:02d}/{day:02d}/{year}", f"{day:02d}.{month:02d}.{year}", f"{day:02d}-{('Jan', 'Mar', 'Jul', 'Dec')[month % 4]}-{year}")))  # fmt: skip


def naissance(chance: random.Random) -> Tag:
    year, month, day = chance.randint(1931, 2012), chance.randint(1, 12), chance.randint(2, 28)
    return Tag(
        "birth",
        chance.choice(
            (
                f"{year}-{month:02d}-{day:02d}",
                f"{day} {chance.choice(MOIS)} {year}",
                f"{day:02d}/{month:02d}/{year}",
                f"1er {chance.choice(MOIS)} {year}",
            )
        ),
    )


def account(chance: random.Random) -> Tag:
    return Tag(
        "account",
        chance.choice(
            (
                run(chance, 7),
                run(chance, 12),
                f"0{run(chance, 4)}-00{chance.randint(1, 9)}-{run(chance, 7)}",
                f"{run(chance, 4)}-{run(chance, 3)}-{run(chance, 3)}",
            )
        ),
    )


def card(chance: random.Random) -> Tag:
    number = valid(chance, 16, chance.choice(("4", "53", "2221")))
    return Tag("card", cut(number, 4, 4, 4, 4, by=chance.choice((" ", "-", ""))))


def amex(chance: random.Random) -> Tag:
    return Tag("card", cut(valid(chance, 15, "34"), 4, 6, 5, by=chance.choice((" ", "-"))))


def licence(chance: random.Random) -> Tag:
    return Tag("licence", chance.choice((
        f"{chance.choice('WAKG')}{run(chance, 4)}-{run(chance, 5)}-{run(chance, 5)}", f"{chance.choice('MEL')}{run(chance, 4)}-{run(chance, 6)}-{run(chance, 2)}",
        run(chance, 7), f"{run(chance, 6)}-{run(chance, 3)}", run(chance, 8),
    )))  # fmt: skip


def passport(chance: random.Random) -> Tag:
    return Tag(
        "passport",
        chance.choice(
            (
                f"{chance.choice('GHPA')}{chance.choice('ABCDK')}{run(chance, 6)}",
                f"{chance.choice('AP')}{run(chance, 6)}{chance.choice('ABC')}{chance.choice('DKR')}",
            )
        ),
    )


def court(chance: random.Random) -> Tag:
    return Tag("file", chance.choice((f"CV-{chance.randint(21, 26)}-00{run(chance, 6)}-0000", f"VLC-S-S-{run(chance, 6)}", f"IMM-{run(chance, 4)}-{chance.randint(21, 26)}",
                                      f"FS-{chance.randint(21, 26)}-{run(chance, 5)}", f"{run(chance, 4)}-{run(chance, 5)}")))  # fmt: skip


def cour(chance: random.Random) -> Tag:
    return Tag(
        "file",
        f"{chance.choice(('765', '200', '450', '505'))}-{chance.choice(('04', '17', '32', '12'))}-0{run(chance, 5)}-{chance.randint(211, 268)}",
    )


def file(chance: random.Random) -> Tag:
    return Tag("file", chance.choice((f"{run(chance, 5)}/00{chance.randint(1, 9)}", f"20{chance.randint(20, 26)}-{run(chance, 4)}", f"{chance.choice(('HX', 'QM', 'L'))}{run(chance, 6)}",
                                      f"{run(chance, 2)}-{run(chance, 3)}-{run(chance, 4)}")))  # fmt: skip
