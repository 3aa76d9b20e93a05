"""The bench where a draft is read against its sources, and the acts that decide about it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRefresh

from apps.core.errors import BadInput, Conflict, FirmaiError
from apps.core.identity import as_uuid
from apps.core.sensitive import Sensitive
from apps.drafting.models import Request, Version
from apps.matters import keys
from apps.matters.within import seen_once
from apps.people.visit import Visit
from apps.review import forms, openings, pages, queries, rounds, rules, services, shown
from apps.review.filing_views import task_of
from apps.review.models import Authority, ReviewTask
from apps.review.queries import Reading
from apps.review.written import selected


def detail(request: Visit, pk: Any, number: int | None = None) -> HttpResponse:
    """A draft between its sources and its ledger. That it was opened is on record. One whose text was destroyed before
    anybody decided it is given up by whoever may: there is nothing else to do with it."""
    task = task_of(request, pk)
    version = None if number is None else _version(task, number)
    try:
        with keys.read_once(task.matter_id), seen_once():
            reading = services.open_draft(task=task, by=request.user, version=version)
            asked = as_uuid(request.GET.get("authority", ""))
            context = pages.bench(task, reading, request.user, asked)
    except FirmaiError as error:
        messages.error(request, str(error))
        if isinstance(error, keys.KeysDestroyed) and rules.can_withdraw(request.user, task):
            return redirect("review:return", pk=pk, number=task.draft.latest.number)
        return redirect("review:queue")
    given = {"comment_fields": forms.fields_of_a_comment(get_language())}
    return render(request, "review/detail.html", context | given)


def _version(task: ReviewTask, number: int) -> Version:
    return get_object_or_404(task.draft.versions, number=number)


# Preparing ------------------------------------------------------------------------------------------------


@require_POST
def reserve(request: Visit, pk: Any) -> HttpResponse:
    return _take(request, pk, services.reserve)


@require_POST
def release(request: Visit, pk: Any) -> HttpResponse:
    return _take(request, pk, services.release)


def _take(request: Visit, pk: Any, service: Callable[..., object]) -> HttpResponse:
    task = task_of(request, pk)
    try:
        service(task=task, by=request.user)
    except FirmaiError as error:
        messages.error(request, str(error))
    if "queue" in request.POST:
        return redirect(f"{reverse('review:queue')}?{QueryDict(request.POST['queue']).urlencode()}#task-{pk}")
    return redirect("review:detail", pk=pk)


@require_POST
def answer(request: Visit, pk: Any, number: int, item: str) -> HttpResponse:
    """A question answered by this person for this version."""
    task = task_of(request, pk)
    version = _version(task, number)

    def act() -> object:
        return services.answer(
            task=task,
            version=version,
            item=item,
            answer=request.POST.get("answer", ""),
            by=request.user,
            note=_note(request),
        )

    return _acted(request, task, version, act, f"check-{item}")


@require_POST
def find(request: Visit, pk: Any, number: int, authority_pk: Any) -> HttpResponse:
    """One check of one authority, as this person found it."""
    task = task_of(request, pk)
    version = _version(task, number)
    authority = get_object_or_404(Authority.objects.filter(task=task), pk=authority_pk)

    def act() -> object:
        return services.find(
            authority=authority,
            version=version,
            check=request.POST.get("check", ""),
            outcome=request.POST.get("outcome", ""),
            source_class=request.POST.get("source_class", ""),
            by=request.user,
            note=_note(request),
            link=_link(request),
        )

    return _acted(request, task, version, act, f"authority-{authority.pk}", authority.pk)


@require_POST
def open_page(request: Visit, pk: Any, number: int, authority_pk: Any) -> HttpResponse:
    """That this person went to the authority's page; then what they may say of it in one act."""
    task = task_of(request, pk)
    version = _version(task, number)
    authority = get_object_or_404(Authority.objects.filter(task=task, present=True), pk=authority_pk)
    try:
        services.open_page(authority=authority, version=version, by=request.user)
    except FirmaiError as error:
        messages.error(request, str(error))
        return HttpResponseClientRefresh() if request.htmx else redirect(_page(task, version))
    reading = queries.read(task, version)
    context = {
        "task": task,
        "version": version,
        "authority": shown.authority(reading, request.user, authority.pk),
        "may_dismiss": rules.can_decide(request.user, task),
    }
    return render(request, "review/_at_once.html", context)


def authority(request: Visit, pk: Any, number: int, authority_pk: Any) -> HttpResponse:
    """One authority of the ledger with its checks, for whoever opens it on a page that has it folded."""
    task = task_of(request, pk)
    version = _version(task, number)
    row = get_object_or_404(Authority.objects.filter(task=task, present=True), pk=authority_pk)
    if not request.htmx:
        return redirect(f"{_page(task, version)}?authority={row.pk}#authority-{row.pk}")
    reading = queries.read(task, version)
    context = pages.ledger(task, reading, request.user, row.pk)
    found = next((each for each in context["authorities"] if each.line.authority.pk == row.pk), None)
    if found is None:  # the newest text cites it, this version does not
        raise Http404
    context["authority"] = found
    return render(request, "review/_authority.html", context | {"is_opening": True})


@require_POST
def confirm_rest(request: Visit, pk: Any, number: int, authority_pk: Any) -> HttpResponse:
    """Every check of an authority that is open, confirmed by whoever went to its page."""
    task = task_of(request, pk)
    version = _version(task, number)
    authority = get_object_or_404(Authority.objects.filter(task=task), pk=authority_pk)

    def act() -> object:
        return services.confirm_rest(
            authority=authority,
            version=version,
            source_class=request.POST.get("source_class", ""),
            link=_link(request),
            by=request.user,
        )

    return _acted(request, task, version, act, f"authority-{authority.pk}", authority.pk)


@require_POST
def dismiss(request: Visit, pk: Any, number: int, authority_pk: Any) -> HttpResponse:
    """That what was found names no authority, by whoever looked for it."""
    task = task_of(request, pk)
    version = _version(task, number)
    authority = get_object_or_404(Authority.objects.filter(task=task), pk=authority_pk)

    def act() -> object:
        return services.dismiss(authority=authority, version=version, by=request.user, note=_note(request))

    return _acted(request, task, version, act, f"authority-{authority.pk}", authority.pk)


def _link(request: Visit) -> Sensitive[str] | None:
    link = request.POST.get("link", "").strip()
    return Sensitive(link) if link else None


def _note(request: Visit) -> Sensitive[str] | None:
    note = request.POST.get("note", "").strip()
    return Sensitive(note) if note else None


def _read(request: Visit, task: ReviewTask, version: Version) -> Reading:
    """A version whose text is drawn anew. Who has its page opened it; for anybody else it is opened now, on record."""
    if openings.was_opened(version, request.user):
        return queries.read(task, version)
    return services.open_draft(task=task, by=request.user, version=version)


def _acted(
    request: Visit,
    task: ReviewTask,
    version: Version,
    act: Callable[[], object],
    target: str,
    authority: UUID | None = None,
) -> HttpResponse:
    """Do it; then the fragments that it changed, or without scripts the page again at the same place."""
    problem = ""
    try:
        act()
    except FirmaiError as error:
        problem = str(error)
    if not request.htmx:
        if problem:
            messages.error(request, problem)
        return redirect(_page(task, version) + f"#{target}")
    task = task_of(request, task.pk)
    reading = _read(request, task, version)
    context = pages.ledger(task, reading, request.user, authority)
    context |= {
        "problem": problem,
        "document": pages.draw(task, reading, context["comment_rows"]).html,
        "commented": target == "comments" and not problem,
        "comment_fields": forms.fields_of_a_comment(get_language()),
    }
    return render(request, "review/_acted.html", context)


def _page(task: ReviewTask, version: Version) -> str:
    return reverse("review:version", args=[task.pk, version.number])


@require_POST
def comment(request: Visit, pk: Any, number: int) -> HttpResponse:
    """A remark on the version, or on words of it."""
    task = task_of(request, pk)
    version = _version(task, number)
    form = forms.NewComment(request.POST)

    def act() -> object:
        given = form.cleaned_data if form.is_valid() else {"text": "", "words": ""}
        start, end = _stretch(version, given["words"])
        return services.comment(
            task=task, version=version, text=Sensitive(given["text"]), by=request.user, start=start, end=end
        )

    return _acted(request, task, version, act, "comments")


def _stretch(version: Version, words: str) -> tuple[int | None, int | None]:
    """Where words stand in a version. Raises BadInput where they do not, and where they do in several places: a remark
    about one would be read as one about another."""
    if not words.strip():
        return None, None
    found = selected.places(words, keys.reveal(version, "text").reveal())
    if not found:
        raise BadInput(_("Those words do not stand in the text. Select them again, or leave them out."))
    if len(found) > 1:
        raise BadInput(
            _(
                "Those words stand in the text more than once. Select more of what is around the ones you mean."
            )
        )
    return found[0]


def changes(request: Visit, pk: Any, before: int = 1, after: int | None = None) -> HttpResponse:
    """The redline from one version to another: from Claude's text to the newest where none are named. Where nothing
    changed the page has no text on it, so that nobody has one before them."""
    task = task_of(request, pk)
    old, new = _version(task, before), task.draft.latest if after is None else _version(task, after)
    try:
        context = pages.changes(task, old, new)
        if context["changed"]:
            services.open_draft(task=task, by=request.user, version=new)
    except FirmaiError as error:
        messages.error(request, str(error))
        return redirect("review:queue")
    return render(request, "review/changes.html", pages.top(task, request.user) | context)


def round_of(request: Visit, pk: Any, number: int) -> HttpResponse:
    """What one round changed: from the text that was returned to the one that came back."""
    task = task_of(request, pk)
    found = {each.number: each for each in rounds.of(task)}
    if number not in found:
        raise Http404
    answered = found[number].answered
    try:
        services.open_draft(task=answered.draft.task, by=request.user, version=answered)
    except FirmaiError as error:
        messages.error(request, str(error))
        return redirect("review:queue")
    context = {"round": found[number], "rounds": list(found), "blocks": rounds.changes(found[number])}
    return render(request, "review/round.html", pages.top(task, request.user) | context)


# Deciding -------------------------------------------------------------------------------------------------


def approve(request: Visit, pk: Any, number: int) -> HttpResponse:
    """Asked once more, naming the version and its fingerprint. Only the form on this page approves."""
    task = task_of(request, pk)
    version = _version(task, number)
    if request.method == "POST":
        try:
            services.approve(
                task=task,
                version=version,
                text_hmac=request.POST.get("shown", ""),
                struck=as_uuid(request.POST.get("struck", "")),
                by=request.user,
            )
        except FirmaiError as error:
            messages.error(request, str(error))
            return redirect("review:approve", pk=pk, number=number)
        return redirect("review:detail", pk=pk)
    return render(request, "review/approve.html", pages.confirmation(task, version, request.user))


def return_with_reasons(request: Visit, pk: Any, number: int) -> HttpResponse:
    task = task_of(request, pk)
    version = _version(task, number)
    form = forms.Return(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            revision = services.return_with_reasons(
                task=task,
                version=version,
                reasons=form.cleaned_data["reasons"],
                note=form.note_given(),
                by=request.user,
            )
        except FirmaiError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _returned(task, revision))
            return redirect("drafting:detail", pk=revision.pk)
    return _asked_why(request, task, version, form)


def _asked_why(request: Visit, task: ReviewTask, version: Version, form: forms.Return) -> HttpResponse:
    context = {"form": form, "version": version, "may_withdraw": rules.can_withdraw(request.user, task)}
    return render(request, "review/return.html", pages.top(task, request.user) | context)


def _returned(task: ReviewTask, revision: Request) -> str:
    told = _("Returned. The new request waits in preview: nothing has been sent.")
    if revision.responsible_id == task.responsible_id:
        return told
    answers = _("%(name)s answers for it now.") % {"name": revision.responsible.full_name}
    return f"{told} {answers}"


@require_POST
def withdraw(request: Visit, pk: Any, number: int) -> HttpResponse:
    """Given up, for reasons as a return has them; without one they are asked for again, and nobody's words go."""
    task = task_of(request, pk)
    version = _version(task, number)
    form = forms.Return(request.POST)
    try:
        services.withdraw(
            task=task,
            version=version,
            reasons=request.POST.getlist("reasons"),
            note=_note(request),
            by=request.user,
        )
    except BadInput as error:
        if form.is_valid():
            form.add_error(None, str(error))
        return _asked_why(request, task, version, form)
    except Conflict as error:
        messages.error(request, str(error))
        return _asked_why(request, task, version, form)
    except FirmaiError as error:
        messages.error(request, str(error))
    return redirect("review:detail", pk=pk)
