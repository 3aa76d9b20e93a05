"""For servers that speak ASGI; firmai itself needs no more than WSGI."""

import os

from django.core.asgi import get_asgi_application

from firmai import memory

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firmai.settings.production")

memory.leave_no_core()
application = get_asgi_application()
memory.collect_after_each_page()
