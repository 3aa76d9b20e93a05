"""The stand-ins that exist. A new vendor is a folder and a line here."""

from .canlii.app import Canlii
from .claude.app import Claude
from .vendor import Vendor


def vendors() -> tuple[type[Vendor], ...]:
    return (Claude, Canlii)
