"""Documents, calendar, library, letters, drafts for comment, site map: the portal's own pages."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from giaoban.faces.portal import clock
from giaoban.faces.portal.addresses import absolute
from giaoban.faces.portal.models import Article, Consultation, Event, Letter, Paper, Picture
from giaoban.faces.portal.models.published import published
from giaoban.faces.portal.reading import letters, readers
from giaoban.faces.portal.reading.around import SCHEMES, TYPES, VIEW_COOKIE, day_asked, public_articles, sheet, shown
from giaoban.faces.portal.reading.finding import attachments_of
from giaoban.faces.portal.visits.addresses import address_of, network_of

_ASKS = ("q", "kieu", "nam", "noi", "tinh-trang")


def papers(request: HttpRequest) -> HttpResponse:
    """The register of documents, newest first, by type, issuer, year, status and any word."""
    filters = {name: request.GET.get(name, "").strip()[:120] for name in _ASKS}
    rows = published(Paper).select_related("file").order_by("-issued_on", "-pk")
    if filters["kieu"]:
        rows = rows.filter(kind=filters["kieu"])
    if filters["noi"]:
        rows = rows.filter(issuer=filters["noi"])
    if filters["nam"]:
        rows = rows.filter(issued_on__year=day_asked(f"{filters['nam']}-01-01").year)
    if filters["tinh-trang"]:
        rows = rows.filter(status=filters["tinh-trang"])
    if filters["q"]:
        from giaoban.faces.portal.reading.finding import found

        rows = rows.filter(pk__in=found(filters["q"], kind="paper").values("key")[:1000])
    return shown(
        request,
        "portal/papers.html",
        {
            "sheet": sheet(request, rows, 25),
            "asked": filters,
            "kept": urlencode({name: value for name, value in filters.items() if value}) + "&",
            "kinds": published(Paper).order_by("kind").values_list("kind", flat=True).distinct(),
            "issuers": published(Paper).order_by("issuer").values_list("issuer", flat=True).distinct(),
            "years": [day.year for day in published(Paper).dates("issued_on", "year", order="DESC")],
            "statuses": Paper.Status.choices,
        },
    )


def paper(request: HttpRequest, words: str, number: int) -> HttpResponse:
    """One document with all that is known of it."""
    paper = published(Paper).select_related("file").filter(pk=number).first()
    if paper is None:
        raise Http404
    if request.path != paper.get_absolute_url():
        return HttpResponsePermanentRedirect(paper.get_absolute_url())
    return shown(
        request,
        "portal/paper.html",
        {
            "paper": paper,
            "structured": {
                "@context": "https://schema.org",
                "@type": "DigitalDocument",
                "name": f"{paper.kind} {paper.sign}: {paper.subject}",
                "identifier": paper.sign,
                "datePublished": paper.issued_on.isoformat(),
                "dateModified": paper.changed_at.isoformat(),
                "inLanguage": "vi",
                "url": absolute(paper.get_absolute_url()),
                "author": {"@type": "GovernmentOrganization", "name": paper.issuer},
            },
            "relations": paper.relations.filter(other__live=True).select_related("other"),
            "related_by": paper.related_by.filter(paper__live=True).select_related("paper"),
        },
    )


def calendar(request: HttpRequest) -> HttpResponse:
    """The appointments of a week, and what comes after it."""
    day = day_asked(request.GET.get("tuan"))
    monday = day - timedelta(days=day.weekday())
    week = _between(monday, monday + timedelta(days=7))
    return shown(
        request,
        "portal/calendar.html",
        {
            "monday": monday,
            "sunday": monday + timedelta(days=6),
            "before": monday - timedelta(days=7),
            "after": monday + timedelta(days=7),
            "week": week,
            "coming": _between(monday + timedelta(days=7), monday + timedelta(days=60)),
        },
    )


def _between(first: date, end: date) -> list[Event]:
    return list(
        published(Event).filter(starts_at__gte=_midnight(first), starts_at__lt=_midnight(end)).order_by("starts_at")
    )


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))


def calendar_file(request: HttpRequest) -> HttpResponse:
    """The appointments as iCalendar (RFC 5545), from a month ago on."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Giao Ban//Portal//VI", "CALSCALE:GREGORIAN"]
    for event in published(Event).filter(starts_at__gte=clock.now() - timedelta(days=31)).order_by("starts_at")[:500]:
        ends = event.ends_at or event.starts_at + timedelta(hours=1)
        lines += [
            "BEGIN:VEVENT",
            f"UID:{event.pk}@{urlsplit(settings.SITE_ADDRESS).hostname}",
            f"DTSTAMP:{_utc(event.changed_at)}",
            f"DTSTART:{_utc(event.starts_at)}",
            f"DTEND:{_utc(ends)}",
            f"SUMMARY:{_escaped(event.title)}",
            *([f"LOCATION:{_escaped(event.place)}"] if event.place else []),
            *([f"DESCRIPTION:{_escaped(event.note)}"] if event.note else []),
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    text = "\r\n".join(_folded(line) for line in lines) + "\r\n"
    return HttpResponse(text, content_type="text/calendar; charset=utf-8")


def _utc(moment: datetime) -> str:
    from datetime import UTC

    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> str:
    """Lines of at most 75 bytes, cut between letters."""
    parts, current = [], ""
    for char in line:
        if len((current + char).encode()) > 74:
            parts.append(current)
            current = " "
        current += char
    return "\r\n".join([*parts, current])


def library(request: HttpRequest) -> HttpResponse:
    """Pictures of published articles, films and files."""
    used: dict[int, tuple[Picture, Article]] = {}
    files = []
    for article in public_articles().select_related("cover")[:120]:
        if article.cover_id:
            used.setdefault(article.cover_id, (article.cover, article))
        files += [(attachment, article) for attachment in attachments_of(article)]
    return shown(request, "portal/library.html", {"pictures": list(used.values())[:36], "files": files[:60]})


def consultation(request: HttpRequest, number: int) -> HttpResponse:
    """One draft with the comments that are shown."""
    draft = published(Consultation).filter(pk=number).first()
    if draft is None:
        raise Http404
    return shown(
        request,
        "portal/consultation.html",
        {
            "draft": draft,
            "is_open": draft.closes_on >= clock.today(),
            "letters": shown_letters().filter(consultation=draft).order_by("received_at"),
        },
    )


@csrf_exempt  # the form is on pages that are kept and the same for everybody; nothing of a signed-in person hangs on it
def write(request: HttpRequest) -> HttpResponse:
    """The form for a letter, and the acknowledgement with its reference and the day of the answer."""
    typed = {
        name: str(request.POST.get(name, ""))
        for name in ("kind", "name", "email", "text", "address", "draft", "consent")
    }
    typed["kind"] = typed["kind"] or request.GET.get("loai", "question")
    typed["address"] = typed["address"] or request.GET.get("trang", "")[:250]
    typed["draft"] = typed["draft"] or request.GET.get("du-thao", "")
    reasons: list[str] = []
    sent: Letter | None = None
    if request.method == "POST":
        reasons = letters.why_not_sent(typed)
        if request.POST.get("website"):  # a field that nobody sees; robots fill it
            reasons = [_("The letter was not taken.")]
        elif not reasons and not _may_write_again(request):
            reasons = [_("Too many letters came from your address; please write again in an hour.")]
        if not reasons:
            sent = letters.take(typed, at=clock.now())
    return shown(
        request,
        "portal/write.html",
        {
            "typed": typed,
            "reasons": reasons,
            "sent": sent,
            "kinds": Letter.Kind.choices,
            "answered": shown_letters().filter(answered_at__isnull=False, consultation=None)[:20],
            "drafts": published(Consultation).order_by("-closes_on")[:10],
        },
        status=422 if reasons else 200,
        counted=None if request.method == "POST" else 0,
    )


def shown_letters() -> QuerySet[Letter]:
    """The letters that stand on the site, without what is nobody's business."""
    return Letter.objects.filter(public=True).only(*readers.LETTER)


def _may_write_again(request: HttpRequest) -> bool:
    """Five letters an hour from one address, whichever process takes them."""
    head = {b"x-forwarded-for": request.META.get("HTTP_X_FORWARDED_FOR", "").encode("latin-1", "replace")}
    peer = {"client": (request.META.get("REMOTE_ADDR", ""), 0)}
    return letters.may_write(network_of(address_of(peer, head, tuple(settings.PORTAL_PROXIES))), at=clock.now())


def site_map(request: HttpRequest) -> HttpResponse:
    """Every section and page of the site, for people."""
    return shown(
        request,
        "portal/site_map.html",
        {"introductions": public_articles().filter(kind=Article.Kind.INTRODUCTION).order_by("path")},
    )


def handbook(request: HttpRequest) -> HttpResponse:
    """Leads to the member handbook that is valid today."""
    from giaoban.faces.portal.models import Furniture

    furniture = Furniture.on(clock.today())
    return HttpResponseRedirect(furniture.handbook_url if furniture and furniture.handbook_url else "/")


def privacy(request: HttpRequest) -> HttpResponse:
    """What this site keeps of its readers."""
    return shown(request, "portal/privacy.html", {})


def method(request: HttpRequest) -> HttpResponse:
    """How visits are counted, and what the numbers are."""
    from giaoban.faces.portal.models import Baseline
    from giaoban.faces.portal.visits.counting import standing

    return shown(request, "portal/method.html", {"numbers": standing(clock.now()), "baselines": Baseline.objects.all()})


def display(request: HttpRequest) -> HttpResponse:
    """The reader's choice of type and colours is kept in a cookie that holds nothing else; back to where they were."""
    back = request.GET.get("ve", "/")
    if not back.startswith("/") or back.startswith(("//", "/\\")) or any(ord(char) < 32 for char in back):
        back = "/"
    type_size, _dot, scheme = request.COOKIES.get(VIEW_COOKIE, "").partition(".")
    asked_type, asked_scheme = request.GET.get("chu"), request.GET.get("mau")
    if asked_type is not None:
        type_size = asked_type if asked_type in TYPES else ""
    if asked_scheme is not None:
        scheme = asked_scheme if asked_scheme in SCHEMES else ""
    response = HttpResponseRedirect(back)
    response["Cache-Control"] = "no-store"
    if type_size or scheme:
        response.set_cookie(
            VIEW_COOKIE,
            f"{type_size}.{scheme}",
            max_age=365 * 86400,
            samesite="Lax",
            httponly=True,
            secure=request.is_secure(),
        )
    else:
        response.delete_cookie(VIEW_COOKIE)
    return response
