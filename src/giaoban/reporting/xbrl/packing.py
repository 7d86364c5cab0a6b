"""Taxonomy and report as packages that need no network: a validator finds in them what the report names by address."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from typing import TYPE_CHECKING

from lxml import etree

from giaoban.reporting.documents.packing import pack
from giaoban.reporting.forms import Form
from giaoban.reporting.xbrl.inline import page
from giaoban.reporting.xbrl.naming import base, english, namespace
from giaoban.reporting.xbrl.taxonomy import entry, taxonomy
from giaoban.reporting.xbrl.writing import XML, child, written

if TYPE_CHECKING:
    from giaoban.reporting.releases import ReleasedReport

TAXONOMY_PACKAGE = "http://xbrl.org/2016/taxonomy-package"
CATALOG = "urn:oasis:names:tc:entity:xmlns:xml:catalog"
INLINE_PACKAGE = "https://xbrl.org/report-package/2023/xbri"


def taxonomy_package(form: Form, *, site: str) -> bytes:
    """The form's taxonomy as a package, in which the portal's address stands for the files beside it."""
    return _zipped(_with_taxonomy(form, site))


def report_package(form: Form, report: ReleasedReport, *, site: str) -> bytes:
    """The page and the taxonomy in one file (.xbri), which a validator takes as it is."""
    files = _with_taxonomy(form, site)
    files["META-INF/reportPackage.json"] = json.dumps({"documentInfo": {"documentType": INLINE_PACKAGE}}).encode()
    files[f"reports/{report.slug}.xhtml"] = page(form, report, site=site)
    return _zipped(files, under=report.slug)


def _with_taxonomy(form: Form, site: str) -> dict[str, bytes]:
    files = {f"taxonomy/{name}": data for name, data in taxonomy(form).items()}
    return files | {"META-INF/taxonomyPackage.xml": _about(form, site), "META-INF/catalog.xml": _catalog(form, site)}


def _about(form: Form, site: str) -> bytes:
    root = etree.Element(f"{{{TAXONOMY_PACKAGE}}}taxonomyPackage", nsmap={"tp": TAXONOMY_PACKAGE})
    root.set(f"{{{XML}}}lang", "vi")
    child(root, TAXONOMY_PACKAGE, "identifier", namespace(form))
    child(root, TAXONOMY_PACKAGE, "name", f"{form.code}: {form.title}")
    child(root, TAXONOMY_PACKAGE, "name", f"{form.code}: {english(form)['title']}", xml_lang="en")
    child(root, TAXONOMY_PACKAGE, "version", form.valid_from.isoformat())
    point = child(child(root, TAXONOMY_PACKAGE, "entryPoints"), TAXONOMY_PACKAGE, "entryPoint")
    child(point, TAXONOMY_PACKAGE, "name", form.title)
    child(point, TAXONOMY_PACKAGE, "entryPointDocument", href=base(form, site) + entry(form))
    return written(root)


def _catalog(form: Form, site: str) -> bytes:
    root = etree.Element(f"{{{CATALOG}}}catalog", nsmap={None: CATALOG})
    child(root, CATALOG, "rewriteURI", uriStartString=base(form, site), rewritePrefix="../taxonomy/")
    return written(root)


def _zipped(files: Mapping[str, bytes], *, under: str = "taxonomy-package") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for name, data in files.items():
            package.writestr(f"{under}/{name}", data)
    return pack(made.getvalue())
