"""The authorities of a task: what the newest text cites, and which checks a person has answered for it.

A finding belongs to the version it was given on. It still counts after an edit where style and citation stayed as they
were; that the details match, only while no parallel citation was added; those about the quotation and the proposition,
only where the words around the authority stayed too (``surroundings``). Both texts are read anew each time, so a rule
that becomes stricter asks again about what was answered before.

What was found and names no authority is said to be none by a person. That counts as long as the words around it stay,
and until anybody answers a check of it afterwards.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar
from uuid import UUID

from apps.audit.facts import Digest
from apps.core import prepared
from apps.core.prepared import Prepared, together
from apps.core.sensitive import Sensitive
from apps.drafting.models import Version
from apps.matters import keys
from apps.matters.models import Matter, Party
from apps.review.authorities import contradictions
from apps.review.citing import authorities, mentions
from apps.review.citing.citations import OF_ANY_REPORTER
from apps.review.citing.surroundings import Surroundings
from apps.review.models import (
    Authority,
    AuthorityCheck,
    AuthorityFinding,
    AuthorityKind,
    Outcome,
    ReviewTask,
    TaskState,
)
from apps.review.models.lookups import AuthorityLookup, Dismissal

OF_THE_TEXT = frozenset({AuthorityCheck.QUOTATION, AuthorityCheck.PROPOSITION})
YEAR_LAST = re.compile(r"[\[(]\d{4}[\])]\Z")
"""A year that was taken for the end of a name."""


@dataclass(frozen=True)
class Line:
    """An authority of the newest text with the answer that counts for each check, None where there is none."""

    authority: Authority
    kind: AuthorityKind
    style: str = field(repr=False)
    citation: str = field(repr=False)
    pinpoint: str = field(repr=False)
    parallel: tuple[str, ...] = field(repr=False)
    places: tuple[tuple[int, int], ...]
    findings: dict[AuthorityCheck, AuthorityFinding | None]
    lookup: AuthorityLookup | None = None
    """What CanLII said last: a hint, and no check."""
    dismissal: Dismissal | None = None
    """Who said that it names no authority, where that counts."""
    is_reported: bool = False
    """Whether something that has the shape of a report stands behind its name, though of no reporter that is known."""
    is_listed: bool = True
    """Whether it has a row. What was stored before firmai knew to find it has none yet, and nothing answered."""

    @property
    def open_checks(self) -> list[AuthorityCheck]:
        """The checks that are not confirmed: unanswered, wrong, could not be confirmed, or contradicted since."""
        if self.dismissal is not None:
            return []
        against = self.contradicted
        return [
            check
            for check, finding in self.findings.items()
            if finding is None or finding.outcome != Outcome.CONFIRMED or check in against
        ]

    @property
    def contradicted(self) -> dict[AuthorityCheck, str]:
        """The checks that were confirmed and that CanLII speaks against, each with why, as a sentence."""
        told = {
            check: contradictions.against_finding(self.lookup, finding)
            for check, finding in self.findings.items()
        }
        return {check: sentence for check, sentence in told.items() if sentence}

    @property
    def confirmed(self) -> bool:
        """Whether nothing of it is open."""
        return not self.open_checks

    @property
    def name(self) -> str:
        """What the text calls it, with every citation that it gives of it: whoever says that it is authentic says so
        of each."""
        return ", ".join(filter(None, (self.style, self.citation, *self.parallel)))

    @property
    def has_citation(self) -> bool:
        """Whether the text gives more of it than a name: that is an authority whatever anybody says."""
        return bool(self.citation or self.parallel or self.is_reported)

    @property
    def looks_like_one(self) -> bool:
        """Whether a person has to say in words why it is none: it has two parties or is a law's or book's name, or
        somebody looked for it and did not find it right."""
        doubted = any(each and each.outcome != Outcome.CONFIRMED for each in self.findings.values())
        return self.kind != AuthorityKind.CASE or bool(mentions.parties(self.style)) or doubted


def relied_on(lines: Sequence[Line]) -> list[Line]:
    """Those that count as authorities."""
    return [line for line in lines if line.dismissal is None]


def refresh(task: ReviewTask, text: str) -> list[Authority]:
    """List what a text cites: new ones are added, those no longer cited are marked as gone. In a transaction."""
    known = {row.citation_hmac: row for row in _AUTHORITIES(task=task.pk)}
    own = _Own(
        task, known, _answered(_FINDINGS(task=task.pk), _DISMISSALS(task=task.pk)) if known else frozenset()
    )
    cited = _cited(task, text, own)
    listed: list[Authority] = []
    with keys.opened(task.matter_id) as seal:
        for order, (name, found) in enumerate(cited.items()):
            row = known.pop(name, None) or _row(task, name, found, order)
            row.kind, row.order, row.present = AuthorityKind(found.kind.value), order, True
            _write(row, found, seal)
            listed.append(row)
        for name, style in own.left_out.items():
            if name not in known:
                found = authorities.Authority(authorities.Kind.CASE, style, "", (), "", ())
                row = _row(task, name, found, len(listed))
                row.present = False
                _write(row, found, seal)
    if known:
        Authority.objects.filter(pk__in=[row.pk for row in known.values()]).update(present=False)
    return listed


def _write(row: Authority, found: authorities.Authority, seal: keys.Seal) -> None:
    written = {
        "style": found.style,
        "citation": found.citation,
        "pinpoint": found.pinpoint,
        "parallel": list(found.parallel),
    }
    seal.seal(row, "citation", Sensitive(json.dumps(written, ensure_ascii=False)))
    if row._state.adding:
        prepared.insert(row)
    else:
        row.save()


def _row(task: ReviewTask, name: str, found: authorities.Authority, order: int) -> Authority:
    kind = AuthorityKind(found.kind.value)
    return Authority(task=task, matter_id=task.matter_id, citation_hmac=name, kind=kind, order=order)


def lines(task: ReviewTask, version: Version, text: str) -> list[Line]:
    """The ledger for a version whose text is given."""
    listed, findings, lookups, dismissed = together(
        _AUTHORITIES.of(task=task.pk),
        _FINDINGS.of(task=task.pk),
        _LOOKUPS.of(task=task.pk),
        _DISMISSALS.of(task=task.pk),
    )
    rows = {row.citation_hmac: row for row in listed}
    found_of, said_of, none_of = _by_authority(findings), _by_authority(lookups), _by_authority(dismissed)
    own = _Own(task, rows, _answered(findings, dismissed))
    cited = _cited(task, text, own)
    around = {version.pk: _surrounded(text, cited)}
    for order, (name, found) in enumerate(cited.items()):
        if name not in rows:
            rows[name] = _row(task, name, found, order)
    return [
        Line(
            authority=rows[name],
            kind=AuthorityKind(found.kind.value),
            style=found.style,
            citation=found.citation,
            pinpoint=found.pinpoint,
            parallel=found.parallel,
            places=found.places,
            findings=_counting(own, rows[name], version, around, found_of.get(rows[name].pk, ())),
            lookup=contradictions.telling(said_of.get(rows[name].pk, ())),
            dismissal=_dismissed(
                own,
                rows[name],
                version,
                around,
                none_of.get(rows[name].pk, ()),
                found_of.get(rows[name].pk, ()),
            ),
            is_reported=any(_is_reported(text, place) for place in found.places),
            is_listed=not rows[name]._state.adding,
        )
        for name, found in cited.items()
    ]


def _is_reported(text: str, place: tuple[int, int]) -> bool:
    start, end = place
    year = YEAR_LAST.search(text[start:end])
    return bool(OF_ANY_REPORTER.match(text, start + year.start() if year else end))


_AUTHORITIES = Prepared(lambda task: Authority.objects.filter(task=task))
_FINDINGS = Prepared(lambda task: AuthorityFinding.objects.filter(authority__task=task).select_related("by"))
_LOOKUPS = Prepared(lambda task: AuthorityLookup.objects.filter(authority__task=task))
_DISMISSALS = Prepared(lambda task: Dismissal.objects.filter(task=task).select_related("by"))
F = TypeVar("F", AuthorityFinding, AuthorityLookup, Dismissal)


def _by_authority(rows: Sequence[F]) -> dict[UUID, list[F]]:
    found: dict[UUID, list[F]] = {}
    for row in rows:
        found.setdefault(row.authority_id, []).append(row)
    return found


def digest(task: ReviewTask, ledger: Sequence[Line]) -> Digest:
    """The name of a ledger with every answer in it."""
    rows = [
        [line.authority.citation_hmac]
        + [
            [check.value, finding.outcome, finding.source_class, str(finding.pk)]
            if finding
            else [check.value]
            for check, finding in line.findings.items()
        ]
        + ([["none", str(line.dismissal.pk)]] if line.dismissal else [])
        for line in ledger
    ]
    return keys.digest(task.matter_id, b"ledger", json.dumps(rows, separators=(",", ":")).encode())


def _counting(
    own: _Own,
    row: Authority,
    version: Version,
    around: dict[UUID, dict[str, Around]],
    findings: Sequence[AuthorityFinding],
) -> dict[AuthorityCheck, AuthorityFinding | None]:
    """The newest finding for each check that still speaks of this text. ``around`` is filled as versions are read."""
    counting: dict[AuthorityCheck, AuthorityFinding | None] = dict.fromkeys(AuthorityCheck)
    now = around[version.pk][row.citation_hmac]
    for finding in findings:
        check = AuthorityCheck(finding.check_code)
        if now.matters_to(check):
            if finding.version_id not in around:
                around[finding.version_id] = _around(own, _text(finding.version_id))
            if not now.still(check, around[finding.version_id].get(row.citation_hmac)):
                continue
        counting[check] = finding
    return counting


def _dismissed(
    own: _Own,
    row: Authority,
    version: Version,
    around: dict[UUID, dict[str, Around]],
    said: Sequence[Dismissal],
    findings: Sequence[AuthorityFinding],
) -> Dismissal | None:
    """The newest word that it is none, where the words around it are those of then and no check was answered since."""
    if not said or any(finding.at >= said[-1].at for finding in findings):
        return None
    then = said[-1].version_id
    if then not in around:
        around[then] = _around(own, _text(then))
    before = around[then].get(row.citation_hmac)
    same = before is not None and before.words == around[version.pk][row.citation_hmac].words
    return said[-1] if same else None


@dataclass(frozen=True)
class Around:
    """What answers about an authority rest on besides its style and its citation."""

    words: str = field(repr=False)
    parallel: frozenset[str] = field(repr=False)

    def matters_to(self, check: AuthorityCheck) -> bool:
        return check in OF_THE_TEXT or (check == AuthorityCheck.DETAILS and bool(self.parallel))

    def still(self, check: AuthorityCheck, then: Around | None) -> bool:
        """Whether an answer that was given when it was like ``then`` is one about this."""
        if then is None:
            return False
        return self.words == then.words if check in OF_THE_TEXT else self.parallel <= then.parallel


def _around(own: _Own, text: str) -> dict[str, Around]:
    """The same for every authority of a text, by name."""
    return _surrounded(text, _cited(own.task, text, own))


def _surrounded(text: str, cited: dict[str, authorities.Authority]) -> dict[str, Around]:
    whole = Surroundings(text, cited.values())
    return {
        name: Around(whole.of(found), frozenset(map(authorities.plain, found.parallel)))
        for name, found in cited.items()
    }


def _text(version_id: UUID) -> str:
    return keys.reveal(Version.objects.get(pk=version_id), "text").reveal()


def _cited(task: ReviewTask, text: str, own: _Own) -> dict[str, authorities.Authority]:
    """What a text cites, by its name under the matter's digest key, in order."""
    name = keys.digester(task.matter_id)
    found = authorities.find(text, own)
    return {name(b"authority", each.key.encode()).hmac: each for each in found}


@dataclass
class _Own:
    """Which cases that have no citation are the one that the text is written in: those between the matter's parties.

    Parties change, by a person or a pull. What somebody answered about stays an authority whatever they are now; and of
    what is approved, what was left out as the matter's own then is left out still, and what was listed then is listed.
    """

    task: ReviewTask
    rows: Mapping[str, Authority]
    answered: Collection[UUID]
    left_out: dict[str, str] = field(default_factory=dict, repr=False)
    """Their styles, by name."""

    def __call__(self, style: str) -> bool:
        key = authorities.key_of(authorities.Kind.CASE, style, "")
        name = keys.digester(self.task.matter_id)(b"authority", key.encode()).hmac
        row = self.rows.get(name)
        # A row of nobody yet is one that `lines` made for a text that was stored without it.
        is_stored = row is not None and not row._state.adding
        if is_stored and row.pk in self.answered:  # type: ignore[union-attr]
            return False
        is_own = (is_stored and self.task.state == TaskState.APPROVED) or mentions.is_between(
            style, self._names
        )
        if is_own:
            self.left_out[name] = style
        return is_own

    @cached_property
    def _names(self) -> list[str]:
        """Who the matter is between, as far as it knows."""
        client, title = _MATTER(matter=self.task.matter_id)[0]
        return [client, *_PARTIES(matter=self.task.matter_id), *mentions.parties(title)]


def _answered(findings: Sequence[AuthorityFinding], dismissed: Sequence[Dismissal]) -> frozenset[UUID]:
    return frozenset([each.authority_id for each in findings] + [each.authority_id for each in dismissed])


_MATTER = Prepared(lambda matter: Matter.objects.filter(pk=matter).values_list("client__name", "title"))
_PARTIES = Prepared(lambda matter: Party.objects.filter(matter=matter).values_list("name", flat=True))
