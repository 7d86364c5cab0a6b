"""The processing inventory of a unit as a document and as a workbook, both made of one context."""

from __future__ import annotations

import io
from collections.abc import Sequence

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

from giaoban.areas.privacy import operations
from giaoban.areas.privacy.models import DataPurpose, Mark
from giaoban.areas.privacy.queries import Inventory
from giaoban.core.text import slug
from giaoban.faces.desk.papers import TYPES
from giaoban.ground.access.policy import may_anywhere, reach
from giaoban.ground.journal.clock import today
from giaoban.ground.units.models import Unit
from giaoban.ground.units.queries import names_of
from giaoban.kit import sheets
from giaoban.kit.register import SignedIn

POWER = "purposes.inventory"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Tables = list[tuple[str, list[str], list[list[str]]]]


def tables_of(inventory: Inventory) -> Tables:
    """The inventory as tables, in the order of the document: title, headings, rows."""

    def cited(text: str, mark: str) -> str:
        return text if mark == Mark.CONFIRMED else f"{text} (chưa đối chiếu văn bản)"

    def since(valid: object) -> str:
        lower = getattr(valid, "lower", None)
        return f"từ {lower:%d/%m/%Y}" if lower else ""

    standing, withdrawn = inventory.consents
    breaches, reported = inventory.breaches
    return [
        ("Mục đích xử lý và căn cứ", ["Mục đích", "Căn cứ", "Văn bản", "Dữ liệu xử lý", "Nơi nhận", "Hiệu lực"], [
            [
                purpose.name, str(purpose.get_ground_display()), cited(purpose.basis, purpose.mark), purpose.data,
                purpose.recipients, since(purpose.valid),
            ]
            for purpose in inventory.purposes
        ]),
        ("Dữ liệu đang lưu", ["Loại dữ liệu", "Số hồ sơ"], [[label, f"{count:,}".replace(",", ".")] for label, count in inventory.tables]),
        ("Vai trò được xem hồ sơ đảng viên", ["Vai trò", "Để làm gì"], [[label, purpose] for label, purpose in inventory.readers]),
        ("Thời hạn lưu", ["Dữ liệu", "Lưu (tháng)", "Theo văn bản", "Hiệu lực"], [
            [str(rule), str(rule.keep_months), cited(rule.source, rule.mark), since(rule.valid)] for rule in inventory.retention
        ]),
        ("Yêu cầu của chủ thể dữ liệu", ["Loại yêu cầu", "Đã nhận", "Chưa trả lời"], [
            [label, str(came), str(still)] for label, came, still in inventory.requests
        ]),
        ("Sự đồng ý và vi phạm", ["Nội dung", "Số lượng"], [
            ["Sự đồng ý còn hiệu lực", str(standing)], ["Sự đồng ý đã rút", str(withdrawn)],
            ["Vụ vi phạm đã ghi", str(breaches)], ["Trong đó đã thông báo cơ quan có thẩm quyền", str(reported)],
        ]),
        ("Biện pháp bảo vệ", ["Biện pháp", "Thực hiện"], [list(row) for row in MEASURES]),
    ]  # fmt: skip


MEASURES = (
    ("Phân quyền", "Theo vai trò, tổ chức và thời hạn; cơ sở dữ liệu tự chặn dòng ngoài phạm vi"),
    ("Xác thực", "Hai bước đối với mọi vai trò xem dữ liệu của người khác"),
    ("Che số định danh", "Chỉ hiện ba chữ số cuối; xem đủ phải ghi lý do"),
    ("Nhật ký", "Ghi cả việc xem và xuất dữ liệu; nối chuỗi băm, sửa là phát hiện"),
    ("Sao lưu", "Mã hóa, có kiểm tra phục hồi"),
    ("Tài liệu mật", "Từ chối khi tải lên"),
)


def document(inventory: Inventory, name: str) -> bytes:
    """The inventory as a DOCX on landscape A4."""
    word = Document()
    section = word.sections[0]
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin = section.bottom_margin = Mm(20)
    word.styles["Normal"].font.name, word.styles["Normal"].font.size = "Times New Roman", Pt(12)
    _line(word, name.upper(), bold=True)
    _line(word, "DANH MỤC HOẠT ĐỘNG XỬ LÝ DỮ LIỆU CÁ NHÂN", bold=True, size=14)
    _line(word, f"(tính đến ngày {inventory.on:%d/%m/%Y}, của tổ chức và các tổ chức trực thuộc)")
    for number, (title, heads, rows) in enumerate(tables_of(inventory), 1):
        _line(word, f"{number}. {title}", bold=True, centred=False)
        if not rows:
            _line(word, "Chưa ghi.", centred=False)
            continue
        table = word.add_table(rows=1, cols=len(heads))
        table.style = "Table Grid"
        _fill(table.rows[0].cells, heads, bold=True)
        for row in rows:
            _fill(table.add_row().cells, row)
    target = io.BytesIO()
    word.save(target)
    return target.getvalue()


def _line(word: object, text: str, *, bold: bool = False, size: int = 12, centred: bool = True) -> None:
    paragraph = word.add_paragraph()  # type: ignore[attr-defined]
    run = paragraph.add_run(text)
    run.bold, run.font.size = bold, Pt(size)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.LEFT
    paragraph.paragraph_format.space_before = Pt(0 if centred else 10)
    paragraph.paragraph_format.space_after = Pt(4)


def _fill(cells: Sequence[object], texts: Sequence[str], *, bold: bool = False) -> None:
    for cell, text in zip(cells, texts, strict=True):
        run = cell.paragraphs[0].add_run(text)  # type: ignore[attr-defined]
        run.bold, run.font.size = bold, Pt(11)


def workbook(inventory: Inventory, name: str) -> bytes:
    """The inventory as XLSX, a sheet for each table."""
    return sheets.tables(tables_of(inventory), f"{name}, tính đến {inventory.on:%d/%m/%Y}")


WRITERS = {"docx": (document, TYPES["docx"]), "xlsx": (workbook, SHEET)}


@login_required
def choose(request: SignedIn) -> HttpResponse:
    """The units that state purposes of their own and whose inventory the person may take out."""
    if not may_anywhere(request.user, POWER, on=today()):
        raise Http404
    units, ids = DataPurpose.objects.values_list("unit", flat=True).distinct(), reach(request.user, POWER, on=today())
    named_units = sorted(
        names_of([unit for unit in units if ids is None or unit in ids], on=today()).items(), key=lambda pair: pair[1]
    )
    trail = [
        {"label": _("Purposes of processing"), "url": reverse("desk:list", args=["purposes"])},
        {"label": _("Processing inventory")},
    ]
    return render(request, "desk/inventory.html", {"units": named_units, "trail": trail})


@login_required
def inventory(request: SignedIn, pk: int, kind: str) -> HttpResponse:
    """The inventory of the unit as a file; the journal says that it was taken out."""
    unit = Unit.objects.filter(pk=pk).first()
    ids = reach(request.user, POWER, on=today())
    if unit is None or kind not in WRITERS or not (ids is None or pk in ids):
        raise Http404
    processing = operations.inventory(actor=request.user, unit=unit, on=today())
    name = names_of([pk], on=today()).get(pk, unit.slug)
    write, content_type = WRITERS[kind]
    answer = HttpResponse(write(processing, name), content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="danh-muc-xu-ly-{slug(name)[:60]}-{today():%Y-%m-%d}.{kind}"'
    return answer


urlpatterns = [
    path("inventory/", choose, name="inventory"),
    path("inventory/<int:pk>.<slug:kind>", inventory, name="inventory_of"),
]
