"""Which English words stand on a screen that should have none: those of the editing side's own English, and common ones."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import wagtail
from babel.messages.pofile import read_po
from playwright.sync_api import Page

from giaoban.core.spelling.syllables import possible

_WORD = re.compile(r"[A-Za-zÀ-ỹĐđ]+(?:['’][a-z]+)?")
COMMON = "the and of with for from this that are was will your you have has not please click here new next home log"
FOREIGN = frozenset(
    [
        "pdf",
        "url",
        "rss",
        "email",
        "video",
        "logo",
        "album",
        "web",
        "blog",
        "csv",
        "xlsx",
        "jpeg",
        "png",
        "webp",
        "avif",
        "gif",
        "word",
        "seo",
        "emc",
        "mb",
        "kb",
        "id",
    ]
)
"""What Vietnamese offices write just so."""

COLLECT = """
() => {
  const said = [];
  const shown = (element) => element && element.checkVisibility && element.checkVisibility();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (!shown(parent) || parent.closest('script,style,code,noscript,[lang=en]')) continue;
    said.push(walker.currentNode.textContent);
  }
  for (const element of document.querySelectorAll('[aria-label],[title],[placeholder],[alt],input[type=submit]')) {
    if (!shown(element)) continue;
    for (const name of ['aria-label', 'title', 'placeholder', 'alt']) said.push(element.getAttribute(name) || '');
    if (element.matches('input[type=submit]')) said.push(element.value);
  }
  said.push(document.title);
  return said.filter((text) => text.trim());
}
"""


@cache
def words() -> frozenset[str]:
    """The words of the editing side's English that are no Vietnamese syllables."""
    found = set(COMMON.split())
    for path in Path(wagtail.__file__).parent.rglob("locale/en/LC_MESSAGES/*.po"):
        with open(path, "rb") as file:
            for message in read_po(file, locale="en"):
                for text in message.id if isinstance(message.id, tuple) else (message.id,):
                    plain = re.sub(r"%\(\w+\)\w|<[^>]*>|\{\w*\}", " ", text)
                    found |= {word.lower() for word in _WORD.findall(plain) if word.isascii() and len(word) > 2}
    return frozenset(found - possible() - FOREIGN)


def english_in(text: str) -> list[str]:
    """The English words in the text, each once."""
    known = words()
    return list(dict.fromkeys(word for word in _WORD.findall(text) if word.lower() in known))


def english_on(page: Page, *, but: tuple[str, ...] = ()) -> list[str]:
    """Every visible text of the page with English words in it, apart from the texts that are meant to be English."""
    page.wait_for_load_state()
    found = []
    for text in page.evaluate(COLLECT):
        for meant in but:
            text = text.replace(meant, "")
        if english := english_in(text):
            found.append(f"{', '.join(english)}: “{' '.join(text.split())[:120]}”")
    return list(dict.fromkeys(found))
