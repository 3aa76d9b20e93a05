"""The client the settings name."""

from apps.core.sensitive import Sensitive
from apps.integrations import credentials
from apps.integrations.canlii.client import Canlii


def connect() -> Canlii:
    """CanLII with the key in CANLII_KEY_FILE. Raises Permanent ``not_configured`` where there is none."""
    return Canlii(key=Sensitive(credentials.canlii()))
