"""XML as bytes: the same tree, the same file."""

from __future__ import annotations

from typing import Any

from lxml import etree

XBRLI = "http://www.xbrl.org/2003/instance"
LINK = "http://www.xbrl.org/2003/linkbase"
XLINK = "http://www.w3.org/1999/xlink"
XSD = "http://www.w3.org/2001/XMLSchema"
XBRLDT = "http://xbrl.org/2005/xbrldt"
XBRLDI = "http://xbrl.org/2006/xbrldi"
IX = "http://www.xbrl.org/2013/inlineXBRL"
IXT = "http://www.xbrl.org/inlineXBRL/transformation/2020-02-12"
XHTML = "http://www.w3.org/1999/xhtml"
ISO4217 = "http://www.xbrl.org/2003/iso4217"
XML = "http://www.w3.org/XML/1998/namespace"


def child(parent: Any, namespace: str, name: str, text: str | None = None, /, **attributes: str) -> Any:
    """A new last child; ``xlink_`` and ``xml_`` begin the attributes of those namespaces, ``_`` ends a reserved word."""
    made = etree.SubElement(parent, f"{{{namespace}}}{name}")
    for key, value in attributes.items():
        where, _, rest = key.partition("_")
        spaces = {"xlink": XLINK, "xml": XML, "xbrli": XBRLI, "xbrldt": XBRLDT}
        made.set(f"{{{spaces[where]}}}{rest}" if rest and where in spaces else key.rstrip("_"), value)
    if text is not None:
        made.text = text
    return made


def written(tree: Any) -> bytes:
    """The tree as a file, indented."""
    etree.indent(tree, " ")
    data: bytes = etree.tostring(tree, xml_declaration=True, encoding="UTF-8")
    return data + b"\n"
