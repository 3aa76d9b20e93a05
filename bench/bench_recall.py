"""What is found of the labelled passages in `tests/recall`: the half that the recognisers were written against and the
half that is held out, by the same measure. Unlisted persons are reported, not promised: a name that nobody listed is
pointed out where a title or a part in the matter gives it away, and a person decides."""

from __future__ import annotations

from bench.figure import Figure
from tests.recall import composed, templated
from tests.recall.passages import FORMATTED, LISTED, UNLISTED, score

RECALL, MOST_FALSE = 0.99, 5


def run() -> list[Figure]:
    figures: list[Figure] = []
    for name, half in (("templated", templated), ("held out", composed)):
        result = score(half.passages(), half.PARTIES)
        figures += [
            Figure(f"identifiers found, {name}", "", [result.recall[FORMATTED]], limit=RECALL, at_least=True),
            Figure(f"listed parties found, {name}", "", [result.recall[LISTED]], limit=RECALL, at_least=True),
            Figure(
                f"unlisted persons replaced, {name}", "", [result.recall[UNLISTED]], limit=0, at_least=True
            ),
            Figure(f"unlisted persons pointed out, {name}", "", [result.suggested], limit=0, at_least=True),
            Figure(
                f"false replacements in 1,000 words, {name}",
                "",
                [result.false_per_thousand],
                limit=MOST_FALSE,
            ),
        ]
    return figures
