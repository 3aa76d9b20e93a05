"""The data path of each kind of work: what the firm says of the places on it, and what is connected now."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from apps.drafting.models import Workflow
from apps.integrations.models import Connection, ConnectionState, Region
from apps.people.visit import Visit
from apps.policy import paths, rules
from apps.policy.models import Hop
from apps.policy.registers import Where
from apps.sync import witnesses
from apps.sync.models import Witness


def path(request: Visit) -> HttpResponse:
    """One kind of work, drawn; all the places in a table behind it."""
    french = (get_language() or "").startswith("fr")
    workflows = [
        (each.code, each.name_fr if french else each.name) for each in Workflow.objects.order_by("order")
    ]
    codes = [code for code, _name in workflows]
    asked = request.GET.get("work", "")
    chosen = asked if asked in codes else next(iter(codes), "")
    hops = list(Hop.objects.select_related("owner").order_by("place"))
    found = paths.places(hops, _connected())
    drawing = paths.drawn(chosen, found)
    context = {
        "workflows": workflows,
        "chosen": chosen,
        "drawing": drawing,
        "refusing": [place for place in found.values() if place.refuses],
        "unused": [paths.Place(hop.code, hop, hop.region) for hop in hops if hop.code not in found],
        "may_record": rules.can_confirm(request.user),
    }
    return render(request, "desk/path.html", context)


def _connected() -> dict[str, str]:
    """The region of each system that is connected now, as it was when it was connected; nothing of one that is used and
    says nothing of where it is."""
    live = Connection.objects.exclude(state=ConnectionState.ENDED).values_list("vendor", "region")
    found = {"timestamping": ""} if Witness.STAMP in witnesses.in_use() else {}
    return found | {vendor: Where.CANADA if region == Region.CANADA else "" for vendor, region in live}
