"""A released report as files that others use and check without this program: XBRL in three shapes and ADX, with their digests signed."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from giaoban.faces.portal import figures
from giaoban.faces.portal.giving_out import adx
from giaoban.faces.portal.giving_out.api import csv_of, tagged
from giaoban.faces.portal.reading.around import shown
from giaoban.reporting import xbrl
from giaoban.reporting.forms import start_forms
from giaoban.reporting.releases import ReleasedReport

KINDS = {
    "xhtml": "application/xhtml+xml; charset=utf-8",
    "xbrl.json": "application/json; charset=utf-8",
    "xbri": "application/zip",
    "adx.xml": adx.MEDIA_TYPE,
    "csv": "text/csv; charset=utf-8",
}
"""The files of a release by how their names end, and what they are."""
SUMS, SIGNATURE = "sha256", "sha256.sig"


def contents(report: ReleasedReport) -> dict[str, bytes]:
    """The files of the release by the endings of their names; without XBRL and ADX where no form of ours fits it."""
    site = settings.SITE_ADDRESS.rstrip("/")
    made = {"csv": csv_of(report)}
    form = xbrl.form_of(report)
    if form is not None:
        told = json.dumps(xbrl.message(form, report, site=site), ensure_ascii=False, indent=1)
        made |= {
            "xhtml": xbrl.page(form, report, site=site),
            "xbrl.json": told.encode(),
            "xbri": xbrl.report_package(form, report, site=site),
            "adx.xml": adx.message(form, report),
        }
    return made


def digests(report: ReleasedReport) -> list[tuple[str, str]]:
    """The names of the release's files with their digests, in the order of the names."""
    found = contents(report)
    return [(f"{report.slug}.{ending}", hashlib.sha256(found[ending]).hexdigest()) for ending in sorted(found)]


def sums(report: ReleasedReport) -> bytes:
    """The digests of the release's files, a line each, as ``sha256sum -c`` reads them."""
    return "".join(f"{digest}  {name}\n" for name, digest in digests(report)).encode()


def signature(data: bytes) -> bytes:
    """The portal's signature of exactly these bytes (Ed25519)."""
    return _key().sign(data)


def public_key() -> bytes:
    """The key with which anybody checks the portal's signatures, as PEM."""
    return _key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@lru_cache(maxsize=1)
def _key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(settings.RELEASE_KEY.encode()).digest())


def release_file(request: HttpRequest, slug: str, ending: str) -> HttpResponse:
    """One file of a release: the page, the JSON, the package, ADX, the digests, or the signature of the digests."""
    report = figures.report(slug)
    if report is None:
        raise Http404
    if ending in (SUMS, SIGNATURE):
        told = sums(report)
        data = told if ending == SUMS else signature(told)
        return _given(request, data, "text/plain; charset=utf-8" if ending == SUMS else "application/octet-stream")
    data_or_none = contents(report).get(ending)
    if data_or_none is None:
        raise Http404
    response = _given(request, data_or_none, KINDS[ending])
    if ending == "xhtml":  # read in the browser; its own styles and nothing else of its own
        response._csp_update = {"style-src": ["'unsafe-hashes'", *xbrl.STYLE_HASHES]}  # type: ignore[attr-defined]
    else:
        response["Content-Disposition"] = f'attachment; filename="{report.slug}.{ending}"'
    return response


def taxonomy_file(request: HttpRequest, stem: str, name: str) -> HttpResponse:
    """A file of a form's taxonomy, which reports name by this address; or all of them as a package."""
    form = next((form for form in start_forms() if xbrl.stem(form) == stem), None)
    if form is None:
        raise Http404
    if name == f"{stem}.zip":
        site = settings.SITE_ADDRESS.rstrip("/")
        return _given(request, xbrl.taxonomy_package(form, site=site), "application/zip")
    data = xbrl.taxonomy(form).get(name)
    if data is None:
        raise Http404
    return _given(request, data, "application/xml; charset=utf-8")


def key_file(request: HttpRequest) -> HttpResponse:
    """The public key of the portal's signatures."""
    return _given(request, public_key(), "application/x-pem-file")


def check_page(request: HttpRequest, slug: str) -> HttpResponse:
    """How somebody else checks a release: whole, from here, adding up, not changed since."""
    report = figures.report(slug)
    if report is None:
        raise Http404
    form = xbrl.form_of(report)
    provable = xbrl.provable_sums(form, report) if form else ()
    told = {
        "report": report,
        "files": digests(report),
        "fingerprint": hashlib.sha256(public_key()).hexdigest(),
        "tagged": form is not None,
        "sums": [report.figure(code) for code in provable],
        "withheld": xbrl.withheld(report),
    }
    return shown(request, "portal/report_check.html", told)


def _given(request: HttpRequest, data: bytes, kind: str) -> HttpResponse:
    return tagged(request, HttpResponse(data, content_type=kind))
