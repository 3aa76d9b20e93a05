"""Opening a notice marks it read and goes to what it is about."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from apps.notices import services
from apps.notices.models import Notification
from apps.people.visit import Visit


def open_notice(request: Visit, pk: Any) -> HttpResponse:
    notice = get_object_or_404(Notification.objects.visible_to(request.user), pk=pk)
    services.mark_read(notification=notice, by=request.user)
    return redirect("desk:matter", pk=notice.matter_id) if notice.matter_id else redirect("desk:posture")
