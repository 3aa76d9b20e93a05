"""Roles on the page of a person: given and ended by an administrator, and one that decides, agreed to by a partner."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.people import forms, role_rules, services, views
from apps.people.models import Role
from apps.people.visit import Visit


def give(request: Visit, pk: Any) -> HttpResponse:
    french = (get_language() or "").startswith("fr")
    roles = [
        (
            role.code,
            _("%(name)s: %(value)s")
            % {"name": role, "value": role.description_fr if french else role.description},
        )
        for role in Role.objects.all()
    ]
    return views.act(
        request,
        pk,
        lambda user: forms.GiveRole(request.POST or None, user=user, roles=roles),
        lambda user, form: services.grant_role(user=user, by=request.user, **form.details()),
        _("Give a role"),
        warning=_(
            "A role that decides reviews (partner, lawyer, paralegal licensee) begins once a partner has agreed to it. "
            "Partners are told."
        )
        if role_rules.is_set_up(timezone.now())
        else "",
    )


@require_POST
def end(request: Visit, pk: Any, grant_pk: Any) -> HttpResponse:
    """One that is held, or one that waits."""
    grant = get_object_or_404(views.in_care(request, pk).grants.standing(), pk=grant_pk)
    done = _("Taken back.") if grant.waits else _("The role has ended.")
    return views.do(request, pk, lambda _user: services.end_role(grant=grant, by=request.user), done)


@require_POST
def agree(request: Visit, pk: Any, grant_pk: Any) -> HttpResponse:
    return _settle(request, pk, grant_pk, services.agree_role, _("You agreed. The role has begun."))


@require_POST
def refuse(request: Visit, pk: Any, grant_pk: Any) -> HttpResponse:
    return _settle(
        request, pk, grant_pk, services.refuse_role, _("Refused. The person does not get the role.")
    )


def _settle(request: Visit, pk: Any, grant_pk: Any, act: Callable[..., object], done: str) -> HttpResponse:
    grant = get_object_or_404(views.seen(request, pk).grants.all(), pk=grant_pk)
    return views.do(request, pk, lambda _user: act(grant=grant, by=request.user), done, found=views.seen)
