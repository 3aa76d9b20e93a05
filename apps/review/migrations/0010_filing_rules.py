"""The firm's first rules on what courts ask for. Each change from here on is proposed and approved, and on record."""

import datetime as dt

from django.db import migrations

CHECKED_ON = dt.date(2026, 11, 21)

ONTARIO = ("Rules of Civil Procedure, r. 4.06.1(2.1) and (2.2), O. Reg. 384/24, in force 1 December 2024",
           "https://www.ontario.ca/laws/regulation/900194")
EXPERTS = ("Rules of Civil Procedure, rr. 52.03 and 53.03, O. Reg. 384/24", "https://www.ontario.ca/laws/regulation/900194")
FAMILY = ("Not confirmed for the Family Law Rules: treated as r. 4.06.1(2.1) until the rule's owner says otherwise",
          "https://www.ontario.ca/laws/regulation/990114")
FEDERAL = ("Notice on the use of artificial intelligence in court proceedings, 20 December 2023, updated 7 May 2024",
           "https://www.fct-cf.gc.ca/")
MANITOBA = ("Practice direction on artificial intelligence in court submissions, 23 June 2023",
            "https://www.manitobacourts.mb.ca/")
YUKON = ("Practice direction on the use of artificial intelligence tools, 26 June 2023", "https://www.yukoncourts.ca/")
ALBERTA = ("Notice of the three courts on large language models, 6 October 2023", "https://www.albertacourts.ca/")
NS_SUPREME = ("Caution of 2023, as commentary reports it: no disclosure asked", "https://www.courts.ns.ca/")
NS_PROVINCIAL = ("Notice of 2023, as commentary reports it: disclosure asked", "https://www.courts.ns.ca/")
QUEBEC = ("Notice of 2023 on the integrity of submissions; Specter Aviation v. Laprade, 2025 QCCS 3521",
          "https://coursuperieureduquebec.ca/")
BRITISH_COLUMBIA = ("Practice direction as summarised in 2024: check for a newer one", "https://www.bccourts.ca/")
UNKNOWN = ("No rule of the firm: whoever files finds out what the court or tribunal asks for", "https://www.canlii.org/")

CERTIFICATE = {
    "statement": "certificate",
    "wording": "I certify that I am satisfied as to the authenticity of every authority listed in this factum.",
    "must_stand": "I certify that I am satisfied as to the authenticity of every authority",
    "wording_fr": "J’atteste être convaincu(e) de l’authenticité de chacune des sources citées dans le présent mémoire.",
    "must_stand_fr": "de l’authenticité de chacune des sources citées",
    "signer": "delegate",
    "links_required": True,
}
DECLARATION = {
    "statement": "declaration",
    "place": "first",
    "wording": "Declaration: Artificial intelligence (AI) was used to generate content in this document.",
    "must_stand": "Artificial intelligence (AI) was used to generate content in this document",
    "wording_fr": "Déclaration : L’intelligence artificielle (IA) a été utilisée pour générer du contenu dans le présent "
    "document.",
    "must_stand_fr": "L’intelligence artificielle (IA) a été utilisée pour générer du contenu dans le présent document",
    "asks": ["ai_part"],
    "signer": "delegate",
}
USE = {
    "statement": "use",
    "wording": "Use of artificial intelligence: {tool} was used to prepare a first version of this document ({purpose}). "
    "A lawyer reviewed and revised it, and checked every fact and every authority cited.",
    "must_stand": "Use of artificial intelligence",
    "wording_fr": "Utilisation de l’intelligence artificielle : {tool} a servi à préparer une première version du présent "
    "document ({purpose}). Un avocat ou une avocate l’a revue et corrigée et a vérifié chaque fait et chaque source "
    "citée.",
    "must_stand_fr": "Utilisation de l’intelligence artificielle",
}
NOTHING = {"statement": "none"}
RULES = [
    ("on_superior", "factum", ONTARIO, CERTIFICATE),
    ("on_superior", "expert_report", EXPERTS, NOTHING | {"asks": ["expert"], "signer": "expert"}),
    ("on_superior", "any", ONTARIO, NOTHING),
    ("on_family", "factum", FAMILY, CERTIFICATE),
    ("on_family", "expert_report", EXPERTS, NOTHING | {"asks": ["expert"], "signer": "expert"}),
    ("on_family", "any", FAMILY, NOTHING),
    ("on_small_claims", "any", ONTARIO, NOTHING),
    ("federal", "tribunal_record", FEDERAL, NOTHING),
    ("federal", "expert_report", FEDERAL, NOTHING | {"asks": ["expert"], "signer": "expert"}),
    ("federal", "any", FEDERAL, DECLARATION),
    ("mb_kings_bench", "any", MANITOBA, USE),
    ("yt_supreme", "any", YUKON, USE),
    ("ab_kings_bench", "any", ALBERTA, NOTHING),
    ("ns_supreme", "any", NS_SUPREME, NOTHING),
    ("ns_provincial", "any", NS_PROVINCIAL, USE),
    ("qc_superior", "any", QUEBEC, NOTHING),
    ("bc_supreme", "any", BRITISH_COLUMBIA, NOTHING),
    ("other", "any", UNKNOWN, NOTHING | {"asks": ["forum"]}),
]


def add(apps, schema_editor):
    rules = apps.get_model("review", "FilingRule").objects.using(schema_editor.connection.alias)
    at = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)
    for forum, document, (source, url), given in RULES:
        rules.create(
            forum=forum, document=document, source=source, source_url=url, checked_on=CHECKED_ON, proposed_at=at,
            approved_at=at, **given,
        )


class Migration(migrations.Migration):
    dependencies = [("review", "0009_forum_guards")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
