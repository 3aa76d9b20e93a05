"""What lies in files of other kinds: strata and tenancy, estates, schools and child protection, company books, permits and
by-laws, assessments of tax, freight, collections, grievances, pharmacies, text messages and recorded calls.

Each paper is a text with slots, and each kind of value is a mask that is filled in: `A` a capital, `a` a small letter,
`9` a digit, `#` a digit from 1 to 8, `~` a nine. Everybody is invented.
Written by whoever wrote the recognisers, and committed before they were run over it: `FIRST_RUN` is what they found then.
They were mended after it.
"""

from __future__ import annotations

import random
import re
from itertools import cycle

from tests.recall.passages import Party, Passage, read

PARTIES = (
    Party("Wilhelmina Stroud", aliases=("Billie Stroud",)),
    Party("Oluwaseun Adeyemi-Clarke"),
    Party("Jean-Philippe Grandmaison"),
    Party("Parminder Kaur Dhillon"),
    Party("Noémie Vaillancourt"),
    Party("Kestrel Freight Systems Ltd.", is_organization=True, aliases=("Kestrel",)),
    Party("Résidences du Vieux-Port S.E.C.", is_organization=True),
)
PEOPLE = {
    "whole": ("Wilhelmina Stroud", "Oluwaseun Adeyemi-Clarke", "Jean-Philippe Grandmaison", "Parminder Kaur Dhillon", "Noémie Vaillancourt"),
    "turned": ("STROUD, Wilhelmina", "Adeyemi-Clarke, Oluwaseun", "GRANDMAISON, Jean-Philippe", "Dhillon, Parminder Kaur", "VAILLANCOURT, Noémie"),
    "brief": ("W. Stroud", "O. Adeyemi-Clarke", "J.-P. Grandmaison", "P. K. Dhillon", "N. Vaillancourt", "Billie Stroud"),
    "shouted": ("WILHELMINA STROUD", "OLUWASEUN ADEYEMI-CLARKE", "JEAN-PHILIPPE GRANDMAISON", "PARMINDER KAUR DHILLON", "NOÉMIE VAILLANCOURT"),
    "surname": ("Stroud", "Adeyemi-Clarke", "Grandmaison", "Dhillon", "Vaillancourt"),
    "given": ("Wilhelmina", "Oluwaseun", "Jean-Philippe", "Noémie"),
    "company": ("Kestrel Freight Systems Ltd.", "Kestrel Freight Systems", "KESTREL FREIGHT SYSTEMS LTD.", "Kestrel"),
    "societe": ("Résidences du Vieux-Port S.E.C.", "Résidences du Vieux-Port", "RÉSIDENCES DU VIEUX-PORT"),
}  # fmt: skip
UNLISTED = {
    "other": ("Garth Penhale", "Xiulan Tang", "Ioana Petrescu", "Duane Sinclair", "Bronagh Tierney", "Mateus Carvalho", "Roslyn Big Canoe", "Hank Voorhees"),
    "autre": ("Bérengère Asselin", "Firmin Ouédraogo", "Maxence Thivierge", "Solange Bouffard", "Karim Belkacem", "Lisandre Cormier", "Zacharie Arsenault"),
    "lastname": ("Penhale", "Petrescu", "Tierney", "Voorhees", "Sinclair"),
    "nom": ("Asselin", "Thivierge", "Bouffard", "Cormier"),
    "firstname": ("Garth", "Ioana", "Duane", "Roslyn"),
    "prenom": ("Firmin", "Solange", "Maxence", "Lisandre"),
}  # fmt: skip
MASKS = {
    "phone": ("(~02) 7#4-9999", "604-2#2-9999", "416.6#4.9999", "1-506-#47-9999", "+1 (403) 8#1 9999", "514 3#8-9999"),
    "email": ("aaaa.aaaaa@example.com", "aaa_99@mail.example.ca", "aaaaaa@aaaaaa.example", "a.aaaaa+aaaa@example.org"),
    "street": ("#99 Ferncliff Way", "20#9 Ellice Avenue", "1~#4 Caribou Trail SW", "##9 Range Road 42", "#9 Harbourfront Square"),
    "rue": ("#99, rue Saint-Viateur", "20#9, boulevard Laurier", "1~#4 chemin des Patriotes", "##9, 4e Avenue", "#9, côte de la Fabrique"),
    "postal": ("V#A #A9", "T#A 9A#", "J#A #A9", "R#A9A#"),
    "born": ("1~#9-0#-1#", "0#/1#/1~#9", "March 1#, 1~#9", "2# April 200#", "Sept. #, 1~#9"),
    "ne": ("1# mars 1~#9", "1~#9-0#-1#", "2# avril 200#", "0#/0#/1~#9", "1#-0#-1~#9"),
    "plate": ("AAAA 999", "AAA 999", "AA9 99A", "A99 AAA", "AAA-9999", "999 AAA"),
    "plan": ("EPS9999", "VIS9999", "LMS #999"),
    "pid": ("0##-999-999",),
    "roll": ("19 0# 0## 999 9####", "##-99-999-999", "9999-##-9999-#-999-9999"),
    "estate": ("##-9####", "CV-2#-ES-99999", "ES2#-0#99", "VLC-P-S-2#-99999"),
    "oen": ("#99 999 999", "#99-999-999", "#99999999"),
    "neq": ("11########", "11## ### ###"),
    "corp": ("##99999-#", "BC#999999", "20#9999999", "##999999"),
    "permit": ("BP-20##-99999", "2# 99#99 BLD", "P2#-9999", "DP20##-0999"),
    "tax": ("#999 9999 999#", "99#999999 RC 0001", "##9999999RT0002", "#9999 #999 RP0001"),
    "waybill": ("AAA9#99999", "9## 99#9 9999", "KF-99#999", "PRO 9##99999"),
    "vin": ("#AAAA99A9AA99#999", "1A9AA9AA#AA99#999"),
    "account": ("##999-99", "####-99#9-99", "99#9999#", "#9999-00#-99#9999"),
    "grievance": ("20##-99", "G-2#-0#9", "L#999-2#-9#", "20#9"),
    "rx": ("#99#999", "9999#99-0#", "C#99#99"),
    "din": ("0##99999",),
    "health": ("9### 999 999", "####-99#-999", "#99 999 999", "##9999999", "####-999-999-AA"),
    "ramq": ("AAAA #907 1#99", "AAAA#95#1#99", "AAAA 5#0# 2#99"),
    "ip": ("1#2.2#.1#9.##", "2#.1#4.##.2#9", "2001:56b#:4#d::#d#f"),
    "handle": ("@aaaa_aaaaa", "@aaa.aaaa", "@aaaaaa99"),
    "ref": ("CA9aA#a9A", "A9aaA#99aA", "#aA9#Aa9a"),
    "licence": ("99##99-999", "A9999-99999-9####", "#999999", "AAAAA-99-9A9"),
    "permis": ("A####-9#0##9-0#",),
    "badge": ("#999", "20#9", "##9"),
    "file": ("##9.99#", "2#-9999", "99##9", "AB/9999-#", "#999-00#"),
    "cheque": ("20#9", "#99", "0##9", "1~#9", "##99"),
    "claim": ("##99999#", "AB-####99", "9#9 99# 999", "99-###-9999"),
    "policy": ("AAA #999 999", "##9-9999#", "#9999999", "HO 99##99"),
    "passport": ("AA##9999", "A9#99#99A", "AA 99##99"),
    "uci": ("##-9999-9999", "##99-9999", "#999999999"),
    "court": ("CV-2#-0009999#-00CL", "S2#9999", "2#01-0#999", "#00-17-99#999-2##", "T-#99-2#", "CI 2#-01-9####", "KBG-RG-0##99-202#"),
    "cour": ("#00-17-99#999-2##", "#50-22-0#9999-2#9", "#05-32-99#999-23#"),
    "masked": ("**** **** **** 9999", "XXXX-XXXX-XXXX-####"),
    "transit": ("#9999",),
    "inst": ("00#", "0#0", "8#9"),
    "url": ("https://www.facebook.com/aaaaa.aaaa.99", "instagram.com/aaaaa_aaaa", "www.linkedin.com/in/aaaa-aaaaa-9a99"),
}  # fmt: skip
ENGLISH = (
    """STRATA CORPORATION {plan} - FORM K, Notice of tenant's responsibilities
Owner: {turned}   Unit {badge}, {street}, {postal}   PID {pid}
Tenant: {other}   Tel. {phone}   {email}
Bylaw 3(4) fine of $200 levied 4 July 2023; vehicle in stall 41, plate {plate}.
Caretaker {other} saw {brief} carry the door away.""",
    """RESIDENTIAL TENANCY - application for dispute resolution, file {file}
Landlord {company}, agent {other}. Rental address: {street}, {postal}.
The tenant, Ms. {surname}, born {born}, paid by cheque {cheque}; cheques {cheque} and {cheque} bounced.
Witness list: {other}, {other} (upstairs).
Rent is $1,875.00; section 46 notice served 2 March 2024.""",
    """ESTATE OF {shouted}, deceased - inventory for probate, court file {court}
Executor: {other}, brother of the deceased, {street}, {postal}.
Safety deposit box; chequing {account}, transit {transit}, institution {inst}; life policy {policy}.
To my nephew {other} I give $10,000; to {firstname}, my housekeeper, the piano.
Will dated 5 May 2011, s. 58 of the Wills Act. Estate file {estate}.""",
    """SCHOOL INCIDENT REPORT   Student: {whole}   OEN {oen}   DOB {born}
Reported by: {other} (vice-principal). Parent called: {other} at {phone}.
{given} said that {other} pushed her at recess on 11 April 2024 in room 114.
Bus 27; medical alert: peanuts. Health card {health}.""",
    """CHILDREN'S AID - case note 14:20
Worker {other} attended {street} with Constable {lastname}, badge {badge}.
Mother, {whole}, DOB {born}. Father not home; grandmother {other} caring for two children.
Ms. {surname}'s phone {phone}; her file {file}. Subsection 74(2) of the CYFSA applies.""",
    """REGISTER OF DIRECTORS - {company} (corporation no. {corp})
{whole} | {street} | elected 2019-06-01
{other} | {street} | resigned 2021-03-15
Business number {tax}. Minute of 12 May 2021: RESOLVED that {other} be appointed auditor.
Share certificate C-4 for 100 common shares was issued to {turned}.""",
    """CITY PERMIT {permit}   Roll no. {roll}
Applicant: {other}, on behalf of {company}. Site: {street}.
Fee $1,340.00 paid by card {masked}. Inspector {lastname} (badge no. {badge}) refused the footing on 3 August 2022.
Setback 1.5 m, height 9.2 m, by-law 569-2013, section 10.20.40.70. Call {phone}.""",
    """NOTICE OF REASSESSMENT   {whole}   Account {tax}
The auditor, {other}, relied on bank records: account {account}, deposits of $84,221.10 in 2020 and $61,004.55 in 2021.
Objection filed 18 September 2023 under ss. 165(1); appeals officer {other}, {phone}.
Representative: {other}, CPA. Reference {ref}.""",
    """BILL OF LADING {waybill}   Shipper: {company}
Driver: {other}, licence {licence}, tractor plate {plate}, trailer VIN {vin}
Consignee contact {other}, {phone}. 18 pallets, 9,420 kg, declared value $52,000 CAD.
Received short 2 cartons. Signed, {brief}.""",
    """FINAL DEMAND - our reference {file}
Dear {whole}:
Balance of $6,318.44 on account {account}. A payment by cheque no. {cheque} was returned on 9 January 2024.
Send an e-transfer to {email} and quote {ref}, or call {other} at {phone}.
Regards,
{other}
Collections Officer""",
    """GRIEVANCE {grievance}   Local 1999   Grievor: {turned}, employee no. {badge}
Steward {other}; supervisor {other}. Article 14.03 of the collective agreement.
The grievor, born {born}, was suspended 3 days after Mr. {lastname} complained.
Remedy: $1,104.00 and removal of the letter of 22 February 2024.""",
    """PHARMACY PROFILE   {shouted}   PHN {health}   DOB {born}
Rx {rx}   DIN {din}   naproxen 500 mg   60 tabs   Dr. {lastname}
Picked up by {other} (husband). Note: called {phone}, no answer. Allergies: sulfa.
Plan carrier policy {policy}, certificate {claim}.""",
    """WEBVTT recorded call
00:00:04.120 --> 00:00:07.900
{other}: Thanks for coming in, {given}.
00:00:08.000 --> 00:00:13.400
{whole}: My UCI is {uci}, and the passport is {passport}.
00:00:14.000 --> 00:00:19.000
{other}: And your claim number? {whole}: {claim}. My cell is {phone}.""",
    """Text thread exported from phone {phone}
2024-02-11 19:02 {firstname}: is {given} still at {street}?
2024-02-11 19:04 me: ask {other}, she drives the {plate} jeep
2024-02-11 19:05 {firstname}: found it {url} and {handle}, ip was {ip}
2024-02-11 19:09 me: court is monday, file {court}, 10 am""",
)
FRENCH = (
    """SYNDICAT DE COPROPRIÉTÉ - avis à un locataire, dossier {file}
Copropriétaire : {turned}   {rue}, {postal}
Locataire : {autre}   Tél. {phone}   {email}
Amende de 200 $ imposée le 4 juillet 2023 (règlement, art. 12); véhicule immatriculé {plate}.
Le concierge {autre} a vu {brief} emporter la porte.""",
    """TRIBUNAL ADMINISTRATIF DU LOGEMENT - demande {file}
Locateur {societe}, mandataire {autre}. Logement : {rue}, {postal}.
La locataire, Mme {surname}, née le {ne}, a payé par chèque {cheque}; les chèques {cheque} et {cheque} sont sans provision.
Témoins : {autre}, {autre}.
Loyer de 1 275,00 $; article 1971 C.c.Q.; audience le 2 mai 2024.""",
    """SUCCESSION DE {shouted} - inventaire, dossier {cour}
Liquidateur : {autre}, frère du défunt, {rue}, {postal}.
Compte {account}, transit {transit}, institution {inst}; assurance vie, police {policy}.
Je lègue 10 000 $ à mon neveu {autre} et le piano à {prenom}, ma gardienne.
Testament reçu par Me {nom} le 5 mai 2011.""",
    """RAPPORT D'INCIDENT SCOLAIRE   Élève : {whole}   Fiche {rx}   Né(e) le {ne}
Signalé par : {autre} (directrice adjointe). Parent joint : {autre} au {phone}.
{given} dit que {autre} l'a poussée à la récréation du 11 avril 2024, local 114.
Carte d'assurance maladie {ramq}.""",
    """DPJ - note évolutive, 14 h 20
L'intervenante {autre} s'est rendue au {rue} avec l'agent {nom}, matricule {badge}.
Mère : {whole}, DDN {ne}. Père absent; la grand-mère {autre} garde les deux enfants.
Cellulaire de Mme {surname} : {phone}; dossier {file}. Article 38 de la Loi sur la protection de la jeunesse.""",
    """REGISTRE DES ADMINISTRATEURS - {societe} (NEQ {neq})
{whole} | {rue} | élu le 2019-06-01
{autre} | {rue} | démission le 2021-03-15
Résolution du 12 mai 2021 : {autre} est nommé vérificateur. Numéro d'entreprise {tax}.
Certificat d'actions C-4, 100 actions ordinaires, au nom de {turned}.""",
    """PERMIS DE CONSTRUCTION {permit}   Matricule {roll}
Requérant : {autre}, pour {societe}. Emplacement : {rue}.
Droits de 1 340,00 $ payés par carte {masked}. L'inspecteur {nom} (insigne {badge}) a refusé la semelle le 3 août 2022.
Marge de 1,5 m, hauteur de 9,2 m, règlement 01-274, article 27. Rens. {phone}.""",
    """AVIS DE NOUVELLE COTISATION   {whole}   Compte {tax}
La vérificatrice, {autre}, s'appuie sur le compte {account} : dépôts de 84 221,10 $ en 2020 et de 61 004,55 $ en 2021.
Opposition du 18 septembre 2023, paragraphe 165(1); agent des appels {autre}, {phone}.
Représentant : {autre}, CPA. Référence {ref}.""",
    """CONNAISSEMENT {waybill}   Expéditeur : {company}
Chauffeur : {autre}, permis {permis}, tracteur plaque {plate}, remorque NIV {vin}
Personne-ressource : {autre}, {phone}. 18 palettes, 9 420 kg, valeur déclarée 52 000 $.
Reçu avec 2 caisses manquantes. Signé : {brief}.""",
    """MISE EN DEMEURE - notre référence {file}
{whole},
Solde de 6 318,44 $ au compte {account}. Le chèque no {cheque} a été retourné le 9 janvier 2024.
Faites un virement à {email} en indiquant {ref}, ou appelez {autre} au {phone}.
Cordialement,
{autre}
Agente de recouvrement""",
    """GRIEF {grievance}   Section locale 1999   Plaignante : {turned}, matricule {badge}
Déléguée {autre}; supérieur {autre}. Article 14.03 de la convention collective.
La plaignante, née le {ne}, a été suspendue 3 jours après que M. {nom} s'est plaint.
Réparation : 1 104,00 $ et retrait de la lettre du 22 février 2024.""",
    """PROFIL PHARMACOLOGIQUE   {shouted}   NAM {ramq}   DDN {ne}
Ordonnance {rx}   DIN {din}   naproxène 500 mg   60 co.   Dre {nom}
Remis à {autre} (conjoint). Appelé au {phone}, sans réponse. Allergie : sulfamides.
Assureur, police {policy}, certificat {claim}.""",
    """Appel enregistré, transcription
[00:00:04] {autre} : Merci d'être venue, {given}.
[00:00:08] {whole} : Mon IUC est {uci}, et le passeport, {passport}.
[00:00:14] {autre} : Et le numéro de réclamation? C'est {claim}. Mon cellulaire est le {phone}.""",
    """Fil de messages extrait du téléphone {phone}
2024-02-11 19:02 {prenom} : est-ce que {given} est encore au {rue}?
2024-02-11 19:04 moi : demande à {autre}, elle conduit le jeep {plate}
2024-02-11 19:05 {prenom} : trouvé {url} et {handle}, l'adresse IP était {ip}
2024-02-11 19:09 moi : la cour c'est lundi, dossier {cour}, 10 h""",
)
FIRST_RUN = {"formatted": 0.940, "listed": 1.0, "suggested": 0.871, "false": 2.07, "wrong": 0.69}
"""Found of what there was to find, as the recognisers were on the day it was written; the last two, in 1,000 words."""
SLOT = re.compile(r"\{(\w+)\}")
ROUNDS, SEED, CAPITALS, SMALL = 6, 7_321, "ABCEGHJKLMNPRSTVXY", "bcdfghjklmnprstvz"


def filled(mask: str, chance: random.Random) -> str:
    """A mask with its places filled in. Letters of words that are written out stay."""
    if "@" in mask or ("/" in mask and "a" in mask):
        return re.sub(r"a+|9", lambda run: "".join(chance.choice(SMALL if each == "a" else "0123456789") for each in run.group())
                      if run.group() in {"9", *("a" * n for n in range(3, 8))} else run.group(), mask)  # fmt: skip
    if re.search(r"[a-z]{3}", mask) or mask.startswith(("Sept", "+1", "PRO", "HO")):
        return "".join(_digit(each, chance) for each in mask)
    return "".join(
        chance.choice(CAPITALS)
        if each == "A"
        else chance.choice(SMALL)
        if each == "a"
        else _digit(each, chance)
        for each in mask
    )


def _digit(each: str, chance: random.Random) -> str:
    if each == "~":
        return "9"
    if each == "#":
        return chance.choice("12345678")
    return chance.choice("0123456789") if each == "9" else each


def passages() -> list[Passage]:
    """The same 168 every time."""
    made = []
    for language, papers in (("en", ENGLISH), ("fr", FRENCH)):
        for number, paper in enumerate(papers):
            for turn in range(ROUNDS):
                made.append(read(language, _written(paper, random.Random(SEED + 100 * number + turn))))
    return made


def _written(paper: str, chance: random.Random) -> str:
    who = chance.randrange(5)
    strangers = {kind: cycle(chance.sample(names, len(names))) for kind, names in UNLISTED.items()}

    def slot(match: re.Match[str]) -> str:
        kind = match.group(1)
        if kind in UNLISTED:
            return f"⟦unlisted|{next(strangers[kind])}⟧"
        if kind in PEOPLE:
            names = PEOPLE[kind]
            return f"⟦listed|{names[who % len(names)] if kind not in ('company', 'societe') else chance.choice(names)}⟧"
        value = filled(chance.choice(MASKS[kind]), chance)
        # A drug has a number too, and it is nobody's.
        return value if kind == "din" else f"⟦{kind}|{value}⟧"

    return SLOT.sub(slot, paper)
