"""The set that the recognisers were written against: letters and notes from templates, filled by chance."""

from __future__ import annotations

import random

from tests.recall import numbers
from tests.recall.passages import Party, Passage, read

SEED, EACH = 20261127, 5
PARTIES = (
    Party("Marie-Claude Tremblay"),
    Party("John Andrew Fairweather", aliases=("Jack Fairweather",)),
    Party("Seán O'Rourke"),
    Party("Ludwig van der Meer"),
    Party("Élodie Lévesque-Gagné"),
    Party("Nguyen, Thi Mai"),
    Party("Dr. Amara Okonkwo"),
    Party("Jean-François Beauséjour"),
    Party("Thornbury Imports Ltd.", is_organization=True),
    Party("Les Entreprises Boréal inc.", is_organization=True),
)
PEOPLE = (
    ("Marie-Claude Tremblay", "MARIE-CLAUDE TREMBLAY", "Tremblay, Marie-Claude", "M.-C. Tremblay", "Marie Claude Tremblay"),
    ("John Andrew Fairweather", "John Fairweather", "J.A. Fairweather", "Jack Fairweather", "FAIRWEATHER, John"),
    ("Seán O'Rourke", "Sean O’Rourke", "SEAN O'ROURKE", "S. O'Rourke", "O'Rourke, Sean"),
    ("Ludwig van der Meer", "L. van der Meer", "LUDWIG VAN DER MEER", "Ludwig  van der\nMeer", "Van der Meer"),
    ("Élodie Lévesque-Gagné", "Elodie Levesque-Gagne", "ÉLODIE LÉVESQUE-GAGNÉ", "É. Lévesque-Gagné", "Élodie Lévesque Gagné"),
    ("Thi Mai Nguyen", "Nguyen, Thi Mai", "T. M. Nguyen", "THI MAI NGUYEN", "Nguyen"),
    ("Amara Okonkwo", "A. Okonkwo", "OKONKWO, Amara", "Okonkwo", "Amara B. Okonkwo"),
    ("Jean-François Beauséjour", "J.-F. Beauséjour", "Jean-Francois Beausejour", "Beauséjour", "JEAN-FRANÇOIS BEAUSÉJOUR"),
)  # fmt: skip
FIRMS = (
    "Thornbury Imports Ltd",
    "THORNBURY IMPORTS",
    "Thornbury Imports",
    "Les Entreprises Boréal inc",
    "Entreprises Boréal",
)
STRANGERS = (
    "Olga Petrov",
    "Kwame Mensah",
    "Luc Desrosiers",
    "Hannah Whitlock",
    "Ravi Chandran",
    "Inès Caron",
)
MONTHS = ("January", "March", "June", "September", "November")
MOIS = ("janvier", "mars", "juin", "septembre", "novembre")

ENGLISH = (
    "{listed} signed the lease on 3 March 2024 and owes $4,200.00 under s. 12 of the Commercial Tenancies Act, RSO 1990, c L.7.",
    "I met Mr. {listed}’s accountant; his SIN is {sin}, and he was born on {born}.",
    "Please call {listed} at {phone} or write to {email}; the office is at {address}, Toronto, ON {postal}.",
    "/s/ {listed}\nPer: {firm}\nGST/HST registration {business}",
    "The claimant's OHIP number is {ontario}. In Smith v. Jones, 2019 ONCA 345, Justice Laskin allowed $1,250,000 in damages.",
    "Payment went to account no. {account}, not to the card {card}; see 2021 SCC 7 at para 44.",
    "{firm} (BN {business}) holds policy no. {file} and paid 12,500 dollars on 2026-02-14. Our ref.: {file}",
    "Her passport number {passport} and driver's licence {licence} were copied on 9 July 2026.",
    "Re: Court File No. {court}. The motion of {listed} is heard on May 6, 2026 at 10:00 a.m.",
    "The witness, Ms. {unlisted}, said that {listed} left before 5 p.m.; she had invoice 17 of 23.",
    "Her health card ({ontario}) shows the address {address}. D.O.B. {born}.",
    "{listed}: I never agreed to that. The rent was $1,875 a month under clause 11(b), for 36 months.",
    "Constable {unlisted} filed report no. {file}; the vehicle had licence plate {plate}.",
    "The BC health number of {listed} is {bc}, he said on the call of 14 October 2025.",
    "Nothing in the Divorce Act, RSC 1985, c 3 (2nd Supp), s 15.2 or in Moge v Moge, [1992] 3 SCR 813 helps; 2,400 hours at $95.50.",
)
FRENCH = (
    "{listed} a signé le bail le 3 mars 2024 et doit 4 200,00 $ en vertu de l'art. 1855 C.c.Q.",
    "L’avis d’{listed} dit que son NAS est le {sin} et qu’il est né le {ne}.",
    "Joindre {listed} au {phone} ou à {email}; le bureau est au {adresse}, Montréal (Québec) {postal}.",
    "Numéro d'assurance maladie : {ramq}. Dans Godbout c. Longueuil (Ville de), [1997] 3 RCS 844, la Cour a tranché.",
    "Le virement visait le compte no {account} de {firm}; montant de 1 250 000 $.",
    "Le passeport {passport} et le permis de conduire {permis} ont été versés au dossier le 9 juillet 2026.",
    "Dossier no {cour} : l’audience est fixée au 6 mai 2026 à 9 h 30, salle 2.08.",
    "Selon Mme {unlisted}, voisine, {listed} est parti avant 17 h; voir 2021 QCCS 1234, par. 44.",
    "{firm}, NEQ {neq}, TPS {business}, réclame 12 500 $ depuis le 1er juin 2025.",
    "Née le {ne} à Québec, {listed} demeure au {adresse}.",
    "Le témoin, M. {unlisted}, parle d’un chèque de 3 000 $ daté du 14 février 2026.",
    "Rien dans la Loi sur le divorce, L.R.C. 1985, c. 3 (2e suppl.), ni dans 2019 CSC 65 n’y change quoi que ce soit.",
    "Réclamation no {file} de l’assureur; courriel de {listed} du 2 avril : {email}.",
    "La carte {card} est au nom de {listed}, qui a perdu 36 versements de 412,50 $.",
    "Signé : {listed}\n{adresse}\nTél. : {phone}",
)


def passages() -> list[Passage]:
    chance = random.Random(SEED)
    return [
        read(language, _filled(template, chance))
        for language, templates in (("en", ENGLISH), ("fr", FRENCH))
        for template in templates
        for _ in range(EACH)
    ]


def _filled(template: str, chance: random.Random) -> str:
    given = _values(chance)
    pieces: list[str] = []
    at = 0
    while (begins := template.find("{", at)) >= 0:
        ends = template.index("}", begins)
        name = template[begins + 1 : ends]
        kind = "listed" if name == "firm" else name
        pieces += [template[at:begins], f"⟦{kind}|{given[name]}⟧"]
        at = ends + 1
    return "".join([*pieces, template[at:]])


def _values(chance: random.Random) -> dict[str, str]:
    first, middle, last = numbers.phone(chance)
    by = chance.choice((" ", "-", ""))
    sin = numbers.checked(chance, 9, first="4")
    bn = numbers.checked(chance, 9, first="8")
    day, year = chance.randint(1, 28), chance.randint(1941, 2004)
    card = numbers.checked(chance, 16, first="4")
    ontario = numbers.checked(chance, 10)
    return {
        "listed": chance.choice(chance.choice(PEOPLE)),
        "firm": chance.choice(FIRMS),
        "unlisted": chance.choice(STRANGERS),
        "sin": numbers.grouped(sin, (3, 3, 3), by),
        "phone": chance.choice((f"{first}-{middle}-{last}", f"({first}) {middle}-{last}", f"+1 {first} {middle} {last}")),
        "email": chance.choice(("a.roy@example.ca", "jf+lease@mail.example.com", "bureau@exemple.quebec")),
        "address": f"{chance.randint(1, 9999)} {chance.choice(('King Street West', 'Elm Avenue', '5th Line', 'Old Mill Road'))}",
        "adresse": f"{chance.randint(1, 9999)}, {chance.choice(('rue Sherbrooke Ouest', 'boul. René-Lévesque Est', 'chemin de la Côte-des-Neiges', 'avenue du Parc'))}",
        "postal": numbers.postal(chance),
        "born": chance.choice((f"{chance.choice(MONTHS)} {day}, {year}", f"{year}-04-{day:02d}", f"{day} {chance.choice(MONTHS)} {year}")),
        "ne": f"{day} {chance.choice(MOIS)} {year}",
        "business": f"{bn} R{chance.choice('TCP')}0001",
        "ontario": numbers.grouped(ontario, (4, 3, 3), "-") + "-" + chance.choice(("AB", "KR", "TX")),
        "bc": numbers.grouped(numbers.bc_health(chance), (4, 3, 3), chance.choice((" ", ""))),
        "ramq": f"{chance.choice(('TREM', 'LEVE', 'BEAU'))} {numbers.digits(chance, 4)} {numbers.digits(chance, 4)}",
        "neq": "11" + numbers.digits(chance, 8),
        "account": f"{numbers.digits(chance, 5)}-{numbers.digits(chance, 7)}",
        "card": numbers.grouped(card, (4, 4, 4, 4), chance.choice((" ", "-"))),
        "passport": f"{chance.choice('ABGH')}{chance.choice('ABKM')}{numbers.digits(chance, 6)}",
        "licence": f"{chance.choice('FTW')}{numbers.digits(chance, 4)}-{numbers.digits(chance, 5)}-{numbers.digits(chance, 5)}",
        "permis": f"{chance.choice('BLT')}{numbers.digits(chance, 4)}-{numbers.digits(chance, 6)}-{numbers.digits(chance, 2)}",
        "plate": f"{chance.choice(('CKRT', 'BMXA', 'AXJP'))} {numbers.digits(chance, 3)}",
        "file": f"{chance.choice(('24', 'PR', 'WX'))}-{numbers.digits(chance, 6)}",
        "court": f"CV-{chance.randint(20, 26)}-{numbers.digits(chance, 8)}-0000",
        "cour": f"500-17-{numbers.digits(chance, 6)}-{chance.randint(200, 269)}",
    }  # fmt: skip
