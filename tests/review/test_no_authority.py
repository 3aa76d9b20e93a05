"""What was found in a text and names no authority: said to be none by whoever may decide, on record, and shown to
everybody who relies on it. Never of what carries a citation."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from apps.audit.models import Entry
from apps.core.errors import BadInput, Conflict, NotAllowed, WrongState
from apps.core.sensitive import Sensitive
from apps.matters import keys
from apps.matters.models import Forum
from apps.review import queries, services
from apps.review.aftermath import items
from apps.review.authorities import ledger
from apps.review.decisions import manifests
from apps.review.models import Authority, Dismissal, Manifest
from apps.review.signing import certificates
from tests.drafting import factories as f
from tests.review import factories as r
from tests.review.test_cases import PLANTED, REAL, approve_twice, factum, find
from tests.review.test_rules import someone
from tests.review.test_views import signed_in

pytestmark = pytest.mark.django_db
ALONE = "Etobicoke was distinguished by its low rents."
BOTH = f"{REAL}\n\n{ALONE}"


def named(task, words="Etobicoke"):
    lines = queries.read(r.fresh(task), r.version(task)).ledger
    return next(line.authority for line in lines if line.style == words)


def line_of(task, words="Etobicoke"):
    lines = queries.read(r.fresh(task), r.version(task)).ledger
    return next(line for line in lines if line.style == words)


def dismiss(task, by, words="Etobicoke", *, went=True, note="", version=None):
    authority = named(task, words)
    if went:
        services.open_page(authority=authority, version=r.version(task), by=by)
    return services.dismiss(
        authority=authority,
        version=version or r.version(task),
        note=Sensitive(note) if note else None,
        by=by,
    )


def refusal():
    return Entry.objects.filter(event="review.refused").last().facts


def test_what_names_no_authority_is_said_to_be_none_by_who_may_decide_and_is_not_asked_about_any_more():
    task, lawyer, _second = factum(ALONE)
    assert "authority" in r.obstacles(task, lawyer)

    row = dismiss(task, lawyer)

    assert "authority" not in r.obstacles(task, lawyer)
    assert line_of(task).dismissal == row
    entry = Entry.objects.get(event="review.authority_dismissed")
    assert (entry.actor, entry.facts["authority"]) == (lawyer.pk, str(row.authority_id))
    assert task.pk in {each.pk for each in items.found(lawyer, items.Asked(person=lawyer.pk))}


@pytest.mark.parametrize("text", [REAL, PLANTED])
def test_nobody_says_so_of_what_carries_a_citation(text):
    task, lawyer, _second = factum(text)
    authority = Authority.objects.get(task=task)
    services.open_page(authority=authority, version=r.version(task), by=lawyer)

    with pytest.raises(NotAllowed, match="carries a citation"):
        services.dismiss(authority=authority, version=r.version(task), note=Sensitive("A person."), by=lawyer)

    assert not Dismissal.objects.exists()
    assert (refusal()["attempted"], refusal()["reasons"]) == ("dismiss", ["authority"])
    page = signed_in(lawyer).get(reverse("review:detail", args=[task.pk])).content.decode()
    assert "It names no authority" not in page


@pytest.mark.parametrize(
    "report",
    [
        "[2010] 3 Fed CR 12",
        "347 F.3d 12",
        "(1988), 12 RTR (NS) 1",
        "[2002] O.L.R.B. Rep. May 12",
        "(1994), 12 CRNS 3",
    ],
)
def test_what_is_reported_in_a_series_that_no_list_has_carries_a_citation_too(report):
    task, lawyer, _second = factum(f"*Smith v Jones*, {report}, says so.")
    line = queries.read(r.fresh(task), r.version(task)).ledger[0]
    services.open_page(authority=line.authority, version=r.version(task), by=lawyer)

    with pytest.raises(NotAllowed, match="carries a citation"):
        services.dismiss(
            authority=line.authority, version=r.version(task), note=Sensitive("Our own action."), by=lawyer
        )

    assert not Dismissal.objects.exists()
    assert refusal()["reasons"] == ["authority"]


@pytest.mark.parametrize("who", ["clerk", "second", "paralegal", "stranger"])
def test_only_whoever_may_decide_now_says_so(who):
    task, _lawyer, second = factum(ALONE)
    people = {"second": second, "stranger": f.person("lawyer")}
    by = people.get(who) or f.person(who)
    if who in ("clerk", "paralegal"):
        f.join(task.matter, by)

    with pytest.raises(NotAllowed):
        dismiss(task, by, went=False)

    assert not Dismissal.objects.exists()
    assert refusal()["attempted"] == "dismiss"


def test_nobody_says_so_without_having_looked():
    task, lawyer, _second = factum(ALONE)

    with pytest.raises(NotAllowed, match="Look for it first"):
        dismiss(task, lawyer, went=False)

    assert not Dismissal.objects.exists()
    assert refusal()["reasons"] == ["not_opened"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("*Invented v. Nobody* says so.", "Invented v. Nobody"),
        ("Under the Tenancy Act it ends.", "Tenancy Act"),
    ],
)
def test_what_looks_like_an_authority_takes_a_note(text, words):
    task, lawyer, _second = factum(text)

    with pytest.raises(BadInput, match="looks like an authority"):
        dismiss(task, lawyer, words)
    assert not Dismissal.objects.exists()

    row = dismiss(task, lawyer, words, note="Our own earlier action, relied on for nothing.")
    assert keys.reveal(row, "note").reveal().startswith("Our own")


def test_what_somebody_could_not_confirm_takes_a_note():
    task, lawyer, _second = factum(ALONE)
    find(task, lawyer, "exists", "could_not")

    with pytest.raises(BadInput):
        dismiss(task, lawyer)
    dismiss(task, lawyer, note="A part of Toronto.")

    assert line_of(task).confirmed


def test_the_queue_counts_it_as_none_until_a_check_is_answered_again():
    task, lawyer, _second = factum(ALONE)
    find(task, lawyer, "exists", "could_not")

    def row():
        return signed_in(lawyer).get(reverse("review:queue")).content.decode()

    assert "1 authority not confirmed" in row()
    dismiss(task, lawyer, note="A part of Toronto.")
    assert "1 authority" not in row()

    find(task, lawyer, "good_law", "could_not")
    assert "1 authority not confirmed" in row()


def test_it_counts_while_the_words_around_it_stay_and_nobody_answers_a_check():
    task, lawyer, _second = factum(f"{ALONE}\n\nAnd so on.\n\nAnd further on.")
    dismiss(task, lawyer)
    r.edit(task, lawyer, r.text(task).replace("And further on.", "And further still."))
    assert line_of(task).dismissal is not None

    r.edit(task, lawyer, r.text(task).replace("low rents", "facts"))
    assert line_of(task).dismissal is None
    assert "authority" in r.obstacles(task, lawyer)

    dismiss(task, lawyer)
    find(task, lawyer, "exists", source_class="canlii")
    assert line_of(task).dismissal is None
    assert len(line_of(task).open_checks) == 5


def test_an_older_version_and_a_second_word_are_refused():
    task, lawyer, _second = factum(ALONE)
    shown = r.version(task)
    r.edit(task, lawyer, f"{ALONE} It is in Toronto.")

    with pytest.raises(Conflict):
        dismiss(task, lawyer, version=shown)
    dismiss(task, lawyer)
    with pytest.raises(WrongState):
        dismiss(task, lawyer)

    assert Dismissal.objects.count() == 1


def test_it_cancels_a_first_approval_and_the_second_person_is_shown_it():
    task, lawyer, second = factum(BOTH)
    r.file(task, lawyer)
    dismiss(task, lawyer)
    r.answer_all(task, lawyer)
    r.approve(task, lawyer)
    before = Manifest.objects.get(task=task).ledger_hmac

    r.answer_all(task, second)
    page = signed_in(second).get(reverse("review:approve", args=[task.pk, 2])).content.decode()
    assert "said to be no authority" in page
    assert f"Etobicoke, said by {lawyer.full_name}" in page
    r.approve(task, second)

    task = r.fresh(task)
    lines = ledger.lines(task, r.version(task), r.text(task))
    assert ledger.digest(task, lines).hmac == before
    bare = [line for line in lines if line.dismissal is None]
    assert ledger.digest(task, bare).hmac != before


@pytest.mark.usefixtures("filed")
def test_the_certificate_lists_it_apart_and_is_not_signed_on_nothing_else():
    task, lawyer, second = factum(BOTH)
    r.file(task, lawyer)
    dismiss(task, lawyer)
    approve_twice(task, lawyer, second)

    made = certificates.prepare(r.fresh(task), lawyer)

    assert [line.style for line in made.lines] == ["Colucci v. Colucci"]
    listed, apart = made.text.split("Named in the text and no authority:")
    assert "Etobicoke" not in listed
    assert f"Etobicoke (said by {lawyer.full_name}" in apart
    satisfied = [str(line.authority.pk) for line in made.lines]
    services.sign(task=r.fresh(task), shown=made.sha256, satisfied=satisfied, by=lawyer)
    assert manifests.holds(Manifest.objects.final().get(task=task))


def test_a_factum_that_cites_nothing_else_has_nothing_to_certify():
    task, lawyer, _second = factum(ALONE)
    r.file(task, lawyer)
    dismiss(task, lawyer)

    assert "empty_ledger" in r.obstacles(task, lawyer)


def test_after_approval_nothing_of_it_changes():
    task, lawyer, second = factum(f"{REAL}\n\n{ALONE}", forum=Forum.AB_KINGS_BENCH)
    dismiss(task, lawyer)
    approve_twice(task, lawyer, second)

    assert line_of(task).dismissal is not None
    with pytest.raises(WrongState):
        services.dismiss(authority=named(task), version=r.version(task), by=lawyer)
    with pytest.raises(DatabaseError), transaction.atomic():
        Dismissal.objects.update(by=second)
    row = Dismissal.objects.get()
    row.pk = None
    with pytest.raises(DatabaseError), transaction.atomic():
        row.save(force_insert=True)


def test_the_page_offers_it_once_its_reader_has_looked_and_says_who_said_it():
    task, lawyer, second = factum(ALONE)
    client, authority = signed_in(lawyer), named(task).pk
    page = client.get(reverse("review:detail", args=[task.pk])).content.decode()
    assert 'data-key="n"' in page
    assert (
        "It names no authority"
        not in signed_in(second).get(reverse("review:detail", args=[task.pk])).content.decode()
    )

    answer = client.post(reverse("review:open_page", args=[task.pk, 1, authority])).content.decode()
    assert 'data-key="n"' in answer
    assert "disabled" not in answer
    client.post(reverse("review:dismiss", args=[task.pk, 1, authority]))

    page = client.get(f"{reverse('review:detail', args=[task.pk])}?authority={authority}").content.decode()
    assert f"{lawyer.short_name} said that this names no authority" in page
    assert "Authorities · 0 of 0" in page
    assert 'class="dismissed' in page


@pytest.mark.parametrize(("forum", "may"), [(Forum.ON_SMALL_CLAIMS, True), (Forum.FEDERAL, False)])
def test_a_paralegal_says_so_within_the_scope_on_record_and_nowhere_else(forum, may):
    matter = f.matter(forum=forum)
    task = r.task(ALONE, code="summary", matter=matter)
    paralegal = someone("paralegal, small claims", matter)

    if may:
        dismiss(task, paralegal)
    else:
        with pytest.raises(NotAllowed, match="outside the scope"):
            dismiss(task, paralegal)

    assert Dismissal.objects.exists() is may
