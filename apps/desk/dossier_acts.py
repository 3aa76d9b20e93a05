"""What a practice auditor reads of the acts around an approval: what was said for the court, who signed and for whom,
what was approved without a second person, second looks, and what was found wrong afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from apps.desk.dossier_words import Opener, Table, day, moment, person
from apps.review.models import FilingAnswer, FilingRule, LookOutcome, ReviewTask, SecondLook, SignedStatement
from apps.review.models.aftermath import Correction, Fault

if TYPE_CHECKING:
    from apps.review.models import SecondPersonException

Section = dict[str, str | list[Table]]


def sections(task: ReviewTask, opened: Opener) -> list[Section]:
    """Those of which there is something on record, each with its heading."""
    found: list[tuple[str, list[Table]]] = [
        (_("Said for the court"), [_answer(row, opened) for row in _answers(task)]),
        (_("Signatures"), [_signature(row, opened) for row in _statements(task)]),
        (_("Approved without a second person"), [_alone(row, opened) for row in _exceptions(task)]),
        (_("Second looks"), [_look(row, opened) for row in _looks(task)]),
        (_("Found wrong after approval"), list(_wrong(task, opened))),
    ]
    return [{"title": title, "tables": tables} for title, tables in found if tables]


def _answers(task: ReviewTask) -> list[FilingAnswer]:
    return list(task.filing_answers.select_related("rule", "by", "version").order_by("at"))


def _answer(row: FilingAnswer, opened: Opener) -> Table:
    said = [
        [_("Document"), row.get_document_display()],
        [_("Rule"), f"{row.rule.get_forum_display()}, {row.rule.get_document_display()}, {row.rule.number}"],
        [_("Source of the rule"), f"{row.rule.local_source}, {_read(row.rule)}"],
    ]
    if row.ai_part:
        said.append([_("What part AI had in it"), row.get_ai_part_display()])
    if row.forum_asks:
        said.append([_("What this court or tribunal asks for"), row.get_forum_asks_display()])
    if row.witness_chosen:
        said.append([_("Words for a witness"), _("A lawyer chose that AI drafts them")])
    if row.expert_certified:
        said.append([_("The expert's own certificate"), _("At hand")])
    if row.note is not None:
        said.append([_("Note"), opened.text(row, "note")])
    return [
        *said,
        [_("Said by"), f"{person(row.by, row.at)}, {moment(row.at)}"],
        [_("Version"), str(row.version.number)],
    ]


def _read(rule: FilingRule) -> str:
    return day(rule.checked_on) if rule.checked_on else _("checked by nobody yet")


def _statements(task: ReviewTask) -> list[SignedStatement]:
    related = ("by", "lawyer", "withdrawn_by", "delegation", "manifest__version")
    return list(task.statements.select_related(*related).order_by("at"))


def _signature(row: SignedStatement, opened: Opener) -> Table:
    said = [
        [_("What was signed"), row.get_what_display()],
        [_("Signed by"), f"{person(row.by, row.at)}, {moment(row.at)}"],
        [_("For"), person(row.lawyer, row.at)],
        [_("Version"), str(row.manifest.version.number)],
        [_("Fingerprint of all that was approved"), row.manifest_digest],
        [_("SHA-256"), row.sha256],
        [_("Its words"), opened.text(row, "content")],
    ]
    if row.delegation is not None:
        said.insert(3, [_("Under a delegation given"), moment(row.delegation.given_at)])
    if row.withdrawn_at is not None and row.withdrawn_by is not None:
        why = (
            f"{row.withdrawn_by.full_name}, {moment(row.withdrawn_at)}: {row.get_withdrawn_reason_display()}"
        )
        said.append([_("Withdrawn"), why])
    return said


def _exceptions(task: ReviewTask) -> list[SecondPersonException]:
    return list(task.exceptions.select_related("by", "version").order_by("at"))


def _alone(row: SecondPersonException, opened: Opener) -> Table:
    return [
        [_("By"), f"{person(row.by, row.at)}, {moment(row.at)}"],
        [_("Reason"), row.get_reason_display()],
        [_("What was done instead"), opened.text(row, "note")],
        [_("Version"), str(row.version.number)],
    ]


def _looks(task: ReviewTask) -> list[SecondLook]:
    return list(task.second_looks.select_related("looked_by").order_by("drawn_at"))


def _look(row: SecondLook, opened: Opener) -> Table:
    said = [[_("Drawn"), moment(row.drawn_at)], [_("Outcome"), row.get_outcome_display()]]
    if row.outcome != LookOutcome.WAITING and row.looked_by is not None:
        said.append([_("By"), f"{person(row.looked_by, row.looked_at)}, {moment(row.looked_at)}"])
    if row.note is not None:
        said.append([_("Note"), opened.text(row, "note")])
    return said


def _wrong(task: ReviewTask, opened: Opener) -> Iterator[Table]:
    for row in Correction.objects.select_related("by").filter(task=task):
        yield from _correction(row, opened)


def _correction(row: Correction, opened: Opener) -> Iterator[Table]:
    said = [
        [_("What is wrong"), "; ".join(str(Fault(each).label) for each in row.faults)],
        [_("Said by"), f"{row.by.full_name}, {moment(row.at)}"],
    ]
    yield [*said, [_("Note"), opened.text(row, "note")]] if row.note is not None else said
    for duty in row.duties.select_related("assigned_to", "done_by"):
        owed = [
            [_("Owed"), duty.get_duty_display()],
            [_("By"), f"{duty.assigned_to.full_name}, {day(duty.needed_by)}"],
        ]
        if duty.done_by is None:
            yield [*owed, [_("Done"), _("Not yet")]]
        else:
            done = f"{duty.done_by.full_name}, {moment(duty.done_at)}"
            yield [*owed, [_("Done"), done], [_("Note"), opened.text(duty, "note")]]
