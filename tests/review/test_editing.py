"""Two who change one text at once: whoever comes second has both texts before them, and nothing is lost or covered."""

import io

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document

from apps.audit.models import Entry
from apps.core.sensitive import Sensitive
from apps.drafting.models import Version
from apps.people import services as people
from apps.review import services
from tests.drafting import factories as f
from tests.review import factories as r
from tests.review.test_returned import element
from tests.review.test_views import signed_in
from tests.review.test_word import _saved

pytestmark = pytest.mark.django_db
THEIRS, MINE = "Dear client,\n\nTheir words.\n", "Dear client,\n\nMy own words.\n"


@pytest.fixture
def two():
    """A review, who saves first, and the browser of who comes second."""
    task = r.task()
    other = f.person("lawyer", name="Anne Roy")
    f.join(task.matter, other)
    return task, other, signed_in(task.responsible)


def in_the_page(client, task, text=MINE):
    return client.post(reverse("review:edit", args=[task.pk, 1]), {"text": text})


def in_word(client, task):
    """The first version, taken away before and given back now with a line of one's own."""
    data = client.get(reverse("review:word", args=[task.pk, 1])).content

    def give_back():
        document = Document(io.BytesIO(data))
        document.paragraphs[-1].runs[0].text = "My own words."
        file = SimpleUploadedFile("x.docx", _saved(document))
        return client.post(reverse("review:take_back", args=[task.pk, 1]), {"document": file})

    return give_back


def texts():
    return Version.objects.order_by("number").values_list("number", "maker")


def refused(attempt):
    return Entry.objects.filter(event="review.refused").last().facts == {
        "attempted": "edit",
        "reasons": [attempt],
        "version": str(Version.objects.get(number=1).pk),
    }


@pytest.mark.parametrize("way", ["page", "Word"])
def test_who_comes_second_has_both_texts_and_the_way_on(way, two):
    task, other, client = two
    give_back = in_word(client, task)
    r.edit(task, other, THEIRS)

    answer = in_the_page(client, task) if way == "page" else give_back()

    page = answer.content.decode()
    assert (answer.status_code, list(texts())) == (409, [(1, "claude"), (2, "person")])
    for said in ("My own words.", "Their words.", "Anne Roy", reverse("review:edit", args=[task.pk, 2])):
        assert said in page
    assert "<ins>" in page
    assert refused("stale")


def test_a_document_that_comes_too_late_and_cannot_be_read_says_both(two):
    task, other, client = two
    document = Document(io.BytesIO(client.get(reverse("review:word", args=[task.pk, 1])).content))
    document.paragraphs[-1]._p.append(element('<w:r><w:footnoteReference w:id="2"/></w:r>'))
    r.edit(task, other, THEIRS)

    answer = client.post(
        reverse("review:take_back", args=[task.pk, 1]),
        {"document": SimpleUploadedFile("x.docx", _saved(document))},
        follow=True,
    )

    page = answer.content.decode()
    assert "Version 2 was saved since" in page
    assert "1 footnote or endnote" in page
    assert r.text(task) == THEIRS


def test_what_was_brought_together_is_saved_over_the_text_that_was_seen(two):
    task, other, client = two
    r.edit(task, other, THEIRS)
    in_the_page(client, task)

    both = client.post(reverse("review:edit", args=[task.pk, 2]), {"text": MINE + "\nTheir words.\n"})

    assert both["Location"] == reverse("review:changes_between", args=[task.pk, 2, 3])
    assert r.text(task) == MINE + "\nTheir words.\n"


def test_a_third_text_that_came_meanwhile_is_not_covered_either(two):
    task, other, client = two
    r.edit(task, other, THEIRS)
    in_the_page(client, task)
    r.edit(task, other, "Dear client,\n\nA third text.\n")

    answer = client.post(reverse("review:edit", args=[task.pk, 2]), {"text": MINE})

    assert answer.status_code == 409
    assert "A third text." in answer.content.decode()
    assert r.text(task) == "Dear client,\n\nA third text.\n"


def test_the_same_text_sent_twice_is_no_conflict(two):
    task, _other, client = two
    in_the_page(client, task)

    again = in_the_page(client, task, MINE.replace("\n", "\r\n"))

    assert again["Location"] == reverse("review:detail", args=[task.pk])
    assert len(texts()) == 2


@pytest.mark.parametrize("way", ["page", "Word"])
def test_what_was_written_while_somebody_decided_can_be_taken_along(way, two):
    task, other, client = two
    give_back = in_word(client, task)
    services.return_with_reasons(
        task=r.fresh(task), version=r.version(task), reasons=["tone"], note=Sensitive("Warmer."), by=other
    )

    answer = in_the_page(client, task) if way == "page" else give_back()

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "My own words." in page
    assert "This review was decided" in page
    assert reverse("review:edit", args=[task.pk, 1]) not in page
    assert len(texts()) == 1
    assert refused("decided")


def test_a_stranger_has_no_such_page(two):
    task, other, _client = two
    r.edit(task, other, THEIRS)

    assert in_the_page(signed_in(f.person("lawyer")), task).status_code == 404


@pytest.mark.parametrize(
    ("language", "said"), [("en", "too large, or is not what the page asks"), ("fr", "trop volumineux, ou")]
)
def test_a_text_that_is_too_large_to_be_taken_is_refused_in_the_readers_language(two, language, said):
    task, _other, mine = two
    people.choose_language(user=task.responsible, language=language, by=task.responsible)

    answer = in_the_page(mine, task, "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1))

    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert [*texts()] == [(1, "claude")]
