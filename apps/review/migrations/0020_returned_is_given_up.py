from importlib import import_module

from django.db import migrations

from apps.core import lifecycles

before = [*import_module("apps.review.migrations.0002_guards").MOVES, ("approved", "open")]


def moves(listed):
    table = "review_reviewtask"
    return lifecycles.drop_trigger(table) + lifecycles.trigger(table, start="open", moves=listed)


class Migration(migrations.Migration):
    """A returned item that nothing carries on can be given up in words."""

    dependencies = [("review", "0019_left_and_asked_again")]

    operations = [migrations.RunSQL(moves([*before, ("returned", "withdrawn")]), moves(before))]
