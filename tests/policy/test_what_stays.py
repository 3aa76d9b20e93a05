"""What explains itself stays: the law, what was decided, amounts, dates of hearings, judges. None of it is anybody's."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.policy import listing
from apps.policy.identifying.known import Known
from tests.policy.written import blank, dash, stays

NOBODY = Known()
SENTENCE = st.sampled_from(
    (
        "See {}.",
        "Voir {}.",
        "({}; cited below)",
        "as held in {}, the duty is settled.",
        "{}\n",
        "- {} ;",
        "« {} »",
    )
)


def parties(*names):
    known = Known()
    for name in names:
        listing.add_name(known, name, uuid.uuid4(), is_organization=False)
    return known


@given(st.data())
def test_neutral_citations_reporters_and_data_banks_stay(data):
    year, number, page = (
        data.draw(st.integers(1987, 2026)),
        data.draw(st.integers(1, 9999)),
        data.draw(st.integers(1, 999)),
    )
    court = data.draw(
        st.sampled_from(
            (
                "SCC",
                "CSC",
                "ONCA",
                "ONSC",
                "BCCA",
                "QCCA",
                "QCCS",
                "FCA",
                "CAF",
                "ABKB",
                "NSCA",
                "TCC",
                "HRTO",
                "QCTAT",
            )
        )
    )
    cited = data.draw(
        st.sampled_from(
            (
                f"{year} {court} {number}", f"{year} {court} {number} at paras {page}-{page + 14}", f"[{year}] 2 SCR {page}", f"[{year}] 2 R.C.S. {page}, p. {page}-{page + 3}",
                f"({year}), {page} OR (3d) {page} at {page}-{page + 5}", f"{year} CanLII {10000 + number} (ON SC)", f"[{year}] O.J. No. {number} (QL)", f"[{year}] J.Q. no {number}",
                f"EYB {year}-{10000 + number}", f"REJB {year}-{10000 + number}", f"J.E. {year}-{number}", f"AZ-50{100000 + number}", f"{year} WL {1000000 + number}",
                f"{page} D.L.R. (4th) {page}", f"{year} {court} {number}, par. {page} à {page + 2}",
            )
        )
    )  # fmt: skip
    text = data.draw(SENTENCE).format(cited.replace(" ", data.draw(st.sampled_from((" ", " ", "\u00a0")))))

    assert stays(text, NOBODY), text


@given(st.data())
def test_statutes_regulations_and_rules_stay(data):
    year, number, part = (
        data.draw(st.integers(1985, 2025)),
        data.draw(st.integers(1, 999)),
        data.draw(st.integers(1, 99)),
    )
    line = data.draw(st.sampled_from(("-", "\u2011", "\u2013")))
    cited = data.draw(
        st.sampled_from(
            (
                f"RSC {year}, c C{line}{part}, s {part}({part})", f"R.S.O. 1990, c. C.{part}, ss. {part}{line}{part + 2}", f"L.R.C. {year}, ch. C{line}{part}", f"RLRQ, c. P{line}{part}.1, art. {number}",
                f"SOR/{year}{line}{number}", f"DORS/{year}{line}{number}", f"O. Reg. {number}/{part:02d}", f"R.R.O. 1990, Reg. {number}, r. {part}.0{part % 9}", f"By-law No. {number}{line}{year}",
                f"règlement {year}{line}{number}", f"décret {number}{line}{year}", f"arts. {number} to {number + 9} C.C.Q.", f"art. {number} C.p.c.", f"Bill C{line}{part}", f"P.C. {year}{line}0{number}",
                f"National Instrument {part}{line}{number}", f"Regulation (EU) {year}/{number}", f"S.C. {year}, c. {part}", f"section {part}.{part % 9}", f"s. {number}({part})(a)(ii)", f"Form {part}A",
                f"CQLR c CCQ{line}1991", f"paragraphs {number}{line}{number + 40}", f"pages {number + 1000}{line}{number + 1022}", f"Exhibit {part}, tab {part}", f"pièce P{line}{part}",
            )
        )
    )  # fmt: skip
    text = data.draw(SENTENCE).format(cited)

    assert stays(text, NOBODY), text


@given(st.data())
def test_amounts_and_quantities_stay(data):
    whole = data.draw(st.integers(1_000, 99_999_999))
    comma, blanks = (
        f"{whole:,}",
        f"{whole:,}".replace(",", data.draw(blank.filter(lambda each: each != "\t"))),
    )
    amount = data.draw(
        st.sampled_from(
            (
                f"${comma}", f"${comma}.00", f"$ {comma}.50", f"${whole}", f"CAD {comma}", f"US${comma}", f"{blanks} $", f"{blanks},00 $", f"{blanks}\u00a0$", f"{comma} dollars", f"{whole} dollars",
                f"{blanks} dollars", f"{whole} shares", f"{blanks} actions", f"{comma} units", f"{whole} $", f"{comma} km", f"{blanks} m²", f"{whole} votes", f"€{comma}", f"{comma}",
            )
        )
    )  # fmt: skip
    text = data.draw(
        st.sampled_from(
            (
                "The claim is for {}.",
                "Il réclame {}.",
                "between {} and less",
                "un prix de {}, payable",
                "| {} |",
                "Total: {}\n",
            )
        )
    ).format(amount)

    assert stays(text, NOBODY), text


@given(st.data())
def test_dates_times_and_spans_of_years_stay(data):
    year, month, day = (
        data.draw(st.integers(1990, 2027)),
        data.draw(st.integers(1, 12)),
        data.draw(st.integers(1, 28)),
    )
    line = data.draw(dash)
    said = data.draw(
        st.sampled_from(
            (
                f"March {day}, {year}", f"le {day} mars {year}", f"{year}{line}{month:02d}{line}{day:02d}", f"{day:02d}/{month:02d}/{year}", f"{day}.{month}.{year}", f"{year}{month:02d}{day:02d}",
                f"the {day}th day of May, {year}", f"{year}{line}{year + 1}", f"{year}/{(year + 1) % 100:02d}", f"10:{day:02d} a.m.", f"{day} h {month:02d}", f"{year}-{month:02d}-{day:02d} 09:{day:02d}",
                f"{day} {month:02d} {year}"[:0] + f"{day:02d} {month:02d} {year}", f"the {year} and {year + 1} fiscal years", f"{day} juin", f"Q{month % 4 + 1} {year}",
            )
        )
    )  # fmt: skip
    text = data.draw(
        st.sampled_from(
            (
                "The hearing is on {}.",
                "L'audience aura lieu {}.",
                "heard {} at Toronto",
                "The order of {} is set aside.",
                "signed {}, effective then",
                "The accident was {}.",
                "Trial: {}\n",
            )
        )
    ).format(said)

    assert stays(text, NOBODY), text


@given(st.data())
def test_the_judge_and_the_published_name_keep_a_surname_that_a_party_shares(data):
    known = parties("Amina Warsame", "Guy Tremblay")
    surname = data.draw(st.sampled_from(("Warsame", "Tremblay")))
    text = data.draw(
        st.sampled_from(
            (
                f"Justice {surname} dissented.", f"le juge {surname} a conclu", f"Madam Justice {surname} held", f"{surname} C.J.O. wrote", f"{surname} J.A., concurring", f"{surname}, j.c.s.",
                f"R. v. {surname}, 2016 SCC 27", f"{surname} v. Canada, [1999] 2 SCR 817", f"Roe c. {surname}, 2020 QCCA 12", f"{surname} v. Roe (2011), 108 OR (3d) 1",
            )
        )
    )  # fmt: skip

    assert stays(text, known), text


@pytest.mark.parametrize(
    "text",
    [
        "the 3 Superior Court rulings; in 2015 Supreme Court; section 12 Court Street", "5 minute drive, a 4 lane road, 2 hour drive, 3 houses on the street", "12 jurors; 24 hours; 60 days; 14 Place names",
        "Within 30 days of service; 100 Court of Appeal decisions in 2018 Line of cases", "the title of 2019 SCC 65; a titre of $1,250,000; instrument 12", "report 2019-2020, file 12 of 30, claim 2024-06-15, claim 2,500",
        "good health.\n\n1234567 units", "On 4 March 2024 they moved. The birth was easy.", "the licence agreement of 2026-03-01", "on account of 12,000 paid 2026-03-02", "blood pressure 128/82, L4-L5, T12-L1",
        "ISO 27001:2013; version 2.12.0; 3.14159265; 192.168.10.24", "Room 4, floor 3; grade 9; class 5; unit of measure", "the ratio was 10000-20000 units",
    ],
)  # fmt: skip
def test_what_only_looks_like_an_identifier_stays(text):
    assert stays(text, NOBODY)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("the applicant Rahimi", "The reasons are short. THE LEASE IS SIGNED."),
        ("les enfants Roy", "Les motifs sont brefs."),
    ],
)
def test_the_article_of_a_listed_name_is_nobodys(name, text):
    assert stays(text, parties(name))
