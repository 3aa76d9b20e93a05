"""An estate with two wills, in Ontario. The matter of the journey."""

from datetime import UTC, date, datetime

from demo import files
from demo.matters.shape import Sample, SampleFile, SampleParty


def _discharge() -> bytes:
    return files.pdf(
        "Discharge summary",
        "Sunnybrook Health Sciences Centre · General Internal Medicine",
        [
            [
                "# Patient",
                "Rotimi Adeyemi, born 2 April 1945, Ontario health number 6831 204 915 KV. Admitted 2 February 2026, discharged 19 February 2026 to his home at 48 Larkmere Crescent, Scarborough.",
                "# Reason for admission",
                "Community-acquired pneumonia with hypoxia. Treated with intravenous antibiotics and oxygen. Chest radiograph on 16 February shows resolution of the left lower lobe consolidation.",
                "# Course in hospital",
                "From the fourth day the patient was intermittently disoriented to date and place. Delirium was considered and treated. On discharge the acute confusion had lessened but had not resolved.",
            ],
            [
                "# Cognition",
                "Montreal Cognitive Assessment on 18 February 2026: 14 out of 30, with marked impairment of recall and orientation. The patient believed that his late wife was at home and that he continued to operate a pharmacy.",
                "In my opinion the patient was not, on the date of discharge, able to manage complex financial affairs without assistance. Reassessment was booked for 24 March 2026. The patient did not attend.",
                "# Medication on discharge",
                "Amoxicillin-clavulanate for five days; amlodipine 5 mg daily; atorvastatin 20 mg daily. No sedatives.",
            ],
            [
                "# Follow-up",
                "Family informed of the assessment by telephone: Babatunde Adeyemi, son, 416-555-0143. The daughter, Folake Adeyemi, asked that she be informed as well; her number is 416-555-0178.",
                "Dr. Ama Osei, MD, FRCPC. Dictated and read 19 February 2026.",
            ],
        ],
    )


def _wills() -> bytes:
    return files.docx(
        "Comparison of the two wills",
        [
            "# Purpose",
            "Prepared by Leila Haddad from the copies that the client delivered on 12 November 2026. The originals have not been seen.",
            "# The two documents",
            [
                ("", "Will of 9 May 2017", "Document of 3 March 2026"),
                ("Prepared by", "Peter Callister, solicitor", "Printed kit; no lawyer named"),
                ("Executor", "Folake Adeyemi", "Babatunde Adeyemi"),
                ("House at 48 Larkmere Crescent", "Equal shares", "To Babatunde Adeyemi"),
                ("Residue", "Equal shares", "To Babatunde Adeyemi"),
                ("Legacy to Folake Adeyemi", "None separate", "$40,000 and the jewellery"),
                ("Witnesses", "Two employees of the solicitor", "D. Marsh and K. Oyelaran"),
            ],
            "# Points seen on the face of the documents",
            "The signature on the document of 3 March 2026 runs over the printed line and differs from that on the will of 2017. Page two is initialled; page one is not.",
            "The attestation clause of the document of 3 March 2026 does not say that the witnesses were present together.",
            "# What is missing",
            "The power of attorney for property that Babatunde Adeyemi is said to have held. The file of Peter Callister. The statements of the savings account for May to August 2026.",
        ],
    )


def _statements() -> bytes:
    return files.pdf(
        "Savings account statements",
        "Account 0042-771853-6 · January to April 2026",
        [
            [
                "# January 2026",
                "Opening balance $211,846.02. Interest $158.88. Closing balance 31 January 2026: $212,004.90.",
                "No withdrawals.",
            ],
            [
                "# March 2026",
                "6 March 2026: electronic transfer to B. Adeyemi, $18,000.00.",
                "19 March 2026: electronic transfer to B. Adeyemi, $15,000.00.",
                "Closing balance 31 March 2026: $179,163.41.",
            ],
            [
                "# April 2026",
                "2 April 2026: electronic transfer to B. Adeyemi, $16,000.00.",
                "17 April 2026: electronic transfer to B. Adeyemi, $12,500.00.",
                "Closing balance 30 April 2026: $150,781.66. The four transfers come to $61,500.00.",
            ],
        ],
    )


def _message() -> bytes:
    return files.email(
        sender="Folake Adeyemi <folake.adeyemi@mail.example>",
        to="Judith Okafor <judith@arsenault.example>",
        subject="Dad's papers and my note from June",
        sent=datetime(2026, 11, 12, 23, 41, tzinfo=UTC),
        body=(
            "Dear Ms. Okafor,\n\nHere is the note I wrote on 14 June 2026, the evening my father spoke to me in the "
            "garden. I have not changed a word.\n\nTunde told me again yesterday that his lawyer files in December. "
            "You can reach me at 416-555-0178 after four.\n\nFolake Adeyemi\n48 Ashdale Avenue, Toronto\n"
        ),
        attachment=(
            "note-14-june.txt",
            (
                b"14 June 2026. Sat with Dad in the garden, Tunde inside for once. Dad said: Tunde made me sign "
                b"something, and I did not have my glasses. I asked what it was. He said the house paper. Then he "
                b"asked whether Mum was back from church."
            ),
            "text/plain",
        ),
    )


ADEYEMI = Sample(
    number="2026-0420",
    title="Estate of Rotimi Adeyemi",
    client="Folake Adeyemi",
    responsible="amelie",
    office="Toronto",
    area="estates",
    province="ON",
    forum="on_superior",
    opened=date(2026, 11, 9),
    team=("judith", "leila", "noah"),
    health=True,
    deadline_in=9,
    parties=(
        SampleParty(
            "Folake Adeyemi",
            "client",
            aliases=("Ms. Adeyemi", "Folake"),
            identifiers={
                "phones": ["416-555-0178"],
                "emails": ["folake.adeyemi@mail.example"],
                "addresses": ["48 Ashdale Avenue, Toronto"],
            },
        ),
        SampleParty(
            "Babatunde Adeyemi",
            "opposing",
            aliases=("Tunde", "Tunde Adeyemi", "B. Adeyemi"),
            identifiers={"phones": ["416-555-0143"]},
        ),
        SampleParty(
            "Rotimi Adeyemi",
            "other",
            aliases=("Mr. Adeyemi", "Rotimi"),
            identifiers={
                "born": "2 April 1945",
                "health_number": "6831 204 915 KV",
                "addresses": ["48 Larkmere Crescent"],
            },
        ),
        SampleParty("Peter Callister", "witness", aliases=("Mr. Callister",)),
        SampleParty("Ama Osei", "witness", aliases=("Dr. Osei", "Dr. Ama Osei")),
    ),
    files=(
        SampleFile(
            "discharge-summary.pdf",
            _discharge,
            "Discharge summary, 19 February 2026",
            tag="health",
            in_clio=True,
        ),
        SampleFile("wills-compared.docx", _wills, "The two wills compared", in_clio=True),
        SampleFile(
            "savings-statements.pdf", _statements, "Savings account, January to April 2026", in_clio=True
        ),
        SampleFile("message-12-november.eml", _message, "Client's message of 12 November"),
    ),
)
