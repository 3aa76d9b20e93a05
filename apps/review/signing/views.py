"""A certificate or declaration: as it would be signed, as it was, and its signature taken back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.core.errors import FirmaiError
from apps.people.visit import Visit
from apps.review.attendance import presence
from apps.review.models.filing import SignedStatement, Withdrawal
from apps.review.signing import certificates, pages, services
from apps.review.visiting import done, task_of
from apps.review.written import markup


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
    return render(request, "review/sign.html", presence.top(task, request.user) | pages.signature(prepared))


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
        "document": markup.render(pages.statement_text(row)),
    } | {"withdrawals": Withdrawal.choices}
    return render(request, "review/statement.html", presence.top(task, request.user) | context)
