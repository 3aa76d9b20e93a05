"""A person's own account, and the pages on which administrators look after everybody's."""

from collections.abc import Callable
from typing import Any, cast

from django import forms as django_forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.core.errors import FirmaiError
from apps.core.identity import as_uuid
from apps.people import forms, queries, recovery_rules, role_rules, rules, services
from apps.people.models import EndReason, SessionReason, User
from apps.people.recovery_models import RecoveryKind
from apps.people.sessions import SessionStore
from apps.people.visit import Visit, by_itself


def me(request: Visit) -> HttpResponse:
    user = request.user
    form = forms.Reading(request.POST or None, initial={"language": user.language})
    if request.method == "POST" and form.is_valid():
        services.choose_language(user=user, language=form.cleaned_data["language"], by=user)
        messages.success(request, _("Saved."))
        return redirect("people:me")
    context = {
        "form": form,
        "held": user.grants.current().select_related("role").order_by("role__order"),
        "licence": user.current_licence,
        "training": user.trainings.standing().first(),
        "second_factor_required": settings.SECOND_FACTOR_REQUIRED,
        "ways_back": user.recoveries.standing(),
    }
    return render(request, "people/me.html", context)


@login_not_required
@by_itself
def awake(request: HttpRequest) -> JsonResponse:
    """For an open page: whose session this is now, and for how long yet. What is posted says that somebody is at it.

    With the session's own token for what is sent, which is another after each sign-in.
    """
    user, session = request.user, cast(SessionStore, request.session)
    if not user.is_authenticated:
        return JsonResponse({"person": "", "seconds": 0})
    if request.method == "POST":
        session.used()
    return JsonResponse({"person": user.pk, "seconds": session.seconds_left, "token": get_token(request)})


@require_POST
def own_sessions(request: Visit) -> HttpResponse:
    """Everywhere but here: this session goes on under the new round."""
    user = services.end_sessions(user=request.user, reason=SessionReason.LEFT_OPEN, by=request.user)
    update_session_auth_hash(request, user)
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("people:me")


def people(request: Visit) -> HttpResponse:
    _check_sees(request)
    form = forms.Filters(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    found = queries.found(
        role=asked.get("role", ""),
        licence=asked.get("licence", ""),
        state=asked.get("state", ""),
        words=asked.get("q", ""),
    )
    after = request.GET.get("after")
    last = get_object_or_404(User.objects.people(), pk=as_uuid(after)) if after else None
    rows, more = queries.page(found, last)
    following = request.GET.copy()
    following["after"] = str(more.pk) if more else ""
    context = {
        "people": rows,
        "form": form,
        "next": following.urlencode() if more else "",
        "may_add": rules.can_look_after_people(request.user),
    }
    return render(request, "people/list.html", context)


def person(request: Visit, pk: Any) -> HttpResponse:
    user, by = seen(request, pk), request.user
    now = user.grants.current().select_related("role", "granted_by", "agreed_by", "exception")
    context = {
        "person": user,
        "held": now.order_by("role__order"),
        "waiting": role_rules.shown(user, by),
        "past": user.grants.ended().select_related("role").order_by("-until")[:10],
        "exceptions": user.exceptions.select_related("recorded_by").order_by("-until"),
        "licences": user.licences.select_related("recorded_by", "withdrawn_by").order_by("-since"),
        "trainings": user.trainings.standing().select_related("recorded_by"),
        "account": queries.account(user),
        "may_look_after": rules.can_look_after_people(by),
        "may_change_roles": rules.can_change_roles(by, user),
        "may_invite": rules.can_invite(by, user),
        "may_end": rules.can_end(by, user),
        "may_end_sessions": rules.can_end_sessions(by, user),
        "may_reset": rules.can_reset_second_factor(by, user),
        "factor_back": queries.way_back(user, RecoveryKind.SECOND_FACTOR),
        "password_back": queries.way_back(user, RecoveryKind.PASSWORD),
        "established": recovery_rules.is_established(user),
        "may_make_exception": rules.can_make_exception(by, user),
        "may_record_licence": rules.can_record_licence(by, user),
        "may_see_under_licence": by.is_partner,
        "may_record_training": rules.can_record_training(by, user),
    }
    return render(request, "people/person.html", context)


def new(request: Visit) -> HttpResponse:
    """The link is on the page that answers the form, once, and is kept nowhere."""
    _check_looks_after(request)
    form = forms.NewPerson(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = services.add_person(**form.cleaned_data, by=request.user)
        except FirmaiError as error:
            form.add_error(None, str(error))
        else:
            return _hand_over(request, user)
    return render(request, "people/new.html", {"form": form})


@require_POST
def link(request: Visit, pk: Any) -> HttpResponse:
    user = in_care(request, pk)
    try:
        return _hand_over(request, user)
    except FirmaiError as error:
        messages.error(request, str(error))
        return redirect("people:person", pk=user.pk)


def _hand_over(request: Visit, user: User) -> HttpResponse:
    invitation, key = services.invite(user=user, by=request.user)
    address = request.build_absolute_uri(reverse("people:welcome", args=[key.reveal()]))
    context = {"person": user, "invitation": invitation, "address": address}
    return render(request, "people/link.html", context)


def act(
    request: Visit,
    pk: Any,
    form: Callable[[User], django_forms.Form],
    do: Callable[[User, Any], object],
    title: str,
    *,
    warning: str = "",
    found: Callable[[Visit, Any], User] | None = None,
) -> HttpResponse:
    """A small form about one person: show it, and when it is filled in, do what it says."""
    user = (found or in_care)(request, pk)
    filled = form(user)
    if request.method == "POST" and filled.is_valid():
        try:
            do(user, filled)
        except FirmaiError as error:
            filled.add_error(None, str(error))
        else:
            messages.success(request, _("%(act)s: done, and on record.") % {"act": title})
            return redirect("people:person", pk=user.pk)
    context = {"person": user, "form": filled, "title": title, "warning": warning}
    return render(request, "people/act.html", context)


def change(request: Visit, pk: Any) -> HttpResponse:
    return act(
        request,
        pk,
        lambda user: forms.ChangePerson(
            request.POST or None, initial={"full_name": user.full_name, "email": user.email}
        ),
        lambda user, form: services.change_person(
            user=user, by=request.user, seen=form.seen(), **form.cleaned_data
        ),
        _("Change name or e-mail"),
    )


def exception(request: Visit, pk: Any) -> HttpResponse:
    return act(
        request,
        pk,
        lambda _user: forms.NewException(request.POST or None),
        lambda user, form: services.record_exception(user=user, by=request.user, **form.details()),
        _("Record an exception"),
        warning=_(
            "Until that day this person may be administrator and decide reviews. The two are kept apart because an "
            "administrator looks after the keys that lawyers' decisions rest on. The exception gives no role by itself."
        ),
        found=seen,
    )


def sessions(request: Visit, pk: Any) -> HttpResponse:
    return act(
        request,
        pk,
        lambda _user: forms.Reasoned(request.POST or None, reasons=SessionReason),
        lambda user, form: services.end_sessions(user=user, by=request.user, **form.cleaned_data),
        _("End every session"),
    )


def close(request: Visit, pk: Any) -> HttpResponse:
    return act(
        request,
        pk,
        lambda _user: forms.Reasoned(request.POST or None, reasons=EndReason),
        lambda user, form: services.end_person(user=user, by=request.user, **form.cleaned_data),
        _("Close the account"),
        warning=_(
            "Sessions, roles and an open link end at once, teams are left within moments, and a review in hand is free "
            "within half an hour. Nothing is deleted: what they did stays on record under their name. Matters and "
            "drafts they answer for wait until a partner names somebody else."
        ),
    )


@require_POST
def bring_back(request: Visit, pk: Any) -> HttpResponse:
    return do(
        request,
        pk,
        lambda user: services.bring_back(user=user, by=request.user),
        _("The account is open. Give its roles anew, and hand over a link for a new password."),
    )


@require_POST
def withdraw_link(request: Visit, pk: Any) -> HttpResponse:
    open_link = get_object_or_404(in_care(request, pk).invitations, used_at=None, withdrawn_at=None)
    return do(
        request,
        pk,
        lambda _user: services.withdraw_invitation(invitation=open_link, by=request.user),
        _("The link opens nothing any more."),
    )


def do(
    request: Visit,
    pk: Any,
    what: Callable[[User], object],
    done: str,
    *,
    found: Callable[[Visit, Any], User] | None = None,
) -> HttpResponse:
    """One act about one person that asks for nothing more."""
    user = (found or in_care)(request, pk)
    try:
        what(user)
    except FirmaiError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("people:person", pk=user.pk)


def seen(request: Visit, pk: Any) -> User:
    """For whoever may see people."""
    _check_sees(request)
    return get_object_or_404(User.objects.people(), pk=pk)


def in_care(request: Visit, pk: Any) -> User:
    """For whoever looks after them."""
    _check_looks_after(request)
    return get_object_or_404(User.objects.people(), pk=pk)


def _check_sees(request: Visit) -> None:
    if not rules.can_see_people(request.user):
        raise Http404


def _check_looks_after(request: Visit) -> None:
    if not rules.can_look_after_people(request.user):
        raise Http404
