import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.review.citing import mentions
from apps.review.citing.authorities import find
from apps.review.citing.citations import Kind

PLAIN = [
    ("So in Re Rizzo & Rizzo Shoes Ltd. it was held.", "Re Rizzo & Rizzo Shoes Ltd."),
    ("Re Rizzo & Rizzo Shoes Ltd.", "Re Rizzo & Rizzo Shoes Ltd."),
    ("as in Tremblay (Re), which", "Tremblay (Re)"),
    ("In re Smith Estate the court", "In re Smith Estate"),
    ("Reference re Secession of Quebec says", "Reference re Secession of Quebec"),
    ("le Renvoi relatif à la sécession du Québec, où", "Renvoi relatif à la sécession du Québec"),
    ("Voir Droit de la famille — 212345.", "Droit de la famille — 212345"),
    ("Voir Protection de la jeunesse – 1912.", "Protection de la jeunesse – 1912"),
    ("So in Hartwell (ONCA 2019).", "Hartwell (ONCA 2019)"),
    ("So in Hartwell (2019, C.A.).", "Hartwell (2019, C.A.)"),
    ("Selon Untel (CAQ 2019)", None),
    ("So in Bhasin v.Hrynew it was held", "Bhasin v. Hrynew"),
    ("Dans Untel c.Tremblay, la Cour", "Untel c. Tremblay"),
    ("*Hartwell* (ONCA 2019)", "Hartwell (ONCA 2019)"),
    ("Re: Lease of 12 King Street", None),
    ("Re Your letter of 3 March", None),
    ("With reference re the Lease", None),
    ("Our fees (2019) and the Tenant (ONCA) are", None),
]


@pytest.mark.parametrize(("text", "style"), PLAIN, ids=[row[0] for row in PLAIN])
def test_a_case_named_by_one_party_a_subject_or_a_number(text, style):
    assert [(each.kind, each.style, each.citation) for each in find(text)] == (
        [(Kind.CASE, style, "")] if style else []
    )


STANDS = [
    "In *Hartwell*, the Court of Appeal for Ontario held in 2019 that notice is required.",
    "In *Hartwell*, counsel was told so.",
    "*Hartwell* (2019) says otherwise.",
    "So *Hartwell* at para 12.",
    "*Hartwell*, supra, is to the same effect.",
    "*Hartwell* held that notice is required.",
    "*Hartwell*, which is recent, confirmed it.",
    "The *Hartwell* test is met.",
    "the principle set out in *Hartwell*",
    "The Court in *Hartwell* went further.",
    "Following *Hartwell*, notice is required.",
    "The decision of *Hartwell* binds us.",
    "The leading case is *Hartwell*.",
    "See *Hartwell*.",
    "Voir notamment *Hartwell*.",
    "Courts have followed *Hartwell* ever since.",
    "*Hartwell*, [2019], says so.",
    "L’arrêt *Hartwell* le dit.",
    "Dans *Hartwell*, la Cour d’appel le dit.",
    "_Hartwell_ a jugé que l’avis est requis.",
    "selon le critère énoncé dans *Hartwell*",
]


@pytest.mark.parametrize("text", STANDS)
def test_a_name_in_italics_that_stands_as_a_case_does_is_listed(text):
    assert [(each.kind, each.style, each.citation) for each in find(text)] == [(Kind.CASE, "Hartwell", "")]


@pytest.mark.parametrize(
    "text",
    [
        "The *Lease* requires notice, and the *Tenant* held the keys.",
        "In *Schedule B*, the Court is named.",
        "See the *Globe and Mail*, 2019.",
        "*Notice* (2019) and *Termination Date* at page 3",
        "*Res judicata* was confirmed.",
        "*Hartwell* is a client.",
        "**Hartwell** held the keys.",
        "*Not* held.",
        "le *Bail* confirme l’avis, et *Annexe A* (2019)",
        "Dans *Ontario*, une *Force Majeure* à la page 4, et *Phase One* (2019)",
        "See *Schedule A*, and follow *Section 4*.",
        "Please *Sign Here* by Friday.",
    ],
)
def test_what_is_in_italics_for_another_reason_is_no_case(text):
    assert find(text) == []


def test_it_is_listed_once_however_often_it_is_named():
    text = "In *Hartwell*, the Court held so. *Hartwell* was right. Hence *Hartwell* governs."

    [found] = find(text)

    assert [text[start:end] for start, end in found.places] == ["Hartwell"] * 3


@pytest.mark.parametrize(
    "text",
    [
        "*Hartwell* held so; *Hartwell v Roe*, 2019 ONSC 1.",
        "*Roe v Hartwell*, 2019 ONSC 1. *Hartwell* held so.",
    ],
)
def test_what_is_short_for_a_case_that_is_cited_is_not_listed_besides(text):
    assert [each.citation for each in find(text)] == ["2019 ONSC 1"]


@pytest.mark.parametrize("text", ["Re Marlow", "Marlow (Re)", "*Marlow* held the keys."])
def test_a_party_of_the_matter_is_none(text):
    assert find(text, lambda style: mentions.is_between(style, ["Marlow, Anne"])) == []


BOOKS = [
    ("Hogg, *Constitutional Law of Canada*, says", "Constitutional Law of Canada", "", ""),
    (
        "Peter W Hogg, *Constitutional Law of Canada*, 5th ed (Toronto: Carswell, 2007) at 12",
        "Constitutional Law of Canada",
        "5th ed (Toronto: Carswell, 2007)",
        "at 12",
    ),
    ("Waddams, *The Law of Contracts*, 7th ed.", "The Law of Contracts", "7th ed.", ""),
    ("Wigmore on *Evidence* is clear", "Evidence", "", ""),
    ("*A Book of Notices* (Toronto: Irwin Law, 2019)", "A Book of Notices", "(Toronto: Irwin Law, 2019)", ""),
    ("Halsbury’s Laws of Canada says", "Halsbury’s Laws of Canada", "", ""),
    (
        "Baudouin, *Les obligations*, 7e éd (Cowansville: Yvon Blais, 2013)",
        "Les obligations",
        "7e éd (Cowansville: Yvon Blais, 2013)",
        "",
    ),
    ("Hogg, Constitutional Law of Canada, 5th ed at 12", "Constitutional Law of Canada", "5th ed", "at 12"),
    (
        "Driedger, Construction of Statutes (2nd ed. 1983), at p. 87",
        "Construction of Statutes",
        "(2nd ed. 1983)",
        "at p. 87",
    ),
    (
        "Baudouin, Les Obligations, 7e éd (Cowansville: Blais, 2013)",
        "Les Obligations",
        "7e éd (Cowansville: Blais, 2013)",
        "",
    ),
    ("Jane Roe, “On Notice” (2019) 45 Queen's LJ 1 at 3", "On Notice", "(2019) 45 Queen's LJ 1", "at 3"),
    ("(1999) 33 UBC L Rev 1", "", "(1999) 33 UBC L Rev 1", ""),
    ("(2001) 80:1 Can Bar Rev 233", "", "(2001) 80:1 Can Bar Rev 233", ""),
    ("Untel, « L’avis » (2007) 48 C de D 213", "L’avis", "(2007) 48 C de D 213", ""),
    ("(2010) 69 R. du B. 5", "", "(2010) 69 R. du B. 5", ""),
]


@pytest.mark.parametrize(("text", "title", "cited", "pinpoint"), BOOKS, ids=[row[0][:40] for row in BOOKS])
def test_a_book_or_an_article_is_an_authority(text, title, cited, pinpoint):
    [found] = find(text)

    assert (found.kind, found.style, found.citation, found.pinpoint) == (
        Kind.COMMENTARY,
        title,
        cited,
        pinpoint,
    )


def test_a_book_is_listed_once_however_often_it_is_named():
    text = "Waddams, *The Law of Contracts*, 7th ed at 3. See *The Law of Contracts* again."

    [found] = find(text)

    assert len(found.places) == 2


WORDS = [
    "*Hartwell*", "Re", "(Re)", "Smith", "held", ", the Court", " 7th ed", "(Toronto: X, 2019)", "Reference re",
    "Renvoi sur la", "(2019) 45", "Queen's LJ", "1", "—", "Droit de la famille", "*", "\n", ".", "“", "”", "(",
]  # fmt: skip


@given(st.lists(st.sampled_from(WORDS), max_size=20), st.sampled_from([" ", ""]))
def test_places_are_inside_the_text_and_nothing_breaks(words, between):
    text = between.join(words)

    for found in find(text):
        assert all(0 <= start < end <= len(text) for start, end in found.places)
