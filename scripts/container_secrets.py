"""`python3 -m scripts.container_secrets`: the files that docker-compose.yml hands to its containers, made once.

A file that exists is left as it is, so running this again adds what is missing; the log's public keys are brought up to
date with its seeds. Each file belongs to the account that
reads it inside its container and to nobody else: run it as root, which alone may give files away. Without root the
files are made and the accounts to give them to are printed.
"""

from __future__ import annotations

import base64
import os
import secrets
import shlex
import sys
from pathlib import Path
from typing import Dict

from scripts import dotenv, log_public
from scripts.places import CHECKOUT, directory, is_root, write_private
from scripts.problem import Problem

APPLICATION_ACCOUNT = 10001  # of the Dockerfile, and of the queue in docker-compose.yml
POSTGRES_ACCOUNT = 999  # of the PostgreSQL image
ROLES = {"database_url": "app", "database_owner_url": "owner", "database_log_url": "log"}
# What the firm gets from somebody else and puts in. A file that stays empty is something it does not use. The admin
# key is for the service `watch` alone.
FROM_OUTSIDE = (
    "claude_key", "claude_admin_key", "clio_client", "mycase_client", "zoom_client", "canlii_key", "email_url",
)  # fmt: skip


def make(folder: Path, *, origin: str = log_public.ORIGIN) -> Dict[str, int]:
    """Write what is missing; give each file's name with the account it is for.

    ``origin`` is the log's name, of which its public keys are a part.
    """
    directory(folder, 0o711)
    files: Dict[str, int] = {}

    def keep(name: str, text: str, account: int) -> str:
        path = folder / name
        if not path.exists():
            write_private(path, text)
        files[name] = account
        return path.read_text("utf-8")

    keep("postgres_superuser", secrets.token_hex(24), POSTGRES_ACCOUNT)
    for name, role in ROLES.items():
        password = keep(f"postgres_{role}", secrets.token_hex(24), POSTGRES_ACCOUNT)
        keep(name, f"postgres://firmai_{role}:{password}@postgres:5432/firmai", APPLICATION_ACCOUNT)
    password = keep("redis_password", secrets.token_hex(24), APPLICATION_ACCOUNT)
    keep("redis_url", f"redis://:{password}@redis:6379/0", APPLICATION_ACCOUNT)
    keep("secret_key", secrets.token_urlsafe(48), APPLICATION_ACCOUNT)
    for name in ("firmai_key", "firmai_log_key", "backup_key"):
        keep(name, "1:" + base64.b64encode(secrets.token_bytes(32)).decode() + "\n", APPLICATION_ACCOUNT)
    log_public.keep(folder / "firmai_log_key", folder / "firmai_log_public", origin)
    files["firmai_log_public"] = APPLICATION_ACCOUNT
    for name in FROM_OUTSIDE:
        keep(name, "", APPLICATION_ACCOUNT)
    return files


def main(folder: Path = CHECKOUT / "secrets") -> int:
    settings = folder.parent / ".env"
    try:
        made = make(folder, origin=dotenv.value(settings, "LOG_ORIGIN") or log_public.ORIGIN)
        for name, account in made.items():
            if is_root():
                os.chown(str(folder / name), account, account)
            elif (folder / name).stat().st_uid != account:
                print(f"Not root: sudo chown {account}:{account} {shlex.quote(str(folder / name))}")
    except PermissionError as error:
        print(
            f"{error.filename} is another account's. Run this as root: sudo python3 -m scripts.container_secrets",
            file=sys.stderr,
        )
        return 1
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    if not (folder / "claude_key").read_text("utf-8").strip():
        print(f"Put the firm's Claude key into {folder / 'claude_key'}.")
    print(
        f"Keep a copy of {folder / 'firmai_key'} elsewhere: without it nobody can read the firm's content again.\n"
        f"Keep one of {folder / 'backup_key'} too, apart from the backups: without it none of them opens."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
