from django.db import migrations

# Whoever lets something of an approval leave, or gives it out as a file, writes to the reviews: that is waited for.
FREE = "ALTER TABLE review_reviewtask DISABLE TRIGGER review_task_comes_back;"
FILL = """
UPDATE review_reviewtask t SET left_at = NULL
    WHERE t.state = 'approved' AND t.left_at = t.decided_at
    AND EXISTS (
        SELECT FROM review_manifest m JOIN sync_delivery d ON d.manifest_id = m.id
        WHERE m.task_id = t.id AND m.signature_due = '' AND m.filing_hmac <> ''
    )
    AND NOT EXISTS (
        SELECT FROM review_manifest m JOIN sync_delivery d ON d.manifest_id = m.id
        WHERE m.task_id = t.id
        AND (d.place <> '' OR d.remote_id <> '' OR d.unsure_since IS NOT NULL OR d.sent_at IS NOT NULL)
    )
    AND NOT EXISTS (
        SELECT FROM audit_entry e WHERE e.subject = t.id AND e.event = 'review.draft_opened'
        AND e.at_us >= extract(epoch FROM t.decided_at) * 1000000
    );
"""
HOLD = "ALTER TABLE review_reviewtask ENABLE TRIGGER review_task_comes_back;"


class Migration(migrations.Migration):
    """A filing that nobody signs, approved before it was kept whether one had left, counted as having left with its
    approval. Where its deliveries wait and never began, and nobody opened it since, nothing of it can have: it is held
    back once its court is another, and may be approved anew. Any other stays as it was."""

    dependencies = [
        ("sync", "0022_approved_for_another_court"),
        ("review", "0042_filings_come_back_before_they_left"),
        ("audit", "0006_tallies"),
    ]

    operations = [migrations.RunSQL([FREE, FILL, HOLD], migrations.RunSQL.noop)]
