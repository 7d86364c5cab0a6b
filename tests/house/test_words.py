"""One message has one translation in one context, and a sentence is shown as it was written."""

from __future__ import annotations

import re

import pytest
from babel.messages.catalog import Catalog
from django.template.loader import render_to_string
from django.utils import translation

from giaoban.catalogue import registers
from giaoban.site import translations
from giaoban.site.places import PACKAGE

TEMPLATES = sorted(PACKAGE.rglob("templates/**/*.html"))


@pytest.mark.parametrize("domain", translations.DOMAINS)
def test_no_message_is_translated_twice_in_one_context(domain: str) -> None:
    clashes = translations.clashes(translations.parts_of(domain))
    assert not clashes, "give our own use a context (pgettext, translate … context): " + "\n".join(clashes)


def test_a_clash_is_found_and_a_context_parts_it() -> None:
    sign_in, study = Catalog(locale="vi"), Catalog(locale="vi")
    sign_in.add("Sessions", "Các phiên đăng nhập")
    study.add("Sessions", "Các buổi học")
    assert len(translations.clashes([("access", sign_in), ("study", study)])) == 1
    apart = Catalog(locale="vi")
    apart.add("Sessions", "Các buổi học", context="study")
    assert translations.clashes([("access", sign_in), ("study", apart)]) == []


def sentences_handed_as_empty(template: str) -> set[str]:
    """The sentences that a template hands to parts/empty.html as what has a title: Python titles a sentence itself."""
    made = set(re.findall(r"(?:translate .*?|asvar) (?:as )?(\w+) *%\}", template))
    return made & set(re.findall(r"parts/empty\.html.*?empty=(?:\w+\|default:)?(\w+)", template))


def test_no_template_hands_a_sentence_to_what_shows_a_title() -> None:
    wrong = {path.name: names for path in TEMPLATES if (names := sentences_handed_as_empty(path.read_text()))}
    assert not wrong, f"hand it as sentence=…: {wrong}"
    bad = '{% translate "Nothing is due." as nothing %}{% include "parts/empty.html" with empty=nothing %}'
    assert sentences_handed_as_empty(bad) == {"nothing"}


def test_an_empty_state_is_written_as_a_sentence() -> None:
    with translation.override("en"):
        assert "<b>Nothing is due.</b>" in render_to_string("parts/due.html", {"due": []})
        assert "<b>Nothing here yet.</b>" in render_to_string("parts/empty.html")
        assert "<b>No unit</b> Found one." in render_to_string(
            "parts/empty.html", {"empty": {"title": "No unit", "text": "Found one."}}
        )


def test_the_screen_says_strike_out_as_the_vocabulary_does() -> None:
    messages = [message for _name, part in translations.parts_of() for message in part if message.string]
    struck = [message for message in messages if str(message.id).startswith("Strike out")]
    assert len(struck) >= 6
    assert [message.id for message in struck if not str(message.string).startswith("Gạch bỏ")] == []


def test_no_state_is_called_as_a_day_is() -> None:
    with translation.override("vi"):
        labels = {
            f"{register.name}.{field.name} {value}": str(label)
            for register in registers().values()
            for field in register.record._meta.concrete_fields
            for value, label in field.choices or ()
        }
    assert len(labels) > 100
    assert {name: label for name, label in labels.items() if label.startswith("Ngày ")} == {}
