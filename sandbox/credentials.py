"""What the stand-ins gave their applications to identify themselves with, as the files that an application reads."""

import os
from pathlib import Path

from sandbox.canlii.app import API_KEY as CANLII_KEY
from sandbox.claude.app import ADMIN_KEY as CLAUDE_ADMIN_KEY
from sandbox.claude.app import API_KEY as CLAUDE_KEY
from sandbox.clio.base import CLIENTS as CLIO
from sandbox.mycase.base import CLIENT as MYCASE
from sandbox.timestamps.certificates import trusted
from sandbox.zoom.base import ACCOUNT as ZOOM_ACCOUNT
from sandbox.zoom.base import CLIENT as ZOOM
from sandbox.zoom.base import SECRET_TOKEN as ZOOM_SECRET

FILES: dict[str, tuple[str, ...]] = {
    "CLAUDE_KEY_FILE": (CLAUDE_KEY,),
    "CLAUDE_ADMIN_KEY_FILE": (CLAUDE_ADMIN_KEY,),
    "CLIO_CLIENT_FILE": CLIO["ca"],
    "MYCASE_CLIENT_FILE": MYCASE,
    "ZOOM_CLIENT_FILE": (ZOOM_ACCOUNT, *ZOOM, ZOOM_SECRET),
    "CANLII_KEY_FILE": (CANLII_KEY,),
    "LOG_WITNESS_AUTHORITY_ROOTS": tuple(trusted().splitlines()),
}
"""By the setting that names the file: its lines."""


def write(folder: Path) -> None:
    """Leave the files in a folder of their own, named as the settings are in lower case, for this account alone.

    Whoever starts the house reads settings from all that lies there: what an earlier version left is removed.
    """
    folder.mkdir(mode=0o700, exist_ok=True)
    for left in folder.iterdir():
        left.unlink()
    for name, lines in FILES.items():
        path = folder / name.lower()
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write("\n".join(lines) + "\n")
