"""The firm's rules on review: what courts ask for, minimum review by kind of item, cover for absences."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.core.errors import FirmaiError
from apps.core.identity import as_uuid
from apps.people.models import User
from apps.people.visit import Visit
from apps.review.attendance import covering
from apps.review.models import FilingRule, ItemRule, ReturnReason
from apps.review.models.checklist import FLOOR, Item
from apps.review.models.firm import Cover
from apps.review.preparation.checklist import QUESTIONS
from apps.review.rulebook import pages, reasons, services
from apps.review.rulebook.forms import NewCover, NewFilingRule, Reason, SetItemRule
from apps.review.visiting import done


def _works(request: Visit) -> None:
    if not request.user.works_on_matters:
        raise Http404


def rule_list(request: Visit) -> HttpResponse:
    """Every rule with its source, the day it was checked, its owner, and a warning past an age."""
    _works(request)
    context = pages.rulebook(request.user) | {"people": _people(), "cover_form": NewCover()}
    return render(request, "review/rules.html", context)


def _people() -> list[User]:
    return [user for user in User.objects.people().filter(is_active=True) if user.works_on_matters]


def propose(request: Visit) -> HttpResponse:
    """A new filing rule, or one in place of another (``from``)."""
    _works(request)
    replaced = as_uuid(request.GET.get("from", ""))
    start = FilingRule.objects.filter(pk=replaced).first() if replaced else None
    form = NewFilingRule(request.POST or None, instance=start)
    if request.method == "POST" and form.is_valid():
        try:
            services.propose_filing_rule(given=form.proposal(), by=request.user)
        except FirmaiError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Proposed. It counts once a partner has approved it."))
            return redirect("review:rules")
    return render(request, "review/rule.html", {"form": form, "title": _("Propose a rule")})


@require_POST
def act_on_rule(request: Visit, pk: Any, act: str) -> HttpResponse:
    """Approve or decline a proposed rule, say that a rule's source was read again, or name its owner."""
    _works(request)
    rule = get_object_or_404(FilingRule, pk=pk)
    if act == "approve":
        shown = as_uuid(request.POST.get("instead_of", ""))
        compared = FilingRule.objects.filter(pk=shown).first() if shown else None

        def approve() -> object:
            return services.approve_filing_rule(rule=rule, instead_of=compared, by=request.user)

        return done(request, approve, reverse("review:rules"), _("In force from now on."))
    by_name = {
        "decline": (services.decline_filing_rule, _("Declined. What is in force stays so.")),
        "check": (services.confirm_filing_rule, _("Noted that its source was read today.")),
    }
    if act in by_name:
        service, said = by_name[act]
        return done(request, lambda: service(rule=rule, by=request.user), reverse("review:rules"), said)
    if act != "owner":
        raise Http404
    return _name_owner(request, rule)


def _name_owner(request: Visit, rule: services.Owned) -> HttpResponse:
    owner = get_object_or_404(User.objects.people(), pk=as_uuid(request.POST.get("owner", "")))

    def act() -> object:
        return services.name_rule_owner(rule=rule, owner=owner, by=request.user)

    return done(request, act, reverse("review:rules"))


@require_POST
def own_item_rule(request: Visit, pk: Any) -> HttpResponse:
    _works(request)
    return _name_owner(request, get_object_or_404(ItemRule, pk=pk))


def item_rule(request: Visit, pk: Any) -> HttpResponse:
    """Minimum review of a kind of item and how it is delivered, set by the rule's owner."""
    _works(request)
    rule = get_object_or_404(ItemRule.objects.select_related("owner"), pk=pk)
    form = SetItemRule(request.POST or None, rule=rule)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.set_item_rule(
                rule=rule,
                was=given["version"],
                decider=given["decider"],
                second_person=given["second_person"],
                checklist=[*FLOOR, *given["questions"]],
                goes_as=given.get("goes_as", rule.goes_as),
                sample_one_in=given["sample_one_in"],
                lead_days=given["lead_days"],
                by=request.user,
            )
        except FirmaiError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request,
                _(
                    "Set. It counts for every approval from now on. Where a second person is awaited, one still is."
                ),
            )
            return redirect("review:rules")
    floor = [str(QUESTIONS[item]) for item in Item if item in FLOOR and item in QUESTIONS]
    context = {"form": form, "rule": rule, "title": rule.get_kind_display(), "floor": floor}
    return render(request, "review/rule.html", context)


def reason(request: Visit, pk: Any = None) -> HttpResponse:
    """A reason for which drafts go back: set by its owner, or a new one of the firm's own."""
    _works(request)
    row = None if pk is None else get_object_or_404(ReturnReason.objects.select_related("owner"), pk=pk)
    form = Reason(request.POST or None, reason=row)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            if row is None:
                reasons.add_reason(**given, by=request.user)
            else:
                reasons.set_reason(rule=row, was=given.pop("version") or 0, **given, by=request.user)
        except FirmaiError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Set. It is offered from now on as it stands here."))
            return redirect(reverse("review:rules") + "#reasons")
    title = row.local_name if row else _("A reason of the firm's own")
    return render(request, "review/rule.html", {"form": form, "title": title})


@require_POST
def own_reason(request: Visit, pk: Any) -> HttpResponse:
    _works(request)
    return _name_owner(request, get_object_or_404(ReturnReason, pk=pk))


@require_POST
def cover(request: Visit) -> HttpResponse:
    """Somebody is away, and who does what falls to them."""
    _works(request)
    form = NewCover(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say who is away, who covers, why, and from which day to which."))
        return redirect("review:rules")
    return done(
        request,
        lambda: covering.record_cover(**form.cleaned_data, by=request.user),
        reverse("review:rules") + "#cover",
    )


@require_POST
def end_cover(request: Visit, pk: Any) -> HttpResponse:
    _works(request)
    row = get_object_or_404(Cover.objects.select_related("away"), pk=pk)
    return done(
        request, lambda: covering.end_cover(cover=row, by=request.user), reverse("review:rules") + "#cover"
    )
