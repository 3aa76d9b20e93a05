"""Papers of land and what is said of houses: transfers, charges, searches of title, leases of farms, acts of sale,
certificates of location, statements and examinations in which numbers are said and not written.

By whoever wrote the recognisers, after land, houses and said numbers were added to them, and before they were first
run over it: `FIRST_RUN` is what they found then. (Since then a title ahead of a name is no part of it, and no
telephone has an exchange that there is none of.) They were mended after it too.
"""

from __future__ import annotations

import random

from tests.recall.numbers import digits, postal
from tests.recall.passages import Party, Passage, read

SEED, EACH = 1871, 10
FIRST_RUN = {"formatted": 0.931, "listed": 0.990, "suggested": 1.0, "false": 0.0, "wrong": 2.23}
"""Found of what there was to find; the last two, in 1,000 words."""
PARTIES = (
    Party("Volodymyr Sawchuk"),
    Party("Katarzyna Zielińska"),
    Party("Konstantinos Vasilopoulos"),
    Party("Elizabeth Fairweather"),
    Party("Thaddée Bourgoin"),
    Party("2741880 Ontario Inc.", is_organization=True),
    Party("Ferme Bourgoin & Filles s.e.n.c.", is_organization=True),
)
EN_WHO = ("Volodymyr Sawchuk", "Katarzyna Zielińska", "Konstantinos Vasilopoulos", "Liz Fairweather", "Beth Fairweather",
          "Ms. Fairweather", "SAWCHUK, Volodymyr", "Zielinska", "2741880 Ontario Inc", "2741880 Ontario Limited")  # fmt: skip
FR_WHO = (
    "Thaddée Bourgoin",
    "T. Bourgoin",
    "M. Bourgoin",
    "Katarzyna Zielinska",
    "Ferme Bourgoin & Filles",
    "Mme Zielińska",
)
STRANGERS = ("Dorothy Plunkett", "Ambrose Keefe", "Ghislaine Arsenault", "Rosaire Thériault")
UNITS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
DIZAINES = ("vingt", "trente", "quarante", "cinquante", "soixante", "quatre-vingt")
UNITES = ("deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf")


def mark(kind: str, value: str) -> str:
    return f"⟦{kind}|{value}⟧"


class Values:
    """What is filled in, as one paper has it."""

    def __init__(self, chance: random.Random, *, french: bool) -> None:
        self.c, self.french = chance, french

    def d(self, count: int) -> str:
        return self.c.choice("123456789") + digits(self.c, count - 1)

    def who(self) -> str:
        name = self.c.choice(FR_WHO if self.french else EN_WHO)
        title = next((each for each in ("Ms. ", "M. ", "Mme ") if name.startswith(each)), "")
        return title + mark("listed", name.removeprefix(title))

    def other(self) -> str:
        return mark("unlisted", self.c.choice(STRANGERS[2:] if self.french else STRANGERS[:2]))

    def quarter(self) -> str:
        c = self.c
        section, town, row, west = c.randint(1, 36), c.randint(1, 80), c.randint(1, 30), c.randint(4, 6)
        return mark("land", c.choice((
            f"Section {section}, Township {town}, Range {row}, West of the {west}th Meridian",
            f"Section {section} Township {town} Range {row} West of the {('Fourth', 'Fifth', 'Sixth')[west - 4]} Meridian",
            f"{c.choice(('NE', 'SW', 'NW', 'SE'))}-{section}-{town}-{row}-W{west}M",
            f"{c.choice(('NE', 'SW'))} {section}-{town}-{row} W{west}M",
            f"Sec. {section} Twp. {town} Rge. {row} W{west}M",
        )))  # fmt: skip

    def urban(self) -> str:
        c = self.c
        lot, block, plan = c.randint(1, 60), c.randint(1, 40), self.d(7)
        return mark("land", c.choice((
            f"Plan {plan}, Block {block}, Lot {lot}", f"Lot {lot}, Block {block}, Plan {plan}", f"Lot {lot} in Block {block} on Plan {plan}",
            f"PLAN {plan}\nBLOCK {block}\nLOT {lot}", f"Lot {lot}, Block {block}, Registered Plan {self.d(4)}", f"Lots {lot} and {lot + 1}, Block {block}, Plan {plan}",
        )))  # fmt: skip

    def coast(self) -> str:
        c = self.c
        lot, district, plan = (
            c.randint(1, 60),
            c.randint(20, 2000),
            c.choice(("VAP", "EPP", "KAP", "NWP", "VIP")) + self.d(5),
        )
        return mark("land", c.choice((
            f"Lot {lot}, District Lot {district}, Group 1, New Westminster District, Plan {plan}",
            f"LOT {lot} DISTRICT LOT {district} OSOYOOS DIVISION YALE DISTRICT PLAN {plan}",
            f"Lot {c.choice('ABC')}, Section {lot}, Range 2 West, North Saanich District, Plan {plan}",
            f"Strata Lot {lot}, District Lot {district}, Group 1, New Westminster District, Strata Plan {c.choice(('LMS', 'EPS', 'BCS'))}{self.d(4)}",
        )))  # fmt: skip

    def county(self) -> str:
        c = self.c
        lot, con = c.randint(1, 40), c.choice(("3", "7", "11", "IV", "XII"))
        return mark("land", c.choice((
            f"Lot {lot}, Concession {con}, Township of Oro, designated as Part {c.randint(1, 9)} on Plan 51R-{self.d(5)}",
            f"Lot {lot}, Concession {con}, Geographic Township of Nichol, being Parts 1 and 2 on Reference Plan 61R-{self.d(4)}",
            f"LOT {lot} CON {con} VESPRA PT {c.randint(1, 9)} 51R{self.d(5)}", f"Lot {lot} on Registered Plan M-{self.d(3)}", f"LT {lot} PL 51M{self.d(3)}",
        )))  # fmt: skip

    def pin(self) -> str:
        return mark("pin", f"{self.d(5)}-{digits(self.c, 4)}")

    def pid(self) -> str:
        return mark("pid", f"0{digits(self.c, 2)}-{digits(self.c, 3)}-{digits(self.c, 3)}")

    def title(self) -> str:
        return mark(
            "title",
            self.c.choice(
                (
                    f"{self.d(3)} {digits(self.c, 3)} {digits(self.c, 3)} +1",
                    f"{self.d(3)} {digits(self.c, 3)} {digits(self.c, 3)}",
                )
            ),
        )

    def instrument(self) -> str:
        return mark("instrument", self.c.choice(("SC", "AT", "PR", "CA")) + self.d(7))

    def lot(self) -> str:
        return mark("land", f"{self.c.randint(1, 6)} {self.d(3)} {self.d(3)}")

    def old_lot(self) -> str:
        return mark("land", f"{self.d(3)}-{self.c.randint(1, 90)}")

    def range(self) -> str:
        return mark("land", f"lot {self.c.randint(1, 40)} du rang {self.c.choice(('II', 'IV', '5', '8'))}")

    def street(self) -> str:
        return mark("address", f"{self.c.randint(12, 900)}, rue des Ormes")

    def inscription(self) -> str:
        return mark("file", f"{self.d(2)} {self.d(3)} {self.d(3)}")

    def place(self) -> str:
        """On a street without a type."""
        return mark(
            "address",
            f"{self.c.randint(12, 1799)} {self.c.choice(('Lakeview', 'Fernhill', 'Old Orchard', 'Glenhaven', 'Brentwood'))}",
        )

    def worded(self) -> str:
        c = self.c
        if self.french:
            number = f"{c.choice(DIZAINES)}-{c.choice(UNITES)}"
            return mark(
                "address",
                number
                + c.choice(
                    (", rue des Ormes", " de la rue des Ormes", ", chemin du Coteau", ", avenue Bourassa")
                ),
            )
        number = f"{c.choice(TENS)}-{c.choice(UNITS)}"
        return mark(
            "address",
            number
            + c.choice((" Alder Street", " Mill Road", " St. George Street North", " Orchard Crescent")),
        )

    def route(self) -> str:
        c = self.c
        return mark("address", c.choice((
            f"RR {c.randint(1, 9)}, Site {c.randint(1, 30)}, Box {c.randint(1, 90)}", f"Box {c.randint(1, 90)}, Site {c.randint(1, 30)}, RR {c.randint(1, 9)}",
            f"Comp. {c.randint(1, 90)}, Site {c.randint(1, 30)}, R.R. {c.randint(1, 9)}", f"P.O. Box {self.d(3)}, Stn Main",
        )))  # fmt: skip

    def said(self) -> str:
        c = self.c
        one, two, three, four = (c.choice(UNITS[1:]) for _ in range(4))
        return mark("phone", c.choice((
            f"four sixteen, {one} fifty-{two}, {c.choice(TENS)}-{three}, forty-{four}", f"six one three, two thirty-{two}, eighteen forty-{four}",
            f"nine oh five, seven {c.choice(TENS)}-{two}, oh {three} eight {four}", f"two five oh, five fifty-{two}, {c.choice(TENS)}-{one} {c.choice(TENS)}-{four}",
        )))  # fmt: skip

    def dit(self) -> str:
        c = self.c
        u = [c.choice(UNITES) for _ in range(4)]
        return mark("phone", c.choice((
            f"cinq cent quatorze, {u[0]} cent quarante-{u[1]}, cinquante-{u[2]}, vingt-{u[3]}", f"quatre cent dix-huit, six cent cinquante-{u[1]}, quarante-{u[2]}, douze",
            f"huit cent dix-neuf, {u[0]} cent vingt-{u[1]}, zéro {u[2]}, trente-{u[3]}",
        )))  # fmt: skip


def _english(v: Values) -> tuple[str, ...]:
    return (
        f"TRANSFER OF LAND\nI, {v.who()}, being the registered owner of an estate in fee simple, subject to the encumbrances below, of\nthe north east quarter of {v.quarter()}\nexcepting thereout all mines and minerals\ndo hereby transfer to {v.who()} for $412,000. Certificate of Title {v.title()}. The transferee's address is {v.route()}. Dated 14 June 2024.",
        f"SEARCH OF TITLE (Alberta)\nShort legal and title: {v.urban()}\nTitle number: {v.title()}\nRegistered owner: {v.who()}, of {v.place()}, Airdrie, Alberta {mark('postal', postal(v.c))}\nRegistered 2021-03-02, consideration $389,500. A caveat was filed under the Land Titles Act, RSA 2000, c L-4, s 130.",
        f"Dear {v.other()}:\nRe: sale of {v.coast()}\nPID {v.pid()}\nWe act for {v.who()}. The Form A transfer was filed as {v.instrument()} and the strata fees for the three months to 30 September are $1,342.50. Section 12 of the contract and Schedule B stay as they are. Please write to us before 5 October.",
        f"CHARGE/MORTGAGE\nPIN {v.pin()} (LT)\nDescription: PART OF {v.county()}\nChargor: {v.who()}\nPrincipal $250,000.00, interest 5.24%, 60 months. Standard charge terms apply, and paragraph 9, part 3 is deleted. Registered as Instrument No. {v.instrument()}.",
        f"FARM LEASE made 1 March 2024 between {v.who()} (landlord) and {v.who()} (tenant). The lands are {v.quarter()} and 160 acres more or less. The rent is $75 an acre, in two instalments. Notices go to the tenant at {v.worded()}, Vulcan, and to the landlord at {v.route()}. The tenant may cut hay on the section 7 access until 30 September.",
        f"EXAMINATION FOR DISCOVERY of {v.who()}\nQ. Where were you living then?\nA. At {v.worded()}, the upper unit.\nQ. And before?\nA. We stayed at {v.place()}, until about the spring.\nQ. Is there a number where we can reach you?\nA. Sure. It is {v.said()}, in the evening.\nQ. Two of the three King Street stores were yours?\nA. Yes, from 2011 to 2019.",
        f"STATEMENT OF CLAIM, para 4. The plaintiff {v.who()} owns the lands municipally known as {v.worded()} and legally described as Part of {v.county()} (the \"Property\"). Para 5. The easement over lot lines is claimed under s. 31 of the Limitations Act; the plan was amended in 2022, and 12 lots of the 40 were never built.",
        f"Owner | Address | Title\n{v.who()} | {v.place()} | {v.title()}\n{v.who()} | {v.worded()} | {v.title()}\nThe area of both is 2,430 m², and the assessment of 2023 was $618,000.",
    )  # fmt: skip


def _french(v: Values) -> tuple[str, ...]:
    return (
        f"ACTE DE VENTE\nDevant Me {v.other()}, notaire à Joliette, comparaît {v.who()}, ci-après le vendeur.\nDÉSIGNATION : un immeuble connu et désigné comme étant le lot {v.lot()} du cadastre du Québec, circonscription foncière de Joliette, avec la bâtisse portant le numéro civique {v.worded()}. Prix : 389 000 $. Inscrit sous le numéro {v.inscription()}.",
        f"CERTIFICAT DE LOCALISATION\nLes lots {v.lot()} et {v.lot()} du cadastre du Québec ont fait l'objet de la rénovation cadastrale le 14 juin 2008. Ils remplacent une partie du lot {v.old_lot()} du cadastre de la paroisse de Saint-Alexis. Propriétaire : {v.who()}. Superficie : 1 230,4 m². Le bâtiment est à 4,52 m de la limite est. Le tout selon l'article 9 du règlement.",
        f"HYPOTHÈQUE IMMOBILIÈRE\n{v.who()} hypothèque en faveur de la Caisse, pour 215 000 $, le lot {v.lot()} du cadastre du Québec. L'acte est publié sous le numéro {v.inscription()} au registre foncier. L'avis de l'article 2757 C.c.Q. n'a pas été donné; les annexes A et B en font partie.",
        f"INTERROGATOIRE de {v.who()}\nQ. Où habitiez-vous?\nR. Au {v.worded()}, au deuxième.\nQ. À quel numéro peut-on vous joindre?\nR. C'est le {v.dit()}, le soir.\nQ. Combien de lots y avait-il?\nR. Douze, et deux rues. On en a vendu cinq en 2019.",
        f"MISE EN DEMEURE\nMadame {v.other()},\nNous représentons {v.who()}, propriétaire du lot {v.lot()}, contigu au vôtre. La clôture empiète de 38 cm. Veuillez écrire au {v.worded()}, à Sorel-Tracy, avant le 15 octobre. Les articles 976 et 992 du Code civil s'appliquent.",
        f"BAIL AGRICOLE\nEntre {v.who()} et {v.who()} : le {v.range()}, canton de Brandon, de 42 hectares, et le lot {v.old_lot()} du cadastre du canton de Brandon. Le loyer est de 180 $ l'hectare, payable le 1er novembre.",
        f"Note au dossier : {v.who()} a rappelé. Cellulaire : {v.dit()}. Sa sœur, {v.other()}, demeure au {v.worded()}. Le notaire a besoin du titre de 1998 et des 3 plans de l'arpenteur. On se reparle mardi.",
        f"Propriétaire | Adresse | Lot\n{v.who()} | {v.worded()} | {v.lot()}\n{v.who()} | {v.street()} | {v.lot()}\nTotal : 2 immeubles, 4 logements, évaluation de 2023 : 618 000 $.",
    )  # fmt: skip


def passages() -> list[Passage]:
    chance = random.Random(SEED)
    made: list[Passage] = []
    for language, papers in (("en", _english), ("fr", _french)):
        for _ in range(EACH):
            made += [read(language, paper) for paper in papers(Values(chance, french=language == "fr"))]
    return made
