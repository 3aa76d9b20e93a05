"""Finding a matter, making one by hand, and keeping what is known of it."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django import forms as django_forms
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.core.errors import FirmaiError
from apps.matters import forms, parties, party_forms, queries, rules, services
from apps.matters.models import Matter, Party, Status
from apps.people.visit import Visit

PAGE = 50
WORDS = "matters_words"
"""Where a session has what somebody looked for last."""


def matters(request: Visit) -> HttpResponse:
    """Matters this person may see, newest first, by status and words of number, title or client.

    The words may name a client. They come in the body and stay with the session: whoever stands between writes down the
    address of every page.
    """
    if request.method == "POST":
        words = request.session[WORDS] = request.POST.get("words", "").replace("\0", "").strip()[:80]
        given = {"status": request.POST.get("status", "")} | ({"found": "1"} if words else {})
        return redirect(f"{reverse('matters:list')}?{urlencode(given)}")
    asked = request.session.get(WORDS, "") if "found" in request.GET else ""
    status = request.GET.get("status", Status.OPEN)
    found = Matter.objects.visible_to(request.user).select_related("client", "responsible")
    if status in Status.values:
        found = found.filter(status=status)
    for word in asked.split():
        found = found.filter(
            Q(number__icontains=word) | Q(title__icontains=word) | Q(client__name__icontains=word)
        )
    before = request.GET.get("before", "").replace("\0", "")
    found = found.order_by("-number")
    rows = list((found.filter(number__lt=before) if before else found)[: PAGE + 1])
    following = request.GET.copy()
    if len(rows) > PAGE:
        following["before"] = rows[PAGE - 1].number
    context = {
        "matters": rows[:PAGE],
        "page": {"next": following.urlencode() if len(rows) > PAGE else "", "previous": ""},
        "asked": asked,
        "status": status,
        "statuses": [("any", _("Any")), *Status.choices],
        "narrowed": bool(asked or before) or status != Status.OPEN,
        "may_open": rules.can_open_matter(request.user),
    }
    return render(request, "matters/list.html", context)


def new(request: Visit) -> HttpResponse:
    form = forms.NewMatter(request.POST or None, user=request.user)
    if form.has_error(
        "client", "invalid_choice"
    ):  # not theirs to see: not there, and the attempt is on record
        raise Http404
    if request.method == "POST" and form.is_valid():
        try:
            matter = services.open_matter(**form.details(), by=request.user)
        except FirmaiError as error:
            messages.error(request, str(error))
        else:
            return redirect("desk:matter", pk=matter.pk)
    return render(request, "matters/new.html", {"form": form})


def _act(
    request: Visit,
    pk: Any,
    form: Callable[[Matter], django_forms.Form],
    do: Callable[[Matter, Any], object],
    title: str,
    about: str = "",
) -> HttpResponse:
    """A small form about one matter: show it, and when it is filled in, do what it says."""
    matter = get_object_or_404(Matter.objects.visible_to(request.user), pk=pk)
    filled = form(matter)
    if request.method == "POST" and filled.is_valid():
        try:
            do(matter, filled)
        except FirmaiError as error:
            messages.error(request, str(error))
        return redirect("desk:matter", pk=matter.pk)
    context = {"matter": matter, "form": filled, "title": title, "about": about}
    context["who_may"] = getattr(filled, "who_may", "")
    return render(request, "matters/act.html", context)


def party(request: Visit, pk: Any) -> HttpResponse:
    return _act(
        request,
        pk,
        lambda _matter: party_forms.NewParty(request.POST or None),
        lambda matter, form: services.add_party(matter=matter, by=request.user, **form.details()),
        _("Add a party"),
    )


def describe(request: Visit, pk: Any, party_pk: Any) -> HttpResponse:
    matter = get_object_or_404(Matter.objects.visible_to(request.user), pk=pk)
    known = get_object_or_404(matter.parties, pk=party_pk)
    return _act(
        request,
        pk,
        lambda _matter: party_forms.KnownOf(
            request.POST or None,
            initial=None if request.POST else _shown(request, known),
            user=request.user,
        ),
        lambda _matter, form: services.describe_party(party=known, by=request.user, **form.details()),
        _("Change what a party is known by"),
        about=known.name,
    )


def _shown(request: Visit, known: Party) -> dict[str, str]:
    """Named before it is read: what is learnt in between is seen by nobody."""
    seen = parties.known_as(known)
    return party_forms.KnownOf.shown(*services.known_of(party=known, by=request.user), seen)


def join(request: Visit, pk: Any) -> HttpResponse:
    return _act(
        request,
        pk,
        lambda matter: forms.JoinTeam(request.POST or None, matter=matter),
        lambda matter, form: services.join_team(matter=matter, by=request.user, **form.cleaned_data),
        _("Add to the team"),
    )


def screen(request: Visit, pk: Any) -> HttpResponse:
    return _act(
        request,
        pk,
        lambda _matter: forms.RaiseScreen(request.POST or None),
        lambda matter, form: services.raise_screen(by=request.user, **form.details(matter)),
        _("Raise a screen"),
    )


def notice(request: Visit, pk: Any) -> HttpResponse:
    return _act(
        request,
        pk,
        lambda _matter: forms.NewNotice(request.POST or None),
        lambda matter, form: services.record_notice(
            client=matter.client, by=request.user, **form.cleaned_data
        ),
        _("Record a notice or consent"),
    )


def residency(request: Visit, pk: Any) -> HttpResponse:
    return _act(
        request,
        pk,
        lambda matter: forms.ChangeResidency(request.POST or None, user=request.user, matter=matter),
        lambda matter, form: services.change_residency(
            matter=matter, by=request.user, seen=form.seen(), **form.cleaned_data
        ),
        _("Change where the client's information may go"),
    )


def close(request: Visit, pk: Any) -> HttpResponse:
    return _act(
        request,
        pk,
        lambda _matter: forms.Close(request.POST or None, initial={"on": timezone.localdate()}),
        lambda matter, form: services.close_matter(matter=matter, by=request.user, **form.cleaned_data),
        _("Close the matter"),
    )


@require_POST
def reopen(request: Visit, pk: Any) -> HttpResponse:
    matter = get_object_or_404(Matter.objects.visible_to(request.user), pk=pk)
    try:
        services.reopen_matter(matter=matter, by=request.user)
    except FirmaiError as error:
        messages.error(request, str(error))
    return redirect("desk:matter", pk=matter.pk)


def budget(request: Visit, pk: Any) -> HttpResponse:
    return _act(
        request,
        pk,
        lambda matter: forms.Budget(request.POST or None, initial=forms.Budget.of(matter)),
        lambda matter, form: services.set_budget(matter=matter, cents=form.cents(), by=request.user),
        _("Set a monthly budget"),
    )


def details(request: Visit, pk: Any) -> HttpResponse:
    return _act(
        request,
        pk,
        lambda matter: forms.Details(request.POST or None, user=request.user, matter=matter),
        lambda matter, form: services.change_details(
            matter=matter, by=request.user, seen=form.seen(), **form.cleaned_data
        ),
        _("Change the details of the matter"),
    )


@require_POST
def leave(request: Visit, pk: Any, user_pk: Any) -> HttpResponse:
    matter = get_object_or_404(Matter.objects.visible_to(request.user), pk=pk)
    member = get_object_or_404(matter.team.current(), user=user_pk)
    try:
        services.leave_team(matter=matter, user=member.user, by=request.user)
    except FirmaiError as error:
        messages.error(request, str(error))
    return redirect("desk:matter", pk=matter.pk)


def responsible(request: Visit, pk: Any) -> HttpResponse:
    return _act(
        request,
        pk,
        lambda _matter: forms.ChangeResponsible(request.POST or None),
        lambda matter, form: services.change_responsible(matter=matter, by=request.user, **form.cleaned_data),
        _("Name another responsible lawyer"),
    )


def delegate(request: Visit, pk: Any) -> HttpResponse:
    """For the lawyer who is signed in, and nobody else."""
    return _act(
        request,
        pk,
        lambda matter: forms.GiveDelegation(
            request.POST or None, people=queries.people_who_see(matter).exclude(pk=request.user.pk)
        ),
        lambda matter, form: services.give_delegation(matter=matter, by=request.user, **form.cleaned_data),
        _("Let somebody sign for you"),
    )


@require_POST
def revoke(request: Visit, pk: Any, delegation_pk: Any) -> HttpResponse:
    matter = get_object_or_404(Matter.objects.visible_to(request.user), pk=pk)
    delegation = get_object_or_404(matter.delegations.current(), pk=delegation_pk)
    try:
        services.revoke_delegation(delegation=delegation, by=request.user)
    except FirmaiError as error:
        messages.error(request, str(error))
    return redirect("desk:matter", pk=matter.pk)
