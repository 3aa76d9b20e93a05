"""Stand-ins for the vendors firmai speaks to, as strict as the vendors are.

One WSGI application, two ways in: mounted in-process (``sandbox.wsgi:application``, routed by the Host
header, so clients keep the vendors' own addresses) and served on loopback (``python -m sandbox``, routed by
the first path segment). Nothing here is imported by the product.
"""

from .app import Sandbox


def build(seed: int = 7, **options) -> Sandbox:
    """A new sandbox with its own state. The same seed and the same requests give the same answers."""
    return Sandbox(seed=seed, **options)


__all__ = ["Sandbox", "build"]
