"""The vendors' addresses, and how each is reached on loopback.

A site is a first path segment on loopback and one or more host names in-process. A vendor may own several
sites (Clio's upload hosts are Amazon's), and a site may have several hosts (MyCase signs in on another one).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Site:
    """``name`` is the first path segment on loopback; the first of ``hosts`` is the site's usual address."""

    name: str
    vendor: str
    hosts: tuple[str, ...]


SITES = (
    Site("claude", "claude", ("api.anthropic.com",)),
    Site("clio", "clio", ("ca.app.clio.com",)),
    Site("clio-us", "clio", ("app.clio.com",)),
    Site("mycase", "mycase", ("external-integrations.mycase.com", "auth.mycase.com")),
    Site("zoom", "zoom", ("api.zoom.us", "zoom.us", "us02web.zoom.us", "api-us.zoom.us")),
    Site("canlii", "canlii", ("api.canlii.org",)),
    Site("timestamps", "timestamps", ("timestamps.example",)),
    Site("s3-canada", "s3", ("sandbox-uploads.s3.ca-central-1.amazonaws.com",)),
    Site("s3-us", "s3", ("sandbox-uploads.s3.us-west-2.amazonaws.com",)),
)

BY_HOST = {host: site for site in SITES for host in site.hosts}
BY_NAME = {site.name: site for site in SITES}


def address(site: str, path: str, *, base: str | None = None, host: str | None = None) -> str:
    """An absolute URL of a site for a caller that came in by ``base`` (loopback) or by host name (None).

    ``host`` picks one of the site's hosts; on loopback they all share the site's segment.
    """
    known = BY_NAME[site]
    if host is not None and host not in known.hosts:
        raise ValueError(f"{site} has no host {host}")
    return f"{base}/{site}{path}" if base else f"https://{host or known.hosts[0]}{path}"
