"""Every page that a person of the sample firm can reach, walked by its links.

What a page is held to is said once, in `Walk`; each walk holds every page of one person to it, in one language. A link
that is shown has to lead somewhere for the person whom it is shown to. The first page of each kind is opened in the
browser, and looked at in every width; the others come from the application itself, and are opened too where they are
made of something of which no page of their kind was made before. So whatever is drawn is drawn there at least once in
each language.
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import parse_qs, unquote, urljoin, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from babel.messages.pofile import read_po
from django.conf import settings
from django.test import Client
from django.urls import resolve, reverse
from playwright.sync_api import Error

from apps.audit.models import Entry
from apps.drafting.models import Request, RequestState
from apps.people import services as people
from apps.review.models import ReviewTask
from demo import seeding
from demo.matters import SAMPLES
from demo.matters.family import HALLORAN
from demo.people import FIRM, OFFICES, PEOPLE
from tests.browser.house import DESKTOP, HEIGHT, PHONE, TABLET, UNPAINTED
from tests.browser.reading import read
from tests.guards.test_views import ADDRESSES

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
BROWSER = UNPAINTED
OF_EACH = Counter(
    {"drafting:detail": 3, "review:detail": 2, "desk:matter": 2}
)  # opened in a walk; of others, one
HOUSE = re.compile(r"^[\w’'().: -]{3,60} · firmai$|^\d{4}-\d{4} · firmai$|^TRAINING-\d+ · firmai$")
NAMES = {
    *(word for sample in SAMPLES for word in (sample.title, sample.client)),
    *(party.name for sample in SAMPLES for party in sample.parties),
    *(file.title or file.filename for sample in SAMPLES for file in sample.files),
    *(office for office, _, _ in OFFICES),
    *(one.full_name for one in PEOPLE),
    FIRM,
}
CONTENT = {ask.assignment[:40] for sample in SAMPLES for ask in sample.asks} | {
    alias for sample in SAMPLES for party in sample.parties for alias in party.aliases
}
WIDE = """(() => {
  const width = document.documentElement.clientWidth;
  return document.documentElement.scrollWidth <= width ? [] : Array.from(document.querySelectorAll("body *")).filter(
    node => node.getBoundingClientRect().right > width
  ).map(node => node.tagName + "." + node.className).concat(["the page"]).slice(-5);
})()"""
COVERED = """Array.from(document.querySelectorAll(".list tr:has(a.row) :is(a, button, input):not(.row)")).filter(
  node => {
    node.scrollIntoView({block: "center"});
    const [box] = node.getClientRects();
    return box && document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)?.matches("a.row");
  }
).map(node => node.innerText || node.name)"""
LAID_OUT = f"({{wide: {WIDE}, covered: {COVERED}}})"
"""Asked at once: each question to the browser takes as long as its answer."""
ENGLISH = re.compile(
    r"\b(the|and|with|your|this|that|from|was|were|has|have|been|which|every|nothing|what)\b", re.I
)
AXE = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
APART_FROM = {"exclude": [".authority > .dots"]}
"""The six dots are smaller than a target should be: opening the authority leads to the same checks at full size."""
NOT_FOR_PEOPLE = {"desk:healthz", "desk:readyz", "desk:metrics"}
WITH_AN_ID = re.compile(r"/(0{8}-.{27}|1|x)(/|$)")


@dataclass
class Walk:
    """What one person saw, and everything on it that should not be so.

    ``drawn`` is what the pages of each kind were made of that a browser has opened, by language.
    """

    window: object
    client: Client
    language: str
    drawn: defaultdict
    faults: list[str] = field(default_factory=list)
    kinds: Counter = field(default_factory=Counter)
    widths: list[int] = field(default_factory=lambda: [DESKTOP, TABLET, PHONE])

    def through(self, *starts):
        """Follow links, a few of each kind of page."""
        ahead, known = list(starts), set(starts)
        while ahead:
            path = ahead.pop(0)
            if not self.is_new(path):
                continue
            self.kinds[kind_of(path)] += 1
            for link in self.look(path):
                if link not in known:
                    known.add(link)
                    ahead.append(link)
        return self

    def is_new(self, path):
        """Whether it is a page of a kind that was not yet seen often enough."""
        kind = kind_of(path)
        return kind is not None and self.kinds[kind] < max(1, OF_EACH[kind[0]])

    def look(self, path):
        """Hold the page to all that holds for every page. Returns its links within the house."""
        drawn = self.drawn[self.language, kind_of(path)]
        is_first = not drawn  # and is opened anyway
        answer = self.open(path) if is_first else self.fetch(path)
        if answer is None:
            drawn.add("no page")  # a file is asked of the browser once
            return []
        led_to, seen = answer
        if not drawn.issuperset(seen.pieces):
            drawn.update(seen.pieces)
            if not is_first:
                self.open(path)
        found = (urljoin(led_to, link).partition("#")[0] for link in seen.links)
        return [link for link in found if link.startswith("/")]

    def fetch(self, path):
        """Where the page is and what it says; nothing where it is a file or does not answer."""
        answer = self.client.get(path, follow=True)
        if "attachment" in answer.headers.get("Content-Disposition", ""):
            answer.close()
            return None
        led_to = answer.redirect_chain[-1][0] if answer.redirect_chain else path
        return self.hold(path, led_to, answer.status_code, answer.headers, answer.content.decode())

    def open(self, path):
        """The same from the browser, which draws it, with its scripts; and it is looked at in every width."""
        page = self.window.page
        try:
            answer = self.window.go(path)
        except Error as error:
            if "Download is starting" in error.message:
                return None
            raise
        led_to = urlsplit(page.url)._replace(scheme="", netloc="").geturl()
        held = self.hold(path, led_to, answer.status, answer.headers, page.content())
        for width in self.widths:
            if page.viewport_size["width"] != width:
                page.set_viewport_size({"width": width, "height": HEIGHT})
            is_laid_out = page.evaluate(LAID_OUT)
            wide, covered = is_laid_out["wide"], is_laid_out["covered"]
            self.note(path, f"fits a width of {width} ({wide})", not wide)
            self.note(path, f"has nothing under the link of its row ({covered})", not covered)
        self.widths.reverse()  # the next page is opened in the last one
        return held

    def hold(self, path, led_to, status, headers, text):
        """To what is to be read on a page, in its address and in what it was sent with."""
        if status != 200:
            self.faults.append(f"{path} answered {status}")
            return None
        seen, named = read(text), {name.lower(): value for name, value in headers.items()}
        policy, kept = named.get("content-security-policy", ""), named.get("cache-control", "")
        self.note(path, "is held by the policy", "default-src 'none'" in policy and "unsafe" not in policy)
        self.note(path, "is not kept by the browser", "no-store" in kept)
        shown = f"{seen.title} {unquote(led_to)}"
        self.note(path, "has a title of its own", HOUSE.match(seen.title))
        self.note(
            path, "keeps content out of its title and address", not [w for w in CONTENT | NAMES if w in shown]
        )
        self.note(path, "says its language", seen.language == f"{self.language}-ca")
        self.note(path, "has one first heading", seen.headings == 1)
        if self.language == "fr":
            self.note(path, *in_french(path, seen))
        return led_to, seen

    def note(self, path, rule, holds):
        if not holds:
            self.faults.append(f"{path}: not so: {rule}")


def in_french(path, seen):
    """The rule that a page is in French, and whether it holds."""
    ours = ":" in resolve(urlsplit(path).path).view_name  # what allauth says is translated by its own people
    said = own_words(seen.spoken)
    left = [words for words in said if (ours and words in english()) or ENGLISH.search(words)]
    return f"is in French ({left})", not left


def kind_of(path):
    """The page's name and what its query narrows, or nothing where a link leads to what is not a page."""
    parts = urlsplit(path)
    if "." in parts.path.rpartition("/")[2]:
        return None  # a file, by its name
    return resolve(parts.path).view_name, tuple(sorted(parse_qs(parts.query)))


def own_words(texts):
    """The house's own words of those: what is pressed, and what is above what."""
    lines = {" ".join(text.split()) for text in texts}
    return {line for line in lines if line and not any(name in line for name in NAMES)}


@lru_cache
def english():
    """What the house says in English and says otherwise in French."""
    path = settings.LOCALE_PATHS[0] / "fr" / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        return {
            message.id
            for message in read_po(file)
            if isinstance(message.id, str) and message.id != message.string
        }


def not_linked(walk):
    """The addresses without an id that are pages for this person and were on none of the links followed so far."""
    for name, address in ADDRESSES.items():
        if (
            ":" not in name
            or name in NOT_FOR_PEOPLE
            or WITH_AN_ID.search(address)
            or not walk.is_new(address)
        ):
            continue
        answer = walk.client.get(address)
        text = b"".join(answer) if answer.status_code == 200 else b""
        if b"<html" in text:  # neither a file nor a part of a page
            yield address


@pytest.fixture(scope="module")
def drawn():
    return defaultdict(set)


@pytest.mark.parametrize(
    ("key", "language"),
    [
        ("amelie", "en"),
        ("marc", "fr"),
        ("judith", "en"),
        ("etienne", "fr"),
        ("priya", "en"),
        ("noah", "fr"),
        ("leila", "en"),
        ("rosa", "en"),
        ("ivan", "en"),
        ("grace", "fr"),
    ],
)
def test_every_page_that_somebody_can_reach(house, visit, drawn, key, language):
    user = seeding.person(key)
    people.choose_language(user=user, language=language, by=user)
    window, client = visit(key, language=language), Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = house.session(user)["value"]
    walk = Walk(window, client, language, drawn).through("/")
    for address in not_linked(walk):
        walk.through(address)

    assert walk.faults == []
    assert len(walk.kinds) >= 5


def test_a_window_sees_what_no_page_may_do(visit):
    window = visit("judith")
    window.go("/")
    with window.page.expect_event("pageerror"):
        window.page.evaluate("""() => {
          document.body.insertAdjacentHTML("beforeend", '<p style="color: red">red</p>');
          fetch("http://localhost:9/").catch(() => null);
          setTimeout(() => { throw new Error("it broke"); }, 500);
        }""")
    told, window.faults[:] = " ".join(window.faults), []

    assert "style-src" in told
    assert "connect-src" in told
    assert "it broke" in told


PAGES = {
    "light": (
        "policy:crossings",
        "desk:home",
        "desk:matter",
        "desk:posture",
        "drafting:new",
        "review:queue",
        "review:edit",
    ),
    "dark": ("desk:log", "drafting:detail", "review:detail"),
}
"""Every kind of thing that pages are made of, by the scheme it is looked at in; what differs is the tokens alone."""


@pytest.mark.parametrize("scheme", PAGES)
def test_pages_can_be_used_by_everybody(visit, scheme):
    """What axe finds by itself of WCAG 2.2 AA: names, labels, order of headings, contrast."""
    window, axe, faults = visit("amelie", scheme=scheme), Axe(), {}
    for path in addresses_of(PAGES[scheme], seeding.person("amelie")):
        window.go(path)
        found = axe.run(window.page, context=APART_FROM, options=AXE).response["violations"]
        if found:
            faults[path] = [(each["id"], [node["target"] for node in each["nodes"]][:3]) for each in found]

    assert faults == {}, faults


@pytest.mark.parametrize("name", ["desk:home", "review:queue", "review:rules", "keeping:overview"])
def test_on_a_phone_what_a_row_says_has_the_whole_width(visit, name):
    window = visit("amelie", width=PHONE)
    window.go(reverse(name))

    narrow = window.page.evaluate(
        """() => Array.from(document.querySelectorAll(".list td:not(.choose, .none)"))
          .filter(cell => cell.getBoundingClientRect().width < 0.8 * cell.parentNode.getBoundingClientRect().width)
          .map(cell => cell.className + ": " + cell.innerText)"""
    )

    assert window.page.locator(".list td").count() > 1
    assert narrow == []


def test_on_a_phone_no_label_in_sight_of_a_plot_is_cut(visit):
    window = visit("amelie", width=PHONE)
    window.go(reverse("desk:supervision"))

    labels, cut = window.page.evaluate(
        """() => {
          const labels = Array.from(document.querySelectorAll(".latest text"));
          const cut = labels.filter(label => ["svg", ".latest"].some(around => {
            const is = label.getBoundingClientRect(), within = label.closest(around).getBoundingClientRect();
            return is.left < within.left && is.right > within.left || is.right > within.right && is.left < within.right;
          }));
          return [labels.length, cut.map(label => label.textContent)];
        }"""
    )

    assert labels > 12
    assert cut == []


REFLOWED = 320  # pixels: a page of 1280 at four times its size


@pytest.mark.parametrize(
    "name", ["desk:home", "matters:list", "desk:log", "policy:crossings", "review:queue", "review:items"]
)
def test_a_page_at_four_times_its_size_is_read_without_scrolling_sideways(visit, name):
    window = visit("amelie", width=REFLOWED)
    window.go(reverse(name))

    assert window.page.evaluate(WIDE) == []


@pytest.mark.parametrize("width", [660, 820, 1000, TABLET])
def test_figures_by_person_are_read_without_scrolling_sideways_in_french_too(visit, width):
    window = visit("amelie", width=width, language="fr")
    window.go(reverse("desk:supervision"))

    beyond = window.page.evaluate(
        """() => {
          const box = document.querySelector(".people-figures").parentNode;
          return [box.scrollWidth - box.clientWidth, document.querySelectorAll(".people-figures td").length > 12];
        }"""
    )

    assert beyond == [0, True]


LETTER = 665  # pixels between the margins of a sheet of Letter paper


@pytest.mark.parametrize("name", ["desk:supervision", "policy:crossings", "policy:surfaces", "review:queue"])
def test_on_paper_nothing_is_cut_off_and_moments_are_exact(visit, name):
    window = visit("amelie", width=LETTER)
    window.page.emulate_media(media="print")
    window.go(reverse(name))

    cut = window.page.evaluate(
        """() => Array.from(document.querySelectorAll("td, th")).filter(
          cell => cell.offsetParent && cell.getBoundingClientRect().right > document.documentElement.clientWidth
        ).map(cell => cell.innerText)"""
    )
    astray = window.page.evaluate(
        """() => Array.from(document.querySelectorAll("table.list")).flatMap(table => {
          const at = cell => Math.round(cell.getBoundingClientRect().left);
          const places = row => row ? Array.from(row.cells).map(at) : [];
          const heads = places(table.querySelector("thead:not(.visually-hidden) tr"));
          const cells = places(table.querySelector("tbody tr"));
          return heads.length && String(heads) !== String(cells) ? [table.className] : [];
        })"""
    )
    moments = window.page.evaluate(
        """() => Array.from(document.querySelectorAll("time.said")).map(
          moment => getComputedStyle(moment, "::after").content.includes(moment.title) && moment.title !== ""
        )"""
    )

    assert (cut, astray) == ([], [])
    assert all(moments)


def addresses_of(names, user):
    """Addresses of those pages, each with something of the sample firm on it."""
    task = ReviewTask.objects.visible_to(user).undecided().filter(matter__number=HALLORAN.number).first()
    on = {
        "desk:matter": [task.matter_id],
        "desk:entry": [Entry.objects.filter(matter=task.matter_id).latest("pk").pk],
        "drafting:detail": [
            Request.objects.filter(matter=task.matter_id, state=RequestState.PREVIEW).first().pk
        ],
        "review:detail": [task.pk],
        "review:edit": [task.pk, task.draft.latest.number],
        "review:return": [task.pk, task.draft.latest.number],
    }
    return [reverse(name, args=on.get(name, [])) for name in names]
