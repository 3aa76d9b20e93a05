"""Labelled passages, and what the recognisers make of them. Everybody in them is invented."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from apps.policy import listing
from apps.policy.identifying.known import Known
from apps.policy.identifying.recognisers import find_all
from apps.policy.identifying.suggestions import unlisted

FORMATTED, LISTED, UNLISTED = "formatted", "listed", "unlisted"
MARK = re.compile(r"⟦(\w+)\|([^⟧]*)⟧")
"""`⟦phone|416-555-0143⟧`, `⟦listed|Anna Roy⟧`, `⟦unlisted|Dr. Osei⟧` in a passage as it is written."""


@dataclass(frozen=True)
class Label:
    """What has to be found: `group` is what its figure is counted under, `kind` what it is."""

    start: int
    end: int
    kind: str
    group: str


@dataclass(frozen=True)
class Passage:
    language: str
    text: str
    labels: tuple[Label, ...]


@dataclass(frozen=True)
class Party:
    """Somebody the matter lists."""

    name: str
    is_organization: bool = False
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Missed:
    """A label that was not covered, or a find that no label asks for."""

    value: str
    kind: str
    text: str


@dataclass(frozen=True)
class Score:
    """What was found of a set. `recall` by group; `false_per_thousand` counts finds beside every label."""

    recall: dict[str, float]
    suggested: float
    """Unlisted persons that were replaced or pointed out to the person."""
    false_per_thousand: float
    wrong_per_thousand: float
    """Stretches pointed out as somebody's name that no label asks for: a place, a firm, a word, or a judge."""
    missed: tuple[Missed, ...]
    false: tuple[Missed, ...]
    wrong: tuple[Missed, ...]


def read(language: str, marked: str) -> Passage:
    """A passage without its marks, and the labels they leave."""
    pieces: list[str] = []
    labels: list[Label] = []
    at = length = 0
    for mark in MARK.finditer(marked):
        ahead, (kind, value) = marked[at : mark.start()], mark.groups()
        begins = length + len(ahead)
        group = kind if kind in (LISTED, UNLISTED) else FORMATTED
        labels.append(Label(begins, begins + len(value), kind, group))
        pieces += [ahead, value]
        at, length = mark.end(), begins + len(value)
    return Passage(language, "".join([*pieces, marked[at:]]), tuple(labels))


def known(parties: Iterable[Party]) -> Known:
    listed = Known()
    for party in parties:
        for name in (party.name, *party.aliases):
            listing.add_name(listed, name, uuid.uuid4(), is_organization=party.is_organization)
    return listed


def score(passages: Sequence[Passage], parties: Iterable[Party]) -> Score:
    """Find everything in every passage and compare it with the labels."""
    listed = known(parties)
    hits: dict[str, list[bool]] = {FORMATTED: [], LISTED: [], UNLISTED: []}
    suggested: list[bool] = []
    missed: list[Missed] = []
    false: list[Missed] = []
    wrong: list[Missed] = []
    for passage, found in zip(passages, find_all([each.text for each in passages], listed), strict=True):
        covered = {at for each in found for at in range(each.start, each.end)}
        shown = unlisted(passage.text, found)
        pointed = covered | {at for start, end in shown for at in range(start, end)}
        for label in passage.labels:
            value = passage.text[label.start : label.end]
            letters = {at for at in range(label.start, label.end) if passage.text[at].isalnum()}
            hits[label.group].append(letters <= covered)
            if label.group == UNLISTED:
                suggested.append(letters <= pointed)
            elif not letters <= covered:
                missed.append(Missed(value, label.kind, passage.text))
        for each in found:
            if not any(each.start < label.end and label.start < each.end for label in passage.labels):
                false.append(Missed(passage.text[each.start : each.end], each.kind.value, passage.text))
        for start, end in shown:
            if not any(start < label.end and label.start < end for label in passage.labels):
                wrong.append(Missed(passage.text[start:end], UNLISTED, passage.text))
    words = sum(len(each.text.split()) for each in passages)
    return Score(
        {group: sum(each) / len(each) for group, each in hits.items()},
        sum(suggested) / len(suggested),
        1000 * len(false) / words,
        1000 * len(wrong) / words,
        tuple(missed),
        tuple(false),
        tuple(wrong),
    )
