"""Where an address keeps what is sent to it, as far as its name shows."""

import re
from urllib.parse import urlsplit

from apps.integrations.models import Region

# Amazon's own naming: bucket.s3.region, s3.region with the bucket in the path, and the older s3-region.
STORAGE = re.compile(r"(?:[a-z0-9][a-z0-9.-]*\.)?s3[.-](?P<zone>[a-z]{2}-[a-z]+-\d)\.amazonaws\.com")
ANYWHERE = re.compile(r"(?:[a-z0-9][a-z0-9.-]*\.)?s3\.amazonaws\.com")


def is_storage(host: str) -> bool:
    """Whether a host is Amazon's storage, the only place vendors are known to send files to and from."""
    return bool(STORAGE.fullmatch(host) or ANYWHERE.fullmatch(host))


def of_storage(url: str) -> Region:
    """Where a storage address is: its host names the zone, or it is not shown."""
    found = STORAGE.fullmatch((urlsplit(url).hostname or "").lower())
    zone = found["zone"] if found else ""
    if zone.startswith("ca-"):
        return Region.CANADA
    return Region.UNITED_STATES if zone.startswith("us-") else Region.UNKNOWN
