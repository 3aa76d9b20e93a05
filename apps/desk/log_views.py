"""The state of the log for those who see all of it: signatures, witnesses, verifying it now, and its keys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from apps.audit import notes, tallies, verifications
from apps.audit.faults import Flaw
from apps.audit.models import Checkpoint, Verification
from apps.audit.queries import state as state_of_log
from apps.desk import activity, timeline
from apps.people.visit import Visit, by_itself
from apps.sync import witnesses
from apps.sync.models import Witness, WitnessReceipt

NEWEST = 10


@dataclass(frozen=True)
class Kept:
    """A witness and how it stands."""

    name: str
    in_use: bool
    size: int | None
    at: datetime | None
    trouble: str
    since: datetime | None
    tries: int


def state(request: Visit) -> HttpResponse:
    _only_readers_of_all(request)
    context = {
        "log": state_of_log(),
        "checkpoints": [_shown(each) for each in Checkpoint.objects.order_by("-id")[:NEWEST]],
        "witnesses": [_stands(witness) for witness in Witness],
        "days": activity.by_day(),
        "events": activity.by_event(),
        "uncounted": tallies.uncounted(),
        "kinds": timeline.kinds(),
        **_keys(),
    }
    return render(request, "desk/log_state.html", context | _verification())


@require_POST
def verify(request: Visit) -> HttpResponse:
    _only_readers_of_all(request)
    verifications.ask(by=request.user)
    return redirect("desk:log_state")


@by_itself
def verification(request: Visit) -> HttpResponse:
    """The part of the page that is looked at again while it runs."""
    _only_readers_of_all(request)
    return render(request, "desk/_verification.html", _verification())


def checkpoint(request: Visit, pk: int) -> HttpResponse:
    """A signed note, as it is, to be kept or checked elsewhere."""
    _only_readers_of_all(request)
    note = get_object_or_404(Checkpoint, pk=pk).note
    return HttpResponse(note, content_type="text/plain; charset=utf-8")


def _only_readers_of_all(request: Visit) -> None:
    if not verifications.may_verify(request.user):
        raise Http404


def _verification() -> dict[str, Any]:
    newest = Verification.objects.order_by("-asked_at").first()
    flaw = Flaw(newest.fault).label if newest is not None and newest.fault in Flaw.values else ""
    return {"verification": newest, "flaw": flaw}


def _shown(checkpoint: Checkpoint) -> dict[str, Any]:
    return {
        "pk": checkpoint.pk,
        "size": checkpoint.size,
        "root": bytes(checkpoint.root).hex(),
        "at": checkpoint.at,
        "key": checkpoint.key,
    }


def _stands(witness: Witness) -> Kept:
    kept, missed = (
        WitnessReceipt.objects.kept_by(witness),
        WitnessReceipt.objects.missed_by(witness),
    )
    return Kept(
        name=str(witness.label),
        in_use=witness in witnesses.in_use(),
        size=kept.size if kept else None,
        at=kept.at if kept else None,
        trouble=missed.get_trouble_display() if missed else "",
        since=missed.at if missed else None,
        tries=missed.tries if missed else 0,
    )


def _keys() -> dict[str, Any]:
    """The public keys, or why this process has none."""
    try:
        return {"keys": [str(verifier) for verifier in notes.verifiers()]}
    except ImproperlyConfigured as error:
        return {"keys_trouble": str(error)}
