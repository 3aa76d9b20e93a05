"""A matter that is closed or destroyed, or a delegation revoked, in the very moment in which something is done in it,
and two people who carry one item on at once."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.core.errors import FirmaiError, NotAllowed, WrongState
from apps.core.sensitive import Sensitive
from apps.drafting import services as drafting
from apps.drafting.models import Request
from apps.keeping import erasing
from apps.matters import forgetting, keys
from apps.matters import services as matters
from apps.matters.models import Matter
from apps.people import services as people
from apps.people.models import Robot, User
from apps.review import services
from apps.review.authorities import lookups
from apps.review.models import ItemRule, SignedStatement
from apps.review.models.lookups import LookupResult
from apps.review.signing import certificates
from tests import factories
from tests.drafting import factories as f
from tests.review import factories as r
from tests.review.test_carrying_on import approved_letter, found_wrong
from tests.review.test_cases import REAL, approve_twice, factum
from tests.review.test_certificates import delegate, sign
from tests.review.test_closed import refusals

pytestmark = pytest.mark.django_db(transaction=True)


def at_once_with_the_closing(task, act):
    """``act`` is begun while the matter is being closed and ends after that is committed. Gives what it raised."""
    closing = matters.close_matter.__wrapped__  # the act, whose transaction is this one
    lawyer = task.matter.responsible
    return at_once(lambda: closing(matter=task.matter, on=timezone.localdate(), by=lawyer), act)


def at_once(first, act):
    """The same of whatever is done ``first``."""
    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            first()
            begun = threads.submit(_alone, act)
            _until_it_waits()
        return begun.result(timeout=30)


def _alone(act):
    try:
        act()
    except FirmaiError as error:
        return error
    finally:
        connection.close()


def _until_it_waits():
    """Until another connection waits for a lock that this one holds."""
    ends = time.monotonic() + 20
    while time.monotonic() < ends:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
            )
            if cursor.fetchone()[0]:
                return
        time.sleep(0.02)
    raise AssertionError("nothing waited for what was done first")


def test_nothing_is_approved_in_the_moment_in_which_the_matter_is_closed():
    task = r.task()
    r.answer_all(task, task.responsible)

    raised = at_once_with_the_closing(task, lambda: r.approve(task, task.responsible))

    assert isinstance(raised, NotAllowed)
    assert (r.fresh(task).state, task.decisions.count(), task.manifests.count()) == ("open", 0, 0)
    assert refusals(task) == [("approve", ["matter_closed"])]


ENDINGS = {
    "role": lambda user, admin: people.end_role.__wrapped__(grant=user.grants.get(), by=admin),
    "account": lambda user, admin: people.end_person.__wrapped__(user=user, reason="left", by=admin),
    "licence": lambda user, admin: people.withdraw_licence.__wrapped__(licence=user.licences.get(), by=admin),
}


@pytest.mark.parametrize("what", ENDINGS)
def test_nobody_approves_or_signs_in_the_moment_in_which_what_lets_them_is_ended(what):
    admin, end = factories.administrator(), ENDINGS[what]
    task = r.task()
    lawyer = task.responsible
    r.answer_all(task, lawyer)
    filing, signer, second = factum()
    approve_twice(filing, signer, second)
    made = certificates.prepare(r.fresh(filing), signer)
    every = [str(line.authority.pk) for line in made.lines]

    approving = at_once(lambda: end(lawyer, admin), lambda: r.approve(task, lawyer))
    signing = at_once(
        lambda: end(signer, admin),
        lambda: services.sign(task=r.fresh(filing), shown=made.sha256, satisfied=every, by=signer),
    )

    assert isinstance(approving, NotAllowed)
    assert isinstance(signing, FirmaiError)
    assert (r.fresh(task).state, task.decisions.count()) == ("open", 0)
    assert not SignedStatement.objects.exists()
    assert (refusals(task)[-1][0], refusals(filing)[-1][0]) == ("approve", "sign")


@pytest.mark.parametrize("what", ["role", "account"])
def test_nobody_signs_for_a_lawyer_in_the_moment_in_which_they_leave(what):
    admin, end = factories.administrator(), ENDINGS[what]
    task, lawyer, second = factum()
    approve_twice(task, lawyer, second)
    clerk = f.person("clerk")
    f.join(task.matter, clerk)
    delegate(task, clerk)
    made = certificates.prepare(r.fresh(task), clerk)
    every = [str(line.authority.pk) for line in made.lines]

    raised = at_once(
        lambda: end(clerk, admin),
        lambda: services.sign(task=r.fresh(task), shown=made.sha256, satisfied=every, by=clerk),
    )

    assert isinstance(raised, NotAllowed)
    assert not SignedStatement.objects.exists()
    assert refusals(task)[-1][0] == "sign"


def test_what_canlii_says_in_the_moment_of_an_approval_is_before_whoever_approves():
    task, lawyer, _second = factum()
    r.answer_all(task, lawyer)
    row = task.authorities.get(present=True)
    robot = User.for_robot(Robot.REVIEW)

    raised = at_once(
        lambda: lookups._kept(authority=row, result=LookupResult.ABSENT, style="", found=None, by=robot),
        lambda: r.approve(task, lawyer),
    )

    assert isinstance(raised, NotAllowed)
    assert raised.codes == ("authority",)
    assert (r.fresh(task).state, task.decisions.count()) == ("open", 0)


def test_who_takes_a_file_away_waits_for_whoever_takes_its_approval_back():
    task, lawyer, second = factum()
    approve_twice(task, lawyer, second)
    statement = sign(task, lawyer)

    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            withdraw, cancel = (
                each.__wrapped__ for each in (services.withdraw_statement, services.cancel_approval)
            )
            withdraw(statement=statement, reason="signed_in_error", by=lawyer)
            cancel(task=r.fresh(task), shown=r.shown(task), reason="in_error", kept_back=True, by=lawyer)
            version = r.version(task)
            begun = threads.submit(
                _alone, lambda: services.open_draft(task=task, by=lawyer, version=version, takes_files=True)
            )
            _until_it_waits()
        begun.result(timeout=30)

    assert (r.fresh(task).state, r.fresh(task).left_at) == ("open", None)


def test_nobody_signs_in_the_moment_in_which_the_matter_is_closed():
    task, lawyer, second = factum()
    approve_twice(task, lawyer, second)
    made = certificates.prepare(r.fresh(task), lawyer)
    all_of_them = [str(line.authority.pk) for line in made.lines]

    raised = at_once_with_the_closing(
        task,
        lambda: services.sign(task=r.fresh(task), shown=made.sha256, satisfied=all_of_them, by=lawyer),
    )

    assert isinstance(raised, NotAllowed)
    assert not SignedStatement.objects.exists()
    assert refusals(task)[-1] == ("sign", ["matter_closed"])


def test_nobody_signs_for_a_lawyer_in_the_moment_in_which_that_is_revoked():
    task, lawyer, second = factum()
    approve_twice(task, lawyer, second)
    clerk = f.person("clerk")
    f.join(task.matter, clerk)
    given = delegate(task, clerk)
    made = certificates.prepare(r.fresh(task), clerk)
    all_of_them = [str(line.authority.pk) for line in made.lines]
    revoking = matters.revoke_delegation.__wrapped__

    raised = at_once(
        lambda: revoking(delegation=given, by=lawyer),
        lambda: services.sign(task=r.fresh(task), shown=made.sha256, satisfied=all_of_them, by=clerk),
    )

    assert isinstance(raised, NotAllowed)
    assert not SignedStatement.objects.exists()
    assert refusals(task)[-1] == ("sign", ["not_signer"])


def at_once_with_the_destruction(task, act):
    """``act`` is begun while the matter is being destroyed and ends after that is committed. Gives what it raised."""
    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            Matter.objects.select_for_update().get(pk=task.matter_id)
            begun = threads.submit(_alone, act)
            _until_it_waits()
            forgetting.forget(matter=task.matter, by=task.matter.responsible)
            erasing.erase(task.matter)
        return begun.result(timeout=30)


def sealed(task):
    """Whether anything of the matter is still sealed."""
    return [
        model.__name__
        for model, columns in erasing.sealed_columns()
        for column in columns
        if model._default_manager.filter(matter=task.matter_id, **{f"{column}__octets__gt": 0}).exists()
    ]


def looked_at_again(task):
    ItemRule.objects.update(sample_one_in=1)
    lawyer, other = task.responsible, f.person("partner")
    r.answer_all(task, lawyer)
    r.approve(task, lawyer)
    r.seen(task, other)
    return lambda: services.look_again(
        task=r.fresh(task),
        decision=task.decisions.get(),
        outcome="overturned",
        note=Sensitive("Wrong."),
        by=other,
    )


WRITES = {
    "a comment": lambda task: (
        lambda: services.comment(
            task=task, version=r.version(task), text=Sensitive("Hm."), by=task.responsible
        )
    ),
    "a note in a row that was there": looked_at_again,
}


@pytest.mark.parametrize("what", WRITES)
def test_nothing_is_written_in_a_matter_in_the_moment_in_which_it_is_destroyed(what):
    task = r.task()

    raised = at_once_with_the_destruction(task, WRITES[what](task))

    assert isinstance(raised, keys.KeysDestroyed)
    assert sealed(task) == []


def test_what_a_text_cites_is_listed_anew_before_or_after_the_matter_is_destroyed_and_neither_waits_for_the_other():
    task, lawyer, _second = factum(f"{REAL}\nAnd so is R. v. Jordan, 2016 SCC 27, at para 5.\n")
    task.authorities.order_by("-order").first().delete()  # as before firmai knew to find it
    client = Client()
    client.force_login(lawyer)

    at_once_with_the_destruction(task, lambda: client.get(reverse("review:detail", args=[task.pk])))

    assert (task.authorities.count(), sealed(task)) == (1, [])


def test_of_two_who_carry_on_two_rounds_of_one_item_at_once_one_comes_first():
    task, lawyer, _sources = approved_letter()
    found_wrong(task, lawyer)
    draft = f.answered(services.supersede(task=r.fresh(task), by=lawyer), lawyer, r.LETTER)
    services.collect(10)
    later = draft.task
    ended = services.return_with_reasons(
        task=later, version=draft.latest, reasons=["tone"], note=None, by=lawyer
    )
    drafting.withdraw(request=ended, by=lawyer)

    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            services.ask_again.__wrapped__(task=r.fresh(later), by=lawyer)
            begun = threads.submit(_alone, lambda: services.supersede(task=r.fresh(task), by=lawyer))
            _until_it_waits()
        raised = begun.result(timeout=30)

    assert isinstance(raised, WrongState)
    assert Request.objects.filter(state="preview").count() == 1
    assert refusals(task)[-1] == ("correct", ["decided"])
