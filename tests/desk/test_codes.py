"""The log's codes have words for people, in both languages; the bytes keep the codes."""

import enum
import importlib
import re

import pytest
from django.apps import apps
from django.db import models
from django.urls import get_resolver
from django.utils.translation import override

from apps.audit.events import Event
from apps.audit.facts import CODE
from apps.audit.models import Entry
from apps.desk import codes
from apps.desk.lines import Known
from apps.people.door import SignedOut
from apps.review.models import AuthorityCheck, Outcome
from apps.review.rulebook import reasons
from tests import factories
from tests.audit import rows
from tests.database import held
from tests.guards.reading import HERE
from tests.review import factories as r

NOT_LOGGED = {
    "audit.events.Event": "what happened, which the line says itself",
    "audit.facts.Kind": "what a fact is",
    "desk.probing.Server": "of the health check",
    "desk.seen.Status": "of the security status",
    "drafting.assembly.Role": "parts of a call",
    "policy.exchange.Readings": "what a clearance rests on",
    "policy.paths.Doubt": "of a page",
    "review.citing.citations.Kind": "what a text is searched for",
    "review.written.markup.Kind": "how a page is drawn",
    "review.citing.named.Sort": "what a text is searched for",
    "review.queue.piles.Pile": "of a page",
    "review.queue.piles.Sight": "of a page",
    "review.citing.quotations.Match": "of a page",
    "review.written.redline.Change": "of a page",
    "review.written.returned.Beyond": "what a Word document held",
    "review.citing.surroundings.Shape": "what a text is searched for",
    "sync.destinations.Held": "what a delivery found",
}
MADE = {"people.middleware.Where", "review.rulebook.reasons.ReasonCode"}
"""Made of what there is as it is needed: names of pages, and reasons, which the firm words itself."""
ALIKE = {
    *("CSV", "Zoom", "Word", "robot", "document", "client", "note", "minutes", "budget"),
    *("contact", "expert", "parties"),
}
"""What English and French write alike."""


@pytest.fixture(scope="module", autouse=True)
def every_module():
    """An enumeration is found once its module was imported."""
    for path in (HERE / "apps").rglob("*.py"):
        parts = path.relative_to(HERE).with_suffix("").parts
        if not {"migrations", "management", "verifier"} & set(parts):
            importlib.import_module(".".join(parts).removesuffix(".__init__"))


def enumerations(kind=enum.Enum):
    for each in kind.__subclasses__():
        yield each
        yield from enumerations(each)


def name(kind):
    return f"{kind.__module__.removeprefix('apps.')}.{kind.__name__}"


def logged():
    """Every code that an enumeration of the house gives the log, with the app."""
    for kind in set(enumerations()):
        if kind.__module__.startswith("apps.") and name(kind) not in {*NOT_LOGGED, *MADE}:
            for each in kind:
                if isinstance(each.value, str) and CODE.fullmatch(each.value):
                    yield kind, each.value


def worded(kind, code):
    if issubclass(kind, models.TextChoices):
        return True  # its labels are translated; one of them is shown, or what is said of all of them
    return (
        code in codes.WORDS
        or any(
            code in choices.values or code.upper() in choices.values
            for each in codes.BY_FACT.values()
            for choices in each
        )
        or codes.said("", code, "") != code.replace("_", " ")
    )


def test_every_code_that_an_enumeration_gives_the_log_has_words():
    without = {(name(kind), code) for kind, code in logged() if not worded(kind, code)}

    assert without == set()
    assert len(list(logged())) > 800


def test_the_words_are_the_languages_own():
    with override("en-ca"):
        english = {code: str(words) for code, words in codes.WORDS.items()}
    with override("fr-ca"):
        french = {code: str(words) for code, words in codes.WORDS.items()}

    alike = {words for code, words in english.items() if french[code] == words}
    assert {words for words in alike if words not in ALIKE} == set()


def test_every_part_of_the_house_that_has_pages_has_words():
    """An act for which there is no page is told with where it was tried."""
    assert set(codes.PARTS) == {each for each in get_resolver().namespace_dict if each in stages()}


def stages():
    return {app.label for app in apps.get_app_configs() if app.name.startswith("apps.")}


def test_every_list_that_is_not_logged_is_there():
    assert set(NOT_LOGGED) <= {name(kind) for kind in set(enumerations())}


@pytest.mark.parametrize(
    ("fact", "code", "stage", "english", "french"),
    [
        ("role", "lawyer", "people", "Lawyer", "Avocat"),
        ("province", "on", "matters", "Ontario", "Ontario"),
        ("attempted", "raise_screen", "matters", "raise a screen", "établir un cloisonnement"),
        ("reasons", "not_on_matter", "review", "not on matter", "pas au dossier"),
        ("reason", "left", "people", "left", "parti"),
        ("vendor", "mycase", "integrations", "MyCase", "MyCase"),
        ("where", "people.give_role", "people", "people", "personnes"),
        ("where", "review.approve", "people", "reviews (approve)", "révisions (approuver)"),
        ("where", "canada", "policy", "Canada", "Canada"),
    ],
)
def test_a_code_is_said_as_its_own_list_calls_it(fact, code, stage, english, french):
    with override("en-ca"):
        assert codes.said(fact, code, stage) == english
    with override("fr-ca"):
        assert codes.said(fact, code, stage) == french


@pytest.mark.django_db
def test_a_line_says_them_and_its_bytes_keep_them():
    user = factories.person()
    rows.record(Event.PEOPLE_SIGNED_OUT, by=user, on=user, reason=SignedOut.BY_TIME)
    rows.record(Event.PEOPLE_USER_CHANGED, by=user, on=user, fields=[*_fields()])
    signed_out, changed = Entry.objects.order_by("-id")[:2][::-1]

    with override("fr-ca"):
        said = [line.facts for line in Known({}, {}).lines([signed_out, changed], "/log/")]

    assert said == [
        [("motif", "par l’écoulement du temps", "")],
        [("éléments modifiés", "nom, Courriel", "")],
    ]
    assert re.search('"reason":"by_time"', signed_out.body)


@pytest.mark.django_db
def test_what_was_checked_of_an_authority_is_no_way_of_signing_in():
    user = factories.person()
    given = {"outcome": Outcome.CONFIRMED, "method": AuthorityCheck.PROPOSITION}
    rows.record(Event.REVIEW_AUTHORITY_CHECKED, by=user, on=user, **given)

    (line,) = Known({}, {}).lines(Entry.objects.order_by("-id")[:1], "/log/")

    assert [said for said in line.facts if "Stands" in said[1]] == [
        ("what was checked", "Stands for the proposition; contrary authority considered", "")
    ]


@pytest.mark.django_db
def test_a_reason_is_said_as_the_firm_words_it():
    partner = factories.person("partner")
    with held():
        reason = reasons.add_reason(name="Too long", name_fr="Trop long", needs_note=False, by=partner)
    (entry,) = Entry.objects.filter(event="review.reason_set")

    with override("fr-ca"):
        (line,) = Known({}, {}).lines([entry], "/log/")

    assert reason.code == "firm_1"
    assert ("code", "Trop long", "") in line.facts


@pytest.mark.django_db
def test_why_a_draft_was_withdrawn_is_said_in_those_words_too():
    task, partner = r.task(), factories.person("partner")
    reason = reasons.add_reason(name="Too long", name_fr="Trop long", needs_note=False, by=partner)
    r.withdraw(task, task.responsible, [reason.code])
    entry = Entry.objects.get(event="review.withdrawn")

    with override("fr-ca"):
        (line,) = Known({}, {}).lines([entry], "/log/")

    assert "Trop long" in [said for _fact, said, _exact in line.facts]


def _fields():
    from apps.people.rules import Field

    return Field
