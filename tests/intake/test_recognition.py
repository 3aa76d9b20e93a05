"""Scanned pages: recognised here, doubtful ones confirmed by a person, refused plainly where nothing can read them."""

import datetime as dt
import io
import struct
import zlib

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

from apps.audit.models import Entry
from apps.core.errors import BadInput, NotAllowed, WrongState
from apps.core.sensitive import Sensitive
from apps.desk import posture
from apps.drafting import services as drafting
from apps.drafting.models import Request
from apps.intake import passages, reading, services
from apps.intake.models import Source, State, Trouble
from apps.intake.readers import graymap, pdf, recognition
from apps.intake.readers.reading import Deadline
from apps.matters import keys
from apps.people.models import Robot, User
from demo.scans import scan, sheet
from tests import factories
from tests.drafting import factories as drafts

from . import files

ENGINE = recognition.find()
needs_engine = pytest.mark.skipif(
    ENGINE is None, reason="needs tesseract-ocr, tesseract-ocr-fra and poppler-utils"
)
LETTER = """Halloran & Sons, 14 May 2026

The roof of the house at 12 Elm Street was repaired in March 2025 for \\$18,450. The receipt is attached.

La maison a été vendue le 3 juin 2025 à Montréal et l’acheteur a payé comptant."""
FAINT = {"ink": "#8d877b", "size": 10, "dots": 58}
HEAD = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"


def table(*words):
    """The engine's own form, a line of words for each number of a line."""
    rows = [f"5\t1\t1\t1\t{line}\t1\t0\t0\t9\t9\t{sure}\t{text}\n" for line, text, sure in words]
    return HEAD + "1\t1\t0\t0\t0\t0\t0\t0\t9\t9\t-1\t\n" + "".join(rows)


# --- what the engine's table means


def test_words_become_lines_again():
    found = recognition._understood(table((1, "The", 96), (1, '"will"', 95), (2, "stands.", 96)))

    assert (found.text, found.confidence, found.doubtful) == ('The "will"\nstands.', 96, False)


@pytest.mark.parametrize(
    ("sure", "doubtful"),
    [
        ([recognition.SURE] * 20, False),
        ([recognition.SURE - 1] * 20, True),
        ([96] * 18 + [recognition.WEAK - 1] * 2, False),
        ([96] * 17 + [recognition.WEAK - 1] * 3, True),
    ],
    ids=["sure", "not sure on average", "a few weak words", "too many weak words"],
)
def test_a_page_is_doubtful_below_the_stated_marks(sure, doubtful):
    words = [(1, "word", each) for each in sure]

    assert recognition._understood(table(*words)).doubtful is doubtful


def test_a_page_without_words_is_no_page_of_text():
    assert recognition._understood(table()) is None


def test_a_poster_is_drawn_with_fewer_dots():
    assert recognition._dots(612, 792) == recognition.DOTS
    assert recognition._dots(100_000, 100_000) ** 2 * (100_000 / 72) ** 2 <= recognition.MOST_DOTS


def test_what_was_read_is_written_as_before_and_what_was_recognised_says_so():
    read = passages.Passage(0, "p1", "Typed.", page=1)
    seen = passages.Passage(1, "p2", "Scanned.", page=2, confidence=71, doubtful=True)

    dumped = passages.dump([read, seen])

    assert b'[0,"p1","Typed.",1,null,null,null,""]' in dumped.reveal()
    assert passages.load(dumped) == [read, seen]


# --- the picture


def graymap_of(*rows):
    return b"P5\n%d %d\n255\n" % (len(rows[0]), len(rows)) + b"".join(rows)


def test_a_picture_loses_empty_stretches_and_nothing_that_can_be_seen():
    paper, faint = bytes([250]) * 30, bytes([250] * 29 + [250 - graymap.FAINT - 1])
    drawn = graymap_of(*[paper] * 200, faint, *[paper] * 100, faint, *[paper] * 300)

    made = graymap.png(drawn)

    width, height = struct.unpack(">II", made[16:24])
    assert (width, height) == (30, 102 + 2 * graymap.MARGIN)
    rows = zlib.decompress(made[made.index(b"IDAT") + 4 : made.index(b"IEND") - 8])
    assert rows.count(b"\0" + faint) == 2


def test_an_empty_page_is_shown_whole():
    assert struct.unpack(">II", graymap.png(graymap_of(*[bytes([255]) * 4] * 9))[16:24]) == (4, 9)


@pytest.mark.parametrize("drawn", [b"", b"P6\n1 1\n255\n\0\0\0", b"P5\n9 9\n255\n\0", b"P5\n0 0\n255\n"])
def test_what_is_no_gray_picture_is_none(drawn):
    with pytest.raises(ValueError):
        graymap.png(drawn)


# --- reading


@needs_engine
def test_a_clear_scan_is_recognised_in_both_languages_and_each_page_knows_whether_it_was():
    typed = files.pdf("Typed page, with enough words on it that nobody takes it for a scan with a stamp.")

    found = pdf.read(
        files.joined(typed, scan(sheet(LETTER), sheet(LETTER, **FAINT)), files.blank_pdf()), Deadline(300)
    )

    assert [(each.page, each.confidence is None, each.doubtful) for each in found.passages] == [
        (1, True, False),
        (2, False, False),
        (3, False, True),
    ]
    assert (found.pages, found.blank_pages, found.recognised, found.doubtful) == (4, 1, 2, 1)
    clear = found.passages[1]
    assert "repaired in March 2025 for $18,450" in clear.text
    assert "La maison a été vendue" in clear.text
    assert clear.anchor == "p2"
    assert clear.confidence >= recognition.SURE


@needs_engine
def test_a_stamp_over_a_scan_does_not_hide_the_page():
    found = pdf.read(files.stamped(scan(sheet(LETTER)), "Exhibit A"), Deadline(300))

    (page,) = found.passages
    assert "repaired in March 2025" in page.text
    assert page.confidence is not None


FILED = (
    "ONTARIO SUPERIOR COURT OF JUSTICE. Filed electronically on 14 May 2026 at 10:32, court file CV-26-00012345-0000, "
    "page 3 of 12, by Halloran."
)


@needs_engine
def test_the_stamp_of_a_registry_is_not_all_that_a_scan_says():
    found = pdf.read(files.stamped(scan(sheet(LETTER)), FILED), Deadline(300))

    (page,) = found.passages
    assert "repaired in March 2025" in page.text
    assert page.confidence is not None
    assert found.blank_pages == 0


def test_a_scan_under_a_long_stamp_that_nothing_can_recognise_is_counted_as_not_read(settings):
    settings.RECOGNITION_PATH = ""

    found = pdf.read(
        files.joined(files.stamped(scan(sheet(LETTER)), FILED), files.pdf("Typed.")), Deadline(300)
    )

    assert [each.page for each in found.passages] == [1, 2]
    assert (found.pages, found.blank_pages) == (2, 1)


def test_a_scan_that_was_recognised_elsewhere_is_left_as_it_is(monkeypatch):
    monkeypatch.setattr(recognition, "find", pytest.fail)
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(files.stamped(scan(sheet("A letter.")), FILED))))
    held = writer.pages[0].get_contents().get_data()
    unseen = DecodedStreamObject()
    unseen.set_data(held.replace(b"0 Tr", b"3 Tr"))
    writer.pages[0][NameObject("/Contents")] = writer._add_object(unseen)

    found = pdf.read(files._written(writer), Deadline(60))

    assert "CV-26-00012345-0000" in found.passages[0].text
    assert found.blank_pages == 0


def test_more_scans_with_words_than_are_recognised_do_not_make_a_file_unreadable(monkeypatch):
    monkeypatch.setattr(pdf, "MOST_RECOGNISED", 0)

    found = pdf.read(files.stamped(scan(sheet(LETTER)), FILED), Deadline(60))

    assert (len(found.passages), found.blank_pages) == (1, 1)


@needs_engine
@pytest.mark.django_db
def test_a_picture_without_words_is_refused_and_may_be_read_again():
    source = factories.source(factories.matter(), files.pdf_of_pictures(), filename="a.pdf")

    assert (source.state, source.trouble) == (State.UNREADABLE, Trouble.SCANNED)


def test_every_slow_page_is_allowed_its_time_and_the_lease_is_told(settings):
    told = []
    deadline = Deadline(10, told=told.append)

    deadline.allow(60)

    assert 60 < told[0] <= 70


# --- without an engine


@pytest.mark.django_db
def test_without_an_engine_the_source_and_the_security_status_say_so(settings):
    settings.RECOGNITION_PATH = ""

    source = factories.source(factories.matter(), files.pdf_of_pictures(), filename="a.pdf")

    assert (source.state, source.trouble) == (State.UNREADABLE, Trouble.NO_RECOGNITION)
    (control,) = posture.look("scans")
    assert (control.status, control.word) == ("warn", "not installed")
    assert "scanned pages are not read" in control.evidence


@needs_engine
@pytest.mark.django_db
def test_with_an_engine_the_security_status_names_it_and_its_languages():
    (control,) = posture.look("scans")

    assert (control.status, control.word) == ("ok", "on this machine")
    assert control.evidence == f"Tesseract {ENGINE.version} reads English, French."


@needs_engine
@pytest.mark.django_db
def test_once_it_is_installed_the_file_is_read_again_by_whoever_works_on_the_matter(settings, client):
    there, settings.RECOGNITION_PATH = settings.RECOGNITION_PATH, ""
    source = factories.source(factories.matter(), scan(sheet(LETTER)), filename="a.pdf")
    settings.RECOGNITION_PATH = there
    client.force_login(source.matter.responsible)
    assert "Read it again" in client.get(reverse("desk:matter", args=[source.matter_id])).content.decode()

    client.post(reverse("intake:read_again", args=[source.pk]))
    services.read(source.pk)

    source.refresh_from_db()
    assert (source.state, source.trouble, source.recognised_pages) == (State.READY, "", 1)
    entry = Entry.objects.get(event="intake.source_to_read_again")
    assert (entry.actor, entry.facts["reason"]) == (source.matter.responsible_id, "no_recognition")


# --- what a person confirms: rows as the reader leaves them


@pytest.fixture
def source(db):
    """A source of three recognised pages, two of them doubtful."""
    made = factories.source(factories.matter(), files.pdf("One.", "Two.", "Three."), filename="scan.pdf")
    held = [
        passages.Passage(0, "p1", "Sure.", page=1, confidence=96),
        passages.Passage(1, "p2", "For £14,450.", page=2, confidence=70, doubtful=True),
        passages.Passage(2, "p3", "Illegible.", page=3, confidence=40, doubtful=True),
    ]
    keys.seal(made, "reading", passages.dump(held))
    made.state, made.recognised_pages, made.doubtful_pages = State.DOUBTFUL, 3, 2
    made.save()
    return made


def settled(source):
    return Source.objects.values_list("state", "recognised_pages", "doubtful_pages", "blank_pages").get(
        pk=source.pk
    )


def last(event):
    return Entry.objects.filter(event=event).last()


def test_a_doubtful_source_is_ready_when_its_last_page_is_settled(source):
    by, before = source.matter.responsible, source.reading_hmac

    services.confirm_page(source=source, page=2, text=Sensitive("For $18,450."), by=by)
    assert settled(source) == (State.DOUBTFUL, 3, 1, 0)
    first = last("intake.page_confirmed")
    services.leave_page_out(source=source, page=3, by=by)

    assert settled(source) == (State.READY, 2, 0, 1)
    held = passages.of(Source.objects.get(pk=source.pk))
    assert [(each.ordinal, each.page, each.text, each.doubtful) for each in held] == [
        (0, 1, "Sure.", False),
        (1, 2, "For $18,450.", False),
    ]
    assert (first.actor, first.facts["page"], first.facts["outcome"], first.facts["doubtful"]) == (
        by.pk,
        2,
        "corrected",
        1,
    )
    second = last("intake.page_confirmed")
    assert (second.facts["outcome"], second.facts["doubtful"]) == ("left_out", 0)
    assert Source.objects.get(pk=source.pk).reading_hmac not in {before, ""}


def test_a_page_that_was_right_is_on_record_as_recognised(source):
    services.confirm_page(source=source, page=2, text=Sensitive("For £14,450."), by=source.matter.responsible)

    assert last("intake.page_confirmed").facts["outcome"] == "as_recognised"


def test_nothing_rests_on_it_before(source):
    by, version = source.matter.responsible, drafts.workflow()

    with pytest.raises(BadInput, match="not been read yet"):
        drafting.make_request(
            matter=source.matter,
            by=by,
            workflow=version,
            sources=[source],
            assignment=Sensitive("Write it."),
            language="en",
            needed_by=drafts.TODAY,
            responsible=by,
        )

    assert Source.objects.ready().count() == 0
    assert not Request.objects.exists()


def test_a_source_of_which_every_page_is_left_out_has_no_text(db):
    made = factories.source(factories.matter(), files.pdf("One."), filename="scan.pdf")
    keys.seal(
        made, "reading", passages.dump([passages.Passage(0, "p1", "x", page=1, confidence=9, doubtful=True)])
    )
    made.state, made.recognised_pages, made.doubtful_pages = State.DOUBTFUL, 1, 1
    made.save()

    services.leave_page_out(source=made, page=1, by=made.matter.responsible)

    assert settled(made) == (State.UNREADABLE, 0, 0, 1)
    assert Source.objects.get(pk=made.pk).trouble == Trouble.SCANNED


def test_the_names_of_files_inside_are_no_text_of_a_source_of_which_every_page_is_left_out(db):
    made = factories.source(factories.matter(), files.pdf("One."), filename="scan.pdf")
    page = passages.Passage(0, "p1", "x", page=1, confidence=9, doubtful=True)
    inside = passages.Passage(1, passages.INSIDE, "Files inside: lease.docx")
    keys.seal(made, "reading", passages.dump([page, inside]))
    made.state, made.recognised_pages, made.doubtful_pages = State.DOUBTFUL, 1, 1
    made.save()

    services.leave_page_out(source=made, page=1, by=made.matter.responsible)

    row = Source.objects.get(pk=made.pk)
    assert (row.state, row.trouble, row.passage_count) == (State.UNREADABLE, Trouble.SCANNED, 1)
    assert Source.objects.ready().count() == 0
    (kept,) = services.open_source(source=row, by=made.matter.responsible)
    assert kept.text == "Files inside: lease.docx"


def refused(source, act, reason, error):
    before = (settled(source), bytes(Source.objects.get(pk=source.pk).reading))

    with pytest.raises(error):
        act()

    assert (settled(source), bytes(Source.objects.get(pk=source.pk).reading)) == before
    entry = last("matters.refused")
    assert (entry.subject, entry.facts["reasons"]) == (source.matter_id, [reason])


def test_only_a_person_on_the_matter_settles_a_page(source):
    for by in (factories.person("lawyer"), User.for_robot(Robot.INTAKE)):
        refused(
            source,
            lambda by=by: services.confirm_page(source=source, page=2, text=Sensitive("x"), by=by),
            "not_on_matter",
            NotAllowed,
        )
        refused(
            source,
            lambda by=by: services.leave_page_out(source=source, page=2, by=by),
            "not_on_matter",
            NotAllowed,
        )


def test_a_page_that_waits_for_nobody_is_not_settled(source):
    by = source.matter.responsible

    refused(
        source,
        lambda: services.confirm_page(source=source, page=1, text=Sensitive("Changed."), by=by),
        "wrong_state",
        WrongState,
    )


def test_no_text_is_no_confirmation(source):
    with pytest.raises(BadInput, match="leave the page out"):
        services.confirm_page(source=source, page=2, text=Sensitive(" \n"), by=source.matter.responsible)

    assert settled(source) == (State.DOUBTFUL, 3, 2, 0)


def test_a_source_that_would_not_read_differently_is_not_read_again(source):
    refused(
        source,
        lambda: services.read_again(source=source, by=source.matter.responsible),
        "wrong_state",
        WrongState,
    )


def test_the_database_keeps_a_doubtful_page_out_of_what_is_ready(source):
    with pytest.raises(IntegrityError, match="a_ready_source_has_no_doubtful_page"), transaction.atomic():
        Source.objects.filter(pk=source.pk).update(state=State.READY)


def test_the_page_shows_each_doubtful_page_with_its_picture_and_settles_it(source, client):
    client.force_login(source.matter.responsible)
    page = client.get(reverse("intake:source", args=[source.pk])).content.decode()
    assert page.count(" % sure") == 3
    assert reverse("intake:picture", args=[source.pk, 2]) in page
    assert reverse("intake:picture", args=[source.pk, 1]) not in page

    client.post(reverse("intake:confirm_page", args=[source.pk, 2]), {"text": "For $18,450."})
    client.post(reverse("intake:confirm_page", args=[source.pk, 3]), {"text": "x", "leave_out": "1"})

    assert settled(source)[0] == State.READY
    assert "to be confirmed" not in client.get(reverse("intake:source", args=[source.pk])).content.decode()


@needs_engine
def test_the_picture_is_shown_to_whoever_works_on_the_matter_and_that_is_on_record(source, client):
    where = reverse("intake:picture", args=[source.pk, 2])
    client.force_login(factories.person("lawyer"))
    assert client.get(where).status_code == 404
    client.force_login(source.matter.responsible)

    response = client.get(where)

    assert response.content.startswith(b"\x89PNG")
    assert (response["Content-Type"], response["Cache-Control"]) == ("image/png", "no-store, private")
    entry = last("intake.source_opened")
    assert (entry.subject, entry.facts["page"]) == (source.pk, 2)
    assert client.get(reverse("intake:picture", args=[source.pk, 9])).status_code == 404


def test_a_stranger_finds_no_page_to_settle(source, client):
    client.force_login(factories.person("lawyer"))

    for name, args in (("confirm_page", [source.pk, 2]), ("read_again", [source.pk])):
        assert client.post(reverse(f"intake:{name}", args=args), {"text": "x"}).status_code == 404
    assert settled(source) == (State.DOUBTFUL, 3, 2, 0)


def test_the_lease_of_a_long_reading_is_renewed_and_only_by_its_reader(source):
    Source.objects.filter(pk=source.pk).update(state=State.READING, leased_until=None, fence=2)
    mine, late = Source.objects.get(pk=source.pk), Source.objects.get(pk=source.pk)
    late.fence = 1

    reading._hold(late, 600)
    assert Source.objects.get(pk=source.pk).leased_until is None
    reading._hold(mine, 600)

    left = Source.objects.get(pk=source.pk).leased_until - Source.objects.get(pk=source.pk).arrived_at
    assert left > dt.timedelta(seconds=600)
