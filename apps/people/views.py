"""A person's own account."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from apps.people import services
from apps.people.models import Language, Role
from apps.people.visit import Visit


class Reading(forms.Form):
    """The language a person reads firmai in."""

    language = forms.ChoiceField(choices=Language.choices)


def me(request: Visit) -> HttpResponse:
    user = request.user
    form = Reading(request.POST or None, initial={"language": user.language})
    if request.method == "POST" and form.is_valid():
        services.choose_language(user=user, language=form.cleaned_data["language"], by=user)
        messages.success(request, _("Saved."))
        return redirect("people:me")
    context = {
        "form": form,
        "held": Role.objects.filter(pk__in=user.role_codes),
        "licence": user.current_licence,
        "second_factor_required": settings.SECOND_FACTOR_REQUIRED,
    }
    return render(request, "people/me.html", context)
