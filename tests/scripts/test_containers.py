"""docker-compose.yml cannot be run in the tests; what it promises can be read from it."""

import os
import re
import subprocess
import sys

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands
from django.urls import resolve
from gunicorn.config import Config

from apps.desk import readiness
from scripts import binaries, container_secrets, house
from tests.database import connect

from .checkout import HERE

APPLICATION = {"prepare", "web", "worker", "scheduler", "sequencer", "watch", "backup"}
EXAMPLE = dict(
    line.split("=", 1)
    for line in (HERE / ".env.example").read_text().splitlines()
    if re.match(r"[A-Z_]+=", line)
)
NOT_PASSED = {
    "HOST": "a container answers on every address of its own; it is published on loopback and nowhere else",
    "POSTGRES_BIN": "the image has pg_dump on its path",
    "RECOGNITION_PATH": "the image has the programs where they are looked for",
}
SAY = "from django.conf import settings as s; print(*({},), sep='|')"
REQUIRED = {
    "ALLOWED_HOSTS": "desk.firm.example",
    "CLAUDE_ORGANIZATION": "org-made-up",
    "CLAUDE_WORKSPACE": "wrkspc-made-up",
}


def filled(value, given):
    """What compose makes of the names in a value, where .env has ``given``; a name with nothing after it is not set."""
    if isinstance(value, dict):
        return {name: filled(each, given) for name, each in value.items()}
    if isinstance(value, list):
        return [filled(each, given) for each in value]
    return re.sub(r"\$\{(\w+):([-+?])([^}]*)\}", lambda found: _one(found, given), str(value))


def _one(found, given):
    name, kind, word = found.groups()
    value = given.get(name, "")
    if kind == "+":
        return word if value else ""
    assert value or kind == "-", f"{name}: {word}"
    return value or word


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((HERE / "docker-compose.yml").read_text())


def test_the_services_are_those_of_the_house(compose):
    assert set(compose["services"]) == APPLICATION | {"postgres", "redis"}
    assert {process.name for process in house.PROCESSES} <= APPLICATION


def test_every_secret_that_is_used_is_a_file_that_is_made_and_the_other_way_round(compose, tmp_path):
    used = {secret for service in compose["services"].values() for secret in service.get("secrets", ())}
    files = {name: entry["file"] for name, entry in compose["secrets"].items()}
    made = container_secrets.make(tmp_path / "secrets")

    assert files == {name: f"./secrets/{name}" for name in used}
    assert set(made) == used


@pytest.mark.parametrize("name", sorted(set(EXAMPLE) - set(NOT_PASSED)))
def test_what_the_example_names_reaches_a_container(compose, name):
    """As the value that .env has, or as the file that holds it."""
    file = name if name.endswith("_FILE") else f"{name}_FILE"
    handed = {
        service for service, of in compose["services"].items()
        if str(of.get("environment", {}).get(file, "")).startswith("/run/secrets/")
    }  # fmt: skip
    told = {service for service, of in compose["services"].items() if f"${{{name}:" in str(of)}

    assert handed or told


def test_what_does_not_reach_one_is_named_in_the_example_and_passed_nowhere(compose):
    assert set(NOT_PASSED) <= set(EXAMPLE)
    assert not [name for name in NOT_PASSED if f"${{{name}:" in str(compose)]


def test_nothing_is_passed_that_the_example_does_not_name(compose):
    assert set(re.findall(r"\$\{(\w+)", str(compose))) <= set(EXAMPLE)


def test_every_process_of_ours_is_told_the_same(compose):
    told = [
        {name: value for name, value in compose["services"][service]["environment"].items() if "${" in value}
        for service in sorted(APPLICATION)
    ]
    own = {"WEB_CONCURRENCY", "WORKER_SLOTS"}

    assert len(told[0]) > 25
    assert all({name: each[name] for name in each if name not in own} == told[0] for each in told)


def test_who_speaks_to_a_vendor_or_looks_for_work_with_one_has_its_file(compose):
    wanted = {"CLIO_CLIENT_FILE", "MYCASE_CLIENT_FILE", "ZOOM_CLIENT_FILE", "CANLII_KEY_FILE"}

    assert {
        service for service, of in compose["services"].items() if wanted <= set(of.get("environment", ()))
    } == {"web", "worker", "scheduler"}


@pytest.mark.parametrize("named", [False, True], ids=["no folder", "a folder of this machine"])
def test_witnesses_and_backups_lie_in_a_volume_that_is_there(compose, named):
    folders = {"LOG_WITNESS_DIR": "/mnt/elsewhere/log", "BACKUP_DIR": "/mnt/elsewhere/backups"}
    services = filled(compose["services"], REQUIRED | (folders if named else {}))
    held = {
        (service, *volume.split(":"))
        for service, of in services.items()
        for volume in of.get("volumes", ())
        if volume.split(":")[1] in ("/witnesses", "/backups")
    }
    log, backups = folders.values() if named else ("witnesses", "backups")

    assert held == {
        ("scheduler", log, "/witnesses"),
        ("scheduler", backups, "/backups"),
        ("worker", log, "/witnesses", "ro"),
        ("web", backups, "/backups", "ro"),
        ("backup", log, "/witnesses"),
        ("backup", backups, "/backups"),
    }
    told = services["scheduler"]["environment"]
    assert (told["LOG_WITNESS_DIR"], told["BACKUP_DIR"]) == (
        ("/witnesses", "/backups") if named else ("", "")
    )


def test_the_page_sends_a_command_to_a_container_that_has_what_it_needs(compose):
    (row,) = re.findall(r"\| in containers \|.*", (HERE / "docs" / "operations.md").read_text())
    sent = {
        command: service
        for named, service in re.findall(r"\(((?:`\w+`(?:, )?)+)\) with `docker compose run --rm (\w+) ", row)
        for command in re.findall(r"`(\w+)`", named)
    }
    services = compose["services"]

    assert set(sent) <= set(get_commands())
    for command in ("backup", "restore", "rewrap"):
        assert any(volume.endswith(":/backups") for volume in services[sent[command]]["volumes"]), command
    for command in ("workspace_check", "reconcile_usage"):
        assert "claude_admin_key" in services[sent[command]]["secrets"], command
    (mounted,) = re.findall(r"--volume \S+:(/\w+) backup python manage.py backup --keys-to /\w+", row)
    assert f"--keys-to {mounted}/" in row


def test_every_volume_is_declared_or_a_file_of_this_machine(compose):
    for given in (EXAMPLE, dict.fromkeys(EXAMPLE, "/mnt/x")):
        sources = {
            volume.split(":")[0]
            for service in filled(compose["services"], given | REQUIRED).values()
            for volume in service.get("volumes", ())
        }
        assert {each for each in sources if each[0] not in "./"} <= set(compose["volumes"])
        assert not [each for each in sources if each[0] == "." and not (HERE / each).exists()]


def test_a_file_of_the_firm_s_is_where_its_setting_says(compose):
    given = {
        "LETTERHEAD_FILE": "/srv/paper/paper.docx",
        "LOG_WITNESS_AUTHORITY_ROOTS": "/srv/paper/roots.pem",
    }
    for name in APPLICATION:
        service = filled(compose["services"][name], REQUIRED | given)
        mounted = dict(volume.split(":")[:2] for volume in service["volumes"])
        assert {mounted[path]: path for path in given.values()} == {
            service["environment"][name]: path for name, path in given.items()
        }


def test_the_image_dumps_with_the_server_s_own_version(compose):
    (server,) = re.findall(r"postgres:(\d+)", compose["services"]["postgres"]["image"])

    assert f"postgresql-client-{server} " in (HERE / "Dockerfile").read_text()


def test_at_the_first_start_the_owner_owns_the_database_that_everybody_is_led_to(compose, tmp_path):
    """Before it runs the script, PostgreSQL's image makes a database of the name it is told, or of its superuser's."""
    told = compose["services"]["postgres"]["environment"]
    assert (
        "./docker/roles.sh:/docker-entrypoint-initdb.d/roles.sh:ro"
        in compose["services"]["postgres"]["volumes"]
    )
    box = f"box{os.getpid()}"  # the server of the tests has the real names
    container_secrets.make(tmp_path / "secrets")
    script = (HERE / "docker" / "roles.sh").read_text().replace("firmai", box)
    script = script.replace("/run/secrets", str(tmp_path / "secrets"))
    server = settings.DATABASES["admin"]
    environment = {
        "PATH": f"{binaries.postgres()}:{os.defpath}",
        "PGHOST": server["HOST"], "PGPORT": str(server["PORT"]), "PGPASSWORD": server["PASSWORD"],
        "POSTGRES_USER": server["USER"],
    }  # fmt: skip
    made = told.get("POSTGRES_DB", told["POSTGRES_USER"]).replace("firmai", box)
    with connect("admin", autocommit=True, dbname="postgres") as superuser:
        try:
            if not superuser.execute("SELECT 1 FROM pg_database WHERE datname = %s", [made]).fetchone():
                superuser.execute(f"CREATE DATABASE {made}")

            done = subprocess.run(["sh", "-c", script], env=environment, capture_output=True, text=True)

            assert (done.returncode, done.stderr) == (0, "")
            for role, may in {"owner": True, "app": False, "log": False}.items():
                password = (tmp_path / "secrets" / f"postgres_{role}").read_text()
                named = {"dbname": box, "user": f"{box}_{role}", "password": password}
                with connect("admin", **named) as its:
                    (creates,) = its.execute("SELECT has_schema_privilege('public', 'CREATE')").fetchone()
                    assert creates is may
        finally:
            superuser.execute(f"DROP DATABASE IF EXISTS {box}")
            for role in ("owner", "app", "log"):
                superuser.execute(f"DROP ROLE IF EXISTS {box}_{role}")


@pytest.fixture
def container(compose, tmp_path):
    """Run a command with the environment that a container has, on files as they were made for it."""
    secrets = tmp_path / "secrets"
    container_secrets.make(secrets)
    (secrets / "claude_key").write_text("sk-ant-api03-made-up\n")

    def run(service, *command, env=EXAMPLE):
        given = filled(compose["services"][service]["environment"], env | REQUIRED)
        given = {name: value.replace("/run/secrets", str(secrets)) for name, value in given.items()}
        return subprocess.run(
            [sys.executable, *command],
            env={"PATH": os.defpath, "DJANGO_SETTINGS_MODULE": "firmai.settings.production"} | given,
            cwd=HERE, capture_output=True, text=True,
        )  # fmt: skip

    run.secrets = secrets
    return run


def test_what_must_hold_in_production_holds_in_the_container_that_looks(container):
    done = container("prepare", "manage.py", "check", "--deploy", "--fail-level", "WARNING")

    assert (done.returncode, done.stdout) == (0, "System check identified no issues (0 silenced).\n"), (
        done.stderr
    )


def test_one_database_role_for_all_ends_what_looks_before_the_house_starts(container):
    application = (container.secrets / "database_url").read_text()
    for name in ("database_owner_url", "database_log_url"):
        (container.secrets / name).write_text(application)

    # Of all that is looked at, which is tried above, the part that such roles are for.
    done = container("prepare", "manage.py", "check", "--deploy", "--fail-level", "ERROR", "--tag", "audit")

    assert done.returncode == 1
    assert done.stderr.count("firmai.E201") == 3


@pytest.mark.parametrize("name", ["database_url", "secret_key", "email_url"])
def test_no_process_starts_on_a_secret_that_others_may_read(container, name):
    (container.secrets / name).write_text("a value that is not shown")
    (container.secrets / name).chmod(0o640)

    done = container("web", "-c", SAY.format("s.DEBUG"))

    assert done.returncode == 1
    assert f"named by {name.upper()}_FILE is open to other accounts" in done.stderr
    assert "a value that is not shown" not in done.stderr


def test_what_a_container_asks_itself_is_answered_where_every_page_wants_its_name_and_tls(
    container, tmp_path
):
    asked = (  # with the files of its pages, as the image has them
        f"import django; from django.conf import settings; settings.STATIC_ROOT = {str(tmp_path / 'static')!r}; "
        "django.setup(); from django.core.management import call_command; "
        "call_command('collectstatic', interactive=False, verbosity=0); from django.test import Client; "
        "print(*(Client(HTTP_HOST='127.0.0.1:8000').get(path).status_code for path in ('/healthz', '/')))"
    )

    done = container("web", "-c", asked)

    assert done.stdout.split() == ["200", "400"], done.stderr


def test_what_a_container_is_told_is_what_its_settings_are(container):
    (container.secrets / "email_url").write_text("smtp+tls://desk:pass@mail.firm.example:587\n")
    asked = SAY.format(
        "s.EMAIL_HOST, s.EMAIL_PORT, s.DEFAULT_FROM_EMAIL, s.BACKUP_DIR, s.BACKUP_DAYS, s.LOG_WITNESS_MAIL, "
        "s.CLAUDE_FIRM_CENTS, s.CSRF_TRUSTED_ORIGINS"
    )
    given = {"BACKUP_DIR": "/mnt/x", "BACKUP_DAYS": "7", "LOG_WITNESS_MAIL": "a@firm.example,b@firm.example"}

    done = container("scheduler", "-c", asked, env=given)

    assert done.stdout.strip() == (
        "mail.firm.example|587|firmai@desk.firm.example|/backups|7|['a@firm.example', 'b@firm.example']|100000"
        "|['https://desk.firm.example']"
    )


def test_an_empty_file_is_something_that_the_firm_does_not_use(container):
    done = container("web", "-c", SAY.format("s.EMAIL_BACKEND, s.LOG_VERIFIERS, s.FIRM_NAME"))

    assert done.stdout.strip() == "django.core.mail.backends.dummy.EmailBackend|[]|firmai"


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


def test_only_the_owner_s_steps_can_change_tables_and_of_what_runs_only_the_sequencer_can_sequence(compose):
    holders = {
        secret: {
            name for name, service in compose["services"].items() if secret in service.get("secrets", ())
        }
        for secret in ("database_owner_url", "database_log_url", "postgres_superuser")
    }

    assert holders == {
        "database_owner_url": {"prepare", "backup"},
        "database_log_url": {"prepare", "sequencer", "backup"},
        "postgres_superuser": {"postgres"},
    }


def test_of_what_stays_only_the_sequencer_can_sign_the_log_and_all_know_its_public_keys(compose):
    holders, told = (
        {name for name, service in compose["services"].items() if secret in service.get("secrets", ())}
        for secret in ("firmai_log_key", "firmai_log_public")
    )

    assert holders == {"prepare", "sequencer", "backup"}
    assert {compose["services"][name]["restart"] for name in holders - {"sequencer"}} == {"no"}
    assert told == APPLICATION


def test_a_container_without_the_seeds_knows_the_keys_of_who_has_them_and_does_not_sign(container):
    asked = "from apps.audit import notes; print(*notes.verifiers())"
    given = EXAMPLE | {"LOG_ORIGIN": ""}

    signs, verifies = (container(name, "-c", asked, env=given) for name in ("sequencer", "web"))
    refused = container("web", "manage.py", "sequence", "--skip-checks", env=given)

    assert verifies.stdout == signs.stdout != ""
    assert verifies.stdout == (container.secrets / "firmai_log_public").read_text()
    assert (refused.returncode, len(refused.stderr.splitlines())) == (1, 1)
    assert "This process cannot sign the log" in refused.stderr


def test_seeds_that_were_changed_start_nothing_until_the_public_keys_are_brought_up_to_date(container):
    seeds, public = container.secrets / "firmai_log_key", container.secrets / "firmai_log_public"
    before = public.read_text()
    seeds.write_text(seeds.read_text() + "2:" + "QUJD" * 10 + "QUI=\n")

    def look():
        return container(
            "prepare", "manage.py", "check", "--deploy", "--fail-level", "ERROR", "--tag", "audit"
        )

    refused = look()
    container_secrets.make(container.secrets)
    looked = look()

    assert (refused.returncode, looked.returncode) == (1, 0), looked.stderr
    assert "firmai.E202" in refused.stderr
    newest, *older = public.read_text().splitlines()
    assert newest in refused.stderr
    assert older == before.splitlines()


def test_a_firm_that_has_only_seeds_is_given_their_public_keys_under_the_log_s_own_name(tmp_path, capsys):
    folder = tmp_path / "secrets"
    container_secrets.make(folder)
    seeds = (folder / "firmai_log_key").read_text()
    (folder / "firmai_log_public").unlink()
    (tmp_path / ".env").write_text(
        "FIRM_NAME=what compose takes: ${HOME}\nno line\nLOG_ORIGIN='firm.example/log'\n"
    )

    assert container_secrets.main(folder) == 0

    assert (folder / "firmai_log_key").read_text() == seeds
    assert (folder / "firmai_log_public").read_text().startswith("firm.example/log+")
    (folder / "firmai_log_key").write_text("not-shown")
    assert container_secrets.main(folder) == 1
    said = capsys.readouterr().err
    assert (
        said
        == f"Line 1 of the log's key file {folder}/firmai_log_key should read version:base64 of 32 bytes.\n"
    )


def test_only_what_calls_claude_holds_its_key_besides_what_looks_whether_it_can_be_used(compose):
    holders = {
        name for name, service in compose["services"].items() if "claude_key" in service.get("secrets", ())
    }

    assert holders == {"prepare", "worker"}


def test_the_backups_key_is_in_no_process_that_runs_and_the_step_that_has_it_runs_when_asked(compose):
    holders = {
        name for name, service in compose["services"].items() if "backup_key" in service.get("secrets", ())
    }
    backup = compose["services"]["backup"]

    assert holders == {"backup"}
    assert (backup["profiles"], backup["restart"], backup["networks"]) == (["backup"], "no", ["inside"])
    assert set(backup["depends_on"]) == {"postgres"}


@pytest.mark.parametrize("name", ["web", "worker", "scheduler", "sequencer"])
def test_each_process_that_stays_is_asked_whether_it_lives(compose, name):
    asked = compose["services"][name]["healthcheck"]["test"]

    assert asked[:2] == ["CMD", "python"]
    if asked[2] == "manage.py":
        assert asked[3] in get_commands()
        assert set(asked[4:]) <= set(readiness.PARTS)
    else:
        assert resolve(re.search(r"127\.0\.0\.1:8000(/\w+)", asked[3])[1]).view_name == "desk:healthz"


def test_only_the_watch_holds_the_admin_key_and_it_starts_only_when_asked_for(compose):
    holders = {
        name
        for name, service in compose["services"].items()
        if "claude_admin_key" in service.get("secrets", ())
    }

    assert holders == {"watch"}
    assert compose["services"]["watch"]["profiles"] == ["watch"]
    assert [process.name for process in house.PROCESSES if process.is_optional] == ["watch"]


@pytest.mark.parametrize(("given", "slots"), [({}, 16), ({"WORKER_SLOTS": "40"}, 40)])
def test_a_worker_has_a_connection_for_each_slot_and_two_more(compose, tmp_path, given, slots):
    celery = tmp_path / "celery"
    celery.write_text('#!/bin/sh\necho "$DATABASE_POOL" "$@"\n')
    celery.chmod(0o755)
    worker = filled(compose["services"]["worker"], REQUIRED | given)
    command = [part.replace("$$", "$") for part in worker["command"]]

    done = subprocess.run(
        command,
        env={"PATH": f"{tmp_path}:{os.defpath}", "WORKER_SLOTS": worker["environment"]["WORKER_SLOTS"]},
        capture_output=True,
        text=True,
    )

    pool, *arguments = done.stdout.split()
    assert int(pool) == slots + 2
    assert arguments[arguments.index("-c") + 1] == str(slots)
    (ours,) = (process.command for process in house.PROCESSES if process.name == "worker")
    assert arguments == [part.format(slots=slots) for part in ours[2:]]


@pytest.mark.parametrize("name", ["web", "worker", "scheduler"])
def test_who_holds_content_overwrites_freed_memory_and_is_never_swapped_out(compose, name):
    service = compose["services"][name]

    assert house.CLEAN_MEMORY.items() <= service["environment"].items()
    assert service["mem_limit"] == service["memswap_limit"]
    assert service["ulimits"] == {"core": 0}


def test_every_container_is_read_only_gets_no_right_it_did_not_begin_with_and_leaves_no_core_dump(compose):
    for name, service in compose["services"].items():
        held = service["ulimits"], service["read_only"], service["cap_drop"], service["security_opt"]
        assert held == ({"core": 0}, True, ["ALL"], ["no-new-privileges:true"]), name


def test_only_postgresql_s_has_capabilities_and_those_with_which_its_image_becomes_its_own_account(compose):
    added = {
        name: service["cap_add"] for name, service in compose["services"].items() if "cap_add" in service
    }

    assert added == {"postgres": ["CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETUID"]}


def test_what_a_container_writes_beside_its_volumes_is_in_memory_and_cannot_be_run(compose):
    """A server's socket lies in the second of PostgreSQL's; its data are in a volume."""
    for name, service in compose["services"].items():
        places = dict(each.split(":") for each in service["tmpfs"])
        assert places.keys() == {"/tmp", *(["/var/run/postgresql"] if name == "postgres" else [])}, name
        assert all({"noexec", "nosuid", "nodev"} <= set(each.split(",")) for each in places.values()), name


def test_no_container_s_log_grows_for_ever(compose):
    for name, service in compose["services"].items():
        assert service["logging"] == {"driver": "local", "options": {"max-size": "10m", "max-file": "5"}}, (
            name
        )


def test_who_has_something_in_hand_is_given_longer_to_stop_than_it_gives_that(compose):
    """Docker kills after ten seconds; gunicorn, as the image starts it, waits thirty for a request."""
    patience = {
        name: int(service["stop_grace_period"].removesuffix("s"))
        for name, service in compose["services"].items()
        if "stop_grace_period" in service
    }

    assert patience.keys() == {"web", "worker", "postgres"}
    assert "--graceful-timeout" not in (HERE / "Dockerfile").read_text()
    assert patience["web"] > Config().graceful_timeout
    assert min(patience.values()) > 30


@pytest.mark.parametrize("is_there", [False, True], ids=["missing", "empty"])
@pytest.mark.parametrize("name", ["owner", "app", "log"])
@pytest.mark.parametrize("shell", [["sh", "-c"], ["bash", "-ec"]], ids=["executed", "sourced"])
def test_without_one_of_the_passwords_no_role_is_made_and_a_line_says_why(tmp_path, shell, name, is_there):
    """A role that is made with an empty password has none, and what makes them is run only once."""
    container_secrets.make(tmp_path / "secrets")
    secret = tmp_path / "secrets" / f"postgres_{name}"
    secret.unlink()
    if is_there:
        secret.touch()
    script = (HERE / "docker" / "roles.sh").read_text().replace("/run/secrets", str(tmp_path / "secrets"))
    asked = tmp_path / "asked"
    (tmp_path / "psql").write_text(f"#!/bin/sh\ncat > {asked}\n")
    (tmp_path / "psql").chmod(0o755)

    done = subprocess.run(
        [*shell, script, "roles.sh"],
        env={"PATH": f"{tmp_path}:{os.defpath}", "POSTGRES_USER": "firmai"},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1
    assert f"roles.sh: {secret} cannot be read, or is empty." in done.stderr.splitlines()[-1]
    assert not asked.exists()


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

    assert published == {"web": ["127.0.0.1:${PORT:-8000}:8000"]}
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
    settings = "".join(path.read_text() for path in (HERE / "firmai" / "settings").glob("*.py"))
    scripts = "".join(path.read_text() for path in (HERE / "scripts").glob("*.py"))

    assert {name for name in EXAMPLE if f'"{name}"' not in settings + scripts} == set()


DEFAULTS = {
    name
    for name, value in EXAMPLE.items()
    if value and name not in {*NOT_PASSED, "PORT", "WEB_WORKERS", "WORKER_SLOTS"}
} - {"TRUSTED_PROXY_COUNT"} | {"ALLAUTH_TRUSTED_PROXY_COUNT"}
OURS = {
    "DATABASE_POOL": "how each process is started",
    "DATABASE_CONN_MAX_AGE": "how each process is started",
    "SECOND_FACTOR_REQUIRED": "in production it always is",
}


def test_every_setting_that_a_firm_may_want_is_in_the_example_with_its_default(container):
    asked = set(re.findall(r'env(?:\.\w+)?\(\s*"(\w+)"', _settings()))
    read = SAY.format(", ".join(f"s.{name}" for name in sorted(DEFAULTS)))

    assert asked - set(EXAMPLE) - {"DATABASE_OWNER_URL", "DATABASE_LOG_URL"} == set(OURS)
    told, not_told = (
        re.sub(r"\.0\b", "", container("web", "-c", read, env=env).stdout) for env in (EXAMPLE, {})
    )
    assert told == not_told != ""


def _settings():
    return "".join(
        (HERE / "firmai" / "settings" / f"{name}.py").read_text() for name in ("base", "production")
    )


def test_a_second_time_without_root_says_in_a_line_that_it_takes_root(tmp_path, capsys):
    """The files are the containers' accounts' by then."""
    folder, me = tmp_path / "secrets", os.geteuid()
    container_secrets.make(folder)
    (folder / "firmai_key").chmod(0o000)
    if me == 0:
        os.seteuid(65534)
    try:
        status = container_secrets.main(folder)
    finally:
        os.seteuid(me)

    said = capsys.readouterr()
    assert (status, len(said.err.splitlines())) == (1, 1)
    assert "sudo python3 -m scripts.container_secrets" in said.err


def test_without_root_the_files_are_made_and_each_is_told_how_to_be_given_away(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(container_secrets, "is_root", lambda: False)

    assert container_secrets.main(tmp_path / "secrets") == 0

    told = capsys.readouterr().out
    assert f"sudo chown 10001:10001 {tmp_path}/secrets/firmai_key\n" in told
    assert f"sudo chown 999:999 {tmp_path}/secrets/postgres_app\n" in told
