import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

# Said while the review is open and no approval stands, and never changed.
GUARDS = {
    "review_row_stands": "BEFORE UPDATE",
    "review_is_open": "BEFORE INSERT",
    "review_approval_rests_on": "BEFORE INSERT",
}


class Migration(migrations.Migration):
    """What was found in a text and names no authority is said to be none."""

    dependencies = [
        ("drafting", "0006_versions_written_by"),
        ("matters", "0007_namesake_answers"),
        ("review", "0028_open_while_decided"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Dismissal",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("note", models.BinaryField(null=True)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("authority", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="dismissals", to="review.authority")),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("matter", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="matters.matter")),
                ("task", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="dismissals", to="review.reviewtask")),
                ("version", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="drafting.version")),
            ],
            options={"ordering": ("at",)},
        ),
        *(
            migrations.RunSQL(
                f"CREATE TRIGGER {function} {when} ON review_dismissal FOR EACH ROW EXECUTE FUNCTION {function}();",
                f"DROP TRIGGER {function} ON review_dismissal;",
            )
            for function, when in GUARDS.items()
        ),
    ]
