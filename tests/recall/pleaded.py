"""A sixth set: papers of proceedings as lawyers draw them up and exchange them. Titles of proceedings, claims, affidavits, a
factum, an offer, minutes, an examination, a mise en demeure, a demande introductive, a retainer letter, a will, a police synopsis, an
application at a tribunal, messages between counsel. People of other names, and identifiers as such papers give them.

Its forms were written from such papers and not from the recognisers, after those were mended for the fifth; it was committed before they
were first run over it.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.recall.particulars import cut, run, valid
from tests.recall.passages import Party, Passage, read

SEED, EACH = 1931, 8
FIRST_RUN = {"formatted": 0.9607, "listed": 0.9349, "unlisted": 0.0, "suggested": 0.5833, "false": 1.15}
"""Found of what there was to find, as the recognisers were on the day it was written; the last, in 1,000 words."""
PARTIES = (
    Party("Priya Ramanathan"),
    Party("Declan Patrick Fitzgerald"),
    Party("Jean-Philippe Gagnon-Lavoie"),
    Party("Rosalind MacEachern"),
    Party("Wei Zhang"),
    Party("Solange Ouellet"),
    Party("Anthony D'Angelo", aliases=("Tony D'Angelo",)),
    Party("Beatriz van den Heuvel"),
    Party("Mohammed Al-Rashid"),
    Party("Thérèse St-Amand"),
    Party("Cornelius Blackwood Jr."),
    Party("Ifeoma Chukwu"),
    Party("Granite Ridge Developments Ltd.", is_organization=True),
    Party("10482277 Canada Inc.", is_organization=True),
    Party("Les Entreprises Gagnon & Fils inc.", is_organization=True),
    Party("Harbourfront Dental Professional Corporation", is_organization=True),
    Party("Mutuelle des Trois-Rivières, société d'assurance", is_organization=True, aliases=("la Mutuelle",)),
)
FULL = (
    "Priya Ramanathan", "Declan Patrick Fitzgerald", "Jean-Philippe Gagnon-Lavoie", "Rosalind MacEachern", "Wei Zhang", "Solange Ouellet", "Anthony D’Angelo", "Beatriz van den Heuvel",
    "Mohammed Al-Rashid", "Thérèse St-Amand", "Cornelius Blackwood Jr.", "Ifeoma Chukwu",
)  # fmt: skip
TITLED = (
    "Ms. Ramanathan", "Mr. Fitzgerald", "M. Gagnon-Lavoie", "Ms. MacEachern", "Mr. Zhang", "Mme Ouellet", "Mr. D’Angelo", "Ms. van den Heuvel", "Dr. Al-Rashid", "Mme St-Amand", "Mr. Blackwood", "Ms. Chukwu",
)  # fmt: skip
GIVEN = (
    "Priya",
    "Declan",
    "Jean-Philippe",
    "Rosalind",
    "Solange",
    "Anthony",
    "Beatriz",
    "Mohammed",
    "Thérèse",
    "Ifeoma",
)
REVERSED = (
    "RAMANATHAN, Priya",
    "Fitzgerald, Declan P.",
    "GAGNON-LAVOIE, Jean-Philippe",
    "MacEachern, Rosalind",
    "ZHANG, Wei",
    "Ouellet, S.",
    "D’ANGELO, Anthony",
    "AL-RASHID, Mohammed",
)
BRIEF = (
    "P. Ramanathan",
    "D. P. Fitzgerald",
    "J.-P. Gagnon-Lavoie",
    "R. MacEachern",
    "W. Zhang",
    "S. Ouellet",
    "A. D'Angelo",
    "B. van den Heuvel",
    "M. Al-Rashid",
    "T. St-Amand",
    "C. Blackwood",
    "I. Chukwu",
)
HOUSES = (
    "Granite Ridge Developments Ltd", "Granite Ridge Developments", "Granite Ridge", "10482277 Canada Inc", "10482277 CANADA INC", "Les Entreprises Gagnon & Fils inc", "Entreprises Gagnon et Fils",
    "Harbourfront Dental Professional Corporation", "Harbourfront Dental", "Mutuelle des Trois-Rivières",
)  # fmt: skip
OTHERS = (
    "Gordon Peshtunay",
    "Marielle Champagne",
    "Stuart Whitcombe",
    "Nadine Bourassa",
    "Leroy Atkinson",
    "Yasmin Darwish",
)

C = random.Random


def tag(kind: str, value: str) -> str:
    return f"⟦{kind}|{value}⟧"


def listed(names: tuple[str, ...]) -> Callable[[C], str]:
    def one(c: C) -> str:
        name = c.choice(names)
        title, blank, rest = name.partition(" ")
        if title in ("Ms.", "Mr.", "M.", "Mme", "Dr."):
            return f"{title}{blank}{tag('listed', rest)}"
        return tag("listed", name.removesuffix("."))

    return one


full, titled, given, turned, brief, house = (
    listed(each) for each in (FULL, TITLED, GIVEN, REVERSED, BRIEF, HOUSES)
)


def shouted(c: C) -> str:
    return tag("listed", c.choice(FULL).removesuffix(" Jr.").upper())


def other(c: C) -> str:
    return tag("unlisted", c.choice(OTHERS))


def phone(c: C) -> str:
    a, m, z = (
        c.choice(("416", "905", "613", "514", "819", "604", "780", "902")),
        c.choice(("555", "323", "789", "294")),
        f"{c.randint(0, 9999):04d}",
    )
    return tag(
        "phone",
        c.choice(
            (
                f"({a}) {m}-{z}",
                f"{a}-{m}-{z}",
                f"{a}.{m}.{z}",
                f"{a} {m}-{z}",
                f"1-{a}-{m}-{z}",
                f"{a} {m} {z}",
            )
        ),
    )


def mail(c: C) -> str:
    return tag(
        "email",
        c.choice(
            (
                "p.ramanathan@example.ca",
                "dfitz1979@mail.example.com",
                "solange.ouellet@courriel.example",
                "Tony_DAngelo@example.org",
                "info@graniteridge.example",
                "ichukwu@example.net",
            )
        ),
    )


def postal(c: C) -> str:
    first = c.choice(("M4W", "L6H", "K2P", "H3A", "J8X", "G9A", "V5K", "T6E", "B3H"))
    return tag("postal", f"{first} {c.randint(1, 9)}{c.choice('ABCEGHJKLMN')}{c.randint(0, 9)}")


def street(c: C) -> str:
    number = c.choice(
        (
            str(c.randint(2, 4999)),
            f"{c.randint(100, 2900)}-{c.randint(2, 999)}",
            f"Unit {c.randint(1, 40)}, {c.randint(2, 999)}",
        )
    )
    name = c.choice(
        (
            "Bloor Street East",
            "Lakeshore Road West",
            "Sparks St.",
            "Gladstone Avenue",
            "Old Quarry Lane",
            "Maplehurst Cres.",
            "County Road 21",
            "Kensington Gore",
            "Whyte Avenue NW",
            "Barrington St.",
            "Point Pleasant Dr.",
            "Birchmount Rd",
            "2nd Avenue",
        )
    )
    return tag("address", f"{number} {name}")


def rue(c: C) -> str:
    name = c.choice(
        (
            "rue Sherbrooke Ouest",
            "boulevard de Maisonneuve",
            "rue des Forges",
            "chemin Sainte-Foy",
            "avenue Cartier",
            "rue Laviolette, bureau 210",
            "boul. Gréber, app. 3",
            "rang Saint-Malo",
            "place d’Youville",
            "rue du Fleuve",
        )
    )
    return tag("address", f"{c.randint(2, 9999)}, {name}")


def born(c: C) -> str:
    day, month, year = (
        c.randint(1, 28),
        c.choice(("January", "March", "June", "August", "October", "December")),
        c.randint(1941, 2006),
    )
    return tag(
        "birth",
        c.choice(
            (
                f"{month} {day}, {year}",
                f"{day} {month} {year}",
                f"{year}-{c.randint(1, 12):02d}-{day:02d}",
                f"{day:02d}/{c.randint(1, 12):02d}/{year}",
            )
        ),
    )


def nee(c: C) -> str:
    day, year = c.choice(("1er", *map(str, range(2, 29)))), c.randint(1941, 2006)
    return tag(
        "birth", f"{day} {c.choice(('janvier', 'février', 'avril', 'juillet', 'août', 'décembre'))} {year}"
    )


def sin(c: C) -> str:
    return tag("sin", cut(valid(c, 9, c.choice("124567")), 3, 3, 3, by=c.choice((" ", "-", ""))))


def court(c: C) -> str:
    return tag(
        "file",
        c.choice(
            (
                f"CV-{c.randint(18, 26)}-{run(c, 8)}-0000",
                f"FS-{c.randint(18, 26)}-{run(c, 5)}",
                f"{run(c, 4)}/{c.randint(18, 26)}",
                f"VLC-S-S-{run(c, 6)}",
                f"{run(c, 4)} {run(c, 5)}",
                f"T-{run(c, 4)}-{c.randint(18, 26)}",
                f"DC-{c.randint(18, 26)}-{run(c, 5)}-0000",
            )
        ),
    )


def cour(c: C) -> str:
    return tag(
        "file",
        f"{c.choice(('500', '200', '400', '550'))}-{c.choice(('17', '22', '12', '05'))}-{run(c, 6)}-{c.randint(180, 266)}",
    )


def reference(c: C) -> str:
    return tag(
        "file",
        c.choice(
            (
                run(c, 6),
                f"{run(c, 5)}-{run(c, 4)}",
                f"{run(c, 4)}.{run(c, 3)}",
                f"{c.choice('ABGHT')}{c.choice('CLMPS')}-{run(c, 5)}",
                f"{c.randint(2018, 2026)}-{run(c, 4)}",
                f"{c.choice('WKLM')}{run(c, 6)}",
            )
        ),
    )


def plate(c: C) -> str:
    return tag("licence", f"C{c.choice('ABCD')}{c.choice('KLMN')}{c.choice('RST')} {run(c, 3)}")


def licence(c: C) -> str:
    return tag("licence", f"{c.choice('RFGMZ')}{run(c, 4)}-{run(c, 5)}-{run(c, 5)}")


def permis(c: C) -> str:
    return tag("licence", f"{c.choice('GOLSB')}{run(c, 4)}-{run(c, 6)}-{run(c, 2)}")


def ohip(c: C) -> str:
    return tag("health", cut(valid(c, 10, c.choice("123456")), 4, 3, 3, by=c.choice((" ", "-"))))


def msi(c: C) -> str:
    return tag("health", f"{run(c, 4)} {run(c, 3)} {run(c, 3)}")


def ramq(c: C) -> str:
    return tag(
        "health",
        c.choice(("OUES", "STAT", "RAMP", "GAGJ")) + c.choice((" ", "")) + f"{run(c, 4)} {run(c, 4)}",
    )


def gst(c: C) -> str:
    return tag("business", valid(c, 9, "8") + c.choice((" RT0001", "RT0001", " RT 0001")))


def passport(c: C) -> str:
    return tag("passport", f"{c.choice('ABGH')}{c.choice('ABCD')}{run(c, 6)}")


def share(c: C) -> str:
    return tag("account", f"{run(c, 3)}-{run(c, 6)}")


def folio(c: C) -> str:
    return tag("account", f"{run(c, 3)}-{run(c, 5)}-{run(c, 7)}")


def trust(c: C) -> str:
    return tag("account", f"{run(c, 5)}-{run(c, 3)}-{run(c, 7)}")


def occurrence(c: C) -> str:
    return tag("file", f"{c.randint(19, 26)}-{run(c, 6)}")


def vin(c: C) -> str:
    return tag("file", f"2HGFC2F5{c.randint(1, 9)}JH{run(c, 6)}")


def ltb(c: C) -> str:
    return tag("file", f"LTB-L-{run(c, 6)}-{c.randint(22, 26)}")


def uci(c: C) -> str:
    return tag("file", f"{run(c, 2)}-{run(c, 4)}-{run(c, 4)}")


def tal(c: C) -> str:
    return tag("file", f"{run(c, 6)} 31 {c.randint(2020, 2026)}{c.randint(10, 12)}{c.randint(10, 28)} G")


def inscription(c: C) -> str:
    return tag("file", f"{run(c, 2)} {run(c, 3)} {run(c, 3)}")


def hearing(c: C) -> str:
    return c.choice(
        (
            "March 9, 2026",
            "the 14th day of May, 2025",
            "June 3, 2025 at 10:00 a.m.",
            "November 18 and 19, 2026",
            "2026-02-11",
        )
    )


def audience(c: C) -> str:
    return c.choice(
        ("le 9 mars 2026", "le 14 mai 2025 à 9 h 30", "les 18 et 19 novembre 2026", "le 1er juin 2026")
    )


def claim(c: C) -> str:
    return (
        f"Court File No. {court(c)}\n\nONTARIO\nSUPERIOR COURT OF JUSTICE\n\nB E T W E E N:\n\n{shouted(c)}\nPlaintiff\n\n- and -\n\n{tag('listed', c.choice(HOUSES).upper())} and {shouted(c)}\nDefendants\n\nSTATEMENT OF CLAIM\n\n"
        f"1. The plaintiff claims damages of ${c.randint(100, 900)},000.00, prejudgment interest under s. 128 of the Courts of Justice Act, R.S.O. 1990, c. C.43, and costs.\n"
        f"2. The plaintiff, {full(c)} (“{given(c)}”), resides at {street(c)}, in the City of Ottawa, and was born on {born(c)}.\n3. On {hearing(c)}, {titled(c)} and {titled(c)} met at the offices of {house(c)}. See Hryniak v. Mauldin, 2014 SCC 7.\n"
    )


def affidavit(c: C) -> str:
    return (
        f"AFFIDAVIT OF {shouted(c)}\n\nI, {full(c)}, of the Town of Oakville, in the Regional Municipality of Halton, MAKE OATH AND SAY:\n\n1. I am the applicant. {given(c)} and I separated on {hearing(c)}. Our daughter {given(c)} lives with me at {street(c)}, Oakville, {postal(c)}.\n"
        f"2. My date of birth is {born(c)} and my social insurance number is {sin(c)}. Attached as Exhibit “A” is my 2024 Notice of Assessment, line 15000, $84,212.\n3. I can be reached at {phone(c)} or {mail(c)}. {given(c)}’s pension number is {reference(c)}.\n"
        f"SWORN before me at the City of Burlington, {hearing(c)}.\n\n______________________\n{full(c)}\n"
    )


def factum(c: C) -> str:
    return (
        f"PART II – FACTS\n\n4. {titled(c)} bought the property municipally known as {street(c)} for $1,125,000. The agreement was signed by {brief(c)} for {house(c)}. [Transcript, q. 112-118, p. 41, lines 3-12.]\n"
        f"5. {titled(c)}’s evidence is that {given(c)} called from {phone(c)} on {hearing(c)}.\n\nPART III – LAW\n\n6. Limitations Act, 2002, S.O. 2002, c. 24, Sched. B, ss. 4-5; Grant Thornton LLP v. New Brunswick, 2021 SCC 31 at paras. 42-46; Kennedy v. Coyle, 2004 CanLII 54321 (ON CA). Justice Moore's order of {hearing(c)} stands.\n"
    )


def offer(c: C) -> str:
    return (
        f"WITHOUT PREJUDICE\n\nVia email: {mail(c)}\n\nOur File: {reference(c)}\nYour File No.: {reference(c)}\nClaim No. {reference(c)}\n\nDear Counsel:\n\nRe: {full(c)} v. {house(c)}\nDate of Loss: August 3, 2023\n\n"
        f"{titled(c)} will accept $62,500 all inclusive, payable by bank draft or by wire to {c.choice(('Transit No. ', 'transit '))}{tag('account', run(c, 5))}, account number {tag('account', run(c, 7))}. This offer expires on {hearing(c)}. Please call {other(c)} of this office at {phone(c)}, ext. 22.\n\nYours truly,\n\n{other(c)}\n"
    )


def examination(c: C) -> str:
    return (
        f"{shouted(c)}, affirmed\nEXAMINATION BY MR. LAU:\n1  Q. You are {full(c)}?\n2  A. Yes.\n3  Q. And you live at {street(c)}?\n4  A. With {given(c)}, yes. Since 2019.\n5  Q. Your licence plate is {plate(c)}?\n"
        f"6  A. It is. My driver's licence is {licence(c)}.\n7  Q. Did {titled(c)} text you from {phone(c)}?\n8  A. He did, and {turned(c)} is in the log at page 14. U/T: produce the OHIP summary for health card {ohip(c)}.\n"
    )


def retainer(c: C) -> str:
    return (
        f"{hearing(c)}\n\nPRIVATE AND CONFIDENTIAL\n\n{full(c)}\n{street(c)}\nHalifax, NS  {postal(c)}\n\nDear {given(c)}:\n\nThank you for meeting with us. We confirm that {house(c)} has retained us. Our hourly rates run from $250 to $650 plus HST (registration no. {gst(c)}). "
        f"Please send a $5,000 retainer to our trust account. For identification you gave us passport {passport(c)} and MSI card {msi(c)}. Our file is {reference(c)}.\n\nYours very truly,\n\n{other(c)}\n"
    )


def will(c: C) -> str:
    return (
        f"THIS IS THE LAST WILL of me, {shouted(c)}, of the City of Edmonton.\n\n1. I appoint my cousin, {full(c)}, to be my Estate Trustee; failing whom, {full(c)}.\n2. I give to {full(c)}, born {born(c)}, my house at {street(c)}, free of the mortgage number {reference(c)}.\n"
        f"3. The sum of $10,000 to each of {given(c)} and {given(c)} at age 25. My account at the credit union, no. {share(c)}, to {house(c)}.\n4. This will is made under the Wills and Succession Act, SA 2010, c W-12.2.\n"
    )


def synopsis(c: C) -> str:
    return (
        f"GENERAL OCCURRENCE # {occurrence(c)}\nAccused: {turned(c)}  DOB: {born(c)}  M\nAddr: {street(c)}  Ph: {phone(c)}\nOffence: Theft over $5,000, s. 334(a) CCC\n\nOn {hearing(c)} at 0215 hours PC {other(c)} attended. {titled(c)} was seen beside a grey Honda, VIN {vin(c)}. "
        f"The victim, {full(c)}, said {given(c)} had her bank card ending {tag('account', run(c, 4))}. Bail: {hearing(c)}, courtroom 101.\n"
    )


def tribunal(c: C) -> str:
    return f"LANDLORD AND TENANT BOARD\nFile: {ltb(c)}\nRental unit: {street(c)}, Toronto ON {postal(c)}\nTenant: {full(c)}, phone {phone(c)}, email {mail(c)}\nLandlord: {house(c)}, c/o {other(c)}\n\nRent of $2,150.00 is owed for 3 months. N4 served {hearing(c)}. {given(c)} says the heat was off for 11 days. Residential Tenancies Act, 2006, s. 83; O. Reg. 516/06.\n"


def counsel(c: C) -> str:
    return f"From: {other(c)} <{mail(c)}>\nSent: Tuesday, {hearing(c)}\nTo: {mail(c)}\nSubject: {titled(c)} / {house(c)} - CV matter {court(c)}\n\nHi, are we still on for the mediation with {given(c)} and {given(c)}? Zoom, 10 am. {titled(c)}'s cheque for $3,400 bounced. Her new cell is {phone(c)}. UCI {uci(c)} for the sponsorship.\n\nThx\n"


def order(c: C) -> str:
    return f"THE HONOURABLE MADAM JUSTICE LEGAULT        {hearing(c)}\n\nTHIS MOTION, made by {full(c)} for an order under rule 30.02, was heard this day at Toronto. ON READING the affidavit of {brief(c)}:\n1. THIS COURT ORDERS that {house(c)} produce the file bearing no. {reference(c)} within 30 days.\n2. THIS COURT ORDERS that {titled(c)} pay costs fixed at $4,500.00, as in Boucher v. Public Accountants Council (2004), 71 O.R. (3d) 291 (C.A.).\n"


def demeure(c: C) -> str:
    return (
        f"PAR COURRIER RECOMMANDÉ\nSANS PRÉJUDICE\n\nMontréal, {audience(c)}\n\n{full(c)}\n{rue(c)}\nTrois-Rivières (Québec) {postal(c)}\n\nObjet : Mise en demeure – {house(c)}\nN/D : {reference(c)}\n\nMadame,\n\nNous représentons {full(c)}, qui nous remet votre dossier. Vous devez à {house(c)} la somme de 18 450,00 $, suivant la facture no {reference(c)}. "
        f"À défaut de paiement dans les dix (10) jours, nous déposerons une demande (art. 1590 et 1617 C.c.Q.). Vous pouvez joindre Me {other(c)} au {phone(c)}, poste 204.\n\nVEUILLEZ AGIR EN CONSÉQUENCE.\n"
    )


def demande(c: C) -> str:
    return (
        f"CANADA\nPROVINCE DE QUÉBEC\nDISTRICT DE MONTRÉAL\nNo : {cour(c)}\n\nCOUR SUPÉRIEURE\n\n{shouted(c)}, domicilié au {rue(c)}, Montréal (Québec) {postal(c)}\nDemanderesse\nc.\n{tag('listed', c.choice(HOUSES).upper())}, ayant son siège au {rue(c)}\nDéfenderesse\n\nDEMANDE INTRODUCTIVE D’INSTANCE\n\n"
        f"1. La demanderesse, {full(c)}, est née le {nee(c)};\n2. Le prix de vente est de 412 000 $, tel qu’il appert du contrat, pièce P-1;\n3. {titled(c)} a avisé {given(c)} {audience(c)} (Imperial Tobacco Canada ltée c. Conseil québécois sur le tabac, 2019 QCCA 358, par. 40-44);\n"
    )


def serment(c: C) -> str:
    return (
        f"DÉCLARATION SOUS SERMENT\n\nJe, soussignée, {full(c)}, domiciliée et résidant au {rue(c)}, à Gatineau, {postal(c)}, déclare solennellement ce qui suit :\n1. Mon numéro d’assurance sociale est le {sin(c)} et ma carte d’assurance maladie porte le numéro {ramq(c)};\n"
        f"2. {given(c)} m’a téléphoné au {phone(c)} {audience(c)};\n3. J’ai versé 2 500 $ dans le compte {folio(c)} de {house(c)};\n4. Tous les faits allégués sont vrais.\n\nEt j’ai signé : {full(c)}\n"
    )


def jugement(c: C) -> str:
    return (
        f"No : {cour(c)}\nDATE : {audience(c)}\nSOUS LA PRÉSIDENCE DE L’HONORABLE MANON LAVERDURE, J.C.S.\n\n[1] {titled(c)} réclame 45 000 $ à {titled(c)}. [2] L’immeuble du {rue(c)} appartient à {house(c)}. [3] Le témoin {other(c)} affirme avoir vu {given(c)}. [4] Suivant l’article 1726 C.c.Q. et l’arrêt ABB Inc. c. Domtar Inc., 2007 CSC 50, [2007] 3 R.C.S. 461, "
        f"le Tribunal accueille la demande. [5] Le dossier d’assurance {reference(c)} de la {tag('listed', 'Mutuelle des Trois-Rivières')} est produit sous P-12.\n"
    )


def bail(c: C) -> str:
    return f"TRIBUNAL ADMINISTRATIF DU LOGEMENT\nDossier : {tal(c)}\nLocataire : {turned(c)}\nTéléphone : {phone(c)}    Courriel : {mail(c)}\nLogement concerné : {rue(c)}, Québec {postal(c)}\nLocateur : {house(c)}\n\nLe loyer de 1 240 $ est en retard. {given(c)} occupe le logement depuis 2019. Audience {audience(c)}, salle 2.01.\n"


def notaire(c: C) -> str:
    return (
        f"L’AN DEUX MILLE VINGT-CINQ, le quatorze mai, devant Me {other(c)}, notaire à Trois-Rivières, COMPARAISSENT : {full(c)}, né le {nee(c)}, demeurant au {rue(c)}; et {house(c)}, ici représentée par {full(c)}. Le vendeur déclare que l’hypothèque publiée sous le numéro {inscription(c)} sera radiée. "
        f"Prix : TROIS CENT MILLE DOLLARS (300 000,00 $). NAS : {sin(c)}. Passeport : {passport(c)}.\n"
    )


def note(c: C) -> str:
    return f"Note au dossier {reference(c)} – conversation avec {given(c)}\n\n{given(c)} dit que {titled(c)} a déménagé au {rue(c)}. Son permis de conduire est le {permis(c)}. D’{tag('listed', 'Ouellet')}, rien de neuf. Rappeler {brief(c)} au {phone(c)} avant {audience(c)}. Budget : 3 500 $. Écrire à {mail(c)}.\n"


def courriel(c: C) -> str:
    return f"De : {other(c)}\nÀ : {mail(c)}\nObjet : {titled(c)} c. {house(c)} – dossier {cour(c)}\n\nChère consœur,\n\n{given(c)} sera interrogée {audience(c)}. Elle habite toujours au {rue(c)}. Le numéro de réclamation est {reference(c)}; NEQ de {house(c)} : {tag('business', '11' + run(c, 8))}. On se parle : {phone(c)}.\n\nCordialement,\n\n{other(c)}\n"


def proces_verbal(c: C) -> str:
    return f"PROCÈS-VERBAL D’AUDIENCE – salle 15.07\n{cour(c)}\n9 h 32 Ouverture. Présents : {full(c)}; {brief(c)} pour {house(c)}. 9 h 40 {titled(c)} est assermentée : {c.randint(30, 70)} ans, {rue(c)}. 10 h 05 Contre-interrogatoire : « J’ai appelé {given(c)} au {phone(c)}. » 11 h 15 Dépôt de la pièce D-4 (rapport {reference(c)}). Remis {audience(c)}. Règle 22, art. 158 C.p.c.\n"


def mandat(c: C) -> str:
    return f"MANDAT ET CONVENTION D’HONORAIRES\n\nEntre : {full(c)} (« {given(c)} »), {rue(c)}, {postal(c)}, née le {nee(c)}, et notre étude.\nHonoraires : 275 $ l’heure; avance de 2 000 $ au compte en fidéicommis {trust(c)}. TPS {tag('business', valid(c, 9, '8') + ' RT 0001')}, TVQ {tag('business', run(c, 10) + ' TQ 0001')}. Carte de crédit : {tag('card', cut(valid(c, 16, c.choice('45')), 4, 4, 4, 4, by=c.choice((' ', '-'))))}. Loi sur le Barreau, RLRQ, c. B-1.\n"


ENGLISH = (claim, affidavit, factum, offer, examination, retainer, will, synopsis, tribunal, counsel, order)
FRENCH = (demeure, demande, serment, jugement, bail, notaire, note, courriel, proces_verbal, mandat, jugement)


def passages() -> list[Passage]:
    chance = random.Random(SEED)
    return [
        read(language, form(chance))
        for language, forms in (("en", ENGLISH), ("fr", FRENCH))
        for form in forms
        for _ in range(EACH)
    ]
