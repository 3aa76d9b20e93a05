"""The file for a regulator: whole, on paper, only of a partner's own matters, kept nowhere, and on record."""

import datetime as dt
import hashlib
import io
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from apps.audit import tree
from apps.audit.bundles import verifier
from apps.audit.models import Checkpoint, Entry, Leaf
from apps.core.errors import NotAllowed
from apps.core.sensitive import Sensitive
from apps.desk import dossiers
from apps.desk.exporting import Recipient
from apps.integrations.models import Connection
from apps.matters import keys
from apps.matters.models import Forum, MatterKey, Screen
from apps.people.models import RoleGrant
from apps.review import queries, services
from apps.review.models.aftermath import CorrectiveTask
from apps.sync.models import Delivery
from tests.audit.sequenced import sequence_all
from tests.drafting import factories as f
from tests.review import factories as r
from tests.review.test_cases import REAL, approve_twice
from tests.review.test_certificates import delegate, sign
from tests.review.test_in_charge import orphaned

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")

LETTER = r.LETTER.replace("once.", "once. See *Ko v Li*, 2025 ONSC 2766.")
REVISED = LETTER.replace("Yours truly", "Yours very truly")


@pytest.fixture
def task():
    """A letter that a partner changed, checked, approved and had delivered."""
    partner = f.person("partner", name="Ada Nwosu")
    made = r.task(LETTER, responsible=partner, matter=f.matter(responsible=partner))
    f.allow(made.matter)
    r.edit(made, partner, REVISED)
    r.answer_all(made, partner)
    r.approve(made, partner)
    deliver(made)
    sequence_all()
    return r.fresh(made)


@pytest.fixture
def matter():
    """A partner's own, with nothing in it: who is refused is so before anything is looked for."""
    return f.matter(responsible=f.person("partner"))


def deliver(task):
    manifest = queries.approved_manifest(r.fresh(task))
    clio = Connection.objects.create(
        vendor="clio",
        region="ca",
        account_id="1",
        account_name="Firm",
        tokens=b"",
        connected_by=task.responsible,
    )
    Delivery.objects.create(
        manifest=manifest, manifest_digest=manifest.digest, matter=task.matter, connection=clio, kind="note",
        marker="m-1", remote_id="note-77", asked_by=task.responsible,
    )  # fmt: skip


def made(by, *matters, recipient=Recipient.REGULATOR):
    return dossiers.make(matters=[matter.pk for matter in matters], recipient=recipient, by=by).data


def paper(data):
    """The words as a reader would have them, whatever the line."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages).split())


def bare(words):
    """Without any white space: for hashes and bytes, which are broken over lines."""
    return re.sub(r"\s", "", words)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def test_a_practice_auditor_finds_all_that_belongs_to_a_matter_and_the_warning_about_privilege_first(task):
    data = made(task.responsible, task.matter)

    first = " ".join(PdfReader(io.BytesIO(data)).pages[0].extract_text().split())
    assert first.index("Privileged and confidential") < first.index("A matter on file")
    assert "What is not in it" in first
    said = paper(data)

    crossing, manifest = task.draft.crossing, queries.approved_manifest(task)
    for words in (
        str(task.matter),
        task.matter.client.name,
        "Write it.",  # the assignment
        "Letter of 3 March",  # the source,
        "p. 1",  # the place in it that is cited
        crossing.vendor_request,
        "agreement ZDR-2026-11",
        "From the model’s text to the approved text, version 2",
        "Yours very truly",
        "Ko v Li, 2025 ONSC 2766",
        "Still good law at the date that matters",
        "Nothing from another matter appears.",
        "Ada Nwosu (Lawyer, Law Society of Ontario",
        "Approved, responsible licensee",
        "How this document was prepared",
        "note-77",
    ):
        assert words in said or words.replace("’", "'") in said, words
    for fingerprint in (
        task.draft.request.chosen.get().source.original_hmac,
        crossing.reply_hmac,
        manifest.digest,
        manifest.text_hmac,
        *manifest.renderings.values_list("sha256", flat=True),
    ):
        assert fingerprint in bare(said)


def test_who_was_named_later_to_answer_for_an_item_is_in_the_file():
    task, covering, _other, partner = orphaned()
    left = task.responsible
    services.name_who_answers(task=r.fresh(task), to=covering, by=partner)

    said = paper(made(partner, task.matter))

    assert f"For {left.full_name}" in said
    assert f"Named later to answer for it {covering.full_name}" in said


def test_what_was_signed_for_a_court_and_found_wrong_is_in_the_file():
    partner, second = f.person("partner"), f.person("lawyer")
    clerk = f.person("clerk", name="Cora Bell")
    matter = f.matter(responsible=partner, team=[second, clerk], forum=Forum.ON_SUPERIOR)
    task = r.task(REAL, code="factum_section", matter=matter)
    approve_twice(task, partner, second)
    delegate(task, clerk)
    statement = sign(task, clerk)
    r.report_wrong(task=r.fresh(task), faults=["not_good_law"], by=partner)
    duty = CorrectiveTask.objects.get(duty="client")
    services.discharge(duty=duty, note=Sensitive("Telephoned on Monday."), by=partner)
    r.report_wrong(task=r.fresh(task), faults=["wrong_link"], by=partner)
    sequence_all()

    said = paper(made(partner, task.matter))

    for words in (
        "Said for the court",
        "Factum or written argument",
        "r. 4.06.1(2.1)",
        "Signatures",
        "Cora Bell",
        "Under a delegation given",
        "I certify that I am satisfied",
        "An authority turned out to be wrong",
        "Found wrong after approval",
        "An authority is no longer good law",
        "A link leads elsewhere",
        "Telephoned on Monday.",
        "Tell the insurer",
        "Not yet",
    ):
        assert words in said, words
    assert statement.sha256 in bare(said)
    assert "Approved without a second person" not in said


def test_the_appendix_proves_each_entry_by_what_is_printed(task):
    data = made(task.responsible, task.matter)

    pages = [page.extract_text().splitlines()[1:-1] for page in PdfReader(io.BytesIO(data)).pages]
    printed = bare("".join(line for page in pages for line in page))  # without the firm's name and the number
    checkpoint = Checkpoint.objects.latest("size")
    entries = Entry.objects.filter(matter=task.matter.pk).exclude(event="log.file_made")
    assert entries.count() > 15
    for entry in entries:
        leaf = tree.leaf_hash(entry.body.encode())
        path = re.search(
            re.escape(bare(entry.body)) + f"Hash{leaf.hex()}Path((?:[0-9a-f]{{64}})*)", printed
        ).group(1)
        hashes = [bytes.fromhex(path[at : at + 64]) for at in range(0, len(path), 64)]
        index = Leaf.objects.get(entry=entry.pk).index
        assert verifier.root_from(leaf, index, checkpoint.size, hashes) == bytes(checkpoint.root)
    assert bare(checkpoint.note) in printed


def test_it_is_on_record_with_each_matter_for_whom_and_by_which_digest(task):
    partner = task.responsible
    second = f.matter(responsible=partner)

    data = made(partner, task.matter, second, recipient=Recipient.COURT)

    records = Entry.objects.filter(event="log.file_made").order_by("pk")
    assert [entry.matter for entry in records] == sorted(
        [task.matter.pk, second.pk], key=[task.matter.pk, second.pk].index
    )
    for entry, requests in zip(records, (1, 0), strict=True):
        assert entry.actor == partner.pk
        assert (entry.facts["recipient"], entry.facts["requests"], entry.facts["bytes"]) == (
            "court",
            requests,
            len(data),
        )
        digest = keys.digest(entry.matter, b"dossier", hashlib.sha256(data).digest())
        assert entry.facts["digest"] == {"hmac": digest.hmac, "key": digest.key}
    assert "No entry of this matter has been signed yet." in paper(data)


def test_a_matter_whose_content_was_destroyed_says_so_and_keeps_the_rest(task):
    key, partner = task.matter.key, task.responsible
    key.data_key = key.digest_key = None
    key.destroyed_at, key.destroyed_by = timezone.now(), partner
    key.save()

    said = paper(made(partner, task.matter))

    assert "[destroyed]" in said
    assert "Yours very truly" not in said
    assert "The text stands as the model wrote it" not in said
    assert "Places that the model’s text cites: [destroyed]" in said.replace("'", "’")
    assert task.draft.crossing.vendor_request in said
    assert "digest" not in Entry.objects.get(event="log.file_made").facts


def test_a_text_that_nobody_changed_is_said_to_stand_though_it_was_destroyed():
    partner = f.person("partner")
    task = r.task(responsible=partner, matter=f.matter(responsible=partner))
    gone = {"data_key": None, "digest_key": None, "destroyed_at": timezone.now(), "destroyed_by": partner}
    MatterKey.objects.filter(matter=task.matter_id).update(**gone)

    assert "The text stands as the model wrote it" in paper(made(partner, task.matter))


def test_what_claude_was_told_of_a_returned_draft_is_in_the_file():
    partner = f.person("partner")
    task = r.task(responsible=partner, matter=f.matter(responsible=partner))
    services.return_with_reasons(
        task=task,
        version=r.version(task),
        reasons=["wrong_facts"],
        note=Sensitive("It is the second lease."),
        by=partner,
    )

    said = paper(made(partner, task.matter))

    assert "What was said of the draft that it revises" in said
    assert said.count("It is the second lease.") == 2  # with the decision, and with the request that goes on


OTHERS = ("lawyer", "student", "administrator", "auditor", "other partner", "screened partner")


def other(kind, matter):
    if kind == "auditor":
        return f.person("auditor", until=dt.timedelta(days=30))
    user = f.person(kind.split()[-1])
    if kind in ("lawyer", "student", "screened partner"):
        f.join(matter, user)
    if kind == "screened partner":
        Screen.objects.create(matter=matter, user=user, reason="personal", raised_by=matter.responsible)
    return user


@pytest.mark.parametrize("kind", OTHERS)
def test_nobody_else_is_given_it_and_the_attempt_is_on_record(matter, kind):
    user = other(kind, matter)
    before = Entry.objects.count()

    with pytest.raises(NotAllowed):
        made(user, matter)

    assert Entry.objects.count() == before + 1
    entry = Entry.objects.latest("pk")
    assert (entry.event, entry.actor) == ("log.export_refused", user.pk)
    assert entry.matter is None


@pytest.mark.parametrize("then", ["screened", "a partner no more"])
def test_whoever_may_not_have_it_any_more_once_it_is_printed_is_not_given_it(matter, monkeypatch, then):
    partner, print_it = matter.responsible, dossiers.pdf

    def slowly(*given, **named):
        if then == "screened":
            other("screened partner", matter)
            Screen.objects.update(user=partner, raised_by=f.person("partner"))
        else:
            RoleGrant.objects.filter(user=partner).update(until=timezone.now())
        return print_it(*given, **named)

    monkeypatch.setattr(dossiers, "pdf", slowly)
    with pytest.raises(NotAllowed):
        made(partner, matter)

    assert list(Entry.objects.filter(event__startswith="log.").values_list("event", flat=True)) == [
        "log.export_refused"
    ]


def test_one_matter_that_is_not_the_partners_keeps_the_others_back(matter):
    theirs = f.matter(responsible=f.person("partner"))

    with pytest.raises(NotAllowed):
        made(matter.responsible, matter, theirs)

    assert not Entry.objects.filter(event="log.file_made").exists()


@pytest.mark.parametrize("kind", ["lawyer", "student", "administrator", "auditor"])
def test_a_stranger_finds_no_page(matter, kind):
    client = signed_in(other(kind, matter))

    assert client.get(reverse("desk:dossier")).status_code == 404
    assert client.post(reverse("desk:dossier"), {"matters": [matter.pk]}).status_code == 404

    refused = Entry.objects.latest("pk")
    assert (refused.event, refused.facts["where"]) == ("people.act_refused", "desk.dossier")


def test_the_page_gives_the_file_to_the_partner_and_nothing_keeps_it(task):
    asked = {"matters": [task.matter.pk], "recipient": "regulator", "privilege": "on"}

    response = signed_in(task.responsible).post(reverse("desk:dossier"), asked)

    assert response["Content-Type"] == "application/pdf"
    assert response["Cache-Control"] == "no-store, private"
    assert task.matter.number not in response["Content-Disposition"]
    assert "Write it." in paper(response.content)


def test_the_page_asks_about_privilege_first_and_offers_own_matters_only(task):
    theirs = f.matter(responsible=f.person("partner"))
    client = signed_in(task.responsible)

    shown = client.get(reverse("desk:dossier")).content.decode()
    without = client.post(reverse("desk:dossier"), {"matters": [task.matter.pk], "recipient": "regulator"})
    foreign = client.post(
        reverse("desk:dossier"), {"matters": [theirs.pk], "recipient": "regulator", "privilege": "on"}
    )

    assert task.matter.number in shown
    assert theirs.number not in shown
    assert (without.status_code, foreign.status_code) == (400, 404)
    assert not Entry.objects.filter(event="log.file_made").exists()


@pytest.mark.parametrize("kind", ["responsible", "other partner", "lawyer"])
def test_the_matters_page_leads_there_for_its_own_partner(matter, kind):
    user = matter.responsible if kind == "responsible" else other(kind, matter)

    shown = signed_in(user).get(reverse("desk:matter", args=[matter.pk])).content.decode()

    assert (reverse("desk:dossier") in shown, reverse("desk:export") in shown) == (kind == "responsible",) * 2
