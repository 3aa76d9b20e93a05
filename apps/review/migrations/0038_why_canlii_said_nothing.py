from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("review", "0037_what_was_taken_back_holds_nothing")]

    operations = [
        migrations.AddField(
            model_name="authoritylookup",
            name="fault",
            field=models.CharField(blank=True, default="", max_length=20),
        ),
        migrations.AddConstraint(
            model_name="authoritylookup",
            constraint=models.CheckConstraint(
                condition=models.Q(("fault", ""), ("result", "unknown"), _connector="OR"),
                name="nothing_went_wrong_where_canlii_said_something",
            ),
        ),
        migrations.AddIndex(
            model_name="authoritylookup", index=models.Index(fields=["at"], name="lookups_of_a_day")
        ),
    ]
