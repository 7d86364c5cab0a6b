"""The program as a server sees it."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "giaoban.site.settings")

from django.core.asgi import get_asgi_application

application = get_asgi_application()
