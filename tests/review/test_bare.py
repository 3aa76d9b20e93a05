"""Cases by one name in plain type. Almost every capitalised word is something else, and none of those is listed."""

import pytest

from apps.review.citing.authorities import find
from apps.review.citing.citations import Kind

RELIED_ON = [
    ("It was so, as held in Sattva, and is.", "Sattva"),
    ("As the Supreme Court of Canada held in Vavilov, review is for reasonableness.", "Vavilov"),
    ("As confirmed by the Court of Appeal in Kelly & Wing, it is.", "Kelly & Wing"),
    ("The test in Vavilov applies.", "Vavilov"),
    ("the principles set out by the Supreme Court of Canada in Bhasin.", "Bhasin"),
    ("the decision of the Court of Appeal in Honda.", "Honda"),
    ("The rule in Rylands applies.", "Rylands"),
    ("Rothstein J. held in Sattva that it does.", "Sattva"),
    ("The majority held in McLean that it does.", "McLean"),
    ("The Oakes test is met.", "Oakes"),
    ("Apply the Bardal factors to it.", "Bardal"),
    ("Sattva held that a contract is read as a whole.", "Sattva"),
    ("Bhasin stands for the proposition that parties are honest.", "Bhasin"),
    ("Dunsmuir has been overruled.", "Dunsmuir"),
    ("See Sattva at para 32.", "Sattva"),
    ("In Hryniak, the Supreme Court said so.", "Hryniak"),
    ("In Bhasin, Cromwell J. said so.", "Bhasin"),
    ("Comme l’a décidé la Cour suprême dans Vavilov, il le faut.", "Vavilov"),
    ("Dans Bhasin, la Cour suprême le dit.", "Bhasin"),
    ("Selon l’arrêt Oakes, la limite est justifiée.", "Oakes"),
    ("Les critères énoncés dans Oakes sont connus.", "Oakes"),
    ("Les critères établis dans RJR-MacDonald sont réunis.", "RJR-MacDonald"),
    ("Selon la Cour suprême dans Vavilov, il le faut.", "Vavilov"),
    ("Comme le rappelle la Cour d’appel dans Pellerin, il le faut.", "Pellerin"),
    ("La Cour d’appel énonce dans Pellerin les critères applicables.", "Pellerin"),
    ("La juge Côté écrit dans Uniprix que c’est clair.", "Uniprix"),
    ("Les enseignements de la Cour suprême dans Vavilov sont clairs.", "Vavilov"),
    ("La décision Gagnon ne s’applique pas.", "Gagnon"),
    ("The Court explains in Sattva that it does.", "Sattva"),
    ("According to the Supreme Court in Vavilov, it does.", "Vavilov"),
    ("The Supreme Court’s guidance in Vavilov is clear.", "Vavilov"),
    ("The leading case is Bardal.", "Bardal"),
    ("It is so (Hryniak, para. 49).", "Hryniak"),
    ("Voir aussi Vavilov au para 100.", "Vavilov"),
    ("C’est ainsi (Vavilov, aux par. 99-100).", "Vavilov"),
]


@pytest.mark.parametrize(("text", "name"), RELIED_ON, ids=[row[0] for row in RELIED_ON])
def test_a_case_that_is_relied_on_by_one_name_in_plain_type_is_listed(text, name):
    found = find(text)

    assert [(each.kind, each.style, each.citation) for each in found] == [(Kind.CASE, name, "")]
    ((start, end),) = found[0].places
    assert text[start:end] == name


@pytest.mark.parametrize(
    "text",
    [
        "The meeting was held in Toronto.", "As stated in Schedule A, rent is due.",
        "as described in Ms. Chen’s letter", "as set out in John Smith’s affidavit", "As discussed in March, it ends.",
        "The approach in Ontario is another.", "the test in Canadian law", "the decision in Part II",
        "the criteria in Appendix 2", "the Governance framework", "the Acme framework agreement",
        "the Canadian framework", "the Federal framework",
        "the Rapid test", "The Arbitrator held that it does.", "Justice Smith held that it does.",
        "Lord Denning held that it does.", "The Court held that it does.", "It held that it does.",
        "Mr. Smith at para 3", "Smith Affidavit at para 12", "In Toronto, the Court sits.",
        "In Reply, the Court said so.",
        "Mary Jones held that the roof leaked.", "Peter Jones held that it did.",
        "Affidavit of Jane Roe at para 12", "Exhibit C to the affidavit of Marta Roe, para. 4",
        "Cross-examination of Ms. Roe, para 3", "Déclaration sous serment de Jean Roy, par. 12",
        "Rapport d’expertise de Marc Roy, par. 3", "Minutes of Settlement, para 7", "Roy, au par. 3 de sa déclaration",
        "Jane Doe, at para 3 of her affidavit, says so.", "Jones at paras 4 of their second statement",
        "as confirmed in Clio", "as noted in Exhibit C", "the Board’s analysis", "the Respondent held that lease",
    ],
)  # fmt: skip
def test_places_people_papers_and_months_are_no_cases(text):
    assert find(text) == []


@pytest.mark.parametrize(
    ("text", "style"),
    [
        ("As held in Mary Jones, it is so.", "Mary Jones"),
        ("David Polowin, at para 33, is clear.", "David Polowin"),
        ("David Polowin was overruled.", "David Polowin"),
        ("Peter stands for the proposition that it is.", "Peter"),
        ("Patrick held that garbage at the curb is abandoned.", "Patrick"),
    ],
)
def test_a_case_that_is_called_as_people_are_is_found_by_what_only_cases_do(text, style):
    assert [each.style for each in find(text)] == [style]


def test_a_name_in_plain_type_is_short_for_the_case_that_was_cited():
    text = "Sattva Capital Corp v Creston Moly Corp, 2014 SCC 53 is clear. As held in Sattva, it is."

    (found,) = find(text)

    assert (found.citation, [text[slice(*place)] for place in found.places]) == (
        "2014 SCC 53", ["2014 SCC 53", "Sattva"],
    )  # fmt: skip


def test_a_name_that_is_written_twice_is_one_case_and_one_that_is_cited_later_is_listed_with_its_citation():
    twice, before = "As held in Sattva, yes. Sattva held that.", "As held in Sattva, yes."
    cited = f"{before} See Sattva Capital Corp v Creston Moly Corp, 2014 SCC 53."

    assert [(each.style, len(each.places)) for each in find(twice)] == [("Sattva", 2)]
    assert [each.citation for each in find(cited)] == ["2014 SCC 53"]


def test_the_matters_own_case_is_not_relied_on():
    assert find("As held in Northfield, yes.", lambda style: style == "Northfield") == []


def test_what_is_said_to_be_cited_above_and_is_not_is_listed():
    text = "Hryniak v Mauldin, 2014 SCC 7. Sattva, supra note 4 at para 50, and Tremblay, précité, say so."

    assert [each.style for each in find(text)] == ["Hryniak v Mauldin", "Sattva", "Tremblay"]


@pytest.mark.parametrize(
    "text",
    [
        "Waddams, *The Law of Contracts*, 7th ed. Waddams, supra at 3, agrees.",
        "Jane Roe, “On Notice” (2019) 45 Queen's LJ 1. Roe, *supra*, agrees.",
        "Hryniak v Mauldin, 2014 SCC 7. Hryniak, supra at para 3. The Smith Affidavit, supra.",
    ],
)
def test_what_was_cited_above_is_not_listed_again(text):
    assert len(find(text)) == 1


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    "text",
    [
        "In A", "Aa ", " in Aa", "Court has ", "the test ", "as said by ", "supra ", "Aa, supra ", "Convention on Aa ",
        "aa c. ", "AA V. BB ", "the Aa Reference ", "1, ", "canlii.ca/t/canlii.ca/t/", "Convention relative à la ",
        "](https://canlii.ca/t/a ",
    ],
)  # fmt: skip
def test_a_hostile_text_takes_no_time(text):
    find(text * 10_000 + " held in Aa.")
