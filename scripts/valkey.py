"""A Valkey of one's own (it speaks the Redis protocol), with a password and nothing on disk.

The queue holds ids only and can be rebuilt from PostgreSQL, so it is allowed to forget.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import time
from pathlib import Path

from scripts import binaries, ports
from scripts.places import Notes, directory, write_private
from scripts.problem import Problem
from scripts.supervise import Child, Supervisor, last_lines

TRIES = 5
READY_SECONDS = 10


class Valkey:
    def __init__(self, state: Path, notes: Notes) -> None:
        self.state, self.notes = state, notes
        self.program = binaries.valkey()
        self.password = notes.get("queue_password") or notes.set("queue_password", secrets.token_hex(24))

    def start(self, supervisor: Supervisor) -> None:
        """Bring the server up. Returns when it answers."""
        for _ in range(TRIES):
            child = self._start_once(supervisor)
            if self._came_up(child, supervisor):
                return
            supervisor.forget(child)
        raise Problem(f"Valkey does not start.{last_lines(child.log)}")

    def _start_once(self, supervisor: Supervisor) -> Child:
        self.port = ports.choose(self.notes, "queue_port")
        folder = directory(self.state / "queue", 0o700)
        lines = [
            "bind 127.0.0.1",
            f"port {self.port}",
            f"requirepass {self.password}",
            f'dir "{folder}"',
            'save ""',
            "appendonly no",
            "maxmemory-policy noeviction",
            "loglevel warning",
        ]
        config = self.state / "queue.conf"
        write_private(config, "\n".join(lines) + "\n")
        return supervisor.start(
            "valkey",
            [str(self.program), str(config)],
            environment={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"},
            cwd=folder,
        )

    def _came_up(self, child: Child, supervisor: Supervisor) -> bool:
        deadline = time.monotonic() + READY_SECONDS
        while child.process.poll() is None:
            supervisor.look_for_stop()
            if self._answers():
                return True
            if time.monotonic() > deadline:
                raise Problem(f"Valkey is not ready after {READY_SECONDS} seconds.{last_lines(child.log)}")
            time.sleep(0.02)
        return False

    def _answers(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1) as line:
            line.settimeout(1)
            line.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
            answer = b""
            while answer.count(b"\r\n") < 2:
                part = line.recv(64)
                if not part:
                    break
                answer += part
            return answer == b"+OK\r\n+PONG\r\n"
        return False

    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"
