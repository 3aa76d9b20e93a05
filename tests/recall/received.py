"""What a clerk of a small firm receives and sends: letters, e-mails, agreements, pleadings, wills, leases, forms, notices.

Written blind, from the papers themselves, by a hand that had not seen the recognisers nor what they had been tried on;
everybody is invented. It was committed before anything was run over it: `FIRST_RUN` is what was found then.
A paper is a list of sentences in several wordings, with slots: `{c}` a listed person in one of the ways a paper
names people, `{o:title}` that one way, `{u}` somebody nobody listed, `{c.birth}` what belongs to the person,
`{c?he/she}` what agrees with the person, `{sin}` a value, and `{f:imm}` the number of a file.
"""

from __future__ import annotations

import random
import re
from dataclasses import replace
from datetime import date

from tests.recall.passages import Party, Passage, read
from tests.recall.received_english import PAPERS as ENGLISH
from tests.recall.received_french import PAPERS as FRENCH
from tests.recall.received_values import EN_PLACES, Person, Values, digits, luhn, spelled, written

EACH = 4
"""Passages that are made of a paper."""
FIRST_RUN = {"formatted": 0.995, "listed": 1.0, "suggested": 0.837, "false": 0.33, "wrong": 1.94}
"""Found of what there was to find, on the first run over the frozen set; the last two, in 1,000 words."""

PARTIES = (
    Party("Margaret Ellen Whitcombe", aliases=("Peggy Whitcombe",)),
    Party("Rajesh Venkataraman"),
    Party("Chidinma Okonjo-Bell"),
    Party("Donovan MacIsaac"),
    Party("Étienne Laframboise"),
    Party("Marie-Josée Archambault-Dubé", aliases=("Marie-Josée Dubé",)),
    Party("Northgate Plumbing & Heating Inc.", is_organization=True, aliases=("Northgate",)),
    Party("Cedar & Quill Property Management Ltd.", is_organization=True, aliases=("Cedar & Quill",)),
    Party("Les Toitures Bélair-Gosselin inc.", is_organization=True, aliases=("Toitures Bélair",)),
    Party("Gestion immobilière Trémont s.e.n.c.", is_organization=True, aliases=("Trémont",)),
)
CAST = (
    Person("Margaret", "Whitcombe", woman=True, middle="Ellen"),
    Person("Rajesh", "Venkataraman", woman=False),
    Person("Chidinma", "Okonjo-Bell", woman=True),
    Person("Donovan", "MacIsaac", woman=False),
    Person("Étienne", "Laframboise", woman=False),
    Person("Marie-Josée", "Archambault-Dubé", woman=True),
)
NICKNAMES = {"Whitcombe": "Peggy Whitcombe", "Archambault-Dubé": "Marie-Josée Dubé"}
INITIALS = {"Whitcombe": "M. E.", "Archambault-Dubé": "M.-J."}
FIRMS = {
    False: (
        ("Northgate Plumbing & Heating Inc.", "Northgate Plumbing & Heating", "Northgate"),
        ("Cedar & Quill Property Management Ltd.", "Cedar & Quill Property Management", "Cedar & Quill"),
    ),
    True: (
        ("Les Toitures Bélair-Gosselin inc.", "Toitures Bélair-Gosselin inc.", "Toitures Bélair"),
        ("Gestion immobilière Trémont s.e.n.c.", "Gestion immobilière Trémont", "Trémont"),
    ),
}
STRANGERS = {
    False: (
        ("Fiona", "Heather", "Priya", "Agnieszka", "Latoya", "Grace", "Samantha", "Mei", "Olivia", "Joanne"),
        ("Colin", "Tyrell", "Gurpreet", "Andrew", "Mohamed", "Wesley", "Patrick", "Dmitri", "Lucas", "Neil"),
        (
            "Thornbury",
            "Kowalczyk",
            "Adebayo",
            "Sandhu",
            "Fitzpatrick",
            "Nakamura",
            "Haddad",
            "Lindqvist",
            "Ferreira",
            "McKechnie",
            "Petrov",
            "Abernathy",
            "Chowdhury",
            "Dyck",
            "Peltier",
        ),
    ),
    True: (
        (
            "Sylvie",
            "Chantal",
            "Geneviève",
            "Nadia",
            "Fatou",
            "Mélanie",
            "Lise",
            "Rosalie",
            "Jocelyne",
            "Annick",
        ),
        (
            "Guillaume",
            "Réjean",
            "Karim",
            "Benoît",
            "Marc-André",
            "Ousmane",
            "Yvon",
            "Félix",
            "Normand",
            "Thomas",
        ),
        (
            "Bellefeuille",
            "Tremblay",
            "Ouellet",
            "Benali",
            "Charbonneau",
            "Lavallée",
            "Diallo",
            "Thibodeau",
            "Desrosiers",
            "Pagé",
            "Lemieux",
            "Saint-Amand",
            "Boisvert",
            "Quesnel",
            "Hamel",
        ),
    ),
}
SLOT = re.compile(r"\{([a-z_]+)(?:([:.?])([^{}]*))?\}")
VOWELS = "AEIOUYÉÈÊÎÔH"


def mark(kind: str, value: str) -> str:
    return f"⟦{kind}|{value}⟧"


class Paper:
    """One paper being written: its cast, its place, and what has been said in it."""

    def __init__(self, chance: random.Random, text: str, *, french: bool) -> None:
        self.chance, self.french = chance, french
        self.values = Values(chance, french)
        if re.search(r"Ontario|RSO|OHIP|HRTO|\{(health_on|f:on\w+|f:ltb)\}", text):
            self.values.place = chance.choice([each for each in EN_PLACES if each.province == "ON"])
        if "{f:bc}" in text:
            self.values.place = next(each for each in EN_PLACES if each.city == "Vancouver")
        client, other = chance.sample(CAST, 2)
        women, men, families = STRANGERS[french]
        self.people = {"c": client, "o": other}
        for role, family in zip("uvwx", chance.sample(families, 4), strict=True):
            woman = chance.random() < 0.5
            self.people[role] = Person(chance.choice(women if woman else men), family, woman)
        given = {"u", "v", "w", "x"}
        for role in sorted(given):
            taken = {each.given for key, each in self.people.items() if key != role}
            if self.people[role].given in taken:
                who = self.people[role]
                left = [each for each in (women if who.woman else men) if each not in taken]
                self.people[role] = replace(who, given=chance.choice(left))
        self.firm = chance.choice(FIRMS[french])

    def fill(self, text: str) -> str:
        return SLOT.sub(self.slot, text)

    def slot(self, found: re.Match[str]) -> str:
        key, sign, rest = found.groups()
        if key == "f":
            return mark("file", self.values.file(rest))
        if key == "g":
            return self.organization(rest)
        if key in self.people:
            who = self.people[key]
            if sign == "?":
                return rest.split("/")[who.woman]
            if sign == ".":
                return self.belonging(who, rest)
            return self.naming(who, "listed" if key in "co" else "unlisted", rest)
        return (
            getattr(self, key)()
            if hasattr(self, key)
            else mark(KINDS[key], getattr(self.values, GIVEN.get(key, key))())
        )

    def organization(self, form: str) -> str:
        whole, shorter, brief = self.firm
        if form == "caps":
            return mark("listed", whole.upper())
        if form == "poss":
            return mark("listed", self.chance.choice((brief, shorter))) + "'s"
        return mark("listed", self.chance.choice((whole, whole, shorter, brief)))

    def belonging(self, who: Person, what: str) -> str:
        day = self.values.birth_of(who)
        if what == "birth":
            return mark("birth", self.values.birth(day))
        if what == "words":
            return mark("birth", spelled(day, self.french))
        if what == "ramq":
            return mark("health", self.values.health_qc(who))
        return mark(what, getattr(self.values, what)(who))

    def naming(self, who: Person, group: str, form: str | None) -> str:
        short = f"{who.given} {who.family}"
        whole = f"{who.given} {who.middle} {who.family}" if who.middle else short
        title = (("M.", "Mme") if self.french else ("Mr.", "Ms."))[who.woman]
        titled = f"{title} {mark(group, who.family)}"
        initials = INITIALS.get(who.family, who.given[0] + ".")
        if form is None:
            nickname = NICKNAMES.get(who.family, whole)
            return mark(group, self.chance.choice((whole, whole, whole, short, short, nickname)))
        if form == "last":
            return mark(
                group,
                self.chance.choice(
                    (
                        f"{who.family}, {who.given} {who.middle}".strip(),
                        f"{who.family.upper()}, {who.given}",
                        f"{who.family.upper()}, {whole.removesuffix(' ' + who.family)}",
                    )
                ),
            )
        if form in ("de", "que", "QUE", "DE"):
            word = form[0].lower() if form in ("de", "DE") else "qu"
            elided = who.given[0] in VOWELS
            name = short.upper() if form == "DE" else short
            before = f"{word}'" if elided else f"{word}e "
            before = before.upper() if form == "DE" else before.capitalize() if form == "QUE" else before
            if not elided and form in ("de", "que") and self.chance.random() < 0.5:
                return f"{before}{titled}"
            return before + mark(group, name)
        forms = {
            "first": mark(group, who.given),
            "family": mark(group, who.family),
            "title": titled,
            "caps": mark(group, whole.upper()),
            "lower": mark(group, short.lower()),
            "short": mark(group, short),
            "init": mark(group, f"{initials} {who.family}"),
            "poss": self.chance.choice((titled, mark(group, short))) + "'s",
            "madame": ("Monsieur", "Madame")[who.woman],
            "ami": ("mon ami", "mon amie")[who.woman],
        }
        return forms[form]

    def rel(self) -> str:
        return ("brother", "sister")[self.people["u"].woman]

    def city(self) -> str:
        return self.values.place.city

    def citycaps(self) -> str:
        return self.city().upper()

    def prov(self) -> str:
        return self.values.place.province

    def earlier(self) -> str:
        return written(
            date(self.chance.randint(2008, 2017), self.chance.randint(1, 12), self.chance.randint(1, 28)),
            self.french,
        )

    def date(self) -> str:
        return written(
            date(self.chance.randint(2018, 2024), self.chance.randint(1, 12), self.chance.randint(1, 28)),
            self.french,
        )

    def birth(self) -> str:
        child = date(self.chance.randint(2006, 2021), self.chance.randint(1, 12), self.chance.randint(1, 28))
        return mark("birth", self.values.birth(child))

    def money(self) -> str:
        return self.amount(
            self.chance.choice(
                (
                    self.chance.randint(1200, 9900),
                    self.chance.randint(12, 98) * 1000,
                    self.chance.randint(10000, 88000),
                )
            )
        )

    def monthly(self) -> str:
        return self.amount(
            self.chance.choice((self.chance.randint(350, 990), self.chance.randint(1000, 4900)))
        )

    def big(self) -> str:
        return self.amount(self.chance.randint(110, 1400) * 1000)

    def amount(self, whole: int) -> str:
        cents = digits(self.chance, 2)
        round_sum = whole % 1000 == 0
        if self.french:
            grouped = f"{whole:,}".replace(",", self.chance.choice((" ", " ", "\u00a0")))
            return self.chance.choice((f"{grouped} $", f"{grouped},{'00' if round_sum else cents} $"))
        return self.chance.choice((f"${whole:,}", f"${whole:,}.{'00' if round_sum else cents}"))

    def pct(self) -> str:
        return f"{self.chance.randint(5, 65)}{' ' if self.french else ''}%"

    def age(self) -> str:
        return str(self.chance.randint(31, 64))

    def small(self) -> str:
        return str(self.chance.randint(3, 19))

    def time(self) -> str:
        hour, minute = self.chance.randint(8, 16), self.chance.choice(("00", "15", "30", "45"))
        if self.french:
            return f"{hour} h {minute}" if minute != "00" else f"{hour} h"
        return f"{(hour - 1) % 12 + 1}:{minute} {'a.m.' if hour < 12 else 'p.m.'}"

    def bank(self) -> str:
        transit, institution, account = self.values.bank()
        if self.chance.random() < 0.4:
            return mark(
                "account",
                self.chance.choice(
                    (
                        f"{transit}-{institution}-{account}",
                        f"{transit} {institution} {account}",
                        f"{transit}-{institution} {account}",
                    )
                ),
            )
        words = (
            (("transit", "institution", "compte"), ("succursale", "institution", "folio"), ("transit no", "inst.", "no de compte"))
            if self.french
            else (("transit", "institution", "account"), ("transit no.", "institution no.", "account no."), ("Transit #", "Inst. #", "Acct #"))
        )  # fmt: skip
        pieces = zip(self.chance.choice(words), (transit, institution, account), strict=True)
        return ", ".join(f"{word} {mark('account', number)}" for word, number in pieces)

    def home(self, by: str = ", ") -> str:
        road = mark("address", self.values.street())
        if self.chance.random() < 0.2:
            road = self.country() if self.french and by != "\n" else mark("address", self.values.rural())
        elif self.chance.random() < 0.1 and not self.french:
            road += ", " + mark("address", f"P.O. Box {self.chance.randint(20, 900)}")
        town = f"{self.city()} ({self.prov()})" if self.french else f"{self.city()}, {self.prov()}"
        return f"{road}{by}{town}{self.chance.choice((' ', '  '))}{mark('postal', self.values.postal())}"

    def homelines(self) -> str:
        return self.home("\n")

    def homebc(self) -> str:
        return self.home()

    def country(self) -> str:
        while True:
            road = self.values.rural()
            if not road.lower().startswith(("p.o.", "po ", "c.p.", "case")):
                return mark("address", road)

    def business_gst(self) -> str:
        return mark(
            "business", luhn(self.chance, 9, "1") + self.chance.choice((" RT0001", " RT 0001", "RT0001"))
        )

    def qst(self) -> str:
        return mark(
            "business", "10" + digits(self.chance, 8) + self.chance.choice((" TQ0001", "TQ0001", " TQ 0001"))
        )


GIVEN = {"fax": "phone"}
KINDS = {
    "sin": "sin", "business": "business", "health_on": "health", "health_bc": "health", "health_ab": "health",
    "health_ns": "health", "health_mb": "health", "phone": "phone", "tollfree": "phone", "fax": "fax", "postal": "postal",
    "street": "address", "rural": "address", "card": "card", "passport": "passport",
    "visa": "card", "mastercard": "card", "hst": "business", "payroll": "business", "neq": "business",
}  # fmt: skip


def compose(chance: random.Random, text: str, *, french: bool) -> Passage:
    paper = Paper(chance, text, french=french)
    written_so_far = ""
    for line in text.strip().splitlines():
        sentence = line.strip()
        begins = sentence.startswith("/ ")
        wording = chance.choice(sentence.removeprefix("/ ").split(" || "))
        written_so_far += ("\n" if begins else " ") * bool(written_so_far) + paper.fill(wording)
    if chance.random() < 0.3:
        written_so_far = written_so_far.replace("'", "’")
    return read("fr" if french else "en", written_so_far.replace(".m..", ".m."))


def passages() -> tuple[Passage, ...]:
    chance = random.Random(41772)
    made = []
    for papers, french in ((ENGLISH, False), (FRENCH, True)):
        made += [compose(chance, text, french=french) for text in papers for _ in range(EACH)]
    return tuple(made)
