"""The sandbox a whole test process shares:

``application`` is both the WSGI application and the ``Sandbox``.
"""

from .app import Sandbox

application = Sandbox(seed=7)


def reset(seed: int = 7) -> Sandbox:
    """Put the shared sandbox back to its first state: no faults, no records, the clock at the present."""
    application.reset(seed=seed)
    return application
