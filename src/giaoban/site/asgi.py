"""The program as a server sees it: the streams of halls, the portal's kept pages and its counter in front, Django behind."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "giaoban.site.settings")

from django.core.asgi import get_asgi_application

pages = get_asgi_application()

from giaoban.faces.following.streams import HallStreams  # noqa: E402 - after Django knows its models
from giaoban.faces.portal.reading.cache import PortalCache  # noqa: E402

application = HallStreams(PortalCache(pages))  # type: ignore[arg-type]
