"""The decisions on filings that AI helped to write, each as what firmai does about it."""

import datetime as dt
import re

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.audit.models import Entry
from apps.core.errors import BadInput, Conflict, NotAllowed
from apps.core.sensitive import Sensitive
from apps.drafting.models import Draft, Request
from apps.matters import keys
from apps.matters import services as matters
from apps.matters.models import Forum
from apps.people.models import Robot, User
from apps.policy.models import Crossing
from apps.review import queries, services
from apps.review.aftermath import items
from apps.review.authorities import lookups, outside
from apps.review.filing import placed
from apps.review.filing import queries as filings
from apps.review.models import Authority, AuthorityCheck, AuthorityFinding, Decision, Manifest, TaskState
from apps.review.models.filing import SignedStatement
from apps.review.models.lookups import AuthorityLookup, LookupResult
from apps.review.reading import shown
from apps.review.signing import certificates
from apps.review.signing import services as signing
from sandbox import wsgi
from sandbox.authorities import INVENTED
from sandbox.canlii.app import API_KEY
from tests.drafting import factories as f
from tests.review import factories as r

pytestmark = pytest.mark.django_db

REAL = "# Law\n\nA failure to disclose bears on it: Colucci v. Colucci, 2021 SCC 24, at para 32.\n"
PAGE = "https://www.canlii.org/en/ca/scc/doc/2021/2021scc24/2021scc24.html"
PLANTED = f"# Law\n\nThe court held so in {INVENTED[0]}, at para 12.\n"


def factum(text=REAL, forum=Forum.ON_SUPERIOR, **more):
    lawyer = f.person("lawyer")
    second = f.person("lawyer")
    matter = f.matter(responsible=lawyer, team=[second], forum=forum, **more)
    task = r.task(text, code="factum_section", matter=matter)
    return task, lawyer, second


def only_authority(task):
    return Authority.objects.get(task=task, present=True)


def find(task, by, check, outcome="confirmed", **given):
    return services.find(
        authority=only_authority(task), version=r.version(task), check=check, outcome=outcome, by=by, **given
    )


def approve_twice(task, lawyer, second, clock=None):
    """One after the other: a minute later, where the clock stands still."""
    for each in (lawyer, second):
        r.answer_all(task, each)
        r.approve(task, each)
        if clock is not None:
            clock.shift(60)


# Zhang v. Chen, 2024 BCSC 285 -----------------------------------------------------------------------------


def test_zhang_v_chen_every_item_by_a_person_or_instruction_since_a_day_is_found_in_one_step():
    task, lawyer, _second = factum()
    other, _, _ = factum()
    elsewhere = r.task()

    found = items.found(lawyer, items.Asked(person=lawyer.pk))
    by_workflow = items.found(
        task.responsible, items.Asked(workflow=task.draft.request.workflow_version.workflow_id)
    )

    assert [row.pk for row in found] == [task.pk]
    assert task.pk in {row.pk for row in by_workflow}
    assert {other.pk, elsewhere.pk}.isdisjoint(row.pk for row in found)


# Ko v. Li, 2025 ONSC 2766, 2965, 6785 ---------------------------------------------------------------------


def test_ko_v_li_a_link_that_opens_another_case_is_refused(begun):
    task, lawyer, _second = begun
    elsewhere = "https://www.canlii.org/en/ca/scc/doc/2020/2020scc24/2020scc24.html"

    with pytest.raises(NotAllowed, match="not the one of what is cited"):
        find(task, lawyer, "opened", link=Sensitive(elsewhere))

    assert not AuthorityFinding.objects.exists()
    assert Entry.objects.filter(event="review.refused").last().facts["reasons"] == ["link"]


def test_ko_v_li_a_printed_report_has_no_page_of_another_year():
    task, lawyer, _second = factum("See Willick v Willick, [1994] 3 SCR 670.")
    elsewhere = "https://www.canlii.org/en/ca/scc/doc/2020/2020scc24/2020scc24.html"

    with pytest.raises(NotAllowed, match="not the one of what is cited"):
        find(task, lawyer, "opened", link=Sensitive(elsewhere))

    assert not AuthorityFinding.objects.exists()
    assert Entry.objects.filter(event="review.refused").last().facts["reasons"] == ["link"]
    find(
        task,
        lawyer,
        "opened",
        link=Sensitive("https://www.canlii.org/en/ca/scc/doc/1994/1994canlii28/1994canlii28.html"),
    )
    assert AuthorityFinding.objects.get().link


def test_ko_v_li_a_page_that_a_report_does_not_allow_is_certified_by_nobody_however_it_came_on_record():
    task, lawyer, _second = factum("See Willick v Willick, [1994] 3 SCR 670.")
    r.file(task, lawyer)
    short = "https://canlii.ca/t/1frq1"
    found = find(task, lawyer, "opened", link=Sensitive(short))
    (line,) = queries.read(r.fresh(task), r.version(task)).ledger
    assert filings.link_of(line) == short

    other = AuthorityFinding(
        authority=found.authority,
        version=found.version,
        matter_id=found.matter_id,
        check_code="opened",
        outcome="confirmed",
        by=lawyer,
    )
    keys.seal(other, "link", Sensitive("https://www.canlii.org/en/ca/scc/doc/2020/2020scc24/2020scc24.html"))
    other.save(force_insert=True)

    (line,) = queries.read(r.fresh(task), r.version(task)).ledger
    assert filings.link_of(line) is None
    assert "link" in r.obstacles(task, lawyer)


@pytest.mark.parametrize(
    ("text", "stands_between"),
    [
        ("[Colucci v. Colucci, 2021 SCC 24](https://canlii.ca/t/zzzzz) holds so.", True),
        ('[*Colucci v. Colucci*](https://example.org/1 "There"), 2021 SCC 24, holds so.', True),
        ("[2021 SCC 24](http://[x) holds so.", True),
        ("[2021 SCC 24](https&colon;//example.org/1) holds so.", True),
        (r"[2021 SCC 24](https:\//example.org/1) holds so.", True),
        ("[2021 SCC 24]( https://example.org/1 ) holds so.", True),
        (f"[2021 SCC 24]({PAGE.replace(':', '&colon;')}) holds so.", False),
        (f"[2021 SCC 24]({PAGE}#par3) holds so.", False),
        (
            "[2021 SCC 24](https://www.canlii.org/fr/ca/csc/doc/2021/2021csc24/2021csc24.html) holds so.",
            False,
        ),
        ("[The rules](https://example.org/1) and Colucci v. Colucci, 2021 SCC 24, hold so.", False),
        ("[2021 SCC 24](#note) holds so.", False),
        ("`[2021 SCC 24](https://example.org/1)` is how 2021 SCC 24 is linked.", False),
        ("```\n[2021 SCC 24](https://example.org/1)\n```\n\nSo it is.", False),
        ("Colucci v. Colucci, 2021 SCC 24 ([link](https://example.org/1)), holds so.", True),
        ("Colucci v. Colucci, 2021 SCC 24, at para 32, [here](https://example.org/1), holds so.", True),
        (f"Colucci v. Colucci, 2021 SCC 24 ([link]({PAGE})), holds so.", False),
        ("Colucci v. Colucci, 2021 SCC 24, binds. [The rules](https://example.org/1) do too.", False),
        ("As `here`, [2021 SCC 24](https://example.org/1) holds so.", True),
    ],
)
def test_ko_v_li_a_link_of_the_text_itself_leads_where_a_person_was(text, stands_between):
    task, lawyer, _second = factum(f"# Law\n\n{text}\n")
    r.answer_all(task, lawyer)

    assert ("link" in r.obstacles(task, lawyer)) is stands_between


def test_ko_v_li_link_style_of_cause_and_proposition_are_separate_checks(begun):
    task, lawyer, _second = begun
    r.describe(task, lawyer)
    for check in ("exists", "opened", "quotation", "good_law"):
        find(task, lawyer, check, source_class="canlii" if check == "exists" else "")

    open_checks = {check.value for _line, check in queries.open_checks(queries.read(task, r.version(task)))}
    assert open_checks == {"details", "proposition"}
    assert {"authority", "link"} <= set(r.obstacles(task, lawyer))


def test_ko_v_li_an_authority_confirmed_without_its_page_says_what_is_still_asked_for(begun):
    task, lawyer, _second = begun
    r.describe(task, lawyer)

    def told():
        ledger = shown.authorities(queries.read(task, r.version(task)), lawyer)
        return [each.trouble for each in ledger]

    for check in AuthorityCheck:
        assert told() == [""]
        find(task, lawyer, check.value, source_class="canlii" if check == AuthorityCheck.EXISTS else "")

    assert told() == ["Give the address of the page you opened"]
    find(task, lawyer, "opened", link=Sensitive(PAGE))
    assert told() == [""]


def test_ko_v_li_a_missing_certificate_keeps_a_factum_from_leaving(begun):
    task, lawyer, second = begun
    approve_twice(task, lawyer, second)

    assert Manifest.objects.approved().filter(task=task).exists()
    assert not Manifest.objects.final().filter(task=task).exists()


def test_ko_v_li_the_record_of_who_generated_what_cannot_be_edited(begun):
    task, _lawyer, _second = begun
    version = task.draft.versions.get(number=1)

    assert version.maker == "claude"
    with pytest.raises(DatabaseError), transaction.atomic():
        task.draft.versions.filter(number=1).update(maker="person")
    assert Draft.objects.get(pk=task.draft_id).versions.get(number=1).maker == "claude"


# Hussein v. Canada, 2025 FC 1060 --------------------------------------------------------------------------


def test_hussein_v_canada_no_tool_and_no_instruction_gets_a_lighter_gate():
    task, lawyer, _second = factum(PLANTED, Forum.FEDERAL)
    Crossing.objects.filter(pk=task.draft.crossing_id).update(model_returned="legal-research-model")
    r.file(task, lawyer)

    assert "authority" in r.obstacles(task, lawyer)


# Lloyd's Register v. Choi, 2025 FC 1233 -------------------------------------------------------------------


def test_lloyds_register_v_choi_a_missing_declaration_blocks_final_in_the_federal_court():
    task, lawyer, _second = factum(forum=Forum.FEDERAL)
    r.describe(task, lawyer, "motion")
    assert "statement" in r.obstacles(task, lawyer)

    services.insert_statement(task=r.fresh(task), base_version=r.version(task), by=lawyer)

    assert "statement" not in r.obstacles(task, lawyer)
    assert r.text(task).startswith("Declaration: Artificial intelligence (AI) was used")


def test_lloyds_register_v_choi_a_declaration_that_is_not_the_first_paragraph_does_not_count():
    task, lawyer, _second = factum(forum=Forum.FEDERAL)
    r.describe(task, lawyer, "motion")
    said = "Artificial intelligence (AI) was used to generate content in this document."

    r.edit(task, lawyer, f"{REAL}\n{said}\n")

    assert "statement" in r.obstacles(task, lawyer)


@pytest.mark.parametrize("before", ["", "# One\n\n" * 40, "\n---\n\n"])
@pytest.mark.parametrize(
    "then", ["First.\n\nSecond.\n", "First.\nMore.\n", "1. First.\n\n2. Second.\n", "> First.\n"]
)
def test_lloyds_register_v_choi_the_first_paragraph_is_found_behind_any_number_of_headings(before, then):
    assert placed.first_paragraph(before + then) == then.strip().partition("\n\n")[0]


@pytest.mark.timeout(20)
def test_lloyds_register_v_choi_thousands_of_headings_before_it_take_no_time():
    assert placed.first_paragraph("# One\n\n" * 4000 + "First.\n") == "First."
    assert placed.first_paragraph("# One\n\n" * 4000) == ""


# Specter Aviation v. Laprade, 2025 QCCS 3521 --------------------------------------------------------------


@pytest.mark.parametrize("forum", [*r.COURTS, Forum.NONE])
def test_specter_aviation_v_laprade_an_unconfirmed_authority_blocks_in_every_forum(forum):
    task, lawyer, _second = factum(forum=forum)
    r.file(task, lawyer)

    find(task, lawyer, "exists", "could_not")

    with pytest.raises(NotAllowed) as refused:
        r.approve(task, lawyer)
    assert "authority" in refused.value.codes
    assert not Decision.objects.exists()


# Reddy v. Saroya, 2026 ABCA 20 ----------------------------------------------------------------------------


def test_reddy_v_saroya_the_lawyers_own_check_is_not_the_preparers():
    task, lawyer, _second = factum(forum=Forum.AB_KINGS_BENCH)
    clerk = f.person("clerk")
    f.join(task.matter, clerk)
    r.answer_all(task, clerk)

    assert set(r.obstacles(task, lawyer)) == {"question"}
    with pytest.raises(NotAllowed):
        r.approve(task, clerk)


def test_reddy_v_saroya_a_signer_answers_for_each_authority_whoever_checked_them(begun):
    task, lawyer, second = begun
    approve_twice(task, lawyer, second)
    shown = certificates.prepare(r.fresh(task), lawyer).sha256

    with pytest.raises(BadInput, match="each authority"):
        services.sign(task=r.fresh(task), shown=shown, satisfied=[], by=lawyer)

    assert not r.fresh(task).statements.exists()


# A firm in the United States, April 2026 ------------------------------------------------------------------


def test_a_policy_is_no_control_acts_are_required_and_each_is_on_record(begun):
    task, lawyer, second = begun

    with pytest.raises(NotAllowed) as refused:
        r.approve(task, lawyer)
    assert {"filing", "authority", "question"} <= set(refused.value.codes)

    approve_twice(task, lawyer, second)
    events = list(Entry.objects.values_list("event", flat=True))
    assert events.count("review.authority_checked") == 6
    assert {"review.refused", "review.filing_described", "review.checked", "review.approved"} <= set(events)


# What was invented ----------------------------------------------------------------------------------------


def test_an_invented_authority_is_not_confirmed_in_passing_once_canlii_was_asked():
    task, lawyer, _second = factum(PLANTED)
    assert lookups.claim_unasked(10) == [only_authority(task).pk]

    lookup = services.look_up_one(only_authority(task).pk)

    assert lookup.result == LookupResult.ABSENT
    for check, given in {"exists": {"source_class": "canlii"}, "details": {}}.items():
        with pytest.raises(NotAllowed, match="CanLII has no such decision"):
            find(task, lawyer, check, **given)
    with pytest.raises(NotAllowed, match="CanLII has no such decision"):
        find(task, lawyer, "exists", source_class="canlii", note=Sensitive("I am sure of it."))
    assert not AuthorityFinding.objects.exists()
    with pytest.raises(NotAllowed):
        r.approve(task, lawyer)


def test_canlii_is_asked_about_one_at_a_time_and_about_each_though_one_cannot_be_asked_about():
    text = "; ".join(f"R. v. Roe, 20{year} SCC 9" for year in range(10, 16))
    task, _lawyer, _second = factum(f"# Law\n\nSee {text}.\n")
    stuck = task.authorities.order_by("order").first().pk
    for _look in range(200):
        claimed = lookups.claim_unasked(64)
        assert len(claimed) == 1
        if claimed != [stuck]:
            services.look_up_one(*claimed)
        if AuthorityLookup.objects.count() == 5:
            break

    assert set(lookups.claim_unasked(64)) == {stuck}


def test_nothing_is_asked_about_a_closed_matter():
    task, lawyer, _second = factum(PLANTED)

    [claimed] = lookups.claim_unasked(10)
    matters.close_matter(matter=task.matter, on=timezone.localdate(), by=lawyer)

    assert lookups.claim_unasked(10) == []
    assert services.look_up_one(claimed) is None
    assert not AuthorityLookup.objects.exists()


def test_while_canlii_is_slow_to_answer_about_one_nothing_else_is_asked(monkeypatch):
    factum("# Law\n\nSee R. v. Roe, 2010 SCC 9; R. v. Doe, 2011 SCC 9.\n")
    one, other = Authority.objects.order_by("order")
    asked = []

    def slow(*, authority, by):
        asked.append(authority.pk)
        assert services.look_up_one(other.pk) is None

    with monkeypatch.context() as patched:
        patched.setattr(lookups, "ask", slow)
        services.look_up_one(one.pk)
    assert asked == [one.pk]
    assert services.look_up_one(other.pk) is not None


def test_ko_v_li_a_link_of_the_text_may_be_the_page_that_canlii_gave():
    task, lawyer, _second = factum(
        "# Law\n\nSo [Colucci v. Colucci, 2021 SCC 24](https://canlii.ca/t/x) holds.\n"
    )
    (lookup,) = services.look_up(task=task, by=lawyer)
    r.answer_all(task, lawyer)
    assert "link" in r.obstacles(task, lawyer)

    r.edit(task, lawyer, r.text(task).replace("https://canlii.ca/t/x", outside.given_page(lookup)))
    r.answer_all(task, lawyer)

    assert "link" not in r.obstacles(task, lawyer)


@pytest.mark.parametrize("gone", [False, True], ids=["unreadable", "destroyed"])
def test_an_authority_that_cannot_be_read_is_not_looked_for_again_every_moment(gone):
    task, _lawyer, _second = factum(PLANTED)
    [claimed] = lookups.claim_unasked(10)
    key = task.matter.key
    if gone:
        key.data_key = key.digest_key = None
        key.destroyed_at, key.destroyed_by = timezone.now(), task.responsible
    else:
        key.data_key = bytes([250])
    key.save()

    if not gone:
        assert services.look_up_one(claimed).result == LookupResult.UNKNOWN

    assert lookups.claim_unasked(10) == []


def test_a_real_decision_is_found_with_its_page_and_style_of_cause(begun):
    task, lawyer, _second = begun

    (lookup,) = services.look_up(task=task, by=lawyer)

    assert (lookup.result, lookup.style_matches) == ("found", True)
    assert find(task, lawyer, "exists", source_class="canlii").outcome == "confirmed"
    assert lookups.claim_unasked(10) == []


DIVISIONAL = (
    "It was held so in Canadian Federation of Students v. Ontario, 2019 ONSC 6658 (Div. Ct.), at para 2."
)


@pytest.mark.parametrize(
    ("text", "language", "page"),
    [
        (REAL, "en", PAGE),
        (REAL.replace("v. Colucci, 2021 SCC", "c. Colucci, 2021 CSC"), "fr", PAGE),
        (DIVISIONAL, "en", "https://canlii.ca/t/"),
    ],
    ids=["English", "French", "cited as another court"],
)
def test_a_decision_is_found_where_canlii_has_it_and_confirmed_in_one_act_with_its_page(text, language, page):
    task, lawyer, _second = factum(text)
    Request.objects.filter(pk=task.draft.request_id).update(language=language)
    (lookup,) = services.look_up(task=r.fresh(task), by=lawyer)
    services.open_page(authority=only_authority(task), version=r.version(task), by=lawyer)
    client = Client()
    client.force_login(lawyer)
    shown = client.get(reverse("review:detail", args=[task.pk])).content.decode()
    link = re.search(r'name="link" value="([^"]*)"', shown).group(1)

    made = services.confirm_rest(
        authority=only_authority(task),
        version=r.version(task),
        source_class="canlii",
        link=Sensitive(link),
        by=lawyer,
    )

    assert (lookup.result, lookup.style_matches, len(made)) == ("found", True, 6)
    assert link.startswith(page)


def test_a_real_citation_under_another_name_is_not_confirmed_without_saying_why():
    task, lawyer, _second = factum(REAL.replace("Colucci v. Colucci", "Marchetti v. Doyle"))
    (lookup,) = services.look_up(task=task, by=lawyer)
    assert lookup.style_matches is False

    with pytest.raises(NotAllowed, match="another style of cause"):
        find(task, lawyer, "details")

    assert find(task, lawyer, "details", "wrong").outcome == "wrong"


def test_an_old_decision_that_canlii_lacks_may_still_be_confirmed_elsewhere_with_a_note():
    task, lawyer, _second = factum(PLANTED)
    services.look_up(task=task, by=lawyer)

    found = find(
        task, lawyer, "exists", source_class="commercial", note=Sensitive("Westlaw, 1931 reports, p 12")
    )

    assert found.source_class == "commercial"


def test_canlii_that_does_not_answer_leaves_the_checks_to_people(begun, settings):
    task, lawyer, _second = begun
    settings.CANLII_KEY_FILE = "/nowhere/canlii"

    (lookup,) = services.look_up(task=task, by=lawyer)

    assert lookup.result == LookupResult.UNKNOWN
    assert find(task, lawyer, "exists", source_class="canlii").outcome == "confirmed"


@pytest.fixture
def box():
    yield wsgi.reset()
    wsgi.reset()


@pytest.fixture
def clock():
    with time_machine.travel(dt.datetime(2026, 11, 20, 17, tzinfo=dt.UTC), tick=False) as travelled:
        yield travelled


LOOKS = ((6, 1), (7, 4), (120, 5), (240, 60), (10 * 24 * 60, 240))  # up to which minute, every how many


def asked_by_itself(clock):
    """Every time that the robot asks, in minutes after the time before, until it asks no more for ten days.

    It is looked at every minute for six of them, then every five for two hours, every hour for four, every four hours.
    """
    waited, every = 0, []
    while waited < 10 * 24 * 60:
        for claimed in lookups.claim_unasked(10):
            assert services.look_up_one(claimed) is not None
            assert lookups.claim_unasked(10) == []
            every.append(waited)
            waited = 0
        step = next(step for until, step in LOOKS if waited < until)
        clock.shift(dt.timedelta(minutes=step))
        waited += step
    return every


def test_canlii_that_does_not_answer_is_asked_again_later_and_later_and_not_for_ever(box, clock):
    task, _lawyer, _second = factum(PLANTED)
    box.faults.set("canlii", "cases.read", 503, times=None)

    waits = asked_by_itself(clock)

    assert waits == [0, 1, 5, 15, 60, 240, 720, 1440, 1440, 1440]
    assert {each.result for each in only_authority(task).lookups.all()} == {LookupResult.UNKNOWN}


def test_after_an_outage_what_canlii_says_counts_and_it_is_asked_no_more(box, clock):
    task, lawyer, _second = factum(PLANTED)
    box.faults.set("canlii", "cases.read", 503, times=1)
    [claimed] = lookups.claim_unasked(10)
    services.look_up_one(claimed)
    assert services.look_up_one(claimed) is None
    clock.shift(dt.timedelta(minutes=2))

    services.look_up_one(*lookups.claim_unasked(10))

    assert lookups.newest(only_authority(task)).result == LookupResult.ABSENT
    with pytest.raises(NotAllowed, match="CanLII has no such decision"):
        find(task, lawyer, "exists", source_class="canlii")
    clock.shift(dt.timedelta(days=30))
    assert lookups.claim_unasked(10) == []


def test_what_has_no_citation_that_canlii_knows_is_asked_about_once_and_said_not_to_have_been(clock):
    task, _lawyer, _second = factum("# Law\n\nSee *Somebody v. Anybody*, [1931] S.C.R. 12.\n")
    services.look_up_one(*lookups.claim_unasked(10))
    clock.shift(dt.timedelta(days=30))

    assert lookups.claim_unasked(10) == []
    assert hint(task) == (
        "CanLII was not asked about it: what the text gives does not say where CanLII would have it.", False,
    )  # fmt: skip


def hint(task):
    (line,) = queries.read(r.fresh(task), r.version(task)).ledger
    return outside.hint(line)


def test_a_key_that_canlii_takes_no_more_is_said_to_be_the_reason(box, clock):
    task, lawyer, _second = factum(PLANTED)
    box.canlii.configure(key="another")
    client = Client()
    client.force_login(lawyer)

    page = client.post(reverse("review:look_up", args=[task.pk]), follow=True).content.decode()

    (lookup,) = only_authority(task).lookups.all()
    assert (lookup.result, lookup.fault) == (LookupResult.UNKNOWN, "not_permitted")
    assert "CanLII could not be asked with the firm&#x27;s key" in page
    assert hint(task)[0].startswith("CanLII could not be asked with the firm's key")
    box.canlii.configure(key=API_KEY)
    clock.shift(dt.timedelta(minutes=2))
    services.look_up_one(*lookups.claim_unasked(10))
    assert hint(task) == ("CanLII has no such decision.", True)


def test_an_answer_about_another_case_is_none_and_asked_for_again(box, clock):
    task, lawyer, _second = factum()
    box.faults.set("canlii", "cases.read", "another_case")

    (lookup,) = services.look_up(task=task, by=lawyer)

    assert (lookup.result, lookup.fault, lookup.style_matches) == (LookupResult.UNKNOWN, "garbled", None)
    clock.shift(dt.timedelta(minutes=2))
    assert services.look_up_one(*lookups.claim_unasked(10)).result == LookupResult.FOUND


def test_no_more_is_asked_in_a_day_than_canlii_takes(clock, monkeypatch):
    monkeypatch.setattr(lookups, "A_DAY", 2 * lookups.MOST_DATABASES)
    task, lawyer, _second = factum("# Law\n\nSee R. v. Roe, 2010 SCC 9; R. v. Doe, 2011 SCC 9.\n")
    services.look_up(task=task, by=lawyer)
    other, another, _second = factum(PLANTED)

    assert lookups.claim_unasked(10) == []
    with pytest.raises(NotAllowed, match="a limited number of questions a day"):
        services.look_up(task=other, by=another)

    assert AuthorityLookup.objects.count() == 2
    assert Entry.objects.filter(event="review.refused").last().facts["attempted"] == "look_up"
    clock.shift(dt.timedelta(days=1, minutes=1))
    assert lookups.claim_unasked(10) == [only_authority(other).pk]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("R. v. Thompson", "R. v. C.", False),
        ("R. c. Thompson", "R. v. Thompson (No. 2)", True),
        ("R. v. C.", "R. c. C.", True),
        ("Sattva v. Creston", "Sattva Capital Corp. v. Creston Moly Corp.", True),
        ("Roe v. Doe", "Roe v. Poe", False),
        ("", "Roe v. Poe", False),
    ],
)
def test_two_styles_are_one_where_they_name_the_same_parties_and_the_crown_alone_is_none(one, other, same):
    assert lookups.same_style(one, other) is lookups.same_style(other, one) is same


def test_what_canlii_cannot_be_asked_about_takes_nothing_of_its_day(clock, monkeypatch):
    monkeypatch.setattr(lookups, "A_DAY", lookups.MOST_DATABASES)
    task, lawyer, _second = factum("# Law\n\nSee *Somebody v. Anybody*, [1931] S.C.R. 12.\n")

    services.look_up(task=task, by=lawyer)

    assert services.look_up(task=task, by=lawyer)


def test_a_person_asks_again_about_one_of_them(box):
    task, lawyer, _second = factum(f"{PLANTED}\nAnd so is R. v. Jordan, 2016 SCC 27, at para 5.\n")
    clerk = f.person("clerk")
    f.join(task.matter, clerk)
    box.faults.set("canlii", "cases.read", 503, times=None)
    services.look_up(task=task, by=lawyer)
    box.faults.clear()
    one = Authority.objects.filter(task=task).first()
    address = reverse("review:authority", args=[task.pk, 1, one.pk])
    client, stranger = Client(), Client()
    client.force_login(clerk)
    stranger.force_login(f.person("lawyer"))
    shown_then = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "did not answer when it was asked" in shown_then
    assert "Ask CanLII again" in shown_then

    client.post(reverse("review:look_up", args=[task.pk]), {"authority": str(one.pk)})

    assert list(one.lookups.order_by("at").values_list("result", "by")) == [
        ("unknown", lawyer.pk),
        ("absent", clerk.pk),
    ]
    assert AuthorityLookup.objects.count() == 3
    shown_now = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "Ask CanLII again" not in shown_now
    assert (
        stranger.post(reverse("review:look_up", args=[task.pk]), {"authority": str(one.pk)}).status_code
        == 404
    )
    assert AuthorityLookup.objects.count() == 3


@pytest.mark.parametrize("fault", [429, 503, "garbage"])
def test_what_canlii_said_stands_when_it_does_not_answer_later(box, fault):
    task, lawyer, _second = factum(PLANTED)
    services.look_up(task=task, by=lawyer)
    box.faults.set("canlii", "cases.read", fault, times=None)

    (lookup,) = services.look_up(task=r.fresh(task), by=lawyer)

    assert lookup.result == LookupResult.UNKNOWN
    assert lookups.newest(only_authority(task)).result == LookupResult.ABSENT
    (line,) = queries.read(r.fresh(task), r.version(task)).ledger
    assert line.lookup.result == LookupResult.ABSENT
    with pytest.raises(NotAllowed, match="CanLII has no such decision"):
        find(task, lawyer, "exists", source_class="canlii")
    assert not AuthorityFinding.objects.exists()


@pytest.mark.parametrize("source", ["canlii", "commercial"])
def test_what_was_confirmed_before_canlii_said_otherwise_is_not_approved(source):
    task, lawyer, _second = factum(PLANTED)
    r.answer_all(task, lawyer)
    if source != "canlii":
        find(task, lawyer, "exists", source_class=source)
    assert r.obstacles(task, lawyer) == []

    services.look_up(task=r.fresh(task), by=lawyer)

    assert r.obstacles(task, lawyer) == ["authority"]
    with pytest.raises(NotAllowed, match="CanLII has no such decision") as refused:
        r.approve(task, lawyer)
    assert refused.value.codes == ("authority",)
    assert Entry.objects.filter(event="review.refused").last().facts["reasons"] == ["authority"]
    assert not Decision.objects.exists()
    (line,) = queries.read(r.fresh(task), r.version(task)).ledger
    assert [check.value for check in line.open_checks] == ["exists", "details"]
    assert shown.authority(queries.read(r.fresh(task), r.version(task)), lawyer, line.authority.pk).trouble


def test_another_source_with_a_note_answers_what_canlii_said_later():
    task, lawyer, _second = factum(PLANTED)
    r.answer_all(task, lawyer)
    services.look_up(task=r.fresh(task), by=lawyer)
    note = Sensitive("In the reports of 1931, p 12.")

    find(task, lawyer, "exists", source_class="commercial", note=note)
    find(task, lawyer, "details", note=note)

    assert r.obstacles(task, lawyer) == []


def test_another_style_of_cause_that_canlii_gave_later_is_not_approved_without_a_note():
    task, lawyer, _second = factum(REAL.replace("Colucci v. Colucci", "Marchetti v. Doyle"))
    r.answer_all(task, lawyer)

    services.look_up(task=r.fresh(task), by=lawyer)

    assert r.obstacles(task, lawyer) == ["authority"]
    find(task, lawyer, "details", note=Sensitive("It was renamed on appeal."))
    assert r.obstacles(task, lawyer) == []


def test_an_approval_does_not_become_the_second_ones_once_canlii_said_otherwise():
    task, lawyer, second = factum(PLANTED)
    r.answer_all(task, lawyer)
    r.approve(task, lawyer)
    services.look_up(task=r.fresh(task), by=lawyer)

    assert "authority" in r.obstacles(task, second)


def test_nobody_signs_for_what_canlii_says_does_not_exist_once_it_answers():
    """Where it was asked before the approval and answers after it."""
    task, lawyer, second = factum(PLANTED)
    approve_twice(task, lawyer, second)
    shown = certificates.prepare(r.fresh(task), lawyer).sha256
    AuthorityLookup.objects.create(
        authority=only_authority(task),
        matter=task.matter,
        result=LookupResult.ABSENT,
        by=User.for_robot(Robot.REVIEW),
    )

    with pytest.raises(Conflict, match="CanLII has said otherwise"):
        signing.sign(task=r.fresh(task), shown=shown, satisfied=[str(only_authority(task).pk)], by=lawyer)

    assert not SignedStatement.objects.exists()
    r.cancel_approval(task=r.fresh(task), by=lawyer)
    assert r.fresh(task).state == TaskState.OPEN


@pytest.mark.parametrize("named", [False, True], ids=["no file", "a file with nothing in it"])
def test_without_a_key_nobody_is_asked(begun, settings, tmp_path, named):
    task, lawyer, _second = begun
    (tmp_path / "canlii").touch(mode=0o600)
    settings.CANLII_KEY_FILE = str(tmp_path / "canlii") if named else ""

    with pytest.raises(BadInput, match="no key"):
        services.look_up(task=task, by=lawyer)
    assert lookups.claim_unasked(10) == []


def test_what_canlii_said_is_never_changed(begun):
    task, lawyer, _second = begun
    (lookup,) = services.look_up(task=task, by=lawyer)

    with pytest.raises(DatabaseError), transaction.atomic():
        type(lookup).objects.filter(pk=lookup.pk).update(result="absent")
    with connection.cursor() as cursor:
        cursor.execute("SELECT result FROM review_authoritylookup")
        assert cursor.fetchone() == ("found",)
