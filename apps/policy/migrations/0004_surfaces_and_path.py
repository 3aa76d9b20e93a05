"""Looks at the account from outside, the register of surfaces and the data path, as read on 21 November 2026."""

from datetime import date

from django.db import migrations

READ_ON = date(2026, 11, 21)
RETENTION = "platform.claude.com api-and-data-retention page, copy of 22 August 2026"
RESIDENCY = "platform.claude.com data residency page"
SDK = "source of the vendor's SDK 2.12.0, 20 November 2026"
PRIVACY = "privacy.claude.com and support.claude.com articles"

# code, standing, source, conflicting claim
SURFACES = [
    ("messages", "allowed", RETENTION, ""),
    ("structured_outputs", "allowed", RETENTION, ""),
    ("prompt_caching", "unless_confirmed", RETENTION, "A privacy.claude.com article: caching may override zero retention"),
    ("token_counting", "unless_confirmed", RETENTION, "SDK 2.12.0: the call takes no inference_geo"),
    ("files", "blocked", RETENTION, ""),
    ("batches", "blocked", RETENTION, ""),
    ("code_execution", "blocked", RETENTION, ""),
    ("containers", "blocked", RETENTION, ""),
    ("mcp_connector", "blocked", RETENTION, ""),
    ("local_mcp", "blocked", RETENTION, "The page names hosted servers only"),
    ("client_tools", "blocked", RETENTION, ""),
    ("agent_skills", "blocked", RETENTION, ""),
    ("threads", "blocked", SDK, ""),
    ("web_tools", "blocked", RETENTION, "Basic versions are called eligible"),
    ("managed_agents", "blocked", RETENTION, ""),
    ("references", "blocked", SDK, "Not in the vendor's table at all"),
    ("beta", "blocked", PRIVACY, "The retention page decides feature by feature"),
    ("cache_diagnostics", "blocked", RETENTION, ""),
    ("telemetry", "blocked", "platform.claude.com feature pages", "Called eligible by the vendor"),
    ("openai_endpoint", "blocked", RESIDENCY, ""),
    ("bedrock", "blocked", RESIDENCY, ""),
    ("vertex", "blocked", RESIDENCY, ""),
    ("foundry", "blocked", RESIDENCY, ""),
    ("aws_platform", "blocked", RETENTION, "The residency page: inference_geo is offered there"),
    ("console", "blocked", RETENTION, ""),
    ("chat_pro", "blocked", RETENTION, ""),
    ("chat_team", "blocked", RETENTION, ""),
    ("chat_enterprise", "blocked", RETENTION, ""),
]

NOBODY = ""
# code, region, in use, ours, what rests there, for how long, source
HOPS = [
    ("clio", "unknown", None, False, ["file"], "", "the connection's own region decides"),
    ("mycase", "unknown", None, False, ["file"], "", "no Canadian region is published"),
    ("practicepanther", "unknown", False, False, ["file"], "", NOBODY),
    ("zoom", "unknown", None, False, ["recordings"], "", NOBODY),
    ("zoom_ai", "unknown", None, False, ["recordings"], "", NOBODY),
    ("host", "unknown", True, True, ["content_sealed"], "", NOBODY),
    ("backup", "unknown", None, True, ["content_sealed"], "", NOBODY),
    ("anthropic", "united_states", True, False, ["prompt_in_memory", "flagged"], "", RETENTION),
    ("canlii", "canada", None, False, ["citations"], "", NOBODY),
    ("email", "unknown", None, False, ["letters"], "", NOBODY),
    ("sign_in", "nowhere", False, False, [], "", "firmai signs people in itself"),
    ("timestamping", "unknown", False, False, ["digests"], "", NOBODY),
    ("it_contractor", "unknown", None, False, ["access"], "", NOBODY),
    ("n8n", "unknown", False, False, ["file"], "", NOBODY),
    ("zapier", "unknown", False, False, ["file"], "", NOBODY),
]


def fill(apps, schema_editor):
    alias = schema_editor.connection.alias
    surface, hop = apps.get_model("policy", "Surface"), apps.get_model("policy", "Hop")
    surface.objects.using(alias).bulk_create(
        surface(code=code, standing=standing, source=source, disputed=disputed, checked_on=READ_ON, place=place)
        for place, (code, standing, source, disputed) in enumerate(SURFACES)
    )
    hop.objects.using(alias).bulk_create(
        hop(
            code=code, region=region, in_use=in_use, ours=ours, rests=rests, kept=kept, source=source,
            checked_on=READ_ON, place=place,
        )
        for place, (code, region, in_use, ours, rests, kept, source) in enumerate(HOPS)
    )


class Migration(migrations.Migration):
    dependencies = [("policy", "0003_account_and_registers")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
