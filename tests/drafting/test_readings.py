"""What rests on a source that is read again: nothing crosses as it was read before, or as other than was shown."""

import datetime as dt

import pytest
from django.utils import timezone

from apps.audit.models import Entry
from apps.core.errors import BadInput, Conflict
from apps.core.sensitive import Sensitive
from apps.drafting import anchors, chosen, prompts, queries, readings, services
from apps.drafting.models import Draft, RequestSource
from apps.intake import passages
from apps.intake import services as intake
from apps.intake.models import EarlierReading, Kind, Rereading, Source, Trouble
from apps.intake.passages import Passage
from apps.intake.readers import choose, versions
from apps.intake.readers.reading import Reading, Unreadable
from apps.intake.readers.versions import VERSIONS
from apps.keeping import services as keeping
from apps.matters import keys
from apps.policy import gateway
from apps.policy.models import Clearance, Crossing
from apps.policy.reasons import SENTENCES, Reason
from sandbox import wsgi
from tests.drafting import factories as f

pytestmark = pytest.mark.django_db

CLAUSE = (
    "The lease of the premises at King Street ends on 3 March 2027 unless it is renewed in writing before."
)
HIDDEN = "The landlord offered to settle for $40,000 without prejudice."
SEEN = "[covered: not read]"


@pytest.fixture(autouse=True)
def sandbox():
    yield wsgi.reset()
    wsgi.reset()


def asked(source, by=None):
    matter = source.matter
    return services.make_request(
        matter=matter,
        workflow=f.workflow(),
        language="en",
        needed_by=f.TODAY,
        responsible=matter.responsible,
        assignment=Sensitive("Explain to the client when the lease ends."),
        sources=[source],
        by=by or matter.responsible,
    )


def confirmed(source):
    request, by = asked(source), source.matter.responsible
    digest = services.preview(request=request, by=by).digest
    return services.confirm(request=request, by=by, preview_hmac=digest)


def source_of(*texts, **row):
    matter = f.matter()
    f.allow(matter, matter.responsible)
    source = f.source(matter, *(texts or (CLAUSE, HIDDEN)))
    return changed(source, **row)


def changed(source, **row):
    Source.objects.filter(pk=source.pk).update(**row)
    source.refresh_from_db()
    return source


BEFORE = {"read_with": 0, "tried_with": 0}
"""As a source is on file since before versions were counted."""


def read_again(monkeypatch, source, *texts):
    """As the reader of today reads it, which somebody waits for or not."""
    found = [Passage(number, f"p{number + 1}", text, page=number + 1) for number, text in enumerate(texts)]
    monkeypatch.setattr(
        choose, "read", lambda *_given: Reading(found, pages=len(found), unseen=texts.count(SEEN))
    )
    assert intake.claim_outdated(64) == [source.pk]
    intake.read_outdated(source.pk)
    source.refresh_from_db()
    return source


def run(request):
    services.draft(request.pk)
    request.refresh_from_db()
    return request


def sent(sandbox):
    return [each for each in sandbox.record.of("claude") if each.operation == "messages.create"]


def due(request):
    type(request).objects.filter(pk=request.pk).update(try_after=timezone.now() - dt.timedelta(seconds=1))
    return request


# --- the gate


def test_what_an_older_reader_read_does_not_cross_and_waits_to_be_read_again(sandbox):
    source = source_of(**BEFORE)

    request = run(confirmed(source))

    assert (request.state, request.trouble) == ("waiting", "source_being_read")
    assert queries.progress(request).need.sentence == str(SENTENCES[Reason.SOURCE_BEING_READ])
    assert (sent(sandbox), Crossing.objects.exists()) == ([], False)
    assert [each.refusals for each in Clearance.objects.all()] == [["source_being_read"]]
    assert Rereading.objects.get().is_wanted


def test_that_it_waits_is_said_once_on_record_and_not_at_every_look(sandbox):
    request = run(confirmed(source_of(**BEFORE)))

    run(due(request))

    assert (request.state, Clearance.objects.count()) == ("waiting", 1)


def test_what_reads_as_it_was_shown_goes_on_by_itself(sandbox, monkeypatch):
    source = source_of(**BEFORE)
    before = [prompts.order(asked(source)).sources]
    request = run(confirmed(source))
    content = [each.text for each in before[0][0].passages]
    Source.objects.filter(pk=source.pk).update(reading_hmac=digest_of(source))
    request.chosen.update(reading_hmac=digest_of(source))

    read_again(monkeypatch, source, *content)
    request = run(due(request))

    assert (request.state, request.trouble, len(sent(sandbox))) == ("drafted", "", 1)
    assert not EarlierReading.objects.exists()


def digest_of(source):
    return keys.digest(source.matter_id, keys.reveal_bytes(source, "reading").reveal()).hmac


def test_what_reads_otherwise_is_not_sent_before_it_was_shown_again(sandbox, monkeypatch):
    source = source_of(**BEFORE)
    request = run(confirmed(source))

    read_again(monkeypatch, source, CLAUSE, SEEN)
    request = run(due(request))

    assert (request.state, request.trouble, sent(sandbox)) == ("stopped", "preview_changed", [])
    request = services.resume(request=request, by=request.requested_by)
    shown = services.preview(request=request, by=request.requested_by)
    assert shown.gate.granted
    assert HIDDEN not in str([part.original for part in shown.parts])
    request = services.confirm(request=request, by=request.requested_by, preview_hmac=shown.digest)
    assert run(request).state == "drafted"
    [call] = sent(sandbox)
    assert "40,000" not in str(call.body)


def test_a_request_in_preview_is_not_confirmed_by_what_was_shown_before(monkeypatch, sandbox):
    """It is confirmed by the digest of the page: the worker then finds that it reads otherwise."""
    source = source_of(**BEFORE)
    request, by = asked(source), source.matter.responsible
    shown = services.preview(request=request, by=by)
    assert shown.gate.reasons[0].code == "source_being_read"

    read_again(monkeypatch, source, CLAUSE, SEEN)
    services.confirm(request=request, by=by, preview_hmac=shown.digest)

    assert (run(request).trouble, sent(sandbox)) == ("preview_changed", [])
    again = services.resume(request=request, by=by)
    services.preview(request=again, by=by)
    with pytest.raises(Conflict):
        services.confirm(request=again, by=by, preview_hmac=shown.digest)


def test_a_reading_that_is_another_is_shown_again_even_where_the_call_is_the_same(sandbox):
    """Else a draft would cite places of a reading that its request does not name."""
    source = source_of()
    request = confirmed(source)
    changed(source, reading_hmac="e" * 64)

    run(request)

    assert (request.trouble, sent(sandbox)) == ("preview_changed", [])


def test_what_was_put_together_before_it_was_read_again_does_not_cross_after(sandbox, monkeypatch):
    """The version that the gate is told is that of the passages in the call, not of the row as it is by then."""
    source = source_of(**BEFORE)
    request, ask = confirmed(source), gateway.ask

    def meanwhile(**given):
        Source.objects.filter(pk=source.pk).update(read_with=versions.VERSIONS[Kind.PDF])
        return ask(**given)

    monkeypatch.setattr(gateway, "ask", meanwhile)
    run(request)

    assert (request.trouble, sent(sandbox)) == ("source_being_read", [])


def test_a_kind_in_which_nothing_is_hidden_crosses_as_it_was_read(sandbox):
    source = source_of(kind=Kind.TRANSCRIPT, **BEFORE)

    assert run(confirmed(source)).state == "drafted"


# --- what could not be read again

STUCK = {"read_with": 0, "tried_with": VERSIONS[Kind.PDF], "reread_trouble": Trouble.DAMAGED}


def test_what_could_not_be_read_again_is_not_sent_and_a_person_is_asked(sandbox, monkeypatch):
    source = source_of(**BEFORE)
    request = run(confirmed(source))

    def unreadable(*_given):
        raise Unreadable(Trouble.DAMAGED)

    monkeypatch.setattr(choose, "read", unreadable)
    assert intake.claim_outdated(64) == [source.pk]
    intake.read_outdated(source.pk)
    request = run(due(request))

    assert (request.state, request.trouble, sent(sandbox)) == ("stopped", "source_not_read_again", [])
    assert queries.progress(request).need.sentence == str(SENTENCES[Reason.SOURCE_NOT_READ_AGAIN])


def test_no_request_is_made_of_it(sandbox):
    with pytest.raises(BadInput, match="could not be"):
        asked(source_of(**STUCK))


def test_a_request_in_preview_says_which_it_is_and_it_can_be_left_out(client):
    source = source_of()
    other = f.source(source.matter, CLAUSE, title="Another letter")
    by = source.matter.responsible
    request = asked(source)
    RequestSource.objects.create(request=request, source=other, order=1, reading_hmac=other.reading_hmac)
    changed(source, **STUCK)
    client.force_login(by)

    page = client.get(f"/requests/{request.pk}/").content.decode()

    assert "Could not be read again" in page
    assert [each.pk for each in chosen.missing(request, by)] == [source.pk]
    services.leave_out(request=request, source=source, by=by)
    assert chosen.missing(request, by) == []


# --- what was drafted from it


def test_a_draft_goes_on_pointing_at_the_reading_that_it_was_made_from(sandbox, monkeypatch):
    source = source_of()
    before = source.reading_hmac
    request = run(confirmed(source))
    assert request.state == "drafted"
    changed(source, **BEFORE)

    read_again(monkeypatch, source, "A page that was passed over.", CLAUSE, SEEN)

    assert request.chosen.get().reading_hmac == before != source.reading_hmac
    (kept,) = EarlierReading.objects.all()
    stretches = anchors.load(keys.reveal(Draft.objects.get().latest, "anchors").reveal())
    held = {each.anchor: each.text for each in _passages_of(kept)}
    cited = [support for stretch in stretches for support in stretch.supports if support.verified]
    assert cited
    assert all(support.quote in held[support.anchor] for support in cited)


def _passages_of(kept):
    return passages.load(keys.reveal_bytes(kept, "reading"))


def test_an_answer_that_comes_while_it_is_read_again_becomes_a_draft_that_rests_on_what_was_sent(
    sandbox, monkeypatch
):
    source = source_of()
    request, ask = confirmed(source), gateway.ask

    def meanwhile(**given):
        answer = ask(**given)
        changed(source, **BEFORE)
        read_again(monkeypatch, source, "A page that was passed over.", CLAUSE, SEEN)
        return answer

    monkeypatch.setattr(gateway, "ask", meanwhile)
    run(request)

    assert request.state == "drafted"
    assert EarlierReading.objects.get().reading_hmac == request.chosen.get().reading_hmac
    services.let_go_readings(64)
    assert EarlierReading.objects.exists()


# --- how long an earlier reading is kept


def earlier_of(source, monkeypatch):
    changed(source, **BEFORE)
    read_again(monkeypatch, source, CLAUSE, SEEN)
    return EarlierReading.objects.get()


def test_an_earlier_reading_is_kept_as_long_as_a_request_rests_on_it(monkeypatch):
    source = source_of()
    request = asked(source)
    kept = earlier_of(source, monkeypatch)

    assert services.let_go_readings(64) == []
    services.withdraw(request=request, by=request.requested_by)
    assert services.let_go_readings(64) == [kept.pk]

    assert not EarlierReading.objects.exists()
    (entry,) = Entry.objects.filter(event="intake.reading_destroyed")
    assert (entry.subject, entry.facts["digest"]["hmac"]) == (source.pk, kept.reading_hmac)


def test_of_a_matter_on_hold_none_is_wiped(monkeypatch):
    source = source_of()
    earlier_of(source, monkeypatch)
    by = source.matter.responsible
    keeping.place_hold(matter=source.matter, reason="litigation", by=by)

    assert services.let_go_readings(64) == []
    assert EarlierReading.objects.exists()


def test_the_worst_of_a_call_s_sources_counts():
    good, old, stuck = (
        Source(kind="pdf", read_with=1),
        Source(kind="pdf"),
        Source(kind="docx", reread_trouble="damaged"),
    )

    assert [readings.standing(each).value for each in ([good], [good, old], [good, old, stuck], [])] == [
        "as_seen",
        "being_read",
        "not_read_again",
        "as_seen",
    ]
