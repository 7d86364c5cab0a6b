"""What the public reads as a file or a picture stays the one that somebody else looked through."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from giaoban.faces.portal import clock
from giaoban.faces.portal.models import Article, Attachment, Paper, Picture
from giaoban.faces.portal.tests.test_bad_days import jpeg, own_media, people
from giaoban.faces.portal.tests.test_publishing import draft, signed_in

pytestmark = pytest.mark.django_db
__all__ = ["own_media", "people"]


@pytest.fixture
def file() -> Attachment:
    """A file behind a published document."""
    file = Attachment(title="Kế hoạch", file=ContentFile("Kế hoạch đã duyệt.".encode(), name="ke-hoach.txt"))
    file.save()
    Paper.objects.create(
        sign="21-KH/ĐUK", kind="Kế hoạch", subject="Kế hoạch", issued_on=clock.today(), issuer="Đảng ủy Khối", file=file,
        live=True,
    )  # fmt: skip
    return file


@pytest.fixture
def picture() -> Picture:
    """A picture on top of a published article."""
    picture = Picture(
        title="Ảnh", description="Toàn cảnh hội nghị", credit="Văn phòng", file=ContentFile(jpeg(), name="anh.jpg")
    )
    picture.save()
    article = draft(cover=picture)
    Article.objects.filter(pk=article.pk).update(live=True)
    return picture


def test_one_editor_alone_changes_no_file_that_the_public_reads(people, file: Attachment) -> None:
    editor, where = signed_in(people["editor"]), reverse("wagtaildocs:edit", args=[file.pk])
    plain = {"title": file.title, "collection": file.collection_id, "tags": ""}
    for change in (
        {"title": "Tên do một người đổi"},
        {"file": SimpleUploadedFile("x.txt", "Nội dung không ai xem.".encode())},
    ):
        answer = editor.post(where, plain | change)
        assert answer.status_code == 200
        assert "đã được người khác xem qua" in answer.text
    stands = Attachment.objects.get(pk=file.pk)
    assert (stands.title, stands.file.read().decode()) == ("Kế hoạch", "Kế hoạch đã duyệt.")
    assert editor.post(where, plain | {"tags": "kế hoạch"}).status_code == 302  # a tag is for whoever looks for it
    Paper.objects.update(live=False)
    assert editor.post(where, plain | {"title": "Kế hoạch năm"}).status_code == 302  # nobody reads it now


def test_one_editor_alone_changes_no_picture_that_the_public_sees(people, picture: Picture) -> None:
    editor, where = signed_in(people["editor"]), reverse("wagtailimages:edit", args=[picture.pk])
    names = ("title", "description", "credit", "consent")
    plain = {name: getattr(picture, name) for name in names} | {"collection": picture.collection_id, "tags": ""}
    before = Path(picture.file.path).read_bytes()
    for change in (
        {"description": "Lời khác"},
        {"credit": "Người khác"},
        {"file": SimpleUploadedFile("x.jpg", jpeg(size=(64, 64)), content_type="image/jpeg")},
    ):
        answer = editor.post(where, plain | change)
        assert answer.status_code == 200, change
        assert "đã được người khác xem qua" in answer.text
    stands = Picture.objects.get(pk=picture.pk)
    assert (stands.description, stands.credit, Path(stands.file.path).read_bytes()) == (
        picture.description, picture.credit, before,
    )  # fmt: skip
    assert editor.post(where, plain | {"title": "Tên trong thư viện"}).status_code == 302


def test_the_database_keeps_what_the_public_reads(people, file: Attachment, picture: Picture) -> None:
    for rows, change in (
        (Attachment.objects.filter(pk=file.pk), {"file": "documents/khac.txt"}),
        (Attachment.objects.filter(pk=file.pk), {"title": "Khác"}),
        (Picture.objects.filter(pk=picture.pk), {"file": "images/khac.jpg"}),
        (Picture.objects.filter(pk=picture.pk), {"description": "Khác"}),
    ):
        with pytest.raises(IntegrityError, match="written over by nobody"), transaction.atomic():
            rows.update(**change)
    Paper.objects.update(live=False)
    assert Attachment.objects.filter(pk=file.pk).update(title="Khác") == 1  # the control
    assert Client().get(f"/tai-lieu/{file.pk}/ke-hoach.txt").status_code == 404
