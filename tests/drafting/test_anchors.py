import itertools
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.text import canonical
from apps.drafting import anchors, edits
from apps.drafting.anchors import Gap, Held, Piece, Place

SOURCE = uuid.uuid4()
HELD = [Held(SOURCE, (("p1", "The lease ends on 3 March 2027."), ("p2", "Rent is due on the first day.")))]


def place(quote, first=0, last=1, source=SOURCE):
    return Place(source, first, last, quote)


def test_a_citation_becomes_support_when_its_words_stand_in_the_passage():
    pieces = [
        Piece("Dear client,\n\n"),
        Piece("It ends in March 2027.", (place("The lease ends on 3 March 2027."),)),
        Piece(" Goodbye."),
    ]

    text, [stretch] = anchors.join(pieces, HELD)

    assert text == "Dear client,\n\nIt ends in March 2027. Goodbye."
    assert text[stretch.start : stretch.end] == "It ends in March 2027."
    [support] = stretch.supports
    assert (support.source, support.anchor, support.ordinal, support.count, support.verified) == (
        SOURCE,
        "p1",
        0,
        1,
        True,
    )


@pytest.mark.parametrize(
    "quote", ["The lease ends on 4 March 2027.", "Rent is due on the first day.", "", "the lease ends"]
)
def test_words_that_do_not_stand_in_the_passage_named_are_no_support(quote):
    _text, [stretch] = anchors.join([Piece("It ends in March.", (place(quote),))], HELD)

    assert stretch.verified is False


@given(st.integers(0, 30), st.integers(0, 30))
def test_support_never_rests_on_part_of_a_word_or_number(start, end):
    held = "He is unable to pay 15,000 now"
    quote = held[start:end].strip()

    [stretch] = anchors.join([Piece("So.", (place(quote),))], [Held(SOURCE, (("p1", held),))])[1] or [None]

    assert stretch.verified == (bool(quote) and f" {quote} " in f" {held} ")


def test_a_citation_may_span_passages():
    quote = "3 March 2027. Rent is due"

    _text, [stretch] = anchors.join([Piece("Both.", (place(quote, 0, 2),))], HELD)

    assert (stretch.verified, stretch.supports[0].count) == (True, 2)


@pytest.mark.parametrize("where", [(0, 9), (-1, 1), (1, 1), (2, 3)])
def test_a_citation_that_points_outside_is_dropped(where):
    _text, stretches = anchors.join([Piece("Words.", (place("Rent", *where),))], HELD)

    assert stretches == []


def test_a_citation_of_a_source_that_was_not_sent_is_dropped():
    _text, stretches = anchors.join([Piece("Words.", (place("Rent", source=uuid.uuid4()),))], HELD)

    assert stretches == []


@given(st.lists(st.text(st.sampled_from("ae\u0301\u0323\r\n é.x "), max_size=8), max_size=8))
def test_offsets_fit_the_canonical_text_whatever_the_pieces_are(parts):
    pieces = [Piece(part, (place("Rent is due on the first day.", 1, 2),)) for part in parts]

    text, stretches = anchors.join(pieces, HELD)

    assert text == canonical("".join(parts))
    assert len(stretches) == len(parts)
    for nth, stretch in enumerate(stretches):
        start, end = (len(canonical("".join(parts[:many]))) for many in (nth, nth + 1))
        assert stretch == anchors._trimmed(text, start, end, stretch.supports)
        assert 0 <= stretch.start <= stretch.end <= len(text)


@pytest.mark.timeout(20)
def test_an_answer_as_long_as_there_can_be_is_put_together_in_the_time_of_its_length():
    sentence = "Le bail du local d’habitation prend fin à Québec, où l’été est passé. "

    text, stretches = anchors.join([Piece(sentence, (place("3 March 2027"),))] * 7_000, HELD)

    assert text == sentence * 7_000
    assert [(each.start, each.end) for each in stretches[-2:]] == [
        (len(sentence) * nth, len(sentence) * (nth + 1) - 1) for nth in (6_998, 6_999)
    ]


def test_a_sentence_without_verified_support_is_unsupported():
    text = "# Heading of it\n\nThe lease ends in March. Nobody said this at all.\n\nYours truly"
    support = anchors.Support(SOURCE, "p1", 0, 1, "x", verified=True)
    start = text.index("The lease")
    stretches = [anchors.Stretch(start, start + 24, (support,))]

    found = [text[each.start : each.end] for each in anchors.unsupported(text, stretches)]

    assert found == ["Nobody said this at all."]


def test_an_unverified_citation_supports_nothing():
    text = "The lease ends in March."
    support = anchors.Support(SOURCE, "p1", 0, 1, "x", verified=False)

    assert len(anchors.unsupported(text, [anchors.Stretch(0, len(text), (support,))])) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mr. Roy met Dr. Wu at the office. They agreed to meet again.", 2),
        ("See O. Reg. 384/24 for the rule that applies here.", 1),
        ("| a table | of many words here |\n| --- | --- |", 0),
        ("- a list item with enough words\n- another list item with words", 2),
        ("Yours truly,", 0),
        ("# A heading of some words\n###### And one more of them\n#", 0),
        ("#1 He admitted it on 3 May 2024.", 1),
        ("He paid $5,000. So it was.", 1),
        ("March 3, 2026", 0),
        ("| When | What |\n|---|---|\n| 3 May 2024 | Mr. Smith assaulted the claimant. |\n| 1 | none |", 2),
        ("> | When | What |\n> | :- | -: |\n> | later | He left the house with her | $5,000 |", 2),
        ("| no head | but bars around these words |", 1),
        ("| a | b |\n|---|---|\n| one \\| and the same cell |", 1),
        ("| a | b |\n|---|---|\n| x | y |\n| He paid $5 | x |\n---", 1),
        ("L'art. 1457 C.c.Q. impose un devoir à toute personne. Il suffit de le dire.", 2),
    ],
)
def test_sentences_are_told_apart(text, expected):
    assert len(anchors.sentences(text)) == expected


@given(st.text(max_size=300))
def test_sentences_lie_inside_the_text_in_order(text):
    found = anchors.sentences(text)

    assert all(0 <= each.start < each.end <= len(text) for each in found)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))


BITS = [
    "p. ex.",
    "paras.",
    "Me.",
    "e.g.",
    "O. Reg.",
    "A.B.",
    "word",
    "unparas.",
    "x" * 30,
    '."',
    ".)",
    ".",
    "?",
    " ",
    "  ",
]


@given(st.lists(st.sampled_from(BITS), max_size=40).map("".join))
def test_where_a_sentence_ends_is_told_by_the_last_of_it(text):
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(anchors, "LONGEST_SHORT", len(text) + 1)
        whole = anchors.sentences(text)
    assert anchors.sentences(text) == whole


@pytest.mark.timeout(20)
@pytest.mark.parametrize("text", ["1*" * 30_000, "." * 60_000, "!?)" * 30_000, " " * 30_000 + "x"])
def test_a_long_line_that_ends_no_sentence_takes_no_time(text):
    assert anchors.sentences(text) == []


def test_an_edit_keeps_the_support_of_what_it_left_alone():
    before = "One is so. Two is so. Three is so."
    support = anchors.Support(SOURCE, "p1", 0, 1, "x", verified=True)
    stretches = [
        anchors.Stretch(0, 10, (support,)),
        anchors.Stretch(11, 21, (support,)),
        anchors.Stretch(22, 34, (support,)),
    ]
    after = "First, one. One is so. Two is different. Three is so."

    carried = edits.carry(before, stretches, after)

    assert [after[each.start : each.end] for each in carried] == ["One is so.", "Three is so."]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("The rent is 5,000", "The rent is 5,000,000"),
        ("able to pay it", "unable to pay it"),
        ("It is binding", "It is non-binding. It is bindings"),
    ],
)
def test_an_edit_that_makes_a_word_or_number_longer_takes_its_support(before, after):
    support = anchors.Support(SOURCE, "p1", 0, 1, "x", verified=True)

    assert edits.carry(before, [anchors.Stretch(0, len(before), (support,))], after) == []


ROWS = """\
| Day | What | Sum |
| 2019-03-04 | Rent was due | 5,000 |
| 2019-04-04 | Rent was due | 5,000 |
| 2019-05-04 | Paid in full | 900 |
"""
OTHER_ROW = "| 2019-06-04 | Rent was due | 5,000 |\n"
EDITS = {
    "ahead of both": (ROWS.replace("Day", "Date"), 2),
    "behind both": (ROWS.replace("in full", "in part"), 2),
    "on either side": (ROWS.replace("Day", "Date").replace("in full", "in part"), 2),
    "another row ahead": (ROWS.replace("| 2019-03", OTHER_ROW + "| 2019-03").replace("in full", ""), 3),
    "the other row goes and one comes": (
        ROWS.replace("| 2019-03-04 | Rent was due | 5,000 |\n", "") + OTHER_ROW,
        1,
    ),
    "the row itself goes": (ROWS.replace("| 2019-04-04 | Rent was due | 5,000 |\n", ""), None),
    "nothing is left of it": ("It was paid.", None),
    "the row itself goes and one comes": (
        ROWS.replace("| 2019-04-04 | Rent was due | 5,000 |\n", "") + OTHER_ROW,
        None,
    ),
}


@pytest.mark.parametrize(("after", "row"), EDITS.values(), ids=EDITS)
def test_support_stays_with_its_own_row_where_the_same_words_stand_in_another(after, row):
    """The sum of the second row is cited; that of the first is nobody's."""
    support = anchors.Support(SOURCE, "p1", 0, 1, "x", verified=True)
    start = ROWS.index("5,000", ROWS.index("2019-04"))

    carried = edits.carry(ROWS, [anchors.Stretch(start, start + 5, (support,))], after)

    assert [after[: each.start].count("\n") for each in carried] == ([] if row is None else [row])
    assert [after[each.start : each.end] for each in carried] == ([] if row is None else ["5,000"])


@given(st.text("ab .\n", max_size=30), st.text("ab .\n", max_size=30), st.data())
def test_what_is_carried_has_its_own_words_in_their_order(before, after, data):
    ends = sorted(data.draw(st.sets(st.integers(0, len(before)), max_size=6)))
    stretches = [anchors.Stretch(start, end, ()) for start, end in itertools.pairwise(ends)]

    carried = edits.carry(before, stretches, after)

    words = iter([before[each.start : each.end] for each in stretches])
    assert all(after[each.start : each.end] in words for each in carried)
    assert all(one.end <= other.start for one, other in itertools.pairwise(carried))
    assert edits.carry(before, stretches, before) == [
        each for each in stretches if before[each.start : each.end].strip()
    ]


GAPS = [
    "pay on [date] at noon", "Dear [Nom],", "the tenant is [not] liable", "the sum of [●]", "at [•] in the",
    "to [___].", "the sum of [...] dollars", "before [TBD].", "signed [X] here", "« Tout va. » Le [mois] prochain",
    "“payable on [date] at noon”", "a 6\" pipe on [date] and so on", "on 3 [Month] 2024", "Date: [Date]", "pay [Ko] 5",
    "see 2014 SCC 7 [Hryniak]", "Well done![name of counsel] said", "on [date](to be confirmed by the client)",
]  # fmt: skip


@pytest.mark.parametrize("text", GAPS)
def test_what_is_still_to_be_filled_in_is_a_gap_however_short(text):
    [gap] = anchors.gaps(text)

    assert text[gap.start] == "["


OTHER_GAPS = [
    ("sign [Insert the name\nof the tenant] here", 5), (f"pay [{'what was agreed ' * 10}] now", 4),
    ("Dear {{client_name}},", 5),
    ("to <insert name of court>.", 3), ("on <date>.", 3), ("Costs: TBD", 7), ("le prix : À DÉTERMINER", 10),
    ("Sum: XXXX", 5), ("Cher <insérer le nom>", 5),
]  # fmt: skip


@pytest.mark.parametrize(("text", "start"), OTHER_GAPS)
def test_other_words_for_what_is_to_come_are_gaps_too(text, start):
    [gap] = anchors.gaps(text)

    assert (gap.start, gap.is_placeholder) == (start, False)


NO_GAPS = [
    "Sworn this ____ day of\n\n________________", "a [\n\n] b", "the tbd.ca site", "<https://example.ca>", "5 < 6 > 4",
    "“[T]he rent is due”", "he “pay[s] the rent”", "verif[ied]", "“rent [...] is due”", "« le loyer […] est dû »",
    "> the rent [...]\n> is due", "“[he] owes the rent”", "“recieved [sic]”", "- [ ] to do", "- [x] done", "[12] Held.",
    "The [tenant](https://x) pays", '[a b](https://x/y_(1) "t t")', "[a b](<https://x y>)", "[a b]( /y )",
    '"the rent [...] is due"', "“[not] liable”",
    "*Hryniak v Mauldin*, 2014 SCC 7 [*Hryniak*] at para 4", "Ko v Li, 2025 ONSC 2766 (CanLII) [Ko].",
    "the *Divorce Act*, RSC 1985, c 3 (2nd Supp) [the *Act*]", "“rent” [emphasis in original]",
    "« loyer » [je souligne]",
    "“rent” [citations omitted]",
]  # fmt: skip


@pytest.mark.parametrize("text", NO_GAPS)
def test_what_a_quotation_changes_or_leaves_out_is_no_gap(text):
    assert anchors.gaps(text) == []


def test_gaps_are_placeholders_and_missing_things_but_not_years_or_links():
    text = "[PERSON_3] pays [amount due]. See [2019] 4 SCR 653 and [the rule](https://x). “[T]he rent”."

    assert anchors.gaps(text) == [Gap(0, 10, True), Gap(16, 28, False)]


def test_stretches_come_back_as_they_were_sealed():
    _text, stretches = anchors.join([Piece("It ends.", (place("The lease ends on 3 March 2027."),))], HELD)

    assert anchors.load(anchors.dump(stretches)) == stretches


@pytest.mark.parametrize(
    "left",
    [
        "[PERSON_9]",
        "[person_9]",
        "[Person 9]",
        "[PERSON\\_9]",
        "[PERSONNE_9]",
        "PERSON_9",
        "HEALTH\\_NUMBER\\_2",
        "Person_9",
        "PERSONNE_9",
        "Téléphone\\_2",
        "NUMÉRO_DE_DOSSIER_1",
    ],
)
@pytest.mark.parametrize("around", ["{} signed.", "({}), who signed", "!{} signed", "See **{}**", "> {}"])
def test_a_placeholder_that_stays_in_a_text_is_seen_however_it_is_written(left, around):
    text = around.format(left)

    assert [text[gap.start : gap.end] for gap in anchors.gaps(text) if gap.is_placeholder] == [left]


def test_one_that_reads_as_a_link_is_seen():
    text = "[PERSON_9](the tenant) signed"

    assert [text[gap.start : gap.end] for gap in anchors.gaps(text)] == ["[PERSON_9]"]


def test_words_with_a_line_and_a_figure_are_no_placeholder():
    assert anchors.gaps("Form_12 and PERSONAL_1 and a_person_1 and annexe_2") == []
