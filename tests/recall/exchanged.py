"""A seventh set: what a file gathers round the papers of the court. Reports of insurers and doctors, letters of employers and banks,
resolutions, closing letters of a sale, a narrative of a claimant for asylum, threads of messages, a bailiff's and an investigator's
report, reasons of a tribunal. Other people again.

Its forms were written after the recognisers were mended for the sixth, from such papers and not from the recognisers; it was committed
before they were first run over it: `FIRST_RUN` is what they found then. They were mended after it.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.recall.particulars import cut, run, valid
from tests.recall.passages import Party, Passage, read

SEED, EACH = 1949, 8
FIRST_RUN = {"formatted": 0.9875, "listed": 1.0, "unlisted": 0.0, "suggested": 0.125, "false": 0.99}
"""Found of what there was to find, as the recognisers were on the day it was written; the last, in 1,000 words."""
PARTIES = (
    Party("Farida Hassanzadeh"),
    Party("Niall Ó Súilleabháin", aliases=("Neil O'Sullivan",)),
    Party("Geneviève Paquette-Dufresne"),
    Party("Kwame Boateng"),
    Party("Tanya Two Rivers"),
    Party("Lars Mikkelsen"),
    Party("Rosa Maria Di Benedetto"),
    Party("Étienne de la Durantaye"),
    Party("Parminder Kaur Sandhu"),
    Party("Eleanor Whitfield-Hughes"),
    Party("Trung Hieu Pham"),
    Party("Yvon St-Laurent"),
    Party("Prairie Sky Trucking Inc.", is_organization=True),
    Party("7719034 Manitoba Ltd.", is_organization=True),
    Party("Clinique Santé Plus S.E.N.C.", is_organization=True),
    Party("The Waverley Street Housing Co-operative", is_organization=True),
    Party("Ferronnerie Beaulieu ltée", is_organization=True),
)
FULL = (
    "Farida Hassanzadeh", "Niall Ó Súilleabháin", "Geneviève Paquette-Dufresne", "Kwame Boateng", "Tanya Two Rivers", "Lars Mikkelsen", "Rosa Maria Di Benedetto", "Étienne de la Durantaye",
    "Parminder Kaur Sandhu", "Eleanor Whitfield-Hughes", "Trung Hieu Pham", "Yvon St-Laurent", "Neil O’Sullivan", "Rosa Di Benedetto", "Parminder Sandhu", "Pham Trung Hieu",
)  # fmt: skip
LAST = (
    "Ms|Hassanzadeh", "Mr|O’Sullivan", "Mme|Paquette-Dufresne", "Mr|Boateng", "Ms|Two Rivers", "Mr|Mikkelsen", "Mrs|Di Benedetto", "M|de la Durantaye", "Ms|Sandhu", "Dr|Whitfield-Hughes", "Mr|Pham", "M|St-Laurent",
)  # fmt: skip
FIRST = (
    "Farida",
    "Niall",
    "Geneviève",
    "Kwame",
    "Tanya",
    "Lars",
    "Rosa",
    "Étienne",
    "Parminder",
    "Eleanor",
    "Yvon",
    "Neil",
)
SHORT = (
    "F. Hassanzadeh",
    "K. Boateng",
    "L. Mikkelsen",
    "R.M. Di Benedetto",
    "É. de la Durantaye",
    "P.K. Sandhu",
    "E. Whitfield-Hughes",
    "T. H. Pham",
    "Y. St-Laurent",
    "G. Paquette-Dufresne",
    "T. Two Rivers",
)
INDEXED = (
    "Hassanzadeh, Farida",
    "BOATENG, Kwame",
    "Two Rivers, Tanya",
    "MIKKELSEN, LARS",
    "Di Benedetto, Rosa Maria",
    "SANDHU, Parminder K.",
    "Pham, Trung Hieu",
    "ST-LAURENT, Yvon",
    "Paquette-Dufresne, G.",
)
FIRMS = (
    "Prairie Sky Trucking Inc", "Prairie Sky Trucking", "Prairie Sky", "7719034 Manitoba Ltd", "7719034 Manitoba", "Clinique Santé Plus", "The Waverley Street Housing Co-operative", "Waverley Street Housing Co-operative",
    "Ferronnerie Beaulieu ltée", "Ferronnerie Beaulieu", "PRAIRIE SKY TRUCKING INC", "FERRONNERIE BEAULIEU LTÉE",
)  # fmt: skip
OTHERS = (
    "Cassandra Pruden",
    "Hubert Lachance",
    "Imran Qureshi",
    "Deborah Steeves",
    "Ghislain Morneau",
    "Olena Petrenko",
)

C = random.Random


def tag(kind: str, value: str) -> str:
    return f"⟦{kind}|{value}⟧"


def of(names: tuple[str, ...]) -> Callable[[C], str]:
    return lambda c: tag("listed", c.choice(names))


full, first, short, indexed, firm = (of(each) for each in (FULL, FIRST, SHORT, INDEXED, FIRMS))


def last(c: C) -> str:
    title, name = c.choice(LAST).split("|")
    return f"{title}{'.' if title not in ('Mme',) and c.random() < 0.8 else ''} {tag('listed', name)}"


def capitals(c: C) -> str:
    return tag("listed", c.choice(FULL).upper())


def other(c: C) -> str:
    return tag("unlisted", c.choice(OTHERS))


def phone(c: C) -> str:
    a, m, z = (
        c.choice(("204", "306", "506", "418", "450", "250", "403", "709")),
        c.choice(("555", "261", "774", "938")),
        f"{c.randint(0, 9999):04d}",
    )
    return tag(
        "phone",
        c.choice(
            (
                f"{a}-{m}-{z}",
                f"({a}) {m}-{z}",
                f"{a} {m} {z}",
                f"{a}.{m}.{z}",
                f"{a}{m}{z}",
                f"+1 {a} {m} {z}",
                f"{a} {m}-{z}",
            )
        ),
    )


def mail(c: C) -> str:
    return tag(
        "email",
        c.choice(
            (
                "farida.h@example.org",
                "lmikkelsen@example.ca",
                "y.st-laurent@exemple.quebec",
                "claims@prairiesky.example",
                "kboateng88@mail.example",
                "rosa_dibenedetto@example.net",
            )
        ),
    )


def code(c: C) -> str:
    return tag(
        "postal",
        f"{c.choice(('R3C', 'S7K', 'E1C', 'G1R', 'J4K', 'V8W', 'T2P', 'A1B'))}{c.choice((' ', ' ', ''))}{c.randint(0, 9)}{c.choice('ABCEGHJKLMNPRST')}{c.randint(0, 9)}",
    )


def street(c: C) -> str:
    unit = c.choice(
        (
            "",
            "",
            "",
            f"{c.randint(1, 1800)}-",
            f"Apt {c.randint(1, 30)}, ",
            f"#{c.randint(1, 900)}, ",
            f"Suite {c.randint(100, 900)} - ",
        )
    )
    way = c.choice(
        (
            "Portage Avenue",
            "Corydon Ave.",
            "Broadway",
            "20th Street West",
            "Mountain Road",
            "Douglas Street",
            "Signal Hill Rd",
            "17 Avenue SW",
            "Assiniboine Cres",
            "Pembina Hwy",
            "River Bend Drive",
            "St. Mary's Road",
            "Perimeter Highway",
            "Torbay Road",
            "Wascana Parkway",
        )
    )
    return tag("address", f"{unit}{c.randint(3, 3999)} {way}")


def rue(c: C) -> str:
    way = c.choice(
        (
            "rue Saint-Jean",
            "boul. Charest Est",
            "avenue Maguire",
            "chemin du Golf",
            "rue des Érables, app. 12",
            "route de l’Aéroport",
            "rue De La Gauchetière Ouest",
            "3e Avenue",
            "rang des Pins",
            "boulevard Taschereau, bureau 300",
            "côte de la Montagne",
        )
    )
    return tag("address", f"{c.randint(3, 9999)}{c.choice((', ', ', ', ' '))}{way}")


def birth(c: C) -> str:
    return tag(
        "birth",
        c.choice(
            (
                f"{c.choice(('February', 'May', 'Sept.', 'Nov.'))} {c.randint(1, 28)}, {c.randint(1940, 2012)}",
                f"{c.randint(1, 28)}-{c.choice(('Apr', 'Jul', 'Oct'))}-{c.randint(1940, 2012)}",
                f"{c.randint(1940, 2012)}/{c.randint(1, 12):02d}/{c.randint(1, 28):02d}",
                f"{c.randint(1, 12)}/{c.randint(1, 28)}/{c.randint(1940, 1999)}",
            )
        ),
    )


def naissance(c: C) -> str:
    return tag(
        "birth",
        f"{c.randint(2, 28)} {c.choice(('mars', 'mai', 'septembre', 'novembre'))} {c.randint(1940, 2012)}",
    )


def sin(c: C) -> str:
    return tag("sin", cut(valid(c, 9, c.choice("1245679")), 3, 3, 3, by=c.choice((" ", "-", "", " "))))


def number(c: C) -> str:
    return tag(
        "file",
        c.choice(
            (
                run(c, 7),
                f"{run(c, 3)}-{run(c, 5)}",
                f"{c.choice(('CL', 'HR', 'MVA', 'P'))}{run(c, 6)}",
                f"{c.choice(('CL', 'HR', 'P'))}-{c.randint(2019, 2026)}-{run(c, 4)}",
                f"{run(c, 2)}-{run(c, 5)}-{c.choice('ABC')}",
                run(c, 8),
                f"{c.randint(2019, 2026)}/{run(c, 4)}",
            )
        ),
    )


def when(c: C) -> str:
    return c.choice(
        ("April 4, 2025", "September 2025", "2025-11-06", "the 21st of January 2026", "Oct. 30, 2024")
    )


def quand(c: C) -> str:
    return c.choice(("le 4 avril 2025", "en septembre 2025", "le 2025-11-06", "le 21 janvier 2026"))


def health(c: C) -> str:
    return c.choice(
        (
            f"PHIN {tag('health', cut(run(c, 9), 3, 3, 3, by=' '))}",
            f"HSN: {tag('health', run(c, 9))}",
            f"AHC# {tag('health', cut(run(c, 9), 5, 4, by='-'))}",
            f"MCP {tag('health', cut(run(c, 12), 3, 3, 3, 3, by=' '))}",
            f"NB Medicare no. {tag('health', cut(run(c, 9), 3, 3, 3, by='-'))}",
        )
    )


def licence(c: C) -> str:
    return tag(
        "licence",
        c.choice((f"{run(c, 6)}-{run(c, 3)}", run(c, 7), run(c, 8), f"{c.choice('SBM')}{run(c, 9)}")),
    )


def passeport(c: C) -> str:
    return tag("passport", f"{c.choice('AGHK')}{c.choice('ABCDP')}{run(c, 6)}")


def foreign(c: C) -> str:
    return tag("passport", f"P{run(c, 8)}")


def visa(c: C) -> str:
    return tag("card", cut(valid(c, 16, c.choice("45")), 4, 4, 4, 4, by=c.choice((" ", "-", ""))))


def adjuster(c: C) -> str:
    return f"Claim: {number(c)}\nInsured: {full(c)}\nDate of loss: {when(c)}\n\nI attended at {street(c)} with {last(c)}. The insured stated that {first(c)} was driving the 2019 F-150, plate {plate(c)}, licence {licence(c)}. Damage is estimated at $14,300. Third party carrier's file {number(c)}; adjuster {other(c)}, {phone(c)}. Policy {number(c)} has a $1,000 deductible.\n"  # fmt: skip


def plate(c: C) -> str:
    return tag("licence", f"{c.choice(('HKR', 'GZX', 'JBT'))} {run(c, 3)}")


def medical(c: C) -> str:
    return f"Re: {full(c)}    DOB {birth(c)}    {health(c)}\n\nThank you for referring this 47 year old. {first(c)} reports neck pain since {when(c)}, 6/10, worse at C5-C6. BP 132/84. MRI of {when(c)} unremarkable. {last(c)} takes naproxen 500 mg. WCB claim {number(c)}. She lives with {first(c)} at {street(c)}. Seen again in 6 weeks.\n\n{other(c)}, MD, FRCSC\nTel {phone(c)}  Fax {phone(c)}\n"  # fmt: skip


def termination(c: C) -> str:
    return f"{when(c)}\n\nDelivered by hand\n\n{full(c)}\n{street(c)}\nWinnipeg, MB  {code(c)}\n\nDear {first(c)},\n\nYour employment with {firm(c)} (employee no. {number(c)}) ends today under s. 61 of The Employment Standards Code, C.C.S.M. c. E110. You will be paid 8 weeks, $11,538.46, by deposit to account {account(c)}. Your ROE will show SIN {sin(c)}. Questions to {other(c)} at {mail(c)}.\n"  # fmt: skip


def account(c: C) -> str:
    return tag(
        "account",
        c.choice(
            (
                f"{run(c, 5)}-{run(c, 3)}-{run(c, 7)}",
                run(c, 7),
                f"{run(c, 4)} {run(c, 3)} {run(c, 4)}",
                run(c, 10),
            )
        ),
    )


def resolution(c: C) -> str:
    return f"RESOLUTION OF THE DIRECTORS OF {tag('listed', c.choice(FIRMS).upper())}\n\nBE IT RESOLVED that {full(c)} of {street(c)} is elected a director in place of {short(c)}; that 100 Class A shares be issued to {full(c)} at $1.00; and that the bank account numbered {account(c)} be closed. Corporation no. {number(c)}; CRA program account {tag('business', valid(c, 9, '7') + c.choice(('RP0001', ' RC0001')))}.\n\nDated {when(c)}.\n\n{capitals(c)}\n"  # fmt: skip


def closing(c: C) -> str:
    return f"Re: {last(c)} purchase from {last(c)}\nProperty: {street(c)}, Moncton, {code(c)}\nPID {tag('file', run(c, 8))}\nOur file {number(c)}\n\nWe enclose the transfer, the statement of adjustments ($389,500.00) and keys. The mortgage with the credit union, loan number {number(c)}, will be discharged. {first(c)} and {first(c)} take title as joint tenants. Wire to transit {tag('account', run(c, 5))} account {account(c)}. Please confirm with {other(c)}, {phone(c)}.\n"  # fmt: skip


def narrative(c: C) -> str:
    return f"My name is {full(c)}. I was born on {birth(c)} in Herat. My client ID is {tag('file', cut(run(c, 8), 4, 4, by='-'))} and my passport was {foreign(c)}. In 2019 my brother {first(c)} was taken. I called {last(c)} at {tag('phone', '+44 20 7946 0' + run(c, 3))} and we left. I now live at {street(c)} with {first(c)}. I asked {firm(c)} for work. IRPA s. 96; see Ward, [1993] 2 SCR 689.\n"  # fmt: skip


def thread(c: C) -> str:
    return f"[2025-03-02, 9:14 PM] {first(c)}: did {first(c)} send the money??\n[2025-03-02, 9:15 PM] {first(c)}: yes $400 to {mail(c)}\n[2025-03-02, 9:21 PM] {first(c)}: my new number is {phone(c)}, dont tell {first(c)}\n[2025-03-03, 7:02 AM] {first(c)}: court is at 10 on the 14th, {street(c)}. {last(c)} will be there\n"  # fmt: skip


def bank(c: C) -> str:
    return f"Client: {indexed(c)}   Client card: {visa(c)}\nAddress on file: {street(c)}, Regina SK {code(c)}\nSIN on file: {sin(c)}\nAccount {account(c)}: opening balance 4,210.55; closing balance 3,977.10 as of 2025-10-31\n2025-10-04 E-TFR to {short(c)} 120.00\n2025-10-09 POS 18.42\n2025-10-15 PAYROLL {firm(c)} 1,622.09\nJoint holder: {full(c)}, d.o.b. {birth(c)}\n"  # fmt: skip


def investigator(c: C) -> str:
    return f"SURVEILLANCE REPORT – file {number(c)}\nSubject: {indexed(c)}, {birth(c)} (DOB)\n0642 hrs: subject leaves {street(c)} in a white van, marker {plate(c)}. 0715: meets {full(c)} at {firm(c)}. 0731: carries 3 boxes. 1210: subject's phone {phone(c)} rings. {last(c)} is not seen. Hours 7.5, mileage 142 km, invoice {number(c)}.\n"  # fmt: skip


def reasons(c: C) -> str:
    return f"[12] {last(c)} testified that {first(c)} signed the lease of {street(c)} on {when(c)}. [13] I prefer the evidence of {full(c)}. As Sopinka J. said in R. v. Morin, [1992] 1 SCR 771 at 786-788, and see 2018 MBCA 23, paras 14-19, delay matters. [14] The record of {firm(c)} (book of documents, vol. 2, tab 31, p. 1045-1051) shows cheque no. {tag('file', run(c, 4))} for $2,200. [15] Grievance {number(c)} is allowed. {capitals(c)} is to be paid within 30 days.\n"  # fmt: skip


def expertise(c: C) -> str:
    return f"RAPPORT D’EXPERTISE MÉDICALE\nNom : {full(c)}\nDate de naissance : {naissance(c)}\nNo d’assurance maladie : {ramq(c)}\nNo de dossier CNESST : {tag('file', run(c, 9))}\nÉvénement du 4 avril 2025\n\n{last(c)}, 52 ans, demeure au {rue(c)} avec {first(c)}. Tension 128/76. Flexion 60 degrés. DAP 3 %. Honoraires : 1 850 $. Dr {other(c)}, tél. {phone(c)}\n"  # fmt: skip


def ramq(c: C) -> str:
    letters, middle = c.choice(("PAQG", "DELE", "STLY", "BOAK")), c.choice((" ", "", "-"))
    return tag("health", f"{letters}{middle}{run(c, 4)}{middle}{run(c, 4)}")


def congediement(c: C) -> str:
    return f"Québec, {quand(c)}\n\nRemis en mains propres\n\n{full(c)}\n{rue(c)}\nQuébec (Québec) {code(c)}\n\nObjet : Fin d’emploi – matricule {tag('file', run(c, 5))}\n\nBonjour {first(c)},\n\n{firm(c)} met fin à votre emploi selon l’article 82 de la Loi sur les normes du travail, RLRQ, c. N-1.1. Un montant de 6 412,50 $ sera déposé au compte {account(c)}. NAS au relevé : {sin(c)}. Pour toute question, {other(c)}, {mail(c)}.\n"  # fmt: skip


def resolutions(c: C) -> str:
    return f"RÉSOLUTION DES ADMINISTRATEURS DE {tag('listed', c.choice(FIRMS).upper())}\n\nIl est résolu de nommer {full(c)}, domicilié au {rue(c)}, à titre de secrétaire, en remplacement de {short(c)}; d’émettre 100 actions ordinaires à {full(c)}; et de fermer le compte {account(c)}. NEQ {tag('business', '11' + run(c, 8))}. TVQ {tag('business', run(c, 10) + 'TQ0001')}.\n\n{quand(c)}\n{capitals(c)}\n"  # fmt: skip


def huissier(c: C) -> str:
    return f"RAPPORT DE SIGNIFICATION\nDossier : {cour(c)}\nN/D : {number(c)}\n\nJe, {other(c)}, huissier de justice, certifie que {quand(c)}, à 18 h 20, j’ai signifié la demande à {full(c)} en la remettant à {first(c)}, au {rue(c)}, à Longueuil, {code(c)}. Distance : 14 km. Frais : 87,00 $ (Règlement, RLRQ, c. H-4.1, r. 13.1). Facture {number(c)}.\n"  # fmt: skip


def cour(c: C) -> str:
    return tag(
        "file",
        f"{c.choice(('505', '200', '700', '450'))}-{c.choice(('17', '22', '32', '04'))}-{run(c, 6)}-{c.randint(190, 266)}",
    )


def vente(c: C) -> str:
    return f"Chère cliente,\n\nVoici l’acte de vente de l’immeuble du {rue(c)}. {last(c)} et {first(c)} paient 389 500 $ à {firm(c)}. Le prêt {number(c)} sera quittancé. Le chèque sera tiré sur le folio {account(c)}. Votre passeport {passeport(c)} a été vérifié. Appelez {other(c)} au {phone(c)}.\n"  # fmt: skip


def recit(c: C) -> str:
    return f"Je m’appelle {full(c)}. Je suis né le {naissance(c)} à Conakry. Mon IUC est le {tag('file', cut(run(c, 8), 4, 4, by='-'))}. En 2019, mon frère {first(c)} a été arrêté. J’ai appelé {last(c)} au {phone(c)}. J’habite maintenant au {rue(c)}, avec {first(c)}. LIPR, art. 96; Ward, [1993] 2 RCS 689.\n"  # fmt: skip


def textos(c: C) -> str:
    return f"{first(c)} (21:14) : as-tu vu {first(c)}?\n{first(c)} (21:15) : oui, hier. Son auto est immatriculée {plate(c)}\n{first(c)} (21:20) : écris à {mail(c)} ou texte au {phone(c)}\n{first(c)} (07:02) : la cour c’est le 14 à 9 h 30, {rue(c)}. {last(c)} sera là avec 400 $\n"  # fmt: skip


def releve(c: C) -> str:
    return f"Membre : {indexed(c)}\nCarte d’accès : {visa(c)}\nAdresse : {rue(c)}, Lévis {code(c)}\nNAS : {sin(c)}\nCompte {account(c)} – solde 3 977,10 $ au 2025-10-31\n2025-10-04 Virement à {short(c)} 120,00\n2025-10-15 Paie {firm(c)} 1 622,09\nCotitulaire : {full(c)}, née le {naissance(c)}\n"  # fmt: skip


def filature(c: C) -> str:
    return f"RAPPORT DE FILATURE no {number(c)}\nSujet : {indexed(c)} (naissance : {naissance(c)})\n6 h 42 : le sujet quitte le {rue(c)}, véhicule blanc, plaque {plate(c)}. 7 h 15 : il rencontre {full(c)} chez {firm(c)}. 7 h 31 : il porte 3 boîtes. {last(c)} n’est pas vu. Permis de conduire {permis(c)}. 142 km.\n"  # fmt: skip


def permis(c: C) -> str:
    return tag("licence", f"{c.choice(tuple('PDBS'))}{run(c, 4)}-{run(c, 6)}-{run(c, 2)}")


def motifs(c: C) -> str:
    return f"[12] {last(c)} affirme que {first(c)} a signé le bail du {rue(c)} {quand(c)}. [13] Le Tribunal retient le témoignage de {full(c)}. Voir R. c. Jordan, 2016 CSC 27, par. 46 à 49, et 9227-1899 Québec inc. c. Roy, 2019 QCCA 12. [14] Le grand livre de {firm(c)} (pièce D-9, p. 1045-1051) montre un chèque de 2 200 $. [15] Le grief {number(c)} est accueilli. {capitals(c)} recevra 2 200 $ dans les 30 jours.\n"  # fmt: skip


ENGLISH = (
    adjuster,
    medical,
    termination,
    resolution,
    closing,
    narrative,
    thread,
    bank,
    investigator,
    reasons,
)
FRENCH = (expertise, congediement, resolutions, huissier, vente, recit, textos, releve, filature, motifs)


def passages() -> list[Passage]:
    chance = random.Random(SEED)
    return [
        read(language, form(chance))
        for language, forms in (("en", ENGLISH), ("fr", FRENCH))
        for form in forms
        for _ in range(EACH)
    ]
