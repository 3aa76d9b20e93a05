"""The house as a browser meets it: the sample firm, the windows of its people, and an account of what pages did."""

from dataclasses import dataclass, field
from importlib import import_module
from threading import Event as Flag

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from playwright.sync_api import Browser, BrowserContext, Page, expect

from apps.audit import notes, roles, sequencer
from apps.review import seconds
from demo import seeding

SEEN_SECONDS = 20  # what a page is given to show something; the machine may be busy
PHONE, TABLET, DESKTOP = 390, 1024, 1440  # pixels
HEIGHT = 900
UNPAINTED = ["--disable-threaded-compositing"]
"""What a browser is told that lays pages out and paints none of them, which is nearly half of its work. It is for where
nothing waits for a frame: a click does, and so does what a page gives the focus to when it opens."""
expect.set_options(timeout=SEEN_SECONDS * 1000)
VIOLATIONS = """
addEventListener("securitypolicyviolation", function (event) {
  console.error("policy: " + event.violatedDirective + " " + event.blockedURI);
});
"""


IS_FIRST_USE = seconds.is_first_use


def seed():
    """The sample firm as `make demo` makes it, where instructions are used for the first time; its log in order."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(seconds, "is_first_use", IS_FIRST_USE)
        seeding.seed(lambda line: None)
    _put_the_log_in_order()


def reopen():
    """The same before vendors that know nothing of it."""
    seeding.reopen()
    _put_the_log_in_order()


def _put_the_log_in_order():
    held = sequencer.Sequencer(roles.log_alias(), notes.Signer.load(), notes.verifiers())
    assert held.open(Flag())
    while held.step():
        pass
    held.checkpoint()


@dataclass
class Window:
    """One page of one person's browser. ``faults`` are the things that no page of the house may do."""

    page: Page
    address: str
    faults: list[str] = field(default_factory=list)
    may_be_missing: bool = False
    may_be_signed_out: bool = False

    def __post_init__(self):
        self.page.set_default_timeout(SEEN_SECONDS * 1000)
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.faults.append(f"{self.page.url}: {error}"))
        self.page.on("request", self._asked)

    def _said(self, message):
        if message.type not in ("error", "warning"):
            return
        if self.may_be_missing and message.location["url"] == self.page.url:
            return  # Chromium calls any answer that is not a page an error
        if self.may_be_signed_out and "401" in message.text:
            return
        self.faults.append(f"{self.page.url}: {message.text}")

    def _asked(self, request):
        if not request.url.startswith((self.address, "data:")):
            self.faults.append(f"{self.page.url} asked {request.url}")

    def go(self, path="/"):
        """The answer at that path."""
        return self.page.goto(self.address + path)

    def arrive(self, title):
        """The page of that title is there whole, its scripts and keys with it."""
        expect(self.page).to_have_title(title)
        self.page.wait_for_load_state()

    def see(self, words):
        """Words that have to be on the page."""
        expect(self.page.get_by_text(words).first).to_be_visible()

    def press(self, name, *, within=None):
        """The button of that name."""
        (within or self.page).get_by_role("button", name=name, exact=True).click()

    def follow(self, name):
        self.page.get_by_role("link", name=name, exact=True).first.click()

    @property
    def path(self):
        return self.page.url.removeprefix(self.address).partition("#")[0]


@dataclass
class House:
    """A browser before the application."""

    browser: Browser
    address: str
    contexts: list[BrowserContext] = field(default_factory=list)
    windows: list[Window] = field(default_factory=list)

    def open(self, key="", *, language="en", scripts=True, width=DESKTOP, scheme="light"):
        """A window of somebody of the sample firm who has signed in; without a key, of a stranger."""
        context = self.browser.new_context(
            locale=f"{language}-CA",
            java_script_enabled=scripts,
            viewport={"width": width, "height": HEIGHT},
            color_scheme=scheme,
        )
        context.add_init_script(VIOLATIONS)
        if key:
            context.add_cookies([self.session(seeding.person(key))])
        self.contexts.append(context)
        self.windows.append(Window(context.new_page(), self.address))
        return self.windows[-1]

    def session(self, user):
        """The cookie that signing in leaves."""
        store = import_module(settings.SESSION_ENGINE).SessionStore()
        store[SESSION_KEY] = str(user.pk)
        store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        store[HASH_SESSION_KEY] = user.get_session_auth_hash()
        store.create()
        return {"name": settings.SESSION_COOKIE_NAME, "value": store.session_key, "url": self.address}

    def close_windows(self):
        faults = [fault for window in self.windows for fault in window.faults]
        for context in self.contexts:
            context.close()
        self.contexts, self.windows = [], []
        assert faults == [], faults
