"""The addresses that vendors post to: public, because a vendor does not sign in. Nothing is said to a stranger."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from apps.integrations import services
from apps.integrations.errors import RemoteError
from apps.integrations.hearing import LARGEST, NotHeard
from apps.integrations.models import Unheard

STATUS = {
    Unheard.TOO_LARGE: 413,
    Unheard.UNREADABLE: 400,
    Unheard.OTHER_ACCOUNT: 404,
    Unheard.UNKNOWN_ADDRESS: 404,
    Unheard.NOT_EXPECTED: 409,
    Unheard.ENDED: 410,
}


@login_not_required
@csrf_exempt
@require_POST
def zoom(request: HttpRequest) -> HttpResponse:
    """An event of Zoom's. 204 for one that was taken, the answer to its check of this address, or a bare refusal."""
    try:
        answer = services.hear_zoom(
            signature=request.headers.get("x-zm-signature", ""),
            timestamp=request.headers.get("x-zm-request-timestamp", ""),
            body=request.read(LARGEST + 1),
            now=timezone.now(),
        )
    except NotHeard as refused:
        return HttpResponse(status=STATUS.get(refused.reason, 401))
    except RemoteError:
        return HttpResponse(status=404)  # no Zoom application on this server
    return HttpResponse(status=204) if answer is None else JsonResponse(answer)


@login_not_required
@csrf_exempt
@require_POST
def clio(request: HttpRequest, token: str) -> HttpResponse:
    """A post of Clio's: its check of the address, or that a record changed.

    What was taken before is answered as taken: Clio posts again when an answer was lost, and gives up an address that
    goes on refusing. With 410 it ends the subscription.
    """
    try:
        answer = services.hear_clio(
            token=token,
            handshake=request.headers.get("x-hook-secret", ""),
            signature=request.headers.get("x-hook-signature", ""),
            body=request.read(LARGEST + 1),
            now=timezone.now(),
        )
    except NotHeard as refused:
        again = refused.reason == Unheard.REPLAYED
        return HttpResponse(status=204 if again else STATUS.get(refused.reason, 401))
    if answer:
        return HttpResponse(status=200, headers={"X-Hook-Secret": answer})
    return HttpResponse(status=204)


@login_not_required
@csrf_exempt
@require_POST
def mycase(request: HttpRequest, token: str) -> HttpResponse:
    """A post of MyCase's, or of whoever came by the address: worth a look, and not read."""
    try:
        services.hear_mycase(token=token, size=len(request.read(LARGEST + 1)), now=timezone.now())
    except NotHeard as refused:
        return HttpResponse(status=STATUS.get(refused.reason, 401))
    return HttpResponse(status=204)
