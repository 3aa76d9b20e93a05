"""Land by its description in each province's registers, and what only looks like one."""

import pytest

from apps.policy.identifying.kinds import PlaceholderKind as Kind
from apps.policy.identifying.known import Known
from apps.policy.identifying.recognisers import find
from tests.policy.written import is_replaced, stays

NOBODY = Known()


def found_in(text):
    return [text[each.start : each.end] for each in find(text, NOBODY)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("NE 1/4 of Section 12, Township 34, Range 5, West of the 4th Meridian.", "Section 12, Township 34, Range 5, West of the 4th Meridian"),
        ("the north half of Sec. 12, Twp. 34, Rge. 5, W4M, and more", "Sec. 12, Twp. 34, Rge. 5, W4M"),
        ("LSD 6 of Section 12, Township 34, Range 5 West of the Fifth Meridian", "LSD 6 of Section 12, Township 34, Range 5 West of the Fifth Meridian"),
        ("le quart nord-est de la section 12, township 34, rang 5, à l'ouest du 4e méridien", "section 12, township 34, rang 5, à l'ouest du 4e méridien"),
        ("He farms NE-12-34-5-W4M.", "NE-12-34-5-W4M"),
        ("He farms SW 12-34-5 W4 and rents more.", "SW 12-34-5 W4"),
        ("le puits du LSD 06-12-034-05W4", "LSD 06-12-034-05W4"),
        ("the well at 100/06-12-034-05W4/00", "100/06-12-034-05W4/00"),
        ("He farms NW 12-T34-R5-W4M.", "NW 12-T34-R5-W4M"),
        ("NE 12-3-4 WPM in Manitoba, SE 12-3-5 EPM as well", "NE 12-3-4 WPM"),
        ("NE 12-3-4 WPM in Manitoba, SE 12-3-5 EPM as well", "SE 12-3-5 EPM"),
        ("12-34-5 west of the fourth meridian", "12-34-5 west of the fourth meridian"),
        ("Plan 1234567, Block 8, Lot 9, excepting all mines and minerals", "Plan 1234567, Block 8, Lot 9"),
        ("PLAN 792 1234\nBLOCK 3\nLOT 14\nEXCEPTING THEREOUT", "PLAN 792 1234\nBLOCK 3\nLOT 14"),
        ("Short legal: 1234567;8;9.", "1234567;8;9"),
        ("Short legal: 4;5;34;12;NE, title", "4;5;34;12;NE"),
        ("Title No. 123 456 789 +1 of the registry", "123 456 789 +1"),
        ("Certificate of Title 123 456 789, dated 3 May 2021", "123 456 789"),
        ("Title 1234567/1 in Winnipeg", "1234567/1"),
        ("Lots 3 and 4, Block 12, Plan 1042, City of Brandon", "Lots 3 and 4, Block 12, Plan 1042"),
        ("Lot 4, Blk/Par 12, Plan No 101234567 Extension 0", "Lot 4, Blk/Par 12, Plan No 101234567 Extension 0"),
        ("River Lot 45, Parish of St. Boniface, Plan 1234", "River Lot 45, Parish of St. Boniface, Plan 1234"),
        ("Lot 4, District Lot 152, Group 1, New Westminster District, Plan VAP1234.", "Lot 4, District Lot 152, Group 1, New Westminster District, Plan VAP1234"),
        ("LOT A SECTION 12 RANGE 3 EAST NORTH SAANICH DISTRICT PLAN VIP12345", "LOT A SECTION 12 RANGE 3 EAST NORTH SAANICH DISTRICT PLAN VIP12345"),
        ("Strata Lot 5, District Lot 540, Group 1, NWD, Strata Plan LMS1234 with its share", "Strata Lot 5, District Lot 540, Group 1, NWD, Strata Plan LMS1234"),
        ("the Owners, Strata Plan VR 1234", "VR 1234"),
        ("PID 012-345-678 and PID: 12345678", "012-345-678"),
        ("PID 012-345-678 and PID: 12345678", "12345678"),
        ("PIN 12345-0678 (LT)", "12345-0678"),
        ("Part of Lot 12, Concession 3, Township of King, designated as Part 1 on Plan 43R-1234", "Lot 12, Concession 3, Township of King, designated as Part 1 on Plan 43R-1234"),
        ("PT LT 12 CON 3 KING PT 1 65R1234 ; KING", "LT 12 CON 3 KING PT 1 65R1234"),
        ("Part of Lots 12 and 13, Concession 4 EHS, being Parts 1, 2 and 3 on Reference Plan 43R-12345", "Lots 12 and 13, Concession 4 EHS, being Parts 1, 2 and 3 on Reference Plan 43R-12345"),
        ("Parts 1 and 2 on Plan 43R-1234", "43R-1234"),
        ("Lot number 12 on Registered Plan M-123", "Lot number 12 on Registered Plan M-123"),
        ("Unit 12, Level 3, Peel Standard Condominium Plan No. 789", "789"),
        ("Concession 3, Lot 12, Township of Tay", "Concession 3, Lot 12"),
        ("lot 1 234 567 du cadastre du Québec, circonscription foncière de Montréal", "1 234 567"),
        ("les lots 1 234 567, 1 234 568 et 1 234 569 du cadastre du Québec", "1 234 568"),
        ("les lots 123-45 et 123-46 du cadastre du village de Chambly", "123-45"),
        ("une partie du lot 123 (Ptie 123) du cadastre de la paroisse de Laprairie", "123 (Ptie 123)"),
        ("connu et désigné sous le numéro 5 432 109 du cadastre du Québec", "5 432 109"),
        ("lot numéro UN MILLION DEUX CENT TRENTE-QUATRE MILLE (1 234 000) du cadastre du Québec", "UN MILLION DEUX CENT TRENTE-QUATRE MILLE (1 234 000)"),
        ("LOT NUMBER ONE MILLION TWO HUNDRED THOUSAND (1 200 000) of the Cadastre of Québec", "ONE MILLION TWO HUNDRED THOUSAND (1 200 000)"),
        ("le lot 1 234 567 est vendu avec le bâtiment", "1 234 567"),
        ("le lot 12 du rang IV, canton de Shefford", "lot 12 du rang IV"),
        ("lot 9, bloc 8, plan 1234567", "lot 9, bloc 8, plan 1234567"),
    ],
)  # fmt: skip
def test_land_is_found_as_every_register_describes_it(text, value):
    assert is_replaced(text, value, NOBODY)


@pytest.mark.parametrize(
    "text",
    [
        "section 12 of the Land Title Act, Part 3, Division 4; Plan 2, Part 3, Section 4; Form 12-3-4",
        "Lot 3 of Schedule A; a lot 12 people wanted; the parking lot 4 blocks away; Parking Lot 4, Level 3",
        "Lot 12 of the tender, section 4; lots 12, 13 and 14; Lot's wife; le lot no 4 de l'appel d'offres, section 12",
        "Plan B; plan 12; the plan of 2024; le plan 2024; plan d'action 2; the plan 2024, unit 5; plan 2024, bloc 3",
        "Township 12 people; the Township of King 1986; a range 5 to 10; section 12, Township Act",
        "Block 4, Unit 12; Group 1, Section 3, Plan 12; block 12 hours; rang 4; bloc 5; 3 parties",
        "a W4 form, the W2 income, an E1 visa; T4 and W-4; on 2024-01-05 W4 forms were due",
        "the cadastre of 1860; les 12 plans du cadastre; la réforme du cadastre; the principal meridian",
        "a lot of 1 234 567 units; un lot de 1 234 567 unités; lot 1 234 567 $; lots 2 345 678 kg",
        "The plan 401 contributions; pension plan 1234; the registered plan 2 of the fund; Part 1 of the plan",
        "the quarter of 2024; first quarter; township roads; a title to land; the strata plan; district lot lines",
    ],
)
def test_what_only_looks_like_land_stays(text):
    assert stays(text, NOBODY)


def test_a_description_is_one_find_and_the_municipality_stays():
    text = "Lot 9, Block 8, Plan 1234567, in the City of Brandon; lot 1 234 567 du cadastre du Québec"

    found = [(text[each.start : each.end], each.kind) for each in find(text, NOBODY)]

    assert found_in("He farms SW 12-34-5 W4 , and") == ["SW 12-34-5 W4"]
    assert found == [("Lot 9, Block 8, Plan 1234567", Kind.ADDRESS), ("1 234 567", Kind.ADDRESS)]


@pytest.mark.parametrize(
    "piece", ["Lot 1, Block 2, ", "lot 1 234 567, ", "Section 1, ", "un mille ", "12-34-5 W4 "]
)
def test_a_source_of_nothing_but_land_is_looked_at_to_its_end(piece):
    text = piece * 4_000 + "du cadastre; NE-12-34-5-W4M."

    found = find(text, NOBODY)

    assert text[found[-1].start : found[-1].end] == "NE-12-34-5-W4M"
