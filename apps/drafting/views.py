"""Asking for a draft, seeing exactly what would cross, and following it until it is in review."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.core.errors import FirmaiError
from apps.core.identity import as_uuid
from apps.core.sensitive import Sensitive
from apps.drafting import chosen, forms, pages, rules, services
from apps.drafting.models import Request, RequestState
from apps.intake.models import Source
from apps.integrations.models import PRACTICE_SYSTEMS, RemoteRecord
from apps.matters.models import Matter, Residency
from apps.people.visit import Visit, by_itself
from apps.policy.models import Ground, PlaceholderKind, Replacement, Way

PAGE = 50
SETTLED = (RequestState.DRAFTED, RequestState.WITHDRAWN)


def requests(request: Visit) -> HttpResponse:
    """Requests of matters this person may see; those under way first asked for, newest first."""
    show = request.GET.get("show", "open")
    found = Request.objects.visible_to(request.user).select_related(
        "matter", "workflow_version__workflow", "requested_by", "responsible"
    )
    if show == "open":
        found = found.exclude(state__in=SETTLED)
    elif show == "mine":
        found = found.filter(requested_by=request.user)
    if before := request.GET.get("before"):
        last = get_object_or_404(Request.objects.visible_to(request.user), pk=as_uuid(before))
        found = found.filter(made_at__lt=last.made_at)
    rows = list(found.order_by("-made_at")[: PAGE + 1])
    following = request.GET.copy()
    if len(rows) > PAGE:
        following["before"] = str(rows[PAGE - 1].pk)
    context = {
        "requests": rows[:PAGE],
        "show": show,
        "works_on_matters": request.user.works_on_matters,
        "tabs": [("open", _("Under way")), ("mine", _("Asked for by me")), ("all", _("All"))],
        "page": {"next": following.urlencode() if len(rows) > PAGE else "", "previous": ""},
    }
    return render(request, "drafting/list.html", context)


def new(request: Visit) -> HttpResponse:
    """First a matter, then the request itself."""
    visible = Matter.objects.visible_to(request.user).open()
    chosen = request.GET.get("matter")
    if not chosen:
        sendable = (
            visible.exclude(residency=Residency.NEVER_LEAVES).select_related("client").order_by("-number")
        )
        return render(request, "drafting/choose_matter.html", {"matters": sendable[:200]})
    matter = get_object_or_404(visible, pk=as_uuid(chosen))
    before = _before(request, matter)
    initial = pages.asked_before(before) if before else {}
    if "workflow" in request.GET:
        initial["workflow"] = request.GET["workflow"]
    form = forms.NewRequest(
        request.POST or None,
        matter=matter,
        user=request.user,
        work=before.workflow_version.workflow.code if before else request.GET.get("work", ""),
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        made = _make(request, matter, form)
        if made is not None:
            return redirect("drafting:detail", pk=made.pk)
    return render(request, "drafting/new.html", {"form": form, "matter": matter})


def _before(request: Visit, matter: Matter) -> Request | None:
    """The withdrawn request in whose place another is asked for, where a link names one."""
    named = request.GET.get("like")
    if not named:
        return None
    withdrawn = Request.objects.visible_to(request.user).filter(matter=matter, state=RequestState.WITHDRAWN)
    return get_object_or_404(withdrawn.select_related("workflow_version__workflow"), pk=as_uuid(named))


@require_GET
def new_from(request: Visit, vendor: str, remote_id: str) -> HttpResponse:
    """A link that a firm can put on a matter in its practice system: the new request of that matter, prefilled.

    The link carries the practice system's own number of the matter and, as ``work``, a kind of work. Nothing is asked
    for by following it.
    """
    records = RemoteRecord.objects.filter(
        kind="matter", remote_id=remote_id, connection__vendor=vendor, connection__vendor__in=PRACTICE_SYSTEMS
    )
    visible = Matter.objects.visible_to(request.user).open()
    found = list(visible.filter(pk__in=list(records.values_list("local_id", flat=True))))
    if len(found) > 1:  # two accounts of the firm's that number alike: a person chooses
        return render(request, "drafting/choose_matter.html", {"matters": found})
    if not found:
        raise Http404
    matter = found[0]
    chosen = {"matter": str(matter.pk)} | ({"work": request.GET["work"]} if request.GET.get("work") else {})
    return redirect(f"{reverse('drafting:new')}?{urlencode(chosen)}")


def _make(request: Visit, matter: Matter, form: forms.NewRequest) -> Request | None:
    given = form.cleaned_data
    rows = Source.objects.filter(matter=matter, pk__in=form.chosen()).defer("original", "reading")
    by_id = {str(source.pk): source for source in rows}
    try:
        return services.make_request(
            matter=matter,
            workflow=given["workflow"],
            language=given["language"],
            needed_by=given["needed_by"],
            responsible=given["responsible"],
            assignment=Sensitive(given["assignment"]),
            sources=[by_id[pk] for pk in form.chosen()],
            by=request.user,
        )
    except FirmaiError as error:
        messages.error(request, str(error))
        return None


def detail(request: Visit, pk: Any) -> HttpResponse:
    """The preview while it can be confirmed; afterwards, how far it is."""
    found = _found(request, pk)
    missing = chosen.missing(found, request.user) if found.state == RequestState.PREVIEW else []
    if found.state == RequestState.PREVIEW and not missing and rules.can_change(request.user, found):
        try:
            shown = services.preview(request=found, by=request.user)
        except FirmaiError as error:
            messages.error(request, str(error))
        else:
            return render(request, "drafting/preview.html", pages.preview(shown))
    return render(request, "drafting/detail.html", pages.progress(found, request.user) | {"missing": missing})


@by_itself
def progress(request: Visit, pk: Any) -> HttpResponse:
    """The part of the page that changes while Claude writes: a count of characters, never the text."""
    found = _found(request, pk)
    response = render(request, "drafting/_progress.html", pages.progress(found, request.user))
    if found.state in SETTLED or found.state == RequestState.STOPPED:
        response.headers["HX-Refresh"] = "true"
    return response


def _found(request: Visit, pk: Any) -> Request:
    related = ("matter", "workflow_version__workflow", "requested_by", "responsible", "confirmed_by")
    return get_object_or_404(Request.objects.visible_to(request.user).select_related(*related), pk=pk)


@require_POST
def confirm(request: Visit, pk: Any) -> HttpResponse:
    found = _found(request, pk)
    try:
        services.confirm(request=found, by=request.user, preview_hmac=request.POST.get("shown", ""))
    except FirmaiError as error:
        messages.error(request, str(error))
    return redirect("drafting:detail", pk=pk)


@require_POST
def replace(request: Visit, pk: Any) -> HttpResponse:
    """Have more replaced than was found."""
    found, form = _found(request, pk), forms.Addition(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say which words, what they are and why."))
        return redirect("drafting:detail", pk=pk)
    given = form.cleaned_data
    return _changed(
        request,
        pk,
        lambda: services.replace(
            request=found,
            value=Sensitive(given["value"]),
            kind=PlaceholderKind(given["kind"]),
            ground=Ground(given["ground"]),
            by=request.user,
        ),
    )


@require_POST
def let_stand(request: Visit, pk: Any) -> HttpResponse:
    """Let a value cross as it is."""
    found, form = _found(request, pk), forms.Lift(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose why it may cross as it is."))
        return redirect("drafting:detail", pk=pk)
    placeholder, ground = form.cleaned_data["placeholder"], Ground(form.cleaned_data["ground"])
    return _changed(
        request,
        pk,
        lambda: services.let_stand(request=found, placeholder=placeholder, ground=ground, by=request.user),
    )


@require_POST
def take_back(request: Visit, pk: Any, change: Any) -> HttpResponse:
    """End a change of what is replaced, made in this preview or, where it was an addition, in any of the matter."""
    found = _found(request, pk)
    held = Replacement.objects.filter(Q(way=Way.ADDED) | Q(request_id=found.pk), matter=found.matter)
    row = get_object_or_404(held.select_related("matter"), pk=change)
    return _changed(request, pk, lambda: services.take_back(request=found, replacement=row, by=request.user))


def _changed(request: Visit, pk: Any, act: Callable[[], None]) -> HttpResponse:
    try:
        act()
    except FirmaiError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Done. This is what would be sent now; look at it before you confirm."))
    return redirect("drafting:detail", pk=pk)


@require_POST
def leave_out(request: Visit, pk: Any, source: Any) -> HttpResponse:
    """Do without a source that cannot be read."""
    found = _found(request, pk)
    rows = Source.objects.filter(matter=found.matter).defer("original", "reading")
    held = get_object_or_404(rows, pk=source)
    try:
        services.leave_out(request=found, source=held, by=request.user)
    except FirmaiError as error:
        messages.error(request, str(error))
    return redirect("drafting:detail", pk=pk)


@require_POST
def withdraw(request: Visit, pk: Any) -> HttpResponse:
    found = _found(request, pk)
    try:
        services.withdraw(request=found, by=request.user)
    except FirmaiError as error:
        messages.error(request, str(error))
    else:
        if "change" in request.POST:
            again = urlencode({"matter": str(found.matter_id), "like": str(found.pk)})
            return redirect(f"{reverse('drafting:new')}?{again}")
    return redirect("drafting:detail", pk=pk)


@require_POST
def resume(request: Visit, pk: Any) -> HttpResponse:
    found = _found(request, pk)
    try:
        services.resume(request=found, by=request.user)
    except FirmaiError as error:
        messages.error(request, str(error))
    return redirect("drafting:detail", pk=pk)
