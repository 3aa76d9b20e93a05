"""Un dossier du Québec, en français."""

from datetime import UTC, date, datetime

from demo import files
from demo.matters.shape import Ask, Sample, SampleFile, SampleParty, Stage


def _rapport() -> bytes:
    return files.pdf(
        "Rapport d'expertise",
        "Infiltrations au 215, rue des Ormes, Longueuil · 18 septembre 2026",
        [
            [
                "# Mandat",
                "Le soussigné a été mandaté par M. Gilles Tremblay pour constater l'état du toit-terrasse livré par Constructions Boréales inc. le 12 juin 2024.",
                "# Constatations",
                "La membrane n'a pas été soudée sur une longueur de 4,2 mètres le long du parapet nord. L'eau s'accumule au drain central, dont la pente est inversée.",
            ],
            [
                "# Causes",
                "Les infiltrations sont attribuables à un défaut d'exécution de la membrane et non à l'usure normale ni à un défaut d'entretien.",
                "# Travaux requis",
                "La réfection complète de la membrane et la correction de la pente sont estimées à 41 750 $, taxes en sus. Les dommages intérieurs sont estimés à 12 300 $.",
                "Josée Marchand, ing.",
            ],
        ],
        lang="fr",
    )


def _courriel() -> bytes:
    return files.email(
        sender="Gilles Tremblay <g.tremblay@courriel.example>",
        to="Étienne Lavallée <etienne@arsenault.example>",
        subject="Réponse de l'entrepreneur",
        sent=datetime(2026, 10, 29, 13, 15, tzinfo=UTC),
        body=(
            "Me Lavallée,\n\nJ'ai dénoncé les infiltrations par lettre recommandée le 3 octobre 2025 et de nouveau le "
            "22 septembre 2026 avec le rapport. L'entrepreneur m'a répondu le 14 octobre 2026 que « la garantie ne "
            "couvre pas l'entretien » et n'est jamais venu voir.\n\nOn peut me joindre au 450-555-0129.\n\n"
            "Gilles Tremblay\n"
        ),
    )


TREMBLAY = Sample(
    number="2026-0405",
    title="Tremblay c. Constructions Boréales inc.",
    client="Gilles Tremblay",
    responsible="etienne",
    office="Montréal",
    area="civil",
    province="QC",
    forum="qc_superior",
    opened=date(2026, 9, 30),
    team=("amelie", "leila"),
    parties=(
        SampleParty(
            "Gilles Tremblay",
            "client",
            aliases=("M. Tremblay",),
            identifiers={
                "phones": ["450-555-0129"],
                "emails": ["g.tremblay@courriel.example"],
                "addresses": ["215, rue des Ormes, Longueuil"],
            },
        ),
        SampleParty(
            "Constructions Boréales inc.",
            "opposing",
            aliases=("Constructions Boréales", "Boréales"),
            is_organization=True,
        ),
        SampleParty("Josée Marchand", "expert", aliases=("Mme Marchand",)),
    ),
    files=(
        SampleFile("rapport-expertise.pdf", _rapport, "Rapport d'expertise, 18 septembre 2026", in_clio=True),
        SampleFile("courriel-29-octobre.eml", _courriel, "Courriel du client, 29 octobre 2026"),
    ),
    asks=(
        Ask(
            "client_letter",
            "Lettre au client, pour Me Lavallée : expliquer ses recours contre l'entrepreneur, l'état de la preuve, les prochaines étapes et ce qu'il doit nous remettre.",
            by="etienne",
            stage=Stage.DELIVERED,
            days=2,
            language="fr",
        ),
    ),
)
