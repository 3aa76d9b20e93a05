import re
from datetime import timedelta
from html import escape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.audit.models import Entry
from apps.core import prepared
from apps.core.errors import NotAllowed
from apps.drafting.models import Request, Version
from apps.matters.models import Matter, Screen
from apps.people import services as people
from apps.review import services
from apps.review.models import AuthorityFinding, ChecklistAnswer, Comment, Decision, VersionOpening
from apps.review.queue import piles
from apps.review.reading import shown
from tests.drafting import factories as f
from tests.review import factories as r
from tests.review.test_cases import factum, find

pytestmark = pytest.mark.django_db

ACTS = {
    "detail": ("get", ()),
    "version": ("get", (1,)),
    "changes": ("get", ()),
    "edit": ("get", (1,)),
    "approve": ("get", (1,)),
    "return": ("get", (1,)),
    "reserve": ("post", ()),
    "release": ("post", ()),
    "withdraw": ("post", (1,)),
    "answer": ("post", (1, "facts")),
    "comment": ("post", (1,)),
}
SEES = {
    "responsible": True,
    "partner": True,
    "student on the team": True,
    "lawyer elsewhere": False,
    "screened partner": False,
    "administrator": False,
    "auditor": False,
}


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def reader(kind, task):
    if kind == "responsible":
        return task.responsible
    if kind == "auditor":
        return f.person("auditor", until=timedelta(days=30))
    user = f.person(
        {"student on the team": "student", "lawyer elsewhere": "lawyer"}.get(kind, kind.split()[-1])
    )
    if kind == "student on the team":
        f.join(task.matter, user)
    if kind == "screened partner":
        Screen.objects.create(matter=task.matter, user=user, reason="personal", raised_by=task.responsible)
    return user


def page(task, name, *args):
    return reverse(f"review:{name}", args=[task.pk, *args])


def refusals():
    found = Entry.objects.filter(event="review.refused").order_by("id")
    return [(entry.facts["attempted"], entry.facts["reasons"]) for entry in found]


def shown_digest(html):
    return re.search(r'name="shown" value="([0-9a-f]{64})"', html).group(1)


@pytest.mark.parametrize("kind", SEES)
def test_who_sees_a_review(task, kind):
    user = reader(kind, task)
    client = signed_in(user)

    response = client.get(page(task, "detail"))
    queue = client.get(reverse("review:queue"), {"show": "all"})

    assert response.status_code == (200 if SEES[kind] else 404)
    assert ("The lease ends" in response.content.decode()) is SEES[kind]
    assert (task.matter.title in queue.content.decode()) is SEES[kind]


@pytest.mark.parametrize("kind", [kind for kind, sees in SEES.items() if not sees])
def test_whoever_may_not_see_a_review_gets_404_from_all_of_its_pages_and_changes_nothing(kind):
    task = r.task("We rely on *Ko v Li*, 2025 ONSC 2766.")
    user = reader(kind, task)
    client = signed_in(user)
    before = Entry.objects.latest("pk").pk

    codes = {
        name: getattr(client, method)(page(task, name, *args)).status_code
        for name, (method, args) in ACTS.items()
    }
    codes["find"] = client.post(page(task, "find", 1, task.authorities.get().pk)).status_code
    codes["approving"] = client.post(
        page(task, "approve", 1), {"shown": r.version(task).text_hmac}
    ).status_code
    codes["editing"] = client.post(page(task, "edit", 1), {"text": "Mine now."}).status_code
    codes["returning"] = client.post(page(task, "return", 1), {"reasons": ["tone"]}).status_code

    assert set(codes.values()) == {404}
    refused = Entry.objects.filter(pk__gt=before)
    assert {(each.event, each.actor, each.facts["row"]) for each in refused} == {
        ("people.act_refused", user.pk, str(task.pk))
    }
    assert r.fresh(task).state == "open"


def test_a_visitor_is_asked_to_sign_in():
    assert Client().get(page(r.task(), "detail")).url.startswith("/account/login/")


def test_opening_a_draft_is_on_record_and_its_words_are_in_no_title_and_no_address(task):
    html = signed_in(task.responsible).get(page(task, "detail")).content.decode()

    last = Entry.objects.order_by("id").last()
    assert (last.event, last.actor) == ("review.draft_opened", task.responsible_id)
    assert re.search(r"<title>(.*?)</title>", html).group(1) == "Review · firmai"
    assert not any("lease" in address for address in re.findall(r'(?:href|action)="([^"]*)"', html))


def test_a_sentence_and_its_passage_point_at_one_another(task):
    html = signed_in(task.responsible).get(page(task, "detail")).content.decode()

    cited = '<a class="cited last" data-n="1" data-passage="s0-p1" id="cite-1" href="#s0-p1">'
    assert f"{cited}The lease ends" in html
    assert '<div class="passage" id="s0-p1">' in html
    assert 'href="#cite-1" data-sentence="cite-1"' in html


def test_what_is_unfinished_is_marked_where_the_dock_leads_to():
    task = r.task("Dear [PERSON_3],\n\nWe rely on *Ko v Li*, 2025 ONSC 2766. The fee is [amount of the fee].")
    authority = task.authorities.get()

    html = signed_in(task.responsible).get(page(task, "detail")).content.decode()

    targets = re.search(r'data-targets="([^"]*)"', html).group(1).split()
    assert targets[:3] == ["gap-5", f"gap-{r.text(task).index('[amount')}", f"authority-{authority.pk}"]
    assert all(f'id="{target}"' in html for target in targets)
    assert (
        f'<a class="unconfirmed last" id="in-text-{authority.pk}" href="#authority-{authority.pk}">2025 ONSC 2766'
        in html
    )
    assert "https://www.canlii.org/en/on/onsc/doc/2025/2025onsc2766/2025onsc2766.html" in html


def test_a_near_miss_of_a_quotation_is_shown_with_its_difference():
    task = r.task('They wrote "The lease ends on 3 June 2027 and may be renewed once".')

    html = signed_in(task.responsible).get(page(task, "detail")).content.decode()

    assert 'class="near last"' in html
    assert "<del>march</del><ins>" in html.lower()


def test_the_dock_says_what_is_left_and_offers_approval_only_when_that_is_nothing(task):
    client = signed_in(task.responsible)

    before = client.get(page(task, "detail")).content.decode()
    r.answer_all(task, task.responsible)
    after = client.get(page(task, "detail")).content.decode()

    approve = page(task, "approve", 1)
    assert "things stand between this draft and approval:" in before
    assert approve not in before
    assert "Nothing stands between this draft and approval." in after
    assert approve in after


def test_a_student_reads_why_they_may_not_decide_and_is_led_to_whom_they_may_ask(task):
    student = reader("student on the team", task)
    r.answer_all(task, student)

    html = signed_in(student).get(page(task, "detail")).content.decode()

    assert 'href="#handing-on"' in html
    assert html.count('id="handing-on"') == 1
    assert 'href="#handing-on"' not in signed_in(task.responsible).get(page(task, "detail")).content.decode()
    assert "Only a licensee may decide a review." in html
    assert page(task, "approve", 1) not in html
    assert "Approve version" not in html, "a button that is never theirs to press"


def test_an_approval_is_asked_for_once_more_and_names_version_and_fingerprint(task):
    client = signed_in(task.responsible)
    r.answer_all(task, task.responsible)

    html = client.get(page(task, "approve", 1)).content.decode()
    response = client.post(page(task, "approve", 1), {"shown": shown_digest(html)})

    assert response.url == page(task, "detail")
    assert "Approve version 1" in html
    assert r.fresh(task).state == "approved"
    assert Decision.objects.get().text_hmac == r.version(task).text_hmac


@pytest.mark.parametrize("shown", ["", "0" * 64], ids=["none", "another"])
def test_a_text_that_was_not_shown_is_not_approved_and_that_is_on_record(task, shown):
    client = signed_in(task.responsible)
    r.answer_all(task, task.responsible)

    response = client.post(page(task, "approve", 1), {"shown": shown}, follow=True)

    assert "The text on the page is not the text of this version." in response.content.decode()
    assert (r.fresh(task).state, Decision.objects.count()) == ("open", 0)
    assert refusals() == [("approve", ["stale"])]


@pytest.mark.parametrize("way", ["changes", "changes/1/1"])
def test_a_page_that_says_that_nothing_changed_is_no_reading_of_the_text(task, way):
    client = signed_in(task.responsible)
    r.answer_one_by_one(task, task.responsible)

    html = client.get(f"/review/{task.pk}/{way}/").content.decode()

    assert "The texts are the same." in html
    assert not VersionOpening.objects.exists()
    with pytest.raises(NotAllowed, match="not opened for you"):
        r.approve(task, task.responsible)


def test_the_confirmation_of_a_version_that_is_no_longer_the_newest_approves_nothing(task):
    client = signed_in(task.responsible)
    r.answer_all(task, task.responsible)
    digest = shown_digest(client.get(page(task, "approve", 1)).content.decode())
    r.edit(task, task.responsible)

    response = client.post(page(task, "approve", 1), {"shown": digest}, follow=True)

    assert "Version 2 was saved in the meantime." in response.content.decode()
    assert r.fresh(task).state == "open"
    assert refusals() == [("approve", ["stale"])]


def test_an_attempt_that_is_not_allowed_shows_its_sentence_and_is_on_record(task):
    student = reader("student on the team", task)

    response = signed_in(student).post(
        page(task, "approve", 1), {"shown": r.version(task).text_hmac}, follow=True
    )

    assert "Only a licensee may decide a review." in response.content.decode()
    assert r.fresh(task).state == "open"
    assert refusals() == [("approve", ["not_licensed"])]


@pytest.mark.parametrize("said", ["an answer", "of an authority", "for the court"])
def test_a_review_goes_on_where_its_own_person_left_it(said):
    task, lawyer, second = factum()

    def goes_on(user):
        return " data-resume>" in signed_in(user).get(page(task, "detail")).content.decode()

    assert not goes_on(lawyer)
    if said == "an answer":
        given = {"version": r.version(task), "item": "facts", "answer": "done", "note": None}
        services.answer(task=task, by=lawyer, **given)
    elif said == "of an authority":
        find(task, lawyer, "good_law")
    else:
        r.describe(task, lawyer)
    assert (goes_on(lawyer), goes_on(second)) == (True, False)


def test_a_text_that_an_act_shows_to_who_never_opened_it_is_opened_on_record(task):
    client, fragment = signed_in(task.responsible), {"HX-Request": "true"}

    for _ in range(2):
        shown = client.post(page(task, "answer", 1, "no_question"), headers=fragment).content.decode()
        assert "The lease ends on" in shown

    opened = Entry.objects.filter(event="review.draft_opened", subject=task.pk)
    assert opened.count() == VersionOpening.objects.filter(by=task.responsible).count() == 1


def test_an_answer_comes_back_as_fragments_and_without_scripts_as_the_page(task):
    client = signed_in(task.responsible)
    url = page(task, "answer", 1, "facts")

    swapped = client.post(url, {"answer": "done"}, headers={"HX-Request": "true"}).content.decode()
    whole = client.post(
        page(task, "answer", 1, "consistency"), {"answer": "not_applicable", "note": "One page."}
    )

    assert swapped.lstrip().startswith('<div id="ledger"')
    assert 'id="dock" hx-swap-oob="true"' in swapped
    assert "<html" not in swapped
    assert whole.url == page(task, "version", 1) + "#check-consistency"
    assert set(ChecklistAnswer.objects.values_list("item", "answer")) == {
        ("facts", "done"),
        ("consistency", "not_applicable"),
    }


def test_an_answer_without_its_reason_is_refused_in_the_ledger_and_nothing_is_kept(task):
    client = signed_in(task.responsible)

    html = client.post(
        page(task, "answer", 1, "facts"), {"answer": "not_applicable"}, headers={"HX-Request": "true"}
    ).content.decode()

    assert "Say why it does not apply." in html
    assert not ChecklistAnswer.objects.exists()


def test_a_check_of_an_authority_is_kept_and_colours_its_dot():
    task = r.task("We rely on *Ko v Li*, 2025 ONSC 2766.")
    client = signed_in(task.responsible)
    url = page(task, "find", 1, task.authorities.get().pk)

    html = client.post(
        url,
        {"check": "exists", "outcome": "confirmed", "source_class": "canlii"},
        headers={"HX-Request": "true"},
    ).content.decode()

    assert AuthorityFinding.objects.get().outcome == "confirmed"
    assert len(re.findall(r'<a class="dot confirmed"', html)) == 1
    assert len(re.findall(r'<a class="dot "', html)) == 5


def test_an_authority_of_another_review_is_not_found():
    task, other = r.task(), r.task("We rely on *Ko v Li*, 2025 ONSC 2766.")

    response = signed_in(task.responsible).post(
        page(task, "find", 1, other.authorities.get().pk), {"check": "details", "outcome": "confirmed"}
    )

    assert response.status_code == 404
    assert not AuthorityFinding.objects.exists()


def test_a_comment_is_on_the_words_that_were_selected_whatever_emphasis_they_have():
    task = r.task("Dear client,\n\nWe rely on *Ko v Li*,\n2025 ONSC 2766.")

    signed_in(task.responsible).post(
        page(task, "comment", 1), {"text": "Is it real?", "words": "rely on Ko v Li, 2025"}
    )

    made = Comment.objects.get()
    assert r.text(task)[made.start : made.end] == "rely on *Ko v Li*,\n2025"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The tenant paid in May.\n\nThe tenant left in June.", "The tenant"),
        ("He said so and so and so it was.", "so and so"),
    ],
)
def test_a_comment_on_words_that_stand_there_twice_is_on_neither_until_it_is_said_which(text, words):
    task = r.task(text)

    response = signed_in(task.responsible).post(
        page(task, "comment", 1), {"text": "Which one?", "words": words}, follow=True
    )

    assert "stand in the text more than once" in response.content.decode()
    assert not Comment.objects.exists()


def test_a_comment_is_on_the_words_themselves_and_not_on_part_of_others():
    task = r.task("In fact the tenant left: that is an act of his.")

    signed_in(task.responsible).post(page(task, "comment", 1), {"text": "Is it?", "words": "act"})

    made = Comment.objects.get()
    assert (made.start, made.end) == (36, 39)
    assert r.text(task)[36:39] == "act"


@pytest.mark.parametrize(
    ("text", "words", "about"),
    [
        ("We ask:\n\n- one day;\n- two weeks.\n", "one day;\ntwo weeks", "one day;\n- two weeks"),
        ("1. One day.\n2. Two weeks.\n", "One day.\nTwo weeks.", "One day.\n2. Two weeks."),
        ("1. One day.\n2. Two weeks.\n", "1. One day.\n2. Two", "1. One day.\n2. Two"),
        ("# Facts\n\nHe left.\n\n## Law\n\nSo it is.\n", "He left.\n\nLaw\n\nSo", "He left.\n\n## Law\n\nSo"),
        (
            "| Day | Sum |\n| --- | --- |\n| May | $100 |\n",
            "Sum\nMay\t$100",
            "Sum |\n| --- | --- |\n| May | $100",
        ),
        (
            "See [*Ko*](https://e.com/k) on it.\n",
            "See Ko (https://e.com/k) on",
            "See [*Ko*](https://e.com/k) on",
        ),
        ("Or <https://e.com/p> so.\n", "Or https://e.com/p so", "Or <https://e.com/p> so"),
        ("A 5\\* hotel\\\nby the sea.\n", "5* hotel\nby", "5\\* hotel\\\nby"),
    ],
)
def test_a_comment_is_on_what_was_selected_over_lists_headings_tables_and_links(text, words, about):
    """A browser gives the words that the page shows, and none of the marks that Markdown has for them."""
    task = r.task(text)

    signed_in(task.responsible).post(page(task, "comment", 1), {"text": "Is it?", "words": words})

    made = Comment.objects.get()
    assert r.text(task)[made.start : made.end] == about


@pytest.mark.timeout(20)
@pytest.mark.parametrize("mark", ["* ", "> ", "_ ", "- ", "| ", "# ", "1. ", "\\", "[", "]("])
def test_marks_that_were_typed_as_words_take_no_time(mark):
    task = r.task(f"Dear client,\n\nso {mark * 60}it is.")

    response = signed_in(task.responsible).post(
        page(task, "comment", 1), {"text": "Is it real?", "words": mark * 20 + "x"}, follow=True
    )

    assert "Those words do not stand in the text." in response.content.decode()
    assert not Comment.objects.exists()


def test_a_comment_on_words_that_are_not_there_is_refused(task):
    response = signed_in(task.responsible).post(
        page(task, "comment", 1), {"text": "Is it real?", "words": "never written"}, follow=True
    )

    assert "Those words do not stand in the text." in response.content.decode()
    assert not Comment.objects.exists()


def test_an_edit_makes_the_next_version_and_shows_what_changed(task):
    response = signed_in(task.responsible).post(
        page(task, "edit", 1), {"text": r.text(task).replace("3 March", "4 March")}, follow=True
    )

    assert response.redirect_chain[-1][0] == page(task, "changes_between", 1, 2)
    assert "<del>3</del><ins>4</ins>" in response.content.decode()
    assert r.version(task).number == 2


def test_what_was_written_is_kept_when_somebody_else_saved_first(task):
    r.edit(task, task.responsible)

    html = signed_in(task.responsible).post(page(task, "edit", 1), {"text": "What I wrote."}).content.decode()

    assert "Version 2 was saved in the meantime." in html
    assert "What I wrote.</textarea>" in html
    assert Version.objects.filter(draft=task.draft).count() == 2
    assert refusals() == [("edit", ["stale"])]


def test_a_decided_text_is_not_edited(task):
    r.answer_all(task, task.responsible)
    r.approve(task, task.responsible)

    response = signed_in(task.responsible).post(page(task, "edit", 1), {"text": "Too late."}, follow=True)

    assert "Nothing in it changes any more." in response.content.decode()
    assert r.version(task).number == 1
    assert refusals() == [("edit", ["decided"])]


def test_a_return_names_its_reasons_and_leads_to_the_new_request_in_preview(task):
    response = signed_in(task.responsible).post(
        page(task, "return", 1), {"reasons": ["wrong_facts", "tone"], "note": "The lease was renewed."}
    )

    revision = Request.objects.get(revises=task.draft)
    assert response.url == reverse("drafting:detail", args=[revision.pk])
    assert (r.fresh(task).state, revision.state) == ("returned", "preview")


def test_a_return_without_a_reason_asks_for_one(task):
    html = signed_in(task.responsible).post(page(task, "return", 1), {"note": "Hm."}).content.decode()

    assert "Choose at least one reason." in html
    assert r.fresh(task).state == "open"


def test_an_approved_review_shows_its_manifest_and_no_way_to_change_it(task):
    r.answer_all(task, task.responsible)
    manifest = r.approve(task, task.responsible).manifest

    html = signed_in(task.responsible).get(page(task, "detail")).content.decode()

    assert manifest.digest in html
    assert all(file.sha256 in html for file in manifest.renderings.all())
    assert page(task, "edit", 1) not in html
    assert page(task, "return", 1) not in html


def test_whoever_only_reads_an_approved_review_reads_who_answered_its_questions_and_that_it_was_found_wrong(
    task,
):
    r.answer_all(task, task.responsible)
    r.approve(task, task.responsible)
    client, asked = signed_in(reader("partner", task)), ChecklistAnswer.objects.count()

    html = client.get(page(task, "detail")).content.decode()
    r.report_wrong(task=r.fresh(task), faults=["wrong_facts"], by=task.responsible)
    later = client.get(page(task, "detail")).content.decode()

    assert f"Checklist · {asked} of {asked}" in html
    assert html.count(f"answered by {task.responsible.short_name}") == asked
    assert "found wrong" not in html
    assert re.search('class="state stop">Approved, found wrong<', later)


def test_a_review_is_reserved_and_given_back_from_the_queue_where_one_was(task):
    client = signed_in(task.responsible)

    response = client.post(page(task, "reserve"), {"queue": "show=all&kind=client_letter"})
    held = r.fresh(task).reserved_by
    client.post(page(task, "release"))

    assert response.url == f"{reverse('review:queue')}?show=all&kind=client_letter#task-{task.pk}"
    assert held == task.responsible
    assert r.fresh(task).reserved_by is None


def test_a_review_that_another_holds_is_not_taken_from_them(task):
    other = reader("partner", task)
    signed_in(task.responsible).post(page(task, "reserve"))

    response = signed_in(other).post(page(task, "reserve"), follow=True)

    assert f"{task.responsible.full_name} has this review until" in response.content.decode()
    assert r.fresh(task).reserved_by == task.responsible
    assert refusals() == [("reserve", ["stale"])]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (r.LETTER, "in review"),
        ("Dear [PERSON_3],\n\nThe lease ends on 3 March 2027.", "1 placeholder left"),
    ],
    ids=["nothing", "placeholder"],
)
def test_a_row_of_the_queue_says_the_one_thing_that_needs_attention(text, reason):
    task = r.task(text)

    html = signed_in(task.responsible).get(reverse("review:queue")).content.decode()

    assert re.findall(r'<td><span class="state \w*">(.*?)</span>', html) == [reason]


def test_an_authority_that_was_not_confirmed_comes_before_all_else_until_a_newer_finding():
    task = r.task("We rely on *Ko v Li*, 2025 ONSC 2766. Dear [PERSON_3].")
    client = signed_in(task.responsible)
    find = page(task, "find", 1, task.authorities.get().pk)

    client.post(find, {"check": "details", "outcome": "could_not"})
    failed = client.get(reverse("review:queue")).content.decode()
    client.post(find, {"check": "details", "outcome": "confirmed"})
    mended = client.get(reverse("review:queue")).content.decode()

    assert "1 authority not confirmed" in failed
    assert "1 authority not confirmed" not in mended
    assert "1 placeholder left" in mended


def test_the_queue_is_narrowed_by_kind_and_matter(task):
    other = r.task(responsible=task.responsible)
    client = signed_in(task.responsible)

    by_matter = client.get(
        reverse("review:queue"), {"show": "all", "matter": other.matter.pk}
    ).content.decode()
    by_kind = client.get(reverse("review:queue"), {"show": "all", "kind": "agreement"}).content.decode()

    assert (page(task, "detail") in by_matter, page(other, "detail") in by_matter) == (False, True)
    assert "Nothing fits." in by_kind


def narrowed(client, words, **given):
    return client.post(reverse("review:narrow"), {"show": "all", "words": words} | given)


def test_what_is_typed_of_a_matter_becomes_its_id_and_stands_in_no_address(task):
    client = signed_in(task.responsible)

    for words in (task.matter.number, task.matter.title):
        answer = narrowed(client, words, kind="client_letter", due="week")

        assert answer["Location"] == (
            f"{reverse('review:queue')}?show=all&kind=client_letter&due=week&matter={task.matter_id}"
        )
    html = client.get(answer["Location"]).content.decode()
    assert f"Only {task.matter.number}, {task.matter.title}" in html
    assert not [each for each in re.findall(r'(?:href|action)="([^"]*)"', html) if task.matter.number in each]


def test_where_several_matters_fit_a_person_says_which():
    task = r.task()
    other = r.task(responsible=task.responsible)
    unseen = r.task()
    client = signed_in(task.responsible)

    html = narrowed(client, "Matter").content.decode()

    for each in (task, other):
        assert f"?show=all&amp;matter={each.matter_id}" in html
    assert str(unseen.matter_id) not in html
    assert unseen.matter.title not in html


@pytest.mark.parametrize("kind", [kind for kind, sees in SEES.items() if not sees])
def test_words_of_a_matter_that_is_not_seen_find_nothing(task, kind):
    client = signed_in(reader(kind, task))

    answer = narrowed(client, task.matter.number)
    html = client.get(reverse("review:queue"), {"show": "all", "matter": task.matter_id}).content.decode()

    assert answer["Location"] == f"{reverse('review:queue')}?show=all"
    assert task.matter.number not in html
    assert task.matter.title not in html


def test_the_pages_of_the_queue_hold_every_review_once(monkeypatch):
    first = r.task()
    tasks = [first, *(r.task(responsible=first.responsible) for _ in range(4))]
    monkeypatch.setattr("apps.review.queue.pages.PAGE", 2)
    client = signed_in(first.responsible)

    seen, url = [], reverse("review:queue")
    while url:
        html = client.get(url).content.decode()
        seen += re.findall(r'id="task-([0-9a-f-]{36})"', html)
        later = re.search(r'href="(\?[^"]*)" rel="next"', html)
        url = reverse("review:queue") + later.group(1).replace("&amp;", "&") if later else None

    assert sorted(seen) == sorted(str(task.pk) for task in tasks)
    assert len(seen) == 5


def test_the_queue_goes_on_after_a_row_that_was_screened_or_moved_since(monkeypatch):
    partner = f.person("partner")
    tasks = sorted((r.task() for _ in range(4)), key=lambda task: (task.act_by, task.pk))
    monkeypatch.setattr("apps.review.queue.pages.PAGE", 2)
    client, url = signed_in(partner), reverse("review:queue")
    first = client.get(url, {"show": "all"}).content.decode()
    later = re.search(r'href="(\?[^"]*)" rel="next"', first).group(1).replace("&amp;", "&")
    tasks[1].matter.screens.create(user=partner, reason="personal", raised_by=tasks[1].responsible)

    second = client.get(url + later)

    shown = re.findall(r'id="task-([0-9a-f-]{36})"', second.content.decode())
    assert shown == [str(task.pk) for task in tasks[2:]]
    for task in tasks[2:]:
        r.withdraw(task, task.responsible)
    nothing = client.get(url + later).content.decode()
    assert "Nothing comes after this any more." in nothing
    assert 'href="?show=all">From the start' in nothing


@pytest.mark.parametrize("after", ["nonsense", "2026-11-28.x", "x.{pk}", "{pk}", "."])
def test_what_is_no_place_in_the_queue_is_its_beginning(task, after):
    html = signed_in(task.responsible).get(reverse("review:queue"), {"after": after.format(pk=task.pk)})

    assert f'id="task-{task.pk}"' in html.content.decode()


@pytest.mark.parametrize("show", ["needs_you", "waiting", "team", "all"])
def test_the_queue_asks_as_many_questions_for_three_rows_as_for_one(show):
    partner = f.person("partner")
    task = r.task("We rely on *Ko v Li*, 2025 ONSC 2766.", responsible=partner)
    client = signed_in(partner)
    client.get(reverse("review:queue"), {"show": show})

    with CaptureQueriesContext(connection) as one:
        client.get(reverse("review:queue"), {"show": show})
    for _ in range(2):
        r.task("We rely on *Ko v Li*, 2025 ONSC 2766.", responsible=partner, matter=task.matter)
    with CaptureQueriesContext(connection) as three:
        client.get(reverse("review:queue"), {"show": show})

    assert len(three) == len(one)


@pytest.mark.parametrize(
    ("role", "many", "show", "statements", "trips"),
    [
        ("partner", 20, "all", 7, 4),
        ("lawyer", 0, "all", 7, 4),
        ("lawyer", 0, "needs_you", 7, 4),
        (
            "lawyer",
            20,
            "all",
            8,
            5,
        ),  # who sees few matters: their reviews are found first, in a way for just those
    ],
)
def test_a_page_of_the_queue_asks_so_many_statements_in_so_many_goes(
    monkeypatch, role, many, show, statements, trips
):
    monkeypatch.setattr(piles, "MANY", many)
    person = f.person(role)
    first, task = sorted((r.task(responsible=person) for _ in range(2)), key=lambda each: each.pk)
    client = signed_in(person)
    asked, together = [], prepared.statements.together
    monkeypatch.setattr(
        prepared.statements, "together", lambda those: asked.append(len(those)) or together(those)
    )

    for place in ({}, {"after": piles.named((first.act_by, first.pk))}):
        client.get(reverse("review:queue"), {"show": show} | place)
        asked.clear()
        with CaptureQueriesContext(connection) as seen:
            page = client.get(reverse("review:queue"), {"show": show} | place)

        assert str(task.pk) in page.content.decode()
        assert (len(seen), len(asked)) == (statements, trips)
        assert sum(asked) == len(seen), "something went another way"


@pytest.mark.parametrize("title", ["{title} v {0}", "<b>Ko</b> & {token}", "{due}{{here}}"])
def test_a_row_of_the_queue_says_what_it_was_given_and_no_more(title):
    task = r.task("Dear Ms Ko,", cites=False)
    Matter.objects.filter(pk=task.matter_id).update(title=title)

    html = signed_in(task.responsible).get(reverse("review:queue")).content.decode()

    assert f"<td>{escape(title)}<small>{task.matter.number}" in html
    assert html.count(f'action="{page(task, "reserve")}"') == 1


def test_the_headings_of_a_draft_begin_below_the_pages_own():
    task = r.task("# Letter\n\n## Facts\n\n###### Last\n\nWords.\n", cites=False)

    html = signed_in(task.responsible).get(page(task, "detail")).content.decode()

    assert html.count("<h1") == 1
    assert "<h2>Letter</h2>" in html
    assert "<h3>Facts</h3>" in html
    assert "<h6>Last</h6>" in html


def test_the_pages_hold_no_inline_style_or_script():
    task = r.task(
        'We rely on *Ko v Li*, 2025 ONSC 2766, "the lease ends on the 3 March 2027".\n\n| a |\n|:-|\n| b |\n'
    )
    client = signed_in(task.responsible)

    for name, (method, args) in ACTS.items():
        if method == "get":
            html = client.get(page(task, name, *args)).content.decode()
            assert not re.search(r"<style|<script(?! src)| style=| on\w+=|hx-on", html), name


def test_a_row_of_the_queue_says_in_french_how_many_authorities_it_cites():
    _task, lawyer, _second = factum()
    people.choose_language(user=lawyer, language="fr", by=lawyer)

    page = signed_in(lawyer).get(reverse("review:queue")).content.decode()

    assert "1 référence" in page
    assert "authority" not in page


def test_what_stands_between_a_text_and_approval_names_the_authority_on_the_page_alone():
    task = r.task("It was held so in Willick v. Willick, [1994] 3 SCR 670.\n")

    html = signed_in(task.responsible).get(page(task, "approve", 1)).content.decode()
    with pytest.raises(NotAllowed) as refused:
        r.approve(task, task.responsible)

    assert "Willick v. Willick: 6 checks are not confirmed." in html
    assert "Willick" not in str(refused.value)


def test_a_quotation_from_another_source_than_the_one_cited_is_said_to_be_and_asked_about():
    matter = f.matter()
    lease = f.source(matter, "The tenant pays the rent monthly and in advance.")
    letter = f.source(matter, "I shall never pay the rent to anybody.")
    text = "The lease says: “I shall never pay the rent to anybody.”"
    stretch = f.supported(text, text, lease)
    draft = f.draft(matter, matter.responsible, text, sources=[lease, letter], stretches=[stretch])
    services.collect(10)

    said = signed_in(matter.responsible).get(reverse("review:detail", args=[draft.task.pk])).content.decode()

    assert "Word for word, but in another source than the one cited for it" in said
    assert 'data-passage="s1-p1"' in said
    assert 'id="check-quotations"' in said


def test_a_list_has_words_of_a_draft_without_the_marks_that_set_them():
    assert shown.plain("> **Held**: *no*\n> duty of care.") == "Held: no\nduty of care."
