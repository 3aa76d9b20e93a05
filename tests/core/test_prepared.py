"""A prepared query gives what its queryset gives, for values it was not made for, and lets no moment stand still."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.models import Count
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.core import prepared
from apps.core.prepared import Among, Prepared
from apps.matters import within
from apps.matters.models import Matter, MatterKey
from apps.people.models import Licence, RoleCode, RoleGrant, User
from tests import factories

pytestmark = pytest.mark.django_db


def test_gives_the_rows_of_its_queryset_for_other_values() -> None:
    first, second = factories.matter(), factories.matter()
    keys_of = Prepared(lambda matter: MatterKey.objects.filter(matter=matter))
    assert [each.matter_id for each in keys_of(matter=first.pk)] == [first.pk]
    held = MatterKey.objects.get(matter=second)
    (found,) = keys_of(matter=second.pk)
    assert (found.pk, bytes(found.data_key)) == (held.pk, bytes(held.data_key))
    assert keys_of(matter=uuid4()) == []


def test_follows_relations_and_gives_plain_columns() -> None:
    matter = factories.matter()
    whole = Prepared(lambda pk: Matter.objects.select_related("client", "responsible").filter(pk=pk))
    (found,) = whole(pk=matter.pk)
    with CaptureQueriesContext(connection) as asked:
        assert (found.client, found.responsible) == (matter.client, matter.responsible)
    assert not asked.captured_queries
    numbers = Prepared(lambda number: Matter.objects.filter(number=number).values_list("number", flat=True))
    assert numbers(number=matter.number) == [matter.number]
    assert numbers(number="none such") == []


@pytest.mark.parametrize("planned_anew", [False, True])
def test_ids_are_one_value_however_many_they_are(planned_anew: bool) -> None:
    matters = [factories.matter() for _ in range(3)]
    among = Prepared(
        lambda ids: Matter.objects.filter(Among("pk", ids)).order_by("pk"), planned_anew=planned_anew
    )
    for chosen in (matters[:1], matters, [], matters[1:]):
        assert among(ids=[each.pk for each in chosen]) == sorted(chosen, key=lambda each: each.pk)
    thousands = [uuid4() for _ in range(70_000)]  # more than a statement takes values
    assert among(ids=[*thousands, matters[0].pk]) == matters[:1]


def test_what_never_changes_is_written_into_the_text_and_a_value_is_sent_once() -> None:
    matter = factories.matter(title="100 % of O'Brien's \\ \"share\"")
    other = factories.matter(title="100 x")
    told = Prepared(
        lambda pk: Matter.objects.filter(pk=pk, title=matter.title, client__matters__pk=pk, is_training=False)
    )
    statement = told.of(pk=matter.pk).statement()
    assert statement.values == {"pk": matter.pk}
    assert statement.sql.count("%(pk)s") == 2
    assert "%s" not in statement.sql.replace("%%", "")
    assert (told(pk=matter.pk), told(pk=other.pk)) == ([matter], [])
    with CaptureQueriesContext(connection):  # as whoever watches sends it
        assert (told(pk=matter.pk), told(pk=other.pk)) == ([matter], [])


@pytest.mark.parametrize(
    ("planned_anew", "column", "kept"), [(False, "title", [(3, 0)]), (True, "province", [])]
)
def test_is_planned_once_for_all_values_or_for_each_use(
    planned_anew: bool, column: str, kept: list[tuple[int, int]]
) -> None:
    """As the settings tell the database of every connection."""
    matter = factories.matter()
    asked = Prepared(
        lambda reviewed: Matter.objects.filter(number=reviewed).values_list(column, flat=True),
        planned_anew=planned_anew,
    )
    for _ in range(3):
        asked(reviewed=matter.number)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE %s",
            [f'SELECT%"{column}" AS "{column}" FROM "matters_matter" WHERE "matters_matter"."number" = %'],
        )
        assert cursor.fetchall() == kept


def test_several_are_asked_together_and_each_gives_its_own_rows() -> None:
    first, second = factories.matter(), factories.matter()
    whole = Prepared(lambda pk: Matter.objects.filter(pk=pk))
    among = Prepared(
        lambda ids: Matter.objects.filter(Among("pk", ids)).order_by("pk").values_list("number", flat=True),
        planned_anew=True,
    )
    ordered = [each.number for each in sorted([first, second], key=lambda each: each.pk)]
    for _ in range(2):
        assert prepared.together(
            whole.of(pk=first.pk), among.of(ids=[first.pk, second.pk]), whole.of(pk=uuid4())
        ) == [
            [first],
            ordered,
            [],
        ]


def test_what_is_asked_beside_goes_with_the_first_that_is_asked_and_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, second = factories.matter(), factories.matter()
    whole = Prepared(lambda pk: Matter.objects.filter(pk=pk))
    trips: list[int] = []
    together = prepared.statements.together
    monkeypatch.setattr(
        prepared.statements, "together", lambda asked: trips.append(len(asked)) or together(asked)
    )
    beside = prepared.Beside(lambda: [whole.of(pk=second.pk), whole.of(pk=uuid4())])
    for _ in range(2):
        assert beside.together(whole.of(pk=first.pk)) == [[first]]
        assert beside.rows() == [[second], []]
    assert trips == [3, 1]
    alone = prepared.Beside(lambda: [whole.of(pk=first.pk)])
    assert [alone.rows(), alone.rows()] == [[[first]], [[first]]]
    assert trips == [3, 1, 1]


def test_how_many_rows_there_are_stops_where_its_queryset_does() -> None:
    matter = factories.matter()
    for name in ("Ada Quillfeather", "Bo Quillfeather", "Cy Quillfeather"):
        factories.party(matter, name)
    counted = Prepared(
        lambda pk: Matter.objects.filter(pk=pk).values_list(
            prepared.HowMany(Matter.objects.filter(parties__matter=pk).values("pk")[:2]),
            prepared.HowMany(Matter.objects.filter(pk=pk, is_training=True).values("pk")[:2]),
        )
    )
    assert counted(pk=matter.pk) == [(2, 0)]


def test_each_use_has_values_of_its_own() -> None:
    """What one caller was given is not the next one's: rows are made anew."""
    matter = factories.matter()
    whole = Prepared(lambda pk: Matter.objects.filter(pk=pk))
    (one,), (other,) = whole(pk=matter.pk), whole(pk=matter.pk)
    one.title = "Changed in memory"
    assert other.title == matter.title


def test_is_compiled_once() -> None:
    made: list[object] = []

    def make(pk: object) -> object:
        made.append(pk)
        return Matter.objects.filter(pk=pk)

    asked = Prepared(make)  # type: ignore[arg-type]
    matter = factories.matter()
    for _ in range(3):
        assert [each.pk for each in asked(pk=matter.pk)] == [matter.pk]
    assert len(made) == 1
    assert made != [matter.pk], "a value of a person's stayed in the process"


def test_a_moment_that_is_not_given_is_refused() -> None:
    frozen = Prepared(lambda user: RoleGrant.objects.current().filter(user=user))
    with pytest.raises(TypeError, match="stand still"):
        frozen(user=uuid4())
    given = Prepared(lambda user, now: RoleGrant.objects.current(now).filter(user=user))
    person, now = factories.person(RoleCode.LAWYER), timezone.now()
    assert given(user=person.pk, now=now - timedelta(days=365)) == []
    assert len(given(user=person.pk, now=now)) == 1


def test_a_day_that_is_not_given_is_refused() -> None:
    frozen = Prepared(lambda user: Licence.objects.filter(user=user, since__lte=timezone.localdate()))
    with pytest.raises(TypeError, match="stand still"):
        frozen(user=uuid4())
    given = Prepared(lambda user, today: Licence.objects.filter(user=user, since__lte=today))
    person, today = factories.person(RoleCode.CLERK), timezone.localdate()
    held = Licence.objects.create(
        user=person, licence_class="lawyer", regulator="lso", number="P1", since=today - timedelta(days=2)
    )
    assert given(user=person.pk, today=today - timedelta(days=3)) == []
    assert given(user=person.pk, today=today) == [held]


def test_a_value_without_a_place_is_refused() -> None:
    with pytest.raises(TypeError, match="place"):
        Prepared(lambda pk, other: Matter.objects.filter(pk=pk))(pk=uuid4(), other=uuid4())


@pytest.mark.django_db(transaction=True)
def test_locks_only_inside_a_transaction() -> None:
    matter = factories.matter()
    locked = Prepared(lambda pk: Matter.objects.select_for_update(of=("self",)).filter(pk=pk))
    with transaction.atomic():
        assert [each.pk for each in locked(pk=matter.pk)] == [matter.pk]
    with pytest.raises(TransactionManagementError):
        locked(pk=matter.pk)


def test_inserts_as_save_does() -> None:
    matter = factories.matter()
    one = RoleGrant(user=matter.responsible, role_id=RoleCode.PARTNER, granted_by=matter.responsible)
    prepared.insert(one)
    assert not one._state.adding
    found = RoleGrant.objects.get(pk=one.pk)
    assert [getattr(found, field.attname) for field in RoleGrant._meta.concrete_fields] == [
        getattr(one, field.attname) for field in RoleGrant._meta.concrete_fields
    ]


def test_what_more_than_one_statement_gives_is_refused() -> None:
    matter = factories.matter()
    for make in (
        lambda pk: Matter.objects.filter(pk=pk).prefetch_related("parties"),
        lambda pk: Matter.objects.filter(pk=pk).values("number"),
    ):
        with pytest.raises(TypeError, match="prepared query gives"):
            Prepared(make)(pk=matter.pk)


def test_gives_what_is_counted_beside_a_row() -> None:
    matter = factories.matter()
    factories.party(matter, "Ada Quillfeather")
    counted = Prepared(lambda pk: Matter.objects.filter(pk=pk).annotate(people=Count("parties")))
    assert [each.people for each in counted(pk=matter.pk)] == [1]


def test_changes_as_save_does() -> None:
    matter, other = factories.matter(), factories.matter()
    client = factories.matter().client
    assert prepared.update(matter, {"title": "Elm Street", "client": client, "budget_cents": None})
    assert (matter.title, matter.client_id) == ("Elm Street", client.pk)
    found = Matter.objects.get(pk=matter.pk)
    assert (found.title, found.client_id, found.budget_cents) == ("Elm Street", client.pk, None)
    assert Matter.objects.get(pk=other.pk).title == other.title


def test_changes_nothing_where_the_row_is_no_longer_as_it_was() -> None:
    matter = factories.matter()
    before = matter.title
    assert not prepared.update(matter, {"title": "Elm Street"}, title="Oak Street")
    assert (matter.title, Matter.objects.get(pk=matter.pk).title) == (before, before)
    assert prepared.update(matter, {"title": "Elm Street"}, title=before)


@pytest.mark.parametrize("role", [RoleCode.PARTNER, RoleCode.LAWYER, RoleCode.CLERK, RoleCode.ADMINISTRATOR])
@pytest.mark.parametrize("on_team", [True, False])
@pytest.mark.parametrize("screened", [True, False])
def test_one_matter_is_seen_where_the_rule_of_visibility_shows_it(
    role: RoleCode, on_team: bool, screened: bool
) -> None:
    matter, person = factories.matter(), factories.person(role)
    if on_team and role != RoleCode.ADMINISTRATOR:
        factories.member(matter, person)
    if screened:
        factories.screen(matter, person)
    fresh = User.objects.get(pk=person.pk)
    assert within.sees(fresh, matter.pk) is Matter.objects.visible_to(fresh).filter(pk=matter.pk).exists()


def test_words_are_one_value_however_many_they_are() -> None:
    matters = [factories.matter() for _ in range(3)]
    among = Prepared(
        lambda numbers: Matter.objects.filter(Among("number", numbers)).values_list("number", flat=True)
    )
    numbers = [each.number for each in matters]
    for chosen in (numbers[:1], numbers, [], numbers[1:]):
        assert sorted(among(numbers=chosen)) == sorted(chosen)
