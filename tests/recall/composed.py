"""The second set: sentences put together clause by clause, with the noise of real files: tables, e-mail, transcripts, bad
spacing, capitals. It was held out once; the recognisers have been mended after it since.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.recall import numbers
from tests.recall.passages import Party, Passage, read

SEED, COUNT = 4711, 150
PARTIES = (
    Party("Rosalind Achterberg"),
    Party("Kofi Boateng-Smythe"),
    Party("Geneviève St-Onge"),
    Party("Mohammed Al-Rashidi", aliases=("Mo Rashidi",)),
    Party("Wei Zhang"),
    Party("D'Arcy MacLellan"),
    Party("Pierre de la Durantaye"),
    Party("Northgate Cold Storage Corp.", is_organization=True),
    Party("Société Immobilière Val-Jalbert Ltée", is_organization=True),
)
GIVEN = (("Rosalind", "Achterberg"), ("Kofi", "Boateng-Smythe"), ("Geneviève", "St-Onge"), ("Mohammed", "Al-Rashidi"),
         ("Wei", "Zhang"), ("D'Arcy", "MacLellan"), ("Pierre", "de la Durantaye"))  # fmt: skip
HOUSES = ("Northgate Cold Storage Corp", "NORTHGATE COLD STORAGE", "Northgate Cold Storage",
          "Société Immobilière Val-Jalbert Ltée", "Société immobilière Val-Jalbert")  # fmt: skip
OTHERS = (("Tobias", "Lindqvist"), ("Yasmin", "Haddad"), ("Réjean", "Thibodeau"), ("Priya", "Venkataraman"),
          ("Gordon", "Stankiewicz"), ("Solange", "Kabongo"))  # fmt: skip

Make = Callable[[random.Random], str]


def _one(*ways: Make) -> Make:
    return lambda chance: chance.choice(ways)(chance)


def _mark(kind: str, value: str) -> str:
    return f"⟦{kind}|{value}⟧"


def _person(chance: random.Random) -> str:
    given, last = chance.choice(GIVEN)
    style = chance.randrange(8)
    written = (
        f"{given} {last}", f"{given} {last}".upper(), f"{last}, {given}", f"{given[0]}. {last}", f"{given}\u00a0{last}",
        f"{given}  {last}", f"**{given} {last}**", last,
    )[style]  # fmt: skip
    if style == 6:
        return f"**{_mark('listed', f'{given} {last}')}**"
    return _mark("listed", written[:1].upper() + written[1:])


def _house(chance: random.Random) -> str:
    return _mark("listed", chance.choice(HOUSES))


def _other(chance: random.Random, *titles: str) -> str:
    given, last = chance.choice(OTHERS)
    return f"{chance.choice(titles)} {_mark('unlisted', chance.choice((last, f'{given} {last}')))}"


def _sin(chance: random.Random) -> str:
    number = numbers.checked(chance, 9, first=chance.choice("12567"))
    return _mark("sin", numbers.grouped(number, (3, 3, 3), chance.choice((" ", "-", ".", "\u00a0", ""))))


def _phone(chance: random.Random) -> str:
    first, middle, last = numbers.phone(chance)
    return _mark("phone", chance.choice((f"{first} {middle}-{last}", f"{first}.{middle}.{last}", f"({first}){middle}-{last}",
                                         f"1-{first}-{middle}-{last}", f"+1{first}{middle}{last}")))  # fmt: skip


def _email(chance: random.Random) -> str:
    user = chance.choice(("r.achterberg", "kofi_bs", "info", "genevieve.st-onge", "wz88"))
    return _mark(
        "email", f"{user}@{chance.choice(('example.org', 'courrier.example.net', 'cold-storage.example.ca'))}"
    )


def _street(chance: random.Random) -> str:
    number = chance.choice(
        (
            str(chance.randint(2, 19999)),
            f"{chance.randint(1, 40)}-{chance.randint(100, 999)}",
            f"{chance.randint(2, 98)}A",
        )
    )
    name = chance.choice(("Queen St. E.", "Jasper Avenue NW", "Spadina Crescent East", "St. Clair Avenue West", "Granville St",
                          "Robie Street, Suite 204", "10th Avenue", "Concession Road", "Lakeshore Blvd", "Maple Drive"))  # fmt: skip
    return _mark("address", f"{number} {name}")


def _rue(chance: random.Random) -> str:
    name = chance.choice(("rue Saint-Denis", "rue de la Montagne, bureau 300", "av. Laurier Est", "boulevard Charest Ouest",
                          "chemin Sainte-Foy", "place D'Youville", "3e Rang", "rang Saint-Joseph", "montée de l'Église"))  # fmt: skip
    return _mark("address", f"{chance.randint(2, 19999)}{chance.choice((',', ''))} {name}")


def _postal(chance: random.Random) -> str:
    code = numbers.postal(chance)
    return _mark("postal", chance.choice((code, code.replace(" ", ""), code.replace(" ", "-"))))


def _box(chance: random.Random) -> str:
    return _mark(
        "address",
        f"{chance.choice(('P.O. Box', 'PO Box', 'C.P.', 'Case postale'))} {chance.randint(10, 9999)}",
    )


EN_MONTHS = ("February", "Apr.", "May", "July", "August", "Oct.", "December")
FR_MONTHS = ("février", "avril", "mai", "juillet", "août", "octobre", "décembre")


def _birth(chance: random.Random) -> str:
    day, year = chance.randint(2, 28), chance.randint(1936, 2009)
    date = chance.choice((f"{chance.choice(EN_MONTHS)} {day}, {year}", f"{day} {chance.choice(EN_MONTHS)} {year}",
                          f"{day:02d}/{chance.randint(1, 12):02d}/{year}", f"{year}/{chance.randint(1, 12):02d}/{day:02d}"))  # fmt: skip
    return chance.choice(
        ("born ", "Date of birth: ", "D.O.B. ", "birth date is ", "born in Halifax on ")
    ) + _mark("birth", date)


def _naissance(chance: random.Random) -> str:
    date = f"{chance.choice(('1er', str(chance.randint(2, 28))))} {chance.choice(FR_MONTHS)} {chance.randint(1936, 2009)}"
    return chance.choice(("né à Rimouski le ", "date de naissance : ", "née le ", "DDN ")) + _mark(
        "birth", date
    )


def _health(chance: random.Random) -> str:
    ten = numbers.checked(chance, 10)
    way = chance.randrange(6)
    if way == 0:
        return f"health card {_mark('health', numbers.grouped(ten, (4, 3, 3), ' '))} (version {chance.choice(('XJ', 'AB'))})"
    if way == 1:
        return f"Alberta health care number {_mark('health', numbers.grouped(ten[:9], (5, 4), '-'))}"
    if way == 2:
        return f"MSP PHN {_mark('health', numbers.bc_health(chance))}"
    if way == 3:
        return f"RAMQ {_mark('health', chance.choice(('ACHR', 'STOG', 'ZHAW')) + numbers.digits(chance, 8))}"
    if way == 4:
        return f"carte soleil no {_mark('health', chance.choice(('BOAK', 'DURP')) + ' ' + numbers.digits(chance, 4) + ' ' + numbers.digits(chance, 4))}"
    return f"Manitoba PHIN {_mark('health', ten[:9])}"


def _money(chance: random.Random) -> str:
    way = chance.randrange(5)
    if way == 0:
        card = numbers.checked(chance, 16, first=chance.choice(("51", "4")))
        return f"Mastercard {_mark('card', numbers.grouped(card, (4, 4, 4, 4), chance.choice(('', ' '))))}"
    if way == 1:
        return f"transit {_mark('account', numbers.digits(chance, 5))}, account {_mark('account', numbers.digits(chance, 7))}"
    if way == 2:
        return (
            f"Amex {_mark('card', numbers.grouped(numbers.checked(chance, 15, first='37'), (4, 6, 5), ' '))}"
        )
    if way == 3:
        return f"compte bancaire numéro {_mark('account', numbers.digits(chance, 3) + '-' + numbers.digits(chance, 6))}"
    return f"the card ending in {_mark('card', numbers.digits(chance, 4))}"


def _business(chance: random.Random) -> str:
    number = numbers.checked(chance, 9, first=chance.choice("178"))
    return chance.choice((
        f"GST no. {_mark('business', number + 'RT0001')}", f"business number {_mark('business', numbers.grouped(number, (5, 4), ' '))}",
        f"payroll {_mark('business', number + ' RP 0002')}", f"NEQ : {_mark('business', '22' + numbers.digits(chance, 8))}",
        f"TVQ {_mark('business', numbers.digits(chance, 10) + ' TQ 0001')}",
    ))  # fmt: skip


def _papers(chance: random.Random) -> str:
    d = numbers.digits
    return chance.choice((
        f"Canadian passport {_mark('passport', 'A' + d(chance, 6) + 'BC')}", f"passeport canadien no {_mark('passport', 'GK' + d(chance, 6))}",
        f"driver's licence no. {_mark('licence', d(chance, 7))}", f"permis de conduire numéro {_mark('licence', 'S' + d(chance, 4) + ' ' + d(chance, 6) + ' ' + d(chance, 2))}",
        f"Alberta driving licence {_mark('licence', d(chance, 6) + '-' + d(chance, 3))}", f"plaque {_mark('licence', 'F' + d(chance, 2) + ' KRM')}",
        f"UCI {_mark('file', d(chance, 4) + '-' + d(chance, 4))}", f"Your file: {_mark('file', 'LIT/' + d(chance, 5))}",
        f"claim number {_mark('file', 'C' + d(chance, 8))}", f"Our ref.: {_mark('file', d(chance, 4) + '-' + d(chance, 3))}",
        f"N/Réf. : {_mark('file', 'AB-' + d(chance, 4))}", "Federal Court file " + _mark("file", f"T-{d(chance, 4)}-25"),
        f"police occurrence no {_mark('file', 'GO' + d(chance, 8))}", f"dossier de la Cour no {_mark('file', '200-22-' + d(chance, 6) + '-234')}",
    ))  # fmt: skip


LAW = (
    "The test is in Bhasin v. Hrynew, 2014 SCC 71, at paras 62 to 66.", "See Rule 20.04(2)(a), O. Reg. 194, and s. 97 of the CJA.",
    "Costs of $18,750.25 plus HST of $2,437.53 were fixed on 12 June 2025.", "As Zhang J.A. wrote in R. v. Caron, 2011 SCC 5, it must be just.",
    "The return date is Tuesday, 14 October 2025, at 9:30 a.m. in courtroom 8-1.", "It cites SOR/98-106, r 369 and RSBC 1996, c 128, s 92.",
    "Interest runs at 5.25 % on 2,345,678.90 dollars since 2019.", "Section 7 of the Charter and [1985] 1 SCR 295 govern.",
    "Units 1 to 14 were sold in 2018 for between $310,000 and $1.2 million.", "Tab 12, page 1045, line 22 of the transcript is clear.",
)  # fmt: skip
DROIT = (
    "Voir l'arrêt Churchill Falls, 2018 CSC 46, par. 103 à 107.", "L'article 2925 du Code civil prévoit trois ans.",
    "Les frais de 18 750,25 $ sont exigibles depuis le 12 juin 2025.", "La juge St-Onge de la Cour d'appel l'a dit dans 2020 QCCA 1245.",
    "L'audience reprend le mardi 14 octobre 2025, à 9 h 30.", "RLRQ c. P-39.1, art. 17, et DORS/2018-64 s'appliquent.",
    "Les intérêts courent sur 2 345 678,90 $ depuis 2019.", "Le rapport de 212 pages compte 14 annexes et 36 tableaux.",
)  # fmt: skip
ENGLISH_CLAUSES: tuple[Make, ...] = (
    lambda c: f"We act for {_person(c)}.", lambda c: f"{_person(c)}’s claim against {_house(c)} is for breach of the supply agreement.",
    lambda c: f"Reach her at {_phone(c)} or {_email(c)}.", lambda c: f"The SIN on the T4 is {_sin(c)}.", lambda c: f"She is {_birth(c)}.",
    lambda c: f"The premises at {_street(c)}, {c.choice(('Hamilton', 'Regina', 'Moncton'))} {_postal(c)} were empty.",
    lambda c: f"Mail goes to {_box(c)}.", lambda c: f"We hold her {_health(c)}.", lambda c: f"He paid by {_money(c)}.",
    lambda c: f"It shows {_business(c)}.", lambda c: f"Enclosed: {_papers(c)}.", lambda c: f"{_other(c, 'Mr.', 'Ms.', 'Dr.', 'Detective', 'Prof.')} was there too.",
    lambda c: f"{_person(c)} told the mediator that {_house(c)} had been warned.", lambda c: c.choice(LAW), lambda c: c.choice(LAW),
)  # fmt: skip
FRENCH_CLAUSES: tuple[Make, ...] = (
    lambda c: f"Nous représentons {_person(c)}.", lambda c: f"Selon {_house(c)}, {_person(c)} était au courant.",
    lambda c: f"On peut la joindre au {_phone(c)} ou à {_email(c)}.", lambda c: f"Le NAS indiqué est {_sin(c)}.", lambda c: f"La cliente est {_naissance(c)}.",
    lambda c: f"L'immeuble du {_rue(c)}, à Lévis ({_postal(c)}), était vide.", lambda c: f"Écrire à {_box(c)}.",
    lambda c: f"Le dossier contient : {_health(c)}.", lambda c: f"Paiement par {_money(c)}.", lambda c: f"On y lit {_business(c)}.",
    lambda c: f"Ci-joint : {_papers(c)}.", lambda c: f"{_other(c, 'M.', 'Mme', 'Me', 'Dr', 'l’agent')} y était aussi.",
    lambda c: f"Le témoignage de {_person(c)} le confirme.", lambda c: c.choice(DROIT), lambda c: c.choice(DROIT),
)  # fmt: skip


def passages() -> list[Passage]:
    chance = random.Random(SEED)
    made = []
    for number in range(COUNT):
        language = ("en", "fr")[number % 2]
        clauses = ENGLISH_CLAUSES if language == "en" else FRENCH_CLAUSES
        given = [each(chance) for each in chance.sample(clauses, chance.randint(2, 5))]
        made.append(read(language, _laid_out(given, chance)))
    return made


def _laid_out(given: list[str], chance: random.Random) -> str:
    """As a paragraph, a list, a table, a transcript or quoted mail."""
    way = chance.randrange(5)
    if way == 0:
        return "\n".join(f"- {each}" for each in given)
    if way == 1:
        return "\n".join(f"| {number} | {each} |" for number, each in enumerate(given, 1))
    if way == 2:
        return "\n".join(f"[00:0{number}:14] {each}" for number, each in enumerate(given, 1))
    if way == 3:
        return "\n".join(f"> {each}" for each in given)
    return chance.choice((" ", "  ", "\n\n")).join(given)
