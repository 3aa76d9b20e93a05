import pytest

from .checkout import Checkout, alive_in, remove_what_was_left


@pytest.fixture(scope="session", autouse=True)
def nothing_left_behind():
    yield
    remove_what_was_left()


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """The state of a checkout whose servers have been up once, for tests of what comes after a first start."""
    first = Checkout(tmp_path_factory.mktemp("made") / "checkout")
    yield first.make_database()
    first.leave()


OF_A_FIRM = {
    "BACKUP_DIR": "/mnt/backups",
    "CLAUDE_ORGANIZATION": "org-firm",
    "DATABASE_OWNER_URL_FILE": "/firm/owner",
}
"""What a firm sets for its house, in the shell in which `make demo` is started."""


@pytest.fixture(scope="module")
def open_house(tmp_path_factory, made):
    """A checkout whose `make demo` is open, for tests that only look at it."""
    opened = Checkout(tmp_path_factory.mktemp("open") / "checkout")
    opened.install(made)
    opened.have_celery(True)
    opened.open(**OF_A_FIRM)
    yield opened
    opened.leave()


@pytest.fixture(scope="module")
def at_rest():
    """Checkouts that tests gave back as they had got them."""
    free = []
    yield free
    for each in free:
        each.leave()


@pytest.fixture
def installed(at_rest, made, tmp_path_factory):
    """A checkout with its environment and a database. The next test has it too where nothing of it is left running."""
    found = at_rest.pop() if at_rest else None
    if found is None:
        found = Checkout(tmp_path_factory.mktemp("installed") / "checkout")
        found.install(made)
    found.have_celery(False)
    yield found
    found.close()
    if alive_in(found) or found.children():
        found.leave()
    else:
        at_rest.append(found)


@pytest.fixture
def checkout(tmp_path):
    made = Checkout(tmp_path / "checkout")
    yield made
    made.leave()
