"""``python -m sandbox --port 0 --seed 7``: prints the base address as one line and serves until stopped."""

import argparse
import contextlib
import signal
import sys
from pathlib import Path

from . import credentials
from .app import Sandbox
from .server import Server


def main() -> int:
    options = argparse.ArgumentParser(
        prog="python -m sandbox", description="Stand-ins for the vendors, on loopback."
    )
    options.add_argument("--port", type=int, default=0, help="0 takes a free port")
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--delay", type=float, help="seconds Claude takes before it answers")
    options.add_argument("--forget-bodies", action="store_true", help="keep nothing of what requests carried")
    options.add_argument("--credentials", type=Path, help="folder to leave the applications' credentials in")
    given = options.parse_args()
    if given.credentials is not None:
        credentials.write(given.credentials)
    sandbox = Sandbox(seed=given.seed, keep_bodies=not given.forget_bodies)
    sandbox.record.answers = False  # nobody can ask for them here
    if given.delay is not None:
        sandbox.claude.configure(delay=given.delay)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with Server(sandbox, given.port) as server:
        sys.stdout.write(server.address + "\n")
        sys.stdout.flush()
        with contextlib.suppress(KeyboardInterrupt):
            signal.pause()
    return 0


if __name__ == "__main__":
    sys.exit(main())
