import datetime as dt
import hashlib

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.audit.models import Entry
from apps.core.errors import BadInput, Conflict, NotAllowed, WrongState
from apps.core.sensitive import Sensitive
from apps.matters import keys
from apps.review import queries, rules, services
from apps.review.decisions import manifests
from apps.review.decisions import services as decisions
from apps.review.models import (
    AuthorityFinding,
    ChecklistAnswer,
    Decision,
    Format,
    Manifest,
    ReviewTask,
)
from apps.review.models.checklist import FLOOR
from apps.review.preparation import checklist
from tests.database import held
from tests.drafting import factories as f
from tests.review import factories as r
from tests.review.test_cases import factum
from tests.review.test_rulebook import cover

pytestmark = pytest.mark.django_db


def events():
    return list(Entry.objects.order_by("id").values_list("event", flat=True))


def refusals():
    return [entry.facts["reasons"] for entry in Entry.objects.filter(event="review.refused").order_by("id")]


def test_the_responsible_lawyer_approves_exactly_the_text_that_was_shown(task):
    lawyer = task.responsible
    r.answer_all(task, lawyer)

    decision = r.approve(task, lawyer)

    assert r.fresh(task).state == "approved"
    assert (decision.text_hmac, decision.step, decision.by) == (r.version(task).text_hmac, "first", lawyer)
    assert decision.manifest.digest == decision.manifest_digest
    assert manifests.holds(decision.manifest)
    assert queries.approved_manifest(r.fresh(task)) == decision.manifest
    assert events()[-2:] == ["review.manifest_made", "review.approved"]


def test_the_approved_files_are_sealed_with_their_digests_and_the_note_is_the_text(task):
    r.answer_all(task, task.responsible)

    manifest = r.approve(task, task.responsible).manifest

    files = {row.format: keys.reveal_bytes(row, "content").reveal() for row in manifest.renderings.all()}
    assert set(files) == {Format.DOCX, Format.PDF, Format.NOTE, Format.FILE_NOTE}
    assert files[Format.NOTE].decode() == r.text(task)
    assert files[Format.DOCX][:2] == b"PK"
    assert files[Format.PDF][:5] == b"%PDF-"
    for row in manifest.renderings.all():
        assert hashlib.sha256(files[row.format]).hexdigest() == row.sha256
        assert b"lease" not in bytes(row.content)


def test_the_file_note_says_what_was_used_where_it_ran_and_who_approved(task):
    r.answer_all(task, task.responsible)

    manifest = r.approve(task, task.responsible).manifest

    note = keys.reveal(manifest.renderings.get(format=Format.FILE_NOTE), "content").reveal()
    for words in (
        "claude-opus-5-5",
        "Anthropic reported routing: us",
        "agreement ZDR-2026-11",
        str(task.draft.crossing_id),
        "- Letter of 3 March",
        task.responsible.full_name,
    ):
        assert words in note
    assert "lease" not in note


def test_nothing_is_approved_while_a_question_is_open(task):
    with pytest.raises(NotAllowed, match="cannot be approved yet") as refusal:
        r.approve(task, task.responsible)

    assert refusal.value.codes == ("question",)
    assert r.fresh(task).state == "open"
    assert not Decision.objects.exists()
    assert not Manifest.objects.exists()
    assert refusals() == [["question"]]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Dear [PERSON_3],\n\nThe lease ends on 3 March 2027 and may be renewed once.", "placeholder"),
        ("Dear client,\n\nThe fee is [amount of the fee].", "gap"),
        ("Dear client,\n\nSee *Ko v Li*, 2025 ONSC 2766.", "authority"),
    ],
    ids=["placeholder", "gap", "authority"],
)
def test_what_is_unfinished_in_the_text_blocks_a_letter(text, code):
    task = r.task(text)
    lawyer = task.responsible
    for item in ("facts", "support", "gaps"):
        services.answer(task=task, version=r.version(task), item=item, answer="done", by=lawyer)

    assert code in r.obstacles(task, lawyer)
    with pytest.raises(NotAllowed) as refusal:
        r.approve(task, lawyer)

    assert code in refusal.value.codes
    assert r.fresh(task).state == "open"


def test_an_authority_that_could_not_be_confirmed_blocks_approval_whatever_else_was_answered():
    task = r.task("We rely on *Ko v Li*, 2025 ONSC 2766.")
    lawyer = task.responsible
    r.answer_all(task, lawyer)
    assert r.obstacles(task, lawyer) == []
    authority = task.authorities.get()

    services.find(
        authority=authority, version=r.version(task), check="good_law", outcome="could_not", by=lawyer
    )

    assert r.obstacles(task, lawyer) == ["authority"]
    with pytest.raises(NotAllowed):
        r.approve(task, lawyer)


def test_sentences_without_a_source_are_asked_about_and_quotations_that_differ_too():
    task = r.task(
        "Dear client,\n\nNobody ever said this in any document.\n\n"
        'The lease says "the lease ends on 4 March 2027 and may".'
    )

    asked = [each.target for each in queries.standing_between(task, r.version(task), task.responsible)]

    assert "check-support" in asked
    assert "check-quotations" in asked


def test_a_court_filing_needs_a_second_lawyer_and_both_approve_the_same_files():
    responsible, second = f.person("lawyer"), f.person("partner")
    task = r.task(code="factum_section", matter=f.matter(responsible=responsible))
    r.answer_all(task, responsible)

    first = r.approve(task, responsible)

    assert r.fresh(task).state == "second"
    assert queries.approved_manifest(r.fresh(task)) is None
    r.answer_all(task, second)
    last = r.approve(task, second)
    assert r.fresh(task).state == "approved"
    assert queries.approved_manifest(r.fresh(task)) == last.manifest
    for format in (Format.DOCX, Format.PDF, Format.NOTE):
        same = {each.manifest.renderings.get(format=format).sha256 for each in (first, last)}
        assert len(same) == 1
    note = keys.reveal(last.manifest.renderings.get(format=Format.FILE_NOTE), "content").reveal()
    assert responsible.full_name in note
    assert second.full_name in note


def test_whoever_asked_wrote_or_decided_first_cannot_be_the_second_person():
    responsible, asker, writer = f.person("lawyer"), f.person("lawyer"), f.person("partner")
    matter = f.matter(responsible=responsible, team=[asker])
    task = r.task(code="factum_section", matter=matter, by=asker)
    r.edit(task, writer, r.LETTER + "\n\nAs amended by hand.")
    r.answer_all(task, responsible)
    r.approve(task, responsible)

    for person in (responsible, asker, writer):
        r.answer_all(task, person)
        with pytest.raises(NotAllowed):
            r.approve(task, person)

    assert r.fresh(task).state == "second"
    assert refusals() == [["same_person"], ["asked_for_it"], ["wrote_it"]]


def test_a_letter_asked_for_by_a_student_needs_a_second_lawyer():
    student = f.person("student")
    matter = f.matter(team=[student])

    assert r.task(matter=matter, by=student).needs_second is True
    assert r.task(matter=f.matter()).needs_second is False


def test_a_letter_changed_by_a_clerk_needs_a_second_lawyer_from_then_on():
    clerk = f.person("clerk")
    task = r.task(matter=f.matter(team=[clerk]))
    assert task.needs_second is False

    r.edit(task, clerk)

    assert r.fresh(task).needs_second is True


def test_an_edit_strikes_the_approval_and_asks_everything_again():
    responsible = f.person("lawyer")
    task = r.task(code="factum_section", matter=f.matter(responsible=responsible))
    r.answer_all(task, responsible)
    decision = r.approve(task, responsible)

    r.edit(task, responsible)

    decision.refresh_from_db()
    assert decision.voided_at is not None
    assert r.fresh(task).state == "open"
    assert set(r.obstacles(task, responsible)) == {"question"}
    assert "review.approval_cancelled" in events()


def test_an_approval_names_the_newest_version_and_its_fingerprint(task):
    lawyer, shown = task.responsible, r.version(task)
    r.edit(task, lawyer)
    r.answer_all(task, lawyer)

    with pytest.raises(Conflict):
        r.approve(task, lawyer, version=shown, text_hmac=shown.text_hmac)
    with pytest.raises(Conflict):
        r.approve(task, lawyer, text_hmac=shown.text_hmac)

    assert r.fresh(task).state == "open"
    assert refusals() == [["stale"], ["stale"]]
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    "act", ["approve", "edit", "answer", "comment", "return", "withdraw", "reserve", "find"]
)
def test_a_decided_review_is_closed_to_everyone_and_the_attempt_is_on_record(act):
    task = r.task("We rely on *Ko v Li*, 2025 ONSC 2766.")
    lawyer = task.responsible
    r.answer_all(task, lawyer)
    r.approve(task, lawyer)
    version = r.version(task)
    calls = {
        "approve": lambda: r.approve(task, lawyer),
        "edit": lambda: r.edit(task, lawyer),
        "answer": lambda: services.answer(task=task, version=version, item="facts", answer="done", by=lawyer),
        "comment": lambda: services.comment(task=task, version=version, text=Sensitive("Hm."), by=lawyer),
        "return": lambda: services.return_with_reasons(
            task=task, version=version, reasons=["tone"], note=None, by=lawyer
        ),
        "withdraw": lambda: r.withdraw(task, lawyer),
        "reserve": lambda: services.reserve(task=task, by=lawyer),
        "find": lambda: services.find(
            authority=task.authorities.get(), version=version, check="opened", outcome="wrong", by=lawyer
        ),
    }
    before = (ChecklistAnswer.objects.count(), AuthorityFinding.objects.count(), Decision.objects.count())

    with pytest.raises(WrongState):
        calls[act]()

    assert (
        ChecklistAnswer.objects.count(),
        AuthorityFinding.objects.count(),
        Decision.objects.count(),
    ) == before
    assert r.fresh(task).state == "approved"
    assert task.draft.versions.count() == 1
    assert refusals() == [["decided"]]


def test_returning_makes_a_request_in_preview_that_carries_everything(task):
    lawyer, version = task.responsible, r.version(task)
    start = r.text(task).index("The lease ends")
    services.comment(
        task=task, version=version, text=Sensitive("Which renewal?"), by=lawyer, start=start, end=start + 14
    )

    revision = services.return_with_reasons(
        task=task,
        version=version,
        reasons=["wrong_facts"],
        note=Sensitive("Clause 4 says otherwise."),
        by=lawyer,
    )

    assert r.fresh(task).state == "returned"
    assert (revision.state, revision.revises, revision.confirmed_at) == ("preview", task.draft, None)
    assert keys.reveal(revision, "assignment").reveal() == "Write it."
    remarks = keys.reveal(revision, "remarks").reveal()
    assert remarks == "Wrong facts\n\nClause 4 says otherwise.\n\n> The lease ends\n\nWhich renewal?"
    assert [each.source for each in revision.chosen.all()] == [
        each.source for each in task.draft.request.chosen.all()
    ]


@pytest.mark.parametrize(
    ("reasons", "note"), [([], None), (["nonsense"], None), (["other"], None), (["other"], " ")]
)
def test_a_return_says_why(task, reasons, note):
    with pytest.raises(BadInput):
        services.return_with_reasons(
            task=task,
            version=r.version(task),
            reasons=reasons,
            note=Sensitive(note) if note else None,
            by=task.responsible,
        )

    assert r.fresh(task).state == "open"
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    ("reasons", "note"), [([], None), (["nonsense"], None), (["other"], None), (["other"], " ")]
)
def test_who_gives_a_draft_up_says_why(task, reasons, note):
    with pytest.raises(BadInput):
        r.withdraw(task, task.responsible, reasons, Sensitive(note) if note else None)

    assert r.fresh(task).state == "open"
    assert not Decision.objects.exists()


def test_why_a_draft_was_given_up_is_in_its_history_and_by_its_codes_on_record(task):
    client = Client()
    client.force_login(task.responsible)
    where = reverse("review:withdraw", args=[task.pk, 1])
    asked = client.post(where, {"note": "They settled on Friday."})
    assert (asked.status_code, r.fresh(task).state) == (200, "open")
    assert "They settled on Friday." in asked.content.decode()
    assert "Choose at least one reason." in asked.content.decode()

    client.post(where, {"reasons": ["duplicate"], "note": "They settled on Friday."})

    assert r.fresh(task).state == "withdrawn"
    page = client.get(reverse("review:detail", args=[task.pk])).content.decode()
    assert "Duplicate" in page
    assert "They settled on Friday." in page
    entry = Entry.objects.get(event="review.withdrawn")
    assert entry.facts["reasons"] == ["duplicate"]
    assert "settled" not in entry.body


def test_a_draft_is_not_given_up_at_a_text_that_was_not_on_the_page(task):
    client = Client()
    client.force_login(task.responsible)
    where = reverse("review:withdraw", args=[task.pk, 1])
    r.edit(task, f.person("partner"))

    page = client.post(where, {"reasons": ["duplicate"], "note": "They settled."}).content.decode()

    assert "Version 2 was saved in the meantime" in page
    assert "They settled.</textarea>" in page
    assert r.fresh(task).state == "open"
    assert not Decision.objects.exists()
    assert refusals() == [["stale"]]


def test_a_stranger_learns_nothing_and_the_attempt_is_on_record(task):
    stranger = f.person("lawyer")

    with pytest.raises(NotAllowed):
        services.open_draft(task=task, by=stranger)

    assert refusals() == [["not_on_matter"]]


def test_opening_a_draft_is_on_record(task):
    reading = services.open_draft(task=task, by=task.responsible)

    assert reading.text == r.LETTER
    assert events()[-1] == "review.draft_opened"


def test_a_reservation_is_kept_from_others_and_can_be_given_back():
    responsible, other = f.person("lawyer"), f.person("partner")
    task = r.task(matter=f.matter(responsible=responsible))
    services.reserve(task=task, by=responsible)

    with pytest.raises(Conflict, match=responsible.full_name):
        services.reserve(task=task, by=other)

    services.release(task=task, by=responsible)
    assert services.reserve(task=task, by=other).reserved_by == other


def test_nobody_approves_a_text_that_was_not_opened_for_them(task):
    r.answer_one_by_one(task, task.responsible)

    with pytest.raises(NotAllowed, match="not opened for you") as refused:
        r.approve(task, task.responsible)

    assert refused.value.codes == ("not_shown",)
    assert r.fresh(task).state == "open"
    assert not Decision.objects.exists()
    assert not Manifest.objects.exists()
    assert Entry.objects.filter(event="review.refused").get().facts["reasons"] == ["not_shown"]
    services.open_draft(task=r.fresh(task), by=task.responsible)
    services.open_draft(task=r.fresh(task), by=task.responsible)
    r.approve(task, task.responsible)


class TestTheDatabaseItself:
    """What no code of ours can get round."""

    def test_lets_nobody_approve_a_text_that_was_not_opened_for_them(self, task, monkeypatch):
        r.answer_one_by_one(task, task.responsible)
        monkeypatch.setattr(decisions, "check_opened", lambda _version, _by: None)

        with pytest.raises(IntegrityError, match="not opened for them"), held():
            r.approve(task, task.responsible)

    def refuse(self, statement, *values):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)

    def test_does_not_let_a_task_be_approved_without_a_decision(self, task):
        self.refuse(
            "UPDATE review_reviewtask SET state = 'approved', decided_at = now() WHERE id = %s", task.pk
        )

    def test_does_not_let_a_text_change_under_an_approval_or_after_it(self):
        responsible = f.person("lawyer")
        task = r.task(code="factum_section", matter=f.matter(responsible=responsible))
        r.answer_all(task, responsible)
        r.approve(task, responsible)
        columns = [field.column for field in type(r.version(task))._meta.fields]
        copy = (
            f"INSERT INTO drafting_version ({', '.join(columns)}) SELECT "
            + ", ".join(
                {"id": "gen_random_uuid()", "number": "number + 1"}.get(name, name) for name in columns
            )
            + " FROM drafting_version WHERE draft_id = %s"
        )

        self.refuse(copy, task.draft_id)

    def test_does_not_let_a_version_or_a_manifest_change(self, task):
        r.answer_all(task, task.responsible)
        manifest = r.approve(task, task.responsible).manifest

        self.refuse("UPDATE drafting_version SET words = 1 WHERE draft_id = %s", task.draft_id)
        self.refuse("UPDATE review_manifest SET template_version = 9 WHERE id = %s", manifest.pk)
        self.refuse("UPDATE review_rendering SET size = 1 WHERE manifest_id = %s", manifest.pk)
        self.refuse("UPDATE review_decision SET by_id = by_id, note = 'x' WHERE task_id = %s", task.pk)

    def test_does_not_let_a_decision_name_another_text(self, task):
        r.answer_all(task, task.responsible)
        manifest = manifests.make(
            task=task,
            version=r.version(task),
            text=r.text(task),
            ledger=[],
            filing=None,
            rule=rules.rule_for(task.kind),
            by=task.responsible,
            at=task.opened_at,
        )

        with pytest.raises(IntegrityError), transaction.atomic():
            Decision.objects.create(
                task=task,
                version=r.version(task),
                matter=task.matter,
                text_hmac="f" * 64,
                manifest=manifest,
                manifest_digest=manifest.digest,
                step="first",
                verdict="approved",
                by=task.responsible,
            )

    @pytest.mark.parametrize("who", ["first", "asker", "writer"])
    def test_keeps_the_second_person_apart(self, who):
        responsible, asker, writer = f.person("lawyer"), f.person("lawyer"), f.person("partner")
        task = r.task(code="factum_section", matter=f.matter(responsible=responsible, team=[asker]), by=asker)
        r.edit(task, writer, r.LETTER + "\n\nBy hand.")
        r.answer_all(task, responsible)
        first = r.approve(task, responsible)

        with pytest.raises(IntegrityError), transaction.atomic():
            Decision.objects.create(
                task=task,
                version=first.version,
                matter=task.matter,
                text_hmac=first.text_hmac,
                manifest=first.manifest,
                manifest_digest=first.manifest_digest,
                step="second",
                verdict="approved",
                by={"first": responsible, "asker": asker, "writer": writer}[who],
            )

    def approve(self, task, by, *, manifest, step="first", **more):
        version = r.seen(task, by)
        given = {"version": version, "matter": task.matter, "text_hmac": version.text_hmac} | more
        with transaction.atomic():
            Decision.objects.create(
                task=task, manifest=manifest, manifest_digest=manifest.digest, step=step, verdict="approved", by=by,
                **given,
            )  # fmt: skip

    def of(self, task, by):
        """A manifest of the newest text, as an approval makes it."""
        with transaction.atomic():
            return manifests.make(
                task=task, version=r.version(task), text=r.text(task), ledger=[], filing=None,
                rule=rules.rule_for(task.kind), by=by, at=task.opened_at,
            )  # fmt: skip

    def test_lets_an_approval_name_no_files_but_those_of_its_own_text(self, task):
        lawyer = task.responsible
        other = r.task("Dear client,\n\nSomething else.\n", matter=task.matter)
        earlier = self.of(task, lawyer)
        r.edit(task, lawyer)
        for each in (task, other):
            r.answer_all(each, lawyer)

        for manifest in (self.of(other, lawyer), earlier):
            with pytest.raises(IntegrityError, match="files of the text"):
                self.approve(task, lawyer, manifest=manifest)
        with pytest.raises(IntegrityError, match="its own review"):
            self.approve(task, lawyer, manifest=self.of(task, lawyer), matter=f.matter())
        with pytest.raises(IntegrityError, match="its own review"), transaction.atomic():
            Decision.objects.create(
                task=task, version=r.version(other), matter=task.matter, text_hmac=r.version(other).text_hmac,
                step="first", verdict="returned", reasons=["tone"], by=lawyer,
            )  # fmt: skip
        with pytest.raises(IntegrityError, match="says why"), transaction.atomic():
            Decision.objects.create(
                task=task, version=r.version(task), matter=task.matter, text_hmac=r.version(task).text_hmac,
                step="first", verdict="withdrawn", by=lawyer,
            )  # fmt: skip
        self.approve(task, lawyer, manifest=self.of(task, lawyer))

    @pytest.mark.parametrize(
        ("who", "why"),
        [
            ("clerk with a licence", "a role that decides"), ("role ended", "a role that decides"),
            ("role ended since that moment", "a role that decides"),
            ("paralegal with a lawyer's", "holds a licence"),
            ("lawyer without one", "holds a licence"), ("licence ended", "holds a licence"),
            ("licence by mistake", "holds a licence"), ("unanswered", "themselves"),
        ],
    )  # fmt: skip
    def test_holds_the_floor_whoever_writes_the_row(self, who, why):
        task = r.task(code="summary")
        role = {"clerk": "clerk", "paralegal": "paralegal"}.get(who.split()[0], "lawyer")
        by = f.person(role, licence="lawyer")
        f.join(task.matter, by)
        at = timezone.now()
        if who == "lawyer without one":
            by.licences.update(since=timezone.localdate() + dt.timedelta(days=9))
        if who == "role ended since that moment":
            by.grants.update(until=at - dt.timedelta(hours=1))
            at -= dt.timedelta(hours=2)
        if who == "role ended":
            by.grants.update(until=task.opened_at)
        if who == "licence ended":
            by.licences.update(until="2020-01-01")
        if who == "licence by mistake":
            by.licences.update(withdrawn_at=timezone.now(), withdrawn_by=task.responsible)
        if who != "unanswered":
            r.check_off(task, r.version(task), by)

        with pytest.raises(IntegrityError, match=why):
            self.approve(task, by, manifest=self.of(task, by), at=at)

    def test_lets_nobody_decide_first_what_leaves_but_whoever_answers_for_it_or_covers_for_them(self):
        task, other = r.task(), f.person("lawyer")
        f.join(task.matter, other)
        r.check_off(task, r.version(task), other)

        with pytest.raises(IntegrityError, match="by whoever answers for it"):
            self.approve(task, other, manifest=self.of(task, other))

        cover(task.responsible, other)
        self.approve(task, other, manifest=self.of(task, other))

    def test_lets_no_notary_decide_what_goes_to_a_court(self):
        notary = f.person("lawyer", licence="notary")
        task = r.task(code="factum_section", matter=f.matter(responsible=notary))
        r.check_off(task, r.version(task), notary)

        with pytest.raises(IntegrityError, match="holds a licence"):
            self.approve(task, notary, manifest=self.of(task, notary))

    def test_lets_nobody_become_who_answers_for_what_is_approved(self):
        task, lawyer, second = factum()
        naming = "UPDATE review_reviewtask SET responsible_id = %s WHERE id = %s"
        r.answer_all(task, lawyer)
        r.approve(task, lawyer)
        self.refuse(naming, second.pk, task.pk)
        r.answer_all(task, second)
        r.approve(task, second)

        self.refuse(naming, second.pk, task.pk)

        r.cancel_approval(task=r.fresh(task), by=lawyer)
        type(task).objects.filter(pk=task.pk).update(responsible=second)

    @pytest.mark.parametrize("item", sorted(FLOOR - checklist.COUNTED))
    def test_asks_all_of_the_floor(self, item):
        task = r.task(code="summary")
        by = task.responsible
        r.check_off(task, r.version(task), by)
        task.answers.filter(item=item, by=by).update(answer="taken_back")

        with pytest.raises(IntegrityError, match="themselves"):
            self.approve(task, by, manifest=self.of(task, by))

        task.answers.filter(item=item, by=by).update(answer="done")
        self.approve(task, by, manifest=self.of(task, by))

    @pytest.mark.parametrize("change", ["kind = 'internal_note'", "matter_id = %s", "draft_id = %s"])
    def test_lets_no_review_become_one_of_something_else(self, change):
        task, other = r.task(code="factum_section"), r.task()
        values = [{"m": other.matter_id, "d": other.draft_id}[change[0]]] if "%s" in change else []
        if values and change[0] == "d":
            values = [f.draft(task.matter, task.responsible, r.LETTER, code="summary").pk]

        self.refuse(f"UPDATE review_reviewtask SET {change} WHERE id = %s", *values, task.pk)
        type(task).objects.filter(pk=task.pk).update(kind=task.kind, matter=task.matter, draft=task.draft)

    def test_lets_nothing_that_was_answered_or_decided_be_taken_out(self):
        task = r.task("We rely on *Ko v Li*, 2025 ONSC 2766.")
        lawyer = task.responsible
        services.comment(task=task, version=r.version(task), text=Sensitive("Hm."), by=lawyer)
        r.answer_all(task, lawyer)
        r.approve(task, lawyer)

        for table in (
            "review_decision", "review_rendering", "review_checklistanswer", "review_authorityfinding",
            "review_comment", "review_versionopening",
        ):  # fmt: skip
            self.refuse(f"DELETE FROM {table}")

    def test_does_not_let_anything_be_remarked_after_the_end(self, task):
        services.comment(task=task, version=r.version(task), text=Sensitive("Before."), by=task.responsible)
        r.withdraw(task, task.responsible)

        self.refuse("UPDATE review_comment SET start = NULL WHERE task_id = %s", task.pk)


def test_the_text_is_nowhere_in_the_log_or_in_a_refusal():
    canary = "zebra quartz canary"
    task = r.task(f"Dear client,\n\nThis says {canary} to you and nobody else.")
    lawyer = task.responsible
    services.comment(task=task, version=r.version(task), text=Sensitive(f"About {canary}"), by=lawyer)
    with pytest.raises(NotAllowed) as refusal:
        r.approve(task, lawyer)
    services.return_with_reasons(
        task=task, version=r.version(task), reasons=["tone"], note=Sensitive(canary), by=lawyer
    )

    assert canary not in str(refusal.value) + repr(queries.read(task, r.version(task)))
    assert not [entry for entry in Entry.objects.all() if canary.encode() in entry.body.encode()]
    for row in (r.version(task), *task.comments.all(), *task.decisions.all(), task.draft.request):
        for field in row._meta.fields:
            assert canary.encode() not in str(getattr(row, field.attname)).encode()
    assert ReviewTask.objects.count() == 1
