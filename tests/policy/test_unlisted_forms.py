"""Whom nobody listed, and what points at them."""

import pytest

from apps.policy.identifying import suggestions
from apps.policy.identifying.suggestions import unlisted
from tests.policy.test_name_forms import listing_of


def pointed(text):
    return [text[start:end] for start, end in unlisted(text, [])]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The car was driven by Tobias Wren that night.", ["Tobias Wren"]),
        ("I spoke with her sister Joan.", ["Joan"]), ("C'est la fille de Bérengère Asselin.", ["Bérengère Asselin"]),
        ("Mr. Penhale and Dr. Osei came.", ["Penhale", "Osei"]), ("Me Thibault Ferron, notaire", ["Thibault Ferron"]),
        ("Witness: Hollis Brandt", ["Hollis Brandt"]), ("Cst. 4471 Reid attended.", ["Reid"]),
        ("c.c. Imogen Sato, Dario Quintal", ["Imogen Sato", "Dario Quintal"]),
        ("Yours truly,\n\nImogen Sato\nManager", ["Imogen Sato"]), ("/s/ Dario Quintal", ["Dario Quintal"]),
        ("[00:01:14] Delroy Maxwell: I never saw it.", ["Delroy Maxwell"]), ("2024-02-11 19:02 Ioana: still there?", ["Ioana"]),
        ("Oksana Hryhorenko testified that it was icy.", ["Oksana Hryhorenko"]), ("Olena Petrenko, MD, FRCSC", ["Olena Petrenko"]),
        ("Je, soussigné, Fulgence Amyot, déclare", ["Fulgence Amyot"]), ("Present: NGUYEN, Thi Mai", ["NGUYEN, Thi Mai"]),
        ("He was married to Xiulan Tang until 2018.", ["Xiulan Tang"]), ("I believe Sarah Coe left.", ["Sarah Coe"]),
    ],
)  # fmt: skip
def test_somebody_is_pointed_out_by_what_stands_beside_the_name(text, names):
    assert pointed(text) == names


@pytest.mark.parametrize(
    "text",
    ["The Royal Bank of Canada wrote on Monday.", "See the Criminal Code and the Superior Court of Justice.", "Human Resources called.",
     "On Maple Street in Thunder Bay.", "That's what I said. J'ai vu.", "PHIN and SIN: none.", "Victoria Hospital is on King Street.",
     "It is the Certificate of Incorporation.", "Enclosed: Birth Certificate", "See Certificate No. 4."],
)  # fmt: skip
def test_places_offices_and_words_are_not_pointed_out(text):
    assert pointed(text) == []


@pytest.mark.parametrize("piece", ["A", "_", "AA-", "AA'", "Aa-", "Aa ", "|", "1-", "a: "])
def test_a_source_that_is_one_long_run_is_looked_at_to_its_end(piece):
    run = piece * (100_000 // len(piece))

    assert "Tobias Wren" in pointed(f"{run}\n\nThe car was driven by Tobias Wren that night.")


@pytest.mark.timeout(20)
@pytest.mark.parametrize("ahead", ["Signed ___", "Yours sincerely\n__", "/s/"])
def test_blanks_behind_a_line_to_sign_on_are_gone_over_once(ahead):
    assert pointed(f"{ahead}{' ' * 200_000}x. The car was driven by Tobias Wren.") == ["Tobias Wren"]


def test_a_listed_name_with_a_wrong_letter_is_pointed_out():
    known = listing_of("Peter Kovalenko", "Rosemarie Tremblay")
    text = (
        "Kovalenco and Kovalneko, Kovlenko and Kovaalenko signed. Tremblais did. Kovalenko himself, his brother Pierre, "
        "Marie, kovalenco.com, the Trembling Treatment and Petra Covenant did not."
    )

    found = suggestions.misspelt([text, text], known)

    assert found == ["Kovalenco", "Kovalneko", "Kovlenko", "Kovaalenko", "Tremblais"]
