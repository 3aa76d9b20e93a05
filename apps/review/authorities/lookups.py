"""Asking CanLII whether a decision exists and what it is called. By citation, and for metadata only.

What comes back is a hint beside the checks and never a check by itself: a person opens the page (LSO practice resource,
April 2024: the tool does not verify). It weighs in one direction (``contradictions``). Where CanLII has no such
decision, nobody confirms it in passing; absence does not prove invention for old or unreported decisions, so another
source with a note still may.
"""

from __future__ import annotations

import json
import random
import re
import threading
from datetime import datetime, timedelta
from functools import cache
from typing import Literal
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core.ciphers import CannotOpen
from apps.core.errors import BadInput, NotAllowed
from apps.core.prepared import Prepared
from apps.core.sensitive import Sensitive
from apps.core.text import canonical
from apps.integrations import credentials
from apps.integrations.canlii.client import Canlii
from apps.integrations.canlii.connect import connect
from apps.integrations.canlii.types import Decision
from apps.integrations.errors import RemoteError
from apps.matters import keys
from apps.people.models import Robot, User
from apps.review import rules
from apps.review.authorities import contradictions, outside
from apps.review.citing import links
from apps.review.models import Authority, AuthorityKind, ReviewTask, TaskState
from apps.review.models.lookups import AuthorityLookup, LookupResult
from apps.review.refusals import on_record
from apps.review.rules import Attempt, Refusal


def cited(authority: Authority) -> tuple[str, tuple[str, ...]]:
    """The style of cause and every citation as the draft has them. Privileged."""
    words = json.loads(keys.reveal(authority, "citation").reveal())
    return words["style"], (words["citation"], *words.get("parallel", ()))


def newest(authority: Authority) -> AuthorityLookup | None:
    """What CanLII said of it that counts."""
    return contradictions.telling(list(authority.lookups.all()))


def is_configured() -> bool:
    """Whether the firm has a key for CanLII."""
    return credentials.has_canlii()


@on_record(Attempt.LOOK_UP)
def _may_ask(*, task: ReviewTask, by: User, about: QuerySet[Authority]) -> None:
    rules.check_can_prepare(by, task)
    if not is_configured():
        raise BadInput(_("The firm has no key for CanLII, so it cannot be asked from here."))
    if about.count() > _left_today():
        raise NotAllowed(
            _(
                "CanLII takes a limited number of questions a day, and the firm asked nearly all of them. Ask later."
            ),
            codes=(Refusal.OTHER,),
        )


A_DAY = 5_000
"""Questions that CanLII takes in a day with one key (its terms for keys). Which hour its day begins is not said, so any
twenty-four are held to it."""
MOST_DATABASES = max(len(each[-1].split()) for each in links.COURTS.values())
"""Questions that one decision may take: what is of one court may lie in several of its databases."""


def _left_today() -> int:
    """Decisions that CanLII can still be asked about."""
    asked = AuthorityLookup.objects.filter(at__gt=timezone.now() - timedelta(days=1))
    return A_DAY // MOST_DATABASES - asked.exclude(result=LookupResult.UNKNOWN, fault="").count()


def look_up(*, task: ReviewTask, by: User, authority: Authority | None = None) -> list[AuthorityLookup]:
    """Ask CanLII about each decision of a draft that it can be asked about, or about one of them. No lock is held while
    it answers."""
    rows = task.authorities.filter(present=True, kind=AuthorityKind.CASE)
    if authority is not None:
        rows = rows.filter(pk=authority.pk)
    _may_ask(task=task, by=by, about=rows)
    return [ask(authority=row, by=by) for row in rows]


AGAIN_AFTER = tuple(
    timedelta(minutes=each) for each in (1, 5, 15, 60, 4 * 60, 12 * 60, 24 * 60, 24 * 60, 24 * 60)
)
"""How long CanLII is left alone after each time that it did not answer about a decision: some four days in all. Values
of the house to start with, from no source. After the last a person may ask."""


AT_A_LOOK = 1
"""Authorities that are asked about at one look, of which there is one a second. CanLII takes two questions a second,
one at a time (its terms for keys), and what is of one court may lie in two of its databases."""


def claim_unasked(limit: int) -> list[UUID]:
    """Authorities of open reviews that CanLII was never asked about, or is due to be asked about again because it did
    not answer: any of them, so that none which cannot be asked about keeps others from it. Nothing where the firm has
    no key, or has asked all that CanLII takes in a day."""
    if not is_configured():
        return []
    unasked, due = _to_ask(limit)
    found = unasked()
    if len(found) < limit:
        found += due(now=timezone.now())[: limit - len(found)]
    if not found or _left_today() < 1:
        return []
    return random.sample(found, min(AT_A_LOOK, len(found)))


@cache
def _to_ask(limit: int) -> tuple[Prepared[UUID], Prepared[UUID]]:
    """Those never asked about, and those to be asked about again. Planned anew: either is nearly always none, which a
    plan for all values knows nothing of."""
    rows = Authority.objects.filter(
        present=True,
        kind=AuthorityKind.CASE,
        task__state__in=[TaskState.OPEN, TaskState.SECOND],
        matter__closed_on=None,
        matter__key__destroyed_at=None,
    ).order_by("task__opened_at", "order")
    unasked = rows.filter(~Exists(AuthorityLookup.objects.filter(authority=OuterRef("pk"))))

    def due(now: datetime) -> QuerySet[Authority, UUID]:
        again = rows.filter(Exists(_due(now).filter(authority=OuterRef("pk"))))
        return again.values_list("pk", flat=True)[:limit]

    return (
        Prepared(lambda: unasked.values_list("pk", flat=True)[:limit], planned_anew=True),
        Prepared(due, planned_anew=True),
    )


def _due(now: datetime) -> QuerySet[AuthorityLookup]:
    """The last that CanLII was asked about an authority, where it did not answer and it is time to ask again."""
    later = AuthorityLookup.objects.filter(authority=OuterRef("authority"), at__gt=OuterRef("at"))
    return AuthorityLookup.objects.filter(~Exists(later), again_at__lte=now)


_AT_CANLII = threading.Lock()
"""Of this process, while it asks for the robot. A slow answer would else be joined by a further question each second,
until every thread waits for CanLII and none drafts."""


def look_up_one(authority_id: UUID) -> AuthorityLookup | None:
    """Ask about one that is due, for the robot. Asked already and not due to be asked again, its matter closed since,
    or another being asked about: nothing, and it comes up again where it is due."""
    if not _AT_CANLII.acquire(blocking=False):
        return None
    try:
        return _look_up_one(authority_id)
    finally:
        _AT_CANLII.release()


def _look_up_one(authority_id: UUID) -> AuthorityLookup | None:
    row = Authority.objects.select_related("task", "matter").get(pk=authority_id)
    last = row.lookups.last()
    is_answered = last is not None and (last.again_at is None or last.again_at > timezone.now())
    if is_answered or row.matter.closed_on is not None:
        return None
    robot = User.for_robot(Robot.REVIEW)
    try:
        return ask(authority=row, by=robot)
    except CannotOpen:
        # What it cites cannot be read here. Kept as unknown, so that it is not looked for again every moment.
        return _kept(authority=row, result=LookupResult.UNKNOWN, style="", found=None, by=robot)


def ask(*, authority: Authority, by: User) -> AuthorityLookup:
    """One question to CanLII, and its answer kept. What cannot be asked by its citation counts as unknown, and so does
    what it did not answer, which is asked again."""
    style, citations = cited(authority)
    language: Literal["en", "fr"] = "fr" if authority.task.draft.request.language == "fr" else "en"
    named = next(filter(None, map(links.decision, citations)), None)
    found: Decision | None = None
    result, fault = LookupResult.UNKNOWN, ""
    if named is not None:
        try:
            with connect() as canlii:
                found = _found(canlii, named, language)
            result = LookupResult.FOUND if found else LookupResult.ABSENT
        except RemoteError as error:
            fault = error.code
    return _kept(authority=authority, result=result, style=style, found=found, by=by, fault=fault)


def _found(canlii: Canlii, named: links.Named, language: Literal["en", "fr"]) -> Decision | None:
    """None only where it is in none of the databases that it may be in."""
    answers = (
        canlii.decision(database=each, case_id=named.case_id, language=language) for each in named.databases
    )
    return next(filter(None, answers), None)


@transaction.atomic
def _kept(
    *,
    authority: Authority,
    result: LookupResult,
    style: str,
    found: Decision | None,
    by: User,
    fault: str = "",
) -> AuthorityLookup:
    matches = None if found is None or not style else same_style(style, found.title)
    # Whoever approves has it before them, or what it says came later than their approval (`doubts`).
    ReviewTask.objects.select_for_update(no_key=True).get(pk=authority.task_id)
    now = timezone.now()
    row = AuthorityLookup(
        authority=authority,
        matter_id=authority.matter_id,
        result=result,
        style_matches=matches,
        again_at=_again_at(authority, now) if fault else None,
        fault=fault,
        by=by,
        at=now,
    )
    if found is not None:
        said = {"title": found.title, "citation": found.citation, "url": found.url}
        keys.seal(row, "answer", Sensitive(json.dumps(said, ensure_ascii=False)))
    row.save(force_insert=True)
    audit.record(
        event=Event.REVIEW_AUTHORITY_LOOKED_UP,
        by=by,
        on=authority.task,
        authority=authority.pk,
        result=result,
        style_matches=matches,
    )
    return row


def _again_at(authority: Authority, now: datetime) -> datetime | None:
    """When it is asked again by itself. Where it said something before, that stands, and nobody needs to be asked."""
    results = list(authority.lookups.values_list("result", flat=True))
    if len(results) >= len(AGAIN_AFTER) or set(results) - {LookupResult.UNKNOWN}:
        return None
    return now + AGAIN_AFTER[len(results)]


def same_style(one: str, other: str) -> bool:
    """Whether two styles of cause name the same parties, however they are written and shortened."""
    fewer, more = sorted((_names(one), _names(other)), key=len)
    return fewer <= more and bool(fewer if fewer == more else fewer - CROWN)


SMALL = frozenset({"v", "vs", "c", "re", "the", "of", "and", "et", "de", "la", "le", "du", "des", "les", "inc", "ltd",
                   "ltée", "corp", "co", "limited", "a", "al"})  # fmt: skip


CROWN = frozenset({"r", "regina", "rex", "queen", "king", "reine", "roi"})
"""A party to every prosecution: *R. v. C.* shares no more than that with *R. v. Thompson*."""


def _names(style: str) -> set[str]:
    return set(re.findall(r"\w+", canonical(style).casefold().replace(".", ""))) - SMALL


def check_link(authority: Authority, link: str) -> None:
    """The page that was opened is a page, and not certainly another's than that of what is cited. Raises BadInput or
    NotAllowed."""
    if not links.is_address(link):
        raise BadInput(_("Give the address of the page that you opened, beginning with https://."))
    is_case = authority.kind == AuthorityKind.CASE
    elsewhere = links.leads_elsewhere(link, cited(authority)[1], is_case=is_case)
    if elsewhere and link != outside.given_page(newest(authority)):
        raise NotAllowed(_("That page is not the one of what is cited."), codes=(Refusal.LINK,))


def check_not_contradicted(authority: Authority, check: str, source_class: str, *, has_note: bool) -> None:
    """Nobody confirms in passing what CanLII contradicts: it takes another source, named in a note."""
    lookup = newest(authority) if check in contradictions.ABOUT_IT else None
    if sentence := contradictions.against(lookup, check, source_class, has_note=has_note):
        raise NotAllowed(sentence, codes=(Refusal.AUTHORITY,))
