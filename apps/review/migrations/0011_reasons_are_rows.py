import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

REASONS = [
    ("invented_authority", "Invented authority", "Référence inventée"),
    ("authority_misused", "Authority misused", "Référence mal employée"),
    ("wrong_facts", "Wrong facts", "Faits erronés"),
    ("wrong_law", "Wrong law or forum", "Mauvaise règle de droit ou mauvais tribunal"),
    ("missing_instruction", "Missing instruction", "Instruction omise"),
    ("confidentiality", "Confidentiality", "Confidentialité"),
    ("tone", "Tone or quality", "Ton ou qualité"),
    ("duplicate", "Duplicate", "Double"),
    ("other", "Other, with a note", "Autre, avec une note"),
]

# That somebody went to a page is written once, while the review is open.
OPENED = """
CREATE OR REPLACE FUNCTION review_is_open() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    about uuid;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF keeping_is_erasure(to_jsonb(OLD), to_jsonb(NEW)) THEN
            RETURN NEW;
        END IF;
    END IF;
    IF TG_TABLE_NAME IN ('review_authorityfinding', 'review_authorityopening') THEN
        SELECT a.task_id INTO about FROM review_authority a WHERE a.id = (to_jsonb(NEW) ->> 'authority_id')::uuid;
    ELSE
        about := (to_jsonb(NEW) ->> 'task_id')::uuid;
    END IF;
    IF EXISTS (SELECT FROM review_reviewtask t WHERE t.id = about AND t.state NOT IN ('open', 'second')) THEN
        RAISE EXCEPTION 'the review was decided' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER review_is_open BEFORE INSERT OR UPDATE ON review_authorityopening
    FOR EACH ROW EXECUTE FUNCTION review_is_open();
CREATE TRIGGER review_row_stands BEFORE UPDATE ON review_authorityopening
    FOR EACH ROW EXECUTE FUNCTION review_row_stands();
"""
NOT_OPENED = """
DROP TRIGGER review_is_open ON review_authorityopening;
DROP TRIGGER review_row_stands ON review_authorityopening;
"""


def add(apps, schema_editor):
    """The reasons of the start. Each change from here on is the owner's, and on record."""
    rows = apps.get_model("review", "ReturnReason").objects.using(schema_editor.connection.alias)
    for order, (code, name, name_fr) in enumerate(REASONS, 1):
        rows.create(code=code, name=name, name_fr=name_fr, needs_note=code == "other", order=order)


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0010_filing_rules"),
        ("drafting", "0004_workflow_states"),
        ("matters", "0004_deadlines"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReturnReason",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("code", models.CharField(max_length=30, unique=True)),
                ("name", models.CharField(max_length=60)),
                ("name_fr", models.CharField(max_length=60)),
                ("needs_note", models.BooleanField(default=False)),
                ("order", models.PositiveSmallIntegerField()),
                ("version", models.PositiveSmallIntegerField(default=1)),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("order", "code"),
                "constraints": [
                    models.CheckConstraint(
                        condition=~models.Q(code="other") | models.Q(needs_note=True, retired_at=None),
                        name="there_is_always_a_reason_with_a_note",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AuthorityOpening",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="openings", to="review.authority"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "matter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="matters.matter"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="drafting.version"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("authority", "version", "by"), name="opened_once_by_a_person_for_a_text"
                    )
                ],
            },
        ),
        migrations.AlterField(
            model_name="decision",
            name="reasons",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=30), default=list, size=None
            ),
        ),
        migrations.RunSQL(OPENED, NOT_OPENED),
        migrations.RunPython(add, migrations.RunPython.noop),
    ]
