"""A thread that searches its own process when it is asked to.

One line of JSON each way: `{"search": ["hexadecimal of a masked pattern", ...], "enough": false}`. PROOF_FOLDER names
the folder of the socket; PROOF_DEBUG opens every logger that nobody has pinned, as somebody does who looks for a fault.
"""

from __future__ import annotations

import json
import logging
import os
import socket
import sys
import threading
from pathlib import Path
from typing import Any

from proof import memory


def address(folder: Path, name: str) -> Path:
    """Where a process of that name listens."""
    return folder / f"{name}.ask"


def begin(name: str) -> None:
    """Listen from now on."""
    if os.environ.get("PROOF_DEBUG"):
        _open_every_logger()
    path = address(Path(os.environ["PROOF_FOLDER"]), name)
    path.unlink(missing_ok=True)
    line = socket.socket(socket.AF_UNIX)
    line.bind(str(path))
    path.chmod(0o600)
    line.listen(1)
    threading.Thread(target=_serve, args=(line,), name="proof", daemon=True).start()


def _open_every_logger() -> None:
    """Every record there is, with its arguments, as plain text: worse than any setting of the house."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)


def _serve(line: socket.socket) -> None:
    while True:
        caller, _ = line.accept()
        with caller, caller.makefile("rwb") as both:
            answer = _answer(json.loads(both.readline()))
            both.write(json.dumps(answer).encode() + b"\n")
            both.flush()


def _answer(asked: dict[str, Any]) -> dict[str, Any]:
    found = memory.search([bytes.fromhex(each) for each in asked["search"]], enough=asked["enough"])
    return {"searched": found.searched, "counts": list(found.counts.items()), "samples": found.samples}


def ask(
    folder: Path, name: str, masked: list[bytes], *, enough: bool = False, seconds: float = 120
) -> memory.Found:
    """Have a process search itself (`memory.search`)."""
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(seconds)
        line.connect(str(address(folder, name)))
        with line.makefile("rwb") as both:
            both.write(
                json.dumps({"search": [each.hex() for each in masked], "enough": enough}).encode() + b"\n"
            )
            both.flush()
            given = json.loads(both.readline())
    counts = {int(number): int(times) for number, times in given["counts"]}
    return memory.Found(given["searched"], counts, [tuple(each) for each in given["samples"]])
