"""What a person was told, how they want to be told, and the filters they keep."""

from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.core.errors import FirmaiError
from apps.core.identity import as_uuid
from apps.drafting.models import Request
from apps.notices import queries, services
from apps.notices.mailing import can_mail
from apps.notices.models import ABOUT_RECOVERY, ABOUT_ROLES, NoticeKind, Notification, Page, SavedFilter, Way
from apps.people.models import Licence, RoleGrant, User
from apps.people.rules import can_see_people
from apps.people.visit import Visit
from apps.policy.rules import can_export
from apps.review.models import ReviewTask
from apps.review.queue.forms import QueueFilters
from apps.review.queue.piles import Pile
from apps.sync.models import Delivery
from apps.sync.rules import can_pull


def notices(request: Visit) -> HttpResponse:
    """Notices, read and unread, newest first, of matters this person may still see; and the ways they chose."""
    before = _own(request, request.GET.get("before", "")).first()
    said, are_more = queries.latest(request.user, before)
    context = {
        "notices": said,
        "is_newest": before is None,
        "page": {"next": f"before={said[-1].pk}" if are_more else "", "previous": ""},
        "subjects": queries.ways(request.user),
        "ways": Way.choices,
        "can_mail": can_mail(),
    }
    return render(request, "notices/list.html", context)


def open_notice(request: Visit, pk: Any) -> HttpResponse:
    """Marks it read and goes to what it is about."""
    notice = get_object_or_404(Notification.objects.visible_to(request.user), pk=pk)
    services.mark_read(notification=notice, by=request.user)
    return redirect(_what_it_is_about(notice, request.user))


def _what_it_is_about(notice: Notification, reader: User) -> str:
    """The page of it, where there is one that this person may open."""
    if notice.kind == NoticeKind.TAKEN_OVER:
        return reverse("review:earlier", args=[notice.subject])
    if notice.kind == NoticeKind.PARTIES_CHANGED and notice.matter_id:
        return reverse("sync:there", args=[notice.matter_id])
    if notice.kind == NoticeKind.PARTIES_CHANGED and can_pull(reader):
        return reverse("sync:incoming")
    if notice.matter_id:
        return _in_the_matter(notice, reader) or reverse("desk:matter", args=[notice.matter_id])
    if notice.kind in ABOUT_RECOVERY:
        return reverse("people:recovery", args=[notice.subject])
    if notice.kind == NoticeKind.ADDRESS_CHANGED:
        return (
            reverse("people:person", args=[notice.subject])
            if can_see_people(reader)
            else reverse("people:me")
        )
    if notice.kind in ABOUT_ROLES:
        if can_see_people(reader):
            return reverse("people:person", args=[RoleGrant.objects.get(pk=notice.subject).user_id])
        return reverse("people:me")
    if notice.kind == NoticeKind.INCIDENT_RAISED and can_export(reader):
        return reverse("policy:terms")
    if notice.kind == NoticeKind.NEW_ADMINISTRATOR and can_see_people(reader):
        return reverse("people:list")
    if notice.kind in (NoticeKind.COVERED, NoticeKind.COVER_ENDED) and reader.works_on_matters:
        return reverse("review:rules") + "#cover"
    if notice.kind == NoticeKind.LICENCE_WITHDRAWN and reader.is_partner:
        return reverse("review:under_licence", args=[notice.subject])
    if notice.kind in (NoticeKind.LICENCE_RECORDED, NoticeKind.LICENCE_CHANGED) and reader.is_partner:
        return reverse("people:person", args=[Licence.objects.get(pk=notice.subject).user_id])
    return reverse("desk:posture")


def _own(request: Visit, pk: str) -> QuerySet[Notification]:
    """One that was said to this person and that their page showed, though a screen may hide it by now: it says no more
    than up to when they have read."""
    own, key = Notification.objects.filter(user=request.user), as_uuid(pk)
    return own.filter(pk=key) if key else own.none()


def _in_the_matter(notice: Notification, reader: User) -> str:
    """The review, the delivery or the request that it is about, or the request of a draft; empty for anything else."""
    subject = notice.subject
    for rows, page in (
        (ReviewTask.objects.visible_to(reader).filter(pk=subject), "review:detail"),
        (Delivery.objects.visible_to(reader).filter(pk=subject), "sync:detail"),
        (Request.objects.visible_to(reader).filter(Q(pk=subject) | Q(draft=subject)), "drafting:detail"),
    ):
        for pk in rows.values_list("pk", flat=True):
            return reverse(page, args=[pk])
    return ""


@require_POST
def read_all(request: Visit) -> HttpResponse:
    newest = get_object_or_404(_own(request, request.POST.get("newest", "")))
    services.mark_all_read(newest=newest, by=request.user)
    return redirect("notices:list")


@require_POST
def ways(request: Visit) -> HttpResponse:
    """Each kind's way, as the form gives it. A kind that it leaves out stays as it is."""
    try:
        for kind in NoticeKind:
            if kind.value in request.POST:
                services.choose(kind=kind.value, way=request.POST[kind.value], by=request.user)
        messages.success(request, _("Saved."))
    except FirmaiError as error:
        messages.error(request, str(error))
    return redirect("notices:list")


@require_POST
def keep_view(request: Visit) -> HttpResponse:
    """Keeps what the queue shows, and goes back to it."""
    given = QueryDict(request.POST.get("queue", ""))
    here = f"{reverse('review:queue')}?{given.urlencode()}"
    form = QueueFilters(given)
    if not form.is_valid():
        messages.error(request, _("That is not one of the choices."))
        return redirect("review:queue")
    try:
        saved = services.save_filter(
            page=Page.QUEUE,
            name=request.POST.get("name", ""),
            asked={
                "show": given.get("show", Pile.NEEDS_YOU.value),
                "kind": form.cleaned_data["kind"],
                "due": form.cleaned_data["due"],
                "matter": form.matter_named(request.user),
            },
            shared="shared" in request.POST,
            by=request.user,
        )
    except FirmaiError as error:
        messages.error(request, str(error))
        return redirect(here)
    return redirect(f"{reverse('review:queue')}?{saved.query}")


@require_POST
def drop_view(request: Visit, pk: Any) -> HttpResponse:
    saved = get_object_or_404(SavedFilter.objects.visible_to(request.user), pk=pk)
    try:
        services.remove_filter(saved=saved, by=request.user)
    except FirmaiError as error:
        messages.error(request, str(error))
    return redirect("review:queue")
