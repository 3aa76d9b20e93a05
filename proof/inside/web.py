"""The house's web process, which can be asked to search its own memory."""

from firmai.wsgi import application
from proof.inside import listening

__all__ = ["application"]

listening.begin("web")
