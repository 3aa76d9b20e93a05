"""Check a bundle of entries from a firm's log. One file, Python's standard library only, 3.8 or later, no network.

    python3 verify.py                          the folder that this file lies in
    python3 verify.py bundle.zip               the archive as it was received
    python3 verify.py --key KEY bundle.zip     against the log's public key as the firm published it elsewhere
    python3 verify.py --checkpoint FILE ...    against a checkpoint that somebody else kept
    python3 verify.py --show ...               every entry, read from the bytes that are proved

Exit status 0 when everything holds, 1 at the first thing that does not, which is named. What is proved: that each
entry's exact bytes were in the log when its checkpoint was signed, at that place, and that the log behind the later
checkpoint begins with that log. What is not: the names and the summary, which are the firm's word, and that nothing was
left out.

Hashes and proofs are those of RFC 6962 and RFC 9162, signatures are Ed25519 (RFC 8032), checkpoints are signed notes
(C2SP signed-note and tlog-checkpoint).
"""

from __future__ import annotations

import argparse
import base64
import binascii
import hashlib
import itertools
import json
import re
import struct
import sys
import time
import zipfile
import zlib
from pathlib import Path

FORMAT = "firmai-bundle/1"
SUMS = "SHA256SUMS"
NEEDED = (
    "README.md",
    "checkpoint.txt",
    "entries.txt",
    "keys.txt",
    "manifest.json",
    "names.json",
    "proofs.txt",
)
STAMP = "checkpoint.tsr"
SUM = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9._-]+)")
HEX_HASH = re.compile(r"[0-9a-f]{64}")
NUMBER = re.compile(r"0|[1-9][0-9]{0,18}")
LONGEST_LINE = 1 << 20
READ_AT_ONCE = 1 << 20
SLACK = 5 * 60 * 1_000_000  # microseconds that an act may take until it has its place in the log


class Fault(Exception):
    """The first thing that does not hold: a code, where, and a sentence."""

    def __init__(self, code, where, sentence):
        super().__init__(f"{sentence} ({where})")
        self.code, self.where, self.sentence = code, where, sentence

    def as_json(self):
        return {"code": self.code, "where": self.where, "sentence": self.sentence}


# Ed25519 (RFC 8032, 5.1). Points are (X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z. ------------------------------

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQRT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
ZERO = (0, 1, 1, 0)


def ed25519_verifies(public, message, signature):
    """Whether the holder of a public key signed exactly this message."""
    if len(public) != 32 or len(signature) != 64:
        return False
    key = _point(public)
    s = int.from_bytes(signature[32:], "little")
    if key is None or s >= ORDER:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    x, y, z, t = key
    return _encoded(_times(s, BASE, h, (P - x, y, z, P - t))) == signature[:32]


def _point(encoded):
    """The point of 32 bytes, or None where there is none."""
    y = int.from_bytes(encoded, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * SQRT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


def _add(one, two):
    a, b = (one[1] - one[0]) * (two[1] - two[0]) % P, (one[1] + one[0]) * (two[1] + two[0]) % P
    c, d = 2 * one[3] * two[3] * D % P, 2 * one[2] * two[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _twice(point):
    x, y, z, _ = point
    a, b, both = x * x % P, y * y % P, x + y
    h = a + b
    e, g = h - both * both % P, a - b
    f = 2 * z * z % P + g
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(number, point, other_number, other):
    """The sum of so many times the one point and so many times the other, in one pass from the highest bit."""
    addends = (None, point, other, _add(point, other))
    sum_ = ZERO
    for bit in range(max(number.bit_length(), other_number.bit_length()) - 1, -1, -1):
        sum_ = _twice(sum_)
        addend = addends[(number >> bit & 1) | (other_number >> bit & 1) << 1]
        if addend:
            sum_ = _add(sum_, addend)
    return sum_


def _encoded(point):
    inverse = pow(point[2], P - 2, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


BASE = _point(bytes.fromhex("58" + "66" * 31))


# The tree (RFC 9162, 2.1.3.2 and 2.1.4.2) -----------------------------------------------------------------------


def leaf_hash(entry):
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_from(leaf, index, size, proof):
    """The root that a proof leads to from a leaf at `index` of `size`, or None where it leads nowhere."""
    place, last, top = index, size - 1, leaf
    for hash_ in proof:
        if last == 0:
            return None
        if place & 1 or place == last:
            top = node_hash(hash_, top)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            top = node_hash(top, hash_)
        place, last = place >> 1, last >> 1
    return top if last == 0 else None


def begins_with(first, second, first_root, second_root, proof):
    """Whether the proof shows that the tree of `second` leaves begins with the tree of `first`."""
    if first == second:
        return not proof and first_root == second_root
    hashes = list(proof) if first & (first - 1) else [first_root, *proof]
    if not 0 < first < second or not hashes:
        return False
    place, last = first - 1, second - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = hashes[0]
    for hash_ in hashes[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old, new = node_hash(hash_, old), node_hash(hash_, new)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            new = node_hash(new, hash_)
        place, last = place >> 1, last >> 1
    return last == 0 and old == first_root and new == second_root


# Keys and signed notes ------------------------------------------------------------------------------------------


def read_key(text):
    """Name, id and public key of `name+id+key`; None where the parts do not fit together."""
    name, _, rest = text.strip().partition("+")
    key_id, _, encoded = rest.partition("+")
    key = unbase64(encoded)
    if not name or len(key) != 33 or key[:1] != b"\x01":
        return None
    found = hashlib.sha256(name.encode() + b"\n" + key).digest()[:4]
    return (name, found, key[1:]) if found.hex() == key_id else None


def written_key(name, public):
    """The key as it is published."""
    key = b"\x01" + public
    key_id = hashlib.sha256(name.encode() + b"\n" + key).digest()[:4]
    return f"{name}+{key_id.hex()}+{base64.b64encode(key).decode()}"


def timed_key_id(name, public):
    """The four bytes by which a key is named where it signs the time too."""
    return hashlib.sha256(name.encode() + b"\n\x04" + public).digest()[:4]


def read_note(note, keys, every_line=True):
    """Origin, size, root and the whole key that signed; None where nobody known has signed exactly this, or only under
    another name than the log's. The four bytes of a key's id are not enough to tell it: others that have the same are
    found within hours.

    A key may sign once more with the time beside the text (C2SP tlog-cosignature). `every_line` asks that each line of
    signature is one of these; without it, lines of keys that are not given are passed over, as the format has it.
    """
    text, found, signatures = note.rpartition("\n\n")
    text += "\n"
    lines = text.split("\n")
    if not found or not signatures.endswith("\n") or len(lines) != 4 or not NUMBER.fullmatch(lines[1]):
        return None
    size, root, signers = int(lines[1]), unbase64(lines[2]), []
    if len(root) != 32 or not lines[0] or text != f"{lines[0]}\n{size}\n{base64.b64encode(root).decode()}\n":
        return None
    for line in signatures[:-1].split("\n"):
        dash, _, rest = line.partition(" ")
        name, _, encoded = rest.partition(" ")
        signature = unbase64(encoded)
        if dash != "\u2014" or not name or len(signature) < 5:
            return None
        known = [(public, key_id) for held, key_id, public in keys if held == name == lines[0]]
        plain = [public for public, key_id in known if key_id == signature[:4]]
        timed = [public for public, _ in known if timed_key_id(name, public) == signature[:4]]
        if every_line and not plain and not timed:
            return None
        for public in plain:
            if not ed25519_verifies(public, text.encode(), signature[4:]):
                return None
            signers.append(written_key(name, public))
        for public in timed:
            seconds = int.from_bytes(signature[4:12], "big")
            if not ed25519_verifies(
                public, f"cosignature/v1\ntime {seconds}\n{text}".encode(), signature[12:]
            ):
                return None
    return (lines[0], size, root, signers[0]) if signers else None


def unbase64(text):
    """The bytes, or none where the text is not what they are written as: of several spellings only one counts."""
    try:
        said = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
    return said if base64.b64encode(said).decode() == text else b""


# The bundle -----------------------------------------------------------------------------------------------------


class Bundle:
    """The files of a bundle, in a folder or in the archive it came as."""

    def __init__(self, path):
        self.zip = None
        if path.is_dir():
            self.folder = path
            self.names = [each.name for each in path.iterdir() if each.is_file() and each.name[0] != "."]
            return
        try:
            self.zip = zipfile.ZipFile(path)
        except (OSError, LookupError, NotImplementedError, ValueError, struct.error, zipfile.BadZipFile):
            raise Fault("archive", path.name, "This is neither a folder nor a ZIP archive.") from None
        self.names = self.zip.namelist()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        if self.zip is not None:
            self.zip.close()

    def open(self, name):
        return (self.folder / name).open("rb") if self.zip is None else self.zip.open(name)

    def chunks(self, name):
        try:
            with self.open(name) as file:
                yield from iter(lambda: file.read(READ_AT_ONCE), b"")
        except (FileNotFoundError, KeyError):
            raise Fault("file_missing", name, "A file that belongs to the bundle is missing.") from None
        except (OSError, EOFError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error):
            raise Fault("archive", name, "A file of the archive is damaged.") from None

    def text(self, name):
        try:
            return b"".join(self.chunks(name)).decode()
        except UnicodeDecodeError:
            raise Fault("file_changed", name, "A file is not the text that was listed.") from None

    def json(self, name):
        try:
            found = json.loads(self.text(name), object_pairs_hook=_each_once)
        except (RecursionError, ValueError):
            found = None
        if not isinstance(found, dict):
            raise Fault("file_changed", name, "A file is not the one that was listed.")
        return found

    def lines(self, name):
        """Each line without its end. A line that has none is refused, so that no byte goes unread."""
        rest = b""
        for chunk in self.chunks(name):
            *whole, rest = (rest + chunk).split(b"\n")
            yield from whole
            if len(rest) > LONGEST_LINE:
                break
        if rest:
            raise Fault("file_changed", name, "A line has no end.")


def _each_once(pairs):
    """Of two values under one name one program reads the first and another the last."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


def check(path, given=(), held=None, show=None):
    """Everything that holds, as a dictionary. Raises Fault at the first thing that does not.

    `given` are the log's public keys as published elsewhere, `held` a checkpoint's text kept elsewhere, `show` a
    function that is given each entry, proved, with its index.
    """
    try:
        with Bundle(Path(path)) as bundle:
            return _checked(bundle, list(given), held, show)
    except (AttributeError, LookupError, RecursionError, TypeError, ValueError):
        raise Fault(
            "form", Path(path).name, "Something in the bundle is not of the form it has to be."
        ) from None


def _checked(bundle, given, held, show):
    sums = _sums(bundle)
    keys = _keys(bundle, given)
    checkpoint = _note(bundle, "checkpoint.txt", keys)
    later = _later(bundle, keys, checkpoint)
    _no_other_keys(bundle, {signed[3] for signed in (checkpoint, later) if signed})
    stamped = _stamped(bundle)
    manifest = bundle.json("manifest.json")
    if manifest.get("format") != FORMAT:
        raise Fault("manifest", "manifest.json", "This is not a bundle of a form that this program knows.")
    if manifest.get("origin") != checkpoint[0]:
        raise Fault("manifest", "manifest.json", "The manifest is for another log than the checkpoint.")
    if manifest.get("size") != checkpoint[1]:
        raise Fault("manifest", "manifest.json", "The manifest is for another checkpoint.")
    if type(manifest.get("waiting")) is not int or manifest["waiting"] < 0:
        raise Fault("manifest", "manifest.json", "The manifest does not say how many entries were left out.")
    ids, times = {manifest.get("by")}, Times()
    count = _entries(bundle, manifest, checkpoint, ids, times, show)
    if manifest.get("entries") != count:
        raise Fault(
            "count", "manifest.json", "The bundle does not hold as many entries as its manifest says."
        )
    _names(bundle, ids)
    for name, listed in sums.items():
        hash_ = hashlib.sha256()
        for chunk in bundle.chunks(name):
            hash_.update(chunk)
        if hash_.hexdigest() != listed:
            raise Fault("file_changed", name, "A file is not the one that was listed.")
    if held is not None:
        _held(held, keys, checkpoint, later)
    return {
        "entries": count,
        "fingerprint": hashlib.sha256(bundle.text(SUMS).encode()).hexdigest(),
        "key": checkpoint[3],
        "key_given": bool(given),
        "later": later[1] if later else None,
        "origin": checkpoint[0],
        "root": checkpoint[2].hex(),
        "scope": manifest.get("scope"),
        "size": checkpoint[1],
        "sound": True,
        "stamped": stamped,
        "turned_back": times.turned_back,
        "turned_back_at": times.first,
        "waiting": manifest.get("waiting"),
    }


def _sums(bundle):
    names = bundle.names
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise Fault("file_added", twice, "A file is in the archive twice.")
    if SUMS not in names:
        raise Fault("file_missing", SUMS, "The list of files is missing.")
    sums = {}
    for line in bundle.lines(SUMS):
        found = SUM.fullmatch(line.decode("utf-8", "replace"))
        if not found or found.group(2) in sums or found.group(2) == SUMS:
            raise Fault("file_changed", SUMS, "The list of files is not as it was written.")
        sums[found.group(2)] = found.group(1)
    for name in (*NEEDED, *sums):
        if name not in names or name not in sums:
            raise Fault("file_missing", name, "A file that belongs to the bundle is missing.")
    for name in sorted({*names} - {*sums, SUMS}):
        raise Fault("file_added", name, "A file does not belong to the bundle.")
    return sums


def _keys(bundle, given):
    keys = [read_key(line.decode("utf-8", "replace")) for line in bundle.lines("keys.txt")]
    if not keys or None in keys:
        raise Fault("key", "keys.txt", "A public key is not whole.")
    wanted = [read_key(each) for each in given]
    if None in wanted:
        raise Fault("key", "--key", "A key that was given is not whole: it reads name+id+key.")
    used = [each for each in keys if each in wanted] if given else keys
    if not used:
        raise Fault("key", "keys.txt", "None of the keys that were given is among the bundle's.")
    return used


def _no_other_keys(bundle, signers):
    """Or the firm's own key could stand beside the one that signed, for whoever compares the file by eye."""
    for line in bundle.lines("keys.txt"):
        name, _, public = read_key(line.decode())
        if written_key(name, public) not in signers:
            raise Fault("key", "keys.txt", "A key is there with which nothing was signed.")


def _note(bundle, name, keys):
    found = read_note(bundle.text(name), keys)
    if found is None:
        raise Fault("checkpoint", name, "The checkpoint was not signed with a key of this log.")
    return found


def _later(bundle, keys, checkpoint):
    if ("later.txt" in bundle.names) != ("consistency.txt" in bundle.names):
        raise Fault(
            "file_missing", "consistency.txt", "A later checkpoint comes with a proof of consistency."
        )
    if "later.txt" not in bundle.names:
        return None
    later = _note(bundle, "later.txt", keys)
    proof = [_hash(line, "consistency", "consistency.txt") for line in bundle.lines("consistency.txt")]
    same_log = later[0] == checkpoint[0] and 0 < checkpoint[1] <= later[1]
    if not same_log or not begins_with(checkpoint[1], later[1], checkpoint[2], later[2], proof):
        raise Fault("consistency", "consistency.txt", "The later log does not begin with the earlier.")
    return later


def _hash(line, code, where):
    text = line.decode("utf-8", "replace")
    if not HEX_HASH.fullmatch(text):
        raise Fault(code, where, "A hash of a proof is not whole.")
    return bytes.fromhex(text)


class Times:
    """What entries say of when they happened, held against their order. Their times are the firm's word: who sets a
    clock back, or has an act look older, is found by what stands before it in the log."""

    def __init__(self):
        self.latest, self.turned_back, self.first = None, 0, None

    def see(self, index, at):
        if self.latest is not None and at < self.latest - SLACK:
            self.turned_back += 1
            self.first = index if self.first is None else self.first
        self.latest = at if self.latest is None else max(self.latest, at)


def _entries(bundle, manifest, checkpoint, ids, times, show):
    count, previous = 0, -1
    both = itertools.zip_longest(bundle.lines("entries.txt"), bundle.lines("proofs.txt"))
    for number, (entry, proof) in enumerate(both, start=1):
        where = f"line {number}"
        if entry is None or proof is None:
            raise Fault("proof", where, "Entries and proofs do not go together.")
        index, *hashes = proof.split(b" ")
        if (
            not NUMBER.fullmatch(index.decode("utf-8", "replace"))
            or not previous < int(index) < checkpoint[1]
        ):
            raise Fault("index", where, "An entry's place is not one, or is out of order.")
        previous, path = int(index), [_hash(hash_, "proof", where) for hash_ in hashes]
        if root_from(leaf_hash(entry), previous, checkpoint[1], path) != checkpoint[2]:
            raise Fault(
                "entry", f"{where}, index {previous}", "This entry at this place is not in the signed log."
            )
        content = _content(entry, f"{where}, index {previous}")
        if not _within(manifest.get("scope"), content):
            raise Fault("scope", f"{where}, index {previous}", "An entry is not of what the bundle is about.")
        ids.update(re.findall(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", entry.decode()))
        times.see(previous, content["at"])
        count = number
        if show is not None:
            show(previous, content)
    return count


def _content(entry, where):
    try:
        content = json.loads(entry)
        if json.dumps(content, sort_keys=True, separators=(",", ":")).encode() == entry:
            return content
    except ValueError:
        pass
    raise Fault("entry", where, "An entry is not in canonical form.")


def _within(scope, content):
    """Whether an entry belongs to the matter, the person and the period that the manifest names."""
    if not isinstance(scope, dict) or not scope.keys() <= {"matter", "person", "since", "until"}:
        return False
    return (
        scope.get("matter") in (None, content.get("matter"))
        and scope.get("person") in (None, content.get("by"), content.get("asked_by"))
        and scope.get("since", content["at"]) <= content["at"] < scope.get("until", content["at"] + 1)
    )


def _names(bundle, ids):
    names = bundle.json("names.json")
    if names.keys() != {"matters", "people"} or not {*names["matters"], *names["people"]} <= ids:
        raise Fault("names", "names.json", "A name is for nobody and nothing in the entries.")
    if not all(isinstance(name, str) for each in names.values() for name in each.values()):
        raise Fault("names", "names.json", "A name is not a text.")


def _stamped(bundle):
    """Whether an authority's timestamp over the checkpoint is there: it names the checkpoint's hash. Its signature is
    not read here; the second way of the README does that."""
    if STAMP not in bundle.names:
        return False
    checkpoint = hashlib.sha256(b"".join(bundle.chunks("checkpoint.txt"))).digest()
    if checkpoint not in b"".join(bundle.chunks(STAMP)):
        raise Fault("stamp", STAMP, "The timestamp is over another checkpoint.")
    return True


def _held(held, keys, checkpoint, later):
    found = read_note(held, keys, every_line=False)
    if found is None:
        raise Fault(
            "held", "--checkpoint", "The checkpoint that was kept was not signed with a key of this log."
        )
    for signed in filter(None, (checkpoint, later)):
        if signed[1] == found[1]:
            if signed[2] == found[2]:
                return
            raise Fault("held", "--checkpoint", "The checkpoint that was kept is for another log than this.")
    raise Fault(
        "held", "--checkpoint", "The checkpoint that was kept is for another size; ask for that one's bundle."
    )


# The command ----------------------------------------------------------------------------------------------------


def main(arguments=None):
    """The command. Returns its exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("path", nargs="?", type=Path, default=Path(__file__).resolve().parent)
    parser.add_argument(
        "--key", action="append", default=[], help="a public key of the log, published elsewhere"
    )
    parser.add_argument("--checkpoint", type=Path, help="a checkpoint that somebody else kept")
    parser.add_argument("--show", action="store_true", help="print every entry that is proved")
    parser.add_argument("--json", action="store_true", help="print the outcome for machines")
    given = parser.parse_args(arguments)
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")  # a letter that the terminal lacks is no fault
    try:
        names = _said_names(given.path) if given.show else None
        show = None if names is None else lambda index, content: _write(_line(index, content, names))
        held = _kept(given.checkpoint) if given.checkpoint else None
        found = check(given.path, given=given.key, held=held, show=show)
    except Fault as fault:
        outcome = {"sound": False, "fault": fault.as_json()}
        _write(json.dumps(outcome, sort_keys=True) if given.json else f"FAULT: {in_one_line(fault)}")
        return 1
    _write(json.dumps(found, sort_keys=True) if given.json else in_words(found))
    return 0


def _said_names(path):
    with Bundle(path) as bundle:
        return bundle.json("names.json")


def _kept(path):
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise Fault("held", "--checkpoint", "The checkpoint that was kept cannot be read.") from None


def in_one_line(said):
    """Said in a line of its own. What could begin another, or turn round or hide what stands beside it, is spelled."""
    return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in str(said))


def in_words(found):
    """The outcome as a person reads it."""
    lines = [
        f"Sound: {found['entries']} entries, each proved to be in the log {found['origin']}",
        f"as it was signed over {found['size']} entries, root {found['root']}.",
    ]
    if found["later"]:
        lines += [f"That log is the beginning of the one signed later over {found['later']} entries."]
    lines += [f"Signed with the key {found['key']}."]
    if found["stamped"]:
        lines += [
            "A timestamp over it is there.",
            "Whether an authority signed it is not read here, but with openssl: see README.md.",
        ]
    if not found["key_given"]:
        lines += [
            "The key is the bundle's own: compare it with the one the firm published, or give it with --key."
        ]
    if found["turned_back"]:
        lines += [earlier_in_words(found["turned_back"], found["turned_back_at"])]
    if found["waiting"]:
        lines += [
            f"Left out, as the firm says, because they were not signed yet when it was made: {found['waiting']}."
        ]
    lines += [
        "Names and the summary are the firm's word and not proved (--show reads what is); nor is it that no entry was "
        "left out."
    ]
    return "\n".join(map(in_one_line, [*lines, f"Fingerprint of the bundle: {found['fingerprint']}"]))


def earlier_in_words(count, first):
    """That the clock was set back, or an act was given an earlier time."""
    said = "1 entry says" if count == 1 else f"{count} entries say"
    return f"{said} a time that is more than 5 minutes before one that stands earlier, the first at index {first}."


def _line(index, content, names):
    """An entry in one line. `names` are the bundle's, in quotes because they are not proved; where there is none, the
    id stands."""
    people = {key: json.dumps(name, ensure_ascii=False) for key, name in names.get("people", {}).items()}
    at = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(content["at"] // 1_000_000))
    asked = f" for {people.get(content['asked_by'], content['asked_by'])}" if "asked_by" in content else ""
    by, on = people.get(content["by"], content["by"]), content["on"]
    facts = " ".join(f"{name}={json.dumps(value)}" for name, value in sorted(content["facts"].items()))
    return in_one_line(
        f"{index} {at}Z {by}{asked} {content['event']} {on['kind']} {on['id']} {facts}".rstrip()
    )


def _write(line):
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main())
