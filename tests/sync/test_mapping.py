"""The practice system's words in ours."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.matters.models import PartyRole, PracticeArea, Province
from apps.sync import mapping


@pytest.mark.parametrize(
    ("name", "area"),
    [
        ("Family Law", PracticeArea.FAMILY),
        ("Droit de la famille", PracticeArea.FAMILY),
        ("Wills & Estates", PracticeArea.ESTATES),
        ("Successions", PracticeArea.ESTATES),
        ("Commercial Leasing", PracticeArea.LEASING),
        ("Baux commerciaux / bail", PracticeArea.LEASING),
        ("Small Claims Litigation", PracticeArea.SMALL_CLAIMS),
        ("Petites créances", PracticeArea.SMALL_CLAIMS),
        ("Immigration & Refugee", PracticeArea.IMMIGRATION),
        ("Health Law", PracticeArea.HEALTH),
        ("Employment", PracticeArea.EMPLOYMENT),
        ("Corporate", PracticeArea.CORPORATE),
        ("Civil Litigation", PracticeArea.LITIGATION),
        ("Droit civil", PracticeArea.CIVIL),
        ("Maritime", None),
        ("Family & Estates", None),
        ("Corporate Litigation", None),
        ("", None),
    ],
)
def test_an_area_is_known_by_its_words(name, area):
    assert mapping.area(name, {}) == area


@pytest.mark.parametrize(
    ("place", "province"),
    [
        ("Toronto, Ontario", Province.ON),
        ("Toronto ON", Province.ON),
        ("Montréal (Québec)", Province.QC),
        ("QC", Province.QC),
        ("Vancouver, British Columbia", Province.BC),
        ("Ontario and Quebec", None),
        ("On hold", None),
        ("Boston, MA", None),
        ("", None),
    ],
)
def test_a_province_is_known_when_one_is_named(place, province):
    assert mapping.province(place, {}) == province


@pytest.mark.parametrize(
    ("words", "role"),
    [
        ("Opposing party", PartyRole.OPPOSING),
        ("Opposing counsel", PartyRole.OPPOSING_COUNSEL),
        ("Avocate de la partie adverse", PartyRole.OPPOSING_COUNSEL),
        ("Daughter", PartyRole.CHILD),
        ("Témoin", PartyRole.WITNESS),
        ("Expert witness", PartyRole.WITNESS),
        ("Neighbour", PartyRole.OTHER),
        ("", PartyRole.OTHER),
    ],
)
def test_a_part_is_known_by_its_words(words, role):
    assert mapping.role(words, {}) == role


@given(st.text())
def test_any_text_is_read_without_a_fault(text):
    assert mapping.role(text, {}) in PartyRole
    assert mapping.area(text, {}) is None or mapping.area(text, {}) in PracticeArea
    assert mapping.province(text, {}) is None or mapping.province(text, {}) in Province


def test_what_the_firm_says_comes_first_however_it_is_written():
    said = {"family & estates": "estates", "north shore": "BC", "adjuster": "expert"}
    assert mapping.area("Family &  ESTATES", said) == PracticeArea.ESTATES
    assert mapping.province("North Shore", said) == Province.BC
    assert mapping.role("Adjuster", said) == PartyRole.EXPERT
