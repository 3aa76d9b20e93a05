"""The queue beside the list that Django's admin makes of the same table by default, and its depth.

A tenth of the promised size, unless BENCH_FULL=1: 100,000 review tasks, or 1,000,000; or as many as BENCH_SIZE says.
Signed in as an associate on 40 teams and behind 5 screens, with all reviews undecided, which is the longest a queue can
be. One review is made by the services, sealed as it should be; the others copy its rows, and what a row of the queue
says besides is copied for every review that this associate's teams have.
"""

from __future__ import annotations

import datetime as dt
import statistics
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from psycopg import sql

from apps.drafting.models import Draft
from apps.matters.models import Matter, TeamMember
from apps.people.models import User
from apps.review.models import ReviewTask
from apps.review.queue import piles
from bench import ledger
from bench.figure import Figure
from bench.pages import WARM, admin_pages, as_the_web, p95, page, timed
from bench.rig import database_of_its_own
from tests import database
from tests.drafting import factories as drafting
from tests.review import factories as review

SIZE = ledger.size(1_000_000, small=100_000)
MATTERS = 1_000
TEAMS, SCREENS = 40, 5
BESIDE_ADMIN, ANY_DEPTH = 1 / 15, 1.25
ROUNDS, PAGES, LISTS, DEPTHS = 5, 100, 5, 6
FIRST, MINE = "/review/?show=all", "/review/?"
Look = Callable[[], None]
STATEMENTS = 7
"""Of a page of the queue, whatever its length and depth: those of the session, the rail and the page's own."""


def run() -> list[Figure]:
    """Both are whole answers, template and all, in rounds of some of each: what else the machine does meets them
    alike."""
    with database_of_its_own("bench_review_queue"):
        associate = _fill()
        as_the_web()
        client = Client()
        client.force_login(associate)
        first, mine, deepest = (
            partial(page, client, address) for address in (FIRST, MINE, _deepest(client, associate))
        )
        for look in (first, mine, deepest) * WARM:
            look()
        rounds = [_round(first, mine, deepest, associate) for _ in range(ROUNDS)]
        asked = [_asked(client, address) for address in (FIRST, MINE)]
    beside = partial(
        Figure,
        unit="ms",
        limit=BESIDE_ADMIN,
        peer=[each.admin for each in rounds],
        peer_name="Django's admin list, p50",
    )
    return [
        beside(
            name=f"queue over {SIZE:,} tasks, first page, p95", samples=[p95(each.first) for each in rounds]
        ),
        beside(name="queue, what needs one, p95", samples=[p95(each.mine) for each in rounds]),
        beside(name="queue at its deepest, p95", samples=[p95(each.deepest) for each in rounds]),
        Figure("statements of a page of the queue", "", [float(max(asked))], limit=STATEMENTS),
        Figure(
            "queue at its deepest, p50",
            "ms",
            [statistics.median(each.deepest) for each in rounds],
            limit=ANY_DEPTH,
            peer=[statistics.median(each.first) for each in rounds],
            peer_name="the first page",
        ),
    ]


class _Round(NamedTuple):
    """Milliseconds of each page, and the median of the admin's."""

    first: list[float]
    mine: list[float]
    deepest: list[float]
    admin: float


def _round(first: Look, mine: Look, deepest: Look, associate: User) -> _Round:
    def some(look: Look) -> list[float]:
        return [timed(look) for _ in range(PAGES)]

    admin = admin_pages(ReviewTask, associate, LISTS)
    for look in (first, mine, deepest) * WARM:  # what the admin's settings put away is loaded again
        look()
    return _Round(some(first), some(mine), some(deepest), statistics.median(admin))


def _asked(client: Client, address: str) -> int:
    """How many statements a page asks of the database."""
    with CaptureQueriesContext(connection) as asked:
        page(client, address)
    return len(asked)


def _fill() -> User:
    """One review made by the services, and as many copies of its rows as are asked for, spread over the matters."""
    associate, partner = drafting.person("lawyer"), drafting.person("partner")
    sample = review.task(responsible=associate, matter=drafting.matter(responsible=associate))
    _copies(sample, associate, partner)
    matters = list(Matter.objects.exclude(pk=sample.matter_id).order_by("number")[: TEAMS + SCREENS])
    TeamMember.objects.bulk_create(
        TeamMember(matter=each, user=associate, added_by=partner) for each in matters
    )
    for each in matters[:SCREENS]:
        each.screens.create(user=associate, reason="personal", raised_by=partner)
    with database.connect("admin", autocommit=True) as maker:
        maker.execute("ANALYZE matters_teammember, matters_screen")
    return associate


SHOWN = ("policy_crossing", "drafting_request", "drafting_draft", "drafting_version")
"""What a row of the queue says besides the task's own columns: copied for every review that is shown to anybody."""
FILLED = ("matters_matter", *SHOWN, "review_reviewtask")
PLACES = """
INSERT INTO matters_matter SELECT (jsonb_populate_record(m, jsonb_build_object(
    'id', gen_random_uuid(), 'number', 'B-' || n, 'title', 'Matter ' || n))).*
    FROM matters_matter m, generate_series(1, %(matters)s) n WHERE m.id = %(matter)s;
CREATE TEMP TABLE places AS
    SELECT id, row_number() OVER (ORDER BY number) - 1 AS n FROM matters_matter WHERE number LIKE 'B-%%';
CREATE TEMP TABLE copies AS
    SELECT s AS n, gen_random_uuid() AS task, gen_random_uuid() AS draft, gen_random_uuid() AS request, p.id AS matter,
    p.n < %(teams)s AS shown FROM generate_series(1, %(size)s) s JOIN places p ON p.n = s %% %(matters)s
"""
TASKS = """
INSERT INTO review_reviewtask (id, draft_id, matter_id, kind, responsible_id, requested_by_id, assigned_id, needed_by,
    due_on, act_by, needs_second, state, reserved_by_id, reserved_until, opened_at, decided_at)
    SELECT c.task, c.draft, c.matter, t.kind, CASE WHEN c.n %% 400 < %(teams)s THEN %(associate)s::uuid
    ELSE %(partner)s::uuid END, %(partner)s::uuid, NULL, d.day, d.day, d.day, c.n %% 9 = 0,
    CASE WHEN c.n %% 9 = 0 THEN 'second' ELSE 'open' END, NULL, NULL, t.opened_at, NULL
    FROM copies c, review_reviewtask t, LATERAL (SELECT %(day)s::date + (c.n %% 90)::integer AS day) d
    WHERE t.id = %(task)s
"""
DETAILS = """
INSERT INTO policy_crossing SELECT (jsonb_populate_record(x, jsonb_build_object(
    'id', c.request, 'request_id', c.request, 'matter_id', c.matter))).*
    FROM copies c, policy_crossing x WHERE x.id = %(crossing)s AND c.shown;
INSERT INTO drafting_request SELECT (jsonb_populate_record(r, jsonb_build_object(
    'id', c.request, 'matter_id', c.matter, 'requested_by_id', %(partner)s::uuid,
    'confirmed_by_id', %(partner)s::uuid))).*
    FROM copies c, drafting_request r WHERE r.id = %(request)s AND c.shown;
INSERT INTO drafting_draft SELECT (jsonb_populate_record(d, jsonb_build_object(
    'id', c.draft, 'request_id', c.request, 'matter_id', c.matter, 'crossing_id', c.request))).*
    FROM copies c, drafting_draft d WHERE d.id = %(draft)s AND c.shown;
INSERT INTO drafting_version SELECT (jsonb_populate_record(v, jsonb_build_object(
    'id', gen_random_uuid(), 'draft_id', c.draft, 'matter_id', c.matter))).*
    FROM copies c, drafting_version v WHERE v.draft_id = %(draft)s AND c.shown
"""
INDEXES = """
SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename = 'review_reviewtask'
    AND indexname NOT IN (SELECT conname FROM pg_constraint WHERE conrelid = 'review_reviewtask'::regclass)
"""


def _copies(sample: ReviewTask, associate: User, partner: User) -> None:
    """Written in bulk by who made the database, while no trigger looks: those would walk each copy through its life."""
    draft = Draft.objects.get(pk=sample.draft_id)
    given = {
        "size": SIZE,
        "matters": MATTERS,
        "teams": TEAMS + SCREENS,
        "task": sample.pk,
        "draft": draft.pk,
        "request": draft.request_id,
        "crossing": draft.crossing_id,
        "matter": sample.matter_id,
        "associate": associate.pk,
        "partner": partner.pk,
        "day": timezone.localdate() - dt.timedelta(days=20),
    }
    with database.connect("admin", autocommit=True) as maker:
        maker.execute("SET session_replication_role = replica")
        indexes = maker.execute(INDEXES).fetchall()
        for name, _made in indexes:
            maker.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
        for statement in (*PLACES.split(";"), TASKS, *DETAILS.split(";")):
            maker.execute(statement, given)
        for _name, made in indexes:
            maker.execute(made)
        for table in FILLED:
            maker.execute(sql.SQL("VACUUM (ANALYZE) {}").format(sql.Identifier(table)))
        maker.execute("CHECKPOINT")  # what was written in bulk is on its disk before a page is asked for


def _deepest(client: Client, user: User) -> str:
    """The address of the page whose median is worst, of several down to the last."""
    seen = ReviewTask.objects.visible_to(user).undecided()
    places = list(seen.order_by("act_by", "pk").values_list("act_by", "pk"))
    deep = [places[max(0, (len(places) - 60) * step // DEPTHS)] for step in range(1, DEPTHS + 1)]
    return max((f"{FIRST}&after={piles.named(place)}" for place in deep), key=partial(_median, client))


def _median(client: Client, address: str) -> float:
    look = partial(page, client, address)
    for _ in range(WARM):
        look()
    return statistics.median(timed(look) for _ in range(PAGES // 5))
