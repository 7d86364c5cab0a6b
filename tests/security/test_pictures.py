"""A picture is decoded in a confined process and nowhere else: as it comes in, on pages, in the PDF, on the editing side."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageFile
from wagtail.images.forms import get_image_form
from wagtail.images.models import Filter

from giaoban.faces.portal import models
from giaoban.faces.portal.models import Picture
from giaoban.ground.access.models import Account

pytestmark = pytest.mark.django_db
TEMPLATES = Path(models.__file__).parents[1] / "templates"
LIMIT = 25_000_000


def a_picture(width: int, height: int, kind: str = "PNG", mode: str = "RGBA", **options: object) -> bytes:
    file = io.BytesIO()
    Image.new(mode, (width, height), 0).save(file, kind, **options)
    return file.getvalue()


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What this process has unpacked the pixels of."""
    seen: list[object] = []
    load = ImageFile.ImageFile.load

    def noted(picture: ImageFile.ImageFile) -> object:
        seen.append(picture.size)
        return load(picture)

    monkeypatch.setattr(ImageFile.ImageFile, "load", noted)
    return seen


@pytest.fixture
def media(settings: object, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    return


def sent(data: bytes, name: str = "anh.png") -> Any:
    """The form by which an editor sends it."""
    editor, _new = Account.objects.get_or_create(
        username="bien-tap", defaults={"name": "Biên tập", "is_superuser": True}
    )
    words = {"title": "Hội trường", "description": "Hội trường nhìn từ cửa", "tags": ""}
    return get_image_form(Picture)(words, {"file": SimpleUploadedFile(name, data)}, user=editor)


def filters_of_pages() -> list[str]:
    """What every template asks of a picture, each size in each format."""
    asked: set[str] = set()
    for template in TEMPLATES.rglob("*.html"):
        for words in re.findall(r"\{% (?:picture|image) \S+ ([^%]*)%\}", template.read_text()):
            known = [word for word in words.split() if re.match(r"(format|width|fill|max)-", word)]
            asked |= set(Filter.expand_spec(known)) if known else set()
    return sorted(asked)


def kept(data: bytes, name: str = "anh.png") -> Picture:
    form = sent(data, name)
    assert form.is_valid(), form.errors
    return form.save()


@pytest.mark.parametrize(
    ("data", "name", "why"),
    [
        (a_picture(7700, 7700), "to.png", "59.290.000 điểm ảnh"),
        (a_picture(900, 900)[:900], "cut.png", "ảnh"),
        (a_picture(5000, 5000, "JPEG", "RGB")[:20_000], "cut.jpg", "ảnh"),
        (b"GIF89a" + b"\xff" * 5000, "bad.gif", "ảnh"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><!DOCTYPE a [<!ENTITY b 'c'>]></svg>", "a.png", "ảnh"),
    ],
)
def test_what_is_too_large_or_broken_is_refused_with_a_sentence_and_unpacked_nowhere_here(
    data: bytes, name: str, why: str, decoded: list[object], media: None
) -> None:
    form = sent(data, name)
    assert not form.is_valid()
    assert why in " ".join(form.errors["file"])
    assert decoded == []


def test_a_picture_at_the_limit_is_drawn_at_every_size_that_pages_ask_for(decoded: list[object], media: None) -> None:
    asked = filters_of_pages()
    assert len(asked) > 10
    picture = kept(a_picture(5000, 5000))
    assert picture.width * picture.height == LIMIT
    copies = picture.get_renditions(*asked, "max-165x165")
    copies["original"] = picture.get_rendition("original")
    assert decoded == []
    for words, copy in copies.items():
        with copy.file.open() as file, Image.open(io.BytesIO(file.read())) as drawn:
            assert drawn.size == (copy.width, copy.height)
            known = re.search(r"format-(\w+)", words)
            assert drawn.format == (known[1].upper() if known else "PNG"), words
            if (box := re.search(r"(?:fill|max)-(\d+)x(\d+)", words)) or (box := re.search(r"width-(\d+)()", words)):
                assert drawn.width <= int(box[1])
    assert copies["original"].width == 5000


def test_a_camera_that_was_held_upright_gives_an_upright_copy(decoded: list[object], media: None) -> None:
    lying = Image.new("RGB", (400, 200), "white")
    lying.paste((200, 0, 0), (0, 0, 200, 200))
    exif = Image.Exif()
    exif[0x0112] = 6  # turned to the right
    file = io.BytesIO()
    lying.save(file, "JPEG", exif=exif)
    copy = kept(file.getvalue(), "dung.jpg").get_rendition("width-100|format-png")
    assert decoded == []
    with Image.open(copy.file.open()) as drawn:
        assert drawn.size == (100, 200)
        red, _green, blue = drawn.convert("RGB").getpixel((50, 20))  # type: ignore[misc]
        assert red > 150 > blue, "what lay on the left stands above"
        assert not drawn.getexif(), "where and with what it was taken stays here"


def test_wagtails_own_way_of_drawing_is_seen(decoded: list[object], media: None) -> None:
    picture = kept(a_picture(300, 200))
    Filter("width-100").run(picture, io.BytesIO())
    assert decoded, "the control"
