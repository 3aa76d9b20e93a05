"""Numbers that a form, a table or a network says are somebody's, whatever they look like: each built from a known value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.policy.identifying.known import Known
from apps.policy.identifying.recognisers import find

NOBODY = Known()


def covers(text, value):
    start = text.rindex(value)
    found = {at for each in find(text, NOBODY) for at in range(each.start, each.end)}
    return all(at in found for at in range(start, start + len(value)) if text[at].isalnum())


def stays(text):
    return find(text, NOBODY) == []


@given(
    st.from_regex(r"[A-Z]{0,2}[1-9][0-9]{3,6}", fullmatch=True).filter(lambda each: not each.endswith("000"))
)
def test_what_fills_the_place_behind_a_label_is_taken_unless_it_is_a_year(value):
    year = value.isdigit() and len(value) == 4 and value[:2] in ("18", "19", "20")

    for text in (f"Locker ref : {value}\nNext", f"Casillero: {value}", f"Badge holder:   {value} | x"):
        assert year or covers(text, value)


@pytest.mark.parametrize(
    "text",
    ["Pages: 1204", "Odometer: 84210", "Amount: 4471", "Superficie : 1204", "Year: 2019", "Nombre de pages : 1204", "Time: 1430 | x",
     "Authority: 2019 SCC 65", "Total : 1 104,00 $"],
)  # fmt: skip
def test_what_is_counted_or_paid_stays_behind_its_label(text):
    assert stays(text)


@given(st.from_regex(r"[1-9][0-9]{3,6}", fullmatch=True))
def test_a_cell_is_what_its_heading_says(value):
    table = f"Date | Cheque No. | Amount\n2023-08-14 | {value} | 1,284.50\n2023-08-15 | 2019 | 640.00\n"

    assert covers(table, f"{value} ")
    assert covers(table, "2019 ")
    assert not covers(table, "1,284.50")
    assert not covers(table, "2023-08-15")


@given(st.integers(1990, 2030))
def test_a_cheques_number_may_look_like_a_year(year):
    assert covers(f"Cheque {year} was returned.", str(year))
    assert covers(f"les chèques 0417 et {year} sont sans provision", str(year))
    assert covers(f"badge {year}", str(year))
    assert stays(f"The contract of {year} was signed in {year}.")


@given(*(st.integers(20, 250) for _ in range(4)))
def test_an_address_of_a_machine_is_somebodys(a, b, c, d):
    value = f"{a}.{b}.{c}.{d}"

    assert covers(f"posted from {value} at night", value) or value.startswith(("192.168.", "172.", "127."))
    assert covers(f"IP address {value}", value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("seen at 2607:f2c0:1184:22a::4f", "2607:f2c0:1184:22a::4f"), ("device A4:21:E7:09:0B:33", "A4:21:E7:09:0B:33"),
        ("https://www.facebook.com/jo.roe.5 was copied", "www.facebook.com/jo.roe.5"), ("the account @jo_roe posted", "@jo_roe"),
        ("user name jo_roe88 wrote", "jo_roe88"), ("reference CAx8Qz4T was sent", "CAx8Qz4T"), ("SWIFT ROYCCAT2", "ROYCCAT2"),
        ("institution 815, succursale 30112", "815"), ("institution 815, succursale 30112", "30112"),
        ("Dépôt : 45590-815-6245916.", "45590-815-6245916"), ("carte se terminant par 9027.", "9027"),
        ("S I N : 0 4 6 4 5 4 2 8 6", "0 4 6 4 5 4 2 8 6"), ("VIN: 1FTFW 1ET5D FC102 33", "1FTFW 1ET5D FC102 33"),
        ("she drives the BXNR 118 jeep", "BXNR 118"), ("La plaque du véhicule, F42 KLM, fut notée", "F42 KLM"),
        ("Policy HPP 5895482, our file", "HPP 5895482"), ("GRIEVANCE 2014-39", "2014-39"), ("Minute 51601.", "51601"),
        ("owner of 1989 Wharf Street, PIN", "1989 Wharf Street"), ("lives at 1984 Kensington Gore.", "1984 Kensington Gore"),
        ("exhibit locker 5585.", "5585"), ("No is C'est 189 627 579.", "189 627 579"), ("Permit 28 81149 BLD", "28 81149 BLD"),
    ],
)  # fmt: skip
def test_each_way_in_which_papers_write_a_number_is_found(text, value):
    assert covers(text, value)


@pytest.mark.parametrize(
    "text",
    ["DIN 02137475, naproxen 500 mg", "1 2 3 4 5 6 7 8", "clause 4.1.2.1", "from 21:14:07 to 22:10:00", "bought an iPhone13Pro",
     "in the summer of 1989 Wharf Street was closed", "189 627 579 habitants", "189 627 579 $", "DOL 2023-02-17", "the 2018 GMC truck"],
)  # fmt: skip
def test_what_only_looks_like_one_stays(text):
    assert stays(text)
