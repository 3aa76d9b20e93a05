"""allauth's pages that change a person's own second factor, at its addresses and under its names, each as one act."""

from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as keys
from django.urls import path

from apps.people.factors import as_one_act

urlpatterns = [
    path("totp/activate/", as_one_act(totp.activate_totp), name="mfa_activate_totp"),
    path("totp/deactivate/", as_one_act(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path(
        "recovery-codes/generate/",
        as_one_act(codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path("webauthn/add/", as_one_act(keys.add_webauthn), name="mfa_add_webauthn"),
    path("webauthn/keys/<int:pk>/remove/", as_one_act(keys.remove_webauthn), name="mfa_remove_webauthn"),
]
