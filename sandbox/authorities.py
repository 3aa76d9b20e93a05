"""Published Canadian decisions that the stand-ins know, by subject, and a few that never existed.

The decisions are real and their citations are public facts; what each stands for is put in our own words. CanLII's
stand-in answers for these and for nothing else, so an invented one cannot be confirmed there.
"""

import re
from dataclasses import dataclass
from datetime import date

SCC, ONSCDC = "csc-scc", "onscdc"
"""CanLII's names for the databases of its that the stand-in has something of."""


@dataclass(frozen=True)
class Decision:
    """``cite`` is neutral (``2021 SCC 24``) or of the reports (``[1994] 3 SCR 670``, then with "
    "``canlii``)."""

    subject: str
    style: str
    cite: str
    decided: date
    holds: str
    tranche: str  # what it holds, in French
    style_fr: str = ""
    canlii: str = ""  # CanLII's own citation for decisions before neutral ones: "1994 CanLII 28"
    database: str = SCC

    def title(self, language: str) -> str:
        return (self.style_fr or self.style.replace(" v. ", " c. ")) if language == "fr" else self.style

    def citation(self, language: str) -> str:
        """As a lawyer writes it: the reports where there is no neutral citation."""
        return self.cite.replace("SCC", "CSC").replace("SCR", "RCS") if language == "fr" else self.cite

    def full(self, language: str) -> str:
        return f"{self.title(language)}, {self.citation(language)}"

    def case_id(self, language: str) -> str:
        return re.sub(r"[^a-z0-9]", "", (self.canlii or self.citation(language)).lower())

    def canlii_citation(self, language: str) -> str:
        if not self.canlii:
            return f"{self.citation(language)} (CanLII)"
        return f"{self.canlii} ({'CSC' if language == 'fr' else 'SCC'}), {self.citation(language)}"


DECISIONS = (
    Decision(
        "family", "Willick v. Willick", "[1994] 3 SCR 670", date(1994, 10, 27),
        "a variation requires a change such that, had it been known at the time, it would likely have led "
        "to different terms",
        "la modification suppose un changement tel que, connu à l’époque, il aurait vraisemblablement "
        "mené à d’autres dispositions",
        canlii="1994 CanLII 28",
    ),
    Decision(
        "family", "Colucci v. Colucci", "2021 SCC 24", date(2021, 6, 4),
        "full and timely disclosure of income is the linchpin of the child support regime, and it governs "
        "how far back a variation may reach",
        "la communication complète et prompte des revenus est la pierre d’assise du régime et commande la "
        "portée rétroactive d’une modification",
    ),
    Decision(
        "family", "Michel v. Graydon", "2020 SCC 24", date(2020, 9, 18),
        "support is the right of the child, and delay by the recipient has to be read in light of its "
        "reasons",
        "les aliments sont le droit de l’enfant, et le retard du bénéficiaire s’apprécie selon ses motifs",
    ),
    Decision(
        "family", "D.B.S. v. S.R.G.", "2006 SCC 37", date(2006, 7, 31),
        "a payor has a free-standing obligation to pay support in accordance with income, and effective "
        "notice marks the ordinary starting point",
        "le débiteur a l’obligation autonome de payer selon son revenu, et l’avis effectif marque le "
        "point de départ habituel",
    ),
    Decision(
        "family", "Barendregt v. Grebliunas", "2022 SCC 22", date(2022, 5, 20),
        "the best interests of the child is the only consideration, assessed on the whole of the evidence",
        "l’intérêt de l’enfant est le seul critère et s’apprécie d’après l’ensemble de la preuve",
    ),
    Decision(
        "family", "Moge v. Moge", "[1992] 3 SCR 813", date(1992, 12, 17),
        "the four statutory objectives of spousal support are weighed together and none is paramount",
        "les quatre objectifs légaux de la pension au profit de l’époux se pèsent ensemble, sans qu’aucun "
        "prime",
        canlii="1992 CanLII 25",
    ),
    Decision(
        "contract", "Bhasin v. Hrynew", "2014 SCC 71", date(2014, 11, 13),
        "parties must not lie or knowingly mislead one another about matters directly linked to the "
        "performance of the contract",
        "les parties ne doivent ni se mentir ni se tromper sciemment sur ce qui touche directement à "
        "l’exécution du contrat",
    ),
    Decision(
        "contract", "Sattva Capital Corp. v. Creston Moly Corp.", "2014 SCC 53", date(2014, 8, 1),
        "a contract is read as a whole, giving its words their ordinary meaning in light of the "
        "surrounding circumstances known at formation",
        "le contrat se lit dans son ensemble, selon le sens ordinaire des mots et les circonstances "
        "connues lors de sa formation",
    ),
    Decision(
        "contract", "C.M. Callow Inc. v. Zollinger", "2020 SCC 45", date(2020, 12, 18),
        "the duty of honest performance reaches half-truths, omissions and silence that knowingly create "
        "a false impression",
        "l’obligation d’exécution honnête vise aussi les demi-vérités, les omissions et le silence qui "
        "créent sciemment une fausse impression",
    ),
    Decision(
        "contract", "Wastech Services Ltd. v. Greater Vancouver Sewerage and Drainage District", "2021 SCC 7",
        date(2021, 2, 5),
        "a contractual discretion is to be exercised in a manner connected to the purposes for which it "
        "was granted",
        "le pouvoir discrétionnaire contractuel s’exerce d’une manière liée aux fins pour lesquelles il a "
        "été conféré",
    ),
    Decision(
        "contract", "Tercon Contractors Ltd. v. British Columbia (Transportation and Highways)", "2010 SCC 4",
        date(2010, 2, 12),
        "an exclusion clause is first interpreted, then tested for unconscionability, then weighed "
        "against public policy",
        "la clause d’exonération s’interprète d’abord, puis s’examine sous l’angle de l’iniquité, enfin "
        "de l’ordre public",
        style_fr="Tercon Contractors Ltd. c. Colombie-Britannique (Transports et Voirie)",
    ),
    Decision(
        "lease", "Highway Properties Ltd. v. Kelly, Douglas and Co. Ltd.", "[1971] SCR 562", date(1971, 2, 1),
        "on repudiation a landlord may terminate the lease and, on notice, claim prospective damages as "
        "in contract",
        "en cas de répudiation, le bailleur peut résilier le bail et, sur avis, réclamer des dommages "
        "prospectifs comme en matière contractuelle",
        canlii="1971 CanLII 123",
    ),
    Decision(
        "estates", "Vout v. Hay", "[1995] 2 SCR 876", date(1995, 6, 22),
        "suspicious circumstances displace the presumption of validity and return the burden of proving "
        "capacity and knowledge to the propounder",
        "les circonstances suspectes écartent la présomption de validité et remettent au proposant la "
        "preuve de la capacité et de la connaissance",
        canlii="1995 CanLII 105",
    ),
    Decision(
        "estates", "Pecore v. Pecore", "2007 SCC 17", date(2007, 5, 3),
        "a gratuitous transfer to an adult child is presumed to be held on resulting trust, and the "
        "transferee must prove a gift",
        "le transfert à titre gratuit à un enfant adulte fait présumer une fiducie résultoire, et il "
        "incombe au bénéficiaire de prouver le don",
    ),
    Decision(
        "administrative", "Canada (Minister of Citizenship and Immigration) v. Vavilov", "2019 SCC 65",
        date(2019, 12, 19),
        "a reasonable decision is internally coherent and justified in relation to the facts and law that "
        "constrain the decision maker",
        "la décision raisonnable est intrinsèquement cohérente et justifiée au regard des contraintes "
        "factuelles et juridiques",
        style_fr="Canada (Ministre de la Citoyenneté et de l’Immigration) c. Vavilov",
    ),
    Decision(
        "administrative", "Baker v. Canada (Minister of Citizenship and Immigration)", "[1999] 2 SCR 817",
        date(1999, 7, 9),
        "the content of procedural fairness varies with the nature of the decision and its importance to "
        "those affected",
        "la teneur de l’équité procédurale varie selon la nature de la décision et son importance pour "
        "les personnes visées",
        style_fr="Baker c. Canada (Ministre de la Citoyenneté et de l’Immigration)",
        canlii="1999 CanLII 699",
    ),
    Decision(
        "administrative", "Mason v. Canada (Citizenship and Immigration)", "2023 SCC 21", date(2023, 9, 27),
        "reasons that leave a central argument or a critical constraint unanswered are not justified",
        "des motifs qui laissent sans réponse un argument central ou une contrainte essentielle ne sont "
        "pas justifiés",
        style_fr="Mason c. Canada (Citoyenneté et Immigration)",
    ),
    Decision(
        "education", "Canadian Federation of Students v. Ontario (Colleges and Universities)",
        "2019 ONSC 6658", date(2019, 11, 21),
        "a policy of the Crown's may not direct what the statutes of universities leave to their own governing "
        "bodies",
        "une politique de la Couronne ne peut régler ce que les lois des universités laissent à leurs propres "
        "instances",
        database=ONSCDC,
    ),
    Decision(
        "employment", "Honda Canada Inc. v. Keays", "2008 SCC 39", date(2008, 6, 27),
        "damages for the manner of dismissal compensate actual loss and are not awarded by extending the "
        "notice period",
        "les dommages liés aux circonstances du congédiement réparent un préjudice réel et ne prolongent "
        "pas le préavis",
    ),
    Decision(
        "employment", "Matthews v. Ocean Nutrition Canada Ltd.", "2020 SCC 26", date(2020, 10, 9),
        "the employee is entitled to what would have been earned during reasonable notice, unless clear "
        "words take it away",
        "l’employé a droit à ce qu’il aurait gagné durant le préavis raisonnable, sauf disposition claire "
        "à l’effet contraire",
    ),
    Decision(
        "employment", "Machtinger v. HOJ Industries Ltd.", "[1992] 1 SCR 986", date(1992, 5, 7),
        "a termination clause below the statutory minimum is void and the common law period of reasonable "
        "notice applies",
        "la clause de cessation inférieure au minimum légal est nulle et le préavis raisonnable de common "
        "law s’applique",
        canlii="1992 CanLII 102",
    ),
    Decision(
        "injury", "Clements v. Clements", "2012 SCC 32", date(2012, 6, 29),
        "causation is ordinarily proved by showing that the loss would not have occurred but for the "
        "negligence",
        "la causalité se prouve en principe en montrant que, n’eût été la négligence, le préjudice ne "
        "serait pas survenu",
    ),
    Decision(
        "injury", "Saadati v. Moorhead", "2017 SCC 28", date(2017, 6, 2),
        "mental injury is established by its seriousness and duration and needs no recognized diagnosis",
        "le préjudice moral s’établit par sa gravité et sa durée et n’exige pas de diagnostic reconnu",
    ),
    Decision(
        "obligations", "Bruker v. Marcovitz", "2007 SCC 54", date(2007, 12, 14),
        "an undertaking with a moral or religious origin may be a valid civil obligation whose breach "
        "gives rise to damages",
        "l’engagement d’origine morale ou religieuse peut constituer une obligation civile valide dont "
        "l’inexécution ouvre droit à réparation",
    ),
    Decision(
        "procedure", "Hryniak v. Mauldin", "2014 SCC 7", date(2014, 1, 23),
        "there is no genuine issue for trial where the process allows a fair and just determination "
        "proportionate to the dispute",
        "il n’y a pas de véritable question litigieuse lorsque la procédure permet une décision juste, "
        "équitable et proportionnée",
    ),
)  # fmt: skip

# Numbers no court ever reached in one year, so that none of these can come to exist.
INVENTED = (
    "Marchetti v. Doyle, 2022 ONSC 41877",
    "Lindqvist v. Harbour Residences Inc., 2019 ONCA 24170",
    "Okafor v. Brandt Holdings Ltd., 2021 BCSC 93184",
)

SUBJECTS: dict[str, tuple[str, ...]] = {
    "family": ("support", "spouse", "separat", "child", "parent", "divorce", "pension alimentaire", "conjoint"),
    "lease": ("lease", "landlord", "tenant", "premises", "bail", "locateur", "locataire", "loyer"),
    "estates": ("testator", "estate", "the will", "executor", "probate", "succession", "testament", "liquidateur"),
    "administrative": ("minister", "immigration", "visa", "tribunal", "judicial review", "ministre", "contrôle"),
    "employment": ("employ", "terminat", "dismiss", "severance", "salary", "congédi", "préavis"),
    "injury": ("accident", "injur", "negligen", "collision", "hospital", "blessure", "préjudice"),
    "contract": ("contract", "agreement", "invoice", "deliver", "breach", "contrat", "facture", "livraison"),
}  # fmt: skip

STATUTES: dict[str, tuple[str, str]] = {
    "family": (
        "Divorce Act, RSC 1985, c 3 (2nd Supp), s 17",
        "Loi sur le divorce, LRC 1985, c 3 (2e suppl), art 17",
    ),
    "lease": (
        "Commercial Tenancies Act, RSO 1990, c L.7",
        "Loi sur la location commerciale, LRO 1990, c L.7",
    ),
    "estates": (
        "Succession Law Reform Act, RSO 1990, c S.26",
        "Loi portant réforme du droit des successions, LRO 1990, c S.26",
    ),
    "administrative": (
        "Immigration and Refugee Protection Act, SC 2001, c 27",
        "Loi sur l’immigration et la protection des réfugiés, LC 2001, c 27",
    ),
    "employment": (
        "Employment Standards Act, 2000, SO 2000, c 41",
        "Loi de 2000 sur les normes d’emploi, LO 2000, c 41",
    ),
    "injury": ("Negligence Act, RSO 1990, c N.1", "Loi sur le partage de la responsabilité, LRO 1990, c N.1"),
    "contract": (
        "Limitations Act, 2002, SO 2002, c 24, Sch B",
        "Loi de 2002 sur la prescription des actions, LO 2002, c 24, ann B",
    ),
}


def subject_of(text: str) -> str:
    """The subject whose words occur most often; a dispute about a contract if none does."""
    lowered = text.lower()
    counts = {subject: sum(lowered.count(word) for word in words) for subject, words in SUBJECTS.items()}
    best = max(counts, key=lambda subject: counts[subject])
    return best if counts[best] else "contract"


def on(subject: str) -> list[Decision]:
    """Decisions on a subject, those of general use after them."""
    own = [decision for decision in DECISIONS if decision.subject == subject]
    general = [decision for decision in DECISIONS if decision.subject in ("procedure", "contract")]
    return own + [decision for decision in general if decision not in own]
