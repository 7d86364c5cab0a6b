"""How people meet the program: what the portal, the library and the member's handbook ask for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from giaoban.kit.area import Area, Guard

AREA = Area(
    package=__package__,
    label=_("Portal"),
    guard=Guard("public"),
    grants={
        "secretary": "library.read",
        "propaganda_board": "portal.*",
        "editor": "portal.*",
        "portal_leader": "portal.*",
        "member": ("own.*", "library.read"),
    },
    words={
        "portal": "Cổng thông tin",
        "portal.write": "Viết và biên tập bài trên cổng thông tin",
        "portal.publish": "Duyệt đăng bài",
        "library": "Tài liệu",
        "library.read": "Đọc tài liệu",
        "own": "Hồ sơ của mình",
        "own.read": "Xem hồ sơ của mình",
        "own.ask": "Gửi yêu cầu về dữ liệu của mình",
        "own.confirm_paper": "Xác nhận đã đọc tài liệu",
        "own.answer": "Trả lời giấy mời",
        "own.ask_to_speak": "Đăng ký phát biểu",
        "own.report_task": "Báo việc đã xong",
    },
)
