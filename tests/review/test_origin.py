"""A document says which version it was made from, so that an old one does not undo what a colleague wrote since."""

import io
import uuid
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document

from apps.audit.models import Entry
from apps.drafting.models import Version
from apps.matters import keys
from apps.review.models import Rendering
from apps.review.written import origin, renderings
from tests.drafting import factories as f
from tests.review import factories as r
from tests.review.test_returned import saved
from tests.review.test_views import signed_in

ID = uuid.UUID("4b1f0a52-7c3e-4f6d-9a55-0d6c2b1e7f10")
OWN = (
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
    b'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
    b'<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="7" name="Client">'
    b"<vt:lpwstr>A</vt:lpwstr></property>"
    b"</Properties>"
)


def opened(data):
    return Document(io.BytesIO(data))


def marked(document, version=ID):
    origin.mark(document, version)
    return opened(saved(document))


def part(document):
    with zipfile.ZipFile(io.BytesIO(saved(document))) as package:
        return [package.read(name).decode() for name in package.namelist() if name == "docProps/custom.xml"]


def test_a_document_names_the_version_it_was_made_from_and_no_other():
    document = marked(renderings.document("Held.", firm="Firm", matter="Matter"))
    assert origin.of(document) == ID

    again = marked(document, uuid.UUID(int=5))

    assert origin.of(again) == uuid.UUID(int=5)
    assert str(ID) not in part(again)[0]
    assert len(part(again)) == 1


def test_what_a_letterhead_has_of_its_own_stays():
    document = marked(renderings.document("Held.", firm="Firm", matter="Matter"))
    origin._keep(document, origin._part(document), OWN)

    both = marked(opened(saved(document)))

    assert origin.of(both) == ID
    assert 'pid="7" name="Client"' in part(both)[0]
    assert 'pid="8" name="firmai version"' in part(both)[0]


@pytest.mark.parametrize("value", ["", "no id"])
def test_what_is_no_id_is_no_mark(value):
    assert origin.of(marked(renderings.document("Held.", firm="", matter=""), value)) is None


def test_a_document_of_another_program_says_nothing():
    assert origin.of(renderings.document("Held.", firm="", matter="")) is None


# On the page ----------------------------------------------------------------------------------------------

pytestmark = pytest.mark.django_db


@pytest.fixture
def task():
    return r.task()


def taken_away(task, number=1, name="word"):
    return signed_in(task.responsible).get(reverse(f"review:{name}", args=[task.pk, number])).content


def edited(data, words="My own words."):
    document = opened(data)
    document.paragraphs[-1].runs[0].text = words
    return saved(document)


def unmarked(data):
    """The document as a program that keeps no such properties would save it."""
    document = opened(data)
    origin._keep(document, origin._part(document), origin.EMPTY)
    return saved(document)


def given_back(task, number, data, **more):
    file = SimpleUploadedFile("x.docx", data)
    return signed_in(task.responsible).post(
        reverse("review:take_back", args=[task.pk, number]), {"document": file} | more
    )


def texts():
    return list(Version.objects.order_by("number").values_list("number", "maker"))


def refusals():
    return [
        (each.facts["attempted"], each.facts["reasons"])
        for each in Entry.objects.order_by("pk").filter(event="review.refused")
    ]


def test_an_older_document_given_back_on_the_newest_page_undoes_nobodys_edit(task):
    other = f.person("partner", name="Anne Roy")
    data = edited(taken_away(task))
    r.edit(task, other, r.LETTER.replace("renewed once", "renewed twice") + "\n")

    answer = given_back(task, 2, data)

    page = answer.content.decode()
    assert (answer.status_code, texts()) == (409, [(1, "claude"), (2, "person")])
    assert "made from version 1. Version 2 was saved since." in page
    assert "You wrote from version 1." in page
    assert "My own words." in page
    assert reverse("review:edit", args=[task.pk, 2]) in page
    assert refusals() == [("edit", ["stale"])]


def test_the_document_of_the_newest_text_is_taken_on_whatever_page_it_is_given(task):
    r.edit(task, task.responsible, r.LETTER.replace("renewed once", "renewed twice") + "\n")

    answer = given_back(task, 1, edited(taken_away(task, 2)))

    assert answer["Location"] == reverse("review:changes_between", args=[task.pk, 2, 3])
    assert "renewed twice" in r.text(task)
    assert "My own words." in r.text(task)


def test_a_redline_is_the_version_that_it_leads_to(task):
    r.edit(task, task.responsible, r.LETTER.replace("renewed once", "renewed twice") + "\n")
    redline = taken_away(task, 2, "redline")
    document = opened(redline)
    document.add_paragraph("My own words.")

    answer = given_back(task, 2, saved(document))

    assert answer["Location"] == reverse("review:changes_between", args=[task.pk, 2, 3])
    assert texts()[-1] == (3, "word")


def test_a_document_of_another_draft_is_refused_on_record(task):
    another = r.task(responsible=task.responsible)

    answer = given_back(task, 1, edited(taken_away(another)))

    assert answer["Location"] == reverse("review:edit", args=[task.pk, 1])
    assert refusals() == [("edit", ["not_theirs"])]
    assert r.version(task).number == 1


def test_a_document_without_a_mark_is_taken_once_somebody_says_what_it_is(task):
    data = unmarked(edited(taken_away(task)))
    client = signed_in(task.responsible)

    answer = client.post(
        reverse("review:take_back", args=[task.pk, 1]),
        {"document": SimpleUploadedFile("x.docx", data)},
        follow=True,
    )

    page = answer.content.decode()
    assert texts() == [(1, "claude")]
    assert "does not say which version it was made from" in page
    assert 'name="is_of_base"' in page
    assert 'name="is_of_base"' not in client.get(reverse("review:edit", args=[task.pk, 1])).content.decode()
    confirmed = given_back(task, 1, data, is_of_base="on")
    assert confirmed["Location"] == reverse("review:changes_between", args=[task.pk, 1, 2])
    assert "My own words." in r.text(task)


def test_a_word_for_it_makes_no_old_document_the_newest(task):
    data = unmarked(edited(taken_away(task)))
    marked_one = edited(taken_away(task))
    r.edit(task, f.person("partner"), r.LETTER.replace("renewed once", "renewed twice") + "\n")

    assert given_back(task, 1, data, is_of_base="on").status_code == 409
    assert given_back(task, 2, marked_one, is_of_base="on").status_code == 409
    assert texts() == [(1, "claude"), (2, "person")]


def test_what_was_approved_carries_no_mark(task):
    r.answer_all(task, task.responsible)
    manifest = r.approve(task, task.responsible).manifest

    stored = Rendering.objects.get(manifest=manifest, format="docx")

    assert origin.of(opened(keys.reveal_bytes(stored, "content").reveal())) is None
