"""An hour's consult about an estate, as a transcript with speakers. Invented, like everyone in it.

The talk that matters is written out; between its parts the two go through the papers in the box, item by item, so
that the recording has the length and the wandering of a real first meeting.
"""

from collections.abc import Iterator

LAWYER, CLIENT = "Judith Okafor", "Folake Adeyemi"

OPENING = (
    (
        LAWYER,
        "Good morning, Ms. Adeyemi. Before we start: this meeting is being recorded and transcribed so that I can work from an accurate note. Is that all right with you?",
    ),
    (CLIENT, "Yes, that is fine. You told me on the phone."),
    (
        LAWYER,
        "Thank you. Everything you say here is confidential. Tell me about your father, and then about the will.",
    ),
    (
        CLIENT,
        "My father was Rotimi Adeyemi. He died on the fourteenth of August 2026 at Sunnybrook. He was eighty-one. He had been a pharmacist in Scarborough for thirty-four years.",
    ),
    (LAWYER, "I am sorry for your loss. Was he married when he died?"),
    (
        CLIENT,
        "No. My mother died in 2011. He lived alone in the house at 48 Larkmere Crescent until last winter, and then Tunde moved in with him.",
    ),
    (LAWYER, "Tunde is your brother?"),
    (
        CLIENT,
        "Yes, Babatunde Adeyemi, but everybody says Tunde. He is four years younger than me. There are only the two of us.",
    ),
)
WILLS = (
    (LAWYER, "How many wills are there, as far as you know?"),
    (
        CLIENT,
        "Two. The first one is from the ninth of May 2017, made with Mr. Callister in his office. It leaves everything to the two of us in equal shares and names me executor.",
    ),
    (LAWYER, "And the second?"),
    (
        CLIENT,
        "The second is dated the third of March 2026. It leaves the house to Tunde and makes him executor. I get forty thousand dollars and my mother's jewellery.",
    ),
    (LAWYER, "Who prepared the second one?"),
    (
        CLIENT,
        "Tunde printed it from a kit. Two of his friends from the gym signed as witnesses. I have never met either of them.",
    ),
    (LAWYER, "Were you told about it before your father died?"),
    (
        CLIENT,
        "No. Tunde showed it to me on the twenty-second of August, after the funeral. He put it on the kitchen table and said that was that.",
    ),
)
CAPACITY = (
    (LAWYER, "How was your father's health in March?"),
    (
        CLIENT,
        "He had been in hospital from the second to the nineteenth of February with pneumonia, and after that he was confused. Dr. Osei wrote in the discharge letter that he scored fourteen out of thirty on the memory test.",
    ),
    (LAWYER, "Do you have that letter?"),
    (CLIENT, "I have a copy. It is dated the nineteenth of February 2026."),
    (LAWYER, "Did he know what he owned, in March?"),
    (
        CLIENT,
        "On the first of March he asked me whether he still had the pharmacy. He sold the pharmacy in 2009. He thought my mother was at church.",
    ),
    (LAWYER, "And with your brother? How were things in that house?"),
    (
        CLIENT,
        "Tunde took over the telephone. When I called, he said Dad was sleeping. From the end of February until April I saw my father three times, always with Tunde in the room.",
    ),
    (LAWYER, "Did your father ever say anything to you about the new will?"),
    (
        CLIENT,
        "Once. In June, in the garden, he said: Tunde made me sign something, and I did not have my glasses. I wrote it down that evening.",
    ),
    (LAWYER, "Please keep that note exactly as it is. Do not write anything on it."),
)
ASSETS = (
    (LAWYER, "Let us go through what he owned."),
    (
        CLIENT,
        "The house at 48 Larkmere Crescent. It was assessed at one million one hundred and eighty thousand. There is no mortgage.",
    ),
    (LAWYER, "Bank accounts?"),
    (
        CLIENT,
        "A chequing account with about twenty-six thousand in it, and a savings account that had two hundred and twelve thousand in January.",
    ),
    (LAWYER, "Had?"),
    (
        CLIENT,
        "There were four transfers to Tunde in March and April, sixty-one thousand five hundred dollars together. I saw them on the statements that came to the house.",
    ),
    (LAWYER, "Was anyone acting under a power of attorney?"),
    (CLIENT, "Tunde says he had one for property. He has not shown it to me."),
    (LAWYER, "Has anybody applied for a certificate of appointment yet?"),
    (
        CLIENT,
        "Tunde said he would file in December. He told me on the second of November that his lawyer had the papers ready.",
    ),
)
CLOSING = (
    (
        LAWYER,
        "Here is what I suggest. First, a notice of objection so that no certificate issues without notice to us. Second, we write for the medical records. Third, we ask Mr. Callister to keep his file.",
    ),
    (CLIENT, "How much time do we have?"),
    (
        LAWYER,
        "The objection has to be filed before the certificate is issued, so I want it done this week. I will prepare a memorandum for the file and call you on Thursday.",
    ),
    (CLIENT, "I do not want a war with my brother. I want to know what my father wanted."),
    (
        LAWYER,
        "I understand, and I will write that down as your instruction: find out what he wanted, and settle if it can be settled fairly.",
    ),
    (CLIENT, "Yes. That is right."),
    (
        LAWYER,
        "Please send me the discharge letter, the two wills, the bank statements and your note from June. Send them through the link, not by ordinary e-mail.",
    ),
    (CLIENT, "I will do it tonight."),
    (LAWYER, "Thank you, Ms. Adeyemi. I will stop the recording here."),
)

ITEMS = (
    (
        "a bank statement for January",
        "the balance of the savings account on the thirty-first was two hundred and twelve thousand dollars and some cents",
    ),
    (
        "a bank statement for March",
        "there is a transfer of eighteen thousand dollars on the sixth and another of fifteen thousand on the nineteenth",
    ),
    (
        "a bank statement for April",
        "there are two transfers, one of sixteen thousand and one of twelve thousand five hundred, both to Tunde",
    ),
    ("a property tax bill", "it was paid in full in February, before he went to hospital"),
    (
        "a letter from the pension office",
        "it says what he was paid each month and that it stopped in September",
    ),
    ("a receipt from a locksmith", "the locks of the house were changed on the tenth of March"),
    ("a card from the hospital", "it has the dates of the follow-up visits, and he missed two of them"),
    (
        "an envelope with photographs",
        "they are from my mother's seventieth birthday, nothing to do with this",
    ),
    ("a church bulletin", "he wrote a telephone number on the back, I think it is the man who drove him"),
    ("an insurance policy on the house", "Tunde was added as an occupant in January"),
    ("a list in his handwriting", "it is groceries, but it shows how his writing had changed by April"),
    (
        "a letter from Mr. Callister's office",
        "it is from 2019, asking whether he wanted to review the will, and he wrote no on it and kept it",
    ),
    ("an old passport", "it expired in 2020, we can set it aside"),
    ("a prescription record", "it lists what he was given after the hospital and who collected it"),
    ("the pages of a calendar", "my visits are marked until February and then there is nothing in my colour"),
    ("a cheque book", "the last stub in his own hand is from the twentieth of January"),
)
ASIDES = (
    "Say a little more about that, if you remember.",
    "Where was it kept?",
    "Who else has seen it?",
    "Is that the original or a copy?",
    "Do you know who wrote on it?",
)
ANSWERS = (
    "It was in the drawer of the desk in the hall, with the other papers. I took a photograph of each page before I put them in the box, and I wrote the date on the box.",
    "Only me, I think. Tunde may have seen it, because the drawer was open when I came in September, and the folders were in another order than my father kept them.",
    "It is a copy. The original should still be at the house. I asked Tunde for the originals in a message on the ninth of September and he has not answered.",
    "That is my father's writing. The blue pen is his. The pencil is somebody else's, and I do not know whose it is.",
    "I cannot say for certain. I would rather not guess. I can ask my aunt in Ajax, she helped him with the papers until last year.",
)


def turns() -> list[tuple[str, str]]:
    """The whole conversation, in order."""
    box = list(_box())
    third = len(box) // 3
    return [
        *OPENING,
        *box[:third],
        *WILLS,
        *CAPACITY,
        *box[third : 2 * third],
        *ASSETS,
        *box[2 * third :],
        *CLOSING,
    ]


def _box() -> Iterator[tuple[str, str]]:
    """Going through the papers in the box. Each item is taken out, described, questioned and set down."""
    for number, (item, what) in enumerate(ITEMS * 3):
        if number < len(ITEMS):
            yield LAWYER, "What is next in the box?"
            yield CLIENT, f"This is {item}."
            yield LAWYER, "And what does it show?"
            yield CLIENT, f"It shows that {what}." if not what.startswith("it") else f"Well, {what}."
        elif number < 2 * len(ITEMS):
            yield LAWYER, f"You mentioned {item}. {ASIDES[number % len(ASIDES)]}"
            yield CLIENT, ANSWERS[number % len(ANSWERS)]
        else:
            yield LAWYER, f"For my list: {item}. Does it stay with you or with us?"
            yield CLIENT, "With you, please. I have photographs of all of it."
