"""A firm, people, matters and sources for tests, made by the services that make the real ones.

People, and matters of new clients, are most of what tests make. Their rows and entries are written here without what
the services ask first; test_factories.py of tests/people and of tests/matters holds them to what the services write.

Every function returns what it made. Names and numbers count up, so that two of anything can stand side by side.
"""

import datetime as dt
import itertools
import os

import time_machine
from django.db import transaction
from django.utils import timezone

from apps.audit.events import Event
from apps.core import ciphers
from apps.core.prepared import Prepared
from apps.intake import services as intake
from apps.intake.models import Origin
from apps.matters import rules
from apps.matters import services as matters
from apps.matters.models import (
    Client,
    Forum,
    Matter,
    MatterKey,
    NoticeKind,
    Office,
    PartyRole,
    PracticeArea,
    Province,
    Residency,
    ScreenReason,
    TeamMember,
)
from apps.people import role_rules
from apps.people import services as people
from apps.people.models import (
    DECIDING_ROLES,
    ExceptionReason,
    Language,
    Licence,
    LicenceClass,
    Regulator,
    Robot,
    RoleCode,
    RoleGrant,
    Scope,
    User,
)
from tests.at_once import write

_numbers = itertools.count(1)
OPENED = dt.date(2026, 3, 2)
LICENSED_SINCE = dt.date(2015, 1, 5)
LICENSED = {
    RoleCode.PARTNER: LicenceClass.LAWYER,
    RoleCode.LAWYER: LicenceClass.LAWYER,
    RoleCode.PARALEGAL: LicenceClass.PARALEGAL,
}


_ADMINISTRATORS = Prepared(
    lambda now: (
        RoleGrant.objects.current(now)
        .filter(role=RoleCode.ADMINISTRATOR)
        .order_by("since", "-granted_by__robot")  # of one moment, whom nobody else made comes first
        .select_related("user")[:1]
    )
)


_SET_UP = Prepared(lambda day: RoleGrant.objects.filter(role=RoleCode.PARTNER, since__lte=day)[:1])


def asked_at(code, since):
    """Once the firm is set up, by the database's clock too, it takes no role that decides but one that was asked for:
    this one waited."""
    hatch = time_machine.escape_hatch
    clock = hatch.datetime.datetime.now(dt.UTC) if hatch.is_travelling() else timezone.now()
    set_up = code in DECIDING_ROLES and list(_SET_UP(day=max(since, clock) - role_rules.WAIT))
    return since - role_rules.WAIT if set_up else None


def administrator():
    """The firm's administrator, made once in each test and found again after that."""
    for grant in _ADMINISTRATORS(now=timezone.now()):
        return grant.user
    operator = User.for_robot(Robot.OPERATOR)
    return _person("admin@firm.example", "Ivan Petrenko", RoleCode.ADMINISTRATOR, by=operator)


def person(
    role="lawyer", *, name="", email="", language="en", password=None, licence=None, scope=(), since=None
):
    """A person with one role, now or since a moment. Deciding roles come with a licence unless ``licence=False``."""
    number, by = next(_numbers), administrator()
    return _person(
        (email or f"{role or 'nobody'}{number}@firm.example").lower(),
        name or f"{str(role or 'nobody').title()} Number{number}",
        role,
        by=by,
        licence=LICENSED.get(role, LicenceClass.LAWYER)
        if (role in LICENSED if licence is None else licence)
        else None,
        scope=scope,
        language=Language(language),
        password=password,
        since=since,
    )


_ADDRESS = (
    'INSERT INTO account_emailaddress (user_id, email, "primary", verified) VALUES (%s, %s, true, true)'
)


@transaction.atomic(savepoint=False)
def _person(
    email, name, role, *, by, licence=None, scope=(), language=Language.ENGLISH, password=None, since=None
):
    user = User(email=email, full_name=name, language=language)
    user.set_password(password)
    entries = [{"event": Event.PEOPLE_USER_ADDED, "by": by, "on": user}]
    granted = [_granted(user, RoleCode(role), since or timezone.now(), by, entries)] if role else []
    held = [_licence(user, licence, by, scope, entries)] if licence else []
    write(user, *granted, *held, entries=entries, besides=[(_ADDRESS, [user.pk, email])])
    return user


def _granted(user, code, since, by, entries):
    until = timezone.now() + dt.timedelta(days=90) if code == RoleCode.AUDITOR else None
    asked = asked_at(code, since)
    grant = RoleGrant(user=user, role_id=code, since=since, until=until, granted_by=by, asked_at=asked)
    entries.append(
        {
            "event": Event.PEOPLE_ROLE_GRANTED,
            "by": by,
            "on": grant,
            "role": code,
            "user": user.pk,
            "ends_at": until,
            "exception": False,
        }
    )
    return grant


def granted(user, code, *, by):
    """The person with that role from now on, whoever would have to agree. In a transaction."""
    entries: list[dict] = []
    write(_granted(user, code, timezone.now(), by, entries), entries=entries)


def with_the_keys(user):
    """Who decides reviews and is administrator as well, as in a firm that is too small to keep the two apart."""
    by, until = administrator(), timezone.now() + dt.timedelta(days=90)
    people.record_exception(user=user, reason=ExceptionReason.SMALL_FIRM, until=until, by=by)
    people.grant_role(user=user, role=RoleCode.ADMINISTRATOR, by=by)
    return User.objects.get(pk=user.pk)


def _licence(user, licence_class, by, scope, entries):
    if licence_class == LicenceClass.PARALEGAL:
        scope = scope or list(Scope)
    licence = Licence(
        user=user,
        licence_class=licence_class,
        regulator=Regulator.LSO,
        number=f"{next(_numbers):06d}",
        scope=sorted(Scope(each).value for each in scope),
        since=LICENSED_SINCE,
        recorded_by=by,
    )
    entries.append(
        {
            "event": Event.PEOPLE_LICENCE_RECORDED,
            "by": by,
            "on": licence,
            "user": user.pk,
            "licence_class": licence_class,
        }
    )
    return licence


def licensed(user, licence_class=LicenceClass.LAWYER, *, regulator=Regulator.LSO, scope=(), until=None):
    """The person with a licence on record. A paralegal's covers everything that one may, where nothing is named."""
    if licence_class == LicenceClass.PARALEGAL:
        scope = scope or list(Scope)
    people.record_licence(
        user=user,
        licence_class=licence_class,
        regulator=regulator,
        number=f"{next(_numbers):06d}",
        scope=scope,
        since=LICENSED_SINCE,
        until=until,
        by=administrator(),
    )
    return user


def office(name="Toronto", *, province=Province.ON, time_zone="America/Toronto"):
    """An office of that name, made where there is none yet."""
    for found in _OFFICES(name=name):
        return found
    return _office(name, province, time_zone, administrator())


@transaction.atomic(savepoint=False)
def _office(name, province, time_zone, by):
    made = Office(name=name, province=Province(province), time_zone=time_zone)
    added = {"event": Event.MATTERS_OFFICE_ADDED, "by": by, "on": made}
    write(made, entries=[added | {"province": rules.InProvince[province]}])
    return made


_OFFICES = Prepared(lambda name: Office.objects.filter(name=name))


def client(name="", *, by=None, told=None, **more):
    """A client. ``told`` is a kind of notice to record, made by a partner."""
    plain = not (name or by or more)  # nobody is called the same
    by = by or User.for_robot(Robot.OPERATOR)
    name = name or f"Client {next(_numbers)}"
    made = _client(name, by) if plain else matters.add_client(name=name, by=by, **more)
    if told:
        notice(made, kind=told)
    return made


@transaction.atomic(savepoint=False)
def _client(name, by):
    made = Client(name=name)
    write(made, entries=[{"event": Event.MATTERS_CLIENT_ADDED, "by": by, "on": made}])
    return made


def notice(client, *, kind=NoticeKind.NOTICE, given_on=OPENED, wording="retainer 2026-03, s. 7", by=None):
    """What the client was told."""
    return matters.record_notice(
        client=client, kind=kind, given_on=given_on, wording=wording, by=by or person("partner")
    )


def matter(*, team=(), by=None, told=None, **more):
    """An open matter with keys and a responsible lawyer on its team. ``more`` goes to ``open_matter``."""
    number = next(_numbers)
    opens = matters.open_matter if by or more.keys() - PLAIN else _matter
    made = opens(
        **{
            "number": f"2026-{number:04d}",
            "title": f"Matter {number}",
            "client": more.pop("client", None) or client(),
            "office": more.pop("office", None) or office(),
            "responsible": more.pop("responsible", None) or person("lawyer"),
            "practice_area": PracticeArea.ESTATES,
            "province": Province.ON,
            "forum": Forum.ON_SUPERIOR,
            "residency": Residency.DOCUMENTED_TRANSFER,
            "opened_on": OPENED,
            "by": by or User.for_robot(Robot.OPERATOR),
        }
        | more
    )
    for user in team:
        member(made, user)
    if told:
        notice(made.client, kind=told, by=made.responsible)
    return made


PLAIN = frozenset(
    {"title", "office", "responsible", "practice_area", "province", "forum", "residency", "opened_on"}
)
"""What may be said of a matter that is written here: of a new client, whom nobody is kept from."""


def _matter(*, by, **columns):
    made = Matter(**columns)
    rules.check_can_be_responsible(made.responsible)
    return _opened(made, by)


@transaction.atomic(savepoint=False)
def _opened(made, by):
    key, on_record = keyed(made, by)
    on_team = TeamMember(matter=made, user=made.responsible, added_by=by)
    joined = {
        "event": Event.MATTERS_TEAM_CHANGED,
        "by": by,
        "on": on_team,
        "user": made.responsible.pk,
        "change": rules.TeamChange.JOINED,
    }
    opened = {
        "event": Event.MATTERS_MATTER_OPENED,
        "by": by,
        "on": made,
        "client": made.client.pk,
        "area": PracticeArea(made.practice_area),
        "province": rules.InProvince[made.province],
        "residency": Residency(made.residency),
    }
    write(made, key, on_team, entries=[on_record, joined, opened])
    return made


def keyed(matter, by):
    """A new matter's keys, and what is on record of them, for `write`."""
    firm = ciphers.FirmKey.load()
    key = MatterKey(matter=matter, data_key=firm.wrap(os.urandom(32)), digest_key=firm.wrap(os.urandom(32)))
    return key, {
        "event": Event.MATTERS_KEYS_MADE,
        "by": by,
        "on": key,
        "matter": matter,
        "version": key.digest_version,
        "firm_version": firm.version,
    }


def member(matter, user=None):
    """A person on the matter's team: a lawyer where none is named."""
    user = user or person("lawyer")
    matters.join_team(matter=matter, user=user, by=matter.responsible)
    return user


def screen(matter, user, *, reason=ScreenReason.FORMER_CLIENT, by=None):
    """A screen raised by a partner."""
    return matters.raise_screen(matter=matter, user=user, reason=reason, by=by or person("partner"))


def party(matter, name="Tunde Adeyemi", *, role=PartyRole.OPPOSING, by=None, **more):
    """A party of the matter."""
    return matters.add_party(matter=matter, name=name, role=role, by=by or matter.responsible, **more)


def source(
    matter,
    data=b"The will of 3 March 2026 leaves the house to Tunde.\n\nFolake is named executor.",
    *,
    filename="note.txt",
    ready=True,
    by=None,
    origin=Origin.UPLOAD,
    **more,
):
    """A source of the matter, read (what came with it included) unless ``ready=False``."""
    made = intake.receive(
        matter=matter, by=by or matter.responsible, origin=origin, filename=filename, data=data, **more
    )
    if ready:
        for waiting in _unread(made):
            intake.read(waiting)
        made.refresh_from_db()
    return made


def _unread(source):
    yield source.pk
    for attachment in source.attachments.all():
        yield from _unread(attachment)
