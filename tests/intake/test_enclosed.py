"""What comes inside an e-mail: nothing of it goes without a word, however it is nested."""

import base64
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from apps.intake.models import Trouble
from apps.intake.readers import email, enclosed
from apps.intake.readers.reading import Deadline, Unreadable

from . import files

LETTER = b"%PDF-1.7 letter"


def leaf(kind, data=b"x", *, name="", disposition=""):
    maintype, _slash, subtype = kind.partition("/")
    part = EmailMessage()
    part.set_content(data, maintype=maintype, subtype=subtype, disposition=disposition or "inline")
    if not disposition:
        del part["Content-Disposition"]
    if name and disposition:
        part.set_param("filename", name, header="Content-Disposition")
    elif name:
        part.set_param("name", name)
    return part


def many(kind, *parts):
    part = EmailMessage()
    part["Content-Type"] = f"multipart/{kind}"
    part.set_payload(list(parts))
    return part


def read(message):
    message["From"], message["Subject"] = "folake@mail.example", "The will"
    return email.read(message.as_bytes(), Deadline(60))


def names(found):
    return [each.filename for each in found.attachments]


def pdf(name="letter.pdf"):
    return leaf("application/pdf", LETTER, name=name, disposition="inline")


def text(said=b"Dear Judith", kind="plain"):
    return leaf(f"text/{kind}", said)


def html(said=b"<p>Dear Judith</p>"):
    return text(said, "html")


def mail(said="Forwarded."):
    part = EmailMessage()
    part["Content-Type"] = "message/rfc822"
    part.set_payload([files.email(said)])
    return part


NESTED = {
    "rich text of Apple's": lambda: many("alternative", text(), many("mixed", html(), pdf(), html())),
    "signed": lambda: many("signed", many("mixed", text(), pdf()), leaf("application/pkcs7-signature")),
    "mixed in mixed": lambda: many("mixed", text(), many("mixed", pdf())),
    "beside the page": lambda: many("alternative", text(), many("related", html(), pdf())),
    "nothing but it": pdf,
}


@pytest.mark.parametrize("make", NESTED.values(), ids=NESTED)
def test_a_letter_comes_out_wherever_it_lies(make):
    found = read(make())

    assert [(a.filename, a.data) for a in found.attachments] == [("letter.pdf", LETTER)]
    assert "\nAttachments: letter.pdf" in found.passages[0].text
    assert [p.text for p in found.passages[1:]] in ([], ["Dear Judith"])


@pytest.mark.parametrize("kind", sorted(enclosed.SIGNATURES))
def test_a_signature_is_no_document_and_is_named(kind):
    signature = leaf(kind, name="smime.p7s", disposition="attachment")

    found = read(many("signed", many("mixed", text(), pdf()), signature))

    assert names(found) == ["letter.pdf"]
    assert found.passages[0].text.endswith("\nAttachments: letter.pdf\nLeft in the e-mail: smime.p7s")


def test_a_message_in_a_message_stays_whole():
    inner = EmailMessage()
    inner["Content-Type"] = "message/rfc822"
    inner.set_payload([files.email("Forwarded.", attachments=[("deep.pdf", LETTER)])])

    found = read(many("signed", many("mixed", text(), inner), leaf("application/pgp-signature")))

    assert names(found) == ["attachment-1.eml"]
    assert b"deep.pdf" in found.attachments[0].data


def test_text_that_goes_on_after_a_letter_is_not_another_form_of_the_body():
    found = read(many("alternative", many("mixed", html(b"<p>One</p>"), pdf(), html(b"<p>Two</p>"))))

    assert [p.text for p in found.passages[1:]] == ["One", "Two"]
    assert [a.data for a in found.attachments] == [LETTER]


GOING_ON = {
    "texts": lambda: many("mixed", text(b"One"), pdf(), text(b"Two")),
    "pages": lambda: many("mixed", html(b"<p>One</p>"), pdf(), html(b"<p>Two</p>")),
    "a text in two forms": lambda: many(
        "mixed", text(b"One"), many("alternative", text(b"Two"), html(b"<p>Two</p>"))
    ),
    "what a list adds": lambda: many(
        "mixed", many("alternative", text(b"One"), html(b"<p>One</p>")), text(b"Two")
    ),
}


@pytest.mark.parametrize("make", GOING_ON.values(), ids=GOING_ON)
def test_what_a_mailer_shows_under_the_body_is_read_with_it(make):
    """As a file of its own the second page was refused, and half of the letter was not here."""
    found = read(make())

    assert [p.text for p in found.passages[1:]] == ["One", "Two"]
    assert {a.data for a in found.attachments} <= {LETTER}


def test_a_page_that_another_may_show_is_taken_out():
    found = read(many("related", html(b"<p>One</p>"), html(b"<p>Two</p>")))

    assert [p.text for p in found.passages[1:]] == ["One"]
    assert [a.data for a in found.attachments] == [b"<p>Two</p>"]


def test_a_message_that_is_encoded_as_a_whole_comes_out_decoded():
    inner = files.email("A name: Hélène.").as_bytes()
    head = b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n"
    outer = b"From: a@mail.example\nContent-Type: multipart/mixed; boundary=B\n\n--B\n\nSee.\n--B\n"

    found = email.read(outer + head + base64.encodebytes(inner) + b"\n--B--\n", Deadline(60))

    assert [a.data for a in found.attachments] == [inner]


def test_all_messages_of_a_mailbox_come_out():
    """What stood behind the last part of the first was lost, and nothing said so."""
    line = b"From folake@mail.example Mon Nov  2 09:00:00 2026\n"
    first, second = (many("mixed", text(each), pdf()) for each in (b"One", b"Two"))
    second["From"] = "folake@mail.example"

    found = email.read(line + first.as_bytes() + b"\n" + line + second.as_bytes(), Deadline(60))

    assert [p.text for p in found.passages[1:]] == ["One"]
    assert found.passages[0].text.endswith("Attachments: letter.pdf, message-2.eml")
    assert [p.text for p in email.read(found.attachments[1].data, Deadline(60)).passages[1:]] == ["Two"]


def test_a_named_text_within_a_choice_of_forms_is_taken():
    notes = leaf("text/plain", b"Notes", name="notes.txt", disposition="inline")

    assert names(read(many("alternative", text(), many("mixed", html(), notes)))) == ["notes.txt"]


def test_pictures_in_the_text_stay_in_the_email_and_are_named():
    shown = leaf("image/png", name="logo.png", disposition="inline")
    sent = leaf("image/png", name="scan.png", disposition="attachment")

    found = read(many("mixed", many("related", html(), shown), sent))

    assert names(found) == ["scan.png"]
    assert found.passages[0].text.endswith("\nAttachments: scan.png\nLeft in the e-mail: logo.png")


def test_an_empty_file_and_what_is_more_than_is_taken_are_named(monkeypatch):
    monkeypatch.setattr(enclosed, "MOST_ATTACHMENTS", 1)
    monkeypatch.setattr(enclosed, "MOST_NAMED", 2)
    empty = leaf("application/pdf", b"", name="empty.pdf", disposition="attachment")

    found = read(many("mixed", text(), empty, pdf("a.pdf"), pdf("b.pdf"), pdf("c.pdf"), pdf("d.pdf")))

    assert names(found) == ["a.pdf"]
    assert found.passages[0].text.endswith("Left in the e-mail: empty.pdf, b.pdf and 2 more")


def test_an_email_that_says_nothing_gives_its_files_all_the_same():
    message = many("mixed", leaf("application/pdf", LETTER, name="\u200b", disposition="attachment"))

    with pytest.raises(Unreadable) as caught:
        email.read(message.as_bytes(), Deadline(60))

    assert (caught.value.trouble, caught.value.attachments[0].data) == (Trouble.NO_TEXT, LETTER)


def test_looking_for_parts_stops_at_the_deadline():
    message = message_from_bytes(many("mixed", text(), pdf()).as_bytes(), policy=policy.default)

    with pytest.raises(Unreadable) as caught:
        enclosed.find(message, None, Deadline(-1))

    assert caught.value.trouble == Trouble.TOOK_TOO_LONG


KINDS = ("text/plain", "text/html", "text/calendar", "image/png", "application/pdf", *enclosed.SIGNATURES)
LEAVES = st.tuples(
    st.sampled_from(KINDS),
    st.sampled_from([b"", b"some words"]),
    st.booleans(),
    st.sampled_from(["", "inline", "attachment"]),
)
NESTINGS = st.recursive(
    st.one_of(LEAVES, st.just("mail")),
    lambda inner: st.tuples(
        st.sampled_from(["mixed", "alternative", "related", "signed", "report"]),
        st.lists(inner, min_size=1, max_size=4),
    ),
    max_leaves=12,
)


def built(shape, named):
    if shape == "mail":
        return mail()
    if len(shape) == 2:
        return many(shape[0], *(built(each, named) for each in shape[1]))
    kind, data, has_name, disposition = shape
    name = f"file{len(named)}.bin" if has_name else ""
    if name:
        named.append(name)
    return leaf(kind, data, name=name, disposition=disposition)


@settings(max_examples=60)
@given(NESTINGS)
@example(("alternative", [("text/plain", b"", False, ""), ("text/html", b"some words", True, "")]))
def test_every_file_is_taken_or_is_the_body_or_is_named_as_left(shape):
    named = []
    message = built(("mixed", [shape]), named)
    message["From"], message["Subject"] = "folake@mail.example", "The will"
    data = message.as_bytes()

    found = email.read(data, Deadline(60))

    # The text, and the page where the text beside it says nothing.
    parsed = message_from_bytes(data, policy=policy.default)
    bodies = email._bodies(parsed, Deadline(60))
    inside = enclosed.find(parsed, bodies[0] if bodies else None, Deadline(60))
    shown = {body.get_filename() for body in bodies}
    said = " ".join(passage.text for passage in found.passages[1:])
    assert ("some words" in said) == (
        bool(inside.more) or any(body.get_payload(decode=True) for body in bodies)
    )
    left = found.passages[0].text.partition("\nLeft in the e-mail: ")[2].split(", ")
    for name in named:
        assert [name in names(found), name in shown, name in left].count(True) == 1
    assert len([name for name in names(found) if name.endswith(".eml")]) == repr([shape]).count("'mail'")


# The letter itself ----------------------------------------------------------------------------------------

PAGE = b"<p>Dear Judith,</p><p>The closing was moved to 14 May, and the deposit to $50,000.</p>"
STUBS = {
    "empty": b"",
    "white": b" \r\n\r\n",
    "a word on how to see it": b"Please enable HTML.",
}


@pytest.mark.parametrize("stub", STUBS.values(), ids=STUBS)
@pytest.mark.parametrize("kind", ["alone", "with its pictures", "beside a letter"])
def test_a_page_is_read_where_the_text_beside_it_says_next_to_nothing(kind, stub):
    made = {
        "alone": lambda: many("alternative", text(stub), html(PAGE)),
        "with its pictures": lambda: many("alternative", text(stub), many("related", html(PAGE), pdf())),
        "beside a letter": lambda: many("mixed", many("alternative", text(stub), html(PAGE)), pdf()),
    }

    found = read(made[kind]())

    assert [p.text for p in found.passages[1:]] == [
        "Dear Judith,",
        "The closing was moved to 14 May, and the deposit to $50,000.",
    ]


def test_a_text_that_says_what_its_page_says_is_read():
    said = "Dear Judith, the closing was moved to 14 May, and the deposit to $50,000."
    found = read(many("alternative", text(said.encode()), html(PAGE)))

    assert [p.text for p in found.passages[1:]] == [said]


def test_a_page_that_is_no_form_of_the_text_takes_nothing_from_it():
    found = read(many("mixed", text(b"See below."), html(PAGE)))

    assert [p.text for p in found.passages[1:]] == [
        "See below.",
        "Dear Judith,",
        "The closing was moved to 14 May, and the deposit to $50,000.",
    ]
    assert found.attachments == []


def test_an_invitation_beside_the_body_is_named():
    found = read(many("alternative", text(), html(), leaf("text/calendar", b"BEGIN:VCALENDAR")))

    assert found.passages[0].text.endswith("\nLeft in the e-mail: text/calendar")
    assert [p.text for p in found.passages[1:]] == ["Dear Judith"]


@pytest.mark.parametrize("part", ["image/png", "application/pkcs7-signature"])
def test_what_has_no_name_and_is_left_is_named_by_its_kind(part):
    found = read(many("mixed", text(), leaf(part)))

    assert found.passages[0].text.endswith(f"\nLeft in the e-mail: {part}")


@pytest.mark.parametrize(
    "page",
    [
        b"<html><head><meta charset=utf-8><title>t</title><body><p>Dear Judith</p>",
        b"<head><style>p{}</style><p>Dear Judith</p>",
        b"<head><title>t</title>Dear Judith",
        b"<head><script>if (a) document.write('<p>x</p>')</script><div>Dear Judith</div>",
        b"<head><template><p>x</p></template></head><body>Dear Judith</body>",
    ],
    ids=["at the body", "at a paragraph", "at a word", "after a script", "with a template"],
)
def test_a_head_that_nobody_closed_does_not_swallow_the_letter(page):
    assert [p.text for p in read(html(page)).passages[1:]] == ["Dear Judith"]
