"""The pages that the desk puts on the firm's paper (`core.paper` sets them)."""

from pathlib import Path

HERE = Path(__file__).parent
CERTIFICATE, DOSSIER, SUMMARY = (HERE / f"{name}.typ" for name in ("certificate", "dossier", "summary"))


def style() -> str:
    """The style sheet of pages that are read outside the house."""
    return (HERE / "summary.css").read_text("utf-8")
