"""The web process's way in."""

import os

from django.core.wsgi import get_wsgi_application

from apps.core import loaded, memory

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firmai.settings.production")

memory.leave_no_core()
application = get_wsgi_application()
loaded.load_pages()
memory.after_each_page()
