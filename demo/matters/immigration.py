"""Judicial review of a refused permit, in the Federal Court."""

from datetime import date

from demo import files
from demo.matters.shape import Ask, Sample, SampleFile, SampleParty, Stage


def _decision() -> bytes:
    return files.pdf(
        "Refusal of application for a work permit",
        "Immigration, Refugees and Citizenship Canada · 2 October 2026",
        [
            [
                "# Decision",
                "The application of Navid Rahimi for a work permit under the International Mobility Program is refused.",
                "# Reasons",
                "I am not satisfied that the applicant will leave Canada at the end of the authorized stay, based on the applicant's family ties in Canada and in the country of residence.",
                "I am not satisfied that the purpose of the visit is consistent with a temporary stay given the details provided in the application.",
            ],
            [
                "# Notes of the officer",
                "PA is 34 years old. Spouse and one child in country of residence. Offer of employment as structural engineer, 24 months. Employer letter seen. Funds: adequate. Travel: Germany 2023, Japan 2024, returned.",
                "Weighing factors. Family ties to home country noted. Not satisfied that PA would depart. Refused.",
            ],
        ],
    )


def _employer() -> bytes:
    return files.docx(
        "Letter of the employer",
        [
            "# Tessaract Structural Inc.",
            "We offered Mr. Rahimi a position as structural engineer for twenty-four months from 1 January 2027 at an annual salary of $104,000.",
            "Mr. Rahimi led a team of six in Tehran for five years and has returned from each of his assignments abroad.",
            "His employer in Tehran has granted him leave and has confirmed in writing that his position remains open until January 2029.",
        ],
    )


RAHIMI = Sample(
    number="2026-0431",
    title="Rahimi v. Canada (Citizenship and Immigration)",
    client="Navid Rahimi",
    responsible="amelie",
    office="Toronto",
    area="immigration",
    province="ON",
    forum="federal",
    opened=date(2026, 10, 20),
    team=("judith", "noah"),
    deadline_in=12,
    parties=(
        SampleParty("Navid Rahimi", "client", aliases=("Mr. Rahimi", "the applicant Rahimi")),
        SampleParty("Tessaract Structural Inc.", "other", aliases=("Tessaract",), is_organization=True),
    ),
    files=(
        SampleFile("refusal-2-october.pdf", _decision, "Refusal and officer's notes", in_clio=True),
        SampleFile("employer-letter.docx", _employer, "Letter of the employer", in_clio=True),
    ),
    asks=(
        Ask(
            "factum_section",
            "The argument on reasonableness for the memorandum on leave, for Ms. Fortin-Shaw: the reasons do not engage with the evidence of ties, travel and the open position in Tehran.",
            by="noah",
            stage=Stage.IN_REVIEW,
            days=5,
        ),
    ),
)
