"""Every request that our clients made of a stand-in, and every answer it gave, held to the description of the vendor
once the test is over."""

import pytest

from sandbox import answers, described, wsgi


@pytest.fixture(autouse=True)
def requests_are_as_described():
    yield
    hold_to_the_description()


def hold_to_the_description():
    """The same of what was recorded so far, before the sandbox is made fresh."""
    made = [each for vendor in described.DESCRIBED for each in wsgi.application.record.of(vendor)]
    assert described.all_faults(made) == []
    assert sorted({told for each in made for told in answers.faults(each)}) == []
