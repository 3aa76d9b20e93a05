"""Names in scripts other than ours, spelled out letter by letter, run together with other words, and respelled."""

import unicodedata

import pytest

from apps.policy import listing
from apps.policy.identifying.kinds import PlaceholderKind as Kind
from apps.policy.identifying.known import Known
from apps.policy.identifying.recognisers import find
from tests.policy.test_name_forms import listing_of
from tests.policy.written import is_replaced, stays


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("ਹਰਜੀਤ ਸਿੰਘ", "ਗਵਾਹ ਹਰਜੀਤ ਸਿੰਘ ਨੇ ਕਿਹਾ"), ("हरजीत सिंह", "गवाह हरजीत सिंह ने कहा"), ("தமிழ் செல்வன்", "சாட்சி தமிழ் செல்வன் கூறினார்"),
        ("محمد الأحمد", "قال مُحَمَّد الأحمد في"), ("ישראל כהן", "העיד יִשְׂרָאֵל כֹּהֵן כי"), ("Олена Петренко", "сказала О. ПЕТРЕНКО тоді"),
        ("Παύλος Γεωργίου", "Ο ΠΑΥΛΟΣ ΓΕΩΡΓΙΟΥ είπε"),
    ],
)  # fmt: skip
def test_a_listed_name_in_a_script_with_marks_of_its_own_is_found_to_its_last_mark(name, text):
    words = text.split()
    start, end = text.index(words[1]), text.index(words[2]) + len(words[2])

    found = find(text, listing_of(name))

    assert [(each.start, each.end) for each in found] == [(start, end)]


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("张伟", "原告张伟诉称", "张伟"), ("张伟", "Mr. 张伟 said", "张伟"), ("王小明", "被告王小明于2020年", "王小明"), ("王小明", "王 小明 signed", "王 小明"),
        ("王 小明", "王小明 signed", "王小明"), ("王小明", "我告诉小明了", "小明"), ("김철수", "증인 김철수는 말했다", "김철수"), ("김철수", "철수 씨", "철수"),
        ("鈴木一郎", "鈴木一郎さんは", "鈴木一郎"), ("鈴木 一郎", "鈴木さんは", "鈴木"), ("欧阳修明", "我叫欧阳修明。", "欧阳修明"),
        ("สมชาย ใจดี", "พยานสมชาย ใจดีกล่าว", "สมชาย ใจดี"),
    ],
)  # fmt: skip
def test_a_listed_name_is_found_where_nothing_stands_between_words(name, text, value):
    known = listing_of(name)

    assert is_replaced(text, value, known)
    assert len(find(text, known)) == 1
    assert is_replaced(unicodedata.normalize("NFD", text), unicodedata.normalize("NFD", value), known)


def test_an_organization_and_what_a_person_marked_are_found_there_too():
    known = listing_of("北京枫叶有限公司", organization=True)
    listing.add_value(known, "李家庄", Kind.ADDRESS)

    assert [each.kind for each in find("他在北京枫叶有限公司和李家庄。", known)] == [
        Kind.ORGANIZATION,
        Kind.ADDRESS,
    ]


@pytest.mark.parametrize(
    "spelled",
    ["K-O-V-A-L-E-N-K-O", "K. O. V. A. L. E. N. K. O", "K, O, V, A, L, E, N, K, O", "k-o-v-a-l-e-n-k-o", "k o v a l e n k o",
     "K-O-V, A-L-E-N, K-O", "K–O–V–A–L–E–N–K–O", "K O V A L E N K O", "K.O.V.A.L.E.N.K.O", "K...O...V...A...L...E...N...K...O"],
)  # fmt: skip
def test_a_name_that_is_spelled_out_as_people_do_for_a_transcript_is_found(spelled):
    known = listing_of("Ann Kovalenko")

    assert is_replaced(f"Kovalenko, that is {spelled}, with a K.", spelled, known)
    assert is_replaced(f"A-N-N {spelled}.", f"A-N-N {spelled}", known)


def test_letters_that_spell_no_listed_name_stay():
    known = listing_of("Ann Roy", "Ella Kovalenko")

    assert is_replaced("R-O-Y.", "R-O-Y", known)
    assert stays("Exhibits A, B, C, D, R, O and Y; clauses (k), (o), (v), (a), (l), (e), (n).", known)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("AffidavitKovalenko.pdf", "Kovalenko"), ("KovalenkoStatement_v2.docx", "Kovalenko"), ("Kovalenko2024.pdf", "Kovalenko"), ("2024Kovalenko.pdf", "Kovalenko"),
        ("20240311Kovalenko_stmt.pdf", "Kovalenko"), ("LettreMmeKovalenko2024FINAL.pdf", "Kovalenko"), ("annkovalenko1984", "annkovalenko"), ("#JusticeForKovalenko", "Kovalenko"),
        ("StatementOfAnnKovalenko.pdf", "AnnKovalenko"), ("KOVALENKO2024", "KOVALENKO"),
    ],
)  # fmt: skip
def test_a_name_that_the_name_of_a_file_runs_together_with_other_words_is_found(text, value):
    assert is_replaced(f"Attached: {text} (2 pages)", value, listing_of("Ann Kovalenko"))


def test_words_that_are_run_together_stay_where_no_part_is_a_listed_name():
    assert stays(
        "PowerPoint, YouTube, iPhone15, A4, Q2W, AnnexB, WillItWork, annexes2024",
        listing_of("Ann Bee", "Will Power"),
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Jürgen Müller", "Juergen Mueller"), ("Jürgen Müller", "Mueller"), ("Juergen Mueller", "Müller"), ("Bjørn Kjær", "Bjoern Kjaer"), ("Åse Voß", "Aase Voss"),
        ("Ewan Macdonald", "McDonald"), ("Ewan Mcdonald", "MacDonald"), ("Ewan Mackenzie", "E. McKenzie"), ("Jean Daragon", "d’Aragon"), ("Jean Lheureux", "L'Heureux"),
        ("Paul Larivière", "Paul La Rivière"), ("Paul Delaroche", "Paul de la Roche"), ("Paul de la Roche", "Delaroche"), ("Luc Desrochers", "Des Rochers, Luc"), ("Guy Duguay", "G. Du Guay"),
    ],
)  # fmt: skip
def test_a_name_is_found_in_the_other_way_of_spelling_it(name, text):
    assert is_replaced(f"Then {text} signed.", text, listing_of(name))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Luc Dion", "l'ion et d'ion"), ("Luc Duval", "du val à la rivière Du Val"), ("Luc Larivière", "le long de la rivière"), ("Luc Desmarais", "des marais"),
        ("Ann Dumont", "le long du Mont-Royal"), ("Ann Lange", "comme l'ange"),
    ],
)  # fmt: skip
def test_words_that_a_name_is_made_of_stay(name, text):
    assert stays(text, listing_of(name))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("0812345 B.C. Ltd.", "812345 BC Ltd"), ("812345 B.C. Ltd.", "0812345 B.C. Ltd."),
        ("Maple & Oak LLP", "Maple + Oak"), ("L'Oréal Paris Canada Inc.", "LOreal Paris Canada"), ("BrightPath Ltd.", "Bright Path"), ("Bright Path Ltd.", "BrightPath"),
        ("Kwik-Fit Garage Ltd.", "KwikFit Garage"), ("ABC Roofing Inc.", "A.B.C. Roofing"), ("Bright Path Ltd.", "www.brightpath.ca"),
    ],
)  # fmt: skip
def test_a_company_is_found_in_the_other_way_of_writing_it(name, text):
    value = text.removeprefix("www.").removesuffix(".ca")

    assert is_replaced(f"Then {text} paid.", value, listing_of(name, organization=True))


@pytest.mark.parametrize(
    "name", ["A.B.C. Ltd.", "ABC Ltd.", "A B C Roofing Inc.", "ABC Roofing Inc.", "AB Co."]
)
def test_a_letter_that_a_company_is_called_by_is_no_company(name):
    known = listing_of(name, organization=True)

    assert stays("A man of letters; exhibits A, B and C. A, B, C. Plan B", known)
    assert is_replaced(f"Then {name} paid.", name.rstrip("."), known)


def test_what_is_listed_says_nothing_of_itself():
    known = Known()
    listing.add_name(known, "张伟", None, is_organization=False)

    assert "张" not in repr(known)


@pytest.mark.parametrize("text", ["Kovalenko¹", "Kovalenko²³ signed", "KOVALENKO⁴,", "Kovalenko₁"])
def test_the_raised_number_of_a_note_hides_no_name(text):
    value = text[: len("Kovalenko")]

    assert is_replaced(f"Then {text}", value, listing_of("Ann Kovalenko"))
