"""The report: figures, returns, what they are joined to, and what is released."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from giaoban.kit.area import Area, Demonstration, Guard
from giaoban.reporting.demo import load_forms, load_word_template
from giaoban.reporting.form_register import DRAFTS, FORMS
from giaoban.reporting.register import RETURNS
from giaoban.reporting.word_templates.register import TEMPLATES

AREA = Area(
    package=__package__,
    label=_("Reports"),
    guard=Guard(
        "office",
        open={
            "campaign": "which form is asked for which half-year; no person, no figure",
            "release": "what anyone may read",
            "formversion": "which lines a form asks for; no person, no figure",
            "formdraft": "a form that is being made; no person, no figure",
            "wordtemplate": "which names an office's Word template uses; no person, no figure",
        },
        from_above=("return",),
        not_opened_by=("releases",),
    ),
    registers=(RETURNS, FORMS, DRAFTS, TEMPLATES),
    demonstration=(
        Demonstration("Biểu mẫu quý, năm và một bản nháp …", load_forms),
        Demonstration("Mẫu Word của cơ quan …", load_word_template),
    ),
    grants={
        "secretary": (
            "returns.read",
            "returns.compile",
            "returns.submit",
            "returns.declare",
            "returns.narrate",
            "returns.explain",
            "returns.take_back",
            "returns.take_in",
            "forms.read",
            "word_templates.read",
        ),
        "deputy": ("returns.read", "forms.read"),
        "committee_member": ("returns.read", "forms.read"),
        "organisation_board": ("returns.*", "forms.read", "form_drafts.read", "word_templates.read"),
        "office": ("returns.*", "releases.*", "forms.*", "form_drafts.*", "word_templates.*"),
        "propaganda_board": ("returns.read", "releases.read", "forms.read"),
        "inspection_commission": ("returns.read", "forms.read"),
        "cluster_secretariat": ("returns.*", "releases.*", "forms.*", "form_drafts.*", "word_templates.*"),
        "editor": "releases.read",
        "portal_leader": "releases.read",
        "auditor": ("returns.read", "forms.read", "form_drafts.read", "word_templates.read"),
    },
    words={
        "returns": "Báo cáo",
        "returns.read": "Xem báo cáo và số liệu",
        "returns.compile": "Lập báo cáo từ sổ",
        "returns.declare": "Khai số khác với sổ, kèm lý do",
        "returns.narrate": "Viết phần đánh giá",
        "returns.explain": "Giải trình điểm cần kiểm tra",
        "returns.take_back": "Rút lại lời giải trình",
        "returns.take_in": "Nhận báo cáo bằng tệp",
        "returns.submit": "Nộp báo cáo",
        "returns.accept": "Chấp nhận báo cáo của cấp dưới",
        "returns.send_back": "Trả lại báo cáo của cấp dưới",
        "returns.reopen": "Mở lại báo cáo đã nộp",
        "returns.excuse": "Cho miễn nộp",
        "returns.release": "Đưa số liệu ra công bố",
        "returns.drop_forgotten": "Bỏ tệp nhận dở",
        "forms": "Biểu mẫu báo cáo",
        "forms.read": "Xem biểu mẫu báo cáo",
        "forms.load_start_forms": "Nạp biểu mẫu đi kèm chương trình",
        "form_drafts": "Bản nháp biểu mẫu",
        "form_drafts.read": "Xem bản nháp biểu mẫu",
        "word_templates": "Mẫu Word của cơ quan",
        "word_templates.read": "Xem mẫu Word của cơ quan",
        "releases": "Số liệu công bố",
        "releases.read": "Xem số liệu đã công bố",
        "releases.release": "Công bố số liệu",
        "releases.withdraw": "Rút số liệu đã công bố",
    },
)
