"""Whoever reads the whole log and works on matters as well: a screen holds there too, and nobody reads of their own."""

import datetime as dt
import io
import json
import zipfile

import pytest
from django.test import Client
from django.utils import timezone

from apps.audit.bundles.selection import Scope
from apps.audit.models import Entry
from apps.core.errors import NotAllowed
from apps.desk import exporting, timeline
from apps.desk.exporting import NothingThere, Recipient
from apps.desk.timeline import Filters
from apps.keeping.models import Hold
from apps.matters import services as matters
from apps.matters.models import ScreenReason
from tests import factories
from tests.audit.sequenced import sequence_all

pytestmark = pytest.mark.django_db
SIGNED = pytest.mark.django_db(transaction=True, databases="__all__")


class House:
    """A small firm: its partner keeps the keys too, and is kept from a matter of the other partner's."""

    def __init__(self, around):
        self.admin, self.other = factories.administrator(), factories.person("partner")
        self.both = factories.with_the_keys(factories.person("partner"))
        self.kept = factories.matter(responsible=self.other)
        self.open = factories.matter(responsible=self.other)
        wall = {"client": self.kept.client} if around == "client" else {"matter": self.kept}
        self.screen = matters.raise_screen(
            user=self.both, reason=ScreenReason.PERSONAL, by=self.other, **wall
        )
        matters.set_budget(matter=self.kept, cents=100, by=self.other)
        matters.set_budget(matter=self.open, cents=100, by=self.other)


@pytest.fixture(params=["matter", "client"])
def house(request):
    return House(request.param)


def hidden(house):
    about = Entry.objects.filter(matter=house.kept.pk) | Entry.objects.filter(subject=house.screen.pk)
    return set(about.values_list("pk", flat=True))


def read(user, filters):
    found, before = set(), None
    while True:
        lines, before = timeline.page(user, Filters(before=before, **filters))
        found |= {line.id for line in lines}
        if before is None:
            return found


def test_no_page_of_the_log_has_it(house):
    everywhere = [
        {},
        {"since": dt.date(2020, 1, 1)},
        {"event": "matters.screen_raised"},
        {"event": "matters.matter_changed", "outcome": "done"},
        {"matter": house.kept.pk},
        {"actor": house.other.pk},
    ]

    assert hidden(house)
    for filters in everywhere:
        assert read(house.both, filters) == read(house.admin, filters) - hidden(house), filters


def test_no_page_of_an_entry_opens_it(house):
    client = Client()
    client.force_login(house.both)

    assert {client.get(f"/log/{pk}/").status_code for pk in hidden(house)} == {404}
    assert (
        client.get(f"/log/{Entry.objects.filter(matter=house.open.pk).latest('id').pk}/").status_code == 200
    )


@SIGNED
def test_no_bundle_holds_it_and_none_says_that_it_holds_less():
    house = House("client")
    sequence_all()
    since, until = timezone.now() - dt.timedelta(days=1), timezone.now() + dt.timedelta(days=1)

    def taken(user):
        made = exporting.export(scope=Scope(since=since, until=until), recipient=Recipient.REGULATOR, by=user)
        with zipfile.ZipFile(io.BytesIO(b"".join(made.pieces))) as opened:
            return {name: opened.read(name).decode(errors="replace") for name in opened.namelist()}

    files = taken(house.both)
    lines = [json.loads(line) for line in files["entries.txt"].splitlines()]

    assert str(house.open.pk) in {line["matter"] for line in lines}
    assert str(house.kept.pk) not in "".join(files.values())
    assert str(house.screen.pk) not in "".join(files.values())
    assert "kept from whoever made this, if there are any" in files["summary.html"]
    assert "kept from whoever made this" not in taken(house.admin)["summary.html"]


def test_a_matter_that_is_kept_from_them_is_one_that_the_log_does_not_know(house):
    client = Client()
    client.force_login(house.both)
    unknown, kept = (
        client.post("/log/export/", {"matter_id": key, "recipient": "firm"}).content.decode()
        for key in ("6a1f3a60-0f0a-4d6c-9d2c-0a2f5b0c7d11", str(house.kept.pk))
    )

    assert "The log knows no matter with that id." in unknown
    assert "The log knows no matter with that id." in kept
    with pytest.raises((NothingThere, NotAllowed)):
        exporting.export(scope=Scope(matter=house.kept.pk), recipient=Recipient.FIRM, by=house.both)


def test_a_hold_on_it_is_not_listed(house):
    for matter in (house.kept, house.open):
        Hold.objects.create(matter=matter, reason="litigation", placed_by=house.other)

    assert {row.matter_id for row in Hold.objects.shown_to(house.both)} == {house.open.pk}
    assert {row.matter_id for row in Hold.objects.shown_to(house.admin)} == {house.kept.pk, house.open.pk}


def test_whoever_works_on_no_matters_reads_all_but_that_they_are_kept_from_one():
    admin, partner = factories.administrator(), factories.person("partner")
    matter = factories.matter(responsible=partner)
    screen = matters.raise_screen(user=admin, reason=ScreenReason.PERSONAL, by=partner, matter=matter)
    changed = Entry.objects.filter(matter=matter.pk).exclude(subject=screen.pk)

    seen = read(admin, {})

    assert seen == set(Entry.objects.exclude(subject=screen.pk).values_list("pk", flat=True))
    assert set(changed.values_list("pk", flat=True)) <= seen
    assert read(factories.person("auditor"), {}) >= seen | {Entry.objects.get(subject=screen.pk).pk}
