"""Who may connect the firm to an outside system."""

from django.utils.translation import gettext as _

from apps.core.errors import NotAllowed
from apps.people.models import User


def check_can_connect(user: User) -> None:
    """Only an administrator: a connection is an act of the firm, not of a matter."""
    if user.is_robot or not user.is_active or not user.is_administrator:
        raise NotAllowed(_("Only an administrator may connect or end an outside system."), codes=("role",))


def can_connect(user: User) -> bool:
    try:
        check_can_connect(user)
    except NotAllowed:
        return False
    return True
