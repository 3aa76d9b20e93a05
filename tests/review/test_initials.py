"""Laws by their initials, and rules of court by their numbers."""

import random
import re

import pytest

from apps.review.citing import initials
from apps.review.citing.authorities import find


def listed(text):
    return [
        (each.style, each.citation, each.pinpoint, [text[slice(*place)] for place in each.places])
        for each in find(text)
    ]


@pytest.mark.parametrize(
    ("text", "laws"),
    [
        ("A claim under the FLA, and s. 5 of the FLA.", ["FLA"]),
        ("The stay under the CCAA is broad. PIPEDA applies.", ["CCAA", "PIPEDA"]),
        ("Sections 4 and 6(1) of the CPA say so; CJA, s. 131.", ["CPA", "CJA"]),
        ("L’art. 12 de la LPC et la LNT.", ["LPC", "LNT"]),
        ("L’art. 272 LPC le permet, l’article 82 LNT aussi; s 131 CJA.", ["LPC", "LNT", "CJA"]),
        ("Section 4 LEASE and s. 12 ITAR, Article 5 LTD", []),
        ("The *RTA* applies.", ["RTA"]),
        (
            "The _RTA_ applies; _BIA_, s. 69; _PIPEDA_ too, and s. 4 of the _CPA_.",
            ["RTA", "BIA", "PIPEDA", "CPA"],
        ),
        ("_Under the BIA_, s. 69, and _the CPA_, s. 4.", ["BIA", "CPA"]),
        ("the legislation (BIA) and s. 69 of the BIA", ["BIA"]),
        ("The FLA (Florida) team, an ESA report and the CPA of the client.", ["FLA"]),
        ("Section 4 of the SPA and s. 3 of the NDA.", []),
        ("A Business Improvement Area (BIA). The BIA levied it.", []),
        ("The Agreement on Plant Sales Abroad (the “APSA”). Section 4 of the APSA says so.", []),
        ("The CRA, the USA, the APS and the ETA.", []),
    ],
)
def test_a_law_by_its_initials_is_listed_where_they_are_a_laws(text, laws):
    assert [each.style for each in find(text)] == laws


@pytest.mark.parametrize(
    ("text", "law"),
    [
        ("Family Law Act, RSO 1990, c F.3 (“FLA”). The FLA says so.", "Family Law Act"),
        ("The *Family Law Act* says so. So does the FLA.", "Family Law Act"),
        ("Business Corporations Act, RSO 1990, c B.16; OBCA s. 248.", "Business Corporations Act"),
        ("Consumer Law Act, RSO 1990, c C.1 (the “XCA”), s. 5 of the XCA.", "Consumer Law Act"),
        ("Loi sur la protection du consommateur, RLRQ c P-40.1 (LPC). La LPC le dit.",
         "Loi sur la protection du consommateur"),
    ],
)  # fmt: skip
def test_initials_go_with_the_law_that_has_them(text, law):
    (found,) = find(text)

    assert (found.style, len(found.places)) == (law, 2)


@pytest.mark.parametrize(
    ("text", "style", "numbers"),
    [
        ("Under Rule 20.04 and r. 21.01(1)(b), and Rule 51.", "Rules of court", "Rule 20.04; r. 21.01(1)(b); Rule 51"),
        ("rule 20.04(2.1); rules 20.04 and 20.05", "Rules of court", "rule 20.04(2.1); rules 20.04 and 20.05"),
        ("Rule 9-7(15) of it.", "Rules of court", "Rule 9-7(15)"),
        ("Selon la règle 51, oui.", "Règles de la cour", "règle 51"),
    ],
)  # fmt: skip
def test_rules_by_number_alone_are_one_authority_with_every_number(text, style, numbers):
    ((found, citation, pinpoint, _places),) = listed(text)

    assert (found, citation, pinpoint) == (style, "", numbers)


def test_rules_by_number_go_with_the_rules_that_the_text_names():
    text = "Rule 20.04 of the Rules of Civil Procedure applies. So does r. 21.01(1)(b)."

    assert listed(text) == [
        ("Rules of Civil Procedure", "", "", ["Rules of Civil Procedure", "Rule 20.04", "r. 21.01(1)(b)"])
    ]


@pytest.mark.parametrize(
    "text",
    [
        "See Jones, *The Rules of Civil Procedure Annotated*, 3rd ed. (Toronto: Press, 2020). Rule 20.04 applies.",
        "The Statutory Powers Procedure Act, RSO 1990, c S.22. Rule 20.04 applies.",
    ],
)
def test_rules_by_number_are_no_books_and_no_acts(text):
    assert ("Rules of court", "", "Rule 20.04", ["Rule 20.04"]) in listed(text)


def test_a_law_is_listed_beside_a_book_that_is_called_after_it():
    text = "Jones, *Family Law Act Annotated*, 3rd ed. (Toronto: Press, 2020). The Family Law Act says so; so the FLA."

    assert listed(text)[1] == ("Family Law Act", "", "", ["Family Law Act", "FLA"])


@pytest.mark.parametrize("text", ["Paragraph 4 of the RSTA.", "as in ABCA, paragraph 12"])
def test_a_paragraph_is_of_any_paper(text):
    assert find(text) == []


@pytest.mark.parametrize(
    "text",
    ["rule 3 of the house rules", "a ratio r. 2", "a general rule 20% of the time", "Rules and 20 others"],
)
def test_what_is_no_rule_of_court_is_not_listed(text):
    assert find(text) == []


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Rule 4 of the condominium's rules forbids dogs.", False),
        ("Under rule 12(b) of the Declaration, it may.", False),
        ("Rule 3 of this Agreement applies.", False),
        ("La règle 12(2) de la convention le prévoit.", False),
        ("Rule 20.04 of the Ontario Rules applies.", True),
        ("Rule 20.04 of the Rules governs the plan.", True),
        ("Rule 20.04 applies to the lease.", True),
    ],
)
def test_rules_that_people_gave_themselves_are_no_courts(text, rule):
    assert bool(find(text)) == rule


def test_the_pinpoint_of_a_regulation_and_a_chapter_of_quebec_are_no_rules_by_themselves():
    assert [row[1] for row in listed("R.R.O. 1990, Reg. 194, r. 4.06.1, and RLRQ c C-25.01, r. 0.2.1")] == [
        "R.R.O. 1990, Reg. 194", "RLRQ c C-25.01, r. 0.2.1",
    ]  # fmt: skip


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    "text", ["s. 5 of the FLA, ", "Rule 20, 21, 22, ", "(the “FLA”) ", "the FLA of the "]
)
def test_a_hostile_text_takes_no_time(text):
    find(text * 4_000)


PLAINLY = (
    re.compile(rf"(?<![^\W_])(?<![./-])({'|'.join(initials.ALWAYS)})(?![^\W_]|-)"),
    re.compile(rf"(?:[Tt]he|[Ll]a) [*_“\"«]{{0,3}}({'|'.join(initials.WITH_ARTICLE)})(?![^\W_]|-)"),
)
PIECES = (
    "s. ", "ss. ", "s ", "section ", "Subsections ", "art. ", "Articles ", "5", "12.3", "(2)", "(a)", " ", ", ", "and ",
    "à ", "to ", "-", "–", "of ", "de ", "du ", "the ", "la ", "l'", "l’", "The ", "La ", "*", "_", "**", "“", "«",
    "FLA", "BIA", "ABCA", "PIPEDA", "LRQC", "XYZ", "NDA", "SCC", "LPC", "ABCDEFGHA", "Ab", "A", "x", ".", "/", "\n",
    "é", "(", ")", "_, s. 5", "_ s 5",
)  # fmt: skip


def plainly(text):
    """Every pattern looked for through the whole text."""
    found = {match.span(1) for pattern in PLAINLY for match in pattern.finditer(text)}
    for pattern in (initials.OF_LAW, initials.BESIDE, initials.LAW_FIRST):
        found |= {match.span(1) for match in pattern.finditer(text) if initials._may_be_a_law(match.group(1))}
    return sorted(found)


def test_looking_round_capitals_alone_finds_all_that_is_found_in_the_whole_text():
    pick = random.Random(7)
    texts = ["".join(pick.choices(PIECES, k=pick.randint(2, 14))) for _ in range(20_000)]

    found = {text: plainly(text) for text in texts}

    assert sum(map(bool, found.values())) > 500
    assert {text: initials.places(text) for text in texts} == found
