"""Taking a part of the log away, and a matter's file."""

from django.forms import Form
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from apps.audit import notes
from apps.core.downloads import download
from apps.core.errors import FirmaiError
from apps.desk import dossiers, exporting
from apps.desk.export_forms import DossierForm, ExportForm
from apps.desk.exporting import Recipient
from apps.people.visit import Visit


def export(request: Visit) -> HttpResponseBase:
    """The form, and what it asks for as a download that nothing on the way keeps. Others find no such page."""
    user = request.user
    if not exporting.can_export(user):
        raise Http404
    form = ExportForm(request.POST or None, user=user, initial={"matter": request.GET.get("matter")})
    _check_theirs(form, "matter")
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            made = exporting.export(
                scope=form.scope(), recipient=Recipient(asked["recipient"]), named=asked["named"], by=user
            )
        except FirmaiError as error:
            form.add_error(None, str(error))
        else:
            return download(made.pieces, kind="application/zip", name=made.name)
    return _page(request, form)


def _check_theirs(form: Form, name: str) -> None:
    """A matter that is not theirs, or is theirs no more since the page was opened, is none here. Who asks for one is on
    record, as wherever something is not there for a person."""
    if form.has_error(name, "invalid_choice"):
        raise Http404


def _page(request: Visit, form: ExportForm) -> HttpResponse:
    context = {
        "form": form,
        "sees_all": exporting.sees_all(request.user),
        "keys": [str(key) for key in notes.verifiers()],
    }
    return render(request, "desk/export/bundle.html", context, status=400 if form.errors else 200)


def dossier(request: Visit) -> HttpResponseBase:
    """A partner's own matters on paper, for somebody outside. It holds content: others find no such page."""
    user = request.user
    if not dossiers.can_make(user):
        raise Http404
    form = DossierForm(request.POST or None, user=user, initial={"matters": request.GET.getlist("matter")})
    _check_theirs(form, "matters")
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            made = dossiers.make(
                matters=[matter.pk for matter in asked["matters"]],
                recipient=Recipient(asked["recipient"]),
                by=user,
            )
        except FirmaiError as error:
            form.add_error(None, str(error))
        else:
            return download(made.data, kind="application/pdf", name=made.name)
    status = 400 if form.errors else 200
    return render(request, "desk/export/dossier.html", {"form": form}, status=status)
