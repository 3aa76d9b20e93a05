"""What came inside a source: what is taken out of it, and what is not; and for an e-mail, where it is (RFC 2046).

Mailers nest parts as they please. Apple's put a letter and its page beside each other in the alternative to the plain
text, signed mail (RFC 1847) puts everything into one part beside the signature. So that every part without parts of
its own is looked at, wherever it lies; a message in the message is one part.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage, Message, MIMEPart
from typing import Any

from apps.intake.models import Trouble
from apps.intake.readers.reading import Attachment, Deadline, Unreadable, clean

MOST_ATTACHMENTS = 100
MOST_NAMED = 100
"""Parts that were left out and are named. More are counted."""
MESSAGES = frozenset({"message/rfc822", "message/global"})
SAME = frozenset(
    {"text/plain", "text/html", "text/enriched", "text/richtext", "text/x-amp-html", "text/watch-html"}
)
"""What says the same as the body in another form. A calendar's entry beside it says something of its own."""
SIGNATURES = frozenset(
    {"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"}
)
"""RFC 8551 and RFC 3156: they say who sent the message, and are no document."""

CLOSED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted"})
"""The same: what a mailer opens with a key, or takes out of a signature."""


@dataclass
class Enclosed:
    """What is taken out, and the names of what stays in the e-mail: pictures in the text, signatures, empty parts, and
    what is more than is taken."""

    attachments: list[Attachment] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    left_unnamed: int = 0
    more: list[tuple[MIMEPart | None, MIMEPart | None]] = field(default_factory=list)
    """Texts and pages that go on after the body, as behind a picture in it; both where they are forms of the same."""
    is_closed: bool = False
    """Whether there is something that only the mailer of whoever it is for opens."""

    def leave(self, name: str) -> None:
        if len(self.left) < MOST_NAMED:
            self.left.append(name)
        else:
            self.left_unnamed += 1

    def add_messages(self, messages: Sequence[bytes]) -> None:
        """Those that come after the first in the file of a mailbox."""
        for number, data in enumerate(messages, start=2):
            if len(self.attachments) < MOST_ATTACHMENTS:
                self.attachments.append(Attachment(f"message-{number}.eml", data))
            else:
                self.leave(f"message-{number}.eml")

    def inside(self) -> str:
        """All that came inside a document, whose text names none of it: what is taken out, and what is not."""
        taken = ", ".join(clean(each.filename) for each in self.attachments)
        return "\n".join(filter(None, [taken and f"Files inside: {taken}", self.told("document")]))

    def unread(self, trouble: Trouble) -> Unreadable:
        """For a document that says nothing itself. The files in it are read all the same."""
        return Unreadable(trouble, attachments=self.attachments, inside=self.inside())

    def told(self, where: str) -> str:
        """What is said of it in the text of the source, which is English like the other headings; empty for nothing."""
        if not self.left:
            return ""
        more = f" and {self.left_unnamed} more" if self.left_unnamed else ""
        return f"Left in the {where}: {', '.join(clean(name) for name in self.left)}{more}"


@dataclass(frozen=True)
class _Leaf:
    part: MIMEPart
    within: tuple[MIMEPart, ...]
    """The parts that it lies in, the outermost first."""


def find(message: EmailMessage, body: MIMEPart | None, deadline: Deadline) -> Enclosed:
    """Everything but ``body`` and what says the same as it in another form."""
    leaves = list(_leaves(message, deadline))
    shown = next((leaf for leaf in leaves if leaf.part is body), None)
    found = Enclosed()
    last: _Leaf | None = None
    for leaf in leaves:
        deadline.check()
        found.is_closed |= leaf.part.get_content_type() in CLOSED
        if leaf is shown:
            continue
        if shown is None or not _is_alternative(leaf, shown):
            if shown is not None and _goes_on(leaf):
                last = _go_on(leaf, last, found)
            else:
                _take(leaf.part, found)
        elif leaf.part.get_content_type() not in SAME:
            found.leave(leaf.part.get_content_type())
    return found


def are_alternatives(message: EmailMessage, one: MIMEPart, other: MIMEPart, deadline: Deadline) -> bool:
    """Whether two parts part from each other at a choice between forms of the same."""
    within = {id(leaf.part): leaf.within for leaf in _leaves(message, deadline)}
    return _part_at_a_choice(within.get(id(one), ()), within.get(id(other), ()))


def content(part: Message) -> bytes:
    """The bytes of a part, of a message in the message those of the whole of it."""
    inner = part.get_payload()
    if isinstance(inner, list):
        if (packed := _packed(part, inner)) is not None:
            return packed
        return b"\n".join(each.as_bytes() for each in inner if isinstance(each, Message))
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _packed(part: Message, inner: list[Any]) -> bytes | None:
    """A message in the message that is encoded as a whole. That may not be (RFC 2046, 5.2.1), and mailers open it."""
    how = str(part.get("Content-Transfer-Encoding", "")).strip().lower()
    if how != "base64" or len(inner) != 1 or inner[0].keys():
        return None
    try:
        return base64.b64decode(inner[0].as_bytes())
    except ValueError:
        return None


def _leaves(message: EmailMessage, deadline: Deadline) -> Iterator[_Leaf]:
    """In the order of the message, without recursion: how deep it goes is the sender's choice."""
    waiting = [_Leaf(message, ())]
    while waiting:
        deadline.check()
        leaf = waiting.pop()
        inner = leaf.part.get_payload()
        if leaf.part.get_content_maintype() == "multipart" and isinstance(inner, list):
            within = (*leaf.within, leaf.part)
            waiting += [_Leaf(each, within) for each in reversed(inner) if isinstance(each, MIMEPart)]
        else:
            yield leaf


def _is_alternative(leaf: _Leaf, shown: _Leaf) -> bool:
    """Whether it is text without a name, and parts from the body at a choice between forms of the same."""
    part = leaf.part
    if part.get_content_maintype() != "text" or part.is_attachment() or part.get_filename():
        return False
    return _part_at_a_choice(leaf.within, shown.within)


def _goes_on(leaf: _Leaf) -> bool:
    """Whether a mailer shows it under the body. What stands beside a page for the page to show is not by itself."""
    part = leaf.part
    is_text = part.get_content_type() in ("text/plain", "text/html")
    if not is_text or part.is_attachment() or part.get_filename() or not content(part):
        return False
    holder = leaf.within[-1] if leaf.within else part
    return holder.get_content_type() != "multipart/related" or holder.get_payload(0) is part


def _go_on(leaf: _Leaf, last: _Leaf | None, found: Enclosed) -> _Leaf:
    is_page = leaf.part.get_content_type() == "text/html"
    if last is not None and _is_alternative(leaf, last):
        text, page = found.more[-1]
        found.more[-1] = (text, leaf.part) if is_page else (leaf.part, page)
    else:
        found.more.append((None, leaf.part) if is_page else (leaf.part, None))
    return leaf


def _part_at_a_choice(one: tuple[MIMEPart, ...], other: tuple[MIMEPart, ...]) -> bool:
    together = [mine for mine, its in zip(one, other, strict=False) if mine is its]
    return bool(together) and together[-1].get_content_type() == "multipart/alternative"


def _take(part: MIMEPart, found: Enclosed) -> None:
    kind, name = part.get_content_type(), part.get_filename()
    if part.get_content_maintype() == "image" and part.get_content_disposition() != "attachment":
        found.leave(name or kind)
        return
    data = b"" if kind in SIGNATURES else content(part)
    if data and len(found.attachments) < MOST_ATTACHMENTS:
        found.attachments.append(Attachment(name or _unnamed(kind, len(found.attachments) + 1), data))
    elif data or name or kind in SIGNATURES:
        found.leave(name or kind)


def _unnamed(kind: str, number: int) -> str:
    return f"attachment-{number}{'.eml' if kind in MESSAGES else ''}"
