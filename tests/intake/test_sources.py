import datetime as dt
import html
import io
import logging

import pytest
from django.urls import reverse
from django.utils import timezone
from docx import Document
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from pypdf import PdfReader, PdfWriter

from apps.audit.models import Entry
from apps.core.errors import Conflict, NotAllowed, WrongState
from apps.intake import passages, queries, rules, services, tasks
from apps.intake.models import Kind, Origin, Source, State, Trouble
from apps.intake.readers import recognition
from apps.intake.uploads import LIMIT
from apps.matters import keys
from apps.matters import services as matters
from apps.people.models import Robot, User
from tests import factories

from . import files

pytestmark = pytest.mark.django_db


@pytest.fixture
def matter():
    return factories.matter()


def receive(matter, data, filename, *, by=None, **more):
    by = by or matter.responsible
    return services.receive(matter=matter, by=by, origin=Origin.UPLOAD, filename=filename, data=data, **more)


def recorded(event):
    return [entry for entry in Entry.objects.order_by("id") if entry.event == event]


KINDS = {
    "pdf": (lambda: files.pdf("One."), "a.pdf", Kind.PDF, "p1"),
    "pdf under another name": (lambda: files.pdf("One."), "a.txt", Kind.PDF, "p1"),
    "docx": (files.docx, "a.docx", Kind.DOCX, "par1"),
    "docx without an ending": (files.docx, "a", Kind.DOCX, "par1"),
    "text": (lambda: b"One.", "a.md", Kind.TEXT, "par1"),
    "latin-1 text": (lambda: "Procès-verbal".encode("latin-1"), "a.txt", Kind.TEXT, "par1"),
    "UTF-16 text": (lambda: "One.".encode("utf-16"), "a.txt", Kind.TEXT, "par1"),
    "a note that begins like mail": (lambda: b"From: me\nTo: you\n\nOne.", "a.txt", Kind.TEXT, "par1"),
    "email": (lambda: files.email().as_bytes(), "a.eml", Kind.EMAIL, "head"),
    "email under another name": (lambda: files.email().as_bytes(), "a.txt", Kind.EMAIL, "head"),
    "transcript": (files.VTT.encode, "a.vtt", Kind.TRANSCRIPT, "cue1"),
    "transcript under another name": (files.VTT.encode, "a.txt", Kind.TRANSCRIPT, "cue1"),
}


@pytest.mark.parametrize(("make", "name", "kind", "anchor"), KINDS.values(), ids=KINDS)
def test_a_file_is_known_by_its_content_and_read(make, name, kind, anchor, matter):
    source = factories.source(matter, make(), filename=name)

    assert (source.kind, source.state, source.trouble) == (kind, State.READY, "")
    assert source.passage_count == len(passages.of(source))
    assert passages.of(source)[0].anchor == anchor


OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
REFUSED = {
    "empty": (lambda: b"", "a.pdf", Trouble.EMPTY, "empty"),
    "only zeros": (lambda: b"\0" * 64, "a.bin", Trouble.EMPTY, "empty"),
    "rtf": (lambda: b"{\\rtf1 hello}", "a.rtf", Trouble.RICH_TEXT, "Rich text"),
    "rtf named docx": (lambda: b"{\\rtf1 hello}", "a.docx", Trouble.RICH_TEXT, "Rich text"),
    "old word": (lambda: OLD_WORD, "a.doc", Trouble.OLD_OFFICE, "older Word"),
    "protected docx": (
        lambda: OLD_WORD + "EncryptedPackage".encode("utf-16-le"),
        "a.docx",
        Trouble.ENCRYPTED,
        "password",
    ),
    "text named docx": (lambda: b"hello", "a.docx", Trouble.DAMAGED, "not what its name says"),
    "docx cut off": (lambda: files.docx()[:400], "a.docx", Trouble.DAMAGED, "damaged"),
    "zip named docx": (lambda: files.zipped(a="b"), "a.docx", Trouble.DAMAGED, "not what its name says"),
    "text named pdf": (lambda: b"hello", "a.pdf", Trouble.DAMAGED, "not what its name says"),
    "page named pdf": (lambda: b"<!DOCTYPE html><html>", "a.pdf", Trouble.WEB_PAGE, "web page"),
    "zip": (lambda: files.zipped(a="b"), "a.zip", Trouble.NOT_SUPPORTED, "not read"),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n\0\0\0", "a.png", Trouble.PICTURE, "OCR"),
    "page": (lambda: b"<html><body>x", "a.html", Trouble.WEB_PAGE, "web page"),
    "page named vtt": (lambda: b"<!doctype HTML><p>x", "a.vtt", Trouble.NOT_A_TRANSCRIPT, "WEBVTT"),
    "text named vtt": (lambda: b"hello", "a.vtt", Trouble.NOT_A_TRANSCRIPT, "WEBVTT"),
    "program": (lambda: b"\x7fELF\x02\x01\x01\0\0\0", "a", Trouble.NOT_SUPPORTED, "not read"),
}


@pytest.mark.parametrize(("make", "name", "trouble", "said"), REFUSED.values(), ids=REFUSED)
def test_a_file_that_cannot_be_taken_is_refused_with_its_reason_and_on_record(
    make, name, trouble, said, matter
):
    data = make()

    with pytest.raises(rules.Refused, match=said) as caught:
        receive(matter, data, name)

    assert caught.value.trouble == trouble
    assert Source.objects.count() == 0
    (entry,) = recorded("intake.source_unreadable")
    assert (entry.matter, entry.subject, entry.actor) == (matter.pk, matter.pk, matter.responsible_id)
    assert entry.facts == {"reason": trouble.value, "bytes": len(data)}


UNREADABLE = {
    "scanned": (files.pdf_of_pictures, "a.pdf", Trouble.NO_RECOGNITION, "not installed"),
    "protected": (lambda: files.pdf_with_password("x", user="x"), "a.pdf", Trouble.ENCRYPTED, "password"),
    "cut off": (lambda: files.pdf("x")[:400], "a.pdf", Trouble.DAMAGED, "damaged"),
    "bomb": (files.zip_bomb, "a.docx", Trouble.UNPACKS_TOO_LARGE, "unpacks"),
    "silence": (lambda: b"WEBVTT\n\n", "a.vtt", Trouble.NO_TEXT, "no text"),
}


@pytest.mark.parametrize(("make", "name", "trouble", "said"), UNREADABLE.values(), ids=UNREADABLE)
def test_a_file_that_cannot_be_read_keeps_its_bytes_and_says_why(make, name, trouble, said, matter, settings):
    settings.RECOGNITION_PATH = ""
    data = make()

    source = factories.source(matter, data, filename=name)

    assert (source.state, source.trouble, source.reading) == (State.UNREADABLE, trouble, None)
    assert keys.reveal_bytes(source, "original").reveal() == data
    assert said in queries.shown(source).sentence
    (entry,) = recorded("intake.source_unreadable")
    assert (entry.subject, entry.facts) == (source.pk, {"reason": trouble.value, "bytes": len(data)})
    with pytest.raises(WrongState, match=said):
        services.open_source(source=source, by=matter.responsible)


def test_every_trouble_has_a_sentence():
    sentences = {rules.sentence(trouble, size=1) for trouble in Trouble}

    assert len(sentences) == len(Trouble)


def test_a_file_of_exactly_the_limit_is_taken():
    rules.check_size(LIMIT, here=LIMIT)

    with pytest.raises(rules.Refused):
        rules.check_size(LIMIT + 1, here=LIMIT + 1)


def test_the_same_bytes_again_say_so_and_make_nothing_new(matter):
    first = factories.source(matter, b"One.")

    with pytest.raises(Conflict, match="is a source of the matter already") as caught:
        receive(matter, b"One.", "other.txt")

    assert caught.value.source == first
    assert list(Source.objects.all()) == [first]


@pytest.mark.django_db(transaction=True)
def test_the_same_bytes_twice_at_once_make_one_source(matter, monkeypatch):
    from apps.intake import sources

    first, look = receive(matter, b"One.", "a.txt"), sources._same_bytes

    def came_too_early(source):
        monkeypatch.setattr(sources, "_same_bytes", look)

    monkeypatch.setattr(sources, "_same_bytes", came_too_early)
    with pytest.raises(Conflict):
        receive(matter, b"One.", "b.txt")

    assert list(Source.objects.all()) == [first]


def test_the_same_bytes_in_another_matter_are_another_source_with_another_fingerprint(matter):
    first, second = factories.source(matter, b"One."), factories.source(factories.matter(), b"One.")

    assert first.original_hmac != second.original_hmac


def test_a_source_is_sealed_and_its_names_are_tidy(matter):
    source = receive(matter, b"Words.", "C:\\Temp\\Letter\x00 to\u202e Tunde.txt", title="  The   letter ")

    shown = queries.shown(source)
    assert (shown.filename, shown.title) == ("Letter to Tunde.txt", "The letter")
    stored = b"".join(
        bytes(value) for value in Source.objects.values_list("title", "filename", "original").get()
    )
    assert not any(word in stored for word in (b"Letter", b"letter", b"Words"))


@pytest.mark.parametrize("name", ["", "/", "x" * 300 + ".txt", "." * 300])
def test_any_name_becomes_one_that_can_be_shown(name, matter):
    shown = queries.shown(receive(matter, b"Words.", name))

    assert 0 < len(shown.filename) <= 200
    assert shown.title


def test_strangers_and_screened_people_add_and_open_nothing(matter):
    source = factories.source(matter)
    partner, stranger = factories.person("partner"), factories.person("lawyer")
    factories.screen(matter, partner)
    others = (stranger, partner, factories.administrator())
    before = Entry.objects.order_by("id").last().pk

    for user in others:
        with pytest.raises(NotAllowed):
            receive(matter, b"Other.", "b.txt", by=user)
        with pytest.raises(NotAllowed):
            services.open_source(source=source, by=user)
        assert queries.sources_of(matter, user) == []

    assert Source.objects.count() == 1
    tried = Entry.objects.filter(pk__gt=before).order_by("id")
    assert [(row.event, row.actor, row.facts["attempted"]) for row in tried] == [
        ("matters.refused", user.pk, act) for user in others for act in ("add_source", "open_source")
    ]


def test_a_closed_matter_takes_no_source_and_keeps_showing_those_it_has(matter):
    source = factories.source(matter)
    matters.close_matter(matter=matter, on=timezone.localdate(), by=matter.responsible)

    with pytest.raises(WrongState, match="closed"):
        receive(matter, b"Other.", "b.txt")

    assert Source.objects.count() == 1
    assert len(services.open_source(source=source, by=matter.responsible)) == 2


def test_a_robot_brings_a_source_for_a_person_whose_rights_are_asked_again(matter):
    robot, stranger = User.for_robot(Robot.SYNC), factories.person("lawyer")

    source = receive(matter, b"One.", "a.txt", by=robot, asked_by=matter.responsible)
    with pytest.raises(NotAllowed):
        receive(matter, b"Two.", "b.txt", by=robot, asked_by=stranger)
    with pytest.raises(NotAllowed):
        receive(matter, b"Two.", "b.txt", by=User.for_robot(Robot.DRAFTING))

    assert source.added_by == matter.responsible
    assert [(e.actor, e.asked_by) for e in recorded("intake.source_received")] == [
        (robot.pk, matter.responsible_id)
    ]


def test_each_step_of_a_source_is_on_record(matter):
    source = factories.source(matter, b"One.\n\nTwo.")
    services.open_source(source=source, by=matter.responsible)

    entries = [e for e in Entry.objects.order_by("id") if e.subject == source.pk]

    robot = User.for_robot(Robot.INTAKE).pk
    assert [(e.event, e.actor, e.asked_by, e.matter) for e in entries] == [
        ("intake.source_received", matter.responsible_id, None, matter.pk),
        ("intake.source_read", robot, matter.responsible_id, matter.pk),
        ("intake.source_opened", matter.responsible_id, None, matter.pk),
    ]
    assert entries[0].facts == {
        "origin": "upload",
        "format": "text",
        "bytes": 10,
        "digest": {"hmac": source.original_hmac, "key": "m1"},
    }
    assert entries[1].facts == {
        "passages": 2,
        "characters": 8,
        "reader": "text",
        "reader_version": 1,
        "digest": {"hmac": source.reading_hmac, "key": "m1"},
    }


def test_a_source_that_is_still_being_read_cannot_be_opened(matter):
    source = receive(matter, b"One.", "a.txt")

    with pytest.raises(WrongState, match="still being read"):
        services.open_source(source=source, by=matter.responsible)

    assert recorded("intake.source_opened") == []


# --- attachments


def test_what_came_with_an_email_becomes_sources_of_their_own(matter):
    inner = files.email("Inner words.", subject="Before", attachments=[("deep.txt", b"Deep.")])
    logo = ("logo.png", b"\x89PNG\r\n\x1a\n\0\0")
    message = files.email(attachments=[("letter.docx", files.docx()), logo, inner])

    source = factories.source(matter, message.as_bytes(), filename="mail.eml", tag="health")

    rows = queries.sources_of(matter, matter.responsible)
    assert [(r.filename, r.kind, r.parent_id == source.pk, r.tag, r.state) for r in rows] == [
        ("mail.eml", Kind.EMAIL, False, "health", State.READY),
        ("letter.docx", Kind.DOCX, True, "health", State.READY),
        ("attachment-3.eml", Kind.EMAIL, True, "health", State.READY),
        ("deep.txt", Kind.TEXT, False, "health", State.READY),
    ]
    assert [e.facts for e in recorded("intake.source_unreadable")] == [
        {"reason": "picture", "bytes": len(logo[1])}
    ]


def test_an_attachment_that_the_matter_has_is_not_stored_again(matter):
    factories.source(matter, b"Known.", filename="known.txt")

    factories.source(matter, files.email(attachments=[("again.txt", b"Known.")]).as_bytes(), filename="m.eml")

    assert Source.objects.count() == 2


def _with_files(data):
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.add_attachment("lease.txt", b"Rent is due.")
    writer.add_attachment("logo.png", b"\x89PNG\r\n\x1a\n\0\0")
    writer.add_attachment("empty.txt", b"")
    kept = io.BytesIO()
    writer.write(kept)
    return kept.getvalue()


def _page_without_words():
    document = Document(io.BytesIO(files.docx(paragraphs=())))
    for name, blob in (("/word/lease.txt", b"Rent is due."), ("/word/logo.png", b"\x89PNG\r\n\x1a\n\0\0")):
        part = Part(PackURI(name), "application/octet-stream", blob, document.part.package)
        document.part.relate_to(part, "http://x.example/relationships/package")
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


WORDLESS = {
    "blank pages": (
        lambda: _with_files(files.blank_pdf()),
        "a.pdf",
        Trouble.NO_TEXT,
        "Left in the document: empty.txt",
    ),
    "scanned pages": (lambda: _with_files(files.pdf_of_pictures()), "a.pdf", Trouble.NO_RECOGNITION, "Left"),
    "a letter of Word": (_page_without_words, "a.docx", Trouble.NO_TEXT, "Files inside: lease.txt, logo.png"),
}


@pytest.mark.parametrize(("make", "name", "trouble", "said"), WORDLESS.values(), ids=WORDLESS)
def test_files_inside_a_document_without_words_become_sources_or_are_named(
    make, name, trouble, said, matter, client, monkeypatch
):
    monkeypatch.setattr(recognition, "find", lambda: None)

    source = factories.source(matter, make(), filename=name)

    assert (source.state, source.trouble) == (State.UNREADABLE, trouble)
    inside = Source.objects.get(parent=source)
    assert (inside.kind, inside.state) == (Kind.TEXT, State.READY)
    assert [each.text for each in passages.of(inside)] == ["Rent is due."]
    client.force_login(matter.responsible)
    page = client.get(reverse("intake:source", args=[source.pk])).content.decode()
    assert "Files inside: lease.txt, logo.png" in page
    assert said in page
    assert str(rules.sentence(trouble)) in html.unescape(page)
    assert [e.facts["reason"] for e in recorded("intake.source_unreadable")] == [trouble, "picture"]


def test_a_document_without_words_or_files_cannot_be_opened(matter):
    source = factories.source(matter, files.blank_pdf(), filename="a.pdf")

    with pytest.raises(WrongState):
        services.open_source(source=source, by=matter.responsible)


# --- leases


def test_a_source_is_handed_out_once_until_its_time_in_the_queue_is_over(matter):
    source = receive(matter, b"One.", "a.txt")

    assert services.claim_unread(10) == [source.pk]
    assert services.claim_unread(10) == []
    _lease_ran_out(source)
    assert services.claim_unread(10) == [source.pk]


def test_no_more_is_handed_out_than_asked_for_oldest_first(matter):
    made = [receive(matter, f"{number}".encode(), "a.txt") for number in range(3)]

    assert services.claim_unread(2) == [made[0].pk, made[1].pk]
    assert services.claim_unread(2) == [made[2].pk]


def test_a_worker_that_died_is_followed_by_another_and_one_reading_stands(matter, monkeypatch):
    source = receive(matter, b"One.", "a.txt")
    services.claim_unread(1)
    with monkeypatch.context() as patch:
        patch.setattr("apps.intake.readers.choose.read", _dies)
        with pytest.raises(SystemExit):
            services.read(source.pk)

    assert services.claim_unread(1) == []
    services.read(source.pk)  # somebody holds the lease, as far as anyone can tell
    source.refresh_from_db()
    assert source.state == State.READING

    _lease_ran_out(source)
    assert services.claim_unread(1) == [source.pk]
    tasks.read(source_id=str(source.pk))
    tasks.read(source_id=str(source.pk))

    source.refresh_from_db()
    assert (source.state, source.fence) == (State.READY, 2)
    assert len(recorded("intake.source_read")) == 1


def test_a_reader_that_was_given_up_keeps_nothing_when_it_comes_back(matter, monkeypatch):
    source = receive(matter, b"One.\n\nTwo.", "a.txt")
    from apps.intake.readers import choose

    read = choose.read

    def slow(kind, data, deadline):
        monkeypatch.setattr(choose, "read", read)
        _lease_ran_out(source)
        services.claim_unread(1)
        services.read(source.pk)
        return read(kind, b"Late.", deadline)

    monkeypatch.setattr(choose, "read", slow)
    services.read(source.pk)

    source.refresh_from_db()
    assert [p.text for p in passages.of(source)] == ["One.", "Two."]
    assert len(recorded("intake.source_read")) == 1


def test_a_file_that_takes_every_worker_down_is_given_up(matter, monkeypatch):
    source = receive(matter, b"One.", "a.txt")
    monkeypatch.setattr("apps.intake.readers.choose.read", _dies)

    for _time in range(3):
        with pytest.raises(SystemExit):
            services.read(source.pk)
        _lease_ran_out(source)
    services.read(source.pk)

    source.refresh_from_db()
    assert (source.state, source.trouble, source.fence) == (State.UNREADABLE, Trouble.TOOK_TOO_LONG, 3)
    assert services.claim_unread(1) == []


def test_reading_what_is_gone_does_nothing():
    services.read(User.for_robot(Robot.INTAKE).pk)

    assert recorded("intake.source_read") == []


def _dies(*_given):
    raise SystemExit


def _lease_ran_out(source):
    Source.objects.filter(pk=source.pk).update(leased_until=timezone.now() - dt.timedelta(seconds=1))


# --- custody


def test_no_word_of_a_source_reaches_entries_errors_or_log_lines(matter, caplog):
    caplog.set_level(logging.DEBUG)
    word = files.CANARY
    good = factories.source(
        matter, files.VTT.replace("will", word).encode(), filename=f"{word}.vtt", title=word
    )
    bad = factories.source(matter, b"%PDF-1.7\n" + word.encode(), filename=f"{word}.pdf")
    with pytest.raises(rules.Refused) as refused:
        receive(matter, b"{\\rtf1 " + word.encode(), f"{word}.rtf")
    services.open_source(source=good, by=matter.responsible)
    shown = queries.sources_of(matter, matter.responsible)

    lines = [r.getMessage() for r in caplog.records if not r.name.startswith("django.db")]
    assert word not in "".join(lines)
    assert word not in repr([refused.value, good, bad, shown, passages.of(good)])
    assert not Entry.objects.filter(body__contains=word).exists()


# --- how much it costs


def test_a_list_of_sources_takes_the_same_queries_for_three_as_for_one(matter, django_assert_num_queries):
    user = User.objects.get(pk=matter.responsible_id)
    factories.source(matter, b"0")
    assert user.role_codes
    with django_assert_num_queries(2):
        assert len(queries.sources_of(matter, user)) == 1
    for number in (1, 2):
        factories.source(matter, str(number).encode())

    with django_assert_num_queries(2):
        assert len(queries.sources_of(matter, user)) == 3


def test_six_hundred_cues_are_opened_with_one_read_of_the_key(matter, django_assert_num_queries):
    cues = "".join(f"\n00:{n // 60:02d}:{n % 60:02d}.000 --> 01:00:00.000\nA: word {n}\n" for n in range(600))
    source = factories.source(matter, f"WEBVTT\n{cues}".encode(), filename="a.vtt")

    with django_assert_num_queries(1):
        opened = passages.of(source)

    assert (len(opened), source.seconds) == (600, 3600)
    assert opened[599].text == "word 599"


@pytest.mark.parametrize("name", ["R\udce9sum\udce9.txt", "\ud83d.txt"])
def test_a_name_with_half_of_a_character_keeps_no_file_from_being_taken(name):
    """As a mailer leaves one that is wrong about the encoding of its names."""
    matter = factories.matter()

    taken = services.receive(
        matter=matter, by=matter.responsible, origin="upload", filename=name, title=name, data=b"Some words."
    )

    assert queries.shown(taken).filename in ("Rsum.txt", ".txt")
