"""What a password has to be. The house asks it wherever one is chosen; allauth asks the same validators."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from apps.core.errors import BadInput
from apps.people.models import User


def check_password(password: str, user: User) -> None:
    """Raises BadInput for a password that is too short, too common, or too like the person."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise BadInput(" ".join(error.messages)) from None
