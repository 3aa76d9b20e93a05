"""What is shared between clients who are one, or may be: screens, and what a client refused.

A partner says whether two clients of one name are one. Nobody has said: it is shared, for that errs on the safe side.
They are one: it is shared, and nobody answers for a matter of the one who is kept from the other. They are not: nothing
more is shared, and what was stays until a partner lifts it. What would let something through (notice, consent, the
lifting of a screen) is never shared.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import UTC, datetime, time
from functools import cache
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core.aside import Aside
from apps.core.errors import NotAllowed, WrongState, holds
from apps.core.prepared import Among, Prepared
from apps.matters import namesakes, rules
from apps.matters.models import (
    Client,
    Matter,
    NamesakeAnswer,
    Notice,
    NoticeKind,
    Party,
    PartyRole,
    Screen,
    ScreenReason,
    Status,
)
from apps.matters.names import folded
from apps.matters.refusals import on_record
from apps.matters.rules import Attempt
from apps.matters.teams import clear_teams
from apps.people.models import Robot, User

_aside: Aside[UUID] = Aside("namesakes_of_client", logging.getLogger(__name__))


@on_record(Attempt.SAY_NAMESAKES)
def say_namesakes(*, client: Client, other: Client, same: bool, by: User) -> NamesakeAnswer:
    """Say whether two clients of one name are one client.

    Raises NotAllowed; WrongState where it was said already, they have not one name, or somebody answers for a matter
    of the one and is kept from the other.
    """
    one, two = _both(client.pk, other.pk)
    check_can_say_namesakes(by, one, two)
    if two.pk not in namesakes.called(one.name):
        raise WrongState(_("These clients do not have the same name."))
    if namesakes.answers([one.pk]).filter(one=one, other=two).exists():
        raise WrongState(_("That was said of these clients already. Take it back first."))
    if same:
        _share(one, two)
    answer = NamesakeAnswer.objects.create(one=one, other=two, same=same, said_by=by)
    audit.record(event=Event.MATTERS_NAMESAKES_SAID, by=by, on=answer, client=one.pk, other=two.pk, same=same)
    return answer


@on_record(Attempt.TAKE_BACK_NAMESAKES)
def take_back_namesakes(*, answer: NamesakeAnswer, by: User) -> NamesakeAnswer:
    """The question is open again, and what keeps people and information apart holds for both meanwhile. Raises as
    saying it does."""
    one, two = _both(answer.one_id, answer.other_id)
    answer = NamesakeAnswer.objects.select_for_update().get(pk=answer.pk)
    check_can_say_namesakes(by, one, two)
    if answer.taken_back_at is not None:
        raise WrongState(_("That was taken back already."))
    _share(one, two)
    answer.taken_back_by, answer.taken_back_at = by, timezone.now()
    answer.save(update_fields=["taken_back_by", "taken_back_at"])
    audit.record(
        event=Event.MATTERS_NAMESAKES_TAKEN_BACK,
        by=by,
        on=answer,
        client=one.pk,
        other=two.pk,
        same=answer.same,
    )
    return answer


def check_can_say_namesakes(user: User, one: Client, other: Client) -> None:
    """A partner whom no screen keeps from either: it decides whose screens hold for whom."""
    if user.is_robot or not user.is_active or not user.is_partner:
        raise NotAllowed(_("Only a partner says whether two clients are one."), codes=("not_partner",))
    rules.check_answers_for(user, client=one)
    rules.check_answers_for(user, client=other)


def can_say_namesakes(user: User, one: Client, other: Client) -> bool:
    return holds(check_can_say_namesakes, user, one, other)


def take_over(client: Client) -> None:
    """Put around a new client the screens that stand around others of its name, and what one of them refused.

    Inside the transaction that adds the client. On record as found by the house: whoever added the client is not told
    that there is another.
    """
    others = [each for each in locked(namesakes.called(client.name)) if each.pk != client.pk]
    if not others:
        return
    _found(client, others, screens=_screens(client, others), refused=_refusal(client, others))


def _found(client: Client, others: list[Client], *, screens: int, refused: bool) -> None:
    audit.record(
        event=Event.MATTERS_CLIENT_NAME_TWICE,
        by=_house(),
        on=client,
        others=[each.pk for each in others],
        screens=screens,
        refused=refused,
    )


def level_namesakes(limit: int) -> int:
    """Share what is not shared yet of clients of one name of whom nobody has said whether they are one: they are from
    before it was, or were added in the same instant, or somebody answers for a matter of the one no longer.

    One by one: where something fails, that client is left out for a while. Returns how many were found.
    """
    return sum(_aside.each(_to_level(limit)(now=timezone.now(), out=_aside.out()), _levelled))


@cache
def _to_level(limit: int) -> Prepared[UUID]:
    def asked(now: datetime, out: list[UUID]) -> QuerySet[Client, UUID]:
        found = _unlevel(now).exclude(Among("pk", out)).order_by("pk")
        return found.values_list("pk", flat=True)[:limit]

    return Prepared(asked, planned_anew=True)


def _unlevel(now: datetime) -> QuerySet[Client]:
    """Clients with an unanswered namesake whose screen, or refusal, is not theirs."""
    me, theirs = OuterRef("pk"), OuterRef(OuterRef("pk"))
    said = NamesakeAnswer.objects.filter(taken_back_at=None).filter(
        Q(one=theirs, other=OuterRef("client")) | Q(other=theirs, one=OuterRef("client"))
    )
    answers_for = Matter.objects.exclude(status=Status.CLOSED).filter(
        client=theirs, responsible=OuterRef("user")
    )
    of_the_name = Screen.objects.standing(now).filter(client__folded=OuterRef("folded"))
    screens = of_the_name.exclude(client=me).filter(
        ~Exists(_settled(theirs)), ~Exists(said), ~Exists(answers_for)
    )
    refusals = Notice.objects.filter(kind=NoticeKind.REFUSAL)
    refused = refusals.filter(client__folded=OuterRef("folded")).exclude(client=me).filter(~Exists(said))
    lacks = Exists(screens) | (Exists(refused) & ~Exists(refusals.filter(client=me)))
    names = Q(folded__in=Screen.objects.standing(now).filter(matter=None).values("client__folded"))
    names |= Q(folded__in=refusals.values("client__folded"))
    return Client.objects.filter(names, lacks)


def _settled(client: UUID | OuterRef) -> QuerySet[Screen]:
    """Of the person that a screen keeps from another client: kept from this one too, or a partner has lifted or
    declined that since."""
    theirs = Screen.objects.filter(client=client, user=OuterRef("user"))
    return theirs.filter(Q(until=None) | Q(until__gte=OuterRef("since")))


@transaction.atomic
def _levelled(client_id: UUID) -> bool:
    client = Client.objects.get(pk=client_id)
    rows = locked({client_id, *namesakes.unanswered(client)})
    others = [each for each in rows if each.pk != client_id]
    screens = Screen.objects.standing().filter(~Exists(_settled(client_id)), client__in=others)
    made = 0
    # One that a partner approved before one that waits.
    for screen in screens.select_related("user").order_by(F("approved_at").asc(nulls_last=True), "since"):
        if not _is_kept(screen.user, client) and _can_be_screened(screen.user, client):
            _copy(screen, client=client)
            made += 1
    had = client.notices.filter(kind=NoticeKind.REFUSAL).exists()
    refused = not had and _refusal(client, others)
    if made or refused:
        _found(client, others, screens=made, refused=refused)
    return bool(made or refused)


def check_may_screen(user: User, client: Client) -> None:
    """Whether this person can be kept from the client and from whoever was said to be the same. Raises as
    ``rules.check_can_be_screened``."""
    rules.check_can_be_screened(user, client=client)
    for each in Client.objects.filter(pk__in=namesakes.same_as(client)):
        rules.check_can_be_screened(user, client=each)


def spread_screen(screen: Screen) -> None:
    """Keep the person from the client's kin as well: not from somebody who is only called the same, where they answer
    for a matter of theirs, for that is nobody else's then. And from each matter of another client that lists one of
    them among its clients."""
    assert screen.client is not None
    kin = locked(namesakes.kin(screen.client))
    for each in kin:
        if not _is_kept(screen.user, each) and _can_be_screened(screen.user, each):
            _copy(screen, client=each)
    for client in (screen.client, *kin):
        for matter in _also_of(client):
            _surround(matter, client)


def _also_of(client: Client) -> list[Matter]:
    """Matters of others, open or closed, among whose parties somebody of this name is a client."""
    listed = Party.objects.filter(role=PartyRole.CLIENT).exclude(name=F("matter__client__name"))
    wanted = folded(client.name)
    matters = {
        party.matter_id: party.matter
        for party in listed.exclude(matter__client=client).select_related("matter__client")
        if folded(party.name) == wanted != folded(party.matter.client.name)
    }
    return list(matters.values())


@transaction.atomic
def keep_apart(*, matter: Matter, client: Client, by: User) -> None:
    """Put around a matter the screens that stand around somebody who is a client of it too, as its practice system says
    and no column here does. Not again where a partner has lifted it since, and not around whoever answers for the
    matter. Whoever works on a matter may tighten it, a closed one as well, for it is read still. Raises NotAllowed.
    """
    rules.check_can_tighten(by, matter)
    _surround(matter, client)


def keep_from_listed(party: Party) -> None:
    """The same where a person lists somebody as a client of a matter: by their name, which errs on the safe side. Call
    inside the transaction that adds the party."""
    if party.role == PartyRole.CLIENT and folded(party.name) != folded(party.matter.client.name):
        for client in Client.objects.filter(pk__in=namesakes.called(party.name)).order_by("pk"):
            _surround(party.matter, client)


def keep_from_all_listed(matter: Matter) -> None:
    """The same of whoever is listed as a client of it already, where whoever answered for it does no longer. Call
    inside the transaction in which somebody else does."""
    for party in matter.parties.filter(role=PartyRole.CLIENT).order_by("pk"):
        keep_from_listed(party)


def _surround(matter: Matter, client: Client) -> None:
    screens = Screen.objects.standing().filter(client=client).select_related("user")
    held = Screen.objects.filter(matter=matter, user=OuterRef("user"))
    wanting = screens.filter(~Exists(held.filter(Q(until=None) | Q(until__gte=OuterRef("since")))))
    for screen in wanting.order_by(F("approved_at").asc(nulls_last=True), "since"):
        kept = Screen.objects.standing().around(matter).filter(user=screen.user)
        if screen.user_id != matter.responsible_id and not kept.exists():
            _copy(screen, matter=matter)


def catch_up(user: User, client: Client) -> None:
    """Keep somebody from the client who is kept from its kin, and was not kept from it only because they answered for
    a matter of it. Call inside the transaction in which they no longer do."""
    kin = [each for each in locked({client.pk, *namesakes.kin(client)}) if each.pk != client.pk]
    screens = Screen.objects.standing().filter(user=user, client__in=kin).select_related("user")
    # One that a partner approved before one that waits.
    screen = screens.order_by(F("approved_at").asc(nulls_last=True), "since").first()
    if screen is not None and not _is_kept(user, client) and _can_be_screened(user, client):
        _copy(screen, client=client)


def spread_refusal(notice: Notice) -> None:
    """What a client refused holds for its kin as well."""
    for each in locked(namesakes.kin(notice.client)):
        _refusal(each, [notice.client])


def locked(clients: Iterable[UUID]) -> list[Client]:
    """In one order, so that two who lock the same wait for each other."""
    return list(Client.objects.select_for_update(no_key=True).filter(pk__in=list(clients)).order_by("pk"))


def _both(one: UUID, other: UUID) -> tuple[Client, Client]:
    """The two in the order of an answer, locked with whoever is the same as either."""
    rows = {each.pk: each for each in locked(_all_of({one, other}))}
    first, second = sorted({one, other})
    return rows[first], rows[second]


def _all_of(clients: set[UUID]) -> set[UUID]:
    found = Client.objects.filter(pk__in=clients)
    return clients.union(*(namesakes.same_as(each) for each in found))


def _share(one: Client, two: Client) -> None:
    """Among the two and whoever is the same as either: who is one by way of a third is one."""
    everybody = list(Client.objects.filter(pk__in=_all_of({one.pk, two.pk})).order_by("pk"))
    standing = Screen.objects.standing().filter(client__in=everybody).select_related("user")
    for user in {screen.user for screen in standing}:
        for client in everybody:
            if not _is_kept(user, client):
                rules.check_can_be_screened(user, client=client)
    for client in everybody:
        others = [each for each in everybody if each != client]
        _screens(client, others)
        _refusal(client, others)


def _screens(client: Client, others: list[Client]) -> int:
    """How many people are kept from the client, once it has the screens of the others."""
    kept = Screen.objects.standing().filter(client=client).values("user")
    standing = Screen.objects.standing().filter(client__in=others).exclude(user__in=kept)
    # One for each person; one that a partner approved before one that waits.
    rows = reversed(standing.order_by("approved_at", "since"))
    for screen in {each.user_id: each for each in rows}.values():
        _copy(screen, client=client)
    return Screen.objects.standing().filter(client=client).count()


def _copy(screen: Screen, *, client: Client | None = None, matter: Matter | None = None) -> None:
    made = Screen.objects.create(
        client=client,
        matter=matter,
        user_id=screen.user_id,
        reason=screen.reason,
        since=timezone.now(),
        until=screen.until,
        raised_by_id=screen.raised_by_id,
        approved_by_id=screen.approved_by_id,
        approved_at=screen.approved_at,
    )
    by = _house()
    if made.approved_at is not None:
        clear_teams(made, by=by)
    audit.record(
        event=Event.MATTERS_SCREEN_RAISED,
        by=by,
        on=made,
        user=made.user_id,
        client=made.client_id,
        reason=ScreenReason(made.reason),
        approved=made.approved_at is not None,
    )


def _is_kept(user: User, client: Client) -> bool:
    return Screen.objects.standing().filter(user=user, client=client).exists()


def _can_be_screened(user: User, client: Client) -> bool:
    return holds(rules.check_can_be_screened, user, client=client)


def _refusal(client: Client, others: list[Client]) -> bool:
    """Whether one of the others refused. The newest is taken over, unless the client's own last word is a refusal."""
    refusals = Notice.objects.filter(client__in=others, kind=NoticeKind.REFUSAL)
    newest = refusals.order_by("given_on", "recorded_at").last()
    if newest is None:
        return False
    own = Notice.objects.filter(client=client, kind__in=[NoticeKind.CONSENT, NoticeKind.REFUSAL])
    last = own.order_by("given_on", "recorded_at").last()
    if last is not None and last.kind == NoticeKind.REFUSAL:
        return True
    taken_over = own.filter(
        kind=NoticeKind.REFUSAL, given_on__gte=newest.given_on, recorded_at__gte=newest.recorded_at
    )
    if taken_over.exists():  # and there was consent after it
        return True
    made = Notice.objects.create(
        client=client,
        kind=NoticeKind.REFUSAL,
        given_on=newest.given_on,
        wording=newest.wording,
        recorded_by_id=newest.recorded_by_id,
    )
    audit.record(
        event=Event.MATTERS_NOTICE_RECORDED,
        by=_house(),
        on=made,
        kind_of_notice=NoticeKind.REFUSAL,
        given_at=datetime.combine(made.given_on, time(), UTC),
    )
    return True


def _house() -> User:
    return User.for_robot(Robot.SWEEPER)
