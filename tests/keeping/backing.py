"""What the tests of backups share: the commands, the log's own process, and something to destroy."""

import json
from io import StringIO
from threading import Event as Flag

from django.core.management import call_command
from django.db import connections

from apps.audit import notes, roles, sequencer
from apps.keeping import services
from apps.matters import services as matters
from tests import factories
from tests.keeping.conftest import CLOSED, rule


def kept(partner, other):
    """A closed matter with something in it, under a rule."""
    rule(partner, other)
    return closed(partner)


def closed(partner):
    """The same under no rule of its own."""
    made = factories.matter(responsible=partner, opened_on=CLOSED)
    factories.source(made)
    return matters.close_matter(matter=made, on=CLOSED, by=partner)


def ran(name, *arguments):
    said = StringIO()
    try:
        call_command(name, *map(str, arguments), json=True, stdout=said)
        status = 0
    except SystemExit as ended:
        status = ended.code
    return json.loads(said.getvalue()), status


def sign():
    """What the log's own process does, until everything has its place and a checkpoint is over it."""
    signer = notes.Signer.load()
    work = sequencer.Sequencer(using=roles.log_alias(), signer=signer, known=notes.verifiers())
    assert work.open(Flag())
    while work.step():
        pass
    work.checkpoint()
    connections[roles.log_alias()].close()


def destroy(matter, partner, other):
    approved = services.approve(destruction=services.propose(matter=matter, by=partner), by=partner)
    return services.destroy(destruction=approved, by=other)


def tables():
    """How many there are, as the owner sees them."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        return cursor.fetchone()[0]


class Killed(BaseException):
    """The process ends here."""
