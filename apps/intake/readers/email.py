"""E-mail (RFC 5322): its heading, the body as text, and what was attached."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from email.message import EmailMessage, MIMEPart
from email.parser import BytesFeedParser
from email.policy import EmailPolicy
from typing import Any

from apps.intake.models import Trouble
from apps.intake.readers import enclosed
from apps.intake.readers.letters import decoded, joined, named_in, unflowed
from apps.intake.readers.marked import seen_in
from apps.intake.readers.plain import decode, paragraphs
from apps.intake.readers.reading import Collected, Deadline, Reading, Unreadable, clean

STUB = 2
"""A text with less than one part in so many of what the page beside it says is not the same in another form."""
LONGEST_STUB = 25
"""Words of its own: a word on how to see the page has fewer."""
OWN = 10
"""One word in so many that the other form does not have, and it is another letter. Fewer are a mailer's own."""
FEWEST_OWN = 3
WORD = re.compile(r"\d[\d.,]*\d|\w+")
DENIES = frozenset({"not", "no", "never", "cannot", "without", "t", "non", "pas", "jamais", "sans"})
"""One of these (the last letter of *don't* is one) or one number, and the other form says the contrary."""
UNOPENED = "The words of this e-mail are encrypted, or wrapped in a signature, and were not read."
BOTH = "The plain text and the page of this e-mail say different things. Both are here, the page first."
HEADINGS = ("From", "To", "Cc", "Bcc", "Date", "Subject")
LONGEST_HEADER, LONGEST_OF_A_PART = 8 * 1024, 1024
"""Characters that the library takes apart at once: of a line of the heading, and of one that says what a part is. It
copies what is left of a line for each word, which is hours for a few megabytes."""
NEXT = re.compile(rb"\n\r?\n(?=From [^\r\n]{1,200}\r?\n[!-9;-~]{1,80}:)")
"""Where another message begins in the file of a mailbox."""
PIECE = re.compile(rf".{{1,{LONGEST_HEADER}}}(?:\s|\Z)|.{{{LONGEST_HEADER}}}", re.DOTALL)
TAKEN = 8 * 1024
MOST_LINES, MOST_PARTS = 2_000_000, 50_000
"""A message of fifty megabytes in lines of one letter, or in parts without a word, would take the whole memory."""


class _InTime(EmailPolicy):
    """What says what a part is, as far as anybody means it. A message in the message stays as it was written."""

    deadline: Any = None

    def header_fetch_parse(self, name: str, value: Any) -> Any:
        self.deadline.check()
        of_a_part = isinstance(value, str) and name.lower().startswith("content-")
        return super().header_fetch_parse(name, value[:LONGEST_OF_A_PART] if of_a_part else value)


def read(data: bytes, deadline: Deadline) -> Reading:
    """The heading is one passage, each paragraph of the body another. Raises Unreadable where both are empty."""
    if data.count(b"\n") > MOST_LINES or data.count(b"\n--") > MOST_PARTS:
        raise Unreadable(Trouble.UNPACKS_TOO_LARGE)
    in_time = _InTime(deadline=deadline, refold_source="none")  # type: ignore[call-overload]  # it has one more
    first, *others = _messages(data)
    message = _parsed(first, in_time)
    found = Collected(deadline)
    bodies = _bodies(message, deadline)
    inside = enclosed.find(message, bodies[0] if bodies else None, deadline)
    inside.add_messages(others)
    notes = [BOTH] if len(bodies) > 1 else []
    if not bodies and inside.is_closed:
        notes.append(UNOPENED)
    found.add("head", _heading(message, inside, notes))
    number = 0
    more = [each for text, page in inside.more for each in _chosen(text, page, deadline)]
    seen = [_seen(body, deadline) for body in [*bodies, *more]]
    for paragraph in paragraphs("\n\n".join(text for text, _unseen in seen)):
        if found.add(f"par{number + 1}", paragraph, paragraph=number + 1):
            number += 1
    if not found.passages:
        raise inside.unread(Trouble.NO_TEXT)
    unseen = sum(count for _text, count in seen)
    return Reading(found.passages, unseen=unseen, attachments=inside.attachments)


def _parsed(data: bytes, policy: _InTime) -> EmailMessage:
    """Taken in piece by piece, as the library does by itself: each line is held against every part that it lies in.
    Raises Unreadable."""
    parser: BytesFeedParser[Any] = BytesFeedParser(policy=policy)
    for at in range(0, len(data), TAKEN):
        policy.deadline.check()
        parser.feed(data[at : at + TAKEN])
    message: EmailMessage = parser.close()
    return message


def _bodies(message: EmailMessage, deadline: Deadline) -> list[MIMEPart]:
    """The text; the page, where the text beside it is empty, a word on how to see the page, or a part of it; and both,
    the page first, where each says what the other does not: nobody knows which of them was read."""
    text, page = (message.get_body(preferencelist=(kind,)) for kind in ("plain", "html"))
    if text is not None and page is not None and not enclosed.are_alternatives(message, text, page, deadline):
        return [text]
    return _chosen(text, page, deadline)


def _chosen(text: MIMEPart | None, page: MIMEPart | None, deadline: Deadline) -> list[MIMEPart]:
    """Of two forms of the same."""
    if text is None or page is None:
        return [each for each in (text, page) if each is not None]
    said, shown = _words(_shown(text, deadline)), _words(_shown(page, deadline))
    text_own, page_own = said - shown, shown - said
    if _length(said) * STUB < _length(shown) and text_own.total() < LONGEST_STUB:
        return [page]
    if not _is_another(page_own, shown):
        is_contrary = not DENIES.isdisjoint({*page_own, *text_own}) or _has_number(page_own)
        return [page, text] if is_contrary else [text]
    return [page, text] if _is_another(text_own, said) or _has_number(text_own) else [page]


def _words(form: str) -> Counter[str]:
    """How often it has each word, without addresses: mailers write those out in one form and not in the other."""
    pieces = (each for each in form.casefold().split() if "://" not in each and "@" not in each)
    return Counter(WORD.findall(" ".join(pieces)))


def _length(words: Counter[str]) -> int:
    return sum(len(word) * count for word, count in words.items())


def _is_another(own: Counter[str], words: Counter[str]) -> bool:
    """Whether one says what the other does not, in more words than a mailer puts in or leaves out by itself."""
    return own.total() >= max(FEWEST_OWN, words.total() // OWN)


def _has_number(own: Counter[str]) -> bool:
    """Of two digits and more: a list has its own in one form alone."""
    return any(len(word) > 1 and word[0].isdigit() for word in own)


def _messages(data: bytes) -> list[bytes]:
    """The message without a byte-order mark or empty lines in front; those of the file of a mailbox, each without the
    line that parts it from the one before."""
    data = data.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n\t ")
    return [each.partition(b"\n")[2] for each in NEXT.split(data)] if data.startswith(b"From ") else [data]


def _heading(message: EmailMessage, inside: enclosed.Enclosed, notes: list[str]) -> str:
    said = {name: " ".join(_header(message, name)) for name in HEADINGS}
    lines = [f"{name}: {value}" for name, value in said.items() if value]
    names = ", ".join(clean(attachment.filename) for attachment in inside.attachments)
    if names:
        lines.append(f"Attachments: {names}")
    if left := inside.told("e-mail"):
        lines.append(left)
    return "\n".join([*lines, *notes])


def _header(message: EmailMessage, name: str) -> Iterator[str]:
    """What a header says, one longer than is taken apart at once in pieces as plain words; without what the library
    cannot make sense of."""
    for key, value in message.raw_items():
        if key.lower() == name.lower():
            said = joined(decode(str(value).encode("utf-8", "surrogateescape")))
            is_long = len(said) > LONGEST_HEADER
            for piece in PIECE.findall(said) if is_long else [said]:
                yield _sense_of(message, "Subject" if is_long else name, piece)


def _sense_of(message: EmailMessage, name: str, value: str) -> str:
    try:
        return str(message.policy.header_fetch_parse(name, value)).strip()
    except (ValueError, IndexError, AttributeError, TypeError):
        return ""


def _shown(part: MIMEPart, deadline: Deadline) -> str:
    return _seen(part, deadline)[0]


def _seen(part: MIMEPart, deadline: Deadline) -> tuple[str, int]:
    """What a part says, and in how many places of it there are words that nobody sees."""
    text = _text(part)
    return seen_in(text, deadline) if part.get_content_type() == "text/html" else (text, 0)


def _text(part: MIMEPart) -> str:
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    is_page = part.get_content_type() == "text/html"
    text = decoded(content, part.get_content_charset() or (named_in(content) if is_page else ""))
    if is_page or str(part.get_param("format", "")).lower() != "flowed":
        return text
    return unflowed(text, parts_words=str(part.get_param("delsp", "")).lower() == "yes")
