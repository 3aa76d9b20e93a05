"""What is asked of a person with a password, in the words that the rest of the house has for it.

Where to go without it is said at the foot of the page, past the button: not between a label and its field.
"""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from django.utils.translation import gettext_lazy as _

from apps.people.forms import NewPassword


class SignIn(LoginForm):
    """To come in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


class Confirm(ReauthenticateForm):
    """Before what changes how an account is signed in to."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


class ChangePassword(ChangePasswordForm):
    """Asks for the same as the page behind a one-time link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label, about in (
            ("oldpassword", _("Current password"), ""),
            ("password1", _("New password"), NewPassword.base_fields["password"].help_text),
            ("password2", _("New password again"), ""),
        ):
            self.fields[name].label = label
            self.fields[name].help_text = about
