"""The pages about keeping: who finds them, what they name, and that a screen holds."""

import io

import pytest
from django.test import Client as Browser
from django.urls import reverse
from pypdf import PdfReader

from apps.audit.models import Entry
from apps.desk import certificates
from apps.keeping import erasing, services
from apps.keeping.models import Backup, Destruction, Hold, HoldReason, LiftReason, RetentionRule, State
from apps.matters.keys import KeysDestroyed
from apps.matters.middleware import DestroyedContent
from tests import factories
from tests.keeping.conftest import CLOSED, rule

pytestmark = pytest.mark.django_db


def browser(user):
    made = Browser()
    made.force_login(user)
    return made


def text(user, name, *args):
    answer = browser(user).get(reverse(name, args=args))
    return answer.content.decode() if answer.status_code == 200 else answer.status_code


def pages(destruction):
    return [("keeping:overview",), ("keeping:destruction", destruction.pk)]


def test_a_partner_reads_numbers_and_an_administrator_ids_alone(approved, partner):
    for page in pages(approved):
        assert approved.matter.number in text(partner, *page)
        seen = text(factories.administrator(), *page)
        assert str(approved.matter_id) in seen
        assert approved.matter.number not in seen
        assert approved.matter.title not in seen
        assert approved.matter.client.name not in seen


def test_a_screened_partner_finds_no_trace(approved, partner, other):
    hold = services.place_hold(
        matter=factories.matter(responsible=partner), reason=HoldReason.CLAIM, by=partner
    )
    factories.screen(approved.matter, other)
    factories.screen(hold.matter, other)

    page = text(other, "keeping:overview")

    assert str(approved.matter_id) not in page
    assert approved.matter.number not in page
    assert hold.matter.number not in page
    assert text(other, "keeping:destruction", approved.pk) == 404
    assert text(other, "keeping:hold", approved.matter_id) == 404
    assert text(other, "keeping:lift", hold.pk) == 404
    assert '<span class="count">' not in page


@pytest.mark.parametrize("role", ["lawyer", "paralegal", "clerk", "student", "staff", ""])
def test_others_find_no_such_page(approved, role):
    user = factories.person(role)

    assert [text(user, *page) for page in pages(approved)] == [404, 404]
    assert text(user, "keeping:new_rule") == 404


def test_an_auditor_reads_and_changes_nothing(approved):
    auditor = factories.person("auditor")
    before = list(Destruction.objects.values())

    assert [type(text(auditor, *page)) for page in pages(approved)] == [str, str]
    for name in ("approve", "decline", "destruction"):
        browser(auditor).post(
            reverse(f"keeping:{name}", args=[approved.pk]), {"number": str(approved.matter_id)}
        )

    assert list(Destruction.objects.values()) == before
    assert Entry.objects.filter(event="keeping.refused", actor=auditor.pk).count() == 3


def test_a_rule_is_proposed_and_approved_on_the_page(partner, other):
    browser(partner).post(
        reverse("keeping:new_rule"),
        {"practice_area": "", "years": 15, "basis": "By-Law 9, s. 23", "first_day": "2026-01-01"},
    )
    made = RetentionRule.objects.get()
    browser(partner).post(reverse("keeping:approve_rule", args=[made.pk]))
    made.refresh_from_db()
    assert made.approved_at is None

    browser(other).post(reverse("keeping:approve_rule", args=[made.pk]))

    made.refresh_from_db()
    assert (made.approved_by, made.owner, made.basis) == (other, partner, "By-Law 9, s. 23")
    assert "By-Law 9, s. 23" in text(partner, "keeping:overview")


def test_a_hold_is_placed_and_lifted_on_the_page(due, partner):
    browser(partner).post(reverse("keeping:hold", args=[due.pk]), {"reason": HoldReason.LITIGATION})
    hold = Hold.objects.get()
    assert "Litigation" in text(partner, "desk:matter", due.pk)

    browser(partner).post(reverse("keeping:lift", args=[hold.pk]), {"reason": LiftReason.AGAIN})
    hold.refresh_from_db()
    assert hold.lifted_at is None
    browser(partner).post(reverse("keeping:lift", args=[hold.pk]), {"reason": LiftReason.ENDED})

    hold.refresh_from_db()
    assert hold.lift_reason == LiftReason.ENDED


def test_destroying_takes_the_number_typed_again(approved, other):
    page = reverse("keeping:destruction", args=[approved.pk])

    answer = browser(other).post(page, {"number": "2026-9999"})
    assert answer.status_code == 400
    approved.refresh_from_db()
    assert approved.state == State.APPROVED
    browser(other).post(page, {"number": approved.matter.number})

    approved.refresh_from_db()
    assert (approved.state, approved.settled_by) == (State.DESTROYED, other)
    seen = text(other, "desk:matter", approved.matter_id)
    assert reverse("desk:certificate", args=[approved.pk]) in seen


def test_a_page_that_comes_upon_destroyed_content_says_so(rf, partner):
    request = rf.get("/")
    request.user = partner
    answering = DestroyedContent(lambda request: None)

    gone = answering.process_exception(request, KeysDestroyed())

    assert gone.status_code == 410
    assert "was destroyed" in gone.content.decode()
    assert answering.process_exception(request, ValueError()) is None


def test_an_end_is_proposed_kept_proposed_again_and_approved_on_the_page(partner, other):
    made, page = rule(partner, other), reverse("keeping:overview")
    end, keep, approve = (
        reverse(f"keeping:{name}", args=[made.pk]) for name in ("end_rule", "keep_rule", "approve_end")
    )
    assert keep not in browser(partner).get(page).content.decode()

    browser(partner).post(end)
    assert approve not in browser(partner).get(page).content.decode()
    assert keep in browser(partner).get(page).content.decode()
    browser(partner).post(keep)
    made.refresh_from_db()
    assert not made.is_to_end
    browser(partner).post(end)
    assert approve in browser(other).get(page).content.decode()
    browser(other).post(approve)

    made.refresh_from_db()
    assert made.ended


def test_the_certificate_names_what_when_who_the_rule_and_the_last_backup(approved, other, partner):
    before = Backup.objects.create(
        name="firmai-1.backup",
        made_at=approved.matter.key.made_at,
        octets=1,
        sha256="0" * 64,
        entries=1,
        matters=1,
        expires_on="2031-02-03",
    )
    number = approved.matter.number
    done = services.destroy(destruction=approved, by=other)
    Backup.objects.create(
        name="firmai-2.backup",
        made_at=done.settled_at,
        octets=1,
        sha256="0" * 64,
        entries=1,
        matters=0,
        expires_on="2032-02-03",
    )

    said = text(partner, "desk:certificate", done.pk)
    answer = browser(partner).get(reverse("desk:certificate_pdf", args=[done.pk]))
    paper = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)

    for words in (number, other.full_name, partner.full_name, "By-Law 9", before.name, "2031", "Sources"):
        assert words in said
        assert words in paper.replace("\n", " ")
    assert "firmai-2.backup" not in said
    assert b"pdfaid" in answer.content
    assert answer["Cache-Control"] == "no-store, private"
    ids_only = text(factories.administrator(), "desk:certificate", done.pk)
    assert number not in ids_only
    assert text(factories.person("lawyer"), "desk:certificate", done.pk) == 404


def test_the_certificate_counts_from_the_rule_under_which_it_was_destroyed(approved, other, partner):
    first = approved.rule
    rule(partner, other, years=16)
    services.end_rule(rule=first, by=partner)
    services.approve_end(rule=first, by=other)

    done = services.destroy(destruction=approved, by=other)

    assert done.due_on == CLOSED.replace(year=CLOSED.year + 16)
    said = text(partner, "desk:certificate", done.pk)
    assert "16 years after closing" in said
    assert "4 May 2025" in said


def test_every_kind_of_content_has_a_name_on_the_certificate():
    labels = {model._meta.label_lower for model, _columns in erasing.sealed_columns()}

    assert labels - certificates.KINDS.keys() == set()


def test_there_is_no_certificate_of_what_still_exists(approved, partner):
    assert text(partner, "desk:certificate", approved.pk) == 404
    assert text(partner, "desk:certificate_pdf", approved.pk) == 404


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_asks_the_same_number_of_questions_however_long_it_is(
    many,
    partner,
    other,
    django_assert_max_num_queries,
):
    rule(partner, other)
    for _ in range(many):
        services.place_hold(matter=factories.matter(responsible=partner), reason=HoldReason.CLAIM, by=partner)
    client = browser(partner)

    with django_assert_max_num_queries(42):
        client.get(reverse("keeping:overview"))
