"""What is typed on the editing side, at the portal and into a page of one's own stands in one form, or is left as it must be."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from wagtail.documents import get_document_model

from giaoban.faces.desk import plain_text
from giaoban.faces.desk.plain_text import in_one_form
from giaoban.faces.portal.models import Article, Letter, Picture, Section
from giaoban.faces.portal.tests.test_bad_days import own_media, picture
from giaoban.faces.portal.tests.test_publishing import draft, people, signed_in
from tests.contracts.test_one_form import strange, why_not_one_form
from tests.drills.page_forms import form_of

pytestmark = pytest.mark.django_db
__all__ = ["own_media", "people"]
LOOKS = "Hội nghị sơ kết ở Thuận Hòa"


def sent(client: Client, path: str, **typed: str) -> Any:
    """The form of that page as it opens, with these answers; it must be there."""
    filled = form_of(client, path)
    assert set(typed) <= set(filled), (path, sorted(filled))
    return client.post(path, filled | {name: strange(text) for name, text in typed.items()})


def test_titles_and_captions_of_the_editing_side_stand_in_one_form(people):
    client, article, photo = signed_in(people["editor"]), draft(people["editor"]), picture()
    document = get_document_model().objects.create(title="Tệp", file="tep.txt")
    assert sent(client, f"/bientap/pages/{article.pk}/edit/", title=LOOKS, lead=LOOKS, byline=LOOKS).status_code == 302
    kept = Article.objects.get(pk=article.pk).get_latest_revision_as_object()
    assert (kept.title, kept.byline) == (LOOKS, LOOKS)
    assert not why_not_one_form(kept.lead)
    assert not why_not_one_form(Article.objects.get(pk=article.pk).draft_title)
    assert sent(client, f"/bientap/images/{photo.pk}/", title=LOOKS, description=LOOKS).status_code == 302
    assert (Picture.objects.get().title, Picture.objects.get().description) == (LOOKS, LOOKS)
    assert sent(client, f"/bientap/documents/edit/{document.pk}/", title=LOOKS).status_code == 302
    assert get_document_model().objects.get().title == LOOKS


def test_a_letter_of_a_reader_stands_in_one_form(people):
    client = Client()
    typed = {"kind": "question", "name": LOOKS, "text": LOOKS, "email": "", "address": "", "draft": ""}
    client.post("/gop-y/", {name: strange(text) if text == LOOKS else text for name, text in typed.items()})
    letter = Letter.objects.get()
    assert letter.name == LOOKS
    assert not why_not_one_form(letter.text)


def test_a_row_that_no_form_has_seen_is_saved_in_one_form(people):
    section = Section.objects.get(slug="dang-uy-khoi")
    section.description = strange(LOOKS)
    section.save()
    assert Section.objects.get(pk=section.pk).description == LOOKS


def answers(**typed: str) -> dict[str, str]:
    given = QueryDict(mutable=True)
    given.update(typed)
    return (in_one_form(given) or given).dict()


def test_what_must_stay_as_it_was_typed_stays_so():
    secret = unicodedata.normalize("NFD", "mật khẩu\u200b")
    running = json.dumps({"blocks": [{"text": strange(LOOKS)}], "entityMap": {}}, ensure_ascii=False)
    old_font = "Tr­êng §¹i häc §¶ng bé Qu¶ng Ninh, th­êng vô"
    typed = {"password1": secret, "body-0-value": running, "pasted": old_font, "plain": "a  b\n c", "csrf": "xyz"}
    assert answers(**typed) == typed


@pytest.mark.parametrize("name", ["{" + LOOKS, '{"a": "' + LOOKS + '"}', "[" + LOOKS])
def test_a_name_that_begins_like_something_else_is_a_name(name):
    assert not why_not_one_form(answers(name=strange(name))["name"])


def test_no_form_is_composed_beyond_its_measure():
    typed = {f"field{number}": ("a" + "\u0301" * 15) * 6000 for number in range(100)}
    composed = [name for name, text in answers(**typed).items() if text != typed[name]]
    assert 0 < len(composed) <= plain_text.MOST // 96_000
