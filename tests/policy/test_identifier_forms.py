"""Every kind of identifier in every form: built from a value that is known, and replaced however it is set."""

import functools

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum.ca import bc_phn

from apps.policy.identifying.known import Known
from tests.policy.written import (
    apostrophe,
    blank,
    dash,
    digits,
    grouped,
    is_replaced,
    line_end,
    parting,
    tight,
    with_luhn,
)

NOBODY = Known()
AHEAD = st.sampled_from(("She gave ", "Il a donné ", "(", "see: ", "\n", "and then\n", "« ", "| ", "\u2022 "))
BEHIND = st.sampled_from((" to the clerk.", ", puis est partie.", ").", "\n", ".", " |", " »", ""))
LETTERS = "ABCDEFGHJKLMNPRSTVWXYZ"


@st.composite
def within(draw, value):
    return f"{draw(AHEAD)}{value}{draw(BEHIND)}"


@functools.cache
def led(
    leads,
    between=(
        " ",
        ": ",
        " no. ",
        " # ",
        " no ",
        " n\u00b0 ",
        " number is ",
        "\t",
        " :\u00a0",
        " ........ ",
        " | ",
    ),
):
    return st.builds("{}{}".format, st.sampled_from(leads), st.sampled_from(between))


@given(st.data())
def test_a_social_insurance_number_needs_no_word_whatever_parts_it(data):
    number = with_luhn(data.draw(digits(8)))
    assume(not number.endswith("000"))
    value = data.draw(grouped(number, 3, 3, 3))

    assert is_replaced(data.draw(within(value)), value, NOBODY)


@given(st.data())
def test_one_that_fails_its_sum_is_found_by_the_word_ahead(data):
    value = data.draw(grouped(data.draw(digits(9)), 3, 3, 3))
    lead = data.draw(
        led(("SIN", "S.I.N", "social insurance", "NAS", "numéro d'assurance sociale", "Social Insurance"))
    )

    assert is_replaced(f"The {lead}{value}.", value, NOBODY)


@given(st.data())
def test_a_scanners_letters_for_digits_are_read_behind_such_a_word(data):
    drawn, at = data.draw(digits(9)), data.draw(st.sampled_from((1, 2, 3)))
    number = data.draw(st.sampled_from("12345")) + drawn[1:at] + "0" + drawn[at + 1 :]
    value = data.draw(grouped(number, 3, 3, 3, by=st.sampled_from((" ", "-")))).replace("0", "O", 1)

    assert is_replaced(f"SIN: {value}.", value, NOBODY)


AREA = st.sampled_from(("416", "604", "514", "403", "902", "613", "867", "236"))
EXCHANGE = st.sampled_from(("555", "842", "367", "731", "208"))


@given(st.data())
def test_a_phone_is_found_however_its_groups_are_set(data):
    area, exchange, line = data.draw(AREA), data.draw(EXCHANGE), data.draw(digits(4))
    one, other = (
        data.draw(parting | st.sampled_from(("", ".", "/"))),
        data.draw(parting | st.sampled_from(("", "."))),
    )
    area = data.draw(
        st.sampled_from(
            (area, f"({area})", f"1-{area}", f"+1 {area}", f"+1 ({area})", f"1 ({area})", f"1.{area}")
        )
    )
    line = data.draw(
        st.sampled_from(
            (line, f"{line[:2]} {line[2:]}", f"{line} ext. 214", f"{line}, poste 31", f"{line} x12")
        )
    )
    value = f"{area}{one}{exchange}{other}{line}"

    assert is_replaced(data.draw(within(value)), value, NOBODY)


@given(st.data())
def test_a_phone_without_its_area_is_found_behind_a_word_and_by_its_dash(data):
    exchange, line = data.draw(EXCHANGE), data.draw(digits(4))
    lead = data.draw(st.sampled_from(("call", "Tel:", "téléphone :", "cell", "my work", "texted", "Fax")))

    assert is_replaced(f"{lead} {exchange}-{line}.", f"{exchange}-{line}", NOBODY)
    assert is_replaced(f"{lead} {exchange}.{line}.", f"{exchange}.{line}", NOBODY)


@pytest.mark.parametrize(
    "value",
    [
        "+44 20 7946 0958",
        "011 44 20 7946 0958",
        "+33 1 42 68 53 00",
        "00 33 1 42 68 53 00",
        "+91 98765 43210",
    ],
)
def test_a_phone_abroad_is_found(value):
    assert is_replaced(f"She gave {value} to him.", value, NOBODY)


@given(st.data())
def test_health_numbers_of_every_province_are_found(data):
    month = data.draw(st.integers(1, 12)) + data.draw(st.sampled_from((0, 50)))
    letters = data.draw(st.text(LETTERS, min_size=4, max_size=4).filter(lambda each: each != "VISA"))
    quebec = (
        f"{letters}{data.draw(digits(2))}{month:02d}{data.draw(st.integers(1, 28)):02d}{data.draw(digits(2))}"
    )
    ontario = with_luhn(data.draw(st.sampled_from("123456789")) + data.draw(digits(8)))
    written = data.draw(
        st.one_of(
            grouped(quebec, 4, 4, 4, by=tight),
            st.builds("{}{}".format, grouped(ontario, 4, 3, 3, by=blank | dash), st.sampled_from((" AB", "-AB", "AB"))),
        )
    )  # fmt: skip

    assert is_replaced(data.draw(within(written)), written, NOBODY)


@given(st.data())
def test_british_columbias_is_known_by_its_sum(data):
    head = "9" + data.draw(digits(8))
    number = next((head + last for last in "0123456789" if bc_phn.is_valid(head + last)), None)
    assume(number is not None)
    value = data.draw(grouped(number, 4, 3, 3))

    assert is_replaced(data.draw(within(value)), value, NOBODY)


@given(st.data())
def test_those_without_a_sum_are_found_by_the_word_ahead(data):
    sizes, leads = data.draw(
        st.sampled_from(
            (
                ((5, 4), ("AHCIP", "Alberta health care", "PHN")),
                ((3, 3, 3), ("HSN", "Saskatchewan health", "PHIN", "Medicare", "assurance-maladie")),
                ((4, 3, 3), ("health card", "Nova Scotia health card", "carte santé")),
                ((8,), ("PEI health card", "carte d'assurance maladie")),
                ((3, 3, 3, 3), ("MCP", "MCP number")),
                ((6,), ("MHSC registration health",)),
            )
        )
    )
    value = data.draw(grouped(data.draw(digits(sum(sizes))), *sizes, by=tight))

    assert is_replaced(f"Her {data.draw(led(leads))}{value}, valid.", value, NOBODY)


@given(st.data())
def test_licences_of_every_shape_are_found(data):
    form = data.draw(st.sampled_from(("A4-5-5", "A4-6-2", "7", "6-3", "8", "9", "A9", "5A9", "6")))
    letter, by = data.draw(st.sampled_from(LETTERS)), data.draw(st.sampled_from(("-", " ", "")))
    value = {
        "A4-5-5": f"{letter}{data.draw(digits(4))}{by}{data.draw(digits(5))}{by}{data.draw(digits(5))}",
        "A4-6-2": f"{letter}{data.draw(digits(4))}{by}{data.draw(digits(6))}{by}{data.draw(digits(2))}",
        "6-3": f"{data.draw(digits(6))}-{data.draw(digits(3))}",
        "A9": f"{letter}{data.draw(digits(9))}",
        "5A9": f"{letter * 5}{data.draw(digits(9))}",
    }.get(form) or data.draw(digits(int(form[-1])))
    assume(not value.startswith(("19", "20")))
    lead = data.draw(
        led(
            (
                "driver's licence",
                "Driver’s License",
                "permis de conduire",
                "DL",
                "B.C. driver's licence",
                "licence",
            )
        )
    )

    assert is_replaced(f"His {lead}{value}.", value, NOBODY)


@given(st.data())
def test_passports_are_found(data):
    two, six = data.draw(st.text(LETTERS, min_size=2, max_size=2)), data.draw(digits(6))
    value = data.draw(
        st.sampled_from(
            (
                f"{two}{six}",
                f"{two} {six}",
                f"{two[0]}{six}{two}",
                f"{data.draw(digits(9))}",
                f"{two[0]}{data.draw(digits(7))}",
            )
        )
    )
    lead = data.draw(led(("passport", "Canadian passport", "passeport", "passeport canadien", "Passport")))

    assert is_replaced(f"Travels on {lead}{value}.", value, NOBODY)


@given(st.data())
def test_business_numbers_are_found(data):
    nine, program = (
        with_luhn(data.draw(digits(8))),
        data.draw(st.sampled_from(("RT0001", "RP0002", "RC 0001", "RZ0001"))),
    )
    value = (
        data.draw(st.one_of(grouped(nine, 9), grouped(nine, 5, 4), grouped(nine, 3, 3, 3)))
        + data.draw(st.sampled_from(("", " ")))
        + program
    )

    assert is_replaced(data.draw(within(value)), value, NOBODY)


@given(st.data())
def test_accounts_and_cards_are_found(data):
    card = with_luhn("4" + data.draw(digits(14)))
    lead = data.draw(
        led(("account", "Acct", "chequing account", "compte", "numéro de compte", "compte bancaire"))
    )
    account = data.draw(
        st.one_of(
            digits(7),
            digits(12),
            st.builds("{}-{}-{}".format, digits(5), digits(3), digits(7)),
            st.builds("{} {} {}".format, digits(5), digits(3), digits(7)),
        )
    )
    assume(not account.startswith(("19", "20")))
    value = data.draw(grouped(card, 4, 4, 4, 4))

    assert is_replaced(f"Paid from {lead}{account}.", account, NOBODY)
    assert is_replaced(data.draw(within(value)), value, NOBODY)


@pytest.mark.parametrize(
    "value", ["XXXX-XXXX-XXXX-4417", "**** **** **** 4417", "xxxx4417", "***-***-286", "•••• 4417"]
)
def test_what_somebody_hid_in_part_is_hidden_whole(value):
    assert is_replaced(f"the card {value} was used", value[-3:], NOBODY)


@given(st.data())
def test_postal_codes_are_found_with_odd_blanks_and_cases(data):
    first, second = data.draw(
        st.sampled_from((("M5V", "1A1"), ("H2X", "1Y4"), ("V6B", "0E2"), ("X0A", "0H0")))
    )
    value = first + data.draw(st.sampled_from(("", "  ")) | blank | dash | line_end) + second
    value = data.draw(st.sampled_from((value, value.lower(), value.title())))

    assert is_replaced(data.draw(within(value)), value, NOBODY)


MONTHS = (
    "January",
    "février",
    "March",
    "AVRIL",
    "may",
    "juin",
    "Jul.",
    "août",
    "Sept.",
    "octobre",
    "November",
    "déc.",
)


@given(st.data())
def test_birth_dates_are_found_in_every_order_and_in_words(data):
    year, month, day = (
        data.draw(st.integers(1930, 2015)),
        data.draw(st.integers(1, 12)),
        data.draw(st.integers(1, 28)),
    )
    name, gap = MONTHS[month - 1], data.draw(blank | st.just("\n"))
    line = data.draw(dash)
    value = data.draw(
        st.sampled_from(
            (
                f"{year}{line}{month:02d}{line}{day:02d}", f"{day:02d}/{month:02d}/{year}", f"{month}/{day}/{year}", f"{day}.{month}.{year}",
                f"{day}{gap}{name}{gap}{year}", f"{name}{gap}{day},{gap}{year}", f"{name} {day} {year}", f"the {day}th day of {name}, {year}",
                f"{day:02d}{line}{name[:3]}{line}{year}", f"{year} {month:02d} {day:02d}", f"{year}{month:02d}{day:02d}",
                f"{name} the third, nineteen eighty-four", "sept mars mil neuf cent quatre-vingt-quatre", "the fourth of May, two thousand and five",
                f"{name} {day}/{year % 100:02d}", f"{day:02d}/{month:02d}/{year % 100:02d}", f"1er {name} {year}", f"{day} / {month} / {year}",
            )
        )
    )  # fmt: skip
    lead = data.draw(
        st.sampled_from(
            ("born ", "born on ", "née le ", "né à Lévis le ", "Date of birth: ", "DOB ", "D.O.B.: ", "date de naissance :\u00a0", "Birth date\t", "(b. ",
             "DDN : ", "DOB (YYYY-MM-DD): ", "birthday is ", "born in Moose Jaw, Saskatchewan, on ", "Date of Birth ........ ", "Naissance | ")
        )
    )  # fmt: skip

    assert is_replaced(f"The client, {lead}{value}, agrees.", value.removeprefix("the "), NOBODY)


@pytest.mark.parametrize(
    "text",
    [
        "March 7, 1984 (date of birth)",
        "7 mars 1984 (naissance)",
        "on March 7, 1984 she was born",
        "1984-03-07 DOB",
    ],
)
def test_a_birth_date_may_stand_ahead_of_its_word(text):
    value = text.removeprefix("on ").split(" (")[0].split(" she")[0].split(" DOB")[0]

    assert is_replaced(f"The client: {text}.", value, NOBODY)


def test_the_birth_dates_of_several_children_are_all_found():
    text = (
        "their children, born March 7, 2010, June 2, 2012 and 4 May 2015, live with her since March 3, 2020."
    )

    for value in ("March 7, 2010", "June 2, 2012", "4 May 2015"):
        assert is_replaced(text, value, NOBODY)
    assert not is_replaced(text, "March 3, 2020", NOBODY)


STREETS = (
    "Elm Street", "St. Clair Ave. W.", "King St E", "Bay St.", "Old Mill Rd", "Sherbourne Cres", "O'Connor Drive", "O’Connor Dr", "rue Principale",
    "rue de l'Église", "rue de l’Église", "boul. René-Lévesque Ouest", "chemin de la Côte-des-Neiges", "av. du Parc", "8 Avenue SW", "4th Avenue",
    "101 Street NW", "Highway 7 East", "Range Road 242", "Township Road 544", "12e Rue", "3e Avenue", "montée Saint-Hubert", "route 132", "Grande Allée Est",
    "Lakeshore Blvd. West", "Martin Luther King Jr. Way", "ELM STREET", "RUE DE LA MONTAGNE", "Concession Road 4", "rang Saint-Joseph", "The Esplanade",
    "Spadina Cres. E", "Heritage Trail", "Kingsway", "Harbour Landing Dr.", "côte Saint-Luc", "place Ville-Marie", "Villeray Mews", "Macleod Tr SE",
)  # fmt: skip


@given(st.data())
def test_street_addresses_are_found_whatever_is_ahead_and_behind(data):
    number = data.draw(
        st.sampled_from(
            (
                "4",
                "12",
                "1250",
                "21B",
                "12-14",
                "4-123",
                "#204, 10423",
                "1204 - 88",
                "123 1/2",
                "Suite 400, 55",
                "Apt. 4B – 123",
                "Unit 5 - 77",
                "PH2 - 60",
                "3250, ",
            )
        )
    )
    tail = data.draw(
        st.sampled_from(
            (
                "",
                ", app. 4",
                ", bureau 400",
                ", Suite 1200",
                ", Unit 4",
                " #12",
                ", 5th Floor",
                ", 3e étage",
                " Apt 302",
                ", basement",
            )
        )
    )
    street = data.draw(st.sampled_from(STREETS))
    value = f"{number.rstrip()} {street}{tail}".replace(
        " ", data.draw(st.sampled_from((" ", " ", "\u00a0", "\u2009")))
    )

    assert is_replaced(f"She lives at {value}, in Lévis.", value, NOBODY)


@pytest.mark.parametrize(
    "value",
    ["P.O. Box 123", "PO Box 4417, Station A", "P. O. Box 12", "Box 22, RR 3", "R.R. #2", "RR 4", "R.R. 1", "Rural Route 5", "C.P. 123", "CP 88, succ. Centre-ville",
     "case postale 12", "Site 5, Comp 12, RR 1", "General Delivery, Stn Main", "Postal Box 9", "C. P. 4030"],
)  # fmt: skip
def test_boxes_and_rural_routes_are_found(value):
    assert is_replaced(f"Mail to {value}\nLévis", value, NOBODY)


@pytest.mark.parametrize(
    "value", ["44 elm street", "1250 king st w", "9 old mill road", "215, rue des ormes"]
)
def test_a_street_that_was_typed_small_is_found(value):
    assert is_replaced(f"i live at {value} now", value, NOBODY)


@pytest.mark.parametrize(
    "value",
    ["jo.roe@mail.example.ca", "JO.ROE@EXAMPLE.CA", "jo_roe+tag@example.quebec", "jo.roe [at] exemple [point] ca", "jo.roe(at)example.ca", "jo @ example.ca",
     "jo.roe@\nexample.ca", "é.côté@exemple.ca", "o'brien@example.org"],
)  # fmt: skip
def test_mail_addresses_are_found(value):
    assert is_replaced(f"write to {value} today", value, NOBODY)


@pytest.mark.parametrize(
    "letters", ["RSC", "SC", "LC", "TR", "NI", "Q", "PC", "CP", "AZ", "DIN", "ISO", "RLRQ"]
)
def test_a_reference_may_begin_with_the_letters_of_a_law(letters):
    for number in ("0000000", "4471902", "2012345"):
        value = f"{letters}{number}"
        assert is_replaced(f"The widget registry says {value} for this one.", value, NOBODY)


@given(st.data())
def test_references_are_found_whatever_gave_them(data):
    value = data.draw(
        st.one_of(
            st.builds("{}-{}".format, digits(5), digits(4)),
            st.builds("{}-{}-{}".format, digits(3), digits(6), digits(2)),
            st.builds("{}{}".format, st.text(LETTERS, min_size=2, max_size=3), digits(7)),
            st.builds("{}/{}/{}".format, st.sampled_from(("WX", "HLD", "TQM")), digits(4), digits(4)),
            digits(8).filter(lambda each: each[0] not in "12" and not each.endswith("0000")),
        )
    )
    assume(value[0] != "0" and not value.startswith(("WL", "EYB")))

    assert is_replaced(f"The widget registry says {value} for this one.", value, NOBODY)


@given(st.data())
def test_a_short_number_is_found_behind_any_noun_and_a_sign(data):
    noun = data.draw(
        st.sampled_from(
            (
                "policy holder",
                "badge",
                "locker",
                "member",
                "employé",
                "élève",
                "matricule",
                "customer",
                "police",
                "invoice",
                "ticket",
            )
        )
    )
    sign = data.draw(
        st.sampled_from((" no. ", " No ", " number ", " n\u00b0 ", " numéro ", " #", " no.: ", " Number: "))
    )
    value = data.draw(st.sampled_from(("88213", "4471", "HX-4471-B", "C45048", "4471/22")))

    assert is_replaced(f"Her {noun}{sign}{value}.", value, NOBODY)


@given(apostrophe)
def test_a_number_is_not_hidden_by_what_is_not_seen(mark):
    for unseen in ("\u00ad", "\u200b", "\u2060", "\ufeff"):
        value = f"416{unseen}-555-0{unseen}143"

        assert is_replaced(f"the client{mark}s {value}.", value, NOBODY)
