import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.drafting.anchors import Stretch, Support
from apps.review.citing.quotations import Match, Passage, check

LEASE = Passage(
    uuid.uuid4(), "p2", "The tenant shall give notice in writing at least six months before the term ends."
)
NEXT = Passage(LEASE.source, "p3", "Notice by e-mail is not enough.")


def one(text, *passages):
    [found] = check(text, passages or [LEASE, NEXT])
    return found


def test_a_quotation_word_for_word_names_its_passage():
    text = "It says “The tenant shall give notice in writing” and so on."

    found = one(text)

    assert (found.match, found.source, found.anchor) == (Match.EXACT, LEASE.source, "p2")
    assert text[found.start : found.end] == "“The tenant shall give notice in writing”"


def test_typography_spaces_and_line_ends_do_not_make_a_difference():
    assert one('He wrote "The tenant  shall\u00a0give notice" there.').match == Match.EXACT


@pytest.mark.parametrize(
    "before",
    [
        'A pipe of 6" was laid. ',
        'He said "yes and left. ',
        'The sign read OPEN" in red. ',
        '" ',
        'Ends here." ',
    ],
)
def test_a_straight_mark_that_has_no_other_takes_no_quotation_with_it(before):
    text = f'{before}The lease says "give notice in writing at least seven months before" it.'

    found = one(text)

    assert (found.match, text[found.start : found.end]) == (
        Match.NEAR,
        '"give notice in writing at least seven months before"',
    )


@pytest.mark.parametrize("written", ['*"{}"*', '_"{}"_', '("{}")', 'l\'"{}"', '"{}"2', '"\u00a0{}\u00a0"'])
def test_straight_marks_are_marks_whatever_stands_beside_them(written):
    assert one(written.format("shall give notice in writing")).match == Match.EXACT


@pytest.mark.parametrize(
    "written",
    ["&ldquo;{}&rdquo;", "&#171;&nbsp;{}&nbsp;&#xBB;", "&quot;{}&quot;", "1. > {}", "- a\n  - > {}\n"],
)
def test_what_the_page_shows_as_a_quotation_is_compared_however_it_is_written(written):
    words = "The tenant shall&nbsp;give notice in speech"

    found = one(written.format(words))

    assert found.match == Match.NEAR
    assert words in written.format(words)[found.start : found.end]


@pytest.mark.parametrize("written", ['" {} "', "''{}''", "’’{}’’", "„{}“", "”{}”", "“{}“", "″{}″", "❝{}❞"])
@pytest.mark.parametrize(("last", "match"), [("writing", Match.EXACT), ("speech", Match.NEAR)])
def test_marks_of_every_kind_and_turned_the_wrong_way_are_marks(written, last, match):
    words = f"The tenant shall give notice in {last}"
    text = f"It says: {written.format(words)}, and so on and so forth."

    found = one(text)

    assert found.match == match
    assert text[found.start : found.end] == written.format(words)


def test_a_french_quotation_is_found():
    passage = Passage(uuid.uuid4(), "p1", "Le locataire donne un avis de six mois au locateur.")

    assert one("Le bail prévoit : « donne un avis de six mois ».", passage).match == Match.EXACT


def test_an_ellipsis_and_a_changed_letter_are_allowed():
    assert one("“[T]he tenant shall give notice ...”").match == Match.EXACT
    assert one("“… shall give notice in writing”").match == Match.EXACT


AGREED = Passage(
    uuid.uuid4(),
    "p1",
    "The parties did not agree that the deposit is refundable. The tenant pays. The landlord may enter.",
)


@pytest.mark.parametrize(
    ("quoted", "left_out"),
    [
        ("“The parties … agree that the deposit is refundable.”", "did not"),
        ("“The tenant … may enter”", "pays. The landlord"),
        ("« The parties [...] agree that the deposit is refundable »", "did not"),
    ],
)
def test_what_a_quotation_leaves_out_is_shown_and_never_passes_as_word_for_word(quoted, left_out):
    found = one(quoted, AGREED)

    assert (found.match, found.anchor) == (Match.CUT, "p1")
    assert left_out.lower() in found.found.lower()


def test_a_source_that_leaves_words_out_itself_is_quoted_word_for_word():
    source = Passage(uuid.uuid4(), "p1", "The parties … agree that the deposit is refundable.")

    assert one("“The parties … agree that the deposit is refundable”", AGREED, source).match == Match.EXACT


def test_each_paragraph_of_a_long_quotation_is_checked():
    text = "“The tenant shall give notice in spring and autumn.\n\n“Notice by e-mail is not enough.”"

    assert [each.match for each in check(text, [LEASE, NEXT])] == [Match.NEAR, Match.EXACT]
    assert one(f"“{'A word of nobody. ' * 300}”").match == Match.ABSENT


SEVERAL = {
    "not opened again": "“The tenant shall {} notice in writing.\n\nNotice by e-mail is not enough.”",
    "with another inside": "“The tenant shall {} “notice” in writing.\n\n“Notice by e-mail is not enough.”",
    "straight": '"The tenant shall {} notice in writing.\n\n"Notice by e-mail is not enough."',
    "straight and not opened again": '"The tenant shall {} notice in writing.\n\nNotice by e-mail is not enough."',
    "French": "« The tenant shall {} notice in writing.\n\n« Notice by e-mail is not enough. »",
    "French and closing marks": "« The tenant shall {} notice in writing.\n\n» Notice by e-mail is not enough. »",
    "French and not opened again": "« The tenant shall {} notice in writing.\n\nNotice by e-mail is not enough. »",
    "never closed": "He said “The tenant shall {} notice in writing.\n\nAnd so on.",
    "straight and never closed": 'He said "The tenant shall {} notice in writing.\n',
    "French and never closed": "Il dit « The tenant shall {} notice in writing.",
    "single straight marks": "He said 'the tenant's rent' and 'The tenant shall {} notice in writing'.",
    "a quotation in one": "> > The tenant shall {} notice in writing.",
    "a line that goes on with a star": "> The tenant\n*shall* {} notice in writing.",
}


@pytest.mark.parametrize("text", SEVERAL.values(), ids=SEVERAL)
def test_no_paragraph_of_a_quotation_goes_unchecked_however_its_marks_are_set(text):
    said = [
        "The tenant shall give notice in writing.",
        NEXT.text,
        "The tenant shall give “notice” in writing.",
    ]
    held = [Passage(LEASE.source, f"p{n}", each) for n, each in enumerate(said)]

    right, wrong = (check(text.format(word), held) for word in ("give", "not give"))

    assert {each.match for each in right} == {Match.EXACT}
    assert {each.match for each in wrong} - {Match.EXACT}


def test_a_quotation_over_many_passages_is_word_for_word_and_names_the_first():
    passages = [Passage(LEASE.source, f"par{n}", f"Clause {n} of the lease stands.") for n in range(6)]
    text = "> " + "\n>\n> ".join(each.text for each in passages[1:5])

    found = one(text, *passages)

    assert (found.match, found.anchor) == (Match.EXACT, "par1")
    assert one(text.replace("Clause 3", "Clause 9"), *passages).match != Match.EXACT


def test_words_of_two_people_are_no_quotation_of_one():
    said = [
        Passage(LEASE.source, "cue1", "I shall pay the whole rent.", speaker="A. Roy"),
        Passage(LEASE.source, "cue2", "You never did that.", speaker="J. Okafor"),
    ]
    text = "He said “I shall pay the whole rent. You never did that.”"

    assert one(text, *said).match == Match.NEAR
    assert one(text, said[0], Passage(LEASE.source, "cue2", said[1].text)).match == Match.EXACT


OTHER = Passage(uuid.uuid4(), "p9", "The guarantor shall pay whatever the tenant does not pay.")


@pytest.mark.parametrize(
    ("cited", "is_verified", "match"),
    [(LEASE, True, Match.ELSEWHERE), (OTHER, True, Match.EXACT), (LEASE, False, Match.EXACT)],
)
def test_words_of_another_source_than_the_one_cited_for_them_are_said_to_be(cited, is_verified, match):
    text = "By the lease “The guarantor shall pay whatever the tenant does not pay”."
    support = Support(cited.source, cited.anchor, 0, 1, cited.text, is_verified)

    (found,) = check(text, [LEASE, NEXT, OTHER], [Stretch(0, len(text), (support,))])

    assert (found.match, found.source, found.anchor) == (match, OTHER.source, "p9")


def test_where_words_stand_in_what_is_cited_it_does_not_count_that_they_stand_elsewhere_too():
    text = "By the lease “Notice by e-mail is not enough”."
    again = Passage(uuid.uuid4(), "p1", NEXT.text)
    support = Support(NEXT.source, "p2", 0, 1, LEASE.text, verified=True)

    (found,) = check(text, [again, LEASE, NEXT], [Stretch(0, len(text), (support,))])

    assert (found.match, found.anchor) == (Match.EXACT, "p3")


def test_one_changed_word_is_a_near_miss_with_the_words_of_the_source():
    found = one("“The tenant may give notice in writing at least six months before”")

    assert (found.match, found.anchor) == (Match.NEAR, "p2")
    assert "shall give notice" in found.found


def test_words_of_no_source_are_absent():
    found = one("“An entirely different sentence of which nobody ever heard”")

    assert (found.match, found.source) == (Match.ABSENT, None)


def test_a_quotation_may_run_from_one_passage_into_the_next():
    assert one("“before the term ends. Notice by e-mail is not enough”").match == Match.EXACT


def test_a_block_quotation_is_checked_whole():
    assert one("As follows:\n\n> Notice by e-mail\n> is not enough.\n\nSo be it.").match == Match.EXACT


def test_a_word_or_two_in_quotation_marks_is_no_quotation():
    assert check("the “Premises” and the “Term”", [LEASE]) == []


CUT = {
    "the tail of a word": ("The tenant is unable to pay the rent", "able to pay the rent"),
    "the head of a word": ("The tenant can not pay the rental value", "not pay the rent"),
    "the tail of a number": ("It is 15,000 in damages for the delay", "5,000 in damages for the delay"),
    "the thousands of a number": ("It is 15,000 in damages for the delay", "000 in damages for the delay"),
    "the head of a number": ("The damages for the delay are 15,000", "damages for the delay are 15"),
    "the head of a number with a space": ("La somme due est de 15\u00a0000 $", "La somme due est de 15"),
    "the thousands of a number with a space": ("Il doit 15\u00a0000 $ au bailleur", "000 $ au bailleur"),
    "the tail of a decimal": ("Interest of 0.5 per cent a month", "5 per cent a month"),
    "a fraction": ("The share of each heir is 1/2", "share of each heir is 1"),
    "what follows a prefix": ("The letter is non-binding on the parties", "binding on the parties"),
    "what follows a French negation": ("Le locataire n’est tenu de rien payer", "est tenu de rien payer"),
    "what goes before an English negation": ("The tenant says that he can’t pay", "tenant says that he can"),
    "the head of a possessive": ("He met with the landlord’s son there", "met with the landlord"),
}


@pytest.mark.parametrize(("source", "quoted"), CUT.values(), ids=CUT.keys())
def test_a_quotation_that_cuts_a_word_or_number_of_the_source_is_a_near_miss_that_shows_it(source, quoted):
    found = one(f"He wrote: “{quoted}”.", Passage(uuid.uuid4(), "p1", source))

    assert found.match == Match.NEAR
    assert len(found.found) > len(quoted)


WHOLE = {
    "after an elision": ("Il reste l’avis de six mois au bailleur", "avis de six mois au bailleur"),
    "beside punctuation": ("(The rent is due, monthly; always.)", "rent is due, monthly; always"),
    "beside a currency": ("He owes $15,000 for the delay.", "15,000 for the delay"),
    "before the end of a sentence that is a number": ("The rent of unit 4 is 15,000.", "of unit 4 is 15,000"),
    "beside a dash": ("He left—the rent was unpaid—at once", "the rent was unpaid"),
    "found further on": ("He is unable to pay. He was able to pay then.", "able to pay then"),
    "found only further on": ("Unable to pay it now; able to pay it now", "able to pay it now"),
}


@pytest.mark.parametrize(("source", "quoted"), WHOLE.values(), ids=WHOLE.keys())
def test_a_quotation_of_whole_words_is_word_for_word(source, quoted):
    assert one(f"He wrote: “{quoted}”.", Passage(uuid.uuid4(), "p1", source)).match == Match.EXACT


TENANT = "The tenant is liable here for what she recieved. In law the Lessor of the unit may sue."
BRACKETS = {
    "a capital for a small letter": ("[I]s liable here for what she", Match.EXACT),
    "a small letter for a capital": ("[t]he tenant is liable here", Match.EXACT),
    "a changed letter within": ("In law the [l]essor of the unit", Match.EXACT),
    "sic": ("for what she recieved [sic]. In law the", Match.EXACT),
    "a note on emphasis": ("The tenant is *liable here* for what [emphasis added]", Match.EXACT),
    "words left out in brackets": ("The tenant is [...] here for what she", Match.CUT),
    "words left out at the end of a sentence": ("The tenant is liable here . . . . In law", Match.CUT),
    "a number before the paragraph": ("[12] The tenant is liable here for", Match.EXACT),
    "an inserted not": ("The tenant is [not] liable here", Match.NEAR),
    "another ending": ("The tenant is liable here for what she recieve[s]", Match.NEAR),
    "another word": ("[He] is liable here for what she", Match.NEAR),
    "an inserted number": ("The tenant is liable [12] here for what", Match.NEAR),
    "a letter that was another": ("[S]s liable here for what she", Match.NEAR),
    "a capital that begins the middle of a word": ("The [E]nant is liable here", Match.NEAR),
    "words around sic that do not meet": ("The tenant is [sic] here for what she", Match.NEAR),
}


@pytest.mark.parametrize(("quoted", "match"), BRACKETS.values(), ids=BRACKETS.keys())
def test_brackets_change_a_letter_or_leave_words_out_and_nothing_else_word_for_word(quoted, match):
    assert one(f"“{quoted}”", Passage(uuid.uuid4(), "p1", TENANT)).match == match


def test_brackets_that_stand_in_the_source_are_word_for_word():
    passage = Passage(uuid.uuid4(), "p1", "The tenant is [not] liable here for the rent")

    assert one("“The tenant is [not] liable here”", passage).match == Match.EXACT


def test_quotation_marks_within_may_be_of_another_kind():
    passage = Passage(uuid.uuid4(), "p1", "The “Tenant” shall pay and « le Bailleur » shall wait")

    assert one("He wrote “The ‘Tenant’ shall pay and 'le Bailleur' shall wait”", passage).match == Match.EXACT
    assert one('Il écrit « The "Tenant" shall pay and “le Bailleur” »', passage).match == Match.EXACT


@pytest.mark.parametrize(
    "text",
    [
        "He wrote “The tenant shall give\nnotice in writing” there.",
        'He wrote "The tenant shall give\nnotice in writing" there.',
        "Il écrit « The tenant shall give\nnotice in writing » ici.",
        "He wrote ‘The tenant shall give notice in writing’ there.",
        "- He wrote:\n\n  > The tenant shall give notice in writing\n",
        "> The tenant shall give\nnotice in writing\n",
    ],
)
def test_a_quotation_is_found_over_a_line_end_in_a_list_and_in_single_marks(text):
    changed = text.replace("give\n", "not give\n").replace("give notice", "not give notice")

    assert one(text).match == Match.EXACT
    assert one(changed).match == Match.NEAR


def test_a_quotation_does_not_run_over_a_paragraph():
    assert check('The 6" pipe is here.\n\nThe other pipe was of 8" and so on.', [LEASE]) == []


def test_a_quotation_that_holds_another_is_checked_whole():
    passage = Passage(uuid.uuid4(), "p1", "The clerk said “no, I never did” to the tenant in writing")

    assert one("“The clerk said “no, I never did” to the tenant”", passage).match == Match.EXACT
    assert one("“The clerk said “no, I never did” to the landlord”", passage).match == Match.NEAR


WORDS = [
    "unable",
    "15,000",
    "non-binding",
    "n'est",
    "rent",
    "2.5",
    "landlord's",
    "l'avis",
    "due",
    "café",
    "1/2",
    "tenu",
]


@given(st.permutations(WORDS), st.data())
def test_whole_words_are_word_for_word_and_a_cut_through_one_never_is(words, data):
    text = " ".join(words)
    start = data.draw(st.integers(0, len(text) - 30))
    end = data.draw(st.integers(start + 29, len(text)))
    quoted = text[start:end].strip()
    tokens = quoted.split(" ")
    found = check(f"“{quoted}”", [Passage(uuid.uuid4(), "p1", text)])

    whole = all(token in words for token in tokens)
    elided = tokens[0].lstrip("'") == "avis" and all(token in words for token in tokens[1:])
    for each in found:
        assert (each.match == Match.EXACT) == (whole or elided)
