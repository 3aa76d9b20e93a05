"""A matter behind a screen, a closed one, and the one for training."""

from datetime import date

from demo import files
from demo.matters.shape import Ask, Sample, SampleFile, SampleParty, Stage


def _shares() -> bytes:
    return files.pdf(
        "Share purchase, list of closing documents",
        "Project Heron · 3 November 2026",
        [
            [
                "# Vendor",
                "Certificate of status. Resignations of directors. Release. Payout letter of the bank.",
                "# Purchaser",
                "Certified cheque or wire. Directors' resolution. Indemnity.",
            ],
            [
                "# Open points",
                "The consent of the landlord of the Calgary warehouse has been asked for on 30 October 2026 and has not arrived. Without it the purchaser may delay closing by ten business days.",
            ],
        ],
    )


SCREENED = Sample(
    number="2026-0401",
    title="Project Heron",
    client="Heron Bay Holdings Inc.",
    client_is_organization=True,
    responsible="amelie",
    office="Calgary",
    area="corporate",
    province="AB",
    forum="none",
    opened=date(2026, 10, 1),
    team=("dana", "noah"),
    screened=("marc", "sam"),
    parties=(SampleParty("Heron Bay Holdings Inc.", "client", aliases=("Heron Bay",), is_organization=True),),
    files=(SampleFile("closing-list.pdf", _shares, "List of closing documents"),),
    asks=(
        Ask(
            "summary",
            "A summary of what is open before closing, for Ms. Fortin-Shaw.",
            by="dana",
            stage=Stage.IN_REVIEW,
            days=2,
        ),
    ),
    in_clio=False,
)


def _settlement() -> bytes:
    return files.docx(
        "Minutes of settlement",
        [
            "# Settlement of 12 May 2026",
            "The defendant pays $27,500 within thirty days. The action is dismissed without costs. Releases are exchanged.",
            "Payment was received in trust on 4 June 2026 and was paid out on 9 June 2026.",
        ],
    )


CLOSED = Sample(
    number="2025-0231",
    title="Castellano v. Brightwater Marina",
    client="Paola Castellano",
    responsible="marc",
    office="Vancouver",
    area="litigation",
    province="BC",
    forum="bc_supreme",
    opened=date(2025, 3, 3),
    closed=date(2026, 6, 30),
    team=("sam",),
    parties=(
        SampleParty("Paola Castellano", "client", aliases=("Ms. Castellano",)),
        SampleParty("Brightwater Marina", "opposing", is_organization=True),
    ),
    files=(SampleFile("minutes-of-settlement.docx", _settlement, "Minutes of settlement"),),
    in_clio=False,
)


def _exercise() -> bytes:
    return files.pdf(
        "Training file: Quill v. Sparrow",
        "Invented for practice",
        [
            [
                "# Facts",
                "Ms. Quill lent Mr. Sparrow $3,000 on 1 March. He paid back $500 on 1 April and nothing since. There is a text message that says: I owe you the rest.",
            ],
            ["# Exercise", "Draft a chronology. Find the sentence that the file does not support."],
        ],
    )


TRAINING = Sample(
    number="TRAINING-1",
    title="Quill v. Sparrow (training)",
    client="Training",
    client_is_organization=True,
    responsible="amelie",
    office="Toronto",
    area="other",
    province="ON",
    forum="on_small_claims",
    opened=date(2026, 1, 5),
    team=("judith", "noah", "leila", "rosa", "priya"),
    training=True,
    residency="documented_transfer",
    files=(SampleFile("training-file.pdf", _exercise, "Training file"),),
    in_clio=False,
)
