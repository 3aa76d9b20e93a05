"""CanLII's client against its stand-in."""

import datetime as dt

import pytest

from apps.core.sensitive import Sensitive
from apps.integrations.canlii.client import Canlii
from apps.integrations.canlii.connect import connect
from apps.integrations.errors import Fault, Permanent, Transient
from sandbox.authorities import DECISIONS, SCC
from tests.integrations import accounts


@pytest.fixture
def box():
    return accounts.fresh()


@pytest.fixture
def canlii(box):
    with connect() as made:
        yield made


def test_a_decision_that_exists_is_described_in_either_language(box, canlii):
    known = DECISIONS[0]

    english = canlii.decision(database=SCC, case_id=known.case_id("en"), language="en")
    french = canlii.decision(database=SCC, case_id=known.case_id("en"), language="fr")

    assert (english.title, english.citation, english.decided_on) == (
        known.title("en"),
        known.canlii_citation("en"),
        known.decided,
    )
    assert french.title == known.title("fr")
    assert isinstance(english.decided_on, dt.date)


def test_a_decision_that_does_not_exist_is_none_and_no_error(canlii):
    assert canlii.decision(database=SCC, case_id="2099scc999", language="en") is None


@pytest.mark.parametrize("name", ["", "../x", "2014 scc 7", "A" * 61, "x?api_key=y"])
def test_a_name_that_cannot_be_one_is_not_asked_about(box, canlii, name):
    assert canlii.decision(database=SCC, case_id=name, language="en") is None
    assert box.canlii.requests == []


def test_a_wrong_key_is_refused_and_appears_in_no_error(box):
    with Canlii(key=Sensitive("wrong-key")) as canlii, pytest.raises(Permanent) as refused:
        canlii.decision(database=SCC, case_id="2014scc71", language="en")

    assert refused.value.code == Fault.NOT_PERMITTED
    assert "wrong-key" not in repr(refused.value)


@pytest.mark.parametrize("fault", ["garbage", "html", "empty", "another_case"])
def test_an_answer_that_makes_no_sense_is_no_finding(box, canlii, fault):
    box.faults.set("canlii", "cases.read", fault)

    with pytest.raises(Transient) as refused:
        canlii.decision(database=SCC, case_id="2014scc71", language="en")

    assert refused.value.code == Fault.GARBLED
