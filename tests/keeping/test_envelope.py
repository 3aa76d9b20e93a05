"""What is encrypted for a backup opens whole or not at all."""

import io

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from apps.core import keyfile
from apps.core.ciphers import CannotOpen
from apps.keeping import envelope

KEYS = keyfile.Keys({1: b"1" * 32})
SIZES = st.sampled_from([0, 1, envelope.PIECE - 1, envelope.PIECE, envelope.PIECE + 1, 2 * envelope.PIECE])


def sealed(data, keys=KEYS):
    return b"".join(envelope.sealed([data[:7], data[7:]], keys))


def opened(data, keys=KEYS):
    return b"".join(envelope.opened(io.BytesIO(data), keys))


@examples(max_examples=15)
@given(SIZES)
def test_what_was_sealed_opens_again(size):
    data = bytes(size)

    assert opened(sealed(data)) == data


@examples(max_examples=15)
@given(SIZES, st.data())
def test_a_changed_or_shortened_stream_does_not_open(size, data):
    whole = sealed(bytes(size))
    at = data.draw(st.integers(0, len(whole) - 1))
    changed = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]

    for broken in (changed, whole[:at], whole + b"\0"):
        with pytest.raises(CannotOpen):
            opened(broken)


def test_pieces_that_changed_places_do_not_open():
    whole, size = sealed(bytes(3 * envelope.PIECE)), envelope.PIECE + envelope.TAG_BYTES
    head, first, second, rest = (
        whole[: envelope.HEAD],
        whole[envelope.HEAD : envelope.HEAD + size],
        whole[envelope.HEAD + size : envelope.HEAD + 2 * size],
        whole[envelope.HEAD + 2 * size :],
    )

    with pytest.raises(CannotOpen):
        opened(head + second + first + rest)


@pytest.mark.parametrize("other", [keyfile.Keys({1: b"2" * 32}), keyfile.Keys({2: b"1" * 32})])
def test_another_key_does_not_open_it(other):
    with pytest.raises(CannotOpen):
        opened(sealed(b"text"), other)
