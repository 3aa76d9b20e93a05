from types import SimpleNamespace

import pytest

from apps.review.authorities import outside
from apps.review.citing import links

PAGES = [
    ("2025 ONSC 2766", "en", "https://www.canlii.org/en/on/onsc/doc/2025/2025onsc2766/2025onsc2766.html"),
    ("2019 SCC 65", "en", "https://www.canlii.org/en/ca/scc/doc/2019/2019scc65/2019scc65.html"),
    ("2019 CSC 65", "fr", "https://www.canlii.org/fr/ca/csc/doc/2019/2019csc65/2019csc65.html"),
    ("2019 CSC 65", "en", "https://www.canlii.org/en/ca/scc/doc/2019/2019scc65/2019scc65.html"),
    ("2025 FC 1233", "en", "https://www.canlii.org/en/ca/fct/doc/2025/2025fc1233/2025fc1233.html"),
    ("2025 QCCS 3521", "fr", "https://www.canlii.org/fr/qc/qccs/doc/2025/2025qccs3521/2025qccs3521.html"),
    ("2026 ABCA 20", "en", "https://www.canlii.org/en/ab/abca/doc/2026/2026abca20/2026abca20.html"),
    (
        "1994 CanLII 28 (SCC)",
        "en",
        "https://www.canlii.org/en/ca/scc/doc/1994/1994canlii28/1994canlii28.html",
    ),
    (
        "RSC 1985, c C-46",
        "en",
        "https://www.canlii.org/en/ca/laws/stat/rsc-1985-c-c-46/latest/rsc-1985-c-c-46.html",
    ),
    (
        "RSO 1990, c C.43",
        "en",
        "https://www.canlii.org/en/on/laws/stat/rso-1990-c-c43/latest/rso-1990-c-c43.html",
    ),
    ("SC 2001, c 27", "en", "https://www.canlii.org/en/ca/laws/stat/sc-2001-c-27/latest/sc-2001-c-27.html"),
    (
        "LC 2001, c 27",
        "fr",
        "https://www.canlii.org/fr/ca/legis/lois/lc-2001-c-27/derniere/lc-2001-c-27.html",
    ),
    (
        "CQLR c C-25.01",
        "en",
        "https://www.canlii.org/en/qc/laws/stat/cqlr-c-c-25.01/latest/cqlr-c-c-25.01.html",
    ),
    (
        "SO 2004, c 3, Sch A",
        "en",
        "https://www.canlii.org/en/on/laws/stat/so-2004-c-3-sch-a/latest/so-2004-c-3-sch-a.html",
    ),
    (
        "S.O. 2017, c. 14, Sched. 1",
        "en",
        "https://www.canlii.org/en/on/laws/stat/so-2017-c-14-sch-1/latest/so-2017-c-14-sch-1.html",
    ),
    (
        "LO 2004, c 3, ann A",
        "en",
        "https://www.canlii.org/fr/on/legis/lois/lo-2004-c-3-ann-a/derniere/lo-2004-c-3-ann-a.html",
    ),
    (
        "RSC 1985, c C-46",
        "fr",
        "https://www.canlii.org/en/ca/laws/stat/rsc-1985-c-c-46/latest/rsc-1985-c-c-46.html",
    ),
    (
        "L.R.C. (1985), ch. C-46",
        "en",
        "https://www.canlii.org/fr/ca/legis/lois/lrc-1985-c-c-46/derniere/lrc-1985-c-c-46.html",
    ),
    (
        "R.S.C. 1985, Chapter C-46",
        "en",
        "https://www.canlii.org/en/ca/laws/stat/rsc-1985-c-c-46/latest/rsc-1985-c-c-46.html",
    ),
    (
        "R.S.C. 1985, c. 3 (2nd Supp.)",
        "en",
        "https://www.canlii.org/en/ca/laws/stat/rsc-1985-c-3-2nd-supp/latest/rsc-1985-c-3-2nd-supp.html",
    ),
    (
        "SA 2003, c F-4.5",
        "en",
        "https://www.canlii.org/en/ab/laws/stat/sa-2003-c-f-4.5/latest/sa-2003-c-f-4.5.html",
    ),
    (
        "SS 2018, c S-24.2",
        "en",
        "https://www.canlii.org/en/sk/laws/stat/ss-2018-c-s-24.2/latest/ss-2018-c-s-24.2.html",
    ),
    (
        "RSPEI 1988, c C-17.2",
        "en",
        "https://www.canlii.org/en/pe/laws/stat/rspei-1988-c-c-17.2/latest/rspei-1988-c-c-17.2.html",
    ),
    (
        "RLRQ, c. C-61.01",
        "en",
        "https://www.canlii.org/fr/qc/legis/lois/rlrq-c-c-61.01/derniere/rlrq-c-c-61.01.html",
    ),
    (
        "Règl. de l’Ont. 426/06",
        "en",
        "https://www.canlii.org/fr/on/legis/regl/regl-de-lont-426-06/derniere/regl-de-lont-426-06.html",
    ),
    (
        "Alta. Reg. 124/2010",
        "en",
        "https://www.canlii.org/en/ab/laws/regu/alta-reg-124-2010/latest/alta-reg-124-2010.html",
    ),
    (
        "B.C. Reg. 168/2009",
        "en",
        "https://www.canlii.org/en/bc/laws/regu/bc-reg-168-2009/latest/bc-reg-168-2009.html",
    ),
    ("2019 NWTCA 5", "en", "https://www.canlii.org/en/nt/ntca/doc/2019/2019nwtca5/2019nwtca5.html"),
    (
        "SC 2018, c 12, s 186",
        "en",
        "https://www.canlii.org/en/ca/laws/stat/sc-2018-c-12-s-186/latest/sc-2018-c-12-s-186.html",
    ),
    (
        "LC 2018, c 12, art 186",
        "fr",
        "https://www.canlii.org/fr/ca/legis/lois/lc-2018-c-12-art-186/derniere/lc-2018-c-12-art-186.html",
    ),
    (
        "R.S.C., 1985, c. C-46",
        "en",
        "https://www.canlii.org/en/ca/laws/stat/rsc-1985-c-c-46/latest/rsc-1985-c-c-46.html",
    ),
    ("C.R.C., c. 870", "en", "https://www.canlii.org/en/ca/laws/regu/crc-c-870/latest/crc-c-870.html"),
    ("N.B. Reg. 82-73", "en", "https://www.canlii.org/en/nb/laws/regu/nb-reg-82-73/latest/nb-reg-82-73.html"),
    ("SOR/2002-227", "en", "https://www.canlii.org/en/ca/laws/regu/sor-2002-227/latest/sor-2002-227.html"),
    (
        "DORS/2002-227",
        "fr",
        "https://www.canlii.org/fr/ca/legis/regl/dors-2002-227/derniere/dors-2002-227.html",
    ),
    ("O. Reg. 384/24", "en", "https://www.canlii.org/en/on/laws/regu/o-reg-384-24/latest/o-reg-384-24.html"),
    (
        "RRO 1990, Reg 194",
        "en",
        "https://www.canlii.org/en/on/laws/regu/rro-1990-reg-194/latest/rro-1990-reg-194.html",
    ),
]


@pytest.mark.parametrize(
    ("citation", "language", "page"), PAGES, ids=[f"{one} {two}" for one, two, _ in PAGES]
)
def test_a_citation_that_names_its_place_leads_to_canliis_own_page(citation, language, page):
    assert links.page(citation, language) == page


@pytest.mark.parametrize(
    "citation", ["[1994] 3 SCR 670", "art 1457 CCQ", "2025 XYZQ 12", "1994 CanLII 28", ""]
)
def test_what_its_citation_does_not_place_is_searched_for(citation):
    assert links.page(citation) is None


@pytest.mark.parametrize(
    ("link", "elsewhere"),
    [
        ("https://www.canlii.org/en/on/onsc/doc/2025/2025onsc2766/2025onsc2766.html", False),
        ("https://www.canlii.org/en/on/onsc/doc/2025/2025onsc9999/2025onsc9999.html", True),
        ("https://canlii.ca/t/kbcd1", False),
        ("https://www.ontariocourts.ca/decisions/2025onsc9999.htm", False),
        ("https://www.canlii.org/en/#search/id=2025%20ONSC%202766", False),
    ],
)
def test_a_page_of_another_decision_is_known_for_one(link, elsewhere):
    assert links.leads_elsewhere(link, ("2025 ONSC 2766",)) is elsewhere


def test_a_number_that_begins_with_a_nought_is_the_same_number():
    page = "https://www.canlii.org/en/bc/bcca/doc/2001/2001bcca45/2001bcca45.html"

    assert links.page("2001 BCCA 0045") == page
    assert not links.leads_elsewhere(page, ("2001 BCCA 0045",))


def test_an_old_name_for_a_page_is_read_in_whatever_shape():
    other = "https://www.canlii.org./EN/on/onsc/doc/2025/2025onsc9999"
    assert links.leads_elsewhere(other, ("2025 ONSC 2766",))
    assert links.leads_elsewhere(other, ("1994 CanLII 28",))
    assert links.leads_elsewhere(other, ("2025 XYZQ 12",))


def test_a_code_that_is_not_known_here_may_be_that_of_the_other_language():
    french = "https://www.canlii.org/fr/ca/ccri/doc/2019/2019ccri910/2019ccri910.html"
    assert not links.leads_elsewhere(french, ("2019 CIRB 910",))
    assert links.leads_elsewhere(french, ("2019 CIRB 911",))
    assert links.leads_elsewhere(french, ("2019 FC 910",))


@pytest.mark.parametrize(
    ("citation", "databases", "case_id"),
    [
        ("2019 CSC 65", ("csc-scc",), "2019scc65"),
        ("2019 CF 12", ("fct",), "2019fc12"),
        ("2019 CCI 12", ("cci-tcc",), "2019tcc12"),
        ("2018 ONSC 484", ("onsc", "onscdc"), "2018onsc484"),
        ("2019 NSSC 4", ("nssc", "nssf"), "2019nssc4"),
        ("2017 ABQB 1", ("abkb", "abqb"), "2017abqb1"),
        ("2019 NLSC 5", ("nlsctd", "nlsc"), "2019nlsc5"),
        ("2019 PECA 5", ("pescad",), "2019peca5"),
        ("2019 NWTSC 5", ("ntsc",), "2019nwtsc5"),
        ("2020 HRTO 5", ("onhrt",), "2020hrto5"),
        ("1998 CanLII 14 (PE SC)", ("pesctd",), "1998canlii14"),
        ("2019 CanLII 45261 (SCC)", ("csc-scc", "csc-scc-al"), "2019canlii45261"),
    ],
)
def test_canliis_metadata_has_names_of_its_own_for_the_databases_of_the_courts(citation, databases, case_id):
    named = links.decision(citation)

    assert (named.databases, named.case_id) == (databases, case_id)


@pytest.mark.parametrize(
    ("given", "page"),
    [
        ("http://canlii.ca/t/1vxsm", "https://canlii.ca/t/1vxsm"),
        ("https://canlii.ca/t/1vxsm", "https://canlii.ca/t/1vxsm"),
        ("http://example.com/t/1vxsm", ""),
        ("javascript:alert(1)//canlii.ca", ""),
        ("", ""),
    ],
)
def test_a_page_that_canlii_gives_is_its_own_and_encrypted(given, page):
    assert links.own(given) == page


def _page(place: str, folder: str, case_id: str) -> str:
    return f"https://www.canlii.org/en/{place}/{folder}/doc/{case_id[:4]}/{case_id}/{case_id}.html"


@pytest.mark.parametrize(
    ("citation", "page", "elsewhere"),
    [
        ("[1994] 3 SCR 670", _page("ca", "scc", "2020scc24"), True),
        ("[1994] 3 S.C.R. 670", _page("ca", "scc", "2020scc24"), True),
        ("[1994] 3 RCS 670", "https://www.canlii.org/fr/ca/csc/doc/1994/1994canlii28/1994canlii28.html", False),
        ("[1994] 3 SCR 670", _page("ca", "scc", "1994canlii28"), False),
        ("[1994] 3 SCR 670", _page("on", "onca", "1994canlii28"), True),
        ("[1975] 1 SCR 423", _page("ca", "scc", "1973canlii193"), False),
        ("[1983] 1 FC 745", _page("ca", "fca", "1982canlii5259"), False),
        ("[1983] 1 FC 745", _page("on", "onca", "1982canlii5259"), True),
        ("(1998), 40 OR (3d) 321 (CA)", _page("on", "onca", "1998canlii1"), False),
        ("(1998), 40 OR (3d) 321 (CA)", _page("bc", "bcca", "1998canlii1"), True),
        ("(1998), 40 OR (3d) 321 (CA)", _page("on", "onca", "2005canlii1"), True),
        ("40 OR (3d) 321", _page("bc", "bcca", "1998canlii1"), True),
        ("40 OR (3d) 321", _page("ca", "scc", "1998canlii1"), False),
        ("119 DLR (4th) 405", _page("bc", "bcca", "1998canlii1"), False),
        ("2014 CarswellOnt 1234", _page("on", "onsc", "2014onsc9"), False),
        ("2014 CarswellOnt 1234", _page("on", "onsc", "2017onsc9"), True),
        ("(1995), 24 OR (3d) 865n (SCC)", _page("ca", "scc", "1995canlii59"), False),
        ("(1999), 170 FTR 1", _page("on", "onsc", "1999canlii1"), True),
        ("[2014] O.J. No. 123", _page("qc", "qccs", "2014qccs9"), True),
        ("Nfld & PEIR 12", _page("on", "onca", "1998canlii1"), True),
        ("", _page("on", "onca", "1998canlii1"), False),
        ("[1994] 3 SCR 670", "https://www.canlii.org/en/on/laws/stat/rso-1990-c-c43/latest/rso-1990-c-c43.html", True),
        ("[1994] 3 SCR 670", "https://canlii.ca/t/1frq1", False),
        ("[1994] 3 SCR 670", "https://decisions.scc-csc.ca/scc-csc/scc-csc/en/item/1185/index.do", False),
    ],
)  # fmt: skip
def test_a_printed_report_allows_the_pages_of_its_year_and_its_court(citation, page, elsewhere):
    assert links.leads_elsewhere(page, (citation,)) is elsewhere


def test_one_of_two_reports_that_allows_a_page_is_enough_and_one_that_says_nothing_is_not():
    page = _page("ca", "scc", "2020scc24")
    assert links.leads_elsewhere(page, ("[1994] 3 SCR 670", "119 DLR (4th) 405"))
    assert not links.leads_elsewhere(page, ("[1994] 3 SCR 670", "[2020] 1 SCR 3"))


@pytest.mark.parametrize(
    ("citation", "name", "elsewhere"),
    [
        ("RSC 1985, c C-46", "rsc-1985-c-c-46", False),
        ("R.S.C. 1985, c. C-46", "rsc-1985-c-c-46", False),
        ("RSC 1985, c C-46", "rsc-1985-c-c-5", True),
        ("RSC 1985, c C-4", "rsc-1985-c-c-46", True),
        ("RSO 1990, c C.43", "rso-1990-c-c43", False),
        ("RSO 1990, c C43", "rso-1990-c-c43", False),
        ("RSO 1990, c C.43", "rso-1990-c-c12", True),
        ("SO 2002, c 24, Sch B", "so-2002-c-24-sch-b", False),
        ("SO 2002, c 24", "so-2002-c-24-sch-b", False),
        ("SO 2002, c 24, Sch B", "so-2002-c-24-sch-a", True),
        ("RSC 1985, c 3", "rsc-1985-c-3-2nd-supp", False),
        ("SC 2018, c 12", "sc-2018-c-12-s-186", False),
        ("SC 2018, c 12", "sc-2018-c-27-s-186", True),
        ("LC 2018, c 12", "lc-2018-c-12-art-186", False),
        ("SC 1998, c S-1", "sc-1998-c-s-1", False),
        ("RSM 1987, c F20", "ccsm-c-f20", False),
        ("LRC 1985, c C-46", "rsc-1985-c-c-5", False),
        ("", "rsc-1985-c-c-5", False),
    ],
)
def test_an_act_has_no_page_of_another_chapter_of_its_series(citation, name, elsewhere):
    page = f"https://www.canlii.org/en/ca/laws/stat/{name}/latest/{name}.html"

    assert links.leads_elsewhere(page, (citation,), is_case=False) is elsewhere


ACT = "https://www.canlii.org/en/ca/laws/stat/{0}/latest/{0}.html"


@pytest.mark.parametrize(
    ("kind", "citation", "to", "strays"),
    [
        ("case", "2020 SCC 24", _page("ca", "scc", "2020scc24"), False),
        ("case", "2020 SCC 24", _page("ca", "csc", "2020csc24"), False),
        ("case", "2020 SCC 24", _page("ca", "scc", "2020scc25"), True),
        ("case", "2020 SCC 24", _page("on", "onca", "2020scc24"), True),
        ("case", "2020 SCC 24", _page("ca", "scc", "2020scc24").replace("/2020/", "/2019/", 1), True),
        ("case", "2018 ONSC 484", _page("on", "onscdc", "2018onsc484"), False),
        ("case", "2018 XYZQ 4", _page("on", "onxyzq", "2018xyzq4"), False),
        ("case", "[1994] 3 SCR 670", _page("ca", "scc", "1994canlii29"), True),
        ("case", "[1994] 3 SCR 670", "https://opened.example/1", False),
        ("statute", "RSC 1985, c C-46", ACT.format("rsc-1985-c-c-46"), False),
        ("statute", "RSC 1985, c C-46", ACT.format("rsc-1985-c-c-5"), True),
        ("statute", "RSC 1985, c C-46", _page("ca", "scc", "2020scc24"), True),
        ("statute", "RSC 1985, c C-46", ACT.format("rsc-1985-c-c-46").replace("canlii.org", "canlii.example"), True),
    ],
)  # fmt: skip
def test_a_link_of_the_text_leads_astray_unless_its_address_is_of_what_is_cited(kind, citation, to, strays):
    line = SimpleNamespace(citation=citation, parallel=(), kind=kind, lookup=None)

    assert outside.strays(line, to, "https://opened.example/1") is strays


def test_a_case_that_is_cited_by_a_short_address_alone_is_opened_there():
    def page(*cited):
        return outside.page(SimpleNamespace(citation=cited[0], parallel=cited[1:], kind="case", lookup=None))

    assert page("canlii.ca/t/1frq1") == "https://canlii.ca/t/1frq1"
    assert page("canlii.ca/t/1frq1", "2020 SCC 24") == _page("ca", "scc", "2020scc24")
    assert page("decisions.scc-csc.ca/scc-csc/x") is None


def test_what_is_no_case_has_no_page_of_a_decision():
    decision = _page("ca", "scc", "2020scc24")
    law = "https://www.canlii.org/en/on/laws/stat/rso-1990-c-c43/latest/rso-1990-c-c43.html"
    assert links.leads_elsewhere(decision, ("RSO 1990, c C.43",), is_case=False)
    assert not links.leads_elsewhere(law, ("RSO 1990, c C.43",), is_case=False)


@pytest.mark.parametrize(
    "link",
    ["http://www.canlii.org/x", "javascript:alert(1)", "https://user:pw@canlii.org/", "https://localhost/x", "canlii",
     "https://canlii.org/ x", "https://" + "a" * 600 + ".ca",
     "https://[x", "https://a]b.ca/", "https://\u2100.com/"],
)  # fmt: skip
def test_what_is_no_page_of_the_web_is_no_address(link):
    assert not links.is_address(link)
