"""What needs me now, the log as I may read it, and whether the house stands."""

from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import proofs, tree
from apps.audit.models import Checkpoint
from apps.core.prepared import Prepared
from apps.desk import (
    exporting,
    filter_views,
    first_steps,
    plots,
    posture,
    queries,
    readiness,
    timeline,
    ways_back,
)
from apps.desk.forms import LogFilters
from apps.desk.lines import by_day
from apps.desk.matter import gather
from apps.matters.models import Matter
from apps.notices import queries as notices
from apps.notices.models import NoticeKind
from apps.people.models import RoleCode, User
from apps.people.visit import Visit
from apps.policy import said
from apps.policy.breaker import ClosingReason, closed_first
from apps.policy.rules import can_confirm, can_export

TOLD = 6
"""Notices on a desk."""
STANDS_ABOVE = frozenset(
    {
        NoticeKind.DRAFT_READY,
        NoticeKind.SECOND_NEEDED,
        NoticeKind.ASKED_TO_LOOK,
        NoticeKind.SIGNATURE_AWAITED,
        NoticeKind.FOUND_WRONG,
        NoticeKind.TAKEN_OVER,
    }
)
"""What needs whoever was told of it for as long as it is to be done, and is of no use to them afterwards."""


def home(request: Visit) -> HttpResponse:
    user = request.user
    needs, waits, found = first_steps.waiting(user), [], []
    if user.works_on_matters:
        found, waits = queries.needs_you(user), queries.waiting_on_others(user)
        needs += [*ways_back.waiting(user), *found[: queries.MOST]]
    are_more = len(found) > queries.MOST
    age = plots.bars(queries.queue_age(user)) if user.works_on_matters else []
    context = {
        "greeting": _greeting(user.full_name.split()[0]),
        "today": timezone.localdate(),
        "works": user.works_on_matters,
        "looks_after": user.is_administrator,
        "audits": user.is_auditor,
        "needs": needs,
        "needs_more": are_more,
        "headline": queries.headline(needs, are_more=are_more) if needs or user.works_on_matters else "",
        "waits": waits[: queries.MOST],
        "waits_more": len(waits) > queries.MOST,
        "age": age if any(bar.count for bar in age) else [],
        "controls": posture.look(*_on_the_desk(user)),
        "breaker": queries.sending_stopped(),
        "ways_back": user.recoveries.standing(),
        "notices": notices.unread(user).exclude(kind__in=STANDS_ABOVE)[:TOLD],
    }
    return render(request, "desk/home.html", context)


def _on_the_desk(user: User) -> tuple[str, ...]:
    """Which controls somebody finds on their desk: who can mend the house, also whether it reaches people."""
    return posture.OF_ADMINISTRATORS if user.has_role(RoleCode.ADMINISTRATOR) else posture.ON_THE_DESK


def _greeting(name: str) -> str:
    hour = timezone.localtime().hour
    if hour < 12:
        return _("Good morning, %s") % name
    return (_("Good afternoon, %s") if hour < 18 else _("Good evening, %s")) % name


def matter(request: Visit, pk: Any) -> HttpResponse:
    """One matter, whole. A stranger, and anyone screened from it, gets 404."""
    visible = Matter.objects.visible_to(request.user).select_related("client", "responsible")
    return render(request, "desk/matter.html", gather(get_object_or_404(visible, pk=pk), request.user))


def log(request: Visit) -> HttpResponse:
    user = request.user
    form = LogFilters(request.GET or None, user=user)
    lines, older = timeline.page(user, form.filters(request.GET.get("before")), form.people)
    asked = request.GET.copy()
    asked.pop("before", None)
    context = {
        "form": form,
        "filtered": any(asked.values()),
        "asked": form.cleaned_asked() if any(asked.values()) else [],
        "kept": filter_views.kept(user),
        "days": by_day(lines),
        "page": {"next": _query(asked, older) if older else "", "previous": ""},
        "reading": _reading(user),
        "sees_tree": user.is_administrator or user.is_auditor,
        "may_export": exporting.can_export(user),
    }
    return render(request, "desk/log.html", context | _newest_checkpoint())


def _query(asked, older: int) -> str:
    asked["before"] = str(older)
    return asked.urlencode()


def _newest_checkpoint() -> dict[str, object]:
    newest = next(iter(_NEWEST_CHECKPOINT()), None)
    return {"checkpoint": newest, "root": bytes(newest.root).hex()[:16] if newest else ""}


_NEWEST_CHECKPOINT = Prepared(lambda: Checkpoint.objects.order_by("-size")[:1])


def _reading(user) -> str:
    if user.is_administrator or user.is_auditor:
        return _("Every entry, without content. Matters are shown by id.")
    if user.is_partner:
        return _("Entries of your own matters in full, and your own acts elsewhere.")
    return _("Your own acts.")


def entry(request: Visit, pk: int) -> HttpResponse:
    found = get_object_or_404(timeline.readable_by(request.user), pk=pk)
    context = {"line": timeline.as_lines([found], request.user)[0], "body": found.body}
    newest = Checkpoint.objects.order_by("-size").first()
    try:
        proof = proofs.inclusion(found, at=newest)
    except proofs.NotYet:
        return render(request, "desk/entry.html", context)
    assert newest is not None
    context |= {
        "proof": [step.hex() for step in proof.hashes],
        "leaf_hash": tree.leaf_hash(found.body.encode()).hex(),
        "root": bytes(newest.root).hex(),
        "held": proof.holds(bytes(newest.root)),
        "checkpoint": newest,
    }
    return render(request, "desk/entry.html", context)


def status(request: Visit) -> HttpResponse:
    breaker = queries.sending_stopped()
    context = {
        "closed_first": closed_first(breaker) if breaker else [],
        "controls": sorted(posture.look(), key=lambda control: control.promise),
        "breaker": breaker,
        "stopped": said.reason(breaker.reason) if breaker else "",
        "may_close": can_confirm(request.user),
        "may_see_terms": can_export(request.user),
        "close_reasons": ClosingReason.choices,
    }
    return render(request, "desk/posture.html", context)


@login_not_required
def healthz(request: Visit) -> HttpResponse:
    """Alive: the process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
def readyz(request: Visit) -> HttpResponse:
    """Ready: database, Redis, workers, breaker, log, no restore unfinished; 503 if not. Which is not, and which
    looks fail, all of them or at single rows, is said to the firm's monitoring only."""
    parts = readiness.parts()
    ready = readiness.is_ready(parts)
    status = 200 if ready else 503
    if _watches(request):
        failing = [each.look for each in readiness.looks_failing(parts)]
        return JsonResponse(parts | ({"failing": failing} if failing else {}), status=status)
    return HttpResponse("ready\n" if ready else "not ready\n", status=status, content_type="text/plain")


@login_not_required
def metrics(request: Visit) -> HttpResponse:
    """Counts for Prometheus, to the firm's monitoring only: numbers of rows by state, nothing of any matter."""
    if not _watches(request):
        return HttpResponse(status=404)
    return HttpResponse(readiness.metrics(), content_type="text/plain; version=0.0.4")


# A proxy says for whom it asks and how they came. Without these words its own address would stand for everybody's.
PROXIED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_FORWARDED")


def _watches(request: Visit) -> bool:
    """Whether who asks is the firm's own monitoring: from an address that is set, and not through a proxy."""
    if any(name in request.META for name in PROXIED):
        return False
    try:
        address = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    address = getattr(address, "ipv4_mapped", None) or address
    return any(address in network for network in settings.MONITORING_ADDRESSES)
