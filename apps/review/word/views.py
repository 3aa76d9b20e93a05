"""Drafts as Word documents: to take away, with tracked changes from Claude's text, as approved, and back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from apps.core.downloads import download
from apps.core.errors import BadInput, Conflict, FirmaiError, WrongState
from apps.core.sensitive import Sensitive
from apps.drafting.models import Version
from apps.intake.uploads import takes_files
from apps.matters import keys
from apps.people.visit import Visit
from apps.review import rules
from apps.review.filing import hyperlinks
from apps.review.models import Format, Manifest, ReviewTask
from apps.review.models.aftermath import Correction
from apps.review.reading.services import open_draft
from apps.review.side_by_side.editing_views import not_saved
from apps.review.standing import doubts
from apps.review.standing.queries import approved_manifest, final_manifest
from apps.review.visiting import task_of
from apps.review.word import services
from apps.review.written import origin, printed, renderings, tracked, word
from apps.review.written.pieces import Link
from apps.review.written.printed import Standing

PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _opened(request: Visit, pk: Any, number: int) -> tuple[ReviewTask, Version, str, tuple[Link, ...]]:
    """A version opened by this person, which is on record, with where its authorities lead."""
    task = task_of(request, pk)
    version = get_object_or_404(task.draft.versions.select_related("made_by"), number=number)
    reading = open_draft(task=task, by=request.user, version=version, takes_files=True)
    return task, version, reading.text, hyperlinks.of(reading.filing, reading.ledger)


def draft(request: Visit, pk: Any, number: int) -> HttpResponseBase:
    """A version as a Word document, to be edited while the review is open. It says in itself which version it is."""
    task = task_of(request, pk)
    try:
        rules.check_undecided(task)
    except WrongState as decided:
        messages.error(request, str(decided))
        return redirect("review:detail", pk=pk)
    task, version, text, links = _opened(request, pk, number)
    document = renderings.document(text, firm=settings.FIRM_NAME, matter=str(task.matter), links=links)
    origin.mark(document, version.pk)
    return download(
        renderings.packed(document), kind=WORD, name=f"draft-{str(task.pk)[:8]}-v{version.number}.docx"
    )


def printed_draft(request: Visit, pk: Any, number: int) -> HttpResponseBase:
    """A version as PDF, to be read on paper: of one that is final the PDF that was approved, else a copy that says at
    its foot what is wanting."""
    before = final_manifest(task_of(request, pk))
    task, version, text, links = _opened(request, pk, number)
    manifest = _still(task, before)
    kept = (
        manifest
        and manifest.version_id == version.pk
        and manifest.renderings.filter(format=Format.PDF).first()
    )
    if kept:
        data = keys.reveal_bytes(kept, "content").reveal()
        return download(data, kind=PDF, name=f"approved-{str(task.pk)[:8]}.pdf")
    if manifest and manifest.version_id == version.pk:
        messages.error(request, _("This was approved without a PDF: no typeface here could show its text."))
        return redirect("review:detail", pk=pk)
    document = renderings.document(text, firm=settings.FIRM_NAME, matter=str(task.matter), links=links)
    data = printed.of_version(document, version, at=version.made_at, standing=_standing(task, version))
    return download(data, kind=PDF, name=f"draft-{str(task.pk)[:8]}-v{version.number}.pdf")


def _still(task: ReviewTask, manifest: Manifest | None) -> Manifest | None:
    """What was final before it was opened and is so after that, which notes that it may have left. What is signed
    between is not given out, nor is what is taken back between: whoever did that was told that it had not left."""
    return manifest if manifest is not None and final_manifest(task) == manifest else None


def _standing(task: ReviewTask, version: Version) -> Standing:
    """What a version is of which no final PDF can be given."""
    manifest = approved_manifest(task)
    if manifest is None or manifest.version_id != version.pk:
        return Standing.DRAFT
    if Correction.objects.filter(task=task).exists():
        return Standing.WRONG
    return Standing.DOUBTED if doubts.of(manifest.pk) else Standing.UNSIGNED


def redline(request: Visit, pk: Any, number: int) -> HttpResponseBase:
    """From Claude's text to a version, with every change tracked in the name of whoever made it. Of one that is
    approved and not final each page says at its foot what is wanting: with all changes accepted it is what was
    approved."""
    before = final_manifest(task_of(request, pk))
    task, version, text, links = _opened(request, pk, number)
    earlier = list(
        task.draft.versions.filter(number__lt=version.number).select_related("made_by").order_by("number")
    )
    with keys.read_once(task.matter_id), keys.opened(task.matter_id) as seal:
        texts = [seal.reveal(each, "text").reveal() for each in earlier]
        sides = [tracked.Side(said, _by(each)) for each, said in zip(earlier, texts, strict=True)]
        if earlier:
            sides[0] = replace(sides[0], links=hyperlinks.of_version(task, earlier[0], texts[0]))
    last = tracked.Side(text, _by(version), links)
    sides = [*(sides or [last]), last]  # of Claude's own text nothing changed
    document = tracked.document(sides, firm=settings.FIRM_NAME, matter=str(task.matter))
    standing = _standing(task, version)
    if standing != Standing.DRAFT and _still(task, before) is None:
        renderings.at_foot(document, printed.foot(version, standing))
    origin.mark(document, version.pk)
    return download(
        renderings.packed(document),
        kind=WORD,
        name=f"draft-{str(task.pk)[:8]}-v{version.number}-changes.docx",
    )


def _by(version: Version) -> tracked.By:
    return tracked.By(version.made_by.full_name, version.made_at)


def approved(request: Visit, pk: Any) -> HttpResponseBase:
    """The Word document that was approved, once it is final: those bytes, and never new ones."""
    task = task_of(request, pk)
    manifest = final_manifest(task)
    rendering = manifest and manifest.renderings.filter(format=Format.DOCX).first()
    if manifest is None or rendering is None:
        raise Http404
    open_draft(task=task, by=request.user, version=manifest.version, takes_files=True)
    if _still(task, manifest) is None:
        raise Http404
    data = keys.reveal_bytes(rendering, "content").reveal()
    return download(data, kind=WORD, name=f"approved-{str(task.pk)[:8]}.docx")


@require_POST
@takes_files
def take_back(request: Visit, pk: Any, number: int) -> HttpResponse:
    """An edited Word document: compared, and kept as the next version."""
    task = task_of(request, pk)
    base = get_object_or_404(task.draft.versions, number=number)
    file = request.FILES.get("document")
    if file is None:
        messages.error(request, _("Choose the Word document that you edited."))
        return redirect("review:edit", pk=pk, number=number)
    data = Sensitive(file.read())
    try:
        word.check_given(file.size or 0)
        made, highlighted = services.take_back(
            task=task, base_version=base, data=data, by=request.user, is_of_base="is_of_base" in request.POST
        )
    except (Conflict, WrongState) as error:
        return _too_late(request, task, base, data, error)
    except services.Unmarked as error:
        messages.error(request, str(error))
        return redirect(reverse("review:edit", args=[pk, number]) + "?unmarked=1#document")
    except FirmaiError as error:
        messages.error(request, str(error))
        return redirect("review:edit", pk=pk, number=number)
    messages.success(request, _("Version %(number)d is saved.") % {"number": made.number})
    _say_highlighted(request, highlighted)
    return redirect("review:changes_between", pk=pk, before=made.number - 1, after=made.number)


def _say_highlighted(request: Visit, n: int) -> None:
    if n:
        said = ngettext(
            "%(n)d passage was highlighted. Its words were taken, its highlighting was left out.",
            "%(n)d passages were highlighted. Their words were taken, their highlighting was left out.",
            n,
        )
        messages.warning(request, said % {"n": n})


def _too_late(
    request: Visit, task: ReviewTask, base: Version, data: Sensitive[bytes], error: FirmaiError
) -> HttpResponse:
    """What the document says, beside the newest text; where that cannot be read, both are said."""
    try:
        base, written, highlighted = services.text_in(task=task, base_version=base, data=data)
    except BadInput as unread:
        messages.error(request, str(error))
        messages.error(request, str(unread))
        return redirect("review:detail", pk=task.pk)
    _say_highlighted(request, highlighted)
    return not_saved(request, task, base, written, error)
