from django.db import migrations, models

from apps.audit import triggers

TABLE = "audit_stamp"


class Migration(migrations.Migration):
    """An authority's timestamps over checkpoints, as append-only as the checkpoints are."""

    dependencies = [("audit", "0003_verifications")]

    operations = [
        migrations.CreateModel(
            name="Stamp",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("size", models.BigIntegerField()),
                ("digest", models.BinaryField()),
                ("answer", models.BinaryField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "timestamp",
                "verbose_name_plural": "timestamps",
                "indexes": [models.Index(fields=["size"], name="audit_stamp_size")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("digest__octets", 32), ("size__gte", 1)), name="audit_stamp_whole"
                    )
                ],
            },
        ),
        migrations.RunSQL(triggers.guard(TABLE), triggers.unguard(TABLE)),
    ]
