"""The form of any page as a browser would send it, read from the page itself."""

from __future__ import annotations

import json

from django.db import transaction
from django.test import Client
from lxml import etree, html

TEXT = '{"blocks":[{"key":"a","text":"%s","type":"unstyled","depth":%s,"inlineStyleRanges":[%s],"entityRanges":[],"data":{}}],"entityMap":{}}'
"""What the editor of running text sends: the text, how deep it stands in a list, its marks."""
ONE_TEXT = {
    "body-count": "1", "body-0-deleted": "", "body-0-order": "0", "body-0-type": "text", "body-0-id": "",
    "body-0-value": TEXT % ("Tin trong ngày.", 0, ""),
}  # fmt: skip
"""What the page's script sends of an article of one paragraph."""

Filled = dict[str, str]


def form_of(client: Client, path: str) -> Filled:
    """The fields of every form on that page, as a browser would send them; none where there is no page."""
    with transaction.atomic():
        answer = client.get(path)
        transaction.set_rollback(True)
    if answer.status_code != 200 or getattr(answer, "streaming", False) or not answer.content.strip():
        return {}
    content = answer.content
    if answer.headers.get("Content-Type", "").startswith("application/json"):
        content = str(json.loads(content).get("html", "") if content.startswith(b"{") else "").encode()
    try:
        page = html.fromstring(content)
    except (etree.ParserError, ValueError):
        return {}
    filled: Filled = {}
    for element in page.xpath("//form//*[self::input or self::textarea or self::select][@name]"):
        if element.get("type") in {"submit", "button", "image", "reset", "file"}:
            continue
        value = (
            element.value
            if element.tag != "input" or element.get("type") not in {"checkbox", "radio"}
            else element.get("value")
        )
        filled.setdefault(
            element.get("name"),
            str(next(iter(value), "") if element.tag == "select" and element.multiple else value or ""),
        )
    for name in page.xpath("//*[contains(concat(' ', @data-controller, ' '), ' w-block ')]/@id"):
        filled |= {f"{name}-count": "0"} | (ONE_TEXT if name == "body" else {})
    filled.pop("csrfmiddlewaretoken", None)
    return filled
