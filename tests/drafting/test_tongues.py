"""Whether a draft came in the language that was asked for: said only where it is plain."""

import pytest

from apps.drafting.models import Language
from apps.drafting.tongues import instead_of

ENGLISH = """\
We act for the tenant. The lease was renewed in March, and the landlord has not answered any of the three letters that
were sent to the office by our client. It is our view that the notice was not given within the time that is set by the
Act, and that the rent which was paid from then on should be returned to her by the end of the month.

"""
FRENCH = """\
Nous représentons la locataire. Le bail a été reconduit en mars, et le locateur n'a répondu à aucune des trois lettres
que notre cliente lui a fait parvenir. Nous sommes d'avis que l'avis n'a pas été donné dans le délai que la loi prévoit,
et que le loyer qui est payé depuis ce jour doit être remis à la locataire avant la fin du mois.

"""


@pytest.mark.parametrize(
    ("asked", "text", "found"),
    [
        ("fr", ENGLISH * 3, Language.ENGLISH),
        ("en", FRENCH * 3, Language.FRENCH),
        ("fr", f"# Avis\n\n{ENGLISH * 3}Veuillez agréer, Madame, nos salutations.", Language.ENGLISH),
    ],
    ids=["english", "french", "english-under-a-french-heading"],
)
def test_a_draft_in_the_other_language_is_told_from_one_in_its_own(asked, text, found):
    assert instead_of(asked, text) == found


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("en", ENGLISH * 3),
        ("fr", FRENCH * 3),
        ("fr", ENGLISH[:120]),
        ("en", "Le bail est échu."),
        ("fr", "The lease is over."),
        ("fr", ""),
        ("en", "12 345 $ " * 400),
        ("fr", ENGLISH * 3 + FRENCH),
        ("en", ENGLISH + FRENCH * 3),
        ("fr", (ENGLISH + FRENCH) * 4),
        ("en", (FRENCH + ENGLISH) * 4),
        ("fr", FRENCH + f"« {ENGLISH * 4} »"),
        ("en", ENGLISH + "\n".join(f"> {line}" for line in (FRENCH * 8).split("\n"))),
        ("fr", FRENCH + "\n- *Residential Tenancies Act, 2006*, s. 48, of the Province of Ontario" * 30),
        (
            "fr",
            FRENCH
            + "\n- The Owners of the Land by the Lake at the Foot of the Hill v The City of the Sault" * 9,
        ),
        (
            "en",
            ENGLISH
            + "\n- Syndicat des copropriétaires de la Place du Parc c. Ville de Québec et la Régie du logement"
            * 9,
        ),
    ],
)
def test_nothing_is_said_of_what_is_short_mixed_or_quoted(asked, text):
    assert instead_of(asked, text) is None


def test_of_a_long_draft_its_beginning_and_its_end_are_looked_at():
    assert instead_of("fr", ENGLISH * 400) == Language.ENGLISH
    assert instead_of("fr", ENGLISH * 200 + FRENCH * 200) is None
