"""Bad input on the editing side: each has a sane answer in words, and nothing that was written is lost."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pytest
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client, RequestFactory
from django.urls import reverse
from PIL import Image
from wagtail.rich_text import RichText

from giaoban.areas.regulations.operations import set_parameter
from giaoban.core.quota import PORTAL
from giaoban.faces.desk.editors_files import kept_by
from giaoban.faces.portal.editing import refusing
from giaoban.faces.portal.models import Article, Attachment, Event, Furniture, Picture
from giaoban.faces.portal.tests.test_publishing import draft, form_of, people, signed_in
from giaoban.ground.journal.clock import now, today
from tests.drills import page_forms

pytestmark = pytest.mark.django_db
__all__ = ["people"]


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


def jpeg(colour: str = "navy", size: tuple[int, int] = (320, 200)) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()


def bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """A PNG of a few hundred bytes that says it is 3,600 million pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 9999)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("anh.jpg", b"day khong phai la anh"),
        ("anh.jpg", jpeg()[:200]),
        ("anh.png", bomb()),
        ("anh.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("anh.jpg", b""),
    ],
    ids=["no picture", "cut off", "bomb", "script", "empty"],
)
def test_what_is_no_picture_is_refused_in_vietnamese(people, name, content):
    client = signed_in(people["editor"])
    file = SimpleUploadedFile(name, content, content_type="image/jpeg")
    answer = client.post(
        reverse("wagtailimages:add_multiple"), {"files[]": file}, headers={"x-requested-with": "XMLHttpRequest"}
    )
    assert answer.status_code == 200
    said = answer.json()
    assert said["success"] is False
    assert not {"the", "file", "image", "not"} & set(said["error_message"].lower().split()), said["error_message"]
    assert not Picture.objects.exists()


def test_a_good_picture_is_taken(people):
    client = signed_in(people["editor"])
    file = SimpleUploadedFile("hoi-nghi.jpg", jpeg(), content_type="image/jpeg")
    answer = client.post(
        reverse("wagtailimages:add_multiple"), {"files[]": file}, headers={"x-requested-with": "XMLHttpRequest"}
    )
    assert answer.json()["success"] is True, answer.text


def test_an_editor_keeps_no_more_on_the_portal_than_the_level_that_is_set(people, program):
    set_parameter(actor=program, key=PORTAL.key, value=1, from_on=today(), regulation=None, reason="Ổ đĩa nhỏ.")
    editor = people["editor"]
    Attachment.objects.create(title="Kế hoạch", file="documents/ke-hoach.pdf", file_size=2**20, uploaded_by_user=editor)

    def send(account, name: str, **files: object) -> dict[str, object]:
        client, asked = signed_in(account), {"x-requested-with": "XMLHttpRequest"}
        return client.post(reverse(f"wagtail{name}:add_multiple"), files, headers=asked).json()

    full = "Tài khoản đang lưu 1 MB ảnh và tệp của cổng; thêm tệp này là 2 MB, quá mức 1 MB của một tài khoản."
    for name, file in (("images", "hoi-nghi.jpg"), ("docs", "ghi-chep.txt")):
        said = send(editor, name, **{"files[]": SimpleUploadedFile(file, jpeg() if name == "images" else b"Ghi")})
        assert said["success"] is False
        assert full in said["error_message"]
    assert (Picture.objects.count(), Attachment.objects.count()) == (0, 1)
    other = send(people["board"], "images", **{"files[]": SimpleUploadedFile("hoi-nghi.jpg", jpeg())})
    assert other["success"] is True, "each account has its own"
    assert kept_by(people["board"]) == Picture.objects.get().file_size > 0


def picture(number: int = 0) -> Picture:
    made = Picture(title=f"Ảnh {number}", description=f"Hội trường lớn nhìn từ cửa {number}", credit="Trần Văn Hòa")
    made.file = ImageFile(BytesIO(jpeg(size=(320 + number, 200))), name=f"anh-{number}.jpg")
    made.save()
    return made


def test_a_title_of_three_hundred_letters_is_taken_whole(people):
    article = draft()
    typed = " ".join(["Hội nghị triển khai nhiệm vụ trọng tâm"] * 8)[:300].strip()
    client = signed_in(people["board"])
    address = reverse("wagtailadmin_pages:edit", args=[article.pk])
    client.post(address, form_of(article) | {"title": typed})
    Article.objects.get(pk=article.pk).get_latest_revision().publish(user=people["leader"])
    article.refresh_from_db()
    assert article.live
    assert article.headline == typed
    assert len(article.title) <= 255
    assert typed in client.get(article.address).text


def test_a_title_of_a_thousand_letters_is_refused_and_the_form_keeps_it(people):
    article = draft()
    client = signed_in(people["board"])
    address = reverse("wagtailadmin_pages:edit", args=[article.pk])
    answer = client.post(address, form_of(article) | {"title": "hội nghị " * 120, "lead": "Câu mới viết."})
    assert "tối đa 400" in answer.text
    assert "Câu mới viết." in answer.text


def test_ten_thousand_words_and_thirty_pictures_are_checked_published_and_read(people, client: Client):
    body = []
    for number in range(30):
        words = " ".join(
            f"chi bộ số {number * 100 + each} họp bàn công tác kết nạp đảng viên mới." for each in range(30)
        )
        body.append(("text", RichText(f"<p>{words}</p>")))
        photo = {"picture": picture(number), "description": "", "caption": f"Cảnh họp lần {number + 1}", "credit": ""}
        body.append(("photo", photo))
    article = draft(body=body)
    article.save_revision().publish()
    page = client.get(Article.objects.get(pk=article.pk).address)
    assert page.text.count("<figure") == 30
    assert len(page.text.split()) > 9_000


def test_a_pasted_page_of_five_megabytes_is_saved_or_refused_in_words_but_never_lost_in_silence(people):
    article = draft()
    client = signed_in(people["editor"])
    address = reverse("wagtailadmin_pages:edit", args=[article.pk])
    blocks = (
        '{"text": "%s", "type": "unstyled", "key": "k%05d", "depth": 0, "inlineStyleRanges": [], "entityRanges": []}'
    )
    text = "Chi bộ họp bàn công tác. " * 40
    pasted = '{"entityMap": {}, "blocks": [' + ",".join(blocks % (text, each) for each in range(5_000)) + "]}"
    assert len(pasted) > 5_000_000
    answer = client.post(
        address,
        form_of(article)
        | {"body-count": "1", "body-0-deleted": "", "body-0-order": "0", "body-0-type": "text", "body-0-id": "",
           "body-0-value": pasted},
        follow=True,
    )  # fmt: skip
    kept = Article.objects.get(pk=article.pk).get_latest_revision_as_object()
    if len(kept.body):
        assert str(kept.body[0].value.source).count("<p") == 5_000
    else:
        assert "quá dài" in answer.text


def test_a_broken_attachment_is_kept_out_or_its_page_still_stands(people, client: Client):
    editor = signed_in(people["editor"])
    broken = SimpleUploadedFile("bao-cao.pdf", b"%PDF-1.4 broken", content_type="application/pdf")
    editor.post(
        reverse("wagtaildocs:add_multiple"), {"files[]": broken}, headers={"x-requested-with": "XMLHttpRequest"}
    )
    gone = Attachment(title="Kế hoạch")
    gone.file.save("ke-hoach.txt", BytesIO("Kế hoạch".encode()), save=False)
    gone.save()
    article = draft(body=[("attachment", {"file": gone, "title": ""})])
    article.save_revision().publish()
    gone.file.storage.delete(gone.file.name)
    page = client.get(Article.objects.get(pk=article.pk).address)
    assert page.status_code == 200
    assert "Kế hoạch" in page.text
    assert client.get(gone.url).status_code in {404, 410}


def test_a_picture_whose_file_is_gone_does_not_take_the_article_down(people, client: Client):
    shown = picture()
    article = draft(body=[("photo", {"picture": shown, "description": "", "caption": "Cảnh họp", "credit": ""})])
    article.save_revision().publish()
    shown.file.storage.delete(shown.file.name)
    page = client.get(Article.objects.get(pk=article.pk).address)
    assert page.status_code == 200
    assert "Cảnh họp" in page.text


def test_the_second_of_two_editors_is_told_and_the_text_of_both_is_kept(people):
    article = draft()
    first, second = signed_in(people["editor"]), signed_in(people["board"])
    address = reverse("wagtailadmin_pages:edit", args=[article.pk])
    loaded = article.get_latest_revision()
    opened = {"loaded_revision_id": str(loaded.pk), "loaded_revision_created_at": loaded.created_at.isoformat()}
    json = {"Accept": "application/json"}
    first.post(address, form_of(article) | opened | {"lead": "Câu của người thứ nhất."})
    answer = second.post(address, form_of(article) | opened | {"lead": "Câu của người thứ hai."}, headers=json)
    assert answer.json()["error_code"] == "invalid_revision"
    assert "mới hơn" in answer.json()["error_message"]
    second.post(address, form_of(article) | opened | {"lead": "Câu của người thứ hai."})  # saves it all the same
    leads = [revision.as_object().lead for revision in article.revisions.order_by("pk")]
    assert {"Câu của người thứ nhất.", "Câu của người thứ hai."} <= set(leads)


def test_a_form_without_the_parts_of_its_page_is_refused_in_words_and_nothing_of_it_is_written(people):
    client = signed_in(people["board"])
    before = Furniture.objects.count()
    answer = client.post("/bientap/snippets/portal/furniture/add/", {"name": "Đảng ủy thử"})
    assert answer.status_code == 400
    assert "không đầy đủ" in answer.content.decode()
    assert Furniture.objects.count() == before


def test_a_page_that_comes_without_its_parts_is_refused_in_words_and_can_be_saved_again(people):
    client, article = signed_in(people["editor"]), draft(people["editor"])
    where = f"/bientap/pages/{article.pk}/edit/"
    for _again in range(2):
        with transaction.atomic():
            answer = client.post(where, {"title": "Bản thiếu phần thân"})
        assert answer.status_code == 400
        assert "không đầy đủ" in answer.content.decode()
    assert Article.objects.get(pk=article.pk).get_latest_revision_as_object().title == article.title


@pytest.mark.parametrize("number", ["²", "NaN", "9999-12", "Nguyễn"])
def test_what_is_no_number_of_anything_is_answered_in_words(people, number):
    client = signed_in(people["editor"])
    for path in (f"/bientap/images/chooser/chosen/{number}/", f"/bientap/choose-email-link/?parent_page_id={number}"):
        answer = client.get(path)
        assert answer.status_code == 400, path
        assert "không đầy đủ" in answer.content.decode()


@pytest.mark.parametrize(
    "error",
    [
        ValueError("Field 'id' expected a number but got 'khac'."),
        ValueError("invalid literal for int() with base 10: 'khac'"),
        KeyError("x"),
        AttributeError("'NoneType' object has no attribute 'pk'", name="pk", obj=None),
    ],
    ids=str,
)
def test_an_error_of_the_program_itself_is_not_taken_for_what_was_sent(error):
    request = RequestFactory().get("/bientap/images/chooser/create/", {"q": "x"})
    assert not refusing._is_of_what_was_sent(request, error)


def test_how_many_parts_an_article_has_is_a_number(people):
    article = draft(people["editor"])
    filled = {"title": article.title, "body-count": "[" * 10_000}
    assert signed_in(people["editor"]).post(f"/bientap/pages/{article.pk}/edit/", filled).status_code == 400


def test_pictures_of_a_tag_are_searched(people):
    photo = picture()
    photo.tags.add("hội nghị")
    photo.save()
    answer = signed_in(people["editor"]).get("/bientap/images/chooser/results/", {"tag": "hội nghị", "q": "Ảnh"})
    assert answer.status_code == 200
    assert "Ảnh 0" in answer.content.decode()


LISTED = '{"blocks":[{"key":"a","text":"a","type":"unordered-list-item","depth":%s,"inlineStyleRanges":[],"entityRanges":[],"data":{}}],"entityMap":{}}'
HALF = (LISTED % 0).replace('"text":"a"', '"text":"a\\ud800b"')


@pytest.mark.parametrize(
    "typed",
    ["1e309", "9999-12", "[1]", '"x"', "[", LISTED % 100_000, LISTED % 400, "[" * 10_000, HALF],
    ids=[
        "a number",
        "a day",
        "a list",
        "a word",
        "half",
        "a list 100,000 deep",
        "a list 400 deep",
        "10,000 texts deep",
        "half a letter",
    ],
)
def test_running_text_that_no_editor_sends_is_answered_in_words(people, typed):
    answer = signed_in(people["board"]).post(
        "/bientap/snippets/portal/consultation/add/", {"title": "Dự thảo", "text": typed, "outcome": typed}
    )
    assert answer.status_code == 400


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_an_event_of_the_first_or_the_last_year_is_answered_in_words(people, day):
    client = signed_in(people["editor"])
    event = Event.objects.create(title="Giao ban", starts_at=now(), live=False)
    for path in ("/bientap/snippets/portal/event/add/", f"/bientap/snippets/portal/event/edit/{event.pk}/"):
        for name in (filled := page_forms.form_of(client, path)):
            assert client.post(path, filled | {name: day}).status_code in {200, 302, 400}, name
        assert client.post(path, dict.fromkeys(filled, day)).status_code in {200, 302, 400}, path


@pytest.mark.parametrize("count", ["201", "9" * 30])
def test_a_page_that_says_it_has_more_rows_than_anybody_writes_is_refused(people, count):
    article = draft(people["editor"])
    client, address = signed_in(people["editor"]), reverse("wagtailadmin_pages:edit", args=[article.pk])
    answer = client.post(address, form_of(article) | {"corrections-TOTAL_FORMS": count})
    assert answer.status_code == 400
    assert client.post(address, form_of(article)).status_code in (200, 302), "the control"
