"""A release as XBRL: a page that people read and machines check, the same as JSON, and the taxonomy made from the form."""

from giaoban.reporting.forms.codes import stem
from giaoban.reporting.xbrl.facts import provable_sums, withheld
from giaoban.reporting.xbrl.inline import STYLE_HASHES, page
from giaoban.reporting.xbrl.naming import form_of
from giaoban.reporting.xbrl.oim import message
from giaoban.reporting.xbrl.packing import report_package, taxonomy_package
from giaoban.reporting.xbrl.taxonomy import taxonomy

__all__ = [
    "STYLE_HASHES",
    "form_of",
    "message",
    "page",
    "provable_sums",
    "report_package",
    "stem",
    "taxonomy",
    "taxonomy_package",
    "withheld",
]
