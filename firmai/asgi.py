"""For servers that speak ASGI; firmai itself needs no more than WSGI."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firmai.settings.production")

application = get_asgi_application()
