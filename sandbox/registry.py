"""The stand-ins that exist. A new vendor is a folder and a line here."""

from .canlii.app import Canlii
from .claude.app import Claude
from .clio.app import Clio
from .mycase.app import MyCase
from .s3.app import S3
from .timestamps.app import Timestamps
from .vendor import Vendor
from .zoom.app import Zoom


def vendors() -> tuple[type[Vendor], ...]:
    return (Claude, Canlii, S3, Clio, MyCase, Zoom, Timestamps)
