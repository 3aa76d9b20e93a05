"""Taking a part of the log away."""

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from apps.audit import notes
from apps.core.errors import FirmaiError
from apps.desk import exporting
from apps.desk.export_forms import ExportForm
from apps.desk.exporting import Recipient
from apps.people.visit import Visit

UNKEPT = "no-store, private"


def export(request: Visit) -> HttpResponseBase:
    """The form, and what it asks for as a download that nothing on the way keeps. Others find no such page."""
    user = request.user
    if not exporting.can_export(user):
        if request.method == "POST":
            exporting.refuse(by=user)
        raise Http404
    form = ExportForm(request.POST or None, user=user, initial={"matter": request.GET.get("matter")})
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            made = exporting.export(
                scope=form.scope(), recipient=Recipient(asked["recipient"]), named=asked["named"], by=user
            )
        except FirmaiError as error:
            form.add_error(None, str(error))
        else:
            return StreamingHttpResponse(
                made.pieces,
                content_type="application/zip",
                headers={
                    "Content-Disposition": f'attachment; filename="{made.name}"',
                    "Cache-Control": UNKEPT,
                },
            )
    return _page(request, form)


def _page(request: Visit, form: ExportForm) -> HttpResponse:
    context = {
        "form": form,
        "sees_all": exporting.sees_all(request.user),
        "keys": [str(key) for key in notes.verifiers()],
    }
    return render(request, "desk/export/bundle.html", context, status=400 if form.errors else 200)
