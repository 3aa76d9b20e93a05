"""A person changes what is replaced: on record without the text, known to the leak check, and roles decide."""

import uuid

import pytest

from apps.audit.models import Entry
from apps.core.errors import BadInput, Conflict, NotAllowed
from apps.core.sensitive import Sensitive
from apps.policy import services
from apps.policy.minimise import opened, restore
from apps.policy.models import Ground, Placeholder, PlaceholderKind, Replacement
from tests.factories import member, person
from tests.policy import factories

pytestmark = pytest.mark.django_db

TEXT = "John Smith met Olga Petrov; SIN 046 454 286, 12 Elm Street."
ASKED = uuid.uuid4()


@pytest.fixture
def matter(db):
    made = factories.matter(responsible=person("partner"))
    factories.party(made, "John Smith")
    return made


def crossing(matter, request_id=ASKED, text=TEXT):
    with opened(matter, request_id) as minimiser:
        return minimiser.minimise(text).text


def add(matter, value="Olga Petrov", by=None, ground=Ground.NAMES_SOMEBODY, kind=PlaceholderKind.PERSON):
    return services.add_replacement(
        matter=matter,
        request_id=ASKED,
        value=Sensitive(value),
        kind=kind,
        ground=ground,
        by=by or matter.responsible,
    )


def lift(matter, placeholder="[PERSON_1]", by=None, ground=Ground.PUBLIC):
    return services.lift_replacement(
        matter=matter, request_id=ASKED, placeholder=placeholder, ground=ground, by=by or matter.responsible
    )


def test_what_a_person_adds_is_replaced_in_the_whole_matter_and_comes_back():
    made = factories.matter(responsible=person("lawyer"))

    add(made)

    assert crossing(made, uuid.uuid4(), "OLGA  Petrov came.") == "[PERSON_1] came."
    assert restore(made, "[PERSON_1]").text == "OLGA  Petrov"


def test_what_a_person_lets_stand_crosses_in_that_request_alone_and_is_no_leak(matter):
    assert crossing(matter).startswith("[PERSON_1] met")

    lift(matter)

    assert crossing(matter).startswith("John Smith met")
    assert crossing(matter, uuid.uuid4()).startswith("[PERSON_1] met")
    with opened(matter, ASKED) as minimiser:
        assert minimiser.leaks([crossing(matter)]) == 0
    with opened(matter, uuid.uuid4()) as minimiser:
        assert minimiser.leaks([crossing(matter)]) == 1


def test_letting_one_spelling_stand_leaves_the_others_replaced(matter):
    crossing(matter)

    lift(matter)

    assert crossing(matter, text="John Smith, JOHN SMITH, Smith") == "John Smith, [PERSON_2], [PERSON_3]"


def test_the_record_says_who_and_why_and_not_what(matter):
    crossing(matter)
    add(matter)
    lift(matter)

    entries = [each for each in Entry.objects.order_by("id") if each.event.startswith("policy.replacement")]

    assert [each.event for each in entries] == ["policy.replacement_added", "policy.replacement_lifted"]
    written = " ".join(
        bytes(each.body).decode() if not isinstance(each.body, str) else each.body for each in entries
    )
    assert "names_somebody" in written
    assert "public" in written
    for text in ("Olga", "Petrov", "Smith", *Replacement.objects.values_list("value_hmac", flat=True)):
        assert text not in written


def test_what_is_kept_of_a_value_is_sealed(matter):
    row = add(matter)

    assert b"Petrov" not in bytes(Replacement.objects.get(pk=row.pk).value)


REFUSED = {
    "an added value without a letter": (BadInput, lambda matter: add(matter, "—")),
    "an added placeholder": (BadInput, lambda matter: add(matter, "see [PERSON_1]")),
    "a reason for letting stand": (BadInput, lambda matter: add(matter, ground=Ground.PUBLIC)),
    "a reason for adding": (BadInput, lambda matter: lift(matter, ground=Ground.IDENTIFIES)),
    "no placeholder of this matter": (BadInput, lambda matter: lift(matter, "[PERSON_9]")),
    "no placeholder": (BadInput, lambda matter: lift(matter, "John Smith")),
    "a stranger adds": (NotAllowed, lambda matter: add(matter, by=person("lawyer"))),
    "a stranger lets stand": (NotAllowed, lambda matter: lift(matter, by=person("lawyer"))),
    "a clerk lets stand": (NotAllowed, lambda matter: lift(matter, by=member(matter, person("clerk")))),
    "a lawyer lets a SIN stand": (
        NotAllowed,
        lambda matter: lift(matter, "[SIN_1]", by=member(matter)),
    ),
}


@pytest.mark.parametrize(("error", "act"), REFUSED.values(), ids=REFUSED)
def test_a_refused_change_changes_nothing_and_is_on_record(matter, error, act):
    before = crossing(matter)

    with pytest.raises(error):
        act(matter)

    assert crossing(matter) == before
    assert not Replacement.objects.exists()
    if error is NotAllowed:
        assert Entry.objects.order_by("-id")[0].event == "policy.act_refused"


def test_a_change_is_made_once(matter):
    crossing(matter)
    add(matter), lift(matter)

    with pytest.raises(Conflict):
        add(matter)
    with pytest.raises(Conflict):
        lift(matter)

    assert Replacement.objects.count() == 2


def test_what_is_taken_back_is_as_it_was_and_stays_on_record(matter):
    before = crossing(matter)
    rows = [add(matter), lift(matter)]

    for row in rows:
        services.take_back(replacement=row, by=matter.responsible)

    assert crossing(matter) == before
    assert Replacement.objects.filter(ended_by=matter.responsible).count() == 2
    assert [each.event for each in Entry.objects.order_by("id")][-2:] == [
        "policy.replacement_lifted",
        "policy.replacement_added",
    ]


def test_whoever_may_not_let_a_value_stand_may_not_end_its_addition_either(matter):
    row = add(matter)

    with pytest.raises(NotAllowed):
        services.take_back(replacement=row, by=member(matter, person("clerk")))

    assert Replacement.objects.get().ended_at is None


def test_text_that_looks_like_a_placeholder_is_never_let_stand(matter):
    crossing(matter, text="[PERSON_7]")

    with pytest.raises(NotAllowed):
        lift(matter, "[LITERAL_1]")

    assert Placeholder.objects.get(kind="literal")
