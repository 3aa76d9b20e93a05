from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError, call_command

from apps.desk import alive, readiness

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_queue_of_our_own(settings):
    """Other tests may have processes alive at the same time, in the queue that they share."""
    settings.REDIS_URL = urlsplit(settings.REDIS_URL)._replace(path="/12").geturl()
    yield
    with alive.connect() as client:
        client.flushdb()


def test_a_part_that_is_named_is_asked_and_no_other(capsys):
    alive.say("scheduler")

    call_command("ready", "scheduler", "database")

    assert capsys.readouterr().out == "scheduler: ready\ndatabase: ready\n"


def test_a_process_without_a_sign_of_life_is_not_ready(capsys):
    with pytest.raises(SystemExit) as ended:
        call_command("ready", "workers")

    assert ended.value.code == 1
    assert capsys.readouterr().out == "workers: not ready\n"


def test_all_parts_are_asked_where_none_is_named(capsys):
    with pytest.raises(SystemExit):
        call_command("ready")

    assert [line.partition(":")[0] for line in capsys.readouterr().out.splitlines()] == list(readiness.PARTS)


def test_a_part_that_there_is_not_is_named(settings):
    with pytest.raises(CommandError, match="There is no part queue; there are database, "):
        call_command("ready", "queue")
