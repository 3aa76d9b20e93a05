"""Who works at the sample firm. All invented."""

from dataclasses import dataclass, field

PASSWORD = "harbour-lantern-quill-41"
"""Of every sample person; the demonstration prints it."""


@dataclass(frozen=True)
class Someone:
    key: str
    full_name: str
    roles: tuple[str, ...]
    language: str = "en"
    licence: tuple[str, str, str] | None = None
    """Class, regulator, number."""
    scope: tuple[str, ...] = field(default=())
    trained: bool = True
    """Whether they completed the firm's training on AI."""

    @property
    def email(self) -> str:
        return f"{self.key}@arsenault.example"


PEOPLE = (
    Someone("amelie", "Amélie Fortin-Shaw", ("partner",), licence=("lawyer", "lso", "48213T")),
    Someone("marc", "Marc Arsenault", ("partner",), licence=("lawyer", "lsbc", "512044")),
    Someone("judith", "Judith Okafor", ("lawyer",), licence=("lawyer", "lso", "71930F")),
    Someone("sam", "Sam Nguyen", ("lawyer",), licence=("lawyer", "lsbc", "518862")),
    Someone(
        "etienne", "Étienne Lavallée", ("lawyer",), language="fr", licence=("lawyer", "barreau", "331407-8")
    ),
    Someone("dana", "Dana Redcrow", ("lawyer",), licence=("lawyer", "lsa", "A20774")),
    Someone(
        "priya",
        "Priya Raman",
        ("paralegal",),
        licence=("paralegal", "lso", "P18822"),
        scope=("small_claims", "tribunals"),
    ),
    Someone("noah", "Noah Whitefield", ("student",)),
    Someone("leila", "Leila Haddad", ("clerk",)),
    Someone("rosa", "Rosa Mendes", ("staff",), trained=False),
    Someone("ivan", "Ivan Petrenko", ("administrator",)),
    Someone("grace", "Grace Lindqvist", ("auditor",)),
)

FIRM = "Arsenault Fortin LLP"
OFFICES = (
    ("Toronto", "ON", "America/Toronto"),
    ("Vancouver", "BC", "America/Vancouver"),
    ("Calgary", "AB", "America/Edmonton"),
    ("Montréal", "QC", "America/Toronto"),
)

# code, where, in use, for how long, terms
DATA_PATH = (
    ("host", "canada", True, "until a matter is destroyed", "HOST-2026-3"),
    ("backup", "canada", True, "35 days", "HOST-2026-3"),
    ("clio", "canada", True, "the life of the file", "CLIO-CA-2025"),
    ("mycase", "united_states", False, "", ""),
    ("zoom", "canada", True, "7 days after the consult", "ZOOM-2026-1"),
    ("email", "canada", True, "the life of the file", "MAIL-2024"),
    ("timestamping", "canada", True, "nothing", "TSA-2026"),
    ("it_contractor", "canada", True, "", "IT-2026-7"),
)

AI_POLICY = """\
Drafts may be prepared with Claude only through firmai, and only on a client's matter.

A licensee checks every draft that will be relied on: each fact at its source, each authority in an authoritative \
database. Asking Claude whether it is right is not a check.

Nobody pastes a client's information into a chat window, a search engine or another drafting tool, at work or at home.

The client is told, before the first draft on their file, that drafting is processed in the United States and that \
nothing is retained there by agreement.

Time that was saved is not billed. Whoever finds an error in something that left the firm tells the responsible lawyer \
the same day."""

AI_POLICY_FR = """\
Une ébauche ne peut être préparée avec Claude que par firmai, et seulement dans le dossier d’un client.

Un membre en règle vérifie toute ébauche à laquelle on se fiera\u00a0: chaque fait à sa source, chaque autorité dans une \
banque faisant foi. Demander à Claude s’il a raison n’est pas une vérification.

Personne ne colle de renseignements d’un client dans une fenêtre de clavardage, un moteur de recherche ou un autre \
outil de rédaction, au bureau ou à la maison.

Le client est informé, avant la première ébauche dans son dossier, que la rédaction est traitée aux États-Unis et que \
rien n’y est conservé, selon l’entente.

Le temps épargné n’est pas facturé. Quiconque découvre une erreur dans un document sorti du cabinet en avise l’avocat \
responsable le jour même."""
