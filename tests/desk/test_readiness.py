import socket
import threading
from contextlib import suppress
from ipaddress import ip_network
from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.test import Client

from apps.desk import alive, probing, readiness

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


@pytest.fixture
def production(settings):
    """What production sets that stands in the way of whoever asks without a name and without TLS."""
    settings.ALLOWED_HOSTS = ["desk.firm.example"]
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    return settings


def ask(path, address="127.0.0.1", **headers):
    return Client(REMOTE_ADDR=address, HTTP_HOST=f"{address}:8000").get(path, **headers)


PROXIED = {"HTTP_X_FORWARDED_FOR": "192.0.2.7", "HTTP_X_FORWARDED_PROTO": "https"}


def test_every_other_page_asks_for_its_name_and_for_tls(production):
    assert ask("/").status_code == 400
    assert Client(HTTP_HOST="desk.firm.example").get("/").status_code == 301


def test_the_machine_itself_is_told_whether_the_process_lives(production):
    response = ask("/healthz")

    assert (response.status_code, response.content) == (200, b"ok\n")


def test_the_machine_itself_is_told_which_part_is_not_ready(production):
    alive.say("scheduler")

    response = ask("/readyz")

    assert response.status_code == 503
    assert list(response.json()) == list(readiness.PARTS)
    assert (response.json()["scheduler"], response.json()["workers"]) == (True, False)


def test_the_machine_itself_is_given_the_counts(production):
    response = ask("/metrics")

    assert (response.status_code, response["Content-Type"]) == (200, "text/plain; version=0.0.4")
    assert 'firmai_ready{part="database"} 1' in response.content.decode()


STRANGERS = {
    "another address": ("192.0.2.7", {}),
    "the proxy on this machine": ("127.0.0.1", PROXIED),
    "a proxy that says whom for": ("127.0.0.1", {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}),
    "a proxy that says how": ("127.0.0.1", {"HTTP_X_FORWARDED_PROTO": "https"}),
    "a proxy by the standard": ("127.0.0.1", {"HTTP_FORWARDED": "for=127.0.0.1"}),
    "no address": ("", {}),
    "no address that can be read": ("@", {}),
}


@pytest.mark.parametrize(("address", "headers"), STRANGERS.values(), ids=STRANGERS)
def test_a_stranger_is_given_no_counts_and_not_told_which_part(production, address, headers):
    counts, ready, lives = (ask(path, address, **headers) for path in ("/metrics", "/readyz", "/healthz"))

    assert (counts.status_code, counts.content) == (404, b"")
    assert (ready.status_code, ready.content) == (503, b"not ready\n")
    assert (lives.status_code, lives.content) == (200, b"ok\n")


@pytest.mark.parametrize(
    ("address", "status"),
    [("172.18.0.1", 200), ("::ffff:172.18.0.1", 200), ("172.19.0.1", 404), ("127.0.0.1", 404)],
)
def test_the_counts_go_to_the_addresses_that_are_set_and_to_no_other(production, address, status):
    production.MONITORING_ADDRESSES = [ip_network("172.18.0.0/16")]

    assert ask("/metrics", address).status_code == status
    assert ask("/metrics", address, **PROXIED).status_code == 404


def test_what_waits_for_nobody_signed_in_keeps_nothing_that_is_sent_to_it(production):
    response = Client(HTTP_HOST="x").post("/healthz", {"big": "x" * 1000})

    assert response.status_code == 200
    assert not response.cookies


@pytest.fixture
def silent():
    """A server that takes whoever connects and never says a word. Gives its port and how many it took."""
    taken, listening = [], socket.create_server(("127.0.0.1", 0))

    def take():
        with suppress(OSError):
            while True:
                taken.append(listening.accept()[0])

    threading.Thread(target=take, daemon=True).start()
    yield listening.getsockname()[1], taken
    listening.close()
    for each in taken:
        each.close()


def test_a_database_that_says_nothing_is_asked_once_and_not_waited_for(silent, production, monkeypatch):
    port, taken = silent
    alive.say("scheduler")
    away = connections.settings["default"] | {"HOST": "127.0.0.1", "PORT": str(port)}
    monkeypatch.setitem(connections.settings, "default", away)

    response = ask("/readyz")

    assert response.status_code == 503
    holds = response.json()
    assert {name for name, part in holds.items() if part} == {"redis", "scheduler", "looks"}
    assert len(taken) == 1
    page = ask("/metrics").content.decode()
    assert 'firmai_ready{part="database"} 0' in page
    assert "firmai_requests" not in page


def test_a_database_that_refuses_is_asked_once(production, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    away = connections.settings["default"] | {"HOST": "127.0.0.1", "PORT": str(port)}
    monkeypatch.setitem(connections.settings, "default", away)

    assert readiness.parts("database", "redis", "breaker") == {
        "database": False,
        "redis": True,
        "breaker": False,
    }


def test_a_queue_that_says_nothing_is_asked_once_and_not_waited_for(silent, production):
    port, taken = silent
    ours, production.REDIS_URL = production.REDIS_URL, f"redis://127.0.0.1:{port}/0"

    holds = ask("/readyz").json()

    assert {name for name, part in holds.items() if part} >= {"database", "breaker", "restore"}
    assert not any(holds[name] for name in ("redis", "workers", "scheduler", "looks"))
    assert len(taken) == 1
    production.REDIS_URL = ours


def test_what_answers_too_late_does_not_hold_and_what_answered_does():
    stays = threading.Event()
    parts = {
        "early": probing.Part(probing.Server.DATABASE, lambda: True),
        "late": probing.Part(probing.Server.DATABASE, stays.wait),
        "other": probing.Part(probing.Server.REDIS, lambda: True),
    }

    assert probing.ask(parts) == {"early": True, "late": False, "other": True}
    stays.set()
