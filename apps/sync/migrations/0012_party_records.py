import uuid

import django.db.models.deletion
from django.db import migrations, models

ODDITIES = [
    ("responsible_unknown", "No person here has the responsible lawyer's e-mail"),
    ("no_client", "It has no client"),
    ("number_taken", "Another matter has this number"),
    ("no_office", "The firm has no office on record"),
    ("client_name_twice", "Another client has the same name"),
    ("area_unknown", "Its practice area is not one of ours"),
    ("province_unknown", "Its province is not stated"),
    ("title_differs", "Its title is different there"),
    ("responsible_differs", "Its responsible lawyer is different there"),
    ("client_differs", "Its client is different there"),
    ("client_name_differs", "Its client's name is different there"),
    ("party_name_differs", "The name of one of its parties is different there"),
    ("birth_differs", "A party's date of birth is different there"),
    ("status_differs", "It is open in one place and closed in the other"),
    ("gone_there", "It is no longer there"),
    ("newer_there", "A newer version of a source is there"),
    ("source_refused", "The file cannot be taken in"),
]


class Migration(migrations.Migration):
    """Which record of a practice system's each party is, so that the party follows what is changed there."""

    dependencies = [
        ("integrations", "0004_telling"),
        ("matters", "0004_deadlines"),
        ("sync", "0011_pdf"),
    ]
    operations = [
        migrations.AlterField(
            model_name="difference",
            name="oddity",
            field=models.CharField(choices=ODDITIES, max_length=30),
        ),
        migrations.CreateModel(
            name="PartyRecord",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=30)),
                ("remote_id", models.CharField(max_length=80)),
                ("part", models.CharField(blank=True, default="", max_length=80)),
                (
                    "connection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="integrations.connection",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="records",
                        to="matters.party",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("connection", "kind", "remote_id", "part", "party"),
                        name="a_party_is_a_record_once",
                    )
                ],
            },
        ),
    ]
