"""Every way of writing a name that the matter lists: built from the name, and replaced however it is set."""

import unicodedata
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.text import fold
from apps.policy import listing
from apps.policy.identifying import ordinary
from apps.policy.identifying.given import GIVEN as GIVEN_NAMES
from apps.policy.identifying.known import Known
from tests.policy.written import UNSEEN, apostrophe, blank, dash, is_replaced, line_end, stays

AHEAD = st.sampled_from(
    ("Then ", "Hier, ", "(", "\n", "« ", "/s/ ", "per: ", "Re: ", "> ", "- ", "and ", "| ")
)
BEHIND = st.sampled_from((" agreed.", ", pour le client.", ").", "\n", ".", " |", " »", ":"))
GIVEN = ("Amina", "Oluwaseun", "Élodie", "Harjit", "Siobhan", "Zoé", "Dmytro", "Nguyen")
SURNAMES = ("Warsame", "Tremblay", "Lévesque", "Kowalchuk", "Nuñez", "Bouchard", "Adeyemi", "Thibodeau")
gap = blank | line_end | st.just("  ")


def listing_of(*names, organization=False):
    known = Known()
    for name in names:
        listing.add_name(known, name, uuid.uuid4(), is_organization=organization)
    return known


def within(value):
    return st.builds("{}{}{}".format, AHEAD, st.just(value), BEHIND)


@st.composite
def cased(draw, name):
    return draw(
        st.sampled_from((name, name.upper(), unicodedata.normalize("NFD", name), without_accents(name)))
    )


def without_accents(text):
    return "".join(each for each in unicodedata.normalize("NFD", text) if not unicodedata.combining(each))


@given(st.data())
def test_order_initials_titles_and_case_do_not_hide_a_name(data):
    given_name, second, surname = (
        data.draw(st.sampled_from(GIVEN)),
        data.draw(st.sampled_from(("Jean", "Ruth", "Okafor"))),
        data.draw(st.sampled_from(SURNAMES)),
    )
    between = data.draw(gap)
    form = data.draw(
        st.sampled_from(
            (
                f"{given_name}{between}{second}{between}{surname}", f"{given_name}{between}{surname}", f"{given_name} {second[0]}. {surname}",
                f"{given_name[0]}. {surname}", f"{given_name[0]}. {second[0]}. {surname}", f"{given_name[0]}.{second[0]}. {surname}", f"{second} {surname}",
                f"{surname}, {given_name}", f"{surname}, {given_name} {second[0]}.", f"{surname}, {given_name[0]}.", f"{surname} {given_name}",
                f"{surname},{between}{given_name} {second}", f"{given_name[0]}. {second} {surname}", f"{given_name} X. {surname}", f"{given_name} Wenceslas {surname}",
                f'{given_name} "Skip" {surname}', f"{given_name} (Skip) {surname}", f"{surname}, Mr. {given_name}", f"{given_name}_{surname}", f"{surname}_{given_name}",
            )
        )
    )  # fmt: skip
    known = listing_of(f"{given_name} {second} {surname}")
    value = data.draw(cased(form)) if "." not in form or data.draw(st.booleans()) else form

    assert is_replaced(data.draw(within(value)), value, known)


@given(st.data())
def test_a_surname_alone_is_found_with_what_hangs_on_it(data):
    surname = data.draw(st.sampled_from(SURNAMES))
    known = listing_of(f"Amina {surname}")
    mark, value = data.draw(apostrophe), data.draw(cased(surname))
    text = data.draw(
        st.sampled_from(
            (f"Mr. {value}", f"Mme {value}", f"{value}{mark}s car", f"{value}s{mark} car", f"the {value}s", f"les {value}", f"d{mark}{value}", f"qu{mark}{value}", f"Dr {value}", f"Messrs. Roe and {value}",
             f"Ms.\u00a0{value}", f"M.\n{value}", f"**{value}**", f"_{value}_")
        )
    )  # fmt: skip

    assert is_replaced(f"{text} agreed.", value, known)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Anne Jones", "the Joneses"),
        ("Anne Fox", "the Foxes"),
        ("Anne Murphy", "the Murphies"),
        ("Anne Murphy", "the Murphys’ car"),
    ],
)
def test_a_family_in_the_plural_is_found(name, text):
    assert is_replaced(text, text.split()[1].rstrip("’"), listing_of(name))


@pytest.mark.parametrize(
    "text", ["spoke to mr warsame", "mme warsame a dit", "dr warsame", "amina warsame", "warsame, amina"]
)
def test_a_name_that_was_typed_small_is_found_beside_its_title_or_its_other_half(text):
    assert is_replaced(text, "warsame", listing_of("Amina Warsame"))


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("Oksana Kovalenko", "i told kovalenko about it", "kovalenko"),
        ("Oksana Kovalenko", "hi oksana, it is me", "oksana"),
        ("Oksana Kovalenko", "the kovalenkos moved out", "kovalenkos"),
        ("Oksana Kovalenko", "it's kovalenko's car, oksana's too", "kovalenko"),
        ("Hélène Lévesque", "levesque a dit oui", "levesque"),
        ("Hélène Lévesque", "m. levesque a dit oui", "levesque"),
        ("Hélène Lévesque", "parle à hélène demain", "hélène"),
        ("Hélène Lévesque", "helene m'a texté", "helene"),
        ("Hélène Lévesque", "c'est à d'lévesque", "lévesque"),
        ("Priya Patel", "patel owes me", "patel"),
        ("Omar Al-Rashid", "al rashid said so", "al rashid"),
        ("Omar Al-Rashid", "rashid said so", "rashid"),
        ("Ludwig van der Berg", "told van der berg twice", "van der berg"),
        ("Pierre Roy", "pierre m'a appelé", "pierre"),
        ("Marie-Soleil Dufresne", "marie m'a appelé", "marie"),
        ("Chu Li", "Li came with the keys", "Li"),
        ("Li Wang", "Li came with the keys", "Li"),
        ("Jo Kowalchuk", "Jo paid me", "Jo"),
        ("Jo Kowalchuk", "I paid Jo.", "Jo"),
        ("John Parent", "m. parent a dit", "parent"),
    ],
)
def test_a_name_that_was_typed_small_is_found_alone(name, text, value):
    assert is_replaced(text, value, listing_of(name))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Anne Young", "a young man, and the young of the species"),
        ("Anne Young", "i can bank on it"),
        ("Anne Banks", "the banks of the river"),
        ("Lise Côté", "à côté de la maison, de mon cote"),
        ("Lise Parent", "un parent du parent"),
        ("Delia Running Wolf", "a wolf, and running late"),
        ("Guy La Rue", "dans la rue"),
        ("Mark Long", "mark my words: it was 5 m. long"),
        ("An Nguyen", "An agreement. an order"),
        ("Lu Tremblay", "Lu et approuvé. il a lu"),
        ("Ed Tremblay", "taken to the ED by ed"),
        ("Marie-Soleil Dufresne", "marié à Québec; maris et mariés"),
        ("Mai Tran", "le 4 mai 2026"),
    ],
)
def test_a_name_that_is_a_word_as_well_stays_where_it_was_typed_small(name, text):
    assert stays(text, listing_of(name))


@given(st.sampled_from((*GIVEN, *SURNAMES)))
def test_no_name_that_is_no_word_depends_on_its_capital(name):
    known = listing_of(f"{name} Okonkwo", f"Amina {name}")

    assert is_replaced(f"i saw {name.lower()} there", name.lower(), known)


@given(st.data())
def test_a_given_name_alone_is_found_where_no_other_name_follows(data):
    name = data.draw(st.sampled_from(GIVEN))
    known, value = listing_of(f"{name} Warsame"), data.draw(cased(name))
    text = data.draw(
        st.sampled_from(
            (
                f"Dear {value},",
                f"{value} left.",
                f"I met {value} in May.",
                f"{value}’s car",
                f"{value}: yes.",
                f"chez {value}, avec {value.upper()}!",
            )
        )
    )

    assert is_replaced(text, value, known)


def test_a_given_name_that_is_a_word_or_somebody_elses_stays():
    known = listing_of("Grant Hope Ellis", "John Ellis", "Victoria Ellis")

    assert stays("Grant the motion. Hope is not a plan. The Grant is made.", known)
    assert stays("John Sopinka wrote it; St. John sits on the bay; Victoria Day is a holiday.", known)


@given(st.data())
def test_hyphens_and_halves_of_a_double_name_are_found(data):
    line, between = data.draw(dash), data.draw(gap)
    known = listing_of("Marie-Claude Adebayo-Martin")
    value = data.draw(
        st.sampled_from(
            (f"Marie{line}Claude Adebayo{line}Martin", f"Marie Claude{between}Adebayo Martin", f"Adebayo{line}Martin", "Marie-Claude Adebayo", "Marie Adebayo-Martin",
             f"Marie{line}Claude Martin", f"M.{line}C. Adebayo{line}Martin", "MC Adebayo-Martin", "Marieclaude Adebayo-Martin", "M.-C. A.-M.", f"Adebayo{line}\nMartin")
        )
    )  # fmt: skip

    assert is_replaced(f"Then {value} signed.", value, known)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Ludwig van der Berg", "van der Berg"), ("Ludwig van der Berg", "L. Van der Berg"), ("Ludwig van der Berg", "VAN DER BERG, Ludwig"), ("Ludwig van der Berg", "Berg"),
        ("Ludwig van der Berg", "Vanderberg"), ("Jean de Brébeuf", "Jean de Brebeuf"), ("Jean de Brébeuf", "Brébeuf"), ("Ian McDonald", "Ian Mc Donald"), ("Ian McDonald", "MCDONALD"),
        ("Ian McDonald", "Ian MacDonald"), ("Glenn MacIsaac", "Glenn Mac Isaac"), ("Glenn MacIsaac", "G. MacIsaac"), ("Seán O'Brien", "Sean OBrien"), ("Seán O'Brien", "S. O’ Brien"),
        ("Seán OBrien", "Sean O'Brien"), ("Guy St-Pierre", "Guy Saint-Pierre"), ("Guy St-Pierre", "G. St. Pierre"), ("Guy Saint-Pierre", "St-Pierre"), ("Jean LaFlamme", "Jean La Flamme"),
        ("Anne L'Heureux", "Anne Lheureux"), ("Anne L'Heureux", "L’HEUREUX, Anne"), ("Ibrahim El-Khoury", "Elkhoury, Ibrahim"), ("Ibrahim El-Khoury", "Ibrahim El Khoury"),
        ("Maria del Carmen Ruiz", "Ruiz"), ("Omar bin Said", "bin Said"), ("Noël Tremblay dit Picard", "Tremblay dit Picard"), ("Delia Running Wolf", "D. Running Wolf"),
    ],
)  # fmt: skip
def test_particles_and_prefixes_are_found_in_each_of_their_spellings(name, text):
    assert is_replaced(f"Then {text} signed.", text, listing_of(name))


@given(st.data())
def test_a_name_that_a_line_or_something_unseen_falls_into_is_found(data):
    known, unseen = listing_of("Dmytro Kowalchuk"), data.draw(st.sampled_from(UNSEEN))
    value = data.draw(
        st.sampled_from(
            (f"Dmy{unseen}tro Kowal{unseen}chuk", "Dmytro Kowal-\nchuk", "DMYTRO KOWAL-\nCHUK", "Dmytro\n> Kowalchuk", "Dmytro |\nKowalchuk", "D M Y T R O  K O W A L C H U K", "Dmytro\n\nKowalchuk",
             "Dmytro             Kowalchuk", "ＤＭＹＴＲＯ Kowalchuk", "dkowalchuk", "kowalchukdmytro")
        )
    )  # fmt: skip

    assert is_replaced(f"Then {value} signed.", value, known)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Acme Widgets Inc.", "ACME WIDGETS"), ("Acme Widgets Inc.", "Acme Widgets, Inc"), ("Acme Widgets Inc.", "Acme Widgets Incorporated"), ("Acme Widgets Ltd./Ltée", "Acme Widgets Ltée"),
        ("Boréal limitée", "BOREAL LTEE"), ("Roe & Doe LLP", "Roe and Doe"), ("Roe, Doe & Associés s.e.n.c.r.l.", "Roe Doe et Associés SENCRL"), ("The Harbour Trust Company", "Harbour Trust"),
        ("Acme Widgets (Canada) Inc.", "Acme Widgets Inc"), ("2459871 Ontario Inc.", "2459871 ONTARIO LTD"), ("2459871 Ontario Inc.", "245 Ontario"), ("2459871 Ontario Inc.", "2459871"),
        ("9412-3308 Québec inc.", "9412 Quebec"), ("9412-3308 Québec inc.", "94123308 Québec"), ("9412-3308 Québec inc.", "9412\u20113308 Québec Inc"), ("1187430 B.C. Ltd.", "1187430 BC"),
        ("Northern Lights Aviation Ltd.", "Northern Lights"), ("Northern Lights Aviation Ltd.", "NLA"), ("Les Aliments Bon Goût inc.", "ALIMENTS BON GOUT"), ("Royal Harbour Bank of Canada", "Royal Harbour"),
        ("Fiducie familiale Roy", "la Fiducie familiale Roy"), ("Smith’s Garage Ltd.", "Smith's Garage"), ("Kestrel Logistics LP", "Kestrel-Logistics"),
        ("Kestrel Inc.", "kestrel"), ("Northern Kestrel Aviation Ltd.", "northern kestrel"),
    ],
)  # fmt: skip
def test_organizations_are_found_with_and_without_what_hangs_on_them(name, text):
    assert is_replaced(f"Then {text} paid.", text.removeprefix("la "), listing_of(name, organization=True))


def test_letters_that_mean_something_in_law_stay():
    known = listing_of("Bear Island Adventures Ltd.", "Sunrise Coffee Company Limited", organization=True)

    assert stays("under the BIA, as the SCC held", known)


def test_the_list_of_words_is_folded_and_holds_no_common_given_name_but_those_that_are_words_first():
    assert all(word == fold(word) and len(word) > 2 for word in ordinary.WORDS)
    assert {"don", "jan", "lance", "roman"} == ordinary.WORDS & GIVEN_NAMES
