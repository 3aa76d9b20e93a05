from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0007_ways_back'),
    ]

    operations = [
        migrations.AlterField(
            model_name='licence',
            name='regulator',
            field=models.CharField(choices=[('lsbc', 'Law Society of British Columbia'), ('lsa', 'Law Society of Alberta'), ('lss', 'Law Society of Saskatchewan'), ('lsm', 'Law Society of Manitoba'), ('lso', 'Law Society of Ontario'), ('barreau', 'Barreau du Québec'), ('chambre', 'Chambre des notaires du Québec'), ('lsnb', 'Law Society of New Brunswick'), ('nsbs', "Nova Scotia Barristers' Society"), ('lspei', 'Law Society of Prince Edward Island'), ('lsnl', 'Law Society of Newfoundland and Labrador'), ('lsy', 'Law Society of Yukon'), ('lsnt', 'Law Society of the Northwest Territories'), ('lsnu', 'Law Society of Nunavut')], max_length=20),
        ),
    ]
