"""French: the sentences that quotations, law and answers are put in. The plans are beside it."""

from .french_plans import PLANS as PLANS

MARKS = ("«\u00a0", "\u00a0»")
CLIENT, OTHER, UNTITLED = "la partie cliente", "la partie adverse", "les documents remis"
MONTHS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]
NUMBERS = (
    "aucun document",
    "un document",
    "deux documents",
    "trois documents",
    "quatre documents",
    "cinq documents",
)


def number(count: int) -> str:
    return NUMBERS[count] if count < len(NUMBERS) else f"{count} documents"


def day(year: int, month: int, of_month: int) -> str:
    return f"{'1er' if of_month == 1 else of_month} {MONTHS[month - 1]} {year}"


LEADS = {
    "date": (
        "La chronologie ressort de {title}, où l’on lit\u00a0: {quote}.",
        "Sur la question du moment, {title} est explicite\u00a0: {quote}.",
        "La date figure dans {title}\u00a0: {quote}.",
    ),
    "money": (
        "Le montant figure dans {title}\u00a0: {quote}.",
        "Quant à la somme en cause, on lit dans {title}\u00a0: {quote}.",
        "Le chiffre est donné dans {title}\u00a0: {quote}.",
    ),
    "speech": (
        "Les propos tenus sont consignés dans {title}\u00a0: {quote}.",
        "La déclaration importante se trouve dans {title}\u00a0: {quote}.",
        "L’échange est rapporté en ces termes dans {title}\u00a0: {quote}.",
    ),
    "plain": (
        "Le point est énoncé dans {title}\u00a0: {quote}.",
        "On lit dans {title}\u00a0: {quote}.",
        "Le texte de {title} est clair\u00a0: {quote}.",
        "Sur cette question, le dossier porte {quote} ({title}).",
    ),
}
REMARKS = {
    "date": (
        "Cette date fixe l’ordre dans lequel les parties ont agi et, par là, le point de départ du délai.",
        "Rapprochée des autres documents datés, elle ne laisse guère de place à une autre suite des "
        "événements.",
        "Elle devra être vérifiée à partir de l’original avant d’être invoquée dans un acte de procédure.",
    ),
    "money": (
        "Toute réclamation doit partir de ce montant et tenir compte de ce qui a été versé depuis.",
        "La somme est énoncée sans réserve et pourra être rapprochée des comptes lorsqu’ils seront produits.",
        "Le calcul qui la sous-tend n’est pas exposé et devra être demandé.",
    ),
    "speech": (
        "Sa force probante dépend de son auteur et des circonstances, de sorte que la note originale doit "
        "être conservée.",
        "Ces propos ont été consignés peu après les faits, ce qui les rend plus fiables qu’un souvenir "
        "tardif.",
        "Si l’on entend s’en servir, la personne qui les a entendus devra être prête à en témoigner.",
    ),
    "plain": (
        "Ce passage porte directement sur la question en litige.",
        "Les mots sont précis et ont été choisis avant que ne naisse le différend.",
        "Lu avec le reste du document, le sens ne fait pas de doute.",
        "Le point est étroit, mais une bonne part de la suite en dépend.",
    ),
}
LAW = (
    "Le principe applicable est bien établi. Dans l’arrêt {authority}, la Cour suprême du Canada a statué "
    "que {holds}.",
    "La Cour est revenue sur la question dans {authority}, où elle a précisé que {holds}.",
    "Cette approche s’accorde avec l’arrêt {authority}, qui confirme que {holds}.",
    "Enfin, l’arrêt {authority} permet d’affirmer que {holds}.",
)
INVENTED = (
    "La décision la plus récente portant sur des faits comparables est {authority}, dans laquelle le "
    "tribunal a tiré "
    "l’inférence qui s’imposait contre la partie qui avait la maîtrise des documents et ne les a pas "
    "produits."
)
UNSUPPORTED = (
    "Lors d’un entretien ultérieur, {other} aurait reconnu que la position était «\u00a0exacte en tous "
    "points et "
    "réglée depuis trop longtemps\u00a0» et n’aurait demandé qu’un délai.",
    "Il semble également que {other} ait été avisé par écrit que l’affaire «\u00a0ne saurait être reportée "
    "davantage\u00a0», mais ait choisi d’attendre.",
)
PEOPLE = (
    "Aux fins de repérage, les personnes et les renseignements mentionnés dans les documents sont "
    "désignés partout "
    "ainsi\u00a0: {list}."
)
NO_DATES = "Les documents remis ne contiennent aucun événement daté qui puisse être placé dans l’ordre."
ENTRY = "**{day}.** {quote} ({title})."

ANSWERS = "Note à l’intention de la personne qui révise"
ANSWERS_LEAD = (
    "La présente version répond aux commentaires formulés sur la précédente. Chacun est repris "
    "ci-dessous\u00a0; cette "
    "note doit être retirée avant que le document serve."
)
REPLIES = (
    (
        ("autorité", "arrêt", "jurisprudence", "référence", "décision", "citation", "authorit", "case"),
        "Les autorités ont été revues\u00a0: seules demeurent les décisions que l’on retrouve sous la "
        "référence donnée, "
        "et la proposition tirée de chacune est énoncée plus étroitement.",
    ),
    (
        ("court", "long", "concis", "abrég", "short"),
        "L’argumentation a été resserrée et les redites supprimées.",
    ),
    (
        ("ton", "ferme", "poli", "agressi", "tone"),
        "Le ton a été ajusté\u00a0: la demande est inchangée et les qualificatifs ont disparu.",
    ),
    (("date", "prescription", "délai", "quand"), "Les dates sont désormais tirées des seuls documents."),
    (
        ("montant", "chiffre", "somme", "$", "amount"),
        "Les sommes sont maintenant reprises telles qu’elles figurent dans les documents, sans "
        "arrondissement.",
    ),
    (("source", "appui", "preuve", "quote"), "L’énoncé est maintenant rattaché au texte même du dossier."),
)
REPLY = "La remarque est fondée et le texte traite maintenant expressément de ce point."
FROM_RECORD = " Voir {title}\u00a0: {quote}."
