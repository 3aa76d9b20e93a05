import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from apps.core.text import canonical


def test_canonical_text_is_nfc_with_line_feeds_and_otherwise_the_same():
    assert canonical("e\u0301te\u0301 \r\n\tdeux  \r\rtrois ") == "été \n\tdeux  \n\ntrois "


@given(st.text())
def test_canonical_text_stays_as_it_is(text):
    once = canonical(text)

    assert canonical(once) == once
    assert "\r" not in once
    assert unicodedata.is_normalized("NFC", once)
