"""Houses whose street has no type, whose number is in words, or that a table or a postal code shows; and numbers that
are said in tens. In both languages, with what only looks like them."""

import pytest

from apps.policy.identifying.kinds import PlaceholderKind as Kind
from apps.policy.identifying.known import Known
from apps.policy.identifying.recognisers import find
from tests.policy.written import is_replaced, stays

NOBODY = Known()


def found_in(text):
    return [(text[each.start : each.end], each.kind) for each in find(text, NOBODY)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("We met at 44 Lakeview, and left.", "44 Lakeview"),
        ("The house at 44 Lakeview was sold.", "44 Lakeview"),
        ("He was at 24 Sussex.", "24 Sussex"),
        ("I, the undersigned, of 44 Lakeview, Barrie, swear", "44 Lakeview"),
        ("la maison au 44 Lakeview est vendue", "44 Lakeview"),
        ("la maison au 44 de la rue des Érables", "44 de la rue des Érables"),
        ("un local au 1200 du boulevard Laurier, à Québec", "1200 du boulevard Laurier"),
        ("Attention: Accounts\n44 Lakeview\nBarrie ON L4N 1A1", "44 Lakeview"),
        ("Deliver to: 44 Lakeview, Barrie, Ontario L4N 1A1", "44 Lakeview"),
        ("12 Lakeview Estates\nBarrie (Ontario)  L4N 1A1", "12 Lakeview Estates"),
        ("Unit 4, 44 Lakeview\nBarrie, ON\nL4N 1A1", "Unit 4, 44 Lakeview"),
        ("| Address | 44 Lakeview |", "44 Lakeview"),
        ("Client | Address | Since\nA | 44 Lakeview | 2019\nB | 12 Elm | 2020", "12 Elm"),
        ("Owner | Title | Since\nA | 123 456 789 +1 | 2019", "123 456 789 +1"),
        ("Propriétaire | Lot | Depuis\nA | 2 690 397 | 2019", "2 690 397"),
        ("Client | Adresse | Depuis\nA | 44 Lakeview, app. 3 | 2019", "44 Lakeview, app. 3"),
    ],
)  # fmt: skip
def test_a_house_on_a_street_without_a_type_is_found_where_something_says_that_it_is_one(text, value):
    assert is_replaced(text, value, NOBODY)


@pytest.mark.parametrize(
    "value",
    [
        "forty-four Elm Street", "Forty-four (44) Elm Street", "one hundred and twelve Queen Street West", "twenty two Highway 17",
        "quarante-quatre, rue des Érables", "quarante-quatre de la rue des Érables", "quatre-vingt-dix-sept, chemin Sainte-Foy",
        "deux cent douze boulevard Laurier", "ten Elm Street", "douze, rue Principale",
    ],
)  # fmt: skip
@pytest.mark.parametrize("frame", ["The premises are at {}, Canada.", "un logement au {}, Canada"])
def test_a_house_whose_number_is_in_words_is_found(value, frame):
    assert is_replaced(frame.format(value), value, NOBODY)


@pytest.mark.parametrize(
    "value",
    ["Box 12, Site 4, RR 2", "Comp. 12, Site 4, RR 1", "Site 4, RR 2", "boîte 12, emplacement 4, RR 2", "RR 2 Site 4 Box 12",
     "Emplacement 4, Boîte 12, Route rurale 3", "C.P. 1234, succ. Centre-ville", "P.O. Box 456"],
)  # fmt: skip
def test_a_box_on_a_rural_route_is_found_in_any_order(value):
    assert is_replaced(f"Write to {value}, please.", value, NOBODY)


@pytest.mark.parametrize(
    "text",
    [
        "[1986] 1 SCR 103 at 138 Dickson; 2 SCR 817 at 844 Lamer said; (1999) at 44 Cory J. and at 52 Wilson J. held",
        "at 16 Marie left home; at 12 Noon, at 10 March 2024, at 50 Percent, at 14 Division, at 2010 Vancouver games; at 12 o'clock; at 30 Celsius",
        "au 12 Avril 2024, au 31 Décembre; at 10 Eastern time; at 5 Toronto time; at 44 lakes; au 44 comme au 45",
        "three King Street shops; two Main Street tenants; one street; two streets; deux rues; une place; trois avenues",
        "twenty people at the court; forty days in Court; hundred and one ways; twenty-four hour street patrol",
        "twenty-one Superior Court decisions; deux cours, vingt-quatre routes; cinq places; twenty-two May Court sittings",
        "one of ten Elm Street residents; a two way road; a four lane road; six hundred metres of road; at one place",
        "a group of 12 Canadians, All; of 44 Jurors, Two; Site 4 of the works; box 12 of 40; the emplacement 4 mètres",
        "Report | Address of the court\nA | 2024-01-05\nB | none", "Email address | Street\n12 | 400", "Lot | Price\n12 | 4 chairs\n13 | 3 boîtes de gants\n14 | 12 oak chairs",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_house_stays(text):
    assert stays(text, NOBODY)


@pytest.mark.parametrize(
    "ahead",
    ["2024 Annual Report, Toronto, Ontario ", "12 March 2024\nToronto, Ontario ", "3 copies, Toronto "],
)
def test_ahead_of_a_postal_code_a_report_a_date_and_a_count_stay(ahead):
    assert found_in(f"{ahead}M5V 1A1") == [("M5V 1A1", Kind.ADDRESS)]


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("quatre cent seize, cinq cinquante-cinq, zéro un quarante-trois", Kind.PHONE),
        ("cinq cent quatorze, cinq cinq cinq, zéro un quatre trois", Kind.PHONE),
        ("cinq cent quatorze, huit cent cinquante-deux, quarante-deux, seize", Kind.PHONE),
        ("quatre cent dix-huit, six cent quatre-vingt-douze, soixante-dix-sept, quatre-vingt-dix-neuf", Kind.PHONE),
        ("cinq cent quatorze deux cent vingt-deux trente-trois quarante-quatre", Kind.PHONE),
        ("514, cinq cinquante-cinq, 01 43", Kind.PHONE),
        ("four sixteen, five five five, oh one four three", Kind.PHONE),
        ("four sixteen five fifty-five oh one forty-three", Kind.PHONE),
        ("six one three, two thirty-five, eighteen eighty-two", Kind.PHONE),
        ("four sixteen, five fifty-five, twelve hundred", Kind.PHONE),
        ("zéro quarante-six, quatre cent cinquante-quatre, deux cent quatre-vingt-six", Kind.SIN),
        ("oh forty-six, four fifty-four, two eighty-six", Kind.SIN),
    ],
)  # fmt: skip
def test_a_number_that_is_said_in_tens_is_found_whole(value, kind):
    assert found_in(f"Sure, it's {value}, I think.") == [(value, kind)]


@pytest.mark.parametrize(
    "text",
    [
        "cinq, dix, quinze, vingt, vingt-cinq, trente; dix, vingt, trente, quarante, cinquante", "deux mille vingt-quatre, le vingt et un mars; mil neuf cent quatre-vingt-quatre",
        "twenty, thirty, forty, fifty, sixty; nineteen eighty-four; five hundred and twelve thousand", "ten, eleven, twelve, thirteen, fourteen, fifteen, sixteen, seventeen",
        "four hundred and sixteen, five hundred and fifty-five, one hundred and forty-three dollars", "cent vingt-trois, quatre cent cinquante-six, sept cent quatre-vingt-neuf",
        "quatre cent seize, cinq cinquante-cinq, zéro un quarante-trois dollars", "at nine thirty, ten fifteen and eleven forty-five", "two three four five six seven eight nine ten", "deux, trois, quatre, cinq, six, sept, huit, neuf, dix",
    ],
)  # fmt: skip
def test_what_is_counted_or_paid_in_words_stays(text):
    assert stays(text, NOBODY)


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "said", ["twenty ", "cinq cent, ", "quatre-vingt-", "at 44 A", "44 Elm,\n", "forty four Elm "]
)
def test_a_source_of_nothing_but_such_numbers_is_looked_at_to_its_end(said):
    text = said * (40_000 // len(said)) + "\nL4N 1A1. Call 416-555-0188."

    assert found_in(text)[-1] == ("416-555-0188", Kind.PHONE)
