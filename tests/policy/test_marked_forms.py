"""Names and numbers with the marks of a reader or of Markdown inside them, in small letters, in letters that only look
like others, and as they are said aloud."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.policy.identifying.glyphs import Plain
from apps.policy.identifying.known import Known
from apps.policy.identifying.recognisers import find
from apps.policy.models import PlaceholderKind as Kind
from tests.intake.test_word_numbers import document, read
from tests.intake.test_word_styles import STYLES, run
from tests.policy.test_name_forms import AHEAD, BEHIND, listing_of
from tests.policy.written import apostrophe, digits, is_replaced, with_luhn

NAMES = ("Amina Warsame", "Élodie Tremblay", "Siobhan O'Brien", "Marc-André L'Écuyer", "Zoé D'Amours", "Hồng Nguyễn",
         "Mary Ann McDonald", "Đorđe Kovač", "Ayşe Yıldız")  # fmt: skip
MARKS = st.sampled_from(("[struck out: ", "**", "***", "^"))


def is_hidden(ahead, first, mark, rest, behind, known):
    """Whether all that stands ahead of a mark and behind it is within something found."""
    text = f"{ahead}{first}{mark}{rest}{behind}"
    found = {at for each in find(text, known) for at in range(each.start, each.end)}
    begins = len(ahead) + len(first)
    wanted = [*range(len(ahead), begins), *range(begins + len(mark), begins + len(mark) + len(rest))]
    return all(at in found for at in wanted if text[at].isalnum())


@given(st.sampled_from(NAMES), MARKS, st.data(), AHEAD, BEHIND)
def test_a_mark_within_a_name_does_not_hide_it(name, mark, data, ahead, behind):
    at = data.draw(
        st.sampled_from([i for i in range(1, len(name)) if name[i - 1].isalpha() and name[i].isalpha()])
    )
    rest = f"{name[at:]}]" if mark.startswith("[") else name[at:]

    assert is_hidden(ahead, name[:at], mark, rest, behind, listing_of(name))


@given(
    digits(8), st.sampled_from(("", " ", "-")), st.integers(1, 8), st.sampled_from(("[struck out: ", "**"))
)
def test_a_mark_within_a_number_does_not_hide_it(head, by, at, mark):
    number = with_luhn(head)
    at = at if at % 3 or not by else at - 1
    first, rest = number[:at], number[at:]
    if by:
        first = by.join(first[i : i + 3] for i in range(0, len(first), 3))
        lead = (3 - at % 3) % 3
        rest = by.join(filter(None, (rest[:lead], *(rest[i : i + 3] for i in range(lead, len(rest), 3)))))
    shut = "]" if mark.startswith("[") else ""

    assert is_hidden("Her SIN is ", first, mark, rest, f"{shut} as filed.", Known())


@given(st.sampled_from(NAMES), apostrophe, AHEAD, BEHIND)
def test_a_name_in_small_letters_is_replaced_whole(name, mark, ahead, behind):
    value = name.lower().replace("'", mark)

    assert is_replaced(f"{ahead}{value}{behind}", value, listing_of(name))


@given(
    st.sampled_from(NAMES), st.sampled_from(("l'", "d'", "qu'", "L'", "D’", "jusqu’")), st.booleans(), AHEAD
)
def test_what_a_small_word_is_elided_before_is_replaced(name, elided, shouted, ahead):
    value = name.upper() if shouted else name

    assert is_replaced(f"{ahead}{elided}{value}'s", value, listing_of(name))


@given(st.sampled_from(NAMES), st.data(), st.sampled_from(("-\n", "-\n   ")), st.booleans())
def test_a_name_that_is_parted_at_the_end_of_a_line_is_replaced(name, data, parting, shouted):
    name_as_set = name.upper() if shouted else name
    small = [
        i
        for i in range(2, len(name) - 1)
        if name[i - 2 : i + 1].isalpha() and name[i - 1].islower() and name[i].islower()
    ]
    at = data.draw(st.sampled_from(small))
    value = f"{name_as_set[:at]}{parting}{name_as_set[at:]}"

    assert is_replaced(f"Then {value} agreed.", value, listing_of(name))


@pytest.mark.parametrize(
    ("listed", "written"),
    [
        ("Ayşe Yıldız", "Ayse Yildiz"), ("Ayse Yildiz", "Ayşe Yıldız"), ("Đorđe Kovač", "Dorde Kovac"),
        ("Đặng Hồng", "DANG HONG"), ("Hồng Nguyễn", "H Ồ N G  N G U Y Ễ N"), ("Hồng Nguyễn", "HỒNG NGUY-\nỄN"),
        ("Delia Wolf", "𝐃𝐞𝐥𝐢𝐚 𝐖𝐨𝐥𝐟"), ("Delia Wolf", "𝘋𝘦𝘭𝘪𝘢 𝘞𝘰𝘭𝘧"), ("Mary McDonald", "Mary M^cDonald"),
        ("Anne D'Amours", "anne d’amours"), ("Sean O'Brien", "o'brien"),
    ],
)  # fmt: skip
def test_the_same_name_in_other_letters(listed, written):
    assert is_replaced(f"Then {written} agreed.", written, listing_of(listed))


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("Date of birth: May 1^st, 1980.", "May 1^st, 1980", Kind.BIRTH_DATE),
        ("Née le 1^er mai 1980.", "1^er mai 1980", Kind.BIRTH_DATE),
        ("She lives at 123 5^th Avenue, Ottawa.", "123 5^th Avenue", Kind.ADDRESS),
    ],
)
def test_an_ordinal_whose_letters_are_raised_hides_nothing(text, value, kind):
    """Word raises them by itself as they are typed."""
    assert [(text[each.start : each.end], each.kind) for each in find(text, Known())] == [(value, kind)]


@pytest.mark.parametrize(
    "said",
    [
        "john dot roe at exemple dot ca", "a underscore roe at gmail.com", "roe at courriel dot exemple dot com",
        "élodie point roe arobase exemple point ca", "jroe AT GMAIL.COM",
    ],
)  # fmt: skip
def test_an_address_of_e_mail_that_is_said_aloud_is_replaced(said):
    text = f"You can write me, {said}, any time."

    assert [(text[each.start : each.end], each.kind) for each in find(text, Known())] == [(said, Kind.EMAIL)]


@pytest.mark.parametrize(
    "text",
    [
        "We met at noon. The point is clear.", "Look at canlii.org for the case.", "Il est arrivé à point nommé.",
        "At that point com was down.", "2**3 and x^2 and 10^6 stay.", "The rent [struck out: is] was due.", "See [a]b.",
    ],
)  # fmt: skip
def test_what_only_looks_like_one_stays(text):
    assert find(text, Known()) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("SIN123 456 789 is hers.", "123 456 789"), ("NAS123456789", "123456789"),
        ("Her SIN: 123 | 456 | 789", "123 | 456 | 789"), ("SIN | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 |", "1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9"),
        ("Her SIN is 1 2 3 4 5 6 7 8 9.", "1 2 3 4 5 6 7 8 9"), ("Health card 9876/543/210", "9876/543/210"),
        ("Health card 9876 | 543 | 210", "9876 | 543 | 210"), ("Health card 1234 567 890ab", "1234 567 890ab"),
    ],
)  # fmt: skip
def test_numbers_in_the_boxes_of_a_form(text, value):
    assert is_replaced(text, value, Known())


@given(st.sampled_from(NAMES), st.sampled_from(("1", "12", "104")), st.booleans())
def test_the_number_of_a_note_or_a_line_close_to_a_name_does_not_hide_it(name, number, ahead):
    text = f"Signed: {number if ahead else ''}{name}{'' if ahead else number}, tenant."

    assert is_hidden(
        "Signed: ", "", number if ahead else "", name, "" if ahead else f"{number}, tenant.", listing_of(name)
    )
    assert is_replaced(text, name, listing_of(name))


LOOKS = ("", "<w:b/>", "<w:strike/>", '<w:rStyle w:val="Struck"/>', '<w:lang w:val="fr-CA"/>')


@pytest.mark.parametrize(("opens", "shuts"), [("*", "*"), ("**", "**"), ("[struck out: ", "]")])
@pytest.mark.parametrize(
    "number",
    [
        "{0}613{1} {0}555{1} {0}0188{1}", "{0}613{1}-{0}555-0188{1}", "{0}613{1}.{0}555{1}.0188",
        "({0}613{1}) {0}555{1}-0188", "{0}046{1} {0}454{1} {0}286{1}", "046-{0}454{1}-{0}286{1}",
    ],
)  # fmt: skip
def test_a_number_whose_groups_are_marked_one_by_one_is_replaced_whole(number, opens, shuts):
    text = f"Her number is {number.format(opens, shuts)}, she said."

    found = {at for each in find(text, Known()) for at in range(each.start, each.end)}

    assert all(at in found for at, letter in enumerate(text) if letter.isdigit())


@pytest.mark.parametrize(
    ("number", "apart"),
    [
        *((number, apart) for number in ("613{0}555-0188", "046{0}454{0}286") for apart in (" ", "-", ".")),
        ("(613{0}555 0188", ") "),
    ],
)
def test_what_parts_a_number_does_not_hide_it_where_it_alone_is_struck_out(number, apart):
    text = f"Her number is {number.format(f'[struck out: {apart}]')}, she said."

    found = {at for each in find(text, Known()) for at in range(each.start, each.end)}

    assert all(at in found for at, letter in enumerate(text) if letter.isdigit())


@pytest.mark.parametrize(
    "text", ["Call *613-555-0188*-2 or *613 555 0188* *5* times.", "Call **613 555 0188** *5* times."]
)
def test_a_digit_behind_a_number_under_marks_is_none_of_it(text):
    assert "0188" in "".join(text[each.start : each.end] for each in find(text, Known()))


@given(
    st.sampled_from((*NAMES, "046 454 286", "613-555-0188")), st.lists(st.sampled_from(LOOKS), min_size=2, max_size=4), st.data()
)  # fmt: skip
@settings(max_examples=25, deadline=None)
def test_what_word_keeps_in_several_runs_is_replaced_as_one(value, looks, data):
    last = len(value) - 1
    cuts = sorted(data.draw(st.sets(st.integers(1, last), min_size=len(looks) - 1, max_size=len(looks) - 1)))
    parts = [value[start:end] for start, end in zip([0, *cuts], [*cuts, len(value)], strict=True)]
    runs = "".join(run(part, more=look) for part, look in zip(parts, looks, strict=True))
    body = document([f"<w:p>{run('See ')}{runs}{run(' here.')}</w:p>"], styles=STYLES)
    known = Known() if value[0].isdigit() else listing_of(value)

    [(_anchor, text)] = read(body)

    found = {at for each in find(text, known) for at in range(each.start, each.end)}
    left = "".join(letter if at not in found else "·" for at, letter in enumerate(text))
    left = left.replace("struck out", "").replace("See", "").replace("here", "")
    assert not [letter for letter in left if letter.isalnum()], left


LITERALS = ("[PERSON_1]", "[person_12]", "[SIN_3]")


@given(
    st.sampled_from(LITERALS), st.sampled_from(("", "a", "1", " x")), st.sampled_from(("", "a", "1", " x"))
)
def test_text_that_looks_like_a_placeholder_is_still_seen_as_one_beside_other_letters(literal, ahead, behind):
    text = f"[struck out: b]c {ahead}{literal}{behind}"

    assert Kind.LITERAL in {each.kind for each in find(text, Known())}


@given(st.text(alphabet="aB1 -\n[]^*é\u0301\u00ad" + "[struck out: ", max_size=60))
def test_a_place_in_the_plain_text_leads_back_to_one_in_the_text(text):
    text = unicodedata.normalize("NFC", text)
    plain = Plain.of(text)

    for at in range(len(plain.text)):
        start, end = plain.back(at, at + 1)
        assert 0 <= start < end <= len(text)


# Letters of other scripts, and characters that nobody sees ----------------------------------------------------

TWINS = str.maketrans("AaBEeHIiKMOoPpTXxycj", "АаВЕеНІіКМОоРрТХхусј")
GREEK = str.maketrans("ABEHIKMNOoPTXYZ", "ΑΒΕΗΙΚΜΝΟοΡΤΧΥΖ")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("alphabet", [TWINS, GREEK], ids=["Cyrillic", "Greek"])
def test_letters_that_look_like_others_do_not_hide_a_name(name, alphabet):
    for way in (name, name.upper()):
        for at in range(len(way)):
            for written in (way.translate(alphabet), way[:at] + way[at].translate(alphabet) + way[at + 1 :]):
                assert is_replaced(f"Then {written} signed.", written, listing_of(name)), written


SMALL_LOOKS = str.maketrans("vnuwoyr", "νηυωσγг")


@pytest.mark.parametrize("name", ["Oliver Novak", "Siobhan Rowney", "Vaughn Yu-Warner"])
def test_a_small_letter_that_looks_like_another_than_its_capital_does_not_hide_a_name(name):
    for at, letter in enumerate(name):
        written = name[:at] + letter.translate(SMALL_LOOKS) + name[at + 1 :]
        assert is_replaced(f"Then {written} signed.", written, listing_of(name)), written


@pytest.mark.parametrize("name", ["Наталья Иванова", "Алёна Королёва", "Γιάννης Παπαδόπουλος"])
def test_a_name_of_another_script_is_found_in_any_case_and_without_its_accents(name):
    bare = "".join(each for each in unicodedata.normalize("NFD", name) if not unicodedata.combining(each))

    for written in (name, name.upper(), name.lower(), bare, bare.upper()):
        assert is_replaced(f"Then {written} signed.", written, listing_of(name)), written


@pytest.mark.parametrize(
    "sign", ["\U000e0041", "\U000e0101", "\u3164", "\u115f", "\u206a", "\u180f", "\ufff9", "\u17b4", "\u200b"]
)
def test_what_nobody_sees_does_not_hide_a_name(sign):
    written = f"Ami{sign}na War{sign}same"

    assert is_replaced(f"Then {written} signed.", written, listing_of("Amina Warsame"))


def test_letters_of_science_stay_what_they_are():
    assert find("5 \u00b5g of α-tocopherol, Σ = 12 Ω, Δx", listing_of(*NAMES)) == []
