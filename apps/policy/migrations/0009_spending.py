import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

import apps.policy.models

# At the commit, so that the two sums are locked for no longer than that: the matter's before the firm's, by everybody.
KEEP = """
CREATE FUNCTION policy_spend() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    more numeric := NEW.cost + NEW.reserved;
    of_matter numeric;
    of_firm numeric;
    caps jsonb;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        more := more - OLD.cost - OLD.reserved;
    END IF;
    INSERT INTO policy_spending AS s (id, month, matter_id, amount)
    VALUES (gen_random_uuid(), NEW.month, NEW.matter_id, more)
    ON CONFLICT (month, matter_id) DO UPDATE SET amount = s.amount + excluded.amount
    RETURNING s.amount INTO of_matter;
    INSERT INTO policy_spending AS s (id, month, matter_id, amount)
    VALUES (gen_random_uuid(), NEW.month, NULL, more)
    ON CONFLICT (month, matter_id) DO UPDATE SET amount = s.amount + excluded.amount
    RETURNING s.amount INTO of_firm;
    IF TG_OP = 'INSERT' AND more > 0 THEN
        SELECT facts INTO caps FROM policy_clearance WHERE id = NEW.clearance_id;
        IF of_matter > (caps ->> 'matter_budget')::numeric OR of_firm > (caps ->> 'firm_budget')::numeric THEN
            RAISE EXCEPTION 'a budget has no room for this crossing'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'within_its_budgets', TABLE = 'policy_crossing';
        END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER policy_crossing_reserves AFTER INSERT ON policy_crossing
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION policy_spend();
CREATE CONSTRAINT TRIGGER policy_crossing_settles AFTER UPDATE OF cost, reserved ON policy_crossing
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.cost + OLD.reserved IS DISTINCT FROM NEW.cost + NEW.reserved) EXECUTE FUNCTION policy_spend();
"""
FORGET = """
DROP TRIGGER policy_crossing_settles ON policy_crossing;
DROP TRIGGER policy_crossing_reserves ON policy_crossing;
DROP FUNCTION policy_spend();
"""


def month_of_each(apps, schema_editor):
    """What was sent before counts on the month in which it was, where the firm is."""
    schema_editor.execute(
        "UPDATE policy_crossing SET month = date_trunc('month', started_at AT TIME ZONE %s)::date",
        [settings.FIRM_TIME_ZONE],
    )


ADD_UP = """
INSERT INTO policy_spending (id, month, matter_id, amount)
SELECT gen_random_uuid(), month, matter_id, sum(cost + reserved) FROM policy_crossing
 GROUP BY GROUPING SETS ((month, matter_id), (month))
"""


class Migration(migrations.Migration):
    """What was spent of the budgets is kept by the database, which lets nobody spend more, however many ask at once."""

    dependencies = [
        ('matters', '0005_falls_due'),
        ('policy', '0008_conflicting_claims'),
    ]

    operations = [
        migrations.AddField(
            model_name='crossing',
            name='month',
            field=models.DateField(default=apps.policy.models.this_month),
        ),
        migrations.RunPython(month_of_each, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='crossing',
            index=models.Index(condition=models.Q(('state', 'started')), fields=['started_at'], name='crossings_under_way'),
        ),
        migrations.CreateModel(
            name='Spending',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('month', models.DateField()),
                ('amount', models.DecimalField(decimal_places=12, max_digits=20)),
                ('matter', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matters.matter')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('month', 'matter'), name='one_sum_of_a_month', nulls_distinct=False)],
            },
        ),
        migrations.RunSQL(KEEP, FORGET),
        migrations.RunSQL(ADD_UP, migrations.RunSQL.noop),
    ]
