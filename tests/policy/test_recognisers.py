import itertools
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.policy import listing
from apps.policy.identifying.known import Known
from apps.policy.identifying.recognisers import find, find_all
from apps.policy.identifying.suggestions import unlisted
from apps.policy.identifying.words import BARRIER
from apps.policy.models import PlaceholderKind as Kind

PARTY = uuid.uuid4()


def listed(*names, organizations=(), **identifiers):
    known = Known()
    for name in names:
        listing.add_name(known, name, PARTY, is_organization=False)
    for name in organizations:
        listing.add_name(known, name, PARTY, is_organization=True)
    listing._add_identifiers(known, identifiers, PARTY)
    return known


def values(text, known):
    return [(each.kind.value, text[each.start : each.end]) for each in find(text, known)]


def people(text, *names):
    return [value for kind, value in values(text, listed(*names)) if kind == "person"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Marie-Claude Tremblay signed.", ["Marie-Claude Tremblay"]),
        ("MARIE-CLAUDE TREMBLAY signed.", ["MARIE-CLAUDE TREMBLAY"]),
        ("marie claude tremblay signed.", ["marie claude tremblay"]),
        ("Marie‑Claude   Tremblay\nsigned.", ["Marie‑Claude   Tremblay"]),
        ("Marie-Claude\nTremblay signed.", ["Marie-Claude\nTremblay"]),
        ("Marie-Claude\u00a0Tremblay’s house", ["Marie-Claude\u00a0Tremblay"]),
        ("Tremblay, Marie-Claude", ["Tremblay, Marie-Claude"]),
        ("M.-C. Tremblay", ["M.-C. Tremblay"]),
        ("M. Tremblay et MC Tremblay", ["M. Tremblay", "MC Tremblay"]),
        ("Tremblay, M.C., for the client", ["Tremblay, M.C"]),
        ("Mme Tremblay a signé.", ["Tremblay"]),
        ("la maison d'Tremblay, l’avis qu'Tremblay", ["Tremblay", "Tremblay"]),
        ("Marie-Claude A. Tremblay", ["Marie-Claude A. Tremblay"]),
        ("signed by M.T. on Monday", ["M.T."]),
        ("/s/ Marie-Claude Tremblay", ["Marie-Claude Tremblay"]),
        ("**Marie-Claude** **Tremblay**", ["Marie-Claude** **Tremblay"]),
        ("Marie-Claude Trembláy", ["Marie-Claude Trembláy"]),
        ("Marie-Claude Tremble\u0301", []),
        ("tremblay sans majuscule", ["tremblay"]),
        ("Tremblayville", []),
        ("MT of land", []),
    ],
)
def test_a_listed_person_is_found_however_the_name_is_written(text, found):
    assert people(text, "Marie-Claude Tremblay") == found


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("Dr. John Andrew Smith Jr.", "John Smith, J. A. Smith, JA Smith, Smith John and John Andrew Smith",
         ["John Smith", "J. A. Smith", "JA Smith", "Smith John", "John Andrew Smith"]),
        ("Smith, John", "John Smith", ["John Smith"]),
        ("Seán O'Brien", "Sean OBrien met S. O’Brien and Mr. O'BRIEN", ["Sean OBrien", "S. O’Brien", "O'BRIEN"]),
        ("Ludwig van der Berg", "Mr. van der Berg; Mr. Van der Berg; L. van der Berg",
             ["van der Berg", "Van der Berg", "L. van der Berg"]),
        ("Élodie Lévesque", "ELODIE LEVESQUE, chez d’Élodie Le\u0301vesque",
             ["ELODIE LEVESQUE", "Élodie Le\u0301vesque"]),
        ("Anne Roy", "Roy a signé à Roy.", ["Roy", "Roy"]),
        ("Prince", "Prince met the prince", ["Prince"]),
        ("Delia Running Wolf",
             "Ms. Running Wolf and D. Running Wolf; RUNNING WOLF, D.; Mr. Running Wolf, Delia; Ms. Wolf",
             ["Running Wolf", "D. Running Wolf", "RUNNING WOLF, D", "Running Wolf, Delia", "Wolf"]),
        ("Running Wolf, Delia", "Delia Running Wolf met Ms. Running Wolf", ["Delia Running Wolf", "Running Wolf"]),
        ("Robert Kowalchuk Jr.", "Robert Kowalchuk, Jr. and R. Kowalchuk", ["Robert Kowalchuk, Jr", "R. Kowalchuk"]),
    ],
)  # fmt: skip
def test_names_of_every_build_are_found(name, text, found):
    assert people(text, name) == found


def test_a_surname_stays_in_the_published_name_of_a_case():
    text = "See R. v. Smith, 2010 ONCA 5 and Smith v. Jones, [1999] 1 SCR 455; Mr. Smith disagrees."

    assert people(text, "John Smith") == ["Smith"]


def test_a_whole_listed_name_is_replaced_even_in_the_name_of_a_case():
    assert people("John Smith v. Jones, 2010 ONCA 5", "John Smith") == ["John Smith"]


def test_organizations_are_found_with_and_without_their_legal_ending():
    text = "Acme Widgets Inc., ACME WIDGETS and acme widgets ltd; Smith & Wesson; Smith and Wesson"

    found = [
        value for _, value in values(text, listed(organizations=["Acme Widgets Inc.", "Smith & Wesson"]))
    ]

    assert found == [
        "Acme Widgets Inc",
        "ACME WIDGETS",
        "acme widgets ltd",
        "Smith & Wesson",
        "Smith and Wesson",
    ]


def test_a_legal_ending_is_found_in_its_other_spellings():
    text = "2459871 Ontario Incorporated; Boréal Limitée; 2459871 Ontario Ltd."

    found = [
        value for _, value in values(text, listed(organizations=["2459871 Ontario Inc.", "Boréal ltée"]))
    ]

    assert found == ["2459871 Ontario Incorporated", "Boréal Limitée", "2459871 Ontario Ltd"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Call 1\n705 482-5080 or 867 979\n8511", [("phone", "1\n705 482-5080"), ("phone", "867 979\n8511")]),
        ("his social insurance\nnumber 123 456\n789", [("sin", "123 456\n789")]),
        ("at 3602,\nallée des Tilleuls", [("address", "3602,\nallée des Tilleuls")]),
        ("au 4251, route 132\nEst.", [("address", "4251, route 132\nEst")]),
        ("Suite 1448,\n294 Range Road 242 and g1r\n5x2", [
            ("address", "Suite 1448,\n294 Range Road 242"), ("address", "g1r\n5x2")]),
        ("Our reference:\n2020-1953", [("file_number", "2020-1953")]),
        ("née le 4\nmars 1984", [("birth_date", "4\nmars 1984")]),
        ("The birth was easy.\nOn 4 March 2024 they moved", []),
        ("good health.\n\n1234567 units", []),
    ],
)  # fmt: skip
def test_the_end_of_a_line_may_fall_within_what_is_found(text, found):
    assert values(text, Known()) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("our cell, 604/555-2865.", [("phone", "604/555-2865")]),
        ("SIN is 933 - 957 - 599", [("sin", "933 - 957 - 599")]),
        ("our file 7188-805; notre dossier 9653-540", [("file_number", "7188-805"), ("file_number", "9653-540")]),
        ("claim 86-542240-8, report 2010-39591", [("file_number", "86-542240-8"), ("file_number", "2010-39591")]),
        ("a Visa ending 1473, the year ending 2023", [("account", "1473")]),
        ("versé au compte 2001525 le 2001-05-25", [("account", "2001525")]),
        ("report 2019-2020, file 12 of 30, claim 2024-06-15, the report 2019-20, claim 2,500", []),
    ],
)  # fmt: skip
def test_what_is_said_in_haste_is_found_and_years_and_dates_stay(text, found):
    assert values(text, Known()) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Tel. 902 - 555 - 1752", [("phone", "902 - 555 - 1752")]),
        ("Title Number      CA1246725", [("file_number", "CA1246725")]),
        ("Numéro d'inscription : 97 790 820\nLot 2 345 678", [("file_number", "97 790 820"), ("address", "2 345 678")]),
        ("N/D : 7342-6353, V/Réf. : B45048", [("file_number", "7342-6353"), ("file_number", "B45048")]),
        ("Dossier CNESST no 789066163", [("file_number", "789066163")]),
        ("d.o.b. 1949-04-16; DOB 02-DEC-88; d.o.b. 03 JUN 1972", [
            ("birth_date", "1949-04-16"), ("birth_date", "02-DEC-88"), ("birth_date", "03 JUN 1972")]),
        ("at 21B-9758 Quarry Park Blvd SE", [("address", "21B-9758 Quarry Park Blvd SE")]),
        ("12671 104 Avenue; 9750 The Esplanade", [("address", "12671 104 Avenue"), ("address", "9750 The Esplanade")]),
        ("au 2883 12e Rue; 8019-A, ch. Ste-Foy", [("address", "2883 12e Rue"), ("address", "8019-A, ch. Ste-Foy")]),
        ("8151, place Bonaventure, 3e étage", [("address", "8151, place Bonaventure, 3e étage")]),
        ("the title of 2019 SCC 65; a titre of $1,250,000; instrument 12", []),
    ],
)  # fmt: skip
def test_what_institutions_write_is_found(text, found):
    assert values(text, Known()) == found


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("Noël Tremblay dit Picard", "TREMBLAY DIT PICARD, NOËL; Mr. Tremblay dit Picard",
             ["TREMBLAY DIT PICARD, NOËL", "Tremblay dit Picard"]),
        ("Dmytro Kovalenko", "moved by KOVALENKO D., seconded by Kovalenko D. Roy", ["KOVALENKO D", "Kovalenko"]),
        ("Rev. Thomas Abernathy III", "Rev. Thomas Abernathy; T. Abernathy III",
             ["Rev. Thomas Abernathy", "T. Abernathy III"]),
    ],
)  # fmt: skip
def test_names_in_registers_are_found(name, text, found):
    assert people(text, name) == found


def test_a_company_is_found_without_its_article_year_or_points():
    text = "ALIMENTS BON GOUT INC; 1187430 BC LTD; Bon Goût"
    known = listed(organizations=["Les Aliments Bon Goût (2004) inc.", "1187430 B.C. Ltd."])

    assert [value for _, value in values(text, known)] == ["ALIMENTS BON GOUT INC", "1187430 BC LTD"]


def test_a_name_that_is_listed_with_an_office_is_found_with_and_without_it():
    text = "Chief Joseph Littlechild, Chief Littlechild, J. Littlechild and the chief"

    assert people(text, "Chief Joseph Littlechild") == [
        "Chief Joseph Littlechild", "Chief Littlechild", "J. Littlechild",
    ]  # fmt: skip


def test_the_year_in_a_companys_name_may_be_left_out():
    text = "Ville-Marie Cleaners (1998) Inc.; Ville-Marie Cleaners; Studio 54; Studio"

    found = [
        value
        for _, value in values(text, listed(organizations=["Ville-Marie Cleaners (1998) Inc.", "Studio 54"]))
    ]

    assert found == ["Ville-Marie Cleaners (1998) Inc", "Ville-Marie Cleaners", "Studio 54"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Account number:   5493098", [("account", "5493098")]),
        ("| Numéro de compte | 4176-441-575 |", [("account", "4176-441-575")]),
        ("Date of birth ........ 04-Jul-1977", [("birth_date", "04-Jul-1977")]),
        ("Permis de conduire :\t5745004", [("licence", "5745004")]),
        ("Numéro d'événement : HX901169", [("file_number", "HX901169")]),
        ("MCP number 923 977 666 966", [("health_number", "923 977 666 966")]),
    ],
)  # fmt: skip
def test_a_label_leads_to_what_is_filled_in_beside_it(text, found):
    assert values(text, Known()) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("4865 8 Avenue SW", ["4865 8 Avenue SW"]),
        ("5466 Forest Hill Rd, 12 Mill Street", ["5466 Forest Hill Rd", "12 Mill Street"]),
        ("2158 Kingsway, Apt. 1314", ["2158 Kingsway, Apt. 1314"]),
        ("3882 Highway 17, Unit 145", ["3882 Highway 17, Unit 145"]),
        ("1416-3958 Range Road 242", ["1416-3958 Range Road 242"]),
        ("Box 4958, Station Main", ["Box 4958"]),
        ("Box 12 of the exhibits; 2 lines; section 7 Highway Traffic Act", []),
        ("3547, promenade du Portage, bureau 454", ["3547, promenade du Portage, bureau 454"]),
    ],
)
def test_roads_known_by_a_number_and_boxes_at_a_station_are_addresses(text, found):
    assert [value for kind, value in values(text, Known()) if kind == "address"] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("WITNESS: Nikhil Deshpande", ["Nikhil Deshpande"]),
        ("TÉMOIN : Milena Dragić a vu", ["Milena Dragić"]),
        ("MR. DESHPANDE: Under advisement.", ["DESHPANDE"]),
        ("Yours truly,\nCurtis Oyelaran\nAdviser", ["Curtis Oyelaran"]),
        ("came with Lucie Gingras, a cousin; vu Owen Tkachuk, son voisin", ["Lucie Gingras", "Owen Tkachuk"]),
        ("The witness was late. The landlord agreed.", []),
    ],
)
def test_somebody_whom_nobody_listed_is_pointed_out(text, found):
    assert [text[start:end] for start, end in unlisted(text, ())] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("SIN 046 454 286.", [("sin", "046 454 286")]),
        ("SIN: 130-692-544", [("sin", "130-692-544")]),
        ("NAS 130692544", [("sin", "130692544")]),
        ("130 692 545", []),
        ("$130 692 544 et 130 692 544 $", []),
        ("ring 416-555-2368 or (604) 555-2368 or +1 514 555 2368", [
            ("phone", "416-555-2368"), ("phone", "(604) 555-2368"), ("phone", "+1 514 555 2368")]),
        ("in Paris +33 1 42 68 53 00", [("phone", "+33 1 42 68 53 00")]),
        ("write to jo.roe+x@mail.example.ca.", [("email", "jo.roe+x@mail.example.ca")]),
        ("courriel : <é.côté@exemple.quebec>", [("email", "é.côté@exemple.quebec")]),
        ("OHIP no. 1234-567-897-AB", [("health_number", "1234-567-897-AB")]),
        ("health card number is 1234 567 897 and", [("health_number", "1234 567 897")]),
        ("carte d’assurance maladie TREM 8456 1234", [("health_number", "TREM 8456 1234")]),
        ("Account No.: 00412-3344556", [("account", "00412-3344556")]),
        ("numéro de compte : 815-20022", [("account", "815-20022")]),
        ("card 4111 1111 1111 1111", [("account", "4111 1111 1111 1111")]),
        ("4111 1111 1111 1112", [("file_number", "4111 1111 1111 1112")]),
        ("on account of 12,000 paid 2026-03-02", []),
        ("2015 SCC 5, RSO 1990, c C.43, s 104(1), [2008] 1 SCR 190", []),
        ("The hearing of March 3, 2026 at 10:00, heard le 4 mars 2026", []),
        ("Bail commercial de 1 250 000 $ signé le 3 mars 2026", []),
    ],
)  # fmt: skip
def test_identifiers_are_found_by_their_form_and_the_law_stays(text, found):
    assert values(text, Known()) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("BN 80421 7735 RT0001", [("business_number", "80421 7735 RT0001")]),
        ("BN 80421 7736 RT0001 has another check digit; 804217736RC0001", [
            ("business_number", "80421 7736 RT0001"), ("business_number", "804217736RC0001")]),
        ("NEQ : 1144556677, TVQ 1023456789 TQ0001", [
            ("business_number", "1144556677"), ("business_number", "1023456789 TQ0001")]),
        ("1234-567-897-AB and 1234-567-898-AB", [
            ("health_number", "1234-567-897-AB"), ("file_number", "1234-567-898-AB")]),
        ("PHN of the child: 9698 658 215", [("health_number", "9698 658 215")]),
        ("née à Québec le 1er mars 1984, entendue le 3 mars 2026", [("birth_date", "1er mars 1984")]),
        ("D.O.B.: 1984/03/07; hearing 2026-03-07", [("birth_date", "1984/03/07")]),
        ("at 12 Elm Street, Toronto, ON M5V 1A1.", [("address", "12 Elm Street"), ("address", "M5V 1A1")]),
        ("Unit 5, 12-14 St. Clair Ave. W., Apt 3", [("address", "Unit 5, 12-14 St. Clair Ave. W., Apt 3")]),
        ("au 215, rue des Ormes, app. 4, Lévis", [("address", "215, rue des Ormes, app. 4")]),
        ("1200 boul. René-Lévesque Ouest et C.P. 123", [
            ("address", "1200 boul. René-Lévesque Ouest"), ("address", "C.P. 123")]),
        ("the 3 Superior Court rulings; in 2015 Supreme Court; section 12 Court Street", []),
        ("passport no. AB123456; passeport A123456BC", [("passport", "AB123456"), ("passport", "A123456BC")]),
        ("driver's licence no. L1234-12345-12345, permis L1234-123456-12", [
            ("licence", "L1234-12345-12345"), ("licence", "L1234-123456-12")]),
        ("the licence agreement of 2026-03-01", []),
        ("licence plate CKRT 123", [("licence", "CKRT 123")]),
        ("Court File No. CV-24-00712345-0000 and 500-17-123456-241", [
            ("file_number", "CV-24-00712345-0000"), ("file_number", "500-17-123456-241")]),
        ("Our file: 2024-1187; claim no. C12345678; dossier no 200-22-123456-234", [
            ("file_number", "2024-1187"), ("file_number", "C12345678"), ("file_number", "200-22-123456-234")]),
        ("the case: 2019 SCC 65; file 12 of 30; O. Reg. 384/24; DORS/2018-64; RLRQ c. P-39.1", []),
        ("account GB29 NWBK 6016 1331 9268 19", [("account", "GB29 NWBK 6016 1331 9268 19")]),
        ("SIN 123 456 789 is wrong and is one all the same", [("sin", "123 456 789")]),
    ],
)  # fmt: skip
def test_each_kind_of_identifier_is_found_by_its_form_its_check_digit_or_the_word_ahead(text, found):
    assert values(text, Known()) == found


@pytest.mark.parametrize(
    "text",
    [
        "Madam Justice Smith dissented.",
        "Smith J.A. and Smith C.J.O. agreed; le juge Smith aussi.",
        "Smith j.c.s. l'a dit.",
    ],
)
def test_a_judge_who_shares_a_partys_surname_stays(text):
    assert people(text, "Anne Smith") == []


def test_a_party_beside_a_judge_is_still_found():
    assert people("Ms. Smith, before Justice Smith; Smith J. Roy", "Anne Smith") == ["Smith", "Smith"]


def test_a_family_is_found_in_the_plural():
    assert people("the Smiths' house", "Anne Smith") == ["Smiths"]


def test_what_is_listed_is_found_however_it_is_grouped():
    known = listed(
        sin="046 454 286", health_number="9876 543 210", phones=["+1 416 555 0199"], born="1984-03-07",
        addresses=["12 rue Principale, Montréal (Québec) H2X 1Y4"],
    )  # fmt: skip
    text = (
        "04 645 4286 / 98765 43210 / 416.555.0199 / 1-416-555-0199 / March 7, 1984 / 7 mars 1984 / 1984-03-07 / "
        "12, rue Principale\nMontréal (Québec)  H2X 1Y4 / 12 RUE PRINCIPALE / h2x1y4 / March 8, 1984"
    )

    found = values(text, known)

    assert [kind for kind, _ in found] == [
        "sin", "health_number", "phone", "phone", "birth_date", "birth_date", "birth_date",
        "address", "address", "address",
    ]  # fmt: skip
    assert found[-3][1] == "12, rue Principale\nMontréal (Québec)  H2X 1Y4"


def test_text_that_looks_like_a_placeholder_is_replaced_itself():
    assert values("[PERSON_1] and [sin_22] but not [PERSON_0] or [NAME_1]", Known()) == [
        ("literal", "[PERSON_1]"),
        ("literal", "[sin_22]"),
    ]


PIECES = st.sampled_from(
    [
        *(
            "John",
            "Smith",
            "Marie-Claude",
            "Tremblay",
            "J.",
            "v.",
            ",",
            " ",
            "\n",
            "2010 ONCA 5",
            "046 454 286",
        ),
        *("416-555-2368", "a@b.ca", "[PERSON_1]", "[", "]", "’s", "d’", "account ", "OHIP ", "1234567890"),
        *(
            "March 7, 1984",
            "\x00",
            "\x01",
            "é",
            "$",
            "born ",
            "12 ",
            "Street",
            "rue ",
            "file no. ",
            "passport ",
        ),
    ]
)
TEXTS = st.lists(PIECES | st.text(max_size=5), max_size=25).map("".join)
KNOWN = listed("John Smith", "Marie-Claude Tremblay", born="1984-03-07", sin="046454286")


@given(TEXTS)
def test_finds_are_in_order_and_never_overlap(text):
    found = find(text, KNOWN)

    assert all(0 <= each.start < each.end <= len(text) for each in found)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))


@given(st.lists(TEXTS, max_size=4))
def test_of_texts_looked_at_together_nothing_stays_that_does_not_where_each_stands_alone(texts):
    together = [
        {at for each in found for at in range(each.start, each.end)} for found in find_all(texts, KNOWN)
    ]
    alone = [{at for each in find(text, KNOWN) for at in range(each.start, each.end)} for text in texts]

    assert all(less <= more for less, more in zip(alone, together, strict=True))
    apart = [piece for text in texts for piece in (text, "So it is.")]
    assert find_all(apart, KNOWN)[::2] == [find(text, KNOWN) for text in texts]


@given(TEXTS, st.integers(1, 30))
def test_what_is_found_does_not_depend_on_how_long_a_placeholder_is(text, length):
    short = find(f"{text}{BARRIER}{text}", KNOWN)
    long = find(f"{text}{BARRIER * length}{text}", KNOWN)

    shift = length - 1
    moved = [
        (each.start + shift, each.end + shift) if each.start > len(text) else (each.start, each.end)
        for each in short
    ]
    assert moved == [(each.start, each.end) for each in long]


@pytest.mark.parametrize("number", ["4C7D2E9F1", "0B1454", "1A2B3C4D5"])
def test_a_number_with_letters_among_its_figures_is_found_whatever_stands_beside_it(number):
    text = f"Its serial reads {number} there."

    for texts in ([text], ["12-345", text]):
        (found,) = find_all(texts, Known())[-1]
        assert text[found.start : found.end] == number


def test_a_kind_of_find_has_a_kind_of_placeholder():
    assert {kind for kind, _ in values("a@b.ca 046454286", Known())} <= {kind.value for kind in Kind}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("She lives near 15 Court Street, Kingston.", "15 Court Street"),
        ("at 200 March Road, Ottawa", "200 March Road"),
        ("to 9 High Street", "9 High Street"), ("of 33 April Crescent", "33 April Crescent"),
        ("au 1000 De La Gauchetière Ouest", "1000 De La Gauchetière Ouest"),
        ("1000 de La Gauchetière O., Montréal", "1000 de La Gauchetière O."),
        ("au 2222 Henri-Bourassa Est", "2222 Henri-Bourassa Est"),
        ("seen at 43.65321, -79.38317 that day", "43.65321, -79.38317"),
    ],
)  # fmt: skip
def test_streets_that_are_named_like_a_court_or_a_month_or_without_their_type(text, value):
    assert [text[each.start : each.end] for each in find(text, Known())] == [value]


@pytest.mark.parametrize(
    "text",
    ["In 2019 Supreme Court judges sat.", "the 3 March Court date; 10 Family Court judges; 31 Tax Court decisions",
     "en 2019 Montréal Est; 12 Février Est; section 12 Ouest", "Il a 45 ans. Il Est parti.", "at a ratio of 43.6532"],
)  # fmt: skip
def test_courts_months_and_directions_are_no_streets(text):
    assert find(text, Known()) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The password is Fluffy22.", "Fluffy22"), ("password: hunter2", "hunter2"),
        ("mot de passe : Minou123", "Minou123"),
        ("passcode 123456", "123456"), ("my PIN is 1234", "1234"), ("alarm code 4482", "4482"),
        ("le code d'accès est 9981", "9981"), ("lockbox code: 0070", "0070"),
        ("a cheque \u244600012\u2448003\u24461234567\u2448 of", "\u244600012\u2448003\u24461234567\u2448"),
        ("to bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq in May", "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"),
    ],
)  # fmt: skip
def test_what_opens_a_door_or_an_account_is_replaced(text, value):
    assert [(each.kind, text[each.start : each.end]) for each in find(text, Known())] == [("account", value)]


@pytest.mark.parametrize(
    "text",
    ["the password is required; a password-protected file",
     "il passe 3h30 par jour; elle passe à 2026", "access to 3 rooms",
     "the security deposit of $1,200", "mot de passe oublié ?",
     "the entry of 12 March 2026", "the gate is 1200 mm wide"],
)  # fmt: skip
def test_words_beside_a_figure_that_open_nothing_stay(text):
    assert find(text, Known()) == []
