import uuid

from apps.review.quotations import Match, Passage, check

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


def test_a_french_quotation_is_found():
    passage = Passage(uuid.uuid4(), "p1", "Le locataire donne un avis de six mois au locateur.")

    assert one("Le bail prévoit : « donne un avis de six mois ».", passage).match == Match.EXACT


def test_an_ellipsis_and_a_changed_letter_are_allowed():
    assert one("“[T]he tenant shall give notice ... before the term ends”").match == Match.EXACT


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
