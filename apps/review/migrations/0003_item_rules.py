"""The firm's first rules for each kind of item. Each change from here on is the rule owner's, and on record."""

import datetime as dt

from django.db import migrations

ALL = ["facts", "consistency", "jurisdiction", "other_matters", "judgement", "fairness", "gaps", "client_terms"]
TEXT = ["support", "quotations", "no_placeholders", "authorities"]
FINAL = [*ALL, *TEXT, "no_gaps"]
COURT = [*FINAL, "forum_rule", "signer", "deadline"]
LETTER = [*FINAL, "recipient"]

RULES = [
    ("internal_note", "licensee", "never", [*ALL, *TEXT]),
    ("chronology", "licensee", "never", [*ALL, *TEXT]),
    ("time_entry", "licensee", "never", [*ALL, "no_placeholders", "no_gaps", "authorities", "minutes"]),
    ("client_letter", "responsible", "if_prepared_by_non_lawyer", LETTER),
    ("demand_letter", "responsible", "if_prepared_by_non_lawyer", LETTER),
    ("agreement", "responsible", "if_prepared_by_non_lawyer", LETTER),
    ("court_filing", "responsible", "always", COURT),
    ("sworn", "responsible", "always", COURT),
    ("undertaking", "responsible", "always", COURT),
    ("opinion", "responsible", "always", COURT),
]
SOURCE = "Starting values: LSO practice resource (April 2024), Model Code 3.1, 5.1 and 6.1, r. 4.06.1(2.1)"
CHECKED_ON = dt.date(2026, 11, 21)


def add(apps, schema_editor):
    rules = apps.get_model("review", "ItemRule").objects.using(schema_editor.connection.alias)
    for kind, decider, second, checklist in RULES:
        rules.create(
            kind=kind, decider=decider, second_person=second, checklist=checklist, source=SOURCE, checked_on=CHECKED_ON
        )


class Migration(migrations.Migration):
    dependencies = [("review", "0002_guards")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
