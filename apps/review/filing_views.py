"""What is done about a document for its court: answering, inserting, asking CanLII, signing. And approving alone, and
taking an approval back."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.core.errors import FirmaiError
from apps.core.identity import as_uuid
from apps.core.sensitive import Sensitive
from apps.drafting.models import Version
from apps.matters.within import Within
from apps.people.visit import Visit
from apps.review import certificates, filing_pages, outside, pages, services
from apps.review.filing_acts import Said
from apps.review.filing_models import SignedStatement
from apps.review.lookup_models import LookupResult
from apps.review.models import ReviewTask
from apps.review.written import markup

RELATED = (
    "matter", "responsible", "reserved_by", "draft__crossing__arrangement",
    "draft__request__workflow_version__workflow", "draft__request__requested_by", "draft__request__responsible",
)  # fmt: skip


def task_of(request: Visit, pk: Any) -> ReviewTask:
    """A review that this person may see, or 404."""
    for found in _TASK(request.user, task=pk):
        return found
    raise Http404


_TASK = Within(
    lambda matters, _user, task: ReviewTask.objects.of(matters).filter(pk=task).select_related(*RELATED)
)


def note_of(request: Visit) -> Sensitive[str] | None:
    note = request.POST.get("note", "").strip()
    return Sensitive(note) if note else None


def shown_of(request: Visit) -> UUID:
    """The approval that a page showed; of one that showed none, what no approval is."""
    return as_uuid(request.POST.get("shown", "")) or UUID(int=0)


def done(request: Visit, act: Callable[[], object], to: str, success: str = "") -> HttpResponse:
    """Do it, say why not where it was refused, and go on."""
    try:
        act()
    except FirmaiError as error:
        messages.error(request, str(error))
    else:
        if success:
            messages.success(request, success)
    return redirect(to)


def _version(task: ReviewTask, number: int) -> Version:
    return get_object_or_404(task.draft.versions, number=number)


def _at_filing(task: ReviewTask) -> str:
    return reverse("review:detail", args=[task.pk]) + "#filing"


@require_POST
def describe(request: Visit, pk: Any, number: int) -> HttpResponse:
    """What kind of document it is for its court, and what its rule asks about it."""
    task = task_of(request, pk)
    given = Said(
        document=request.POST.get("document", ""),
        ai_part=request.POST.get("ai_part", ""),
        forum_asks=request.POST.get("forum_asks", ""),
        witness_chosen="witness_chosen" in request.POST,
        expert_certified="expert_certified" in request.POST,
    )

    def act() -> object:
        return services.describe_filing(
            task=task, version=_version(task, number), given=given, note=note_of(request), by=request.user
        )

    return done(request, act, _at_filing(task))


@require_POST
def insert(request: Visit, pk: Any, number: int) -> HttpResponse:
    """Put the court's statement into the text, as the next version."""
    task = task_of(request, pk)

    def act() -> object:
        return services.insert_statement(task=task, base_version=_version(task, number), by=request.user)

    made = _("The statement is in the text. Read it, and change it where it says too much.")
    return done(request, act, _at_filing(task), made)


@require_POST
def look_up(request: Visit, pk: Any) -> HttpResponse:
    """Ask CanLII about every decision that the draft cites, or again about one of them."""
    task = task_of(request, pk)
    named = request.POST.get("authority", "")
    one = get_object_or_404(task.authorities, pk=as_uuid(named)) if named else None
    try:
        asked = services.look_up(task=task, authority=one, by=request.user)
    except FirmaiError as error:
        messages.error(request, str(error))
    else:
        answered = sum(each.result != LookupResult.UNKNOWN for each in asked)
        said = _("CanLII answered about %(n)d of %(all)d decisions.") % {"n": answered, "all": len(asked)}
        said = next(filter(None, map(outside.without_key, asked)), said)
        messages.add_message(request, messages.SUCCESS if answered else messages.WARNING, said)
    return redirect("review:detail", pk=pk)


def sign(request: Visit, pk: Any) -> HttpResponse:
    """The certificate or declaration as it would be signed, and the signature."""
    task = task_of(request, pk)
    if request.method == "POST":

        def act() -> object:
            return services.sign(
                task=task,
                shown=request.POST.get("shown", ""),
                satisfied=request.POST.getlist("satisfied"),
                by=request.user,
            )

        signed = _("Signed. The approved files may leave now.")
        return done(request, act, reverse("review:detail", args=[task.pk]), signed)
    try:
        prepared = certificates.prepare(task, request.user)
    except FirmaiError as error:
        messages.error(request, str(error))
        return redirect("review:detail", pk=pk)
    return render(
        request, "review/sign.html", pages.top(task, request.user) | filing_pages.signature(prepared)
    )


def statement(request: Visit, pk: Any, statement_pk: Any) -> HttpResponse:
    """A statement as it was signed; a POST takes the signature back."""
    task = task_of(request, pk)
    row = get_object_or_404(
        SignedStatement.objects.select_related("by", "lawyer", "withdrawn_by", "task"),
        task=task,
        pk=statement_pk,
    )
    if request.method == "POST":

        def act() -> object:
            return services.withdraw_statement(
                statement=row, reason=request.POST.get("reason", ""), by=request.user
            )

        return done(request, act, reverse("review:detail", args=[task.pk]))
    context = {
        "statement": row,
        "document": markup.render(filing_pages.statement_text(row)),
    } | filing_pages.signing(task, request.user)
    return render(request, "review/statement.html", pages.top(task, request.user) | context)


@require_POST
def take_back(request: Visit, pk: Any) -> HttpResponse:
    """An approval that is taken back: the review is open again."""
    task = task_of(request, pk)

    def act() -> object:
        return services.cancel_approval(
            task=task,
            shown=shown_of(request),
            reason=request.POST.get("reason", ""),
            kept_back="kept_back" in request.POST,
            by=request.user,
        )

    return done(request, act, reverse("review:detail", args=[task.pk]), _("The review is open again."))


def approve_alone(request: Visit, pk: Any, number: int) -> HttpResponse:
    """Without the second person that the item needs, because there is nobody: asked with a reason. What was written
    stays on the page where it is refused."""
    task = task_of(request, pk)
    version, note, reason = _version(task, number), note_of(request), request.POST.get("reason", "")
    if request.method == "POST":
        try:
            services.approve_alone(
                task=task,
                version=version,
                text_hmac=request.POST.get("shown", ""),
                reason=reason,
                note=note,
                by=request.user,
            )
        except FirmaiError as error:
            messages.error(request, str(error))
        else:
            return redirect("review:detail", pk=pk)
    context = {"version": version, "chosen": reason, "note": note.reveal() if note else ""}
    context |= filing_pages.lonely(task, request.user)
    return render(request, "review/alone.html", pages.top(task, request.user) | context)
