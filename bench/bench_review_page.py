"""The review page of a draft of twenty pages, and a redline beside the standard library's.

The draft has 40 sentences that rest on passages and 25 authorities. The page is the whole answer: sealed text and
sources opened, quotations compared, ledger and template. The redline is of 15 % edits, the same tokens for both, in two
pages: the standard library's takes minutes for twenty, and the longer the text is the more that favours ours.
"""

from __future__ import annotations

import difflib
import random
import statistics
import time
from collections.abc import Callable

from django.test import Client

from apps.people.models import User
from apps.review import services
from apps.review.models import ReviewTask
from apps.review.written import redline
from apps.review.written.redline import WORD
from bench.figure import Figure
from bench.pages import WARM, as_the_web
from bench.rig import database_of_its_own
from tests.drafting import factories as drafting

WORDS_A_PAGE, PAGES, ANCHORS, AUTHORITIES = 450, 20, 40, 25
REDLINE_PAGES = 2
ROUNDS, REDLINES = 30, 3
EDITED = 0.15
VOCABULARY = (
    "lease", "rent", "tenant", "landlord", "clause", "notice", "payment", "day", "month", "term", "renewal", "premises",
    "claim", "court", "order", "party", "evidence", "letter", "account", "interest", "costs", "damages", "breach",
    "duty", "written", "after", "before", "under", "within", "without", "including", "the", "a", "of", "by",
)  # fmt: skip


def run() -> list[Figure]:
    with database_of_its_own("bench_review_page"):
        task, lawyer = _task()
        as_the_web()
        client = Client()
        client.force_login(lawyer)
        address = f"/review/{task.pk}/"
        for _ in range(WARM):
            _page(client, address)
        times = [_timed(lambda: _page(client, address)) for _ in range(ROUNDS)]
    p95 = statistics.quantiles(times, n=20, method="inclusive")[-1]
    return [
        Figure(f"review page: {PAGES} pages, {ANCHORS} anchors, {AUTHORITIES} authorities, p95", "ms", [p95], limit=60),
        _redline(),
    ]  # fmt: skip


def _sentence(chance: random.Random, words: int = 18) -> str:
    return " ".join(chance.choice(VOCABULARY) for _ in range(words)).capitalize() + "."


def _text(chance: random.Random) -> tuple[str, list[str]]:
    """Paragraphs of five sentences; the sentences that will rest on a passage."""
    sentences = [f"{_sentence(chance)[:-1]} {n}." for n in range(WORDS_A_PAGE * PAGES // 19)]
    step = len(sentences) // AUTHORITIES
    for n in range(AUTHORITIES):
        sentences[n * step] = f"We rely on *Ko v Party{n}*, 2025 ONSC {2000 + n} at para {n + 1}."
    cited = [each for each in sentences if not each.startswith("We rely")][:: len(sentences) // ANCHORS][
        :ANCHORS
    ]
    paragraphs = [" ".join(sentences[at : at + 5]) for at in range(0, len(sentences), 5)]
    return "\n\n".join(paragraphs), cited


def _task() -> tuple[ReviewTask, User]:
    chance = random.Random(20)  # nosec: a text to measure with
    text, cited = _text(chance)
    lawyer = drafting.person("lawyer")
    matter = drafting.matter(responsible=lawyer)
    sources = [drafting.source(matter, each, title=f"Source {n}") for n, each in enumerate(cited)]
    stretches = [drafting.supported(text, each, source) for each, source in zip(cited, sources, strict=True)]
    draft = drafting.draft(
        matter, lawyer, text, code="factum_section", sources=sources, responsible=lawyer, stretches=stretches
    )
    services.collect(10)
    task = ReviewTask.objects.get(draft=draft)
    assert task.authorities.count() == AUTHORITIES, task.authorities.count()
    return task, lawyer


def _redline() -> Figure:
    chance = random.Random(21)  # nosec: the same
    before = "\n\n".join(
        " ".join(_sentence(chance) for _ in range(5)) for _ in range(WORDS_A_PAGE * REDLINE_PAGES // 90)
    )
    tokens = WORD.findall(before)
    after = "".join(_edited(chance, token) for token in tokens)
    ours, theirs = [], []
    for _ in range(REDLINES):
        ours.append(_timed(lambda: redline.redline(before, after)))
        theirs.append(_timed(lambda: _difflib(tokens, WORD.findall(after))))
    return Figure(
        "redline of 15 % edits", "ms", ours, limit=1 / 20, peer=theirs, peer_name="difflib, autojunk off"
    )


def _edited(chance: random.Random, token: str) -> str:
    return chance.choice(VOCABULARY) if token.isalpha() and chance.random() < EDITED else token


def _difflib(before: list[str], after: list[str]) -> list[tuple[str, int, int, int, int]]:
    return list(difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes())


def _page(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000
