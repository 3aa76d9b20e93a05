"""The two public pages behind a one-time link: it is taken out of the address at once, then a password is chosen."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from apps.core.errors import FirmaiError
from apps.core.sensitive import Sensitive
from apps.people import door, forms, queries, services
from apps.people.models import Invitation

KEPT = "people.invitation"


@login_not_required
@never_cache
@sensitive_variables("key")
def arrive(request: HttpRequest, key: str) -> HttpResponse:
    """A key that was never made is nothing here. Opening a link does not use it up: mail scanners open links too."""
    invitation = queries.invitation_of(Sensitive(key))
    if invitation is None:
        raise Http404
    if request.user.is_authenticated:
        return render(request, "people/welcome.html", {"signed_in": True}, status=409)
    if not _opens(invitation):
        door.spent_link(invitation.user)
        return render(request, "people/welcome.html", {"spent": True}, status=410)
    request.session.cycle_key()
    request.session[KEPT] = str(invitation.pk)
    return redirect("people:choose_password")


@login_not_required
@never_cache
@sensitive_post_parameters()
def choose(request: HttpRequest) -> HttpResponse:
    """For a visitor who came by a link, and nobody else."""
    kept = request.session.get(KEPT)
    if kept is None or request.user.is_authenticated:
        raise Http404
    invitation = Invitation.objects.select_related("user").get(pk=kept)
    if not _opens(invitation):
        del request.session[KEPT]
        return render(request, "people/welcome.html", {"spent": True}, status=410)
    form = forms.NewPassword(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.use_invitation(
                invitation=invitation, password=form.cleaned_data["password"], by=invitation.user
            )
        except FirmaiError as error:
            form.add_error("password", str(error))
        else:
            del request.session[KEPT]
            messages.success(request, _("Your password is set. Sign in with it."))
            return redirect("account_login")
    return render(request, "people/welcome.html", {"form": form, "person": invitation.user})


def _opens(invitation: Invitation) -> bool:
    return invitation.is_open and invitation.user.is_active
