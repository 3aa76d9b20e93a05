"""Classes that are drawn when they are asked for migrate an empty database to the same end as Django's way does."""

import pytest
from django.apps import apps
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState

from apps.core.migrating import State

LABEL = "drawn"
TYPES = """
SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute
 WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped
"""


def to(name, **options):
    return models.ForeignKey(f"{LABEL}.{name}", models.CASCADE, **options)


def tables():
    """Made for each who takes them: a step that renames changes fields of those before."""
    person = migrations.CreateModel(
        "Person",
        [("id", models.AutoField(primary_key=True)), ("email", models.CharField(max_length=9, unique=True))],
    )
    matter = migrations.CreateModel(
        "Matter",
        [
            ("id", models.AutoField(primary_key=True)),
            ("lead", to("Person")),
            ("team", models.ManyToManyField(f"{LABEL}.Person", related_name="+")),
        ],
    )
    draft = migrations.CreateModel(
        "Draft",
        [
            ("id", models.AutoField(primary_key=True)),
            ("matter", to("Matter")),
            ("writer", to("Person", to_field="email")),
            ("state", models.CharField(max_length=9)),
        ],
    )
    return [person, matter, draft]


def steps():
    return [
        *tables(),
        migrations.AddField("Matter", "second", to("Person", null=True, related_name="+")),
        migrations.CreateModel(
            "Note", [("draft", models.OneToOneField(f"{LABEL}.Draft", models.CASCADE, primary_key=True))]
        ),
        migrations.AddConstraint(
            "Draft", models.CheckConstraint(condition=models.Q(matter__gt=0), name="draft_of_a_matter")
        ),
        migrations.AddIndex("Draft", models.Index(fields=["state"], name="draft_state")),
        migrations.AlterField("Draft", "state", models.CharField(max_length=9, choices=[("open", "open")])),
        migrations.AlterField("Person", "email", models.CharField(max_length=99, unique=True)),
        migrations.AlterField("Person", "id", models.BigAutoField(primary_key=True)),
        migrations.AlterField("Draft", "id", models.BigAutoField(primary_key=True)),
        migrations.RenameField("Person", "email", "address"),
        migrations.RenameModel("Draft", "Paper"),
        migrations.AddField("Note", "told", models.ManyToManyField(f"{LABEL}.Matter")),
        migrations.AlterField("Matter", "id", models.BigAutoField(primary_key=True)),
        migrations.RemoveConstraint("Paper", "draft_of_a_matter"),
        migrations.RemoveIndex("Paper", "draft_state"),
        migrations.AlterUniqueTogether("Paper", {("matter", "state")}),
        migrations.RemoveField("Matter", "team"),
        migrations.AlterModelOptions("Matter", {"ordering": ["second"]}),
        migrations.RunSQL("SELECT 1"),
        migrations.DeleteModel("Note"),
        migrations.DeleteModel("Paper"),
        migrations.AlterModelTable("Matter", "matters"),
    ]


def taken(steps, state):
    """What is sent to the database for these steps, one after the other, and the state at the end."""
    sent = []
    assert state.apps is not None  # the first state is drawn before the first step
    for step in steps:
        with connection.schema_editor(collect_sql=True, atomic=False) as editor:
            state = (
                migrations.Migration("step", LABEL).apply(state, editor)
                if step is None
                else one(step, state, editor)
            )
        sent.append((type(step).__name__, editor.collected_sql))
    return sent, state


def one(step, state, editor):
    migration = migrations.Migration("step", LABEL)
    migration.operations = [step]
    return migration.apply(state, editor)


@pytest.mark.django_db
def test_the_database_is_sent_what_djangos_way_sends():
    expected, _ = taken(steps(), ProjectState())

    sent, _ = taken(steps(), State())

    assert sent == expected
    altered = [sql for name, sql in sent if name == "AlterField"]
    assert [len(sql) > 1 for sql in altered] == [
        False,
        True,
        True,
        True,
        True,
    ]  # also the columns that refer to it


@pytest.mark.django_db
def test_a_class_is_drawn_when_it_is_asked_for_with_those_that_it_refers_to():
    _, state = taken(tables(), State())
    changed = state.clone()
    changed.add_field(LABEL, "matter", "closed", models.BooleanField(default=False), preserve_default=True)

    drawn = {name for name, _ in changed.apps.all_models[LABEL].items()}
    changed.apps.get_model(LABEL, "matter")

    assert drawn == {"person"}
    assert set(changed.apps.all_models[LABEL]) == {"person", "matter", "matter_team"}
    assert "draft" in {each._meta.model_name for each in changed.apps.get_models()}


@pytest.mark.django_db
def test_code_that_a_migration_runs_is_given_every_model():
    seen = []

    def look(apps, _editor):
        person = apps.get_model(LABEL, "Person")
        seen.extend(each.name for each in person._meta.related_objects)
        seen.append(person.draft_set.rel.related_model is apps.get_model(LABEL, "Draft"))

    with connection.schema_editor(atomic=False) as editor:
        _, state = taken(tables(), State())
        one(migrations.RunPython(look), state, editor)

    assert seen == ["matter", "_drawn_matter_team_+", "draft", True]


@pytest.mark.django_db
def test_every_table_has_what_its_model_says():
    """Of the database that these tests were given, which was migrated so: nothing was altered beside a related one."""
    lacking = []
    with connection.cursor() as cursor:
        for model in apps.get_models():
            table = model._meta.db_table
            rules = connection.introspection.get_constraints(cursor, table)
            cursor.execute(TYPES, [table])
            types = dict(cursor.fetchall())
            for field in model._meta.local_concrete_fields:
                wanted = field.db_type(connection).replace("varchar", "character varying").replace(", ", ",")
                if types.get(field.column) != wanted:
                    lacking.append((table, field.column, wanted, types.get(field.column)))
                if field.remote_field and field.db_constraint:
                    to = field.target_field
                    leads = (to.model._meta.db_table, to.column)
                    found = [
                        each["foreign_key"] for each in rules.values() if each["columns"] == [field.column]
                    ]
                    lacking += [] if leads in found else [(table, field.column, leads)]
            named = {each.name for each in (*model._meta.constraints, *model._meta.indexes)}
            lacking += [(table, name) for name in named - set(rules)]

    assert lacking == []
