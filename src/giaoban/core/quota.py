"""Quotas of storage: how many megabytes a cell or an account may keep, by one rule for every kind of upload."""

from __future__ import annotations

from dataclasses import dataclass

from giaoban.core.numbers import write_number

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Quota:
    """The key of the dated level in megabytes, who keeps what under it, and the way out when it is full."""

    key: str
    who: str
    what: str
    way_out: str


PAPERS = Quota("papers.unit_mb", "chi bộ", "tài liệu sinh hoạt", "Hãy rút tài liệu không còn dùng")
SPEECHES = Quota("conferences.unit_mb", "đơn vị chủ trì", "tham luận hội nghị", "Hãy nhận tệp nhẹ hơn")
RETURNS = Quota("returns.account_mb", "tài khoản", "tệp báo cáo", "Hãy bỏ tệp đang chờ mà không dùng")
DRAFTS = Quota("drafts.account_mb", "tài khoản", "danh sách chờ nạp", "Hãy nạp danh sách đang chờ")
PORTAL = Quota("portal.account_mb", "tài khoản", "ảnh và tệp của cổng", "Hãy dùng lại ảnh, tệp đã có")


def why_not_more(quota: Quota, *, kept: int, size: int, most_mb: int | None) -> list[str]:
    """Why a file of that size is too much beside what is kept already, both in bytes; never where no level is set."""
    if most_mb is None or kept + size <= most_mb * MEGABYTE:
        return []
    has, would = (write_number(-(-size_in_bytes // MEGABYTE)) for size_in_bytes in (kept, kept + size))
    return [
        f"{quota.who.capitalize()} đang lưu {has} MB {quota.what}; thêm tệp này là {would} MB, quá mức {write_number(most_mb)} MB "
        f"của một {quota.who}. {quota.way_out}, hoặc đề nghị văn phòng nâng mức."
    ]
