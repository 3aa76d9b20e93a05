"""English: the sentences that quotations, law and answers are put in. The plans are beside it."""

from .english_plans import PLANS as PLANS

MARKS = ("“", "”")
CLIENT, OTHER, UNTITLED = "our client", "the opposing party", "the material provided"
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
NUMBERS = (
    "no documents",
    "one document",
    "two documents",
    "three documents",
    "four documents",
    "five documents",
)


def number(count: int) -> str:
    return NUMBERS[count] if count < len(NUMBERS) else f"{count} documents"


def day(year: int, month: int, of_month: int) -> str:
    return f"{MONTHS[month - 1]} {of_month}, {year}"


LEADS = {
    "date": (
        "The sequence is set by {title}, which records: {quote}.",
        "On the question of timing, {title} is direct: {quote}.",
        "{title} supplies the date: {quote}.",
    ),
    "money": (
        "The figure appears in {title}: {quote}.",
        "As to quantum, {title} states {quote}.",
        "{title} puts a number on the point: {quote}.",
    ),
    "speech": (
        "What was said is recorded in {title}: {quote}.",
        "{title} contains the material statement: {quote}.",
        "The exchange is noted in {title} in these words: {quote}.",
    ),
    "plain": (
        "The point is made in {title}: {quote}.",
        "{title} says this: {quote}.",
        "The language of {title} is plain: {quote}.",
        "On this issue the record reads {quote} ({title}).",
    ),
}
REMARKS = {
    "date": (
        "That date fixes the order in which the parties acted and, with it, the point from which time runs.",
        "Placed beside the other dated documents, it leaves little room for a different sequence.",
        "It should be checked against the original before it is relied on in any filing.",
    ),
    "money": (
        "Any claim has to begin with that figure and account for what has been paid since.",
        "The amount is stated without qualification and can be reconciled with the accounts once they are "
        "produced.",
        "The calculation behind it is not set out and should be asked for.",
    ),
    "speech": (
        "Its weight turns on who made it and in what setting, so the original note ought to be preserved.",
        "It was recorded close to the event, which makes it more reliable than a later recollection.",
        "If it is to be used, the person who heard it should be prepared to say so.",
    ),
    "plain": (
        "It goes directly to the matter in issue.",
        "The words are specific, and they were chosen before there was a dispute to be won.",
        "Read with the rest of the document, the meaning is not in doubt.",
        "The point is narrow, but much of what follows depends on it.",
    ),
}
LAW = (
    "The governing principle is settled. In {authority}, the Supreme Court of Canada held that {holds}.",
    "The same Court returned to the subject in {authority}, where it explained that {holds}.",
    "That approach is consistent with {authority}, which confirms that {holds}.",
    "Finally, {authority} is authority for the proposition that {holds}.",
)
INVENTED = (
    "The most recent decision on comparable facts is {authority}, in which the court drew the necessary "
    "inference "
    "against the party who had control of the documents and did not produce them."
)
UNSUPPORTED = (
    "In a later conversation, {other} is said to have accepted that the position was “correct in every "
    "respect and "
    "long overdue”, and to have asked only for time.",
    "It also appears that {other} had been advised in writing that the matter “cannot be put off any "
    "further”, and "
    "chose to wait.",
)
PEOPLE = (
    "For reference, the persons and particulars named in the material are identified throughout as {list}."
)
NO_DATES = "The material provided contains no dated event that can be placed in sequence."
ENTRY = "**{day}.** {quote} ({title})."

ANSWERS = "Note to the reviewer"
ANSWERS_LEAD = (
    "This version responds to the comments made on the previous one. Each is answered below; this note is "
    "to be "
    "removed before the document is used."
)
REPLIES = (
    (
        ("authorit", "case", "cite", "citation", "decision"),
        "The authorities have been gone over again: only decisions that can be found under the citation "
        "given "
        "remain, and the proposition drawn from each is stated more narrowly.",
    ),
    (
        ("short", "long", "concise", "trim", "length"),
        "The argument has been tightened and repetition taken out.",
    ),
    (
        ("tone", "soft", "firm", "aggress", "polite"),
        "The tone has been adjusted: the demand is unchanged, and the adjectives are gone.",
    ),
    (("date", "limitation", "when", "timing"), "The dates are now stated from the documents alone."),
    (
        ("amount", "figure", "number", "$", "quantum"),
        "The figures are now given as they stand in the documents, without rounding.",
    ),
    (("quote", "quotation", "source", "support"), "The statement is now tied to the words of the record."),
)
REPLY = "The point is taken, and the text now deals with it expressly."
FROM_RECORD = " See {title}: {quote}."
