"""The program as a server sees it: the portal's kept pages and its counter in front, Django behind."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "giaoban.site.settings")

from django.core.asgi import get_asgi_application

from giaoban.faces.portal.cache import PortalCache

application = PortalCache(get_asgi_application())  # type: ignore[arg-type]
