"""What was written in Word, as a draft or pasted into an article: clean text, its pictures in the library, and a sentence for
those that were not had."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from html import escape
from io import BytesIO
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.urls import reverse
from django.utils.html import format_html, strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.images.forms import get_image_form
from wagtail.models import Collection
from wagtail.permissions import policy_registry
from wagtail.rich_text import RichText

from giaoban.core.confined import read_stream_confined
from giaoban.core.refusal import Refused
from giaoban.core.text import squeeze
from giaoban.core.word import Part
from giaoban.core.workbook import Unreadable
from giaoban.faces.portal import clock
from giaoban.faces.portal.models import Article, Picture, Section
from giaoban.faces.portal.models.blocks import PhotoBlock
from giaoban.faces.portal.models.words import secret_mark, words_of

MOST_BYTES = 30 * 1024 * 1024
MOST_PICTURES = 60
_EMPTY = {"picture": None, "description": "", "caption": "", "credit": ""}


def parts_of_file(file: IO[bytes], name: str) -> list[Part]:
    """The parts of an uploaded Word document; Refused with a sentence when it is not one, is damaged or bears a mark of
    secrecy."""
    if name.rpartition(".")[2].lower() != "docx":
        raise Refused(_("Choose a Word document that ends in .docx; save an older one anew."))
    try:
        words_of(file, name)
        return list(read_stream_confined("giaoban.core.word:read", file))
    except ValidationError as refusal:
        raise Refused(list(refusal.messages)) from None
    except Unreadable as refusal:
        raise Refused(str(refusal)) from None


def parts_of_html(html: bytes) -> list[Part]:
    """The parts of what was copied out of Word or LibreOffice; styles, scripts and Word's own elements are left out, and
    Refused with a sentence what is nested too deeply, too long or has too many pictures. It is read in a confined process,
    to its last sign."""
    try:
        return list(read_stream_confined("giaoban.core.pasted:parts", BytesIO(html), f"{MOST_PICTURES}"))
    except Unreadable as refusal:
        raise Refused(str(refusal)) from None


def draft_from(parts: list[Part], *, title: str, section: Section, owner: Any) -> tuple[Article, list[str]]:
    """An unpublished article of those parts lies in the section, its pictures in the library; and what did not come along,
    a sentence each. Refused when there is no text, or it bears a mark of secrecy."""
    words = squeeze(" ".join(strip_tags(part["html"]) for part in parts if "html" in part))
    if not words:
        raise Refused(_("There is no text in it."))
    if mark := secret_mark("\n".join(strip_tags(part["html"]) for part in parts if "html" in part)):
        raise Refused(_("The text bears the secrecy mark “%s”; it cannot be published.") % mark)
    if (pictures := sum("html" not in part for part in parts)) > MOST_PICTURES:
        raise Refused(_too_many(pictures))
    headline = squeeze(title) or _first_line(parts)
    body, told = [], []
    for kind, value in _blocks(parts):
        if kind == "text":
            body.append(("text", RichText(value)))
            continue
        number = sum(1 for kind_before, _value in body if kind_before == "photo") + len(told) + 1
        try:
            picture = _taken(value, f"{headline[:200]}, ảnh {number}", owner)
            body.append(("photo", {**_EMPTY, "picture": picture}))
        except Refused as refused:
            told.append(_("Picture %(number)s did not come along: %(why)s") % {"number": number, "why": refused})
    article = Article(
        title=headline[:255], full_title=headline if len(headline) > 255 else "", dated_at=clock.now(), owner=owner,
        live=False,
    )  # fmt: skip
    article.body = body
    section.add_child(instance=article)
    article.save_revision(user=owner)
    return article, told


def photographs_of(
    files: Mapping[str, UploadedFile], *, lost: int, title: str, owner: Any
) -> tuple[list[dict[str, Any]], list[str]]:
    """What the editing side needs to show each picture pasted into an article as a photograph of it, and what is said of all
    of them; ``files`` by their number in what was pasted, ``lost`` of which the clipboard had no bytes."""
    photographs: list[dict[str, Any]] = []
    told: list[str] = []
    if len(files) > MOST_PICTURES:
        return [], [escape(_too_many(len(files)))]
    if lost:
        told.append(
            ngettext(
                "%(number)s picture of what was pasted has not come: its file was not copied along.",
                "%(number)s pictures of what was pasted have not come: their files were not copied along.",
                lost,
            )
            % {"number": lost}
            + " "
            + format_html(
                _(
                    'Add it with a block “Photograph”, or draft the article with <a href="{}" target="_blank">Draft from Word</a>.'
                ),
                reverse("portal_word"),
            )
        )
    for number, file in files.items():
        try:
            picture = _kept(file, f"{squeeze(title)[:200] or 'Bài chưa đặt tên'}, ảnh {number}", owner)
        except Refused as refused:
            told.append(
                escape(_("Picture %(number)s did not come along: %(why)s") % {"number": number, "why": refused})
            )
            continue
        block = PhotoBlock()
        photographs.append(block.get_form_state(block.to_python({**_EMPTY, "picture": picture.pk})))
    if photographs:
        came = ngettext(
            "%(number)s picture now stands below this text: move it to its place, then describe it and give its caption and credit.",
            "%(number)s pictures now stand below this text: move them to their places, then describe each and give its caption and credit.",
            len(photographs),
        )
        told.insert(0, escape(came % {"number": len(photographs)}))
    return photographs, told


def _too_many(pictures: int) -> str:
    return _("It has %(number)s pictures; at most %(most)s are taken at once.") % {
        "number": pictures, "most": MOST_PICTURES,
    }  # fmt: skip


def _first_line(parts: list[Part]) -> str:
    """The first words of the text are its title, and then stand there only."""
    for number, part in enumerate(parts):
        if "html" in part:
            del parts[number]
            return squeeze(strip_tags(part["html"]).replace("&amp;", "&"))[:400]
    raise AssertionError


def _blocks(parts: list[Part]) -> Iterator[tuple[str, Any]]:
    text = ""
    for part in parts:
        if "html" in part:
            text += part["html"]
            continue
        if text:
            yield "text", _joined(text)
        text = ""
        yield "photo", part
    if text:
        yield "text", _joined(text)


def _joined(html: str) -> str:
    return html.replace("</ul><ul>", "").replace("</ol><ol>", "")


def _taken(part: Part, title: str, owner: Any) -> Picture:
    """The picture lies in the library, past the same form as one that is uploaded there; Refused with the form's words."""
    if "lost" in part:
        why = _("the text only names the file “%s” on the computer where it was written. Upload it with “Photograph”.")
        raise Refused(why % (part["lost"] or "?"))
    try:
        data = base64.b64decode(re.sub(r"\s|%0A", "", part["picture"]), validate=True)
    except (binascii.Error, ValueError):
        raise Refused(_("its data is damaged.")) from None
    return _kept(SimpleUploadedFile(part["name"], data), title, owner)


def _kept(file: UploadedFile, title: str, owner: Any) -> Picture:
    if not policy_registry.get_by_type(Picture).user_has_permission(owner, "add"):
        raise Refused(_("you may not put pictures into the library."))
    given = {"title": title, "collection": Collection.get_first_root_node().pk, "description": "", "tags": ""}
    form = get_image_form(Picture)(given, {"file": file}, user=owner, instance=Picture(uploaded_by_user=owner))
    if not form.is_valid():
        raise Refused([message for messages in form.errors.values() for message in messages])
    return form.save()  # type: ignore[no-any-return]
