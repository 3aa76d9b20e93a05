"""A motion to vary child support, in Ontario."""

from datetime import UTC, date, datetime

from demo import files
from demo.matters.shape import Ask, Sample, SampleFile, SampleParty, Stage


def _affidavit() -> bytes:
    return files.pdf(
        "Affidavit of Siobhan Halloran",
        "Ontario Superior Court of Justice, Family · Court file FC-23-004417",
        [
            [
                "# Background",
                "1. I am the applicant mother of Maeve, born 11 July 2016. The respondent, Gareth Pike, is her father. By order of 3 May 2023 he was to pay child support of $1,140 each month.",
                "2. The respondent paid support under the order until 28 February 2026, when the last transfer of $1,140 was received. No payment was made between that date and 24 June 2026.",
                "# The text of 24 June 2026",
                "3. On 24 June 2026 the respondent wrote to me: “I have started the new job. I will start paying again when probation ends.” A copy of the message is Exhibit C.",
            ],
            [
                "# Disclosure",
                "4. I asked for the respondent's pay records on 2 July, 20 July and 15 August 2026. He has produced none. His notice of assessment for 2025, which he gave to my former lawyer, shows income of $71,300.",
                "5. The respondent did not tell me what the new employment pays.",
                "# Expenses",
                "6. From March to October 2026 I paid $3,960 for after-school care and $1,184 for orthodontic treatment. I asked the respondent for his share on 2 July 2026 and have received nothing.",
            ],
            [
                "# Relief",
                "7. I ask that support be varied from 1 July 2026 on the respondent's true income, that arrears of $9,120 be fixed to 31 October 2026, and that he produce his pay records within ten days.",
                "Sworn remotely by Siobhan Halloran at the City of Toronto on 30 October 2026.",
            ],
        ],
    )


def _order() -> bytes:
    return files.docx(
        "Order of 3 May 2023",
        [
            "# Ontario Superior Court of Justice",
            "Court file FC-23-004417. Halloran v. Pike. The Honourable Justice Marlow.",
            "# This court orders that",
            "1. The respondent shall pay to the applicant for the support of the child Maeve $1,140 on the first day of each month, commencing 1 June 2023, based on an income of $68,000.",
            "2. The parties shall share section 7 expenses in the proportion 61 per cent to the respondent and 39 per cent to the applicant.",
            "3. Each party shall give the other a copy of the notice of assessment by 1 June of each year, and shall tell the other of any change of employment within fourteen days.",
            [
                ("Item", "Amount", "From"),
                ("Table support", "$1,140", "1 June 2023"),
                ("Section 7, respondent's share", "61 %", "1 June 2023"),
            ],
        ],
    )


def _correspondence() -> bytes:
    return files.email(
        sender="Siobhan Halloran <s.halloran@mail.example>",
        to="Judith Okafor <judith@arsenault.example>",
        subject="What his sister told me",
        sent=datetime(2026, 11, 3, 19, 5, tzinfo=UTC),
        body=(
            "Hello Judith,\n\nGareth's sister told me he makes about ninety thousand at the new place. It is not in "
            "his text and I have nothing on paper. His number is 647-555-0122 if you have to serve something.\n\n"
            "Siobhan\n"
        ),
    )


HALLORAN = Sample(
    number="2026-0412",
    title="Halloran v. Pike",
    client="Siobhan Halloran",
    responsible="amelie",
    office="Toronto",
    area="family",
    province="ON",
    forum="on_family",
    opened=date(2026, 9, 14),
    team=("judith", "noah", "leila"),
    deadline_in=5,
    parties=(
        SampleParty(
            "Siobhan Halloran",
            "client",
            aliases=("Ms. Halloran", "Siobhan"),
            identifiers={"emails": ["s.halloran@mail.example"]},
        ),
        SampleParty(
            "Gareth Pike",
            "opposing",
            aliases=("Mr. Pike", "Gareth"),
            identifiers={"phones": ["647-555-0122"]},
        ),
        SampleParty("Maeve Halloran-Pike", "child", aliases=("Maeve",), identifiers={"born": "11 July 2016"}),
    ),
    files=(
        SampleFile(
            "affidavit-halloran.pdf",
            _affidavit,
            "Affidavit of the applicant, 30 October 2026",
            tag="child",
            in_clio=True,
        ),
        SampleFile("order-3-may-2023.docx", _order, "Order of 3 May 2023", in_clio=True),
        SampleFile("message-3-november.eml", _correspondence, "Client's message of 3 November"),
    ),
    asks=(
        Ask(
            "factum_section",
            "Parts II and III of the factum on the motion to vary, for Ms. Fortin-Shaw. Facts from the affidavit and the order only; the law on material change, retroactive variation and the effect of failing to disclose income.",
            by="judith",
            stage=Stage.IN_REVIEW,
            days=1,
        ),
        Ask(
            "chronology",
            "A chronology of payments, requests for disclosure and messages, from the order of 2023 to today, for counsel's use at the motion.",
            by="noah",
            stage=Stage.PREVIEW,
            days=4,
        ),
    ),
)
