"""Pictures at the sizes shown: what nothing published shows is fetched by nobody but whom its articles are open to.

Originals are not handed out here.
"""

from __future__ import annotations

import re
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.static import serve

from giaoban.faces.portal.models import PictureUse, Rendition
from giaoban.faces.portal.models.published import readable
from giaoban.faces.portal.reading.publicness import is_public_copy

FOLDER = "images/"
KEPT = "private, max-age=31536000, immutable"
"""By the reader's own browser only: what lies between would go on handing out what was withdrawn."""
OPENED_FOR = timedelta(days=1)
_OPENED = signing.TimestampSigner(salt="portal.picture")
_ADDRESS = re.compile(r"""/media/images/([^"'\s,?&]{1,200})""")


def picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """One copy of a picture; its name changes with its content, so that a browser may keep it for good."""
    if not (is_public_copy(FOLDER + name) or _opened(request, name) or _may_see(request, name)):
        raise Http404
    try:
        response = serve(request, name, document_root=str(settings.MEDIA_ROOT / "images"))
    except OSError:  # a name that is longer than a name of a file can be
        raise Http404 from None
    response["Cache-Control"] = KEPT
    return response


def opened(page: HttpResponse) -> HttpResponse:
    """The page, whose pictures are fetched for a day by whoever has it, though nothing published shows them."""

    def with_key(address: re.Match[str]) -> str:
        return f"{address[0]}?xem={_OPENED.sign(address[1])[len(address[1]) + 1 :]}"

    page.content = _ADDRESS.sub(with_key, page.content.decode()).encode()
    return page


def _opened(request: HttpRequest, name: str) -> bool:
    try:
        return _OPENED.unsign(f"{name}:{request.GET.get('xem', '')}", max_age=OPENED_FOR) == name
    except signing.BadSignature:
        return False


def _may_see(request: HttpRequest, name: str) -> bool:
    if not request.user.is_authenticated:
        return False
    if request.user.has_perm("wagtailadmin.access_admin"):
        return True
    copies = Rendition.objects.filter(file=FOLDER + name).values("image_id")
    shown_by = PictureUse.objects.filter(picture_id__in=copies).values_list("article_id", flat=True)
    return any(readable(request, number) for number in shown_by)
