"""What a delivery's trouble means, and what would change it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from apps.integrations.models import ConnectionState
from apps.sync import ours
from apps.sync.models import Delivery, DeliveryState, Trouble


def said(delivery: Delivery) -> str:
    """What there is to say of where a delivery stands; empty where its state says everything."""
    if delivery.state == DeliveryState.CANCELLED:
        return _left_there(delivery)
    if ours.is_gone(delivery):
        return _(
            "It arrived and was read back. When everything was last compared it was no longer in its matter in the "
            "practice system: somebody removed or moved it there. It is not sent again. What was approved is kept here."
        )
    if not delivery.trouble:
        return ""
    told, ended = of(Trouble(delivery.trouble)), delivery.connection.state == ConnectionState.ENDED
    if ended and delivery.state == DeliveryState.STOPPED and delivery.trouble != Trouble.CONNECTION_ENDED:
        return f"{told} {of(Trouble.CONNECTION_ENDED)}"
    return told


def _left_there(delivery: Delivery) -> str:
    if delivery.sent_at is not None:
        return _("It was given up after it had arrived. What is there stays there.")
    if delivery.may_be_there:
        return _("It was given up while something of it may have arrived. Look in the practice system.")
    return ""


def _approved_anew() -> str:
    """The way on where an approval is of no use any more."""
    return _(
        "Take the approval back on the review’s page, which gives this delivery up. Where something of it has left, "
        "say there what is wrong with the text, ask for a corrected one, and give this delivery up."
    )


def of(trouble: Trouble) -> str:
    """What a delivery's trouble means, and what would change it."""
    return {
        Trouble.APPROVAL_GONE: _(
            "The approval was taken back, so nothing is sent, and this delivery is given up by itself. What is "
            "approved anew has deliveries of its own."
        ),
        Trouble.MANIFEST_CHANGED: _("What is stored is not what was approved. Nothing more is sent."),
        Trouble.NOT_FINAL: _(
            "It was found wrong, or what was signed over it was withdrawn, so nothing more is sent. What had arrived "
            "there before stays there. Once it is signed again it can be tried again; what was found wrong is given up."
        ),
        Trouble.SOURCE_WITHDRAWN: _(
            "A source of this text was withdrawn since it was approved, so nothing more is sent. What had arrived "
            "there before stays there. %(anew)s"
        )
        % {"anew": _approved_anew()},
        Trouble.OVERTURNED: _(
            "A second look found that its approval was wrong, so nothing more is sent. What had arrived there before "
            "stays there. %(anew)s"
        )
        % {"anew": _approved_anew()},
        Trouble.CONTRADICTED: _(
            "CanLII has said otherwise of an authority since this was approved, so nothing more is sent. What had "
            "arrived there before stays there. Look at the authority. %(anew)s"
        )
        % {"anew": _approved_anew()},
        Trouble.APPROVER_MAY_NOT: _(
            "The person who approved this may no longer decide it, or held no licence for it then: the account, the "
            "role, the licence or the matter is another. Once that is put right, try again. Otherwise somebody "
            "who may decide it has to approve it anew. %(anew)s"
        )
        % {"anew": _approved_anew()},
        Trouble.SIGNER_MAY_NOT: _(
            "Whoever signed this, or the lawyer it counts for, may not do so any more, or held no licence for it then. "
            "Once that is put right, try again. Otherwise withdraw the signature and have it signed anew."
        ),
        Trouble.COURT_CHANGED: _(
            "What the court asks for has changed since this was approved: its rule, or the matter's court, is another. "
            "Nothing is sent. Once the matter's court is put right, try again. Otherwise take the approval back on the "
            "review's page, which gives this delivery up, and answer for the court anew."
        ),
        Trouble.MATTER_CLOSED: _("The matter was closed. Open it again, or give the delivery up."),
        Trouble.MATTER_MOVED: _("The practice system no longer has this matter. Bring matters in again."),
        Trouble.ANOTHER_CLIENTS: _(
            "In the practice system this matter is another client's than here, so nothing more is sent. What had "
            "arrived there before stays there. Once the client is put right there and matters were brought in again, "
            "try again; or give the delivery up."
        ),
        Trouble.NOT_SHOWN_IN_CANADA: _(
            "The practice system is not shown to keep data in Canada, and the client's rule does not permit that. Once "
            "the rule on the matter's page does, try again; or give the delivery up."
        ),
        Trouble.UPLOAD_NOT_IN_CANADA: _(
            "The practice system would keep the file outside Canada, and the client's rule does not permit that. Once "
            "the rule on the matter's page does, try again; or give the delivery up."
        ),
        Trouble.OUTCOME_UNKNOWN: _(
            "An answer was lost and nothing was found afterwards. Look in the practice system; if it is not there, "
            "try again."
        ),
        Trouble.READ_BACK_DIFFERS: _(
            "What the practice system holds is not what was approved: somebody may have changed it there. Nothing "
            "there is overwritten. Compare them. Once it is put right or removed there, try again; or give the "
            "delivery up."
        ),
        Trouble.NOT_THERE: _(
            "What was put there is no longer in the practice system. Try again, and it is made there anew; or give the "
            "delivery up."
        ),
        Trouble.CONNECTION_ENDED: _(
            "The connection was ended, so nothing is sent or read back over it. Once an administrator has connected "
            "the same account again, try again. Where another connection knows the matter, send it over that one; or "
            "give the delivery up."
        ),
        Trouble.NOTHING_TO_SEND: _("The approved item has nothing of this kind."),
        Trouble.CONTENT_DESTROYED: _(
            "The matter's content was destroyed, so nothing more is sent. What had arrived there before stays there. "
            "Give this delivery up."
        ),
        Trouble.CANNOT_BE_READ: _(
            "What is stored for this delivery cannot be read: it was changed outside firmai, or the firm key it was "
            "sealed under is not in the key file. What had arrived there before stays there. Tell your administrator, "
            "and try again once it is mended."
        ),
        Trouble.CONFIRMER_MAY_NOT: _(
            "The person whose time this is no longer works on the matter. Nothing more is sent."
        ),
        Trouble.PERSON_UNKNOWN: _(
            "Nobody in the practice system has the e-mail address of the person whose time this is. Once somebody "
            "there has it, try again; or give the delivery up."
        ),
        Trouble.NO_RATE: _(
            "The practice system has no hourly rate on file for the person whose time this is, and asks for one. Once "
            "there is one, try again."
        ),
        Trouble.TRIED_TOO_OFTEN: _(
            "It was tried many times without success. Try again when the cause is mended."
        ),
        Trouble.SETTLING: _("An answer was lost. It looks again before anything is sent a second time."),
        Trouble.NOT_SEEN_YET: _(
            "The practice system does not show yet what was put there. It looks again before anything else is done."
        ),
        Trouble.CONNECTION_BROKEN: _(
            "The connection needs an administrator. The delivery goes on by itself when it works again."
        ),
        Trouble.CANNOT_REACH: _("The practice system cannot be reached. It is tried again."),
        Trouble.NO_ANSWER: _("The practice system did not answer in time. It is tried again."),
        Trouble.GARBLED: _("The practice system sent an answer that makes no sense. It is tried again."),
        Trouble.RATE_LIMITED: _("The practice system asked us to slow down. It is tried again."),
        Trouble.VENDOR_TROUBLE: _("The practice system has trouble of its own. It is tried again."),
        Trouble.BUSY: _("The practice system is busy with this record. It is tried again."),
        Trouble.ADDRESS_EXPIRED: _("The address for the file expired. A new one is asked for."),
        Trouble.NOT_CONNECTED: _(
            "The connection is no longer accepted. An administrator has to connect it again."
        ),
        Trouble.NOT_PERMITTED: _(
            "The account that firmai is connected as may not do this in the practice system. Once it may, try again; "
            "or give the delivery up."
        ),
        Trouble.NOT_FOUND: _(
            "The practice system does not have this matter. Bring matters in again, then try again; or give the "
            "delivery up."
        ),
        Trouble.OUT_OF_DATE: _(
            "The practice system no longer accepts the version of its interface used here. Once your administrator has "
            "brought firmai up to date, try again."
        ),
        Trouble.CHANGED_THERE: _(
            "What was begun or put there is in another matter there by now, or was changed. Nothing there is "
            "overwritten. Once it is moved back or removed there, try again; or give the delivery up."
        ),
        Trouble.NOT_ACCEPTED: _("The practice system does not accept a value that was sent."),
        Trouble.REFUSED: _("The practice system refused it."),
        Trouble.WRONG_HOST: _(
            "The practice system pointed to an address that is not on the list of its own."
        ),
        Trouble.TOO_LARGE: _(
            "It is larger than the practice system takes, or what the practice system sent is larger than is read here."
        ),
        Trouble.NOT_CONFIGURED: _("The connection is not set up on this server."),
    }[trouble]
