"""What was written in Word becomes a draft: clean text, pictures in the library, a sentence for each that was not had."""

from __future__ import annotations

import base64
from io import BytesIO

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from giaoban.core.refusal import Refused
from giaoban.faces.portal.editing import pasting
from giaoban.faces.portal.models import Article, Picture, Section
from giaoban.faces.portal.tests.test_bad_days import bomb, jpeg, own_media, people
from giaoban.faces.portal.tests.test_publishing import signed_in

pytestmark = pytest.mark.django_db
__all__ = ["own_media", "people"]


def data(content: bytes, kind: str = "jpeg") -> str:
    return f"data:image/{kind};base64,{base64.b64encode(content).decode()}"


WORD = f"""<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal {{mso-style-parent:""}}</style>
<!--[if gte mso 9]><xml><w:WordDocument/></xml><![endif]--></head><body>
<p class=MsoTitle>Hội nghị sơ kết 6 tháng đầu năm<o:p></o:p></p>
<h1 style='mso-outline-level:1'><span style='font-family:"Times New Roman"'>Kết quả</span></h1>
<p class=MsoNormal style='text-align:justify;mso-x:1'><b>Kết nạp</b> được <i style='color:red'>43</i> đảng viên &lt;mới&gt;
 và <a href="https://example.vn/?a=1&amp;b=2" onclick="x()">xem thêm</a>.<img width=600 src="{data(jpeg())}" alt="image001"> Đoạn sau ảnh.</p>
<p class=MsoNormal>&nbsp;<o:p>&nbsp;</o:p></p>
<ul><li class=MsoListParagraph>Một</li><li>Hai</li></ul>
<table class=MsoTableGrid><tr><td><p>Đơn vị</p></td><td><p>Số</p></td></tr><tr><td><p>Chi bộ 1</p></td><td><p>5</p></td></tr></table>
<p><img src="file:///C:/Users/a/AppData/Local/Temp/msohtmlclip1/01/clip_image002.jpg"></p>
<script>alert(1)</script></body></html>"""


def made(parts, owner, title="") -> tuple[Article, list[str]]:
    return pasting.draft_from(parts, title=title, section=Section.objects.get(slug="dang-uy-khoi"), owner=owner)


def told_of(article: Article) -> list[tuple[str, str]]:
    return [
        (block.block_type, block.value.source if block.block_type == "text" else block.value["picture"].title)
        for block in article.body
    ]


def test_pasted_text_comes_clean_and_its_picture_stands_where_it_stood(people):
    article, told = made(pasting.parts_of_html(WORD.encode()), people["editor"])
    article = Article.objects.get(pk=article.pk).get_latest_revision_as_object()
    assert article.title == "Hội nghị sơ kết 6 tháng đầu năm"
    assert (article.live, article.owner) == (False, people["editor"])
    assert told_of(article) == [
        ("text", '<h2>Kết quả</h2><p><b>Kết nạp</b> được <i>43</i> đảng viên &lt;mới&gt; và '
                 '<a href="https://example.vn/?a=1&amp;b=2">xem thêm</a>.</p>'),
        ("photo", "Hội nghị sơ kết 6 tháng đầu năm, ảnh 1"),
        ("text", "<p>Đoạn sau ảnh.</p><ul><li>Một</li><li>Hai</li></ul><p>Đơn vị | Số</p><p>Chi bộ 1 | 5</p>"),
    ]  # fmt: skip
    (picture,) = Picture.objects.all()
    assert (picture.width, picture.height, picture.uploaded_by_user) == (320, 200, people["editor"])
    (said,) = told
    assert said.startswith("Ảnh thứ 2 chưa lấy được:")
    assert "“clip_image002.jpg”" in said


def test_a_word_document_brings_its_headings_lists_and_pictures(people):
    written = docx.Document()
    written.add_heading("Hội nghị & sơ kết", 0)
    written.add_heading("Kết quả", 1)
    paragraph = written.add_paragraph("Kết nạp ")
    paragraph.add_run("43 đảng viên").bold = True
    written.add_picture(BytesIO(jpeg()))
    written.add_paragraph("Một", style="List Bullet")
    written.add_paragraph("Ảnh: Trần Văn Hòa")
    table = written.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Chi bộ 1", "5"
    out = BytesIO()
    written.save(out)
    parts = pasting.parts_of_file(BytesIO(out.getvalue()), "bai.docx")
    article, told = made(parts, people["editor"])
    assert told == []
    assert article.title == "Hội nghị & sơ kết"
    assert told_of(article) == [
        ("text", "<h2>Kết quả</h2><p>Kết nạp <b>43 đảng viên</b></p>"),
        ("photo", "Hội nghị & sơ kết, ảnh 1"),
        ("text", told_of(article)[2][1]),
    ]
    last = told_of(article)[2][1]
    assert last.endswith("<p>Ảnh: Trần Văn Hòa</p><p>Chi bộ 1 | 5</p>")
    assert "Một" in last


@pytest.mark.parametrize(
    ("picture", "said"),
    [
        (data(b"day khong phai la anh"), "Ảnh thứ 1 chưa lấy được:"),
        (data(bomb(), "png"), "Ảnh thứ 1 chưa lấy được:"),
        (data(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "svg+xml"), "Ảnh thứ 1 chưa lấy được:"),
        ("data:image/png;base64,@@@", "dữ liệu của ảnh bị hỏng"),
        ("https://noi-khac.example/anh/hoi-nghi.jpg?w=3", "“hoi-nghi.jpg”"),
    ],
    ids=["no picture", "bomb", "script", "damaged", "of another site"],
)
def test_a_picture_that_is_none_is_named_and_the_text_is_kept(people, picture, said):
    article, told = made(
        pasting.parts_of_html(f'<p>Tin</p><p>Một</p><img src="{picture}"><p>Hai</p>'.encode()), people["editor"]
    )
    assert [said in each for each in told] == [True]
    assert not {"the", "file", "image", "not"} & set(told[0].lower().split())
    assert told_of(article) == [("text", "<p>Một</p>"), ("text", "<p>Hai</p>")]
    assert not Picture.objects.exists()


def test_nothing_that_runs_and_no_mark_left_open_comes_through(people):
    hostile = '<p>Tin</p><p onclick="x()"><b>Đậm<p>Sau <a href="javascript:x()">bấm</a><iframe src="//a"></iframe><b><i>lẫn</b></i></p>'
    article, _told = made(pasting.parts_of_html(hostile.encode()), people["editor"])
    ((_kind, text),) = told_of(article)
    assert "javascript" not in text
    assert "onclick" not in text
    assert "iframe" not in text
    for tag in ("b", "i", "p"):
        assert text.count(f"<{tag}>") == text.count(f"</{tag}>"), text


@pytest.mark.parametrize("nest", ["<ul><li>", "<b>", "<div><p>", "<table><tr><td>", "<a>", "<p><b>"])
def test_what_is_nested_without_end_is_refused_before_it_costs_anything(nest):
    with pytest.raises(Refused, match="hơn 200 lớp lồng nhau"):
        pasting.parts_of_html((nest * 100_000).encode())


def test_paragraphs_and_points_that_nobody_ended_are_not_taken_for_depth():
    assert len(pasting.parts_of_html(b"<p>Tin" * 500 + b"<ul>" + b"<li>Mot" * 500 + b"</ul>")) == 1000


@pytest.mark.parametrize(
    ("html", "why"),
    [("", "không có chữ"), (f'<img src="{data(b"x")}">', "không có chữ"), ("<p>MẬT</p><p>Kế hoạch</p>", "dấu mật")],
)
def test_nothing_and_what_is_secret_become_no_draft(people, html, why):
    with pytest.raises(Refused, match=why):
        made(pasting.parts_of_html(html.encode()), people["editor"])
    assert not Article.objects.filter(owner=people["editor"]).exists()


def test_an_editor_makes_a_draft_on_the_page_and_reads_what_did_not_come_along(people):
    client, address = signed_in(people["editor"]), reverse("portal_word")
    assert "Soạn từ Word" in client.get(address).text
    section = str(Section.objects.get(slug="dang-uy-khoi").pk)
    pasted = SimpleUploadedFile("pasted.html", WORD.encode(), content_type="text/html")
    page = client.post(address, {"section": section, "title": "", "pasted": pasted}, follow=True)
    assert "clip_image002.jpg" in page.text
    assert page.redirect_chain[-1][0] == reverse("wagtailadmin_pages:edit", args=[Article.objects.get().pk])
    for sent, why in (
        ({}, "Hãy chọn một tệp hoặc dán bài vào."),
        ({"file": SimpleUploadedFile("bai.doc", b"x")}, "đuôi .docx"),
        ({"file": SimpleUploadedFile("bai.docx", b"x")}, "Chưa tạo được bản nháp"),
    ):
        refused = client.post(address, {"section": section, **sent})
        assert why in refused.text
    assert Article.objects.count() == 1
    assert client.post(address, {"section": "0"}).status_code == 404


# -- pasted into an article that is open -------------------------------------------------------------------------------


def sent(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


def test_pictures_pasted_into_an_article_are_given_to_it_as_photographs_and_the_others_are_counted(people):
    client = signed_in(people["editor"])
    files = {"picture-1": sent("anh.jpg", jpeg()), "picture-3": sent("anh.jpg", b"khong phai anh")}
    answer = client.post(reverse("portal_pasted"), {"title": "Hội nghị <sơ kết>", "lost": "2", **files}).json()
    (picture,) = Picture.objects.all()
    assert (picture.title, picture.uploaded_by_user) == ("Hội nghị <sơ kết>, ảnh 1", people["editor"])
    (photograph,) = answer["photographs"]
    assert photograph["picture"]["id"] == picture.pk
    assert photograph["picture"]["preview"]["url"].startswith("/media/")
    assert not any(photograph[field] for field in ("description", "caption", "credit"))
    came, lost, refused = answer["told"]
    assert came.startswith("1 ảnh đã đứng ngay dưới đoạn chữ này")
    assert lost.startswith("2 ảnh trong đoạn vừa dán không kèm tệp nên chưa vào bài")
    assert f'href="{reverse("portal_word")}"' in lost
    assert refused.startswith("Ảnh thứ 3 chưa lấy được:")
    assert answer["whole"] is False


MANY_MARKS = "<p>x</p>" + "<b>" * 190 + "y" + "<img src=x>" * 60


def test_a_mark_that_is_begun_again_within_itself_is_written_once(people):
    parts = pasting.parts_of_html(MANY_MARKS.encode())
    assert [part.get("html") for part in parts[:2]] == ["<p>x</p>", "<p><b>y</b></p>"]
    assert sum(len(part.get("html", "")) for part in parts) < 200


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>x</p>" + "<b>" * 190 + "<img src=x>" * 61, "hơn 60 hình"),
        ("<p>x</p>" + "<img src=x>" * 100_000, "hơn 60 hình"),
        ("<p>" + "Hội nghị " * 120_000 + "</p>", "hơn 1.000.000 chữ cái"),
        ("<div>" * 300 + "x", "hơn 200 lớp"),
    ],
    ids=["marks and pictures", "pictures", "text", "depth"],
)
def test_what_is_too_much_to_paste_is_refused_in_one_sentence_and_nothing_is_made(people, html, words):
    before = Article.objects.count()
    with pytest.raises(Refused) as refused:
        pasting.parts_of_html(html.encode())
    (sentence,) = refused.value.reasons
    assert words in sentence
    assert "chưa ghi nhận gì" in sentence
    assert Article.objects.count() == before


@pytest.mark.parametrize("lost", ["", "-1", "nhiều", "9" * 5000, "²"])
def test_a_strange_count_of_lost_pictures_is_none(people, lost):
    answer = signed_in(people["editor"]).post(reverse("portal_pasted"), {"lost": lost})
    assert answer.json() == {"photographs": [], "told": [], "whole": True}


def test_more_pictures_than_an_article_takes_at_once_are_refused_in_a_sentence(people, monkeypatch):
    monkeypatch.setattr(pasting, "MOST_PICTURES", 1)
    files = {f"picture-{number}": sent("anh.jpg", jpeg()) for number in (1, 2)}
    answer = signed_in(people["editor"]).post(reverse("portal_pasted"), files).json()
    assert [(len(answer["photographs"]), answer["whole"]), "nhiều nhất 1" in answer["told"][0]] == [(0, False), True]
    assert not Picture.objects.exists()


def test_who_may_not_add_pictures_reads_so_and_a_stranger_gets_nowhere(people, django_user_model):
    nobody = django_user_model.objects.create_user("khach", "đồng bằng sông Hồng", name="khach")
    photographs, told = pasting.photographs_of({"1": sent("anh.jpg", jpeg())}, lost=0, title="", owner=nobody)
    assert (photographs, ["không có quyền thêm ảnh" in each for each in told]) == ([], [True])
    answer = signed_in(nobody).post(reverse("portal_pasted"), {"picture-1": sent("anh.jpg", jpeg())})
    assert answer.status_code in {302, 403, 404}
    assert not Picture.objects.exists()
