import pytest

from .checkout import Checkout


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
