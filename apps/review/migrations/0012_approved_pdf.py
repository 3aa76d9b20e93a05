from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("review", "0011_reasons_are_rows")]
    operations = [
        migrations.AlterField(
            model_name="rendering",
            name="format",
            field=models.CharField(
                choices=[
                    ("note", "Note"),
                    ("docx", "Word document"),
                    ("pdf", "PDF"),
                    ("file_note", "AI file note"),
                ],
                max_length=20,
            ),
        ),
    ]
