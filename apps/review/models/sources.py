"""The sources of the rules that a house begins with, marked for their translation: rows hold them in English. What a
firm says of its own rules stands as it was written."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

SOURCES = frozenset(
    (
        _("Rules of Civil Procedure, r. 4.06.1(2.1) and (2.2), O. Reg. 384/24, in force 1 December 2024"),
        _("Rules of Civil Procedure, rr. 52.03 and 53.03, O. Reg. 384/24"),
        _(
            "Not confirmed for the Court of Appeal: treated as Rules of Civil Procedure, r. 4.06.1(2.1) and (2.2), "
            "until the rule's owner says otherwise"
        ),
        _(
            "Not confirmed for the Family Law Rules: treated as r. 4.06.1(2.1) until the rule's owner says otherwise"
        ),
        _(
            "Not confirmed for the Family Law Rules: treated as rr. 52.03 and 53.03 of the Rules of Civil Procedure "
            "until the rule's owner says otherwise"
        ),
        _(
            "Rules of the Small Claims Court, O. Reg. 258/98: not confirmed whether anything is asked about AI, so "
            "whoever files finds out"
        ),
        _(
            "Notice on the use of artificial intelligence in court proceedings, 20 December 2023, updated 7 May 2024"
        ),
        _("Practice direction on artificial intelligence in court submissions, 23 June 2023"),
        _("Practice direction on the use of artificial intelligence tools, 26 June 2023"),
        _("Notice of the three courts on large language models, 6 October 2023"),
        _("Caution of 2023, as commentary reports it: no disclosure asked"),
        _("Notice of 2023, as commentary reports it: disclosure asked"),
        _("Notice of 2023 on the integrity of submissions; Specter Aviation v. Laprade, 2025 QCCS 3521"),
        _("Practice direction as summarised in 2024: check for a newer one"),
        _("No rule of the firm: whoever files finds out what the court or tribunal asks for"),
    )
)
