"""The vendor's models and prices as read on 21 November 2026, and the one breaker, closed."""

from datetime import date
from decimal import Decimal

from django.db import migrations

READ_ON = date(2026, 11, 21)
FIRST_DAY = date(2026, 10, 1)
CUT = date(2026, 10, 7)
TERMS = "platform.claude.com models and data residency pages; retention page of 22 August 2026"
PRICES = "platform.claude.com pricing page"
REPORTED = "platform.claude.com pricing page; the day of the change as reported by others"

# model: allowed, takes inference_geo, covered (needs retention)
MODELS = {
    "claude-opus-5-5": (True, True, False),
    "claude-sonnet-5-5": (True, True, False),
    "claude-haiku-5-5": (True, True, False),
    "claude-opus-5": (True, True, False),
    "claude-sonnet-5": (True, True, False),
    "claude-opus-4-8": (False, True, False),
    "claude-opus-4-7": (False, True, False),
    "claude-opus-4-6": (False, True, False),
    "claude-sonnet-4-6": (False, True, False),
    "claude-haiku-4-5": (False, False, False),
    "claude-sonnet-4-5": (False, False, False),
    "claude-opus-4-5": (False, False, False),
    "claude-fable-5": (False, True, True),
    "claude-fable-5-1": (False, True, True),
    "claude-fable-5-2": (False, False, True),
    "claude-mythos-5": (False, True, True),
    "claude-mythos-5-1": (False, True, True),
    "claude-mythos-5-2": (False, False, True),
}

# model, from, up to, input, output, cache write for 5 minutes and for an hour, cache read, source
ROWS = [
    ("claude-opus-5-5", FIRST_DAY, None, "4", "20", "5", "8", "0.20", PRICES),
    ("claude-sonnet-5-5", FIRST_DAY, None, "2", "10", "2.50", "4", "0.20", PRICES),
    ("claude-sonnet-5-5", CUT, None, "2", "10", "2.50", "4", "0.10", REPORTED),
    ("claude-haiku-5-5", FIRST_DAY, 100_000, "0.10", "0.50", "0.125", "0.20", "0.01", PRICES),
    ("claude-haiku-5-5", FIRST_DAY, None, "0.50", "2.50", "0.625", "1", "0.05", PRICES),
    ("claude-opus-5", FIRST_DAY, None, "5", "25", "6.25", "10", "0.50", PRICES),
    ("claude-sonnet-5", FIRST_DAY, None, "2", "10", "2.50", "4", "0.20", PRICES),
    ("claude-opus-4-8", FIRST_DAY, None, "5", "25", "6.25", "10", "0.50", PRICES),
    ("claude-opus-4-7", FIRST_DAY, None, "5", "25", "6.25", "10", "0.50", PRICES),
    ("claude-opus-4-6", FIRST_DAY, None, "5", "25", "6.25", "10", "0.50", PRICES),
    ("claude-sonnet-4-6", FIRST_DAY, None, "3", "15", "3.75", "6", "0.30", PRICES),
]
US_MULTIPLIER = Decimal("1.1")  # on every category, for 4.6 and later (data residency and pricing pages)


def fill(apps, schema_editor):
    alias = schema_editor.connection.alias
    term, price = apps.get_model("policy", "ModelTerm"), apps.get_model("policy", "Price")
    term.objects.using(alias).bulk_create(
        term(model=model, allowed=allowed, accepts_geo=geo, covered=covered, source=TERMS, checked_on=READ_ON)
        for model, (allowed, geo, covered) in MODELS.items()
    )
    price.objects.using(alias).bulk_create(
        price(
            model_id=model,
            effective_from=begins,
            up_to_tokens=band,
            input=Decimal(read),
            output=Decimal(written),
            cache_write_5m=Decimal(short),
            cache_write_1h=Decimal(long),
            cache_read=Decimal(cached),
            us_multiplier=US_MULTIPLIER,
            source=source,
            checked_on=READ_ON,
        )
        for model, begins, band, read, written, short, long, cached, source in ROWS
    )
    apps.get_model("policy", "Breaker").objects.using(alias).create(only=True)


class Migration(migrations.Migration):
    dependencies = [("policy", "0001_first")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
