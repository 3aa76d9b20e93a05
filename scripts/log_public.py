"""The log's public keys, from the file of its seeds: what every process has but the one that signs, which has both.

Written with the standard library alone, because it is done where nothing is installed: on a host of containers, and
before the environment of `make serve` is looked at.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
from pathlib import Path
from typing import Dict, Tuple

from scripts.places import write_private
from scripts.problem import Problem

ORIGIN = "firmai.local/log"  # as the settings have it where LOG_ORIGIN is not set
ED25519 = b"\x01"

# The curve of RFC 8032, 5.1. Points are (X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z.
Point = Tuple[int, int, int, int]
P = 2**255 - 19
D = -121665 * pow(121666, P - 2, P) % P
BASE_X = 15112221349535400772501151409588531511454012693041857206046113283949847762202
BASE_Y = 4 * pow(5, P - 2, P) % P


def keep(seeds: Path, place: Path, origin: str) -> None:
    """Bring the file of public keys up to date: those of all seeds, the newest first, and after them what it had.

    A key whose seed is gone stays, because what it signed is still to be verified. Raises Problem where the file of
    seeds cannot be used, and PermissionError where one of the two is another account's.
    """
    versions = _seeds(seeds)
    own = [_verifier(origin, versions[version]) for version in sorted(versions, reverse=True)]
    before = place.read_text("utf-8").split() if place.exists() else []
    keys = own + [key for key in before if key not in own]
    if keys != before:
        write_private(place, "".join(f"{key}\n" for key in keys))


def _seeds(path: Path) -> Dict[int, bytes]:
    """As apps/core/keyfile.py reads them."""
    try:
        lines = path.read_text("utf-8").split("\n")
    except PermissionError:
        raise
    except (OSError, UnicodeDecodeError):
        raise Problem(f"The log's key file {path} cannot be read.") from None
    versions: Dict[int, bytes] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        version, _, encoded = line.strip().partition(":")
        try:
            seed = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError):
            seed = b""
        if not version.isdigit() or len(seed) != 32:
            raise Problem(
                f"Line {number} of the log's key file {path} should read version:base64 of 32 bytes."
            )
        versions[int(version)] = seed
    if not versions:
        raise Problem(f"The log's key file {path} holds no key.")
    return versions


def _verifier(origin: str, seed: bytes) -> str:
    """`name+id+key`, as C2SP signed-note has it and `manage.py log_keys` prints it."""
    key = ED25519 + _public(seed)
    identity = hashlib.sha256(os.fsencode(origin) + b"\n" + key).digest()[:4]
    return f"{origin}+{identity.hex()}+{base64.b64encode(key).decode()}"


def _public(seed: bytes) -> bytes:
    times = int.from_bytes(hashlib.sha512(seed).digest()[:32], "little")
    times = times & ((1 << 254) - 8) | 1 << 254
    total, doubled = (0, 1, 1, 0), (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)
    while times:
        if times & 1:
            total = _sum(total, doubled)
        doubled = _sum(doubled, doubled)
        times >>= 1
    inverse = pow(total[2], P - 2, P)
    x, y = total[0] * inverse % P, total[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _sum(one: Point, two: Point) -> Point:
    a, b = (one[1] - one[0]) * (two[1] - two[0]), (one[1] + one[0]) * (two[1] + two[0])
    c, d = 2 * D * one[3] * two[3], 2 * one[2] * two[2]
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P
