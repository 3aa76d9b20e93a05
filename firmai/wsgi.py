"""The web process's way in."""

import os

from django.core.wsgi import get_wsgi_application

from firmai import memory

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firmai.settings.production")

memory.leave_no_core()
application = get_wsgi_application()
memory.collect_after_each_page()
