"""What people fill in, swear, dictate and send: intake forms, letters of banks, transcripts of examinations, reports of
doctors, forms of immigration, acts and declarations, reports of the police, letters of employers, adjusters' notes and
complaints about what happened online.

Each paper is told from one invented person's particulars, which are made here and nowhere else, and each line of it is
drawn from several ways of saying it. Everybody is invented. Written by whoever wrote the recognisers, and committed before
they were run over it: `FIRST_RUN` is what they found then. They were mended after it.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from tests.recall.passages import Party, Passage, read

PARTIES = (
    Party("Rosalind Achterberg", aliases=("Rosie Achterberg",)),
    Party("Cheng-Hao Liang"),
    Party("Marie-Soleil Dufresne-Kabongo"),
    Party("Tewodros Bekele"),
    Party("Anishka Perumal"),
    Party("Lucien Belhumeur"),
    Party("Fjord & Tamarack Millwork Inc.", is_organization=True, aliases=("Tamarack Millwork",)),
    Party("Coopérative d'habitation La Rive-Est", is_organization=True, aliases=("Coop La Rive-Est",)),
)
ROUNDS, SEED = 8, 61_803
FIRST_RUN = {"formatted": 0.974, "listed": 1.0, "suggested": 0.722, "false": 1.05, "wrong": 4.44}
"""Found of what there was to find, as the recognisers were on the day it was written; the last two, in 1,000 words."""
CONSONANTS = "BCDFGHJKLMNPRSTVWXZ"


def m(kind: str, value: str) -> str:
    return f"⟦{kind}|{value}⟧"


@dataclass(frozen=True)
class Somebody:
    """A listed person, as names are written."""

    given: str
    surname: str
    title: str
    titre: str

    @property
    def whole(self) -> str:
        return f"{self.given} {self.surname}"


PEOPLE = (
    Somebody("Rosalind", "Achterberg", "Ms.", "Mme"),
    Somebody("Cheng-Hao", "Liang", "Mr.", "M."),
    Somebody("Marie-Soleil", "Dufresne-Kabongo", "Ms.", "Mme"),
    Somebody("Tewodros", "Bekele", "Mr.", "M."),
    Somebody("Anishka", "Perumal", "Ms.", "Mme"),
    Somebody("Lucien", "Belhumeur", "Mr.", "M."),
)
STRANGERS = (
    "Moira Stanhope", "Devinder Sandhu", "Kwabena Asante", "Ludmila Voss", "Curtis Halloran", "Beatriz Ocampo",
    "Harlan Whitehead", "Siobhan Keough", "Jerzy Wasilewski", "Pearl Two Rivers",
)  # fmt: skip
ETRANGERS = (
    "Sylvestre Guay", "Aminata Diallo", "Yvan Cloutier", "Thérèse Malenfant", "Réal Charbonneau", "Ghyslaine Pouliot",
    "Wassim Haddad", "Ombeline Lafrance", "Donatien Nkurunziza", "Line Beauséjour",
)  # fmt: skip


class Maker:
    """Values for one paper."""

    def __init__(self, seed: int) -> None:
        self.r = random.Random(seed)

    def one(self, *ways: str) -> str:
        return self.r.choice(ways)

    def num(self, count: int) -> str:
        return str(self.r.randint(1, 9)) + "".join(str(self.r.randint(0, 9)) for _ in range(count - 1))

    def caps(self, count: int) -> str:
        return "".join(self.r.choice(CONSONANTS) for _ in range(count))

    def sin(self) -> str:
        head = self.num(8)
        total = 0
        for place, digit in enumerate(head):
            value = int(digit) * (1 + place % 2)
            total += value // 10 + value % 10
        whole = head + str(-total % 10)
        by = self.one(" ", "-", "", ".", "  ")
        return m("sin", by.join((whole[:3], whole[3:6], whole[6:])))

    def phone(self) -> str:
        area = self.one("416", "780", "204", "514", "418", "902", "250", "306", "867", "506")
        first, last = self.one("224", "632", "488", "771", "953"), self.num(4)
        return m("phone", self.one(
            f"({area}) {first}-{last}", f"{area}-{first}-{last}", f"{area}.{first}.{last}", f"1 {area} {first} {last}",
            f"+1 {area} {first}-{last}", f"{area} {first}-{last}", f"{area} {first}-{last} ext. {self.num(3)}",
        ))  # fmt: skip

    def email(self) -> str:
        return m("email", self.one("r.ach", "chl", "tamarack.office", "msdk_82", "bekele-t", "perumal.a", "lb1957")
                 + "@" + self.one("example.ca", "mail.example.com", "poste.example.org"))  # fmt: skip

    def born(self) -> str:
        year, month, day = self.r.randint(1946, 2006), self.r.randint(1, 12), self.r.randint(1, 28)
        name = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
                "November", "December")[month - 1]  # fmt: skip
        return m("born", self.one(
            f"{name} {day}, {year}", f"{day} {name} {year}", f"{year}-{month:02}-{day:02}", f"{year}/{month:02}/{day:02}",
            f"{day:02}-{name[:3].upper()}-{year}", f"{month:02}/{day:02}/{year}", f"{name[:3]}. {day}, {year}",
        ))  # fmt: skip

    def naissance(self) -> str:
        year, month, day = self.r.randint(1946, 2006), self.r.randint(1, 12), self.r.randint(2, 28)
        name = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
                "novembre", "décembre")[month - 1]  # fmt: skip
        words = {1961: "mil neuf cent soixante et un", 1978: "mil neuf cent soixante-dix-huit"}
        spelled = self.r.choice((1961, 1978))
        return m("born", self.one(
            f"{day} {name} {year}", f"1er {name} {year}", f"{year}-{month:02}-{day:02}", f"{day:02}/{month:02}/{year}",
            f"douze {name} {words[spelled]}", f"{day:02}.{month:02}.{year}",
        ))  # fmt: skip

    def street(self) -> str:
        number = self.one(self.num(3), self.num(4), "2014", "1989", self.num(2))
        return m("address", number + " " + self.one(
            "Quarry Hill Road", "Tecumseh Avenue", "Old Mill Lane", "14th Street NW", "Saddle Ridge Crescent",
            "Wharf Street", "Lakeshore Boulevard West", "Birchmount Drive", "Highway 16 East", "Portage Avenue",
        ))  # fmt: skip

    def rue(self) -> str:
        number = self.one(self.num(3), self.num(4), "2011", "1994", self.num(2))
        return m("address", number + self.one(", ", " ") + self.one(
            "rue des Pommiers", "avenue du Parc", "boulevard Saint-Joseph Est", "chemin du Tour-du-Lac",
            "rue Notre-Dame Ouest", "rang de la Montagne", "place d'Youville", "montée Sainte-Thérèse",
        ))  # fmt: skip

    def postal(self) -> str:
        a, b, c = (self.r.choice("ABCEGHJKLMNPRSTVXY") for _ in range(3))
        d, e, f = (self.r.randint(1, 9) for _ in range(3))
        return m("postal", self.one(f"{a}{d}{b} {e}{c}{f}", f"{a}{d}{b}{e}{c}{f}", f"{a}{d}{b}-{e}{c}{f}"))

    def plate(self) -> str:
        return m("plate", self.one(
            f"{self.caps(4)} {self.num(3)}", f"{self.caps(3)} {self.num(3)}", f"{self.caps(3)}-{self.num(4)}",
            f"{self.caps(1)}{self.num(2)} {self.caps(3)}", f"{self.num(3)} {self.caps(3)}",
        ))  # fmt: skip

    def vin(self) -> str:
        return m("vin", self.one("1", "2", "J", "5", "W") + self.caps(2) + self.num(2) + self.caps(3) + self.num(1)
                 + self.caps(2) + self.num(6))  # fmt: skip

    def cheque(self) -> str:
        return m("cheque", self.one("2017", "2023", self.num(3), self.num(4), "00" + self.num(2), "1998"))

    def handle(self) -> str:
        return m(
            "handle",
            "@" + self.one("rosie.builds", "chliang_82", "tamarackguy", "anishka_p", "bekele.t", "lulu1957"),
        )

    def ip(self) -> str:
        return m("ip", self.one(
            f"{self.r.randint(24, 199)}.{self.r.randint(10, 250)}.{self.r.randint(10, 250)}.{self.r.randint(10, 250)}",
            f"2607:f2c0:{self.num(4)}:{self.num(2)}a::{self.num(1)}f", f"10.{self.num(2)}.{self.num(3)[:2]}.{self.num(2)}",
        ))  # fmt: skip

    def passport(self) -> str:
        return m("passport", self.one(f"{self.caps(2)}{self.num(6)}", f"{self.caps(2)} {self.num(6)}", f"{self.caps(1)}{self.num(8)}",
                                      f"P{self.num(6)}{self.caps(2)}"))  # fmt: skip

    def uci(self) -> str:
        return m(
            "uci",
            self.one(
                f"{self.num(2)}-{self.num(4)}-{self.num(4)}",
                f"{self.num(4)}-{self.num(4)}",
                self.num(10),
                self.num(8),
            ),
        )


def listed(k: Maker, who: Somebody) -> str:
    """As English papers write them."""
    return m("listed", k.one(who.whole, who.whole.upper(), f"{who.surname}, {who.given}", f"{who.given[0]}. {who.surname}",
                             f"{who.surname.upper()}, {who.given}"))  # fmt: skip


def ms(who: Somebody, *, french: bool = False) -> str:
    return f"{who.titre if french else who.title} {m('listed', who.surname)}"


def firm(k: Maker) -> str:
    return m("listed", k.one("Fjord & Tamarack Millwork Inc.", "Fjord & Tamarack Millwork", "Fjord and Tamarack Millwork Inc.",
                             "Tamarack Millwork", "FJORD & TAMARACK MILLWORK INC."))  # fmt: skip


def coop(k: Maker) -> str:
    return m(
        "listed",
        k.one(
            "Coopérative d'habitation La Rive-Est", "Coop La Rive-Est", "Coopérative d’habitation La Rive-Est"
        ),
    )


def un(name: str) -> str:
    return m("unlisted", name)


def intake(k: Maker, who: Somebody) -> str:
    dots = k.one(" ..... ", ": ", " : ", ": ", "\t")
    other = un(k.one(*STRANGERS))
    return "\n".join((
        "NEW CLIENT INTAKE SHEET (to be completed by reception)",
        f"Full legal name{dots}{listed(k, who)}",
        k.one(f"Date of birth{dots}{k.born()}", f"DOB{dots}{k.born()}", f"Birth date (as on ID){dots}{k.born()}"),
        f"Home address{dots}{k.street()}, {k.one('Kenora, ON', 'Red Deer AB', 'Truro, NS')}  {k.postal()}",
        f"{k.one('Cell', 'Best number', 'Daytime tel.')}{dots}{k.phone()}",
        f"E-mail{dots}{k.email()}",
        f"SIN{dots}{k.sin()}",
        k.one(f"Driver's licence{dots}{m('licence', k.num(6) + '-' + k.num(3))} (AB)",
              f"Ontario driver's licence{dots}{m('licence', k.caps(1) + k.num(4) + '-' + k.num(5) + '-' + k.num(5))}",
              f"Health card{dots}{m('health', k.num(4) + ' ' + k.num(3) + ' ' + k.num(3))}"),
        f"Emergency contact{dots}{other}, {k.phone()}",
        k.one(f"Referred by{dots}{un(k.one(*STRANGERS))}", f"Opposing party{dots}{firm(k)}"),
        f"Retainer requested{dots}$2,500.00 on or before 14 June 2024",
    ))  # fmt: skip


def accueil(k: Maker, who: Somebody) -> str:
    dots = k.one(" : ", " ..... ", " : ", ": ")
    return "\n".join((
        "FICHE D'OUVERTURE DE DOSSIER",
        f"Nom et prénom{dots}{m('listed', k.one(who.whole, who.surname + ', ' + who.given, who.surname.upper() + ' ' + who.given))}",
        f"{k.one('Date de naissance', 'DDN', 'Né(e) le')}{dots}{k.naissance()}",
        f"Adresse{dots}{k.rue()}, {k.one('Rimouski (Québec)', 'Gatineau QC', 'Saguenay (Québec)')}  {k.postal()}",
        f"{k.one('Tél. rés.', 'Cellulaire', 'Téléphone')}{dots}{k.phone()}",
        f"Courriel{dots}{k.email()}",
        f"{k.one('NAS', 'No d’assurance sociale')}{dots}{k.sin()}",
        f"{k.one('Assurance maladie', 'RAMQ', 'Carte soleil')}{dots}{m('health', k.caps(4) + ' ' + str(k.r.randint(50, 99)) + '07 ' + '19' + k.num(2))}",
        f"Conjoint(e){dots}{un(k.one(*ETRANGERS))}",
        f"Personne à joindre en cas d'urgence{dots}{un(k.one(*ETRANGERS))}, {k.phone()}",
        f"Honoraires convenus{dots}275 $ l'heure, provision de 1 500,00 $ exigible le 3 mai 2024",
    ))  # fmt: skip


def bank(k: Maker, who: Somebody) -> str:
    return "\n".join((
        f"{k.one('Re', 'RE', 'Subject')}: {k.one('Production of records', 'Your request of 11 March 2024')} - {listed(k, who)}",
        f"We confirm that {ms(who)} holds a chequing account at our {k.one('Fort Garry', 'Rideau', 'Kitsilano')} branch: transit {m('transit', k.num(5))}, "
        f"institution {m('inst', k.one('003', '010', '837'))}, account {m('account', k.one(k.num(7), k.num(3) + '-' + k.num(3) + '-' + k.num(1)))}.",
        "Cheque No. | Date | Payee | Amount",
        f"{k.cheque()} | 2023-08-14 | {firm(k)} | $1,284.50",
        f"{k.cheque()} | 2023-09-02 | {un(k.one(*STRANGERS))} | $640.00",
        f"Cheque {k.cheque()} was returned unpaid. A line of credit, loan no. {m('loan', k.num(4) + '-' + k.num(6) + '-' + k.num(2))}, was opened in 2019.",
        f"Wires: SWIFT {m('swift', k.caps(4) + 'CA' + k.caps(1) + '2')}; e-transfer reference {m('ref', 'CA' + k.num(2) + 'x' + k.caps(1) + k.num(1) + 'q' + k.caps(1))}.",
        f"The card ending in {m('card', k.num(4))} was cancelled. Interest of 7.20% accrues under s. 347 of the Criminal Code limits.",
        f"Yours truly,\n{un(k.one(*STRANGERS))}\nManager, Client Records",
    ))  # fmt: skip


def banque(k: Maker, who: Somebody) -> str:
    return "\n".join((
        f"Objet : {k.one('relevé de compte', 'communication de documents')} - {m('listed', who.whole)}",
        f"{ms(who, french=True)} détient un compte à la succursale {m('transit', k.num(5))} (institution {m('inst', k.one('815', '006', '001'))}), "
        f"folio {m('account', k.one(k.num(6) + '-' + k.num(1), k.num(7)))}.",
        "No de chèque | Date | Bénéficiaire | Montant",
        f"{k.cheque()} | 2023-08-14 | {coop(k)} | 1 284,50 $",
        f"{k.cheque()} | 2023-09-02 | {un(k.one(*ETRANGERS))} | 640,00 $",
        f"Le chèque n° {k.cheque()} a été retourné pour insuffisance de fonds. Prêt hypothécaire {k.one('no', 'numéro')} {m('loan', k.num(8))}.",
        f"Virement Interac, référence {m('ref', 'C1A' + k.caps(1) + 'k' + k.num(2) + 'm' + k.num(1))}; carte se terminant par {m('card', k.num(4))}.",
        "Le taux est de 6,75 % depuis le 1er janvier 2022, conformément à l'article 1565 C.c.Q.",
        f"Veuillez agréer nos salutations distinguées,\n{un(k.one(*ETRANGERS))}\nConseillère aux particuliers",
    ))  # fmt: skip


def transcript(k: Maker, who: Somebody) -> str:
    lawyer, other = k.one(*STRANGERS), k.one(*STRANGERS)
    return "\n".join((
        f"EXAMINATION FOR DISCOVERY OF {m('listed', who.whole.upper())}, sworn, examined by MR. {un(lawyer.split()[-1].upper())}",
        f"1. Q. You are {ms(who)}, and you live at {k.street()}?",
        "   A. Yes.",
        f"2. Q. And you were born on {k.born()}?",
        "   A. That's right.",
        f"3. Q. Who was with you? A. My {k.one('brother-in-law', 'neighbour', 'supervisor')}, {un(other)}, and somebody from {firm(k)}.",
        f"4. Q. The truck had plate {k.plate()}, correct? A. I think the VIN was {k.vin()}.",
        "5. Q. I'm showing you Exhibit 14, tab 3, at page 212. Is that your signature? A. It is, dated 9 October 2022.",
        f"6. Q. What number did you text? A. {k.phone()}.",
        f"{un(k.one(*STRANGERS))}: I object to that.",
        f"7. UNDERTAKING: to produce the {k.one('WSIB', 'insurance')} claim file, number {m('claim', k.num(8))}, within 30 days under Rule 31.07.",
    ))  # fmt: skip


def interrogatoire(k: Maker, who: Somebody) -> str:
    return "\n".join((
        f"INTERROGATOIRE AU PRÉALABLE DE {m('listed', who.whole.upper())}",
        f"PAR Me {un(k.one(*ETRANGERS))}, pour la défenderesse {coop(k)} :",
        f"Q. 1 Vous demeurez au {k.rue()}, à {k.one('Lévis', 'Laval')}?",
        f"R. Oui, depuis 2016. Je suis {k.one('né', 'née')} le {k.naissance()}.",
        f"Q. 2 Qui conduisait le camion immatriculé {k.plate()}? R. Mon {k.one('beau-frère', 'collègue', 'voisin')}, {un(k.one(*ETRANGERS))}.",
        f"Q. 3 Je vous montre la pièce P-12, page 48. R. C'est le chèque {k.cheque()}, oui.",
        f"Q. 4 À quel numéro avez-vous texté? R. Au {k.phone()}.",
        f"ENGAGEMENT E-3 : communiquer le dossier {k.one('CNESST', 'SAAQ', 'IVAC')} numéro {m('claim', k.one(k.num(9), k.num(3) + ' ' + k.num(3) + ' ' + k.num(3)))} d'ici 30 jours.",
        f"LE TÉMOIN : J'ai aussi parlé à {un(k.one(*ETRANGERS))} de l'article 221 C.p.c.",
    ))  # fmt: skip


def medical(k: Maker, who: Somebody) -> str:
    return "\n".join((
        f"INDEPENDENT MEDICAL EXAMINATION   {k.one('Claimant', 'Patient', 'Examinee')}: {listed(k, who)}   D.O.B.: {k.born()}",
        f"{k.one('PHN', 'Personal Health Number')}: {m('health', k.one(k.num(4) + ' ' + k.num(3) + ' ' + k.num(3), k.num(9), k.num(3) + ' ' + k.num(3) + ' ' + k.num(3)))}   "
        f"Chart {k.one('no.', '#')} {m('chart', k.num(6))}",
        f"{ms(who)} was seen at the request of {un(k.one(*STRANGERS))}, adjuster, claim {m('claim', k.one(k.num(2) + '-' + k.num(6), k.caps(2) + k.num(7)))}.",
        f"The {k.one('family physician', 'physiotherapist')} is Dr. {un(k.one(*STRANGERS).split()[-1])}; the {k.one('spouse', 'daughter')}, {un(k.one(*STRANGERS))}, attended.",
        "On examination blood pressure was 128/84, weight 81 kg, grip 32 kg on the left. MRI of 12 January 2023 shows L4-L5 narrowing.",
        f"{m('listed', who.given)} reports pain of 7/10, and takes 20 mg twice daily. {m('listed', who.surname)}'s employer is {firm(k)}.",
        f"CPSO {k.one('No.', '#')} {m('licence', k.num(5))}   Billing no. {m('billing', k.num(6))}",
        f"{un(k.one(*STRANGERS))}, MD, FRCSC",
    ))  # fmt: skip


def expertise(k: Maker, who: Somebody) -> str:
    return "\n".join((
        f"RAPPORT D'EXPERTISE MÉDICALE   Usager : {m('listed', k.one(who.whole, who.surname.upper() + ', ' + who.given))}   Né(e) le {k.naissance()}",
        f"NAM : {m('health', k.caps(4) + ' ' + str(k.r.randint(50, 99)) + '57 ' + '08' + k.num(2))}   Dossier de l'établissement : {m('chart', k.num(6))}",
        f"{ms(who, french=True)} a été vue à la demande de {un(k.one(*ETRANGERS))}, agente d'indemnisation, réclamation {m('claim', k.num(9))}.",
        f"Son médecin traitant est le Dr {un(k.one(*ETRANGERS).split()[-1])}; sa {k.one('sœur', 'fille', 'conjointe')}, {un(k.one(*ETRANGERS))}, était présente.",
        "À l'examen, la tension est de 128/84, le poids de 81 kg; l'IRM du 12 janvier 2023 montre une sténose L4-L5.",
        f"{m('listed', who.given)} travaille pour {coop(k)} 35 heures par semaine. Déficit anatomo-physiologique : 4 % selon l'article 84 LATMP.",
        f"No de permis CMQ : {m('licence', k.num(5))}",
        f"{un(k.one(*ETRANGERS))}, M.D., orthopédiste",
    ))  # fmt: skip


def immigration(k: Maker, who: Somebody) -> str:
    return "\n".join((
        f"{k.one('IMM 5476 - Use of a Representative', 'IMM 1295 - Work permit', 'Schedule A - Background')}",
        f"Family name: {m('listed', who.surname.upper())}    Given name(s): {m('listed', who.given.upper())}",
        f"UCI: {k.uci()}    Application no.: {m('app', k.one('E', 'W', 'S', 'F') + k.num(9))}",
        f"Date of birth (YYYY-MM-DD): {k.born()}    Passport no. {k.passport()}, valid until 2031-04-30",
        f"{k.one('PR card', 'Permanent resident card')} {m('pr', k.one('RA', 'PA') + k.one(k.num(10), k.num(7)))}, issued at Winnipeg",
        f"Sponsor: {un(k.one(*STRANGERS))}    Relationship: {k.one('spouse', 'uncle')}    LMIA number {m('lmia', k.num(7))}",
        f"Employer: {firm(k)}, business number {m('bn', k.num(5) + ' ' + k.num(4) + ' RP' + k.one(' ', '') + '0001')}",
        f"Representative: {un(k.one(*STRANGERS))}, {k.one('RCIC no.', 'ICCRC #')} {m('licence', 'R' + k.num(6))}",
        "The fee of $255 was paid on 2 February 2024; see s. 25(1) of the IRPA and 2019 SCC 65.",
        f"Address abroad: none. Address in Canada: {k.one('Unit', 'Apt.')} {m('unit', k.num(3))}, {k.street()}, {k.postal()}",
    ))  # fmt: skip


def demande(k: Maker, who: Somebody) -> str:
    return "\n".join((
        f"{k.one('IMM 5476 - Recours aux services d’un représentant', 'Demande d’asile - Fondement de la demande')}",
        f"Nom de famille : {m('listed', who.surname.upper())}    Prénom(s) : {m('listed', who.given)}",
        f"IUC : {k.uci()}    Numéro de la demande : {m('app', k.one('E', 'W', 'S', 'F') + k.num(9))}",
        f"Date de naissance : {k.naissance()}    Passeport n° {k.passport()}, valide jusqu'au 30 avril 2031",
        f"Carte de résident permanent : {m('pr', k.one('RA', 'PA') + k.num(10))}    CSQ : {m('csq', k.num(8))}",
        f"Garant : {un(k.one(*ETRANGERS))}    Lien : {k.one('époux', 'oncle')}",
        f"Employeur : {coop(k)}, NEQ {m('neq', '11' + k.num(8))}",
        f"Consultant : {un(k.one(*ETRANGERS))}, membre {m('licence', 'R' + k.num(6))}",
        "Les frais de 255 $ ont été payés le 2 février 2024; voir le paragraphe 25(1) de la LIPR.",
        f"Adresse au Canada : {k.rue()}, app. {m('unit', k.num(2))}, Montréal (Québec) {k.postal()}",
    ))  # fmt: skip


def declaration(k: Maker, who: Somebody) -> str:
    return "\n".join((
        f"STATUTORY DECLARATION. I, {m('listed', who.whole)}, of the City of {k.one('Guelph', 'Nanaimo')}, born {k.born()}, solemnly declare:",
        f"1. I am the registered owner of {k.street()}, {k.one('PIN', 'Property Identifier')} {m('pin', k.num(5) + '-' + k.num(4))}, "
        f"{k.one('PID', 'parcel identifier')} {m('pid', '0' + k.num(2) + '-' + k.num(3) + '-' + k.num(3))}.",
        f"2. Instrument no. {m('inst', k.caps(2) + k.num(7))} was registered on 5 November 2021 for $418,000.00; title number {m('title', k.num(3) + ' ' + k.num(3) + ' ' + k.num(3))}.",
        f"3. I was married to {un(k.one(*STRANGERS))} until 2018, and have never been known as {un(k.one(*STRANGERS))}.",
        f"4. The corporation {firm(k)}, Ontario Corporation Number {m('ocn', k.num(7))}, has no claim under the Construction Act, R.S.O. 1990, c. C.30.",
        f"DECLARED before me by video, {k.one('LSO no.', 'Law Society No.')} {m('lso', k.num(5) + k.caps(1))}\n_______________\n{un(k.one(*STRANGERS))}\nA Commissioner for taking affidavits",
        f"Court File No. {m('court', k.one('CV-' + k.num(2) + '-00' + k.num(6) + '-0000', 'S-' + k.num(6), k.num(4) + ' ' + k.num(5), 'KBG-SA-00' + k.num(3) + '-2023'))}",
    ))  # fmt: skip


def acte(k: Maker, who: Somebody) -> str:
    return "\n".join((
        f"L'AN DEUX MILLE VINGT-TROIS, le quatre mai, devant Me {un(k.one(*ETRANGERS))}, notaire à {k.one('Drummondville', 'Joliette')},",
        f"COMPARAÎT : {m('listed', who.whole)}, {k.one('né', 'née')} le {k.naissance()}, demeurant au {k.rue()}, {k.postal()}, ci-après « le vendeur »;",
        f"ET : {coop(k)}, NEQ {m('neq', '11' + k.num(8))}, représentée par {un(k.one(*ETRANGERS))}, dûment autorisée;",
        f"DÉSIGNATION : un immeuble connu et désigné comme étant le lot {m('land', '2 448 117')} du cadastre du Québec.",
        f"L'acte a été publié sous le numéro {m('deed', k.num(2) + ' ' + k.num(3) + ' ' + k.num(3))} au registre foncier. Prix : 312 000 $, article 1716 C.c.Q.",
        f"ÉTAT CIVIL : marié à {un(k.one(*ETRANGERS))} sous le régime de la société d'acquêts.",
        f"TPS {m('gst', k.num(9) + ' RT 0001')}; TVQ {m('qst', k.num(10) + ' TQ 0001')}.",
        f"Minute {m('minute', k.num(5))}. Cour supérieure, no {m('court', k.one('200', '500', '760') + '-' + k.one('17', '05', '12') + '-' + k.num(6) + '-' + k.num(3))}.",
    ))  # fmt: skip


def police(k: Maker, who: Somebody) -> str:
    return "\n".join((
        f"GENERAL OCCURRENCE {m('occ', k.one(k.num(2) + '-' + k.num(6), 'GO' + k.num(2) + '-' + k.num(7), '2023-' + k.num(6)))}   Reporting officer: Cst. {un(k.one(*STRANGERS).split()[-1])}, badge {m('badge', k.num(4))}",
        f"COMPLAINANT: {m('listed', who.surname.upper() + ', ' + who.given)}   DOB {k.born()}   {k.phone()}",
        f"SUSPECT: {un(k.one(*STRANGERS))}, operating a {k.one('grey 2016 Honda Civic', 'white Ford F-150')}, {k.one('marker', 'licence plate', 'BC plate', 'plate no.')} {k.plate()}.",
        f"VIN {k.vin()}. Operator's licence {m('licence', k.one(k.num(7), k.caps(1) + k.num(4) + ' ' + k.num(5) + ' ' + k.num(5)))}.",
        f"At 2140 hours on 6 July 2023, {ms(who)} said that {un(k.one(*STRANGERS))} struck the fence at {k.street()}.",
        f"Cell phone seized, IMEI {m('imei', '35' + k.num(13))}; exhibit locker {m('locker', k.num(4))}. FPS number {m('fps', k.num(6) + k.caps(1))}.",
        f"Charge under s. 430(4) of the Criminal Code; information no. {m('info', k.num(4) + '-' + k.num(5))}; first appearance 3 August 2023.",
    ))  # fmt: skip


def evenement(k: Maker, who: Somebody) -> str:
    return "\n".join((
        f"RAPPORT D'ÉVÉNEMENT {m('occ', k.one('MTL-' + k.num(6) + '-' + k.num(3), k.num(3) + '-' + k.num(6) + '-' + k.num(3)))}   Agent : {un(k.one(*ETRANGERS))}, matricule {m('badge', k.num(4))}",
        f"PLAIGNANT(E) : {m('listed', who.surname.upper() + ', ' + who.given)}   DDN : {k.naissance()}   Tél. : {k.phone()}",
        f"SUSPECT : {un(k.one(*ETRANGERS))}, au volant d'une {k.one('Mazda 3 grise', 'Toyota Yaris rouge')}, {k.one('plaque', 'immatriculée', 'plaque d’immatriculation')} {k.plate()}.",
        f"NIV {k.vin()}. Permis de conduire {m('licence', k.caps(1) + k.num(4) + '-' + k.num(6) + '-' + k.num(2))}.",
        f"Le 6 juillet 2023 à 21 h 40, {ms(who, french=True)} affirme que {un(k.one(*ETRANGERS))} a frappé la clôture au {k.rue()}.",
        f"Constat d'infraction n° {m('ticket', k.num(3) + ' ' + k.num(3) + ' ' + k.num(3))}; amende de 169 $ en vertu de l'article 327 du Code de la sécurité routière.",
        f"Cour municipale, dossier {m('court', k.num(2) + '-' + k.num(5) + '-' + k.num(2))}; comparution le 3 août 2023.",
    ))  # fmt: skip


def employment(k: Maker, who: Somebody) -> str:
    return "\n".join((
        f"{k.one('PERSONAL AND CONFIDENTIAL', 'WITHOUT PREJUDICE')}\n{m('listed', who.whole)}\n{k.street()}\n{k.one('Brandon MB', 'Prince George, BC')}  {k.postal()}",
        f"{k.one('Dear', 'Hello')} {k.one(m('listed', who.given), ms(who))},",
        f"Re: end of your employment with {firm(k)} - employee {k.one('no.', 'ID', 'number')} {m('emp', k.one(k.num(5), k.caps(1) + '-' + k.num(4), k.num(6)))}",
        f"Your supervisor, {un(k.one(*STRANGERS))}, told you on 15 May 2024. You will receive 8 weeks' pay, $11,240.00, under section 57 of the Employment Standards Act, 2000.",
        f"The ROE, serial {m('roe', k.one('W', 'A') + k.num(8))}, lists SIN {k.sin()} and payroll account {m('bn', k.num(9) + 'RP0001')}.",
        f"Benefits end under group policy {m('policy', k.one(k.num(5), k.num(6)))}, certificate {m('cert', k.num(8))}. Pay is deposited to account {m('account', k.num(5) + '-' + k.num(3) + '-' + k.num(7))}.",
        f"Questions? Call {un(k.one(*STRANGERS))} in Human Resources at {k.phone()}.",
        f"Sincerely,\n\n{un(k.one(*STRANGERS))}\nVice-President, People\nc.c. {un(k.one(*STRANGERS))}",
    ))  # fmt: skip


def emploi(k: Maker, who: Somebody) -> str:
    return "\n".join((
        f"PERSONNEL ET CONFIDENTIEL\n{m('listed', who.whole)}\n{k.rue()}\nShawinigan (Québec)  {k.postal()}",
        f"Bonjour {k.one(m('listed', who.given), ms(who, french=True))},",
        f"Objet : fin de votre emploi à la {coop(k)} - matricule {m('emp', k.one(k.num(5), k.num(4)))}",
        f"Votre supérieure, {un(k.one(*ETRANGERS))}, vous a avisé le 15 mai 2024. Vous recevrez 8 semaines, soit 9 860,00 $, selon l'article 82 de la Loi sur les normes du travail.",
        f"Le relevé d'emploi {m('roe', 'W' + k.num(8))} porte le NAS {k.sin()} et le compte de retenues {m('bn', k.num(9) + ' RP 0001')}.",
        f"L'assurance collective, police {m('policy', k.num(5))}, certificat {m('cert', k.num(8))}, prend fin. Dépôt : {m('transit', k.num(5))}-{m('inst', '815')}-{m('account', k.num(7))}.",
        f"Pour toute question, joignez {un(k.one(*ETRANGERS))} aux ressources humaines au {k.phone()}.",
        f"Cordialement,\n\n{un(k.one(*ETRANGERS))}\nDirectrice générale\nc. c. {un(k.one(*ETRANGERS))}",
    ))  # fmt: skip


def note(k: Maker, who: Somebody) -> str:
    return "\n".join((
        f"From: {un(k.one(*STRANGERS))} <{k.email()}>\nTo: claims\nSubject: {m('listed', who.surname)} v. {m('listed', 'Tamarack Millwork')}, DOL 2023-02-17",
        f"Policy {m('policy', k.one('HPP ' + k.num(7), k.caps(2) + '-' + k.num(6), k.num(3) + '-' + k.num(7), k.num(9)))}, our file {m('file', k.one(k.num(5) + '.' + k.num(3), k.num(2) + '-' + k.num(4), k.num(6)))}. "
        f"Spoke to {un(k.one(*STRANGERS))} at {k.phone()}.",
        f"Insured vehicle 2018 Subaru Outback, plate {k.plate()}, VIN {k.vin()}, odometer 84,210 km.",
        f"{ms(who)} wants the deductible of $1,000 waived. {un(k.one(*STRANGERS))} testified that the lot was not salted; invoice {m('invoice', k.one('INV-' + k.num(5), k.num(6)))}.",
        f"Mortgagee: loan {m('loan', k.num(7))}. Adjuster's licence no. {m('licence', k.num(6))}. Reserve 25,000 CAD; limitation 17 February 2025.",
        f"Thanks,\n{un(k.one(*STRANGERS))}",
    ))  # fmt: skip


def courriel(k: Maker, who: Somebody) -> str:
    return "\n".join((
        f"De : {un(k.one(*ETRANGERS))} <{k.email()}>\nÀ : réclamations\nObjet : {m('listed', who.surname)} c. {coop(k)}",
        f"Police {m('policy', k.one(k.num(3) + '-' + k.num(7), k.num(9), k.caps(2) + k.num(6)))}, notre dossier {m('file', k.one(k.num(5) + '.' + k.num(3), k.num(6)))}. "
        f"J'ai parlé à {un(k.one(*ETRANGERS))} au {k.phone()}.",
        f"Véhicule assuré : Subaru Outback 2018, plaque {k.plate()}, NIV {k.vin()}, odomètre 84 210 km.",
        f"{ms(who, french=True)} demande que la franchise de 1 000 $ soit levée; facture {m('invoice', k.one('F-' + k.num(5), k.num(6)))}.",
        f"Créancier : prêt {m('loan', k.num(7))}. Certificat AMF n° {m('licence', k.num(6))}. Prescription le 17 février 2026 (art. 2925 C.c.Q.).",
        f"Merci,\n{un(k.one(*ETRANGERS))}",
    ))  # fmt: skip


def online(k: Maker, who: Somebody) -> str:
    return "\n".join((
        f"PRESERVATION REQUEST. Account holder believed to be {un(k.one(*STRANGERS))}, user name {m('user', k.one('mstan_77', 'jw.builds', 'kw4bena', 'curt_h99'))}.",
        f"On 4 March 2024 at 21:14:07 the account {k.handle()} posted that {m('listed', who.whole)} “steals lumber”. Login from {k.ip()}.",
        f"The page {m('url', k.one('https://www.facebook.com/rosie.achterberg.5', 'instagram.com/chliang82/', 'https://ca.linkedin.com/in/anishka-perumal-4b21'))} was copied the same night.",
        f"{ms(who)} got an e-transfer, reference number {m('ref', 'CA' + k.caps(1) + 'x' + k.num(2) + 'z' + k.num(1))}, and a text from {k.phone()}.",
        f"The listing said “call {un(k.one(*STRANGERS).split()[0])}”. A copy went to {k.email()} and to {firm(k)}.",
        "See Pritchard v. Van Nes, 2016 BCCA 686, at paras 64-67, and Rule 7-1. Damages of $50,000 are claimed.",
        f"Ticket # {m('ticket', k.num(6))}; device {m('mac', 'A4:' + k.num(2) + ':E7:' + k.num(2) + ':0B:' + k.num(2))}.",
    ))  # fmt: skip


def enligne(k: Maker, who: Somebody) -> str:
    return "\n".join((
        f"DEMANDE DE CONSERVATION. Le titulaire serait {un(k.one(*ETRANGERS))}, nom d'utilisateur {m('user', k.one('syl_guay', 'real.c58', 'amidiallo7'))}.",
        f"Le 4 mars 2024 à 21 h 14, le compte {k.handle()} a publié que {m('listed', who.whole)} « vole du bois ». Connexion depuis {k.ip()}.",
        f"La page {m('url', k.one('https://www.facebook.com/soleil.dufresne.k', 'instagram.com/lucien.belhumeur57/'))} a été copiée le soir même.",
        f"{ms(who, french=True)} a reçu un virement, référence {m('ref', 'C1A' + k.caps(1) + 'w' + k.num(2) + 'e' + k.num(1))}, et un texto du {k.phone()}.",
        f"Copie à {un(k.one(*ETRANGERS))}, {k.email()}, et à {coop(k)}.",
        "Voir Bou Malhab c. Diffusion Métromédia CMR inc., 2011 CSC 9, par. 31, et l'article 1457 C.c.Q. Dommages réclamés : 50 000 $.",
        f"Billet no {m('ticket', k.num(6))}.",
    ))  # fmt: skip


ENGLISH: tuple[Callable[[Maker, Somebody], str], ...] = (
    intake, bank, transcript, medical, immigration, declaration, police, employment, note, online,
)  # fmt: skip
FRENCH: tuple[Callable[[Maker, Somebody], str], ...] = (
    accueil, banque, interrogatoire, expertise, demande, acte, evenement, emploi, courriel, enligne,
)  # fmt: skip


def passages() -> list[Passage]:
    """The same 160 every time."""
    made = []
    for language, papers in (("en", ENGLISH), ("fr", FRENCH)):
        for kind, paper in enumerate(papers):
            for turn in range(ROUNDS):
                maker = Maker(SEED + 1000 * kind + turn + (500 if language == "fr" else 0))
                made.append(read(language, paper(maker, maker.r.choice(PEOPLE))))
    return made
