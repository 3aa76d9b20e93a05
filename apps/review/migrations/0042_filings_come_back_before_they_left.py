from importlib import import_module

from django.db import migrations

before = import_module("apps.review.migrations.0019_left_and_asked_again")


def _function(sql: str) -> str:
    return sql[: sql.index("DROP TRIGGER")]


# As before, and what goes to a court comes back for as long as nothing of it can have left, signed for or not: its
# court may have become another, which wants to be told more.
BACK = (
    _function(before.BACK)
    .replace("    due text;\n", "    due text;\n    filed text;\n")
    .replace("SELECT m.signature_due INTO due FROM", "SELECT m.signature_due, m.filing_hmac INTO due, filed FROM")
    .replace("OR due = '' OR", "OR (due = '' AND filed = '') OR")
)

# What waited for nobody's signature went as soon as it was approved, and who took it away was not always kept.
FILL = """
UPDATE review_reviewtask t SET left_at = t.decided_at
    WHERE t.state = 'approved' AND t.left_at IS NULL AND t.decided_at IS NOT NULL
    AND EXISTS (
        SELECT FROM review_manifest m WHERE m.task_id = t.id AND m.signature_due = '' AND m.filing_hmac <> ''
    );
"""


class Migration(migrations.Migration):
    """A filing that nobody signs is opened again as well, where its court became another before anything of it left."""

    dependencies = [("review", "0041_read_by_nobody")]

    operations = [
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(BACK, _function(before.BACK)),
    ]
