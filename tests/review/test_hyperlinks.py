"""A filed document's authorities lead to the page that a person opened, where the court's rule asks for it."""

import io

import pytest
from django.urls import reverse
from docx import Document

from apps.core.sensitive import Sensitive
from apps.matters import keys
from apps.review.models import Manifest
from apps.review.written import renderings
from tests.review import factories as r
from tests.review.test_cases import factum, find
from tests.review.test_printed import led_to
from tests.review.test_renderings import links_in
from tests.review.test_views import signed_in
from tests.review.test_word import rendered, resolved

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("filed")]
PAGE = "https://www.canlii.org/en/ca/scc/doc/2021/2021scc24/2021scc24.html"
CITED = [("2021 SCC 24", PAGE)]


def links_of(data):
    return links_in(Document(io.BytesIO(data)))


def kept(task, format):
    manifest = Manifest.objects.approved().get(task=task)
    return keys.reveal_bytes(manifest.renderings.get(format=format), "content").reveal()


def test_a_factums_authorities_lead_to_the_page_that_was_opened(approved):
    task, _lawyer, _second = approved

    assert links_of(kept(task, "docx")) == CITED
    assert led_to(kept(task, "pdf")) == [PAGE]


def test_what_no_rule_asks_links_for_has_none():
    task = r.task("As held in *Colucci v. Colucci*, 2021 SCC 24.\n", cites=False)
    r.answer_all(task, task.responsible)
    r.approve(task, task.responsible)

    assert links_of(kept(task, "docx")) == []


def test_a_draft_leads_where_the_approved_document_will_and_comes_back_without(confirmed):
    task, lawyer = confirmed
    client = signed_in(lawyer)
    number, text = r.version(task).number, r.text(task)
    pages = {
        name: client.get(reverse(f"review:{name}", args=[task.pk, number])).content
        for name in ("word", "pdf", "redline")
    }

    assert (links_of(pages["word"]), links_of(pages["redline"])) == (CITED, CITED)
    assert led_to(pages["pdf"]) == [PAGE]
    assert resolved(pages["redline"], accept=True, ours={PAGE}) == rendered(text)
    document = Document(io.BytesIO(pages["word"]))
    paragraph = next(each for each in document.paragraphs if "2021 SCC 24" in each.text)
    paragraph.add_run(" It binds.")
    edited = io.BytesIO()
    document.save(edited)
    edited.seek(0)
    edited.name = "x.docx"
    client.post(reverse("review:take_back", args=[task.pk, number]), {"document": edited})
    assert r.version(task).number == number + 1
    assert PAGE not in r.text(task)
    assert "It binds." in r.text(task)


def test_a_draft_taken_away_before_another_page_was_named_comes_back_without_the_first_as_well(confirmed):
    task, lawyer = confirmed
    client = signed_in(lawyer)
    number, text = r.version(task).number, r.text(task)
    document = Document(io.BytesIO(client.get(reverse("review:word", args=[task.pk, number])).content))
    find(task, lawyer, "opened", link=Sensitive("https://canlii.ca/t/jg3rq"))
    document.paragraphs[-1].add_run(" It binds.")
    edited = io.BytesIO()
    document.save(edited)
    edited.seek(0)
    edited.name = "x.docx"

    client.post(reverse("review:take_back", args=[task.pk, number]), {"document": edited})

    assert r.version(task).number == number + 1
    assert r.text(task).replace(" It binds.", "") == text


@pytest.fixture
def confirmed():
    """A factum with everything confirmed, before anybody approved it."""
    task, lawyer, _second = factum()
    r.answer_all(task, lawyer)
    return r.fresh(task), lawyer


def test_the_second_person_approves_the_first_ones_files_under_the_version_they_were_made_with(monkeypatch):
    task, lawyer, second = factum()
    before = renderings.TEMPLATE_VERSION
    r.answer_all(task, lawyer)
    r.approve(task, lawyer)
    monkeypatch.setattr(renderings, "TEMPLATE_VERSION", before + 1)
    r.answer_all(task, second)
    r.approve(task, second)

    assert {each.template_version for each in Manifest.objects.filter(task=task)} == {before}
