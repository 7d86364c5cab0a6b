"""The program as a server sees it: the streams of halls, the portal's kept pages and its counter in front, Django behind,
which works so many requests at once as the database has connections for."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "giaoban.site.settings")

from django.core.asgi import get_asgi_application

pages = get_asgi_application()

from giaoban.faces.following.streams import HallStreams  # noqa: E402 - after Django knows its models
from giaoban.faces.portal.reading.cache import PortalCache  # noqa: E402
from giaoban.faces.portal.visits.addresses import address_of, network_of  # noqa: E402
from giaoban.site.turns import Scope, Turns  # noqa: E402


def _network(scope: Scope) -> str:
    from django.conf import settings

    return network_of(address_of(scope, dict(scope["headers"]), tuple(settings.PORTAL_PROXIES)))


turns = Turns(pages, _network)
application = HallStreams(PortalCache(turns))  # type: ignore[arg-type]
