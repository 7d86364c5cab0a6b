"""The look book: every part of the desk with sample data, as pages that a browser opens, and pictures of them.

`python tests/look/lookbook.py FOLDER` writes the pages; with `--pictures` it also takes them, 1280 and 360 px wide, light and
dark. It needs no database. All names in it are made up.
"""

from __future__ import annotations

import ast
import re
import shutil
import struct
import sys
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import django
from django import forms
from django.conf import settings

ROOT = Path(__file__).parents[2]
FACES = ROOT / "src/giaoban/faces"
SAMPLES = ROOT / "tests/look"


def machine_catalogue(po: str) -> bytes:
    """The .mo of a complete .po, so that the pages can be looked at before the catalogues are merged."""
    messages: dict[str, str] = {}
    for block in re.split(r"\n\s*\n", po):
        parts: dict[str, str] = {}
        key = ""
        for line in block.splitlines():
            if match := re.match(r"(msgctxt|msgid_plural|msgid|msgstr)(?:\[\d\])? (\".*\")$", line):
                key = match[1]
                parts[key] = ast.literal_eval(match[2])
            elif line.startswith('"'):
                parts[key] += ast.literal_eval(line)
        if "msgid" in parts:
            name = parts["msgid"] + ("\0" + parts["msgid_plural"] if "msgid_plural" in parts else "")
            messages[(parts["msgctxt"] + "\4" if "msgctxt" in parts else "") + name] = parts["msgstr"]
    names = sorted(messages, key=lambda name: name.encode())
    head, texts, places = 28, b"", []
    for text in [*names, *(messages[name] for name in names)]:
        places.append((len(text.encode()), head + 16 * len(names) + len(texts)))
        texts += text.encode() + b"\0"
    table = b"".join(struct.pack("<2I", *place) for place in places)
    return struct.pack("<7I", 0x950412DE, 0, len(names), head, head + 8 * len(names), 0, 0) + table + texts


def set_up(folder: Path) -> None:
    """Django is ready to render with the parts' own Vietnamese."""
    catalogue = folder / "locale/vi/LC_MESSAGES"
    catalogue.mkdir(parents=True, exist_ok=True)
    (catalogue / "django.mo").write_bytes(machine_catalogue((ROOT / "src/giaoban/locale/parts/look.po").read_text()))
    settings.configure(
        LANGUAGE_CODE="vi",
        USE_I18N=True,
        LOCALE_PATHS=[folder / "locale"],
        STATIC_URL="/static/",
        INSTALLED_APPS=["django.contrib.staticfiles"],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [FACES / "templates"],
                "OPTIONS": {"libraries": {"parts": "giaoban.faces.templatetags.parts"}},
            }
        ],
    )
    django.setup()


def write(folder: Path) -> list[str]:
    """Every page of the look book lies in the folder, with the static files beside it; their names."""
    from django.template.loader import render_to_string

    shutil.copytree(FACES / "static", folder / "static", dirs_exist_ok=True)
    names = []
    for name, own in pages().items():
        template = own.pop("template", "desk/lookbook.html")
        context = {
            **frame(own.get("menu_at", "")),
            "look": name,
            "request": SimpleNamespace(COOKIES={}, path="/"),
            **own,
        }
        (folder / f"{name}.html").write_text(render_to_string(template, context))
        names.append(name)
    progress = pages()["import"]["progress"]
    (folder / "progress.html").write_text(render_to_string("parts/progress.html", {"progress": progress}))
    (folder / "evidence.html").write_text(render_to_string("parts/drawer.html", {"drawer": evidence()}))
    return names


def figure(text: str = "", *, state: str = "value", about: str = "", door: bool = True) -> dict[str, Any]:
    return {"state": state, "text": text, "about": about, "href": "evidence.html" if door else ""}


def frame(at: str) -> dict[str, Any]:
    def item(label: str, icon: str, **more: Any) -> dict[str, Any]:
        return {"label": label, "icon": icon, "url": f"{more.pop('url', 'due')}.html", "current": label == at, **more}

    return {
        "menu": [
            {
                "label": "",
                "items": [
                    item("Việc đến hạn", "list-checks", count=9, waits="việc, 2 việc quá hạn"),
                    item("Tổ chức", "network", url="tree"),
                ],
            },
            {
                "label": "Xây dựng Đảng",
                "items": [
                    item("Đảng viên", "users", url="register"),
                    item("Kết nạp", "user-plus", count=4, waits="hồ sơ chờ"),
                    item("Chuyển sinh hoạt", "arrow-right-left"),
                    item("Sinh hoạt chi bộ", "notebook-pen"),
                    item("Học tập nghị quyết", "book-open"),
                ],
            },
            {
                "label": "Báo cáo",
                "items": [
                    item("Nhập báo cáo", "file-spreadsheet", url="import"),
                    item("Báo cáo 6 tháng", "chart-bar-decreasing", url="report", count=5, waits="điểm cần xem lại"),
                    item("Công bố", "megaphone"),
                ],
            },
        ],
        "scope": {"name": "Đảng ủy Khối các cơ quan và doanh nghiệp tỉnh Quảng Ninh"},
        "scopes": [
            {"value": "qn", "name": "Đảng ủy Khối các cơ quan và doanh nghiệp tỉnh Quảng Ninh", "current": True},
            {"value": "db", "name": "Cụm Đông Bắc", "note": "Cụm trưởng đến hết 2023"},
            {"value": "cb3", "name": "Chi bộ 3, Đảng bộ Sở Y tế", "note": "Phó bí thư"},
        ],
        "shell": {
            "home_url": "due.html",
            "search_url": "register.html",
            "scope_url": "due.html",
            "language_url": "due.html",
            "preferences_url": "due.html",
            "account": {
                "name": "Nguyễn Thị An",
                "role": "Văn phòng Đảng ủy Khối",
                "leave_url": "signin.html",
                "links": [{"label": "Tài khoản và thiết bị", "url": "act.html", "icon": "shield-check"}],
            },
        },
    }


PROVINCES = [
    ("Quảng Ninh", "7.405", 7405, "7.212", 7212),
    ("Bắc Giang", "5.918", 5918, "5.840", 5840),
    ("Thái Nguyên", "5.402", 5402, "5.377", 5377),
    ("Lạng Sơn", "4.871", 4871, "4.902", 4902),
    ("Hà Giang", "4.655", 4655, "4.520", 4520),
    ("Cao Bằng", "4.390", 4390, "4.351", 4351),
    ("Tuyên Quang", "3.274", 3274, "3.260", 3260),
    ("Bắc Kạn", "2.801", 2801, "2.833", 2833),
]


def chart(short: bool = False) -> dict[str, Any]:
    return {
        "id": "members-by-bloc",
        "title": "Đảng viên theo tỉnh",
        "note": "Đến 30/06/2023; vạch đứng là cùng kỳ 2022.",
        "label": "Đảng bộ khối",
        "value": "Đảng viên",
        "last": "" if short else "Cùng kỳ",
        "bars": [
            {
                "label": name,
                "url": "tree.html",
                "width": f"{count / 75.5:.1f}",
                "mark": f"{before / 75.5:.1f}",
                "figure": figure(text, about=f"Đảng viên, {name}"),
                "last_figure": figure(last, door=False),
                "tone": "main" if name == "Quảng Ninh" else "",
            }
            for name, text, count, last, before in PROVINCES[: 6 if short else 8]
        ],
    }


def history() -> list[dict[str, Any]]:
    return [
        {
            "at": "15/06/2023 09:12",
            "who": "Nguyễn Thị An",
            "sentence": "nộp báo cáo 6 tháng",
            "reason": "số kết nạp tính đến 30/6 theo ước tính",
            "changes": [{"label": "4.4 Kết nạp đảng viên", "before": "118", "after": "124"}],
        },
        {
            "at": "14/06/2023 16:40",
            "who": "Lò Văn Páo",
            "sentence": "nhập 7.405 đảng viên từ tệp danh-sach.xlsx, bỏ lại 3 dòng",
            "changes": [
                {"label": "Chi bộ", "before": "", "after": "Chi bộ 3"},
                {"label": "Ngày chính thức", "before": "", "after": "14/07/2013"},
            ],
        },
        {"at": "01/06/2023 08:05", "who": "", "sentence": "Mở kỳ báo cáo 6 tháng đầu năm 2023 cho 82 tổ chức."},
    ]


def evidence() -> dict[str, Any]:
    return {
        "title": "4.4 Đảng viên được kết nạp",
        "about": "Cụm Đông Bắc, 6 tháng đầu năm 2023",
        "figure": figure("2.391", door=False),
        "unit_of_count": "người",
        "definition": "Số người được chi bộ tổ chức lễ kết nạp trong kỳ, mỗi người tính một lần, theo ngày tổ chức lễ.",
        "rules": [
            {"label": "Kỳ", "text": "01/01/2023 đến 30/06/2023"},
            {"label": "Chốt số liệu", "text": "15/06/2023, ước đến hết kỳ"},
            {"label": "Phạm vi", "text": "Đơn vị và mọi tổ chức trực thuộc"},
        ],
        "findings": [finding("drawer-finding")],
        "parts": {
            "rows": [
                {"label": "Quảng Ninh", "url": "tree.html", "figure": figure("412")},
                {"label": "Bắc Giang", "url": "tree.html", "figure": figure("398")},
                {"label": "Thái Nguyên", "url": "tree.html", "figure": figure("371", state="estimate")},
                {"label": "Lạng Sơn", "url": "tree.html", "figure": figure("1.210")},
                {"label": "Bắc Kạn", "url": "tree.html", "figure": figure(state="missing"), "note": "chưa nộp báo cáo"},
            ],
            "total": figure("2.391", door=False),
        },
        "cells": [
            {
                "file": "lang-son.xlsx",
                "sheet": "Biểu 1",
                "cell": "E31",
                "raw": "1.210",
                "read_as": "1.210 người",
                "doubt": "Ô ghi dạng chữ; dấu chấm được hiểu là dấu phân cách hàng nghìn.",
            }
        ],
        "links": [
            {"label": "Mở báo cáo Lạng Sơn", "url": "report.html", "icon": "file-text"},
            {"label": "Tải tệp gốc", "url": "evidence.html", "icon": "download"},
        ],
    }


def finding(name: str, **more: Any) -> dict[str, Any]:
    return {
        "id": name,
        "severity": "warning",
        "message": "Hai dòng khác nội dung có cùng một số lớn: thẩm định chính trị 2.391 người và kết nạp 2.391 người.",
        "figures": [
            {"label": "4.1", **figure("2.391", about="Thẩm định chính trị")},
            {"label": "4.4", **figure("2.391", about="Kết nạp")},
        ],
        "fix_url": "act.html",
        "explain_url": "report.html",
        **more,
    }


def report_table() -> dict[str, Any]:
    names = ["Quảng Ninh", "Bắc Giang", "Thái Nguyên", "Lạng Sơn", "Hà Giang", "Bắc Kạn"]
    lines: list[tuple[str, str, list[str], str, str]] = [
        ("1.1", "Tổng số tổ chức cơ sở đảng", ["82", "96", "88", "79", "71", "66"], "652", "tổ chức"),
        ("1.3", "Tổng số đảng viên", ["7.405", "5.918", "5.402", "4.871", "4.655", "2.801"], "38.716", "người"),
        ("2.1", "Tỷ lệ học tập nghị quyết", ["99,81", "99,60", "≈99,20", "99,47", "99,62", "99,15"], "99,55", "%"),
        ("2.2", "Lớp bồi dưỡng lý luận chính trị", ["6", "4", "3", "0", "5", "–"], "27", "lớp"),
        ("4.1", "Thẩm định tiêu chuẩn chính trị", ["412", "398", "371", "1.210", "0", "–"], "2.391", "người"),
        ("4.4", "Kết nạp đảng viên", ["412", "398", "371", "1.210", "0", "–"], "2.391", "người"),
        ("5.1", "Kiểm tra, giám sát", ["4", "3", "5", "2", "2", "×"], "22", "cuộc"),
        ("5.3", "Đảng viên bị thi hành kỷ luật", ["11", "9", "10", "14", "8", "6"], "72", "người"),
    ]
    states = {"0": "zero", "–": "missing", "×": "inapplicable"}

    def cell(text: str, line: str, unit: str) -> dict[str, Any]:
        state = "estimate" if text.startswith("≈") else states.get(text, "value")
        doubted = line in {"4.1", "4.4"} and unit in {"Lạng Sơn", "Toàn cụm"}
        return {
            "kind": "number",
            "label": unit,
            "figure": figure(text.lstrip("≈"), state=state, about=f"{line}, {unit}"),
            "finding": "error" if line == "5.3" and unit == "Toàn cụm" else "warning" if doubted else "",
        }

    rows = []
    for code, label, values, total, unit in lines:
        row: dict[str, Any] = {"key": code, "name": label, "findings": []}
        row["cells"] = [
            {"text": f"{code} {label}", "head": True},
            {"text": unit, "kind": "unit", "label": "Đơn vị tính"},
        ]
        row["cells"] += [cell(total, code, "Toàn cụm")]
        row["cells"] += [cell(value, code, name) for value, name in zip(values, names, strict=True)]
        if code == "4.4":
            row["findings"] = [finding("f-1")]
        if code == "5.3":
            row["findings"] = [
                finding(
                    "f-2",
                    severity="error",
                    message="Số đảng viên bị kỷ luật (72) lớn hơn số cuộc kiểm tra, giám sát có thể dẫn tới (22).",
                    figures=[],
                ),
                finding(
                    "f-3",
                    accepted={
                        "by": "Nguyễn Thị An",
                        "on": "16/06/2023",
                        "reason": "gồm 14 trường hợp từ năm 2022 chuyển sang",
                    },
                    message="Tăng 38% so với cùng kỳ 2022.",
                    figures=[],
                ),
            ]
        rows.append(row)
    return {
        "id": "report",
        "caption": "Báo cáo 6 tháng đầu năm 2023, Cụm Đông Bắc, theo tỉnh",
        "count": "8 đơn vị phải báo cáo, 7 đã nộp, 1 chưa nộp.",
        "findings": 2,
        "columns": [
            {"label": "Chỉ tiêu"},
            {"label": "Đơn vị", "kind": "unit"},
            *({"label": name, "kind": "number"} for name in ["Toàn cụm", *names]),
        ],
        "rows": rows,
        "export": [
            {"label": "DOCX", "url": "#", "icon": "file-text"},
            {"label": "XLSX", "url": "#", "icon": "file-spreadsheet"},
        ],
    }


PEOPLE = [
    (
        "Nguyễn Thị An",
        "12/03/1968",
        "22.004118",
        "Chi bộ Văn phòng Đảng ủy Khối",
        "03/02/1992",
        "accepted",
        "Chính thức",
    ),
    ("Hoàng Thúy Anh", "07/11/1991", "22.071553", "Chi bộ 3, Đảng bộ Sở Y tế", "14/07/2022", "waits", "Dự bị"),
    ("Lý A Chứ", "19/08/1979", "22.035902", "Chi bộ Trường Chính trị", "19/05/2004", "accepted", "Chính thức"),
    (
        "Trần Ngọc Dũng",
        "30/01/1985",
        "22.052217",
        "Chi bộ 1, Đảng bộ Công ty Than Cẩm Sơn",
        "02/09/2011",
        "accepted",
        "Chính thức",
    ),
    ("Vũ Đình Đạt", "22/12/1955", "22.000871", "Chi bộ Hưu trí khối Tài chính", "07/11/1980", "open", "Miễn sinh hoạt"),
    (
        "Phạm Thị Hòa",
        "05/05/1988",
        "22.060034",
        "Chi bộ 2, Đảng bộ Kho bạc Nhà nước tỉnh",
        "19/05/2015",
        "accepted",
        "Chính thức",
    ),
    (
        "Lò Văn Páo",
        "16/09/1982",
        "22.044410",
        "Chi bộ Phòng Tổng hợp, Đảng bộ Sở Nội vụ",
        "03/02/2009",
        "accepted",
        "Chính thức",
    ),
    ("Đặng Quốc Thụy", "01/04/1996", "22.074006", "Chi bộ 5, Đảng bộ Điện lực tỉnh", "30/06/2023", "waits", "Dự bị"),
]


def register_table() -> dict[str, Any]:
    labels = ["Họ và tên", "Ngày sinh", "Số thẻ", "Chi bộ", "Ngày vào Đảng", "Tình trạng"]
    rows = []
    for name, born, card, cell_name, admitted, tone, status in PEOPLE:
        rows.append(
            {
                "key": card,
                "name": name,
                "cells": [
                    {"text": name, "url": "person.html", "head": True},
                    {"text": born, "kind": "date", "label": labels[1]},
                    {"text": card, "kind": "date", "label": labels[2]},
                    {"text": cell_name, "label": labels[3]},
                    {"text": admitted, "kind": "date", "label": labels[4]},
                    {"badge": {"text": status, "tone": tone}, "label": labels[5]},
                ],
                "act": {"label": "Công nhận", "url": "act.html"} if tone == "waits" else None,
            }
        )
    return {
        "id": "members",
        "layout": "cards",
        "caption": "Đảng viên thuộc Đảng ủy Khối tỉnh Quảng Ninh",
        "count": "7.405 đảng viên, trong đó 437 dự bị, 14 miễn sinh hoạt.",
        "columns": [
            {"label": labels[0], "sort": "#", "sorted": "ascending"},
            {"label": labels[1], "kind": "date", "sort": "#"},
            {"label": labels[2], "kind": "date"},
            {"label": labels[3], "sort": "#"},
            {"label": labels[4], "kind": "date", "sort": "#"},
            {"label": labels[5]},
        ],
        "rows": rows,
        "acts": "Việc",
        "select": {
            "action": "#",
            "name": "record",
            "acts": [
                {"value": "transfer", "label": "Chuyển sinh hoạt", "icon": "arrow-right-left"},
                {"value": "invite", "label": "Mời họp", "icon": "send"},
            ],
        },
        "choose": {
            "action": "register.html",
            "columns": [{"key": label, "label": label, "shown": True} for label in labels]
            + [{"key": "ethnic", "label": "Dân tộc", "shown": False}],
        },
        "export": [{"label": "Xuất đúng danh sách này", "url": "#"}],
        "pager": {
            "from": "1",
            "to": "50",
            "of": "7.405",
            "next": "#",
            "pages": [
                {"text": "1", "url": "#", "current": True},
                {"text": "2", "url": "#"},
                {"text": "3", "url": "#"},
                {"text": "…"},
                {"text": "149", "url": "#"},
            ],
        },
    }


def import_table() -> dict[str, Any]:
    labels = ["Dòng", "Họ và tên", "Ngày sinh", "Ngày vào Đảng", "Đảng bộ, chi bộ", "Kết quả"]
    samples = [
        ("4", "HOÀNG THỊ LIÊN", "12/3/1968", "3/2/92", "CB Văn phòng", "accepted", "Nhận", ""),
        (
            "5",
            "Trần  ngọc Dũng",
            "31/02/1985",
            "02/09/2011",
            "Than Cẩm Sơn",
            "refused",
            "Sai ngày",
            "Ngày sinh 31/02/1985 không có trong lịch.",
        ),
        (
            "6",
            "Lý A Chứ",
            "29086",
            "19/05/2004",
            "Trường CT",
            "waits",
            "Xem lại",
            "Ô là số 29086, được hiểu là ngày 19/08/1979.",
        ),
        ("7", "Lò Văn Páo", "16/09/1982", "03/02/2009", "Sở Nội vụ", "accepted", "Nhận", ""),
    ]
    rows = []
    for number, name, born, admitted, unit, tone, word, doubt in samples:
        bad = "error" if tone == "refused" else "warning" if tone == "waits" else ""
        rows.append(
            {
                "key": number,
                "name": f"dòng {number}",
                "cells": [
                    {"text": f"{number}. {name}", "head": True},
                    {"text": born, "kind": "date", "label": labels[2], "finding": bad},
                    {"text": admitted, "kind": "date", "label": labels[3]},
                    {"text": unit, "label": labels[4]},
                    {"badge": {"text": word, "tone": tone}, "label": labels[5]},
                ],
                "findings": [
                    {"id": f"row-{number}", "severity": bad, "message": doubt, "fix_url": "#", "explain_url": ""}
                ]
                if doubt
                else [],
            }
        )
    return {
        "id": "preview",
        "caption": "Những gì đã hiểu từ tệp",
        "count": "7.405 dòng: 7.389 nhận được, 13 cần xem lại, 3 không nhận.",
        "findings": 16,
        "columns": [{"label": "Dòng, họ và tên"}, *({"label": label} for label in labels[2:])],
        "rows": rows,
    }


class Confirmation(forms.Form):
    decision = forms.CharField(label="Số quyết định", help_text="Như ghi trên quyết định: 112-QĐ/ĐUK.")
    decided_on = forms.DateField(label="Ngày quyết định", widget=forms.DateInput(attrs={"type": "date"}))
    in_favour = forms.IntegerField(label="Số phiếu tán thành")
    roll = forms.IntegerField(label="Tổng số đảng viên chính thức của chi bộ")
    note = forms.CharField(label="Ghi chú", required=False, widget=forms.Textarea(attrs={"rows": 3}))


class Minutes(forms.Form):
    kind = forms.ChoiceField(
        label="Loại sinh hoạt",
        choices=[("regular", "Thường kỳ"), ("thematic", "Chuyên đề")],
        widget=forms.RadioSelect,
        initial="regular",
    )
    held_on = forms.DateField(label="Ngày họp", widget=forms.DateInput(attrs={"type": "date"}), initial="2023-06-03")
    place = forms.CharField(label="Nơi họp", initial="Hội trường tầng 2")
    chair = forms.ChoiceField(label="Chủ trì", choices=[(name, name) for name, *_ in PEOPLE[:3]])
    sent = forms.BooleanField(label="Đã gửi tài liệu cho đảng viên trước 3 ngày", required=False)
    minutes = forms.FileField(label="Biên bản", help_text="DOCX hoặc PDF, không quá 20 MB.", required=False)


def node(label: str, count: str, children: list[Any] | None = None, **more: Any) -> dict[str, Any]:
    return {"label": label, "url": "person.html", "figure": figure(count), "children": children or [], **more}


def pages() -> dict[str, dict[str, Any]]:
    wrong = Confirmation({"decision": "112-QĐ/ĐUK", "decided_on": "2023-07-20", "in_favour": "11", "roll": "x"})
    minutes = Minutes()
    first, last = date(2021, 1, 1).toordinal(), date(2026, 11, 22).toordinal()
    changes = [
        (date(2021, 6, 1), "Lập Đảng bộ Bệnh viện Sản Nhi"),
        (date(2022, 9, 15), "Đổi tên Đảng bộ Công ty Than Cẩm Sơn"),
        (date(2023, 7, 1), "Chuyển 3 chi bộ sang Đảng bộ Sở Y tế"),
        (date(2025, 2, 1), "Kết thúc hoạt động Đảng bộ Khối; lập hai đảng bộ kế tục"),
        (date(2025, 7, 1), "Sắp xếp đơn vị hành chính cấp tỉnh"),
    ]
    return {
        "due": {
            "heading": "Việc đến hạn",
            "lead": "Thứ Năm, 06/07/2023. 2 việc quá hạn, 3 việc trong tuần này.",
            "menu_at": "Việc đến hạn",
            "chart": chart(short=True),
            "history": history()[:2],
            "messages": [Message("Đã nhận báo cáo 6 tháng của Đảng bộ Sở Y tế.", "success")],
            "due": [
                {
                    "label": "Quá hạn",
                    "state": "late",
                    "icon": "triangle-alert",
                    "count": 2,
                    "items": [
                        {
                            "sentence": "Đảng bộ Công ty Than Cẩm Sơn phải nộp báo cáo 6 tháng đầu năm 2023",
                            "day": "30/06/2023",
                            "left": "quá 4 ngày làm việc",
                            "state": "late",
                            "url": "report.html",
                            "act": {"label": "Nhắc nộp", "url": "act.html"},
                        },
                        {
                            "sentence": "Chi bộ Trường Chính trị phải họp sinh hoạt thường kỳ tháng 6",
                            "day": "30/06/2023",
                            "left": "quá 4 ngày làm việc",
                            "state": "late",
                            "url": "act.html",
                            "unit": "Đảng bộ các trường chuyên nghiệp",
                            "act": {"label": "Ghi cuộc họp", "url": "act.html"},
                        },
                    ],
                },
                {
                    "label": "Trong tuần này",
                    "state": "soon",
                    "icon": "clock",
                    "count": 3,
                    "items": [
                        {
                            "sentence": "Chi bộ 3 phải xét công nhận chính thức cho Hoàng Thúy Anh",
                            "day": "14/07/2023",
                            "left": "còn 6 ngày làm việc",
                            "state": "soon",
                            "url": "person.html",
                            "unit": "Đảng bộ Sở Y tế",
                            "act": {"label": "Công nhận", "url": "act.html"},
                        },
                        {
                            "sentence": "Văn phòng phải gửi giấy mời hội nghị giao ban 6 tháng cho 8 đảng ủy",
                            "day": "12/07/2023",
                            "left": "còn 4 ngày làm việc",
                            "state": "soon",
                            "url": "act.html",
                            "act": {"label": "Gửi giấy mời", "url": "act.html"},
                        },
                        {
                            "sentence": "Đảng ủy Khối phải giải trình 2 điểm trong báo cáo hợp nhất",
                            "day": "10/07/2023",
                            "left": "còn 2 ngày làm việc",
                            "state": "soon",
                            "url": "report.html",
                            "act": {"label": "Đối chiếu", "url": "report.html"},
                        },
                    ],
                },
                {
                    "label": "Sau đó",
                    "state": "later",
                    "icon": "calendar-days",
                    "count": 1,
                    "items": [
                        {
                            "sentence": "Trao Huy hiệu 40 năm tuổi Đảng dịp 02/09 cho 17 đảng viên",
                            "day": "02/09/2023",
                            "left": "còn 41 ngày làm việc",
                            "state": "later",
                            "url": "register.html",
                            "act": {"label": "Lập danh sách", "url": "act.html"},
                        }
                    ],
                },
            ],
        },
        "report": {
            "heading": "Báo cáo 6 tháng đầu năm 2023",
            "lead": "Cụm Đông Bắc, biểu BC-6T, chốt số liệu 15/06/2023, ước đến hết kỳ.",
            "menu_at": "Báo cáo 6 tháng",
            "trail": [{"label": "Cụm Đông Bắc", "url": "tree.html"}, {"label": "2023-H1"}],
            "actions": [
                {"label": "Trả lại", "icon": "undo-2"},
                {"label": "Nộp báo cáo", "icon": "send", "primary": True},
            ],
            "facts": [
                {"label": "Tổ chức cơ sở đảng", "figure": figure("652"), "note": "giảm 3 so với cùng kỳ"},
                {"label": "Đảng viên", "figure": {**figure("38.716"), "href": "drawer.html"}, "note": "tăng 421"},
                {"label": "Học tập nghị quyết", "figure": figure("99,55%"), "note": "38.072 trong 38.243"},
                {"label": "Kết nạp", "figure": figure("2.391", state="estimate"), "note": "61,3% chỉ tiêu năm"},
            ],
            "table": report_table(),
            "chart": chart(),
        },
        "register": {
            "heading": "Đảng viên",
            "menu_at": "Đảng viên",
            "actions": [
                {"label": "Nhập danh sách", "icon": "upload"},
                {"label": "Thêm đảng viên", "icon": "user-plus", "primary": True},
            ],
            "filters": {
                "lead": "Đảng viên",
                "chips": [
                    {"text": "thuộc Đảng ủy Khối tỉnh Quảng Ninh", "remove": "#"},
                    {"text": "đang sinh hoạt", "remove": "#"},
                    {"text": "vào Đảng từ 01/01/1975", "remove": "#"},
                ],
                "clear_url": "#",
                "action": "register.html",
                "form": Minutes(),
                "search": {"name": "q", "label": "Tên, số thẻ"},
                "views": [
                    {"label": "Tất cả", "url": "#", "current": True},
                    {"label": "Dự bị sắp hết hạn", "url": "#"},
                    {"label": "Huy hiệu 02/09", "url": "#"},
                ],
                "save_url": "#",
            },
            "table": register_table(),
        },
        "tree": {
            "heading": "Tổ chức",
            "menu_at": "Tổ chức",
            "as_of": date(2023, 6, 30),
            "as_of_today_url": "#",
            "day": {
                "on": "2023-06-30",
                "text": "30/06/2023",
                "action": "tree.html",
                "today_url": "#",
                "first": first,
                "last": last,
                "at": date(2023, 6, 30).toordinal(),
                "previous": "#",
                "next": "#",
                "changes": [
                    {
                        "on": on.isoformat(),
                        "ordinal": on.toordinal(),
                        "text": f"{on:%d/%m/%Y}",
                        "label": label,
                        "url": "#",
                        "position": f"{100 * (on.toordinal() - first) / (last - first):.2f}",
                    }
                    for on, label in changes
                ],
            },
            "nodes": [
                node(
                    "Cụm Đông Bắc",
                    "38.716",
                    [
                        node(
                            "Đảng bộ Khối các cơ quan và doanh nghiệp tỉnh Quảng Ninh",
                            "7.405",
                            [
                                node(
                                    "Đảng bộ Sở Y tế",
                                    "412",
                                    [
                                        node("Chi bộ 1", "38"),
                                        node("Chi bộ 2", "41"),
                                        node("Chi bộ 3", "36", current=True),
                                    ],
                                    open=True,
                                    kind="đảng bộ cơ sở",
                                ),
                                node(
                                    "Đảng bộ Công ty Than Cẩm Sơn",
                                    "1.204",
                                    [node("Chi bộ 1", "52")],
                                    kind="đảng bộ cơ sở",
                                    note="đổi tên 15/09/2022",
                                ),
                                node("Chi bộ Trường Chính trị", "27", kind="chi bộ cơ sở"),
                                node(
                                    "Chi bộ Ban Quản lý dự án cũ",
                                    "0",
                                    kind="chi bộ cơ sở",
                                    ended=True,
                                    note="giải thể 01/03/2023",
                                ),
                            ],
                            open=True,
                        ),
                        node(
                            "Đảng bộ Khối các cơ quan và doanh nghiệp tỉnh Bắc Giang", "5.918", [node("Chi bộ 1", "20")]
                        ),
                        node("Đảng bộ Khối các cơ quan tỉnh Thái Nguyên", "5.402", [node("Chi bộ 1", "20")]),
                    ],
                    open=True,
                    kind="cụm",
                )
            ],
        },
        "person": {
            "heading": "Hoàng Thúy Anh",
            "lead": "Đảng viên dự bị, Chi bộ 3, Đảng bộ Sở Y tế",
            "menu_at": "Đảng viên",
            "trail": [{"label": "Đảng viên", "url": "register.html"}, {"label": "Hoàng Thúy Anh"}],
            "actions": [
                {"label": "Chuyển sinh hoạt", "icon": "arrow-right-left"},
                {"label": "Công nhận chính thức", "icon": "user-check", "primary": True},
            ],
            "facts": [
                {"label": "Tình trạng", "badge": {"text": "Dự bị đến 14/07/2023", "tone": "waits"}},
                {"label": "Ngày sinh", "text": "07/11/1991"},
                {"label": "Số thẻ", "text": "chưa cấp"},
                {"label": "Người giới thiệu", "text": "Phạm Thị Hòa, Lý A Chứ"},
                {"label": "Căn cước", "text": "•••• •••• 4417"},
            ],
            "events": [
                {
                    "when": "14/07/2022",
                    "title": "Đảng viên dự bị, Chi bộ 3",
                    "text": "Quyết định 98-QĐ/ĐUK ngày 28/06/2022",
                    "url": "#",
                    "state": "now",
                },
                {
                    "when": "20/04/2022",
                    "title": "Chi bộ 3 biểu quyết giới thiệu, 29 trong 31 tán thành",
                    "state": "past",
                },
                {
                    "when": "12/10/2021",
                    "title": "Giấy chứng nhận học lớp nhận thức về Đảng",
                    "text": "Có giá trị 60 tháng, đến 12/10/2026",
                    "state": "past",
                },
            ],
            "history": history(),
        },
        "import": {
            "heading": "Nhập danh sách đảng viên",
            "lead": "danh-sach.xlsx, trang “Sheet1”, 7.405 dòng",
            "menu_at": "Nhập báo cáo",
            "actions": [
                {"label": "Bỏ lần nhập này", "icon": "x"},
                {"label": "Ghi 7.389 dòng", "icon": "check", "primary": True},
            ],
            "steps": [
                {"label": "Tệp", "note": "danh-sach.xlsx", "state": "done", "url": "#"},
                {"label": "Đã hiểu", "note": "12 cột, 7.405 dòng", "state": "done", "url": "#"},
                {"label": "Sửa", "note": "16 dòng cần xem", "state": "now"},
                {"label": "Kết quả", "note": "có thể hoàn tác", "state": "ahead"},
            ],
            "table": import_table(),
            "progress": {
                "id": "writing",
                "title": "Đang ghi danh sách",
                "done": 3200,
                "of": 7389,
                "text": "3.200 trong 7.389 dòng, còn khoảng 4 giây",
                "url": "progress.html",
                "cancel_url": "#",
            },
        },
        "act": {
            "heading": "Công nhận đảng viên chính thức",
            "lead": "Hoàng Thúy Anh, Chi bộ 3, Đảng bộ Sở Y tế",
            "menu_at": "Kết nạp",
            "act": {
                "label": "Quyết định công nhận",
                "verb": "Công nhận chính thức",
                "about": "Chi bộ biểu quyết, đảng ủy cơ sở thông qua, Ban Thường vụ quyết định.",
                "cancel_url": "person.html",
            },
            "form": wrong,
            "preview": [
                "Hoàng Thúy Anh là đảng viên chính thức từ 14/07/2023, tuổi đảng tính từ 14/07/2022.",
                {
                    "text": "Dòng 4.5 của báo cáo năm 2023 tăng thêm 1:",
                    "figure": figure("208", about="4.5 Công nhận chính thức"),
                },
            ],
            "refusals": [
                {
                    "what": "Số phiếu tán thành chưa đủ hai phần ba tổng số đảng viên chính thức của chi bộ.",
                    "limit": "ít nhất 21 trong 31",
                    "found": "11 trong 31 (35,48%)",
                    "source": "Quy định 24-QĐ/TW, mục 4",
                    "next": {"label": "Ghi lại kết quả biểu quyết ngày 03/07/2023", "url": "#"},
                },
                "Chưa đủ 12 tháng dự bị: kết nạp ngày 14/07/2022, hết thời gian dự bị ngày 14/07/2023.",
            ],
            "second": minutes,
            "groups": [
                {
                    "label": "Cuộc họp",
                    "fields": [minutes["kind"], minutes["held_on"], minutes["place"], minutes["chair"]],
                },
                {"label": "Tài liệu", "fields": [minutes["sent"], minutes["minutes"]]},
            ],
            "empty": {
                "title": "Chưa có hồ sơ nào chờ công nhận.",
                "text": "Hồ sơ hiện ở đây khi còn 30 ngày là hết 12 tháng dự bị.",
                "acts": [{"label": "Xem đảng viên dự bị", "url": "register.html"}],
            },
        },
        "drawer": {"heading": "Căn cứ của số liệu", "menu_at": "Báo cáo 6 tháng", "drawer": evidence()},
        "signin": {"template": "desk/signin.html", "form": SignIn(), "passkey_url": "#", "menu": None},
        "404": {"template": "404.html"},
    }


class SignIn(forms.Form):
    username = forms.CharField(label="Tên đăng nhập")
    password = forms.CharField(label="Mật khẩu", widget=forms.PasswordInput)


class Message(str):
    """A message with Django's tags."""

    def __new__(cls, text: str, tags: str) -> Message:
        message = super().__new__(cls, text)
        message.tags = tags  # type: ignore[attr-defined]
        return message


def main(arguments: list[str]) -> None:
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    set_up(folder)
    names = write(folder)
    if "--pictures" in arguments:
        from playwright.sync_api import sync_playwright

        sys.path.insert(0, str(ROOT))
        from tests.browser import launch, picture
        from tests.look.serving import served

        with served(folder) as address, sync_playwright() as playwright:
            chromium = launch(playwright)
            for scheme in ("light", "dark"):
                page = chromium.new_page(color_scheme=scheme, reduced_motion="reduce", locale="vi-VN")
                for name in names:
                    for width in (1280, 360):
                        page.set_viewport_size({"width": width, "height": 800})
                        page.goto(f"{address}/{name}.html")
                        print(picture(page, f"{name}-{scheme}", width))
            chromium.close()


if __name__ == "__main__":
    main(sys.argv[1:])
