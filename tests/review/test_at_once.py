"""An authority confirmed in one act: only by whoever went to its page from this very text, and never over what was
found wrong or what CanLII contradicts."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.audit.models import Entry
from apps.core.errors import BadInput, Conflict, NotAllowed, WrongState
from apps.core.sensitive import Sensitive
from apps.matters.models import Forum
from apps.review import queries, services
from apps.review.filing import queries as filings
from apps.review.models import AuthorityFinding, AuthorityOpening
from tests.drafting import factories as f
from tests.review import factories as r
from tests.review.test_cases import PLANTED, REAL, factum, find, only_authority

pytestmark = pytest.mark.django_db
PAGE = "https://www.canlii.org/en/ca/scc/doc/2021/2021scc24/2021scc24.html"


def go(task, by):
    return services.open_page(authority=only_authority(task), version=r.version(task), by=by)


def confirm(task, by, *, source_class="canlii", link=PAGE, version=None):
    return services.confirm_rest(
        authority=only_authority(task),
        version=version or r.version(task),
        source_class=source_class,
        link=Sensitive(link) if link else None,
        by=by,
    )


def open_checks(task):
    return [check.value for _line, check in queries.open_checks(queries.read(r.fresh(task), r.version(task)))]


def refusal():
    return Entry.objects.filter(event="review.refused").last().facts


def test_who_went_to_the_page_confirms_what_is_open_each_check_on_record():
    task, lawyer, _second = factum()
    find(task, lawyer, "good_law")
    go(task, lawyer)

    made = confirm(task, lawyer)

    assert {row.check_code for row in made} == {"exists", "details", "opened", "quotation", "proposition"}
    assert open_checks(task) == []
    assert Entry.objects.filter(event="review.authority_checked").count() == 6
    assert AuthorityFinding.objects.get(check_code="exists").source_class == "canlii"
    [line] = queries.read(r.fresh(task), r.version(task)).ledger
    assert filings.link_of(line) == PAGE


def test_one_act_locks_and_reads_once_however_many_checks_are_open():
    task, lawyer, _second = factum()
    go(task, lawyer)

    with CaptureQueriesContext(connection) as asked:
        confirm(task, lawyer)

    locks = [each for each in asked.captured_queries if "FOR UPDATE" in each["sql"]]
    found = [
        each for each in asked.captured_queries if 'INSERT INTO "review_authorityfinding"' in each["sql"]
    ]
    assert (len(locks), len(found)) == (1, 6)


def test_nobody_confirms_at_once_what_they_did_not_go_to():
    task, lawyer, second = factum()
    go(task, second)

    with pytest.raises(NotAllowed, match="Open its page first"):
        confirm(task, lawyer)

    assert not AuthorityFinding.objects.exists()
    assert (refusal()["attempted"], refusal()["reasons"]) == ("find", ["not_opened"])


def test_another_text_has_to_be_gone_from_again():
    task, lawyer, _second = factum()
    shown = r.version(task)
    go(task, lawyer)
    r.edit(task, lawyer, r.text(task).replace("bears on it", "bears on this"))

    with pytest.raises(Conflict):
        confirm(task, lawyer, version=shown)
    with pytest.raises(NotAllowed):
        confirm(task, lawyer)

    assert not AuthorityFinding.objects.exists()


def test_what_was_found_wrong_stays_and_still_blocks():
    task, lawyer, _second = factum()
    find(task, lawyer, "proposition", "wrong")
    go(task, lawyer)

    confirm(task, lawyer)

    assert open_checks(task) == ["proposition"]
    assert "authority" in r.obstacles(task, lawyer)
    with pytest.raises(BadInput):
        confirm(task, lawyer)


def test_an_invented_authority_is_not_confirmed_at_once():
    task, lawyer, _second = factum(PLANTED)
    services.look_up(task=task, by=lawyer)
    go(task, lawyer)

    with pytest.raises(NotAllowed, match="CanLII has no such decision"):
        confirm(task, lawyer, link=None)

    assert not AuthorityFinding.objects.exists()
    assert refusal()["reasons"] == ["authority"]


def test_a_page_of_another_decision_confirms_nothing():
    task, lawyer, _second = factum()
    go(task, lawyer)

    with pytest.raises(NotAllowed, match="not the one of what is cited"):
        confirm(task, lawyer, link=PAGE.replace("2021scc24", "2020scc24"))

    assert not AuthorityFinding.objects.exists()


def test_going_twice_is_on_record_once_and_never_after_the_end():
    task, lawyer, second = factum(forum=Forum.AB_KINGS_BENCH)
    go(task, lawyer)
    go(task, lawyer)
    assert Entry.objects.filter(event="review.authority_opened").count() == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        AuthorityOpening.objects.update(by=second)
    for each in (lawyer, second):
        r.answer_all(task, each)
        r.approve(task, each)

    with pytest.raises(WrongState):
        go(task, second)

    assert AuthorityOpening.objects.count() == 1


def test_the_page_offers_the_one_act_once_its_reader_went_there():
    task, lawyer, _second = factum()
    client = Client()
    client.force_login(lawyer)
    authority = only_authority(task).pk
    ledger = client.get(reverse("review:detail", args=[task.pk])).content.decode()
    assert 'data-key="y" disabled' in ledger
    assert f'href="{PAGE}"' in ledger

    answer = client.post(reverse("review:open_page", args=[task.pk, 1, authority]))
    assert 'data-key="y" disabled' not in answer.content.decode()
    client.post(
        reverse("review:confirm_rest", args=[task.pk, 1, authority]), {"source_class": "canlii", "link": PAGE}
    )

    assert open_checks(task) == []


@pytest.mark.parametrize("name", ["open_page", "confirm_rest"])
def test_a_stranger_meets_404(name):
    task, _lawyer, _second = factum()
    client = Client()
    client.force_login(f.person("lawyer"))

    answer = client.post(reverse(f"review:{name}", args=[task.pk, 1, only_authority(task).pk]))

    assert answer.status_code == 404
    assert not AuthorityOpening.objects.exists()


def test_an_authority_that_the_text_no_longer_cites_is_not_gone_to():
    task, lawyer, _second = factum()
    authority = only_authority(task)
    r.edit(task, lawyer)
    client = Client()
    client.force_login(lawyer)

    answer = client.post(reverse("review:open_page", args=[task.pk, 2, authority.pk]))

    assert answer.status_code == 404
    assert not AuthorityOpening.objects.exists()


def test_where_going_to_a_page_is_refused_the_page_is_loaded_again_and_says_why():
    task, lawyer, second = factum()
    authority = only_authority(task)
    address = reverse("review:open_page", args=[task.pk, 1, authority.pk])
    r.withdraw(task, lawyer)
    client = Client()
    client.force_login(second)

    part, whole = client.post(address, headers={"HX-Request": "true"}), client.post(address)

    assert (part.headers["HX-Refresh"], part.content) == ("true", b"")
    assert whole.status_code == 302
    assert not AuthorityOpening.objects.exists()
    assert Entry.objects.filter(event="review.refused").count() == 2


def test_a_version_that_does_not_cite_an_authority_has_no_fold_of_it():
    task, lawyer, _second = factum(text="Nothing is cited here yet.")
    r.edit(task, lawyer, REAL)
    client = Client()
    client.force_login(lawyer)

    def folded(number):
        address = reverse("review:authority", args=[task.pk, number, only_authority(task).pk])
        return client.get(address, headers={"HX-Request": "true"}).status_code

    assert (folded(1), folded(2)) == (404, 200)
