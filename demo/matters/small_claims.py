"""A small claim run by a paralegal licensee, in Ontario."""

from datetime import date

from demo import files
from demo.matters.shape import Ask, Sample, SampleFile, SampleParty, Stage


def _contract() -> bytes:
    return files.docx(
        "Agreement for kitchen work",
        [
            "# Parties",
            "Vo and Sons Cabinetry, and Dale Renner of 77 Foxglove Court, Mississauga.",
            "# Work and price",
            [
                ("Stage", "Work", "Price", "Due"),
                ("1", "Measure, drawings", "$1,500", "On signing"),
                ("2", "Boxes and doors delivered", "$9,400", "On delivery"),
                ("3", "Installation", "$4,600", "On completion"),
            ],
            "# Terms",
            "Changes are made in writing and priced before they are built. The price of stage 3 is due within ten days after the owner signs the completion sheet.",
            "Signed 4 March 2026 by Minh Vo and Dale Renner.",
        ],
    )


def _notes() -> bytes:
    return (
        "Intake note, 16 October 2026 (P. Raman)\n\n"
        "Client: Minh Vo, for Vo and Sons Cabinetry.\n\n"
        "Delivered the boxes and doors on 22 May 2026; Renner paid $9,400 the same day.\n\n"
        "Installed from 25 to 28 May 2026. Renner signed the completion sheet on 29 May 2026.\n\n"
        "Renner then complained that two doors were the wrong colour. The drawings he signed show the colour that was delivered.\n\n"
        "Stage 3, $4,600, is unpaid. Reminders on 15 June, 2 July and 10 August 2026. On 12 August Renner wrote that he would pay half. No payment.\n\n"
        "Renner's telephone: (905) 555-0117. E-mail: d.renner@mail.example.\n"
    ).encode("latin-1")


VO = Sample(
    number="2026-0377",
    title="Vo and Sons v. Renner",
    client="Vo and Sons Cabinetry",
    client_is_organization=True,
    responsible="priya",
    office="Toronto",
    area="small_claims",
    province="ON",
    forum="on_small_claims",
    opened=date(2026, 10, 16),
    team=("amelie", "leila"),
    parties=(
        SampleParty("Vo and Sons Cabinetry", "client", aliases=("Vo and Sons",), is_organization=True),
        SampleParty("Minh Vo", "client", aliases=("Mr. Vo",)),
        SampleParty(
            "Dale Renner",
            "opposing",
            aliases=("Mr. Renner", "Renner"),
            identifiers={
                "phones": ["(905) 555-0117"],
                "emails": ["d.renner@mail.example"],
                "addresses": ["77 Foxglove Court, Mississauga"],
            },
        ),
    ),
    files=(
        SampleFile("kitchen-agreement.docx", _contract, "Agreement of 4 March 2026"),
        SampleFile("intake-note.txt", _notes, "Intake note, 16 October 2026"),
    ),
    asks=(
        Ask(
            "chronology",
            "A chronology for the plaintiff's claim, for Ms. Raman: agreement, delivery, installation, complaints, reminders, and what is owed.",
            by="leila",
            stage=Stage.RETURNED,
            days=6,
        ),
    ),
)
