"""A draft whose source was read again: it goes on pointing at what it was made from, and the reviewer is told."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.core.errors import NotAllowed
from apps.core.sensitive import Sensitive
from apps.drafting import anchors
from apps.drafting import services as drafting
from apps.intake import earlier, passages
from apps.intake.models import EarlierReading, Source
from apps.intake.passages import Passage
from apps.matters import keys
from apps.review import services
from apps.review.models import ReviewTask
from apps.review.reading import queries
from tests.drafting import factories as f
from tests.review import factories as r

pytestmark = pytest.mark.django_db

COVERED = "[covered: not read]"


def source_of(task):
    return task.draft.request.chosen.get().source


def read_again(task, *texts, unseen):
    """As a newer reader leaves its source."""
    source = source_of(task)
    held = [Passage(number, f"p{number + 1}", text, page=number + 1) for number, text in enumerate(texts)]
    content = passages.dump(held)
    with keys.opened(source.matter_id) as seal:
        earlier.keep(source, seal.reveal_bytes(source, "reading"), seal)
        seal.seal(source, "reading", content)
        source.reading_hmac = seal.digest(content.reveal()).hmac
    source.unseen, source.reread_at = unseen, timezone.now()
    source.save()
    return source


def texts_of(task):
    return [each.text for each in passages.of(source_of(task))]


def opened(task):
    return queries.read(task, r.version(task))


def page(user, name, *args):
    client = Client()
    client.force_login(user)
    return client.get(reverse(name, args=args)).content.decode()


def test_a_draft_is_shown_beside_the_reading_that_it_was_made_from():
    task = r.task()
    before, was = opened(task), texts_of(task)

    read_again(task, "A page that was passed over.", *(COVERED for _each in was), unseen=len(was))
    after = opened(r.fresh(task))

    assert [each.text for each in after.chosen[0].passages] == was
    assert (after.stretches, after.unsupported) == (before.stretches, before.unsupported)
    assert after.quotations == before.quotations


def test_the_reviewer_is_told_that_words_turned_out_to_be_covered():
    task = r.task()
    lawyer = task.responsible
    read_again(task, COVERED, unseen=1)

    shown = page(lawyer, "review:detail", task.pk)
    r.answer_all(task, lawyer)
    asked = page(lawyer, "review:approve", task.pk, r.version(task).number)

    assert "This was drafted from an earlier reading, which is shown here." in shown
    assert shown.count("turned out to be covered") == asked.count("turned out to be covered") == 1


def test_of_a_reading_that_only_reads_otherwise_nothing_is_said_but_that():
    task = r.task()
    read_again(task, "Read otherwise.", unseen=0)

    shown = page(task.responsible, "review:detail", task.pk)

    assert "This was drafted from an earlier reading, which is shown here." in shown
    assert "turned out to be covered" not in shown


def test_what_was_answered_of_its_sources_before_is_asked_again():
    task = r.task()
    lawyer = task.responsible
    r.answer_all(task, lawyer)
    read_again(task, COVERED, unseen=1)

    with pytest.raises(NotAllowed) as refusal:
        r.approve(task, lawyer)

    assert refusal.value.codes == ("question",)
    for item in ("facts", "other_matters"):
        services.answer(task=r.fresh(task), version=r.version(task), item=item, answer="done", by=lawyer)
    r.approve(task, lawyer)
    assert r.fresh(task).state == "approved"


def test_where_only_more_was_read_nothing_is_asked_again():
    task = r.task()
    lawyer = task.responsible
    r.answer_all(task, lawyer)
    read_again(task, *texts_of(task), "One more page.", unseen=0)

    r.approve(task, lawyer)

    assert r.fresh(task).state == "approved"


def test_it_is_asked_again_of_a_draft_that_carries_on_words_of_an_earlier_round():
    first = r.task()
    lawyer = first.responsible
    revision = drafting.open_revision(of=first.draft, by=lawyer, remarks=Sensitive("Shorter."))
    draft = f.answered(revision, lawyer, r.LETTER)
    services.open_review(draft.pk)
    second = ReviewTask.objects.get(draft=draft)
    r.answer_all(second, lawyer)
    read_again(first, COVERED, unseen=1)
    second.draft.request.chosen.update(reading_hmac=source_of(first).reading_hmac)

    with pytest.raises(NotAllowed) as refusal:
        r.approve(second, lawyer)

    assert refusal.value.codes == ("question",)


def test_of_a_copy_that_was_brought_in_again_only_citations_whose_words_stand_there_still_lead_somewhere():
    """What it was made from is not here any more; a place that says something else now is nobody's support."""
    task = r.task()
    before = opened(task)
    assert any(each.verified for each in before.stretches)

    read_again(task, "Something else altogether.", *texts_of(task)[1:], unseen=0)
    EarlierReading.objects.all().delete()
    after = opened(r.fresh(task))

    held = {each.anchor: each.text for each in after.chosen[0].passages}
    for stretch in after.stretches:
        for support in stretch.supports:
            assert not support.verified or anchors.folded(support.quote) in anchors.folded(
                held[support.anchor]
            )
    assert not all(each.verified for each in after.stretches)
    assert "brought in again" in page(task.responsible, "review:detail", task.pk)


def test_the_same_copy_brought_in_again_is_what_it_was():
    task = r.task()
    before = opened(task)
    Source.objects.update(reread_at=timezone.now())

    assert opened(r.fresh(task)).stretches == before.stretches
