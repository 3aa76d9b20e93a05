"""Who may connect the firm to an outside system, and what each trouble of a connection means."""

from django.utils.translation import gettext as _

from apps.core.errors import NotAllowed, holds
from apps.integrations.models import Connection, Trouble, Vendor
from apps.people.models import User


def check_can_connect(user: User) -> None:
    """Only an administrator: a connection is an act of the firm, not of a matter."""
    if user.is_robot or not user.is_active or not user.is_administrator:
        raise NotAllowed(_("Only an administrator may connect or end an outside system."), codes=("role",))


def can_connect(user: User) -> bool:
    return holds(check_can_connect, user)


def sentence(connection: Connection) -> str:
    """What is wrong with a connection that needs attention."""
    if not connection.trouble:
        return ""
    return {
        Trouble.REVOKED: _(
            "%(vendor)s no longer accepts this connection: the access was withdrawn there, or the person who allowed "
            "it no longer has an account."
        ),
        Trouble.EXPIRED: _(
            "%(vendor)s was not reached for two weeks, and after that it accepts the connection no more."
        ),
        Trouble.UNKNOWN_APPLICATION: _(
            "%(vendor)s does not know the firm's application there: the client file on this server is of another "
            "region, or its secret was replaced."
        ),
        Trouble.OTHER_FIRM: _(
            "What answers is not the account that was connected. Nothing more is read or sent until this is cleared up."
        ),
        Trouble.NOT_CONFIGURED: _(
            "The client file for %(vendor)s is missing on this server, or accounts other than firmai's can read it."
        ),
        Trouble.TOKENS_UNREADABLE: _(
            "The tokens for %(vendor)s cannot be read here: they were changed outside firmai, or the firm key they "
            "were sealed under is not in the key file."
        ),
        Trouble.ANSWER_LOST: _(
            "%(vendor)s no longer accepts this connection, and most likely nobody withdrew it: a new token was asked "
            "for, the answer that held it did not arrive here, and %(vendor)s takes the old one only once."
        ),
    }[Trouble(connection.trouble)] % {"vendor": connection.get_vendor_display()}


def mending(connection: Connection) -> str:
    """What to do about it."""
    if not connection.trouble:
        return ""
    again = _("Connect again with the same firm's account. Matters and deliveries go on where they stopped.")
    file = _("Put the file right (the setting is %(setting)s), then check the connection.") % {
        "setting": FILES.get(Vendor(connection.vendor), "")
    }
    return {
        Trouble.REVOKED: again,
        Trouble.EXPIRED: again,
        Trouble.UNKNOWN_APPLICATION: file,
        Trouble.OTHER_FIRM: _(
            "Find out whose account it is. Connect again as the firm that this connection is for, or end it."
        ),
        Trouble.NOT_CONFIGURED: file,
        Trouble.TOKENS_UNREADABLE: _(
            "Put the key file right (the setting is FIRMAI_KEY_FILE), then check the connection; or connect again with "
            "the same firm's account."
        ),
        Trouble.ANSWER_LOST: again,
    }[Trouble(connection.trouble)]


FILES = {
    Vendor.CLIO: "CLIO_CLIENT_FILE",
    Vendor.MYCASE: "MYCASE_CLIENT_FILE",
    Vendor.ZOOM: "ZOOM_CLIENT_FILE",
}
