"""A person who has a keyboard and no mouse, a count of what they press, and a house that takes its time."""

from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, expect

FARTHEST = 120  # stops of the Tab key on the longest page
IS_HERE = "node => node === document.activeElement"


@dataclass
class Hands:
    """Keys pressed on one page, in order."""

    page: Page
    pressed: list[str] = field(default_factory=list)

    def press(self, *keys):
        for key in keys:
            self.page.wait_for_load_state()  # a person waits for a page too
            self.pressed.append(key)
            self.page.keyboard.press(key)

    def reach(self, control: Locator, *, key="Tab"):
        """Step from stop to stop until that control has the focus."""
        expect(control).to_have_count(1)
        for _ in range(FARTHEST):
            if control.evaluate(IS_HERE):
                return
            self.press(key)
        raise AssertionError(f"{control} is on no stop of the {key} key")

    def do(self, control: Locator, key="Enter"):
        self.reach(control)
        self.press(key)

    def write(self, words):
        self.pressed += list(words)
        self.page.keyboard.insert_text(words)

    def choose(self, radio: Locator):
        """One of a group of radio buttons: to the group by Tab, within it by arrow."""
        group = self.page.locator(f"[name={radio.get_attribute('name')}]")
        chosen = self.page.locator(f"[name={radio.get_attribute('name')}]:checked")
        self.reach(chosen if chosen.count() else group.first)
        self.reach(radio, key="ArrowDown")
        self.press("Space")
        expect(radio).to_be_checked()


@contextmanager
def unanswered(page: Page, pattern: str):
    """Requests of the page to such addresses are on their way, and arrive at the house when this is over."""
    on_their_way = []
    answers = False

    def arrive(route):
        if answers:
            route.continue_()
        else:
            on_their_way.append(route)

    page.route(pattern, arrive)
    yield on_their_way
    answers = True
    for route in on_their_way:
        route.continue_()
