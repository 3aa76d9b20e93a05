import copy
import json
import logging
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.sensitive import Sensitive

CANARY = "Mrs. Tremblay signed the second will"
values = st.text() | st.binary()


@pytest.mark.parametrize(
    "show",
    [repr, str, format, "{}".format, "%s".__mod__, lambda it: f"{it!r:>40}", lambda it: repr([it])],
    ids=["repr", "str", "format", "brace", "percent", "width", "in a list"],
)
def test_showing_it_never_shows_the_value(show):
    shown = show(Sensitive(CANARY))

    assert "Tremblay" not in shown
    assert "<sensitive>" in shown


def test_a_log_line_and_a_traceback_do_not_show_it(caplog):
    kept = Sensitive(CANARY)

    logging.getLogger("anything").warning("read %s", kept, extra={"kept": kept})

    assert "Tremblay" not in caplog.text


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_it_cannot_be_pickled(protocol):
    with pytest.raises(TypeError):
        pickle.dumps(Sensitive(CANARY), protocol)


def test_it_cannot_be_written_as_json():
    with pytest.raises(TypeError):
        json.dumps({"text": Sensitive(CANARY)})


def test_it_cannot_be_hashed_or_found_among_its_attributes():
    kept = Sensitive(CANARY)

    with pytest.raises(TypeError):
        hash(kept)
    assert not hasattr(kept, "__dict__")


@pytest.mark.parametrize("value", [None, 7, ["text"], bytearray(b"text"), Sensitive("text")])
def test_only_text_and_bytes_can_be_sensitive(value):
    with pytest.raises(TypeError):
        Sensitive(value)


@given(values)
def test_it_gives_back_exactly_what_it_was_given(value):
    kept = Sensitive(value)

    assert kept.reveal() == value
    assert len(kept) == len(value)
    assert copy.deepcopy(kept) == kept


@given(values, values)
def test_two_are_equal_exactly_when_their_values_are(one, other):
    assert (Sensitive(one) == Sensitive(other)) == (one == other)
    assert Sensitive(one) != one
