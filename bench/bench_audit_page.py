"""A long log looked at: its page beside the list that Django's admin makes of the same table by default, the page at
any depth, and the proof that one entry is in it.

A twenty-fifth of the promised size, unless BENCH_FULL=1: 200,000 entries, or 5,000,000; or as many as BENCH_SIZE says.
"""

from __future__ import annotations

import statistics
import time
from functools import partial

from django.db.models import Max
from django.test import Client

from apps.audit import proofs
from apps.audit.models import Entry, Leaf
from bench import ledger
from bench.figure import Figure
from bench.pages import admin_pages, as_the_web, p95, page, timed
from bench.rig import database_of_its_own
from tests import factories

SIZE = ledger.size(5_000_000, small=200_000)
BESIDE_ADMIN, ANY_DEPTH = 1 / 20, 1.25
PAGES, LISTS, DEPTHS = 60, 7, 6
PROOFS, PROOF_MS = 200, 5.0


def run() -> list[Figure]:
    """Both pages are whole answers. A proof is timed whole, from the entry's row to the list of hashes."""
    with database_of_its_own("bench_audit_page"):
        auditor = factories.person("auditor")
        ledger.fill(SIZE)
        as_the_web()
        client = Client()
        client.force_login(auditor)
        page(client, "/log/")
        first = [timed(lambda: page(client, "/log/")) for _ in range(PAGES)]
        admin = admin_pages(Entry, auditor, LISTS)
        deepest = _deepest(client)
        proved = [_proof(index) for index in range(0, SIZE, max(1, SIZE // PROOFS))]
    return [
        Figure(f"page of the log over {SIZE:,}, p95", "ms", [p95(first)], limit=BESIDE_ADMIN,
               peer=[statistics.median(admin)], peer_name="Django's admin list, p50"),
        Figure("page of the log at its deepest, p50", "ms", deepest, limit=ANY_DEPTH, peer=first,
               peer_name="the first page"),
        Figure(f"inclusion proof from {SIZE:,}", "ms", proved, limit=PROOF_MS),
    ]  # fmt: skip


def _deepest(client: Client) -> list[float]:
    """The samples of the depth whose median is worst, of several down to the oldest page."""
    newest = Entry.objects.aggregate(Max("pk"))["pk__max"]
    worst: list[float] = []
    for step in range(DEPTHS):
        before = newest - step * (newest - 100) // (DEPTHS - 1)
        look = partial(page, client, f"/log/?before={before}")
        found = [timed(look) for _ in range(PAGES // 3)]
        worst = max(worst, found, key=lambda samples: statistics.median(samples) if samples else 0.0)
    return worst


def _proof(index: int) -> float:
    entry = Leaf.objects.get(index=index).entry
    begun = time.perf_counter()
    proof = proofs.inclusion(Entry.objects.get(pk=entry))
    took = (time.perf_counter() - begun) * 1000
    assert proof.size >= SIZE  # whoever reads it was added to the firm first
    return took
