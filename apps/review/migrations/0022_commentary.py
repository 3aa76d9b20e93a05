"""Books and articles are authorities too."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('review', '0021_openings_are_handed_out'),
    ]

    operations = [
        migrations.AlterField(
            model_name='authority',
            name='kind',
            field=models.CharField(choices=[('case', 'Case'), ('statute', 'Statute or regulation'), ('commentary', 'Book or article')], max_length=10),
        ),
    ]
