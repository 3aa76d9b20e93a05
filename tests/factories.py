"""A firm, people, matters and sources for tests, made by the services that make the real ones.

Every function returns what it made. Names and numbers count up, so that two of anything can stand side by side.
"""

import datetime as dt
import itertools

from apps.intake import services as intake
from apps.intake.models import Origin
from apps.matters import services as matters
from apps.matters.models import (
    Forum,
    NoticeKind,
    Office,
    PartyRole,
    PracticeArea,
    Province,
    Residency,
    ScreenReason,
)
from apps.people import services as people
from apps.people.models import LicenceClass, Regulator, Robot, RoleCode, RoleGrant, Scope, User

_numbers = itertools.count(1)
OPENED = dt.date(2026, 3, 2)
LICENSED = {
    RoleCode.PARTNER: LicenceClass.LAWYER,
    RoleCode.LAWYER: LicenceClass.LAWYER,
    RoleCode.PARALEGAL: LicenceClass.PARALEGAL,
}


def administrator():
    """The firm's administrator, made once in each test and found again after that."""
    grant = RoleGrant.objects.current().filter(role=RoleCode.ADMINISTRATOR).order_by("since").first()
    if grant:
        return grant.user
    user = people.add_person(email="admin@firm.example", full_name="Ivan Petrenko", by=None)
    people.grant_role(user=user, role=RoleCode.ADMINISTRATOR, by=None)
    return user


def person(role="lawyer", *, name="", email="", language="en", password=None, licence=None, scope=()):
    """A person with one role. Deciding roles come with a licence unless ``licence=False``."""
    number, by = next(_numbers), administrator()
    user = people.add_person(
        email=email or f"{role or 'nobody'}{number}@firm.example",
        full_name=name or f"{str(role or 'nobody').title()} Number{number}",
        by=by,
        password=password,
        language=language,
    )
    if role:
        until = dt.datetime.now(dt.UTC) + dt.timedelta(days=90) if role == RoleCode.AUDITOR else None
        people.grant_role(user=user, role=role, by=by, until=until)
    if role in LICENSED if licence is None else licence:
        licensed(user, LICENSED.get(role, LicenceClass.LAWYER), scope=scope)
    return user


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
        since=dt.date(2015, 1, 5),
        until=until,
        by=administrator(),
    )
    return user


def office(name="Toronto", *, province=Province.ON, time_zone="America/Toronto"):
    """An office of that name, made where there is none yet."""
    found = Office.objects.filter(name=name).first()
    return found or matters.add_office(name=name, province=province, time_zone=time_zone, by=administrator())


def client(name="", *, by=None, told=None, **more):
    """A client. ``told`` is a kind of notice to record, made by a partner."""
    by = by or User.for_robot(Robot.OPERATOR)
    made = matters.add_client(name=name or f"Client {next(_numbers)}", by=by, **more)
    if told:
        notice(made, kind=told)
    return made


def notice(client, *, kind=NoticeKind.NOTICE, given_on=OPENED, wording="retainer 2026-03, s. 7", by=None):
    """What the client was told."""
    return matters.record_notice(
        client=client, kind=kind, given_on=given_on, wording=wording, by=by or person("partner")
    )


def matter(*, team=(), by=None, told=None, **more):
    """An open matter with keys and a responsible lawyer on its team. ``more`` goes to ``open_matter``."""
    number = next(_numbers)
    made = matters.open_matter(
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
