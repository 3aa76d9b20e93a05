"""The stand-in for a timestamp authority, and the certificate by which it is trusted, for tests."""

import httpx

import sandbox
from apps.audit import stamps
from sandbox.timestamps import certificates
from sandbox.timestamps.app import ASKED

ADDRESS = "http://timestamps.example/"


def trust(settings, folder):
    """The authority's root in a file that the settings name. Returns the certificates."""
    path = folder / "authority.pem"
    path.write_text(certificates.trusted())
    settings.LOG_WITNESS_AUTHORITY_ROOTS = str(path)
    return stamps.trusted()


def ask(box, body, kind=ASKED):
    """One question over HTTP, in-process."""
    with httpx.Client(transport=httpx.WSGITransport(box)) as client:
        return client.post(ADDRESS, content=body, headers={"content-type": kind})


def answer(note, box=None, fault=None):
    """A question about a note, and what the authority says to it."""
    box, asked = box or sandbox.build(), stamps.question(note)
    if fault is not None:
        box.faults.set("timestamps", "stamp", fault)
    return asked, ask(box, asked.body).content


def stamped(checkpoint, box=None):
    """Have the authority stamp a checkpoint, and keep what it said."""
    asked, body = answer(checkpoint.note, box)
    return stamps.keep(body, stamps.read(body, stamps.trusted(), nonce=asked.nonce), checkpoint.size)
