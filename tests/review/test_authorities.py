import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.review.citing import mentions
from apps.review.citing.authorities import find
from apps.review.citing.citations import Kind

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
    ("Canada v Li, [2010] 3 FCR 12", CASE, "Canada v Li", "[2010] 3 FCR 12", ""),
    ("Canada v Li, [1983] 1 F.C. 745 (T.D.)", CASE, "Canada v Li", "[1983] 1 F.C. 745 (T.D.)", ""),
    ("Canada v Li (1999), 170 FTR 1", CASE, "Canada v Li", "(1999), 170 FTR 1", ""),
    ("Hill v Tower (1995), 24 O.R. (3d) 865n", CASE, "Hill v Tower", "(1995), 24 O.R. (3d) 865n", ""),
    ("R v Jordan, 2016\u00a0SCC\u00a027", CASE, "R v Jordan", "2016 SCC 27", ""),
    ("Criminal Code, RSC 1985, c C\u201146, s 2", STATUTE, "Criminal Code", "RSC 1985, c C-46", "s 2"),
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
    ("selon l’article 53 du C.p.c.,", STATUTE, "", "article 53 du C.p.c.", ""),
    (
        "Selon 1111-2222 Québec inc. c. Untel ltée, 2020 QCCA 5,",
        CASE,
        "1111-2222 Québec inc. c. Untel ltée",
        "2020 QCCA 5",
        "",
    ),
    ("In 1111-2222 Québec inc v Untel, 2020 QCCA 5", CASE, "1111-2222 Québec inc v Untel", "2020 QCCA 5", ""),
    (
        "Untel inc. c. Unetelle s.e.n.c., 2020 QCCS 5",
        CASE,
        "Untel inc. c. Unetelle s.e.n.c",
        "2020 QCCS 5",
        "",
    ),
]


@pytest.mark.parametrize(
    ("text", "kind", "style", "citation", "pinpoint"), FOUND, ids=[row[3] for row in FOUND]
)
def test_an_authority_is_found_as_it_is_written(text, kind, style, citation, pinpoint):
    [found] = find(text)

    assert (found.kind, found.style, found.citation, found.pinpoint) == (kind, style, citation, pinpoint)


ROUND = [
    ("so it is (Roe v. Doe, 2014 SCC 7).", "Roe v. Doe"),
    ("so it is (Roe v. Doe (No. 2), 2014 SCC 7).", "Roe v. Doe (No. 2)"),
    ("so it is (see *Roe v. Doe*, 2014 SCC 7).", "Roe v. Doe"),
    ("So “Roe v. Doe”, 2014 SCC 7, has it.", "Roe v. Doe"),
    ("Voir « Roe c. Doe », 2014 CSC 7.", "Roe c. Doe"),
    ("Re B.C. Motor Vehicle Act, 2014 SCC 7", "Re B.C. Motor Vehicle Act"),
    ("Renvoi relatif à la réforme du Sénat, 2014 CSC 7", "Renvoi relatif à la réforme du Sénat"),
    ("ROE C. DOE, 2014 CSC 7", "ROE C. DOE"),
    (
        "R. c. Tel, 2011 CSC 5, par. 4 à 9, et 9227-1899 Québec inc. c. Roe, 2014 CSC 7",
        "9227-1899 Québec inc. c. Roe",
    ),
    ("Roe Industries plc v Doe, 2014 SCC 7", "Roe Industries plc v Doe"),
]


@pytest.mark.parametrize(("text", "style"), ROUND, ids=[row[0] for row in ROUND])
def test_the_style_of_a_case_is_found_in_whatever_stands_round_it(text, style):
    *_others, found = find(text)

    assert (found.style, found.citation) == (style, "2014 CSC 7" if "CSC" in text else "2014 SCC 7")


LEADS = [
    "So in", "However,", "However, in", "Thus in", "Similarly, in", "Accordingly, in", "First, in", "Second,",
    "The Court in", "This Court in", "The SCC in", "The Court of Appeal for Ontario in", "Justice Brown in",
    "The Supreme Court of Canada, per Brown J., in", "Relying on", "Toutefois, l'arrêt", "Ainsi, dans",
]  # fmt: skip


@pytest.mark.parametrize("lead", LEADS)
def test_a_case_is_not_called_by_what_its_sentence_begins_with(lead):
    [found] = find(f"Facts come first. {lead} Colucci v. Colucci, 2021 SCC 24, at para 32.")

    assert (found.style, found.citation) == ("Colucci v. Colucci", "2021 SCC 24")


@pytest.mark.parametrize(
    "lead",
    [
        "However, the",
        "Thus the",
        "First, the",
        "Pursuant to the",
        "Contrary to the",
        "Both the Divorce Act and the",
    ],
)
def test_a_law_is_not_called_by_what_its_sentence_begins_with(lead):
    found = find(f"Facts come first. {lead} Limitations Act, RSO 1990, c L.15, s 4, applies.")

    assert ("Limitations Act", "RSO 1990, c L.15") in [(each.style, each.citation) for each in found]


@pytest.mark.parametrize(
    "style", ["Law of the Sea Act", "Care of Children in the Home Act", "Statute of the Hague Act"]
)
def test_a_title_keeps_an_article_within_it(style):
    [found] = find(f"Facts come first. Under the {style}, SC 2001, c 4, it is so.")

    assert found.style == style


@pytest.mark.parametrize(
    "style",
    [
        "Centre for Equality Rights in Accommodation v. Canada",
        "First Nation of Nacho Nyak Dun v. Yukon",
        "So v. Second Cup Limited",
        "Lieutenant Governor in Council v. Roe",
        "Roe v. Association in Defence of the Wrongly Convicted",
    ],
)
def test_a_party_keeps_the_words_of_its_own_name(style):
    [found] = find(f"Facts come first. {style}, 2021 SCC 24, at para 32.")

    assert found.style == style


@pytest.mark.parametrize(
    "text",
    [
        "[Ko v. Li, 2025 ONSC 2766](https://x.ca/y)",
        "*Ko v. Li*, [2025 ONSC 2766](https://x.ca/y)",
        "**Ko v. Li**, [2025 ONSC 2766](https://x.ca/y)",
        "12. Ko v. Li, [2025 ONSC 2766](https://x.ca/y)",
        "[As held in Ko v. Li, 2025 ONSC 2766](https://x.ca/y)",
        "1. 1688782 Ontario Inc. v. Roe, 2020 SCC 35.\n2. Ko v. Li, 2025 ONSC 2766.",
    ],
)
def test_an_authority_that_is_linked_or_numbered_has_the_name_that_stands_there(text):
    *_first, found = find(text)

    assert (found.style, found.citation, len(find(text))) == ("Ko v. Li", "2025 ONSC 2766", text.count("v."))


def test_a_parallel_citation_is_the_same_authority():
    [found] = find("Hryniak v Mauldin, 2014 SCC 7, [2014] 1 SCR 87 at para 49")

    assert (found.citation, found.parallel, found.pinpoint) == (
        "2014 SCC 7",
        ("[2014] 1 SCR 87",),
        "at para 49",
    )


@pytest.mark.parametrize(
    "text",
    [
        "Roe v Doe, 2010 CanLII 123 (ON SC), 2011 CanLII 456 (ON SC).",
        "Roe v Doe, 2010 CanLII 123 (ON SC), [2010] OJ No 5, 2011 CanLII 456 (ON SC).",
        "See [1994] 3 SCR 670, [1992] 3 SCR 813.",
        "Roe v Doe, 2014 SCC 7, [2010] 2 SCR 650.",
        "Roe v Doe, 2014 ONSC 5, 1994 CanLII 28 (SCC).",
        "Roe v Doe, 2014 ONSC 5, 2014 ONCA 5.",
        "Roe v Doe, 2014 BCCA 12, [2014] 1 SCR 87.",
        "Roe v Doe, [2014] 3 FCR 87, 2014 ABCA 12.",
        "Roe v Doe, 2014 BCSC 5, 2014 CanLII 77 (ON SC).",
        "Roe v Doe, 2020 CarswellOnt 5, 2020 CarswellOnt 77.",
        "Roe v Doe, 2020 SCC 11 (CanLII), 2020 SCC 12 (CanLII).",
        "Roe v Doe, J.E. 99-1234, J.E. 2001-56.",
        "Roe v Doe, AZ-50123456, AZ-50123457.",
        "[Roe v Doe, [2010] 3 OR 494](https://www.canlii.org/en/on/onsc/doc/2019/2019onsc1234/2019onsc1234.html)",
    ],
)
def test_citations_that_cannot_be_of_one_decision_are_two_authorities(text):
    assert sorted(each.style for each in find(text)) in (["", "Roe v Doe"], ["", ""])


@pytest.mark.parametrize(
    ("text", "parallel", "pinpoint"),
    [
        ("Roe v Doe, 2014 SCC 7 (CanLII), [2014] 1 SCR 87 at para 49", ("[2014] 1 SCR 87",), "at para 49"),
        ("Roe v Doe, 2014 SCC 7 (CanLII) at ¶ 49", (), "at ¶ 49"),
        (
            "Roe v Doe, 2014 SCC 7, [2015] 1 SCR 87, 366 DLR (4th) 641",
            ("[2015] 1 SCR 87", "366 DLR (4th) 641"),
            "",
        ),
        ("Roe v Doe, 2014 SCC 7 (Can.), 2014 CanLII 99 (SCC), par. 3", ("2014 CanLII 99 (SCC)",), "par. 3"),
        ("Roe v Doe, 2018 ONSC 48, 2018 CanLII 5 (ON SCDC), p. 3", ("2018 CanLII 5 (ON SCDC)",), "p. 3"),
        ("Roe v Doe, 2022 NBBR 5, 2022 NBKB 5", ("2022 NBKB 5",), ""),
        ("Roe v Doe, [1984] 2 SCR 145, 55 AR 291, at para [49]", ("55 AR 291",), "at para [49]"),
        (
            "[Roe v Doe, 2010 CanLII 12 (ON SC)](https://www.canlii.org/en/on/onsc/doc/2010/2010canlii12/x.html)",
            (),
            "",
        ),
    ],
)
def test_citations_of_one_decision_are_one_authority(text, parallel, pinpoint):
    [found] = find(text)

    assert (found.style, found.parallel, found.pinpoint) == ("Roe v Doe", parallel, pinpoint)


def test_an_authority_cited_twice_is_listed_once_with_both_places():
    text = "See *Ko v Li*, 2025 ONSC 2766 at para 3.\n\nAnd again 2025 ONSC 2766 at para 9."

    [found] = find(text)

    assert [text[start:end] for start, end in found.places] == ["2025 ONSC 2766", "2025 ONSC 2766"]
    assert found.pinpoint == "at para 3; at para 9"


@pytest.mark.parametrize(
    "text",
    [
        "So in 2014 SCC 7. See Hryniak v Mauldin, 2014 SCC 7 at para 3.",
        "*Hryniak*, 2014 SCC 7, is clear. So is *Hryniak v Mauldin*, 2014 SCC 7.",
        "*Hryniak v Mauldin*, 2014 SCC 7, is clear. So is *Hryniak*, 2014 SCC 7.",
        "So in 2014 SCC 7. See *Hryniak*, 2014 SCC 7. See Hryniak v Mauldin, 2014 SCC 7.",
    ],
)
def test_a_case_that_one_place_names_in_full_and_another_less_is_listed_once(text):
    [found] = find(text)

    assert (found.style, found.citation) == ("Hryniak v Mauldin", "2014 SCC 7")
    assert [text[start:end] for start, end in found.places] == ["2014 SCC 7"] * text.count("2014")


def test_one_citation_under_two_names_is_two_authorities():
    assert len(find("*Ko v Li*, 2025 ONSC 2766. *Li v Ko*, 2025 ONSC 2766.")) == 2


def test_a_case_that_is_only_named_in_italics_is_listed_without_a_citation():
    [found] = find("The court held in *Invented v Nobody* that all is well.")

    assert (found.style, found.citation) == ("Invented v Nobody", "")


NAMED = [
    ("In Invented v. Nobody the Court of Appeal held so.", CASE, "Invented v. Nobody", ""),
    ("So in **Invented v Nobody** at para 4.", CASE, "Invented v Nobody", "at para 4"),
    ("So in ***Invented v Nobody***.", CASE, "Invented v Nobody", ""),
    ("*Invented v\nNobody* says so.", CASE, "Invented v Nobody", ""),
    ("However, Invented v. Nobody Ltd. says so.", CASE, "Invented v. Nobody Ltd.", ""),
    ("(See Invented v. Nobody.) The court", CASE, "Invented v. Nobody", ""),
    ("The Queen v. Nobody decided it.", CASE, "The Queen v. Nobody", ""),
    ("Selon R. c. La Reine, rien.", CASE, "R. c. La Reine", ""),
    ("Dans l’affaire Untel c. Constructions Boréales inc., la Cour", CASE, "Untel c. Constructions Boréales inc.", ""),
    (
        "Attorney General for Ontario v. Invented Street Railway held otherwise.",
        CASE,
        "Attorney General for Ontario v. Invented Street Railway",
        "",
    ),
    (
        "Invented v. Canada (Citizenship and Immigration) held",
        CASE,
        "Invented v. Canada (Citizenship and Immigration)",
        "",
    ),
    ("as [Invented v. Nobody](https://www.canlii.org/x) says", CASE, "Invented v. Nobody", ""),
    ("| Case |\n|---|\n| Invented v. Nobody |", CASE, "Invented v. Nobody", ""),
    ("> as Invented v.\n> Nobody held", CASE, "Invented v. Nobody", ""),
    ("The *Limitations Act, 2002*, s. 5 applies.", STATUTE, "Limitations Act, 2002", "s. 5"),
    ("Under the Limitations Act, 2002, s 5 it ends.", STATUTE, "Limitations Act, 2002", "s 5"),
    ("and the Employment Standards Act requires it", STATUTE, "Employment Standards Act", ""),
    ("The Rules of Civil Procedure apply.", STATUTE, "Rules of Civil Procedure", ""),
    ("the Family Law Rules, r. 5", STATUTE, "Family Law Rules", "r. 5"),
    ("the **Criminal Code**, s 718", STATUTE, "Criminal Code", "s 718"),
    ("the Canadian Charter of Rights and Freedoms says", STATUTE, "Canadian Charter of Rights and Freedoms", ""),
    ("s. 7 of the *Charter*", STATUTE, "Charter", ""),
    ("Under section 7 of the Charter, relief follows", STATUTE, "Charter", ""),
    ("En vertu de l’article 7 de la Charte, elle a droit", STATUTE, "Charte", ""),
    ("the Act respecting labour standards requires", STATUTE, "Act respecting labour standards", ""),
    ("la Loi sur le divorce prévoit que", STATUTE, "Loi sur le divorce", ""),
    ("la *Loi sur le divorce*, art. 15", STATUTE, "Loi sur le divorce", "art. 15"),
    (
        "de la Loi de 2002 sur la prescription des actions, art 5",
        STATUTE,
        "Loi de 2002 sur la prescription des actions",
        "art 5",
    ),
    ("le Code civil du Québec ne dit rien", STATUTE, "Code civil du Québec", ""),
    ("le Code civil dit tout", STATUTE, "Code civil", ""),
    ("les Règles de procédure civile s’appliquent", STATUTE, "Règles de procédure civile", ""),
    ("le Règlement sur les normes du travail exige", STATUTE, "Règlement sur les normes du travail", ""),
    ("la Charte de la langue française permet", STATUTE, "Charte de la langue française", ""),
    ("as held in Jones v. the Queen, it is", CASE, "Jones v. the Queen", ""),
    ("Selon Untel c. l’Agence du revenu, oui", CASE, "Untel c. l’Agence", ""),
    ("Selon Procureur général de l’Ontario c. Untel, oui", CASE, "Procureur général de l’Ontario c. Untel", ""),
    ("# THE RULE IN DONOGHUE V. STEVENSON", CASE, "RULE IN DONOGHUE V. STEVENSON", ""),
    ("So the Secession Reference holds.", CASE, "Secession Reference", ""),
    ("the Convention on the Rights of the Child, art 3", STATUTE, "Convention on the Rights of the Child", "art 3"),
    ("Under the Hague Convention, a child is returned", STATUTE, "Hague Convention", ""),
    ("the *Refugee Convention* binds Canada", STATUTE, "Refugee Convention", ""),
    ("the Universal Declaration of Human Rights says", STATUTE, "Universal Declaration of Human Rights", ""),
    ("the Optional Protocol applies", STATUTE, "Optional Protocol", ""),
    ("as Treaty No. 6 promises", STATUTE, "Treaty No. 6", ""),
    ("and CEDAW requires it", STATUTE, "CEDAW", ""),
    (
        "la Convention relative aux droits de l’enfant, art. 3",
        STATUTE,
        "Convention relative aux droits de l’enfant",
        "art. 3",
    ),
    ("la Déclaration canadienne des droits, art 2", STATUTE, "Déclaration canadienne des droits", "art 2"),
    ("the Canadian Bill of Rights, s 2", STATUTE, "Canadian Bill of Rights", "s 2"),
    ("The Statute of Frauds requires it", STATUTE, "Statute of Frauds", ""),
    ("under the Patent Rules it must", STATUTE, "Patent Rules", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "style", "pinpoint"), NAMED, ids=[row[0][:40] for row in NAMED])
def test_a_case_or_law_that_is_only_named_is_listed_however_it_is_set(text, kind, style, pinpoint):
    [found] = find(text)

    assert (found.kind, found.style, found.citation, found.pinpoint) == (kind, style, "", pinpoint)


def test_the_charter_by_its_short_name_is_the_one_that_was_given_and_else_no_law():
    full = "The Canadian Charter of Rights and Freedoms binds it. Section 7 of the Charter applies."
    [found] = find(full)

    assert [full[start:end] for start, end in found.places][1:] == ["Charter"]
    assert find("Section 8 of the company’s Charter; the Charter party of the vessel; Charter rights.") == []


def test_cases_that_are_named_in_one_sentence_are_told_apart():
    found = find("Both Invented v. Nobody and R. v. Someone, and Roe v. Doe as well.")

    assert [each.style for each in found] == ["Invented v. Nobody", "R. v. Someone", "Roe v. Doe"]


AGAIN = {
    "by its style": "*Ko v Li*, 2025 ONSC 2766. Later Ko v. Li was followed.",
    "by its style in bold": "*Ko v Li*, 2025 ONSC 2766. Later **Ko v Li** was followed.",
    "by fewer words of each party": "*Ko Holdings v Li (Trustee)*, 2025 ONSC 2766. Later Ko v. Li was followed.",
    "by one party": "*Ko v Li*, 2025 ONSC 2766 [*Ko*]. Later *Ko* was followed.",
    "by supra": "*Ko v Li*, 2025 ONSC 2766. *Roe v Doe*, 2001 SCC 1. Later Ko, supra, was followed.",
    "by ibid": "*Roe v Doe*, 2001 SCC 1. *Ko v Li*, 2025 ONSC 2766. *Ibid* at para 3 was followed.",
    "in French": "*Ko c Li*, 2025 ONSC 2766. Plus loin, ce même arrêt fut suivi.",
    "by a title without its year": "the *Ko Act, 2002*, SO 2002, c 24. Later the Ko Act was followed.",
    "by a part of a title": "the *Ko Standards Act*, SO 2002, c 24. Later the *Act* was followed.",
}


@pytest.mark.parametrize("text", AGAIN.values(), ids=AGAIN.keys())
def test_where_an_authority_is_named_again_is_one_of_its_places(text):
    [ko] = [each for each in find(text) if each.style.startswith("Ko")]

    assert len(find(text)) == len(set(re.findall(r"\d SCC \d|ONSC|SO", text)))
    assert max(start for start, _end in ko.places) > text.index(". ")


@pytest.mark.parametrize(
    "text",
    ["*Ko v Li*, 2025 ONSC 2766", "the *Standards Act*, 2000, SO 2000, c 41", "**Ko v Li** (2025 ONSC 2766)"],
)
def test_what_leads_up_to_a_citation_is_not_named_again(text):
    [found] = find(text)

    assert len(found.places) == 1


def test_the_other_way_round_is_another_case():
    assert len(find("*Ko v Li*, 2025 ONSC 2766. Later Li v. Ko was followed.")) == 2


OWN = ("Marlow, Anne", "Constructions Boréales inc.")


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("# Marlow v. Constructions Boréales\n\nText.", 0),
        ("**MARLOW c. CONSTRUCTIONS BORÉALES INC.**\n\nText.", 0),
        ("**Anne Marlow et al. v. Constructions Boréales inc.**", 0),
        ("In *Marlow v. Constructions Boréales* it was held.", 1),
        ("Marlow v. Constructions Boréales, 2024 ONSC 5, was an earlier motion.", 1),
        ("Marlow v. Somebody was held.", 1),
    ],
)
def test_the_matters_own_style_of_cause_is_no_authority_unless_it_is_set_or_cited_as_one(text, listed):
    assert len(find(text, lambda style: mentions.is_between(style, OWN))) == listed


@pytest.mark.parametrize(
    ("style", "names", "own"),
    [
        ("Roy v. Marlow", ("Anne Marlow", "Luc Roy"), True),
        ("ROY c. MARLOW", ("Anne Marlow", "Luc Roy"), True),
        ("Anne Roy v. Luc Marlow", ("Anne Marlow", "Luc Roy"), False),
        ("Luc v. Anne", ("Anne Luc Marlow",), False),
        ("Marlow v. Marlow", ("Anne Marlow", "Paul Marlow"), True),
        ("Marlow v. Marlow", ("Anne Marlow",), False),
        ("Marlow v. Marlow", ("Anne Marlow", "Marlow"), False),
        ("Marlow v. Marlow Holdings", ("Marlow", "Marlow Holdings Inc."), True),
        ("Roy v. Marlow", (), False),
        ("Roy and Marlow", ("Luc Roy", "Anne Marlow"), False),
    ],
)
def test_each_side_of_a_case_of_the_matters_own_is_one_party(style, names, own):
    assert mentions.is_between(style, names) is own


def test_the_parties_are_only_asked_for_where_a_case_is_named():
    def never(_style):
        raise AssertionError

    assert len(find("*Ko v Li*, 2025 ONSC 2766, and the Limitations Act, 2002.", never)) == 2


MORE = [
    ("Code criminel, L.R.C. (1985), ch. C-46, art. 718", "Code criminel", "L.R.C. (1985), ch. C-46", "art. 718"),
    ("the Criminal Code, R.S.C. 1985, Chapter C-46", "Criminal Code", "R.S.C. 1985, Chapter C-46", ""),
    ("Limitations Act, 2002, SO 2002, c 24, Sch B, s 4", "Limitations Act, 2002", "SO 2002, c 24, Sch B", "s 4"),
    ("S.O. 2017, c. 14, Sched. 1, s. 74", "", "S.O. 2017, c. 14, Sched. 1", "s. 74"),
    ("LO 2002, c 24, ann B, art 4", "", "LO 2002, c 24, ann B", "art 4"),
    ("SC 1996, c 19, Sch I", "", "SC 1996, c 19", ""),
    ("Carbon Act, SC 2018, c 12, s 186, s 3", "Carbon Act", "SC 2018, c 12, s 186", "s 3"),
    ("Loi sur le carbone, LC 2018, c 12, art 186, art 3", "Loi sur le carbone", "LC 2018, c 12, art 186", "art 3"),
    ("Refugee Act, SC 2001, c 27, s 25(1)", "Refugee Act", "SC 2001, c 27", "s 25(1)"),
    ("Carbon Act, S.C. 2018, c. 12, s. 186.", "Carbon Act", "S.C. 2018, c. 12, s. 186", ""),
    ("Impact Act, SC 2019, c 28, s 1, ss 2 and 9", "Impact Act", "SC 2019, c 28, s 1", "ss 2 and 9"),
    ("Budget Act, SC 2018, c 12, s 1861", "Budget Act", "SC 2018, c 12", "s 1861"),
    ("Alberta Rules of Court, Alta Reg 124/2010, r 7.3", "Alberta Rules of Court", "Alta Reg 124/2010", "r 7.3"),
    ("under the Rules of Court, YOIC 2009/65, r 20", "Rules of Court", "YOIC 2009/65", "r 20"),
    ("of the Supreme Court, O. Reg. 384/24", "", "O. Reg. 384/24", ""),
    ("RLRQ, chapitre C-25.01, art. 51", "", "RLRQ, chapitre C-25.01", "art. 51"),
    ("Ontario Regulation 384/24", "", "Ontario Regulation 384/24", ""),
    ("le Règlement de l’Ontario 384/24", "", "Règlement de l’Ontario 384/24", ""),
    ("art. 718.2 C.cr.", "", "art. 718.2 C.cr.", ""),
    ("Untel c. Tel, J.E. 99-1234", "Untel c. Tel", "J.E. 99-1234", ""),
    ("Untel c. Tel, AZ-50123456", "Untel c. Tel", "AZ-50123456", ""),
    ("Untel c. Tel, EYB 2004-12345", "Untel c. Tel", "EYB 2004-12345", ""),
    ("Willick v. Willick, 1994 CanLII 28 (SCC)", "Willick v. Willick", "1994 CanLII 28 (SCC)", ""),
    ("*Ko v Li*, 2025 ONSC 2766 [*Ko*] at para 3", "Ko v Li", "2025 ONSC 2766", "at para 3"),
    ("R. c. Jordan, 2016\u202fCSC\u00a027, au par.\u00a046", "R. c. Jordan", "2016 CSC 27", "au par. 46"),
]  # fmt: skip

IRREGULAR = [
    ("so in 2021ONSC1234.", "", "2021 ONSC 1234", "2021ONSC1234"),
    ("so in 2021 ONSC1234.", "", "2021 ONSC 1234", "2021 ONSC1234"),
    ("R v Roe, 2021 O.N.S.C. 1234", "R v Roe", "2021 ONSC 1234", "2021 O.N.S.C. 1234"),
    ("R v Roe, 2019 ON SC 1234", "R v Roe", "2019 ONSC 1234", "2019 ON SC 1234"),
    ("R v Roe, 2019-ONSC-1234", "R v Roe", "2019 ONSC 1234", "2019-ONSC-1234"),
    ("R v Roe, 2019 ONSC No. 1234", "R v Roe", "2019 ONSC 1234", "2019 ONSC No. 1234"),
    ("R v Roe, 2019, ONSC 1234", "R v Roe", "2019 ONSC 1234", "2019, ONSC 1234"),
    ("R c Untel, 1994 C.S.C. 28", "R c Untel", "1994 CSC 28", "1994 C.S.C. 28"),
    ("so in [2019] ONSC 1234.", "", "2019 ONSC 1234", "[2019] ONSC 1234"),
    ("Re Spectrum Plus Ltd, [2005] UKHL 41", "Re Spectrum Plus Ltd", "[2005] UKHL 41", "[2005] UKHL 41"),
    ("Roe v Doe, [2019] EWHC 123 (Comm)", "Roe v Doe", "[2019] EWHC 123 (Comm)", "[2019] EWHC 123 (Comm)"),
    ("Roe v Doe, [2019] EWCA Civ 12", "Roe v Doe", "[2019] EWCA Civ 12", "[2019] EWCA Civ 12"),
    ("Re Smith, 2014 CarswellOnt 1234", "Re Smith", "2014 CarswellOnt 1234", "2014 CarswellOnt 1234"),
    ("Roe v Doe, 2014 WL 1234567", "Roe v Doe", "2014 WL 1234567", "2014 WL 1234567"),
    ("Roe v Doe, 2014 U.S. Dist. LEXIS 12", "Roe v Doe", "2014 U.S. Dist. LEXIS 12", "2014 U.S. Dist. LEXIS 12"),
    ("Roe v Doe, [2014] O.J. No. 123", "Roe v Doe", "[2014] O.J. No. 123", "[2014] O.J. No. 123"),
    ("Roe v Doe, [2014] N.W.T.J. No. 12", "Roe v Doe", "[2014] N.W.T.J. No. 12", "[2014] N.W.T.J. No. 12"),
    ("Roe v Doe, 2014 scc 7", "Roe v Doe", "2014 SCC 7", "2014 scc 7"),
    ("so in 2019onsc1234.", "", "2019 ONSC 1234", "2019onsc1234"),
    ("Roe v Doe (2014) SCC 7", "Roe v Doe", "2014 SCC 7", "2014) SCC 7"),
    ("Roe v Doe, 2022 Comp Trib 18", "Roe v Doe", "2022 Comp Trib 18", "2022 Comp Trib 18"),
    ("Roe c Untel, 2022 Trib conc 18", "Roe c Untel", "2022 Trib conc 18", "2022 Trib conc 18"),
    ("Roe v Doe, [2005] O.H.R.T.D. No. 12", "Roe v Doe", "[2005] O.H.R.T.D. No. 12", "[2005] O.H.R.T.D. No. 12"),
    ("Roe v Doe, 65 D.L.R.4th 193", "Roe v Doe", "65 D.L.R.4th 193", "65 D.L.R.4th 193"),
    (
        "Protection de la jeunesse — 123, 2019 QCCQ 5",
        "Protection de la jeunesse — 123",
        "2019 QCCQ 5",
        "2019 QCCQ 5",
    ),
    ("ROE V. DOE, 2014 SCC 7", "ROE V. DOE", "2014 SCC 7", "2014 SCC 7"),
    (
        "Selon Directeur des poursuites criminelles et pénales c. Jodoin, 2017 CSC 26",
        "Directeur des poursuites criminelles et pénales c. Jodoin",
        "2017 CSC 26",
        "2017 CSC 26",
    ),
    ("Bhasin v.Hrynew, 2014 SCC 71", "Bhasin v. Hrynew", "2014 SCC 71", "2014 SCC 71"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "style", "citation", "written"), IRREGULAR, ids=[row[3] for row in IRREGULAR]
)
def test_a_citation_is_found_in_forms_that_no_canadian_guide_has(text, style, citation, written):
    [found] = find(text)

    assert (found.kind, found.style, found.citation) == (CASE, style, citation)
    assert [text[start:end] for start, end in found.places] == [written]


PAGE = "https://www.canlii.org/en/on/onsc/doc/2019/2019onsc1234/2019onsc1234.html"
LINKED = {
    "an address": (f"See {PAGE}.", "", "2019 ONSC 1234", PAGE),
    "an address in angles": (f"<{PAGE}#par3>", "", "2019 ONSC 1234", f"{PAGE}#par3"),
    "words that say nothing": (f"as [here]({PAGE}) shows", "", "2019 ONSC 1234", "here"),
    "words that name it": (f"as [*Roe v Doe*]({PAGE}) shows", "Roe v Doe", "2019 ONSC 1234", "*Roe v Doe*"),
    "a short address as people write it": ("See canlii.ca/t/ab12c.", "", "canlii.ca/t/ab12c", "canlii.ca/t/ab12c"),
    "an address as people write it": (f"See {PAGE[8:]}.", "", "2019 ONSC 1234", PAGE[8:]),
    "a short address": ("[*Roe v Doe*](https://canlii.ca/t/ab12c)", "Roe v Doe", "canlii.ca/t/ab12c", "*Roe v Doe*"),
    "words that cite it": (f"[*Roe v Doe*, 2019 ONSC 1234]({PAGE})", "Roe v Doe", "2019 ONSC 1234", "2019 ONSC 1234"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "style", "citation", "seen"), LINKED.values(), ids=LINKED.keys())
def test_a_link_to_a_decision_on_canlii_is_an_authority(text, style, citation, seen):
    [found] = find(text)

    assert (found.style, found.citation, found.parallel) == (style, citation, ())
    assert [text[start:end] for start, end in found.places] == [seen]


AT_COURT = "decisions.scc-csc.ca/scc-csc/scc-csc/en/item/13427/index.do"


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        (f"as [it held](https://{AT_COURT}?q=roe) there", [("", AT_COURT)]),
        (f"as [*Roe v Doe*](https://{AT_COURT}) holds", [("Roe v Doe", AT_COURT)]),
        (f"See https://{AT_COURT}.", [("", AT_COURT)]),
        (f"[*Roe v Doe*, 2014 SCC 7](https://{AT_COURT})", [("Roe v Doe", "2014 SCC 7")]),
        ("[the rules](https://www.ontariocourts.ca/scj/practice/) and [x](https://www.scc-csc.ca/home/)", []),
    ],
)
def test_a_link_to_a_decision_at_its_court_is_an_authority_where_its_words_cite_none(text, listed):
    found = find(text)

    assert [(each.style, each.citation) for each in found] == listed
    assert all(each.parallel == () for each in found)


def test_a_link_to_another_decision_than_its_words_cite_is_listed_for_itself():
    found = find(f"as [*Roe v Doe*, 2019 ONSC 99]({PAGE}) at para 3")

    assert {each.citation for each in found} == {"2019 ONSC 99", "2019 ONSC 1234"}


@pytest.mark.parametrize("between", [" (", ", ", " at para 3 ("])
def test_a_link_whose_words_stand_behind_a_citation_is_listed_for_itself(between):
    found = find(f"So in Roe v Doe, 2019 ONSC 99{between}[CanLII](https://canlii.ca/t/ab12c)")

    assert [each.citation for each in found] == ["2019 ONSC 99", "canlii.ca/t/ab12c"]


def test_a_link_from_the_reports_is_parallel_to_them():
    [found] = find(f"[*Roe v Doe*, [2019] 3 OR 494]({PAGE})")

    assert (found.citation, found.parallel) == ("[2019] 3 OR 494", ("2019 ONSC 1234",))


@pytest.mark.parametrize(("text", "style", "citation", "pinpoint"), MORE, ids=[row[2] for row in MORE])
def test_an_authority_is_found_in_older_and_in_official_forms(text, style, citation, pinpoint):
    [found] = find(text)

    assert (found.style, found.citation, found.pinpoint) == (style, citation, pinpoint)


def test_two_neutral_citations_are_two_decisions_unless_one_is_the_other_in_french():
    assert [each.citation for each in find("Ko v Li, 2025 ONSC 2766, 2025 ONSC 2965 and 2025 ONSC 6785")] == [
        "2025 ONSC 2766",
        "2025 ONSC 2965",
        "2025 ONSC 6785",
    ]
    assert [each.citation for each in find("Ko v Li, 2025 ONSC 2766, 2965 and 6785.")] == [
        "2025 ONSC 2766",
        "2025 ONSC 2965",
        "2025 ONSC 6785",
    ]
    assert (
        len(
            find("Ko v Li, 2025 ONSC 2766, 398 DLR (4th) 381, and R v Roe, 2016 SCC 27, 12 of us, 2 days on.")
        )
        == 2
    )
    [found] = find("R c Jordan, 2016 CSC 27, 2016 SCC 27, [2016] 1 RCS 631")
    assert found.parallel == ("2016 SCC 27", "[2016] 1 RCS 631")


def test_an_aside_in_small_letters_is_part_of_the_style():
    [found] = find("See Roe v. Doe (in trust for the estate), 2011 ONSC 2.")

    assert found.style == "Roe v. Doe (in trust for the estate)"


def test_a_case_is_not_called_by_the_pinpoint_and_the_aside_before_it():
    found = find(
        "R v Big, [1985] 1 SCR 295, at pp. 336\u201137 (per Dickson J.), and R v Oakes, [1986] 1 SCR 103"
    )

    assert [(each.style, each.pinpoint) for each in found] == [
        ("R v Big", "at pp. 336-37"),
        ("R v Oakes", ""),
    ]


def test_two_schedules_of_one_chapter_are_two_acts():
    found = find("SO 2002, c 24, Sch A applies, and so does SO 2002, c 24, Sch B, s 4.")

    assert [each.citation for each in found] == ["SO 2002, c 24, Sch A", "SO 2002, c 24, Sch B"]


def test_a_law_is_not_called_by_what_was_cited_before_it_in_the_sentence():
    found = find("la Loi sur le divorce, LRC 1985, c 3, art 15 et LRO 1990, c F.3 aussi")

    assert [(each.style, each.citation) for each in found] == [
        ("Loi sur le divorce", "LRC 1985, c 3"),
        ("", "LRO 1990, c F.3"),
    ]


def test_canliis_own_citation_of_an_old_decision_is_parallel_to_the_reports():
    [found] = find("Willick v. Willick, 1994 CanLII 28 (SCC), [1994] 3 SCR 670 at p 690")

    assert (found.parallel, found.pinpoint) == (("[1994] 3 SCR 670",), "at p 690")


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
        "In 2024 U.S. 500 companies paid 2024CAD1500, or 2024 A.B. 12, on file 2024ABC123.",
        "In 2024 BC HYDRO 12 and 2024, ON HOLD 5 were printed.",
        "https://www.canlii.org/en/on/ and https://example.com/doc/2019/2019onsc1/2019onsc1.html",
        "The Act, this Act and the *Act*; our Rules, the Code and each Regulation.",
        "The Postal Code, the Dress Code, the House Rules and the Code of Conduct.",
        "How The Parties Must Act. **Important: when to Act.**",
        "Choose A v B, or the landlord v. the tenant, or version v. 2.",
        "c. Q-2, c. C-25.01, LRO, c. F.3 and about c. 1990 in Toronto.",
        "the tenants’ Regulations and **the court in that matter**",
        "La Loi, le Code, le Code postal, le Code de conduite et le Règlement hors cour.",
        "[PERSON_1] v. [PERSON_2] and [ORG_1] c. [ORG_2]",
        "*Separation agreement* and **Facts** and *not*",
        "In 2014 only 5 came, in 2019 about 30, in 2020 on appeal 3; number 2021 fc.",
        "The Terms of Reference, the Annual Convention in Toronto, the Convention Centre, a Convention refugee.",
        "The Declaration of Trust, a restrictive Covenant, the Client Protocol and the Treaty of the parties.",
        "La Convention entre actionnaires et la Déclaration de fiducie.",
        "PART V. GENERAL and SCHEDULE V AND",
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


@given(st.text(st.sampled_from("Ko v. Li,[]()*2025 ONSCRDLé–\n\u00a0c artActuoisb>_|"), max_size=200))
def test_places_are_inside_the_text_and_nothing_breaks(text):
    for found in find(text):
        assert all(0 <= start < end <= len(text) for start, end in found.places)


@given(st.text(max_size=80), st.integers(2001, 2026), st.integers(1, 9999))
def test_a_neutral_citation_on_a_line_of_its_own_is_always_found(before, year, number):
    found = find(f"{before}\n{year} ONSC {number}\n")

    assert f"{year} ONSC {number}" in {each.citation for each in found}


@given(
    st.sampled_from(["*{}*", "**{}**", "***{}***", "{}"]),
    st.sampled_from(["v", "v.", "c", "c."]),
    st.sampled_from(["So in {}.", "> {} held it.", "- {}\n- more", "(voir {})", "Text; {}, and so on"]),
)
def test_a_named_case_is_found_in_every_dress(dress, versus, sentence):
    text = sentence.format(dress.format(f"Invented {versus} Nobody"))

    [found] = find(text)

    assert found.style == f"Invented {versus} Nobody"


def test_a_treaty_has_its_name_with_its_numbers_in_both_series():
    text = "Convention on the Rights of the Child, 20 November 1989, 1577 UNTS 3, Can TS 1992 No 3, art 3"

    [found] = find(f"Under the {text}, it is so.")

    assert (found.style, found.citation, found.parallel, found.pinpoint) == (
        "Convention on the Rights of the Child", "1577 UNTS 3", ("Can TS 1992 No 3",), "art 3",
    )  # fmt: skip


def test_two_treaties_of_one_sentence_are_two():
    found = find(
        "The International Covenant on Civil and Political Rights and the Convention on the Rights of the Child bind"
        " it, as does the United Nations Declaration on the Rights of Indigenous Peoples Act, SC 2021, c 14."
    )

    assert [each.style for each in found] == [
        "International Covenant on Civil and Political Rights",
        "Convention on the Rights of the Child",
        "United Nations Declaration on the Rights of Indigenous Peoples Act",
    ]


def test_every_paragraph_of_a_list_is_in_the_pinpoint():
    [found] = find("R v Roe, 2016 SCC 27 at paras. 46, 47, and 105, says so.")

    assert found.pinpoint == "at paras. 46, 47, and 105"


def test_a_page_behind_a_report_is_its_pinpoint_and_no_part_of_what_comes_next():
    found = find("R. c. Oakes, [1986] 1 R.C.S. 103, p. 138, et R. c. Big, [1985] 1 R.C.S. 295, pp. 336-337.")

    assert [(each.style, each.pinpoint) for each in found] == [
        ("R. c. Oakes", "p. 138"),
        ("R. c. Big", "pp. 336-337"),
    ]


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "cited",
    [
        "".join(f"A{n} v B, 2014 SCC 7; " for n in range(5000)),
        "1577 UNTS 3, Can TS 1992 No 3, " * 5000,
        "Convention on the Rights of the Child and the " * 5000,
        "2014 SCC 7, " * 8000,
        "12 UNTS 3 " * 20_000,
        " ".join(f"2014 SCC {n};" for n in range(5000)),
    ],
)
def test_thousands_of_citations_take_no_time(cited):
    assert find(cited)
