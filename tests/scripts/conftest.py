import pytest

from .checkout import Checkout


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """The state of a checkout whose servers have been up once, for tests of what comes after a first start."""
    first = Checkout(tmp_path_factory.mktemp("made") / "checkout")
    yield first.make_database()
    first.leave()


@pytest.fixture
def checkout(tmp_path):
    made = Checkout(tmp_path / "checkout")
    yield made
    made.leave()


@pytest.fixture
def second_checkout(tmp_path):
    made = Checkout(tmp_path / "second")
    yield made
    made.leave()
