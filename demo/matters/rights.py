"""Matters where a rule decides: health information, a client that may never be sent abroad, one not told yet."""

from datetime import date

from demo import files
from demo.matters.shape import Ask, Sample, SampleFile, SampleParty, Stage


def _complaint() -> bytes:
    return files.pdf(
        "Complaint to the College",
        "Received 5 October 2026",
        [
            [
                "# Complaint",
                "The complainant, Ines Caro, states that the clinic disclosed the result of a test of 14 August 2026 to her employer without consent.",
                "Her Ontario health number is 4417 902 336 BD. She asks for an explanation, an apology and a record of who opened her chart.",
            ],
            [
                "# Chart audit (clinic's extract)",
                "14 August 2026, 15:02: result entered by laboratory interface. 14 August 2026, 16:40: opened by R. Salter, medical office assistant. 17 August 2026, 09:12: opened by R. Salter. No reason recorded for the second opening.",
            ],
        ],
    )


CLINIC = Sample(
    number="2026-0437",
    title="Lakeview Family Clinic, privacy complaint",
    client="Lakeview Family Clinic",
    client_is_organization=True,
    responsible="amelie",
    office="Toronto",
    area="health",
    province="ON",
    forum="other",
    opened=date(2026, 10, 8),
    team=("judith",),
    health=True,
    parties=(
        SampleParty(
            "Lakeview Family Clinic",
            "client",
            aliases=("Lakeview", "the clinic Lakeview"),
            is_organization=True,
        ),
        SampleParty(
            "Ines Caro", "opposing", aliases=("Ms. Caro",), identifiers={"health_number": "4417 902 336 BD"}
        ),
        SampleParty("R. Salter", "witness", aliases=("Salter",)),
    ),
    files=(SampleFile("complaint-5-october.pdf", _complaint, "Complaint and chart audit", tag="health"),),
    asks=(
        Ask(
            "summary",
            "A summary of the complaint and the chart audit for Ms. Fortin-Shaw, to advise the clinic on its answer under PHIPA.",
            by="judith",
            stage=Stage.PREVIEW,
            days=3,
        ),
    ),
    in_clio=False,
)


def _supply() -> bytes:
    return files.docx(
        "Supply agreement, summary of terms",
        [
            "# Term sheet",
            [
                ("Term", "Agreed"),
                ("Volume", "140 GWh a year"),
                ("Price", "$61.20 per MWh, indexed"),
                ("Term", "12 years from 2028"),
            ],
            "The client's security schedule requires that all information about its facilities stay in Canada, at rest and in process.",
        ],
    )


NORTHERN = Sample(
    number="2026-0389",
    title="Northern Tailwater, supply agreement",
    client="Northern Tailwater Energy Ltd.",
    client_is_organization=True,
    responsible="amelie",
    office="Calgary",
    area="corporate",
    province="AB",
    forum="none",
    opened=date(2026, 8, 19),
    team=("dana",),
    residency="never_leaves",
    parties=(
        SampleParty(
            "Northern Tailwater Energy Ltd.", "client", aliases=("Northern Tailwater",), is_organization=True
        ),
    ),
    files=(SampleFile("supply-terms.docx", _supply, "Supply agreement, summary of terms"),),
    asks=(
        Ask(
            "summary",
            "A one-page summary of the term sheet for the file.",
            by="dana",
            stage=Stage.REFUSED,
            days=7,
        ),
    ),
    in_clio=False,
)


def _termination() -> bytes:
    return files.pdf(
        "Letter of termination",
        "9 November 2026",
        [
            [
                "Dear Mr. Oskar Lindgren,",
                "Your employment with Foothill Logistics ends today. You will receive eight weeks' pay. The reason is a restructuring of the dispatch department.",
            ],
            [
                "Please return your pass and telephone by 13 November 2026. Your benefits continue until 31 December 2026."
            ],
        ],
    )


NOT_TOLD = Sample(
    number="2026-0444",
    title="Lindgren and Foothill Logistics",
    client="Oskar Lindgren",
    responsible="dana",
    office="Calgary",
    area="employment",
    province="AB",
    forum="ab_kings_bench",
    opened=date(2026, 11, 16),
    team=("amelie",),
    told=False,
    parties=(
        SampleParty("Oskar Lindgren", "client", aliases=("Mr. Lindgren",)),
        SampleParty("Foothill Logistics", "opposing", is_organization=True),
    ),
    files=(SampleFile("termination-letter.pdf", _termination, "Letter of termination", in_clio=True),),
    asks=(
        Ask(
            "intake_memo",
            "An intake memorandum from the termination letter: notice, benefits, what to ask the client.",
            by="dana",
            stage=Stage.REFUSED,
            days=5,
        ),
    ),
)
