import datetime as dt
import enum
import re
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.audit import facts
from apps.audit.body import compose
from apps.audit.events import Event
from apps.audit.facts import Digest, Kind, RemoteId
from apps.core.sensitive import Sensitive

CANARY = "Mme Tremblay révoque son testament"
RESERVED = {
    "v",
    "nonce",
    "at",
    "event",
    "by",
    "asked_by",
    "on",
    "kind",
    "id",
    "matter",
    "facts",
    "hmac",
    "key",
}


class Answer(enum.StrEnum):
    YES = "yes"
    FREE = CANARY
    SHOUTED = "YES"


class Number(enum.IntEnum):
    ONE = 1


GOOD = {
    Kind.ID: uuid.uuid4(),
    Kind.COUNT: 12,
    Kind.CODE: Answer.YES,
    Kind.FLAG: True,
    Kind.TIME: dt.datetime(2026, 3, 1, 9, 30, tzinfo=dt.UTC),
    Kind.DIGEST: Digest("0f" * 32, "m1"),
    Kind.REMOTE_ID: RemoteId("msg_01:AZ-9.z"),
}
TEXTS = [CANARY, CANARY.encode(), Sensitive(CANARY), [CANARY], {"text": CANARY}, Answer.FREE, "tremblay"]


def entry(event, given):
    some = uuid.uuid4()
    return compose(
        event=event, at=1, by=some, asked_by=None, kind="a.b", subject=some, matter=None, facts=given
    )


def good(kind):
    return [GOOD[kind[0]]] * 2 if isinstance(kind, list) else GOOD[kind]


def test_every_event_is_named_described_and_takes_each_of_its_facts():
    for event in Event:
        assert re.fullmatch(r"[a-z]+\.[a-z_]+", event.value), event
        assert event.name == event.value.replace(".", "_").upper(), event
        assert str(event.description), event
        assert not RESERVED & event.facts.keys(), event
        assert all(re.fullmatch(r"[a-z][a-z_]*", name) for name in event.facts), event

        body = entry(event, {name: good(kind) for name, kind in event.facts.items()})

        assert f'"event":"{event.value}"' in body, event


def refusal(event, given):
    """What is said where such an entry cannot be made; nothing where it can."""
    try:
        entry(event, given)
    except TypeError as refused:
        return str(refused)
    return ""


def test_no_fact_of_any_event_can_be_text():
    taken = []
    for event, name in [(each, name) for each in Event for name in each.facts]:
        others = {other: good(its) for other, its in event.facts.items() if other != name}
        for text in TEXTS:
            for value in (text, [text]):
                said = refusal(event, others | {name: value})
                if not said or "remblay" in said:
                    taken.append((event, name, value, said))

    assert taken == []


@pytest.mark.parametrize("kind", list(Kind), ids=str)
def test_a_kind_of_fact_takes_its_own_values_and_no_others(kind):
    for other, value in GOOD.items():
        if other is kind:
            facts.plain("fact", kind, value)
        else:
            with pytest.raises(TypeError):
                facts.plain("fact", kind, value)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Kind.COUNT, -1),
        (Kind.COUNT, 2**53),
        (Kind.COUNT, 1.0),
        (Kind.COUNT, Number.ONE),
        (Kind.CODE, Number.ONE),
        (Kind.CODE, Answer.SHOUTED),
        (Kind.FLAG, 1),
        (Kind.TIME, dt.datetime(2026, 3, 1)),  # noqa: DTZ001
        (Kind.TIME, dt.date(2026, 3, 1)),
    ],
    ids=repr,
)
def test_what_only_resembles_the_kind_is_refused(kind, value):
    with pytest.raises(TypeError):
        facts.plain("fact", kind, value)


@given(st.datetimes(timezones=st.timezones()))
def test_a_time_is_kept_to_the_microsecond(instant):
    exact = facts.EPOCH + dt.timedelta(microseconds=facts.microseconds(instant))

    assert exact == instant.astimezone(dt.UTC)


@given(st.text(max_size=90))
def test_a_vendors_id_never_holds_a_space_or_anything_to_escape(text):
    try:
        kept = RemoteId.of(text).value
    except TypeError:
        return

    assert re.fullmatch(r"[A-Za-z0-9._:-]{1,80}", kept)


@pytest.mark.parametrize(
    ("given", "kept"), [(99120034, "99120034"), ("msg_01Xy", "msg_01Xy"), ("4/aB+c9w==", "4_aB-c9w")]
)
def test_ids_as_vendors_give_them_are_kept(given, kept):
    assert RemoteId.of(given).value == kept


@pytest.mark.parametrize("value", ["", "two words", "a" * 81, "é", None, True, b"id", CANARY])
def test_what_does_not_read_like_an_id_is_not_one(value):
    with pytest.raises(TypeError):
        RemoteId.of(value)


@pytest.mark.parametrize(
    ("hmac", "key"), [("AB" * 32, "m1"), ("ab", "m1"), ("ab" * 32, "x1"), (CANARY, "m1")]
)
def test_a_digest_is_a_digest_and_names_its_key(hmac, key):
    with pytest.raises(TypeError):
        Digest(hmac, key)


def test_a_digest_of_the_firms_own_names_the_firms_key():
    first, again, other = (facts.firm_digest(part) for part in (b"a", b"a", b"b"))

    assert first == again != other
    assert first.key == "f1"
