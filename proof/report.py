"""What the proof prints: each place with what was searched and found, for people and for machines."""

from __future__ import annotations

from typing import Any

from proof.custody import ALLOWED, MEANING, Finding, Place
from proof.run import Proof


def as_text(proof: Proof) -> str:
    """A line for each place, then what is allowed and why, then the verdict."""
    lines = [
        f"{proof.drafts} drafts, {proof.canaries} canaries, {proof.seconds:.0f} s. "
        f"A worker at a call held {proof.during}: the search sees.",
        "",
        f"{'place':44}{'searched':>12}{'forms':>7}{'allowed':>9}{'found':>7}",
        *(_line(finding) for finding in proof.findings),
        "",
        *_details(proof.findings),
        _verdict(proof),
    ]
    return "\n".join(lines)


def _line(finding: Finding) -> str:
    if finding.unsearched:
        return f"{finding.place.value:44}not searched: {finding.unsearched}"
    return (
        f"{finding.place.value:44}{_size(finding.searched):>12}{finding.forms:>7}{finding.allowed:>9}"
        f"{finding.leaks:>7}"
    )


def _size(number: int) -> str:
    size = float(number)
    for unit in ("B", "kB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}"
        size /= 1000
    return f"{size:.1f} GB"


def _details(findings: list[Finding]) -> list[str]:
    """What was found: by kind, form and place, with the names of files or tables and never what they say."""
    lines = []
    for finding in findings:
        for (kind, form), times in sorted(finding.hits.items()):
            why = ALLOWED.get(finding.place, {}).get(kind)
            state = f"allowed: {why}" if why else f"FOUND in {', '.join(finding.where) or 'it'}"
            lines.append(
                f"{finding.place.value}: {times} times {MEANING.get(kind, kind)}, as {form} ({state})"
            )
    return [*lines, ""] if lines else []


def _verdict(proof: Proof) -> str:
    left = f" {len(proof.unsearched)} places could not be searched." if proof.unsearched else ""
    if proof.leaks:
        return f"{proof.leaks} found where none may rest.{left}"
    if not proof.held:
        return f"Not proved: something that is kept could not be read.{left}"
    return f"None found outside the places that may hold it.{left}"


def as_json(proof: Proof) -> dict[str, Any]:
    return {
        "drafts": proof.drafts,
        "canaries": proof.canaries,
        "seconds": round(proof.seconds, 1),
        "during_a_call": proof.during,
        "places": [finding.as_json() for finding in proof.findings],
        "hits": proof.leaks,
        "unsearched": [finding.place.name.lower() for finding in proof.unsearched],
        "held": proof.held,
    }


__all__ = ["Place", "as_json", "as_text"]
