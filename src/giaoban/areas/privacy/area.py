"""Personal data: purposes, consents, requests, breaches, and how long things are kept."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from giaoban.areas.privacy.models import Consent, DataRequest
from giaoban.areas.privacy.own import own_tables
from giaoban.areas.privacy.register import BREACHES, CONSENTS, DATA_REQUESTS, PURPOSES, RETENTION
from giaoban.kit.area import Area, Guard, Kept

AREA = Area(
    package=__package__,
    label=_("Personal data"),
    guard=Guard("personal", from_above=("purpose", "retention")),
    registers=(PURPOSES, CONSENTS, DATA_REQUESTS, BREACHES, RETENTION),
    grants={
        "secretary": ("consents.*", "data_requests.read", "data_requests.receive"),
        "office": (
            "purposes.*",
            "retention.*",
            "breaches.*",
            "consents.read",
            "data_requests.*",
            "!data_requests.receive",
        ),
        "data_protection_officer": ("*", "privacy.watch"),
    },
    words={
        "purposes": "Mục đích xử lý dữ liệu cá nhân",
        "purposes.read": "Xem mục đích xử lý dữ liệu",
        "consents": "Sự đồng ý xử lý dữ liệu",
        "consents.read": "Xem sự đồng ý xử lý dữ liệu",
        "data_requests": "Yêu cầu về dữ liệu cá nhân",
        "data_requests.read": "Xem yêu cầu về dữ liệu cá nhân",
        "breaches": "Vi phạm bảo vệ dữ liệu cá nhân",
        "breaches.read": "Xem vi phạm bảo vệ dữ liệu",
        "retention": "Thời hạn lưu dữ liệu cá nhân",
        "retention.read": "Xem thời hạn lưu dữ liệu",
        "privacy": "Bảo vệ dữ liệu cá nhân",
        "privacy.watch": "Được báo khi một tài khoản xem dữ liệu của nhiều người",
    },
    kept_of_people=(
        Kept("Sự đồng ý xử lý dữ liệu", Consent),
        Kept("Yêu cầu của chủ thể dữ liệu", DataRequest),
    ),
    own=own_tables,
    urls="giaoban.areas.privacy.urls",
)
