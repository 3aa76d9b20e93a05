"""What `make` calls: `python3 -m scripts.dev COMMAND`. Finds a Python that is new enough, then runs the command."""

from __future__ import annotations

import os
import sys

from scripts import environment, terminal
from scripts.problem import Problem

HELP = """\
make demo [ONCE=1] [PORT=8000]   everything on this machine: a sample firm, one matter through the whole journey
make test [ARGS="tests/review"]  every test, on real PostgreSQL and Valkey
make check                       lint, types, import contracts, migrations, templates, deploy checks
make bench [JSON=f] [ARGS=audit_page]  the benchmarks, each as a ratio against its peer or limit
make soak [ARGS="retention"]     long fault and load runs with a fixed seed
make serve [ARGS="manage posture"]  the application on the real vendors, or one command of manage.py as it runs them
make lock                        requirements*.lock again from pyproject.toml (needs uv)
"""


def main(arguments: list) -> int:
    command, rest = (arguments[0], arguments[1:]) if arguments else ("help", [])
    try:
        interpreter = environment.find_python()
        if interpreter != sys.executable:
            os.execv(interpreter, [interpreter, "-m", "scripts.dev", *arguments])
        return _run(command, rest)
    except Problem as problem:
        terminal.complain(str(problem))
    except OSError as error:  # a full disk, a folder that another account made
        where = f": {error.filename}" if error.filename else ""
        terminal.complain(f"make {command} cannot go on: {error.strerror or error}{where}.")
    return 1


def _run(command: str, rest: list) -> int:
    # Imported here: what follows may use a Python that the one which started us does not speak.
    from scripts import demo, figures, lockfiles, quality, serve

    commands = {
        "demo": demo.run,
        "test": quality.test,
        "check": quality.check,
        "bench": figures.bench,
        "soak": figures.soak,
        "serve": serve.run,
        "lock": lockfiles.make,
    }
    if command not in commands:
        terminal.say(HELP, end="")
        return 0 if command == "help" else 2
    return commands[command](rest)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
