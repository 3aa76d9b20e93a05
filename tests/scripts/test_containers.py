"""docker-compose.yml cannot be run in the tests; what it promises can be read from it."""

import re

import pytest
import yaml

from scripts import container_secrets, house

from .checkout import HERE


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((HERE / "docker-compose.yml").read_text())


def test_the_services_are_those_of_the_house(compose):
    expected = {"prepare", "web", "worker", "scheduler", "sequencer", "watch", "postgres", "redis"}

    assert set(compose["services"]) == expected
    assert {process.name for process in house.PROCESSES} <= expected


def test_every_secret_that_is_used_is_a_file_that_is_made_and_the_other_way_round(compose, tmp_path):
    used = {secret for service in compose["services"].values() for secret in service.get("secrets", ())}
    files = {name: entry["file"] for name, entry in compose["secrets"].items()}
    made = container_secrets.make(tmp_path / "secrets")

    assert files == {name: f"./secrets/{name}" for name in used}
    assert set(made) == used


def test_no_value_in_the_file_is_a_secret(compose):
    for service in compose["services"].values():
        for name, value in service.get("environment", {}).items():
            if re.search(r"KEY|PASSWORD|SECRET|_URL", name):
                assert name.endswith("_FILE")
                assert value.startswith("/run/secrets/")


def test_each_service_is_handed_the_secrets_its_variables_name_and_no_others(compose):
    for name, service in compose["services"].items():
        if name in ("postgres", "redis"):
            continue  # their other secrets are read by roles.sh and by the shell
        named = {str(value).removeprefix("/run/secrets/") for value in service["environment"].values()}
        assert {one for one in named if one in compose["secrets"]} == set(service["secrets"]), name


def test_only_the_owner_s_step_can_change_tables_and_only_the_sequencer_can_sequence(compose):
    holders = {
        secret: {
            name for name, service in compose["services"].items() if secret in service.get("secrets", ())
        }
        for secret in ("database_owner_url", "database_log_url", "postgres_superuser")
    }

    assert holders == {
        "database_owner_url": {"prepare"},
        "database_log_url": {"prepare", "sequencer"},
        "postgres_superuser": {"postgres"},
    }


def test_only_the_watch_holds_the_admin_key_and_it_starts_only_when_asked_for(compose):
    holders = {
        name
        for name, service in compose["services"].items()
        if "claude_admin_key" in service.get("secrets", ())
    }

    assert holders == {"watch"}
    assert compose["services"]["watch"]["profiles"] == ["watch"]
    assert [process.name for process in house.PROCESSES if process.private] == ["watch"]


@pytest.mark.parametrize("name", ["web", "worker"])
def test_who_holds_content_overwrites_freed_memory_and_is_never_swapped_out(compose, name):
    service = compose["services"][name]

    assert house.CLEAN_MEMORY.items() <= service["environment"].items()
    assert service["mem_limit"] == service["memswap_limit"]
    assert service["ulimits"] == {"core": 0}


def test_the_queue_keeps_nothing_on_disk(compose):
    redis = compose["services"]["redis"]

    assert 'save ""' in redis["command"][-1]
    assert "appendonly no" in redis["command"][-1]
    assert "volumes" not in redis
    assert redis["read_only"] is True


def test_only_the_web_is_published_and_only_to_this_machine(compose):
    published = {
        name: service["ports"] for name, service in compose["services"].items() if "ports" in service
    }

    assert published == {"web": ["127.0.0.1:8000:8000"]}
    outside = {name for name, service in compose["services"].items() if "outside" in service["networks"]}
    assert outside == {"web", "worker", "watch"}
    assert compose["networks"]["inside"] == {"internal": True}


def test_the_image_holds_the_application_and_nothing_that_stands_in_for_anything():
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (HERE / "Dockerfile").read_text(), re.MULTILINE)
    sent = {line[1:] for line in (HERE / ".dockerignore").read_text().splitlines() if line.startswith("!")}

    assert set(copied) == {"requirements.lock", "manage.py", "firmai", "apps", "templates"}
    assert sent == set(copied)


def test_secrets_made_twice_stay_what_they_were_and_agree_with_each_other(tmp_path):
    folder = tmp_path / "secrets"
    container_secrets.make(folder)
    before = {path.name: path.read_text() for path in folder.iterdir()}

    container_secrets.make(folder)

    assert {path.name: path.read_text() for path in folder.iterdir()} == before
    assert {oct(path.stat().st_mode & 0o777) for path in folder.iterdir()} == {"0o600"}
    assert before["database_url"] == f"postgres://firmai_app:{before['postgres_app']}@postgres:5432/firmai"
    assert before["redis_url"] == f"redis://:{before['redis_password']}@redis:6379/0"


def test_every_setting_in_the_example_is_one_that_something_reads():
    named = set(re.findall(r"^([A-Z_]+)=", (HERE / ".env.example").read_text(), re.MULTILINE))
    settings = "".join(path.read_text() for path in (HERE / "firmai" / "settings").glob("*.py"))
    scripts = "".join(path.read_text() for path in (HERE / "scripts").glob("*.py"))

    assert {name for name in named if f'"{name}"' not in settings + scripts} == set()
