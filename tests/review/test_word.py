import datetime as dt
import io
from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document
from docx.oxml.ns import qn
from docx.parts.document import DocumentPart
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.audit.models import Entry
from apps.core.errors import BadInput
from apps.intake import uploads
from apps.matters import keys
from apps.review.models import Rendering
from apps.review.written import renderings, returned, tracked, word
from apps.review.written.pieces import Link
from tests.drafting import factories as f
from tests.review import factories as r
from tests.review.test_renderings import links_in
from tests.review.test_views import SEES, reader, signed_in

BY = tracked.By("J. Okafor", dt.datetime(2026, 11, 27, 12, tzinfo=dt.UTC))
SAID = (qn("w:t"), qn("w:delText"))
ROY = tracked.By("A. Roy", dt.datetime(2026, 11, 28, 9, tzinfo=dt.UTC))
BEFORE = """# Facts

The lease ends on 3 March 2027. *Colucci v. Colucci*, 2021 SCC 24, is **not** in point.

- rent of [amount]
- one renewal

1. First.
2. Second.

> The words of the lease.

| Day | Sum |
| --- | --- |
| 3 March | $100 |
"""
AFTER = (
    BEFORE.replace("3 March 2027", "30 June 2028")
    .replace("- one renewal\n", "")
    .replace("> The words of the lease.", "> The words of the lease, as amended.\n\nA new paragraph.")
    .replace("$100", "$250")
)


def blocks(document, ours=()):
    return [block.text for block in returned.read(document, document.element.body, ours).blocks]


def back(data, base, **more):
    """The text of a document of that firm and matter that comes back."""
    return word.text_of(word.opened(data), base, firm="Firm", matter="Matter", **more)


def rendered(text):
    return blocks(renderings.document(text, firm="", matter=""))


def resolved(data, *, accept, ours=()):
    """The document once every tracked change was accepted, or rejected: what Word does, on the XML itself."""
    document = Document(io.BytesIO(data))
    body = document.element.body
    goes, stays = ("w:del", "w:ins") if accept else ("w:ins", "w:del")
    for row in list(body.iter(qn("w:tr"))):
        if row.find(f"{qn('w:trPr')}/{qn(goes)}") is not None:
            row.getparent().remove(row)
    for table in list(body.iter(qn("w:tbl"))):
        if table.find(qn("w:tr")) is None:
            table.getparent().remove(table)
    for mark in list(body.iter(qn(goes))):
        mark.getparent().remove(mark)
    for mark in list(body.iter(qn(stays))):
        parent, at = mark.getparent(), mark.getparent().index(mark)
        for child in reversed(list(mark)):
            parent.insert(at, child)
        parent.remove(mark)
    for deleted in list(body.iter(qn("w:delText"))):
        deleted.tag = qn("w:t")
    return blocks(document, ours)


def redlined(*texts, links=((), ())):
    """From the first text to the last, with the texts between; each is somebody else's."""
    by = [tracked.By("Claude", BY.at), BY, ROY, tracked.By("K. Singh", BY.at)]
    led = [links[0], *((),) * (len(texts) - 2), links[1]]
    sides = [tracked.Side(text, who, to) for text, who, to in zip(texts, by, led, strict=False)]
    return tracked.docx(sides, firm="Firm", matter="Matter")


def made(data):
    """Who removed and who inserted which words, in order, of every tracked change."""
    body = Document(io.BytesIO(data)).element.body
    return [
        (
            mark.tag[-3:],
            mark.get(qn("w:author")),
            "".join(each.text for each in mark.iter(*SAID)),
        )
        for mark in body.iter(qn("w:ins"), qn("w:del"))
    ]


def test_accept_all_is_the_later_text_and_reject_all_the_earlier():
    data = redlined(BEFORE, AFTER)

    assert resolved(data, accept=True) == rendered(AFTER)
    assert resolved(data, accept=False) == rendered(BEFORE)


def test_changes_are_tracked_word_by_word_in_a_persons_name():
    body = Document(io.BytesIO(redlined(BEFORE, AFTER))).element.body

    inserted = [text.text for mark in body.iter(qn("w:ins")) for text in mark.iter(qn("w:t"))]
    removed = [text.text for mark in body.iter(qn("w:del")) for text in mark.iter(qn("w:delText"))]
    assert "30 June 2028" in inserted
    assert "3 March 2027" in removed
    assert {mark.get(qn("w:author")) for mark in body.iter(qn("w:ins"), qn("w:del"))} == {"J. Okafor"}
    numbers = [mark.get(qn("w:id")) for mark in body.iter(qn("w:ins"), qn("w:del"))]
    assert len(numbers) == len(set(numbers))


def test_each_change_is_in_the_name_of_who_made_it_and_of_when():
    data = redlined(
        "The rent is due monthly. It is late.\n",
        "The rent is due weekly. It is late.\n\nA new paragraph.\n",
        "The rent is due weekly. It was late.\n\nA new paragraph.\n\nAnother one.\n",
    )

    okafor, roy = BY.name, ROY.name
    assert [each for each in made(data) if each[2]] == [
        ("del", okafor, "monthly"),
        ("ins", okafor, "weekly"),
        ("del", roy, "is"),
        ("ins", roy, "was"),
        ("ins", okafor, "A new paragraph."),
        ("ins", roy, "Another one."),
    ]
    days = {
        (mark.get(qn("w:author")), mark.get(qn("w:date")))
        for mark in Document(io.BytesIO(data)).element.body.iter(qn("w:ins"), qn("w:del"))
    }
    assert days == {(okafor, "2026-11-27T12:00:00Z"), (roy, "2026-11-28T09:00:00Z")}


def test_a_paragraph_that_came_whole_is_in_the_name_of_who_changed_it_last():
    data = redlined("One.\n", "One.\n\nA paragraph by hand.\n", "One.\n\nA paragraph by another hand.\n")

    assert {who for _kind, who, _words in made(data)} == {ROY.name}


def test_a_word_that_was_changed_twice_went_with_the_first_change_and_came_with_the_last():
    assert made(redlined("It is due.\n", "It was due.\n", "It will be due.\n")) == [
        ("del", BY.name, "is"),
        ("ins", ROY.name, "will be"),
    ]


def test_a_passage_written_anew_is_one_change_as_on_the_page():
    before = "What was said is recorded at the time, and the question is what follows from them in law."
    after = "A change in the payor's income that led to another is a material change in circumstances."

    assert made(redlined(f"{before}\n", f"{after}\n")) == [
        ("del", BY.name, before[:-1]),
        ("ins", BY.name, after[:-1]),
    ]


def test_what_was_taken_out_and_put_back_is_nobodys_change():
    assert made(redlined("One two three.\n", "One three.\n", "One two three.\n")) == []


def test_a_table_that_is_written_anew_is_in_the_name_of_who_changed_it_last():
    table = "| Day | Sum |\n| --- | --- |\n| 3 March | $100 |\n"
    data = redlined(table, table.replace("$100", "$250"), table.replace("$100", "$300"))

    assert {who for kind, who, _words in made(data) if kind == "ins"} == {ROY.name}
    assert resolved(data, accept=True) == rendered(table.replace("$100", "$300"))


def test_a_stretch_with_a_link_is_in_the_name_of_its_last_change():
    """A processor decides it whole."""
    data = redlined(
        "See it.\n", "See [the order](https://e.com/o).\n", "See [the order](https://e.com/o) and so on.\n"
    )

    assert {who for _kind, who, _words in made(data)} == {ROY.name}


PIECES = st.lists(
    st.sampled_from(
        [
            "# Facts",
            "One two three.",
            "One *two* four.",
            "**Bold** words",
            "- a\n- b",
            "1. x\n2. y",
            "> said",
            "[gap] here",
        ]
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=settings.default.max_examples // 3)
@given(texts=st.lists(PIECES, min_size=2, max_size=4))
def test_whoever_changed_it_first_and_last_text_are_in_the_document_and_every_change_has_its_maker(texts):
    written = ["\n\n".join(each) + "\n" for each in texts]

    data = redlined(*written)

    assert resolved(data, accept=True) == rendered(written[-1])
    assert resolved(data, accept=False) == rendered(written[0])
    assert "Claude" not in {who for _kind, who, _words in made(data)}


@settings(max_examples=settings.default.max_examples // 4)
@given(PIECES)
def test_a_document_that_nobody_touched_comes_back_as_the_same_text(pieces):
    text = "\n\n".join(pieces) + "\n"

    assert back(renderings.docx(text, firm="Firm", matter="Matter"), text) == text


def test_styles_are_looked_up_once_however_long_a_document_is():
    """Each time is a walk through all of them: ten thousand headings and links took half a minute."""
    text = "# a\n\n[b](https://e.com)\n\n- c\n\n" * 50
    looked_up = patch.object(
        DocumentPart, "get_style_id", autospec=True, side_effect=DocumentPart.get_style_id
    )
    read = patch.object(returned, "Styles", side_effect=returned.Styles)

    with looked_up as ids, read as styles:
        assert back(renderings.docx(text, firm="Firm", matter="Matter"), text) == f"{text.strip()}\n"

    assert ids.call_count <= 10
    assert styles.call_count <= 2


def test_what_was_not_touched_keeps_its_marks_and_what_was_is_read():
    document = Document(io.BytesIO(renderings.docx(BEFORE, firm="Firm", matter="Matter")))
    document.paragraphs[1].runs[0].text = "The lease ends on 30 June 2028. "

    text = back(_saved(document), BEFORE)

    assert text == BEFORE.replace("3 March 2027", "30 June 2028")


NUMBERED = "# Facts\n\n1. The first.\n\n2. The second.\n\n3. The third.\n"


def test_numbered_paragraphs_stand_apart_still_where_one_of_them_was_changed():
    document = Document(io.BytesIO(renderings.docx(NUMBERED, firm="Firm", matter="Matter")))
    (second,) = [each for each in document.paragraphs if "The second." in each.text]
    second.runs[-1].text = second.runs[-1].text.replace("The second.", "The second, as amended.")

    text = back(_saved(document), NUMBERED)

    assert text == NUMBERED.replace("The second.", "The second, as amended.")


LINKED = "See [the order](https://e.com/o), <https://e.com/p> and\n\n---\n\na\ttab.\n"
RELINKED = LINKED.replace("e.com/o", "e.com/other").replace("tab", "stop")


def test_links_are_tracked_too_and_a_changed_address_is_a_change():
    data = redlined(LINKED, RELINKED)

    assert resolved(data, accept=True) == rendered(RELINKED)
    assert resolved(data, accept=False) == rendered(LINKED)
    body = Document(io.BytesIO(data)).element.body
    inserted = [each.text for mark in body.iter(qn("w:ins")) for each in mark.iter(qn("w:t"))]
    assert inserted == ["the order (https://e.com/other)", ",", "stop"]


def test_an_item_that_came_to_stand_within_another_is_a_tracked_change():
    flat, deep, other = ("- a\n- b\n- c\n", "- a\n  - b\n- c\n", "- a\n  - b\n- d\n")

    data = redlined(flat, deep, other)

    assert [each for each in made(data) if each[2] == "b"] == [("del", BY.name, "b"), ("ins", BY.name, "b")]
    marks = Document(io.BytesIO(data)).element.body.iter(qn("w:del"), qn("w:ins"))
    around = [mark.getparent() for mark in marks if "b" in [each.text for each in mark.iter(*SAID)]]
    assert [each.find(f"{qn('w:pPr')}/{qn('w:ind')}") is not None for each in around] == [False, True]


def test_the_places_that_lead_to_what_was_opened_are_links_in_the_redline():
    before, after = "As held, 2021 SCC 24.\n", "As it was held, 2021 SCC 24.\n"
    to = "https://canlii.ca/t/jfp04"
    led = [[Link(text.index("2021"), len(text) - 2, to)] for text in (before, after)]

    data = redlined(before, after, links=led)

    assert links_in(Document(io.BytesIO(data))) == [("2021 SCC 24", to)]
    assert resolved(data, accept=True) == [f"As it was held, [2021 SCC 24]({to})."]
    assert back(data, after, ours={to}) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("See the [order](https://e.com/o) now.", "See the [order](https://e.com/o) then."),
        ("See <https://e.com/o> now.", "See <https://e.com/o> then."),
        (
            "See [*Ko* v. \\[x\\]](https://e.com/o_(1)) now.",
            "See [*Ko* v. \\[x\\]](<https://e.com/o_(1)>) then.",
        ),
        ("See the [order](/y) now.", "See the order (/y) then."),
    ],
    ids=["link", "address alone", "brackets", "no address of the web"],
)
def test_links_come_back_from_a_paragraph_that_was_changed(before, after):
    document = Document(io.BytesIO(renderings.docx(before, firm="", matter="")))
    run = document.paragraphs[0].runs[-1]
    run.text = run.text.replace("now", "then")

    assert word.text_of(word.opened(_saved(document)), before) == f"{after}\n"


def test_tracked_changes_are_read_as_accepted():
    assert rendered(back(redlined(BEFORE, AFTER), BEFORE)) == rendered(AFTER)


@pytest.mark.parametrize("data", [b"", b"not a document", b"PK\x03\x04broken"])
def test_what_is_no_word_document_is_refused_in_words(data):
    with pytest.raises(BadInput):
        word.text_of(word.opened(data), BEFORE)


def _saved(document):
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


# Pages ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_edited_document_becomes_the_next_version_and_needs_approval_again():
    task = r.task()
    lawyer = task.responsible
    client = signed_in(lawyer)
    data = client.get(reverse("review:word", args=[task.pk, 1])).content
    document = Document(io.BytesIO(data))
    document.paragraphs[-1].runs[0].text = "Yours sincerely"
    r.answer_all(task, lawyer)

    response = client.post(
        reverse("review:take_back", args=[task.pk, 1]),
        {"document": SimpleUploadedFile("x.docx", _saved(document))},
    )

    version = r.version(task)
    assert response["Location"] == reverse("review:changes_between", args=[task.pk, 1, 2])
    assert (version.number, version.maker, version.made_by) == (2, "word", lawyer)
    assert r.text(task) == r.LETTER.replace("Yours truly", "Yours sincerely") + "\n"
    assert "question" in r.obstacles(task, lawyer)
    assert Entry.objects.filter(event="drafting.version_added").last().facts["origin"] == "word"


@pytest.mark.django_db
def test_the_approved_document_is_the_stored_one_and_says_nothing_in_its_name():
    task = r.task()
    client = signed_in(task.responsible)
    assert client.get(reverse("review:approved", args=[task.pk])).status_code == 404
    r.answer_all(task, task.responsible)
    manifest = r.approve(task, task.responsible).manifest

    response = client.get(reverse("review:approved", args=[task.pk]))

    stored = Rendering.objects.get(manifest=manifest, format="docx")
    assert response.content == keys.reveal_bytes(stored, "content").reveal()
    assert task.matter.title not in response["Content-Disposition"]
    assert response["Cache-Control"] == "no-store, private"
    changes = client.get(reverse("review:redline", args=[task.pk, 1]))
    assert resolved(changes.content, accept=True) == rendered(r.text(task))


@pytest.mark.django_db
def test_a_redline_names_for_each_change_who_made_it():
    task, partner = r.task("One.\n"), f.person("partner", name="Anne Roy")
    for by, text in (
        (task.responsible, "One, two.\n"),
        (partner, "One, two. Three.\n"),
        (task.responsible, "One, two. Three. Four.\n"),
    ):
        r.edit(task, by, text)

    redline = signed_in(partner).get(reverse("review:redline", args=[task.pk, 4])).content

    lawyer = task.responsible.full_name
    assert [(who, words.strip()) for _kind, who, words in made(redline)] == [
        (lawyer, ", two."),
        ("Anne Roy", "Three."),
        (lawyer, "Four"),
    ]


@pytest.mark.django_db
def test_a_redline_of_many_versions_reads_the_matters_key_as_often_as_one_of_two():
    task = r.task("One.\n")
    client = signed_in(task.responsible)
    for n in range(4):
        r.edit(task, task.responsible, "One." + " And." * (n + 1) + "\n")
    client.get(reverse("review:redline", args=[task.pk, 5]))

    asked = []
    for number in (2, 5):
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("review:redline", args=[task.pk, number]))
        asked.append(sum('FROM "matters_matterkey"' in each["sql"] for each in queries))

    assert asked[0] == asked[1]


@pytest.mark.django_db
def test_a_document_that_comes_back_is_parsed_once(monkeypatch):
    task = r.task()
    client = signed_in(task.responsible)
    document = Document(io.BytesIO(client.get(reverse("review:word", args=[task.pk, 1])).content))
    document.paragraphs[-1].runs[0].text = "Yours sincerely"
    data, parsed = _saved(document), []
    monkeypatch.setattr(word, "Document", lambda file: parsed.append(file) or Document(file))

    client.post(
        reverse("review:take_back", args=[task.pk, 1]), {"document": SimpleUploadedFile("x.docx", data)}
    )

    assert r.version(task).number == 2
    assert len(parsed) == 1


@pytest.mark.django_db
def test_nothing_chosen_or_nothing_changed_makes_no_version():
    task = r.task()
    client = signed_in(task.responsible)
    data = client.get(reverse("review:word", args=[task.pk, 1])).content

    client.post(reverse("review:take_back", args=[task.pk, 1]))
    client.post(
        reverse("review:take_back", args=[task.pk, 1]), {"document": SimpleUploadedFile("x.docx", b"nothing")}
    )

    assert r.version(task).number == 1
    assert data[:2] == b"PK"


@pytest.mark.django_db
@pytest.mark.parametrize("size", [word.LARGEST + 1, uploads.LIMIT + 1], ids=["for Word", "for any upload"])
def test_a_document_that_is_too_large_is_called_that_and_changes_nothing(size):
    task = r.task()
    client = signed_in(task.responsible)

    response = client.post(
        reverse("review:take_back", args=[task.pk, 1]),
        {"document": SimpleUploadedFile("x.docx", b"P" * size)},
        follow=True,
    )

    assert "too large: 20 MB at most" in response.content.decode()
    assert r.version(task).number == 1


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [kind for kind, sees in SEES.items() if not sees])
def test_a_stranger_gets_no_document(kind):
    task = r.task()
    client = signed_in(reader(kind, task))

    pages = [reverse(f"review:{name}", args=[task.pk, 1]) for name in ("word", "redline", "pdf")]
    pages.append(reverse("review:approved", args=[task.pk]))

    assert {client.get(page).status_code for page in pages} == {404}
    assert client.post(reverse("review:take_back", args=[task.pk, 1])).status_code == 404
