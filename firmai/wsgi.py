"""The web process's way in."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from apps.core import memory

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firmai.settings.production")

memory.leave_no_core()
application = get_wsgi_application()
_ = (
    get_resolver().url_patterns
)  # loads every page's module now, so that collecting has little to look at later
memory.after_each_page()
