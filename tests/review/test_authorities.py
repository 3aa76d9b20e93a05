import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.review.authorities import Kind, find

CASE, STATUTE = Kind.CASE, Kind.STATUTE

FOUND = [
    ("In *Ko v Li*, 2025 ONSC 2766 at para 12, the court", CASE, "Ko v Li", "2025 ONSC 2766", "at para 12"),
    (
        "See Hryniak v. Mauldin, 2014 SCC 7 at paras 49-51.",
        CASE,
        "Hryniak v. Mauldin",
        "2014 SCC 7",
        "at paras 49-51",
    ),
    (
        "Voir *Specter Aviation c. Laprade*, 2025 QCCS 3521, au para 14",
        CASE,
        "Specter Aviation c. Laprade",
        "2025 QCCS 3521",
        "au para 14",
    ),
    (
        "Droit de la famille — 152246, 2015 QCCA 1543",
        CASE,
        "Droit de la famille — 152246",
        "2015 QCCA 1543",
        "",
    ),
    ("R. c. Jordan, 2016 CSC 27 aux para 46-48", CASE, "R. c. Jordan", "2016 CSC 27", "aux para 46-48"),
    (
        "We rely on Hussein v. Canada (Immigration, Refugees and Citizenship), 2025 FC 1060.",
        CASE,
        "Hussein v. Canada (Immigration, Refugees and Citizenship)",
        "2025 FC 1060",
        "",
    ),
    (
        "Smith v Jones, 2010 CanLII 12345 (ON SC)",
        CASE,
        "Smith v Jones",
        "2010 CanLII 12345 (ON SC)",
        "",
    ),
    (
        "Re Eurig Estate (1997), 31 OR (3d) 777 (CA)",
        CASE,
        "Re Eurig Estate",
        "(1997), 31 OR (3d) 777 (CA)",
        "",
    ),
    ("*Bhasin v Hrynew*, [2014] 3 R.C.S. 494", CASE, "Bhasin v Hrynew", "[2014] 3 R.C.S. 494", ""),
    ("it was settled, 65 DLR (4th) 193", CASE, "", "65 DLR (4th) 193", ""),
    ("R v Jordan, 2016\u00a0SCC\u00a027", CASE, "R v Jordan", "2016 SCC 27", ""),
    (
        "the *Family Law Act*, R.S.O. 1990, c. F.3, s. 5(1)",
        STATUTE,
        "Family Law Act",
        "R.S.O. 1990, c. F.3",
        "s. 5(1)",
    ),
    (
        "Courts of Justice Act, RSO 1990, c C.43, s 131",
        STATUTE,
        "Courts of Justice Act",
        "RSO 1990, c C.43",
        "s 131",
    ),
    (
        "Criminal Code, RSC 1985, c C-46, s 718.2(e).",
        STATUTE,
        "Criminal Code",
        "RSC 1985, c C-46",
        "s 718.2(e)",
    ),
    (
        "Personal Information Protection Act, SBC 2003, c 63",
        STATUTE,
        "Personal Information Protection Act",
        "SBC 2003, c 63",
        "",
    ),
    (
        "Immigration and Refugee Protection Act, S.C. 2001, c. 27, s. 25(1)",
        STATUTE,
        "Immigration and Refugee Protection Act",
        "S.C. 2001, c. 27",
        "s. 25(1)",
    ),
    (
        "Loi sur le divorce, LRC 1985, c 3 (2e suppl), art 15.1",
        STATUTE,
        "Loi sur le divorce",
        "LRC 1985, c 3 (2e suppl)",
        "art 15.1",
    ),
    (
        "Code de procédure civile, RLRQ, c. C-25.01, art 342",
        STATUTE,
        "Code de procédure civile",
        "RLRQ, c. C-25.01",
        "art 342",
    ),
    ("CQLR c CCQ-1991", STATUTE, "", "CQLR c CCQ-1991", ""),
    ("selon l'art. 1457 C.c.Q., quiconque", STATUTE, "", "art. 1457 C.c.Q.", ""),
    (
        "Rules of Civil Procedure, RRO 1990, Reg 194, r 4.06.1(2.1)",
        STATUTE,
        "Rules of Civil Procedure",
        "RRO 1990, Reg 194",
        "r 4.06.1(2.1)",
    ),
    ("O. Reg. 384/24", STATUTE, "", "O. Reg. 384/24", ""),
    ("DORS/2002-227, art 10", STATUTE, "", "DORS/2002-227", "art 10"),
    ("SOR/2002-227", STATUTE, "", "SOR/2002-227", ""),
    ("B.C. Reg. 168/2009", STATUTE, "", "B.C. Reg. 168/2009", ""),
]


@pytest.mark.parametrize(
    ("text", "kind", "style", "citation", "pinpoint"), FOUND, ids=[row[3] for row in FOUND]
)
def test_an_authority_is_found_as_it_is_written(text, kind, style, citation, pinpoint):
    [found] = find(text)

    assert (found.kind, found.style, found.citation, found.pinpoint) == (kind, style, citation, pinpoint)


def test_a_parallel_citation_is_the_same_authority():
    [found] = find("Hryniak v Mauldin, 2014 SCC 7, [2014] 1 SCR 87 at para 49")

    assert (found.citation, found.parallel, found.pinpoint) == (
        "2014 SCC 7",
        ("[2014] 1 SCR 87",),
        "at para 49",
    )


def test_an_authority_cited_twice_is_listed_once_with_both_places():
    text = "See *Ko v Li*, 2025 ONSC 2766 at para 3.\n\nAnd again 2025 ONSC 2766 at para 9."

    [found] = find(text)

    assert [text[start:end] for start, end in found.places] == ["2025 ONSC 2766", "2025 ONSC 2766"]
    assert found.pinpoint == "at para 3; at para 9"


def test_one_citation_under_two_names_is_two_authorities():
    assert len(find("*Ko v Li*, 2025 ONSC 2766. *Li v Ko*, 2025 ONSC 2766.")) == 2


def test_a_case_that_is_only_named_in_italics_is_listed_without_a_citation():
    [found] = find("The court held in *Invented v Nobody* that all is well.")

    assert (found.style, found.citation) == ("Invented v Nobody", "")


def test_a_short_form_of_a_cited_case_is_not_listed_again():
    assert len(find("*Ko v Li*, 2025 ONSC 2766. In *Ko v Li*, the certificate was missing.")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "We met on 2024 NOV 15 at the office.",
        "The rent is 2026 CAD 1500 a month.",
        "Paragraph 12 of the agreement of 3 March 2024.",
        "*Without prejudice*",
        "She scored 12 or 14 points.",
        "",
    ],
)
def test_what_is_no_authority_is_not_listed(text):
    assert find(text) == []


def test_the_key_changes_with_the_style_and_not_with_points_or_case():
    [one], [other], [third] = (
        find("*Ko v. Li*, 2025 ONSC 2766"),
        find("*Ko c Li*, 2025 ONSC 2766"),
        find("*Koh v Li*, 2025 ONSC 2766"),
    )

    assert one.key == other.key
    assert one.key != third.key


@given(st.text(st.sampled_from("Ko v. Li,[]()*2025 ONSCRDLé–\n\u00a0c art"), max_size=200))
def test_places_are_inside_the_text_and_nothing_breaks(text):
    for found in find(text):
        assert all(0 <= start < end <= len(text) for start, end in found.places)


@given(st.text(max_size=80), st.integers(2001, 2026), st.integers(1, 9999))
def test_a_neutral_citation_on_a_line_of_its_own_is_always_found(before, year, number):
    found = find(f"{before}\n{year} ONSC {number}\n")

    assert f"{year} ONSC {number}" in {each.citation for each in found}
