"""A bakery and its landlord, in British Columbia."""

from datetime import UTC, date, datetime

from demo import files
from demo.matters.shape import Ask, Sample, SampleFile, SampleParty, Stage
from demo.scans import scan, sheet


def _lease() -> bytes:
    return files.pdf(
        "Commercial lease (extract)",
        "1180 Commercial Drive, Vancouver · between Harbourline Properties Ltd. and Birch Lane Bakery Inc.",
        [
            [
                "# 4. Rent",
                "4.1 The Tenant shall pay basic rent of $6,850 each month in advance on the first day of the month, and additional rent as provided in article 7.",
                "4.3 If a law, order or act of the Landlord deprives the Tenant of the use of more than one quarter of the Premises for more than ten consecutive days, basic rent abates in proportion until use is restored.",
                "# 9. Landlord's covenants",
                "9.1 The Landlord shall keep the structure, roof and building systems in good and tenantable repair, and shall begin repairs within seven days after written notice.",
            ],
            [
                "# 9. Landlord's covenants, continued",
                "9.4 The Landlord covenants for quiet enjoyment, provided the Tenant pays the rent and performs its covenants.",
                "# 15. Default",
                "15.2 Before exercising a remedy for breach, a party shall give the other written notice that describes the breach and allows fifteen days to cure it.",
                "# 18. Notices",
                "18.1 Notices are in writing and are delivered by hand or courier to the address on page one, and are received on the next business day.",
            ],
        ],
    )


def _log() -> bytes:
    return files.docx(
        "Record of the leak",
        [
            "# Kept by the tenant's manager, Thuy Dang",
            [
                ("Date", "What happened", "Told to landlord"),
                ("2 September 2026", "Water through the ceiling above the ovens after rain", "By telephone"),
                (
                    "4 September 2026",
                    "Ovens 2 and 3 shut down on the electrician's advice",
                    "By e-mail, with photographs",
                ),
                ("9 September 2026", "Written notice of repair delivered by courier", "Yes, receipt kept"),
                ("30 September 2026", "No repair begun; production at half", "By e-mail"),
                ("21 October 2026", "Roofer attended for one hour, said parts were on order", "—"),
                (
                    "6 November 2026",
                    "Water again; health inspector's report issued",
                    "By e-mail, with report",
                ),
            ],
            "# Loss so far",
            "Wholesale orders cancelled from 5 September to 31 October 2026: $38,420. Electrician: $1,265. Rent paid in full for September, October and November 2026.",
        ],
    )


def _inspector() -> bytes:
    return files.email(
        sender="Thuy Dang <thuy@birchlane.example>",
        to="Sam Nguyen <sam@arsenault.example>",
        subject="Inspector's report and what we want",
        sent=datetime(2026, 11, 10, 16, 20, tzinfo=UTC),
        body=(
            "Sam,\n\nReport attached. We do not want to move. We want the roof fixed, half the rent back since the "
            "tenth day, and the lost orders. The landlord's manager is Craig Bellamy, 604-555-0166.\n\nThuy Dang\n"
            "Birch Lane Bakery Inc., business number 80421 7735 RT0001\n"
        ),
        attachment=(
            "inspection-6-november.pdf",
            files.pdf(
                "Food premises inspection report",
                "6 November 2026",
                [
                    [
                        "# Observations",
                        "Active water entry above ovens 2 and 3. Ceiling tiles saturated over an area of 14 square metres.",
                        "# Direction",
                        "The affected area, about one third of the production floor, is not to be used for food preparation until the roof has been repaired and the ceiling replaced.",
                    ]
                ],
            ),
            "application/pdf",
        ),
    )


def _quotation() -> bytes:
    """Two sheets from a copier; the second was hardly out of toner."""
    clear = """#text(size: 15pt)[Coast Mountain Roofing Ltd.]

1140 Powell Street, Vancouver

Quotation 2026-1187, 12 November 2026

For: Birch Lane Bakery Inc., attention of Ms. Thuy Dang

We inspected the flat roof above the production floor on 11 November 2026. The membrane has failed along the parapet over a length of 9 metres, and water stands in two places. Patches made earlier this year have come loose.

The roof can be made tight within six working days, weather permitting, without closing the shop. The ovens below have to be covered for the first two days."""
    faint = """Coast Mountain Roofing Ltd. Quotation 2026-1187, page 2

Removal of the failed membrane, 34 square metres: \\$4,080.00

New membrane and flashing along the parapet: \\$13,770.00

Protection of the ovens and disposal: \\$1,250.00

Together, before tax: \\$19,100.00

This quotation stands for thirty days. M. Sandhu, estimator"""
    return scan(sheet(clear), sheet(faint, ink="#8d877b", size=10, dots=58, turn=-0.9))


BIRCH_LANE = Sample(
    number="2026-0398",
    title="Birch Lane Bakery, roof and rent",
    client="Birch Lane Bakery Inc.",
    client_is_organization=True,
    responsible="marc",
    office="Vancouver",
    area="leasing",
    province="BC",
    forum="bc_supreme",
    opened=date(2026, 9, 28),
    team=("sam", "rosa"),
    parties=(
        SampleParty(
            "Birch Lane Bakery Inc.",
            "client",
            aliases=("Birch Lane", "Birch Lane Bakery"),
            is_organization=True,
        ),
        SampleParty(
            "Harbourline Properties Ltd.",
            "opposing",
            aliases=("Harbourline", "Harbourline Properties"),
            is_organization=True,
        ),
        SampleParty(
            "Thuy Dang", "witness", aliases=("Ms. Dang",), identifiers={"emails": ["thuy@birchlane.example"]}
        ),
        SampleParty(
            "Craig Bellamy", "opposing", aliases=("Mr. Bellamy",), identifiers={"phones": ["604-555-0166"]}
        ),
    ),
    files=(
        SampleFile("lease-extract.pdf", _lease, "Lease, articles 4, 9, 15 and 18", in_clio=True),
        SampleFile("record-of-leak.docx", _log, "Record of the leak", in_clio=True),
        SampleFile("message-10-november.eml", _inspector, "Client's message and inspector's report"),
        SampleFile("roofers-quotation.pdf", _quotation, "Roofer's quotation, as it was scanned", later=True),
    ),
    asks=(
        Ask(
            "demand_letter",
            "For Birch Lane Bakery, a demand letter to Harbourline, for Mr. Arsenault's signature: repair within the cure period, abatement from the tenth day, loss of wholesale orders. Firm but leaving room; the client wants to stay.",
            by="rosa",
            stage=Stage.SECOND,
            days=4,
        ),
    ),
)
