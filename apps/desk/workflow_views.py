"""Kinds of work: what Claude is told for each, what is proposed, what it changes, and who tried it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.core.errors import FirmaiError
from apps.core.identity import as_uuid
from apps.desk import workflow_pages
from apps.desk.forms import ProposeWorkflow
from apps.drafting import queries, rules, services
from apps.drafting.models import Workflow, WorkflowVersion
from apps.people.visit import Visit


def _for_working_people(request: Visit) -> None:
    if not request.user.works_on_matters:
        raise Http404


def workflows(request: Visit) -> HttpResponse:
    """Each kind of work with the version in force and whether one is proposed."""
    _for_working_people(request)
    rows = [workflow_pages.row(each) for each in queries.workflows().order_by("order", "code")]
    return render(request, "desk/workflows.html", {"rows": rows})


def workflow(request: Visit, code: str, number: int | None = None) -> HttpResponse:
    """One version, the newest where none is named, beside the one in whose place it came or would come."""
    _for_working_people(request)
    found = get_object_or_404(Workflow, code=code)
    versions = list(found.versions.select_related("proposed_by", "approved_by").order_by("-number"))
    shown = next((each for each in versions if number in (None, each.number)), None)
    if shown is None:
        raise Http404
    context = workflow_pages.version(found, shown, versions, request.user)
    return render(request, "desk/workflow.html", context)


def propose(request: Visit, code: str) -> HttpResponse:
    _for_working_people(request)
    found = get_object_or_404(Workflow, code=code)
    form = ProposeWorkflow(request.POST or None, initial=ProposeWorkflow.as_it_stands(found.stands))
    if request.method == "POST" and form.is_valid():
        try:
            made = services.propose_workflow(workflow=found, by=request.user, **form.cleaned_data)
        except FirmaiError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Proposed. Try it on the training matter; then a partner decides."))
            return redirect("desk:workflow_version", code=code, number=made.number)
    context = {"workflow": found, "form": form, "may_propose": rules.can_propose(request.user)}
    return render(request, "desk/propose.html", context)


@require_POST
def decide(request: Visit, code: str, number: int) -> HttpResponse:
    """A partner approves the version that the page showed, beside the one that it showed, or declines it."""
    _for_working_people(request)
    version = get_object_or_404(WorkflowVersion, workflow__code=code, number=number)
    try:
        if "approve" in request.POST:
            named = as_uuid(request.POST.get("instead_of", ""))
            before = WorkflowVersion.objects.filter(pk=named).first() if named else None
            services.approve_workflow(version=version, instead_of=before, by=request.user)
        elif "decline" in request.POST:
            services.decline_workflow(version=version, by=request.user)
        else:
            raise Http404
        messages.success(request, _("On record."))
    except FirmaiError as error:
        messages.error(request, str(error))
    return redirect("desk:workflow_version", code=code, number=number)
