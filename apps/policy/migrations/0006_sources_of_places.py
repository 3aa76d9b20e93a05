"""What was read about places on the data path, and one more surface of the vendor's."""

from datetime import date

from django.db import migrations

READ_ON = date(2026, 11, 21)
SOURCES = {
    "clio": "Clio's help pages: Canadian accounts are kept and backed up in Canada; its sub-processors were not read",
    "mycase": "MyCase's help pages: one host; no Canadian region is published",
    "practicepanther": "nothing was read; ask the vendor where it is hosted",
    "zoom": "Zoom's help pages: an account setting names where content is stored; whether it offers Canada is not said",
    "zoom_ai": "Zoom's paper on AI Companion: models behind it may run in the United States; kept as long as set",
    "host": "the firm's own contract or machine",
    "backup": "the firm's own contract or machine",
    "canlii": "CanLII is a service of the Federation of Law Societies of Canada; citations alone are sent",
    "email": "the firm's own contract",
    "timestamping": "the authority that the settings name; a digest alone is sent",
    "it_contractor": "the firm's own contract: who can reach the host, and from where",
    "n8n": "depends on where the firm runs it; a hosted one is its vendor's",
    "zapier": "nothing was read; ask the vendor where it keeps what passes through",
}
TOOLS = {
    "standing": "blocked",
    "source": "platform.claude.com api-and-data-retention page, copy of 22 August 2026",
    "disputed": "Called eligible by the vendor; several are beta",
    "checked_on": READ_ON,
    "place": 28,
}


def fill(apps, schema_editor):
    alias = schema_editor.connection.alias
    hops = apps.get_model("policy", "Hop").objects.using(alias)
    for code, source in SOURCES.items():
        hops.filter(code=code).update(source=source)
    apps.get_model("policy", "Surface").objects.using(alias).get_or_create(
        code="built_in_tools", defaults=TOOLS
    )


class Migration(migrations.Migration):
    dependencies = [("policy", "0005_replacements")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
