"""Building the demonstration world, part after part; what is already there is left alone."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date
from functools import partial

from giaoban.areas.accounts.operations import grant
from giaoban.catalogue import areas
from giaoban.demo.access import load_proposals
from giaoban.demo.privacy import MEMBER, load_member, load_privacy
from giaoban.ground.access.models import Account
from giaoban.ground.access.operations import program
from giaoban.ground.access.policy import Actor
from giaoban.ground.journal.clock import today
from giaoban.ground.units.models import Unit
from giaoban.ground.units.queries import named, successors

PERSONAS = (
    # username, name, role, unit, purpose
    ("thuky", "Thư ký cụm", "cluster_secretariat", "Cụm Đông Bắc", "tổng hợp báo cáo của cụm"),
    ("tochuc", "Ban Tổ chức Quảng Ninh", "organisation_board", "Quảng Ninh", "đảng viên, kết nạp, chuyển sinh hoạt"),
    ("vanphong", "Văn phòng Quảng Ninh", "office", "Quảng Ninh", "báo cáo của khối"),
    ("tuyengiao", "Ban Tuyên giáo Quảng Ninh", "propaganda_board", "Quảng Ninh", "học nghị quyết, duyệt đăng bài"),
    ("bientap", "Biên tập viên", "editor", "Quảng Ninh", "cổng thông tin"),
    (
        "lanhdao",
        "Lãnh đạo Đảng ủy Khối Quảng Ninh",
        "portal_leader",
        "Quảng Ninh",
        "duyệt bước cuối trước khi đăng bài",
    ),
    ("baove", "Cán bộ bảo vệ dữ liệu Quảng Ninh", "data_protection_officer", "Quảng Ninh", "dữ liệu cá nhân"),
    ("kiemtra", "Ủy ban Kiểm tra Quảng Ninh", "inspection_commission", "Quảng Ninh", "vụ việc kỷ luật"),
    ("kiemsoat", "Người kiểm soát", "auditor", "Cụm Đông Bắc", "nhật ký"),
    ("quantri", "Quản trị chương trình", "administrator", "", "tài khoản, phân quyền"),
)
SINCE = date(2020, 1, 1)


def build(*, say: Callable[[str], None], passwords: bool = False) -> None:
    """The whole world is there; ``say`` gets a line for each part as it is done.

    Passwords are said when personas are made, and new ones where ``passwords`` is true.
    """
    actor = program("Dữ liệu mẫu")
    for title, part in parts():
        say(title)
        part(actor)
    made_before = Account.objects.filter(username=PERSONAS[0][0]).exists()
    personas(actor, say)
    load_member(actor, say, today=today())
    if made_before and passwords:
        give_new_passwords(say=say)
    elif made_before:
        say("Mật khẩu đã in ở lần chạy đầu tiên; cần mật khẩu mới thì chạy: ./giaoban demo --new-passwords")
    office = named("Quảng Ninh")[0]
    load_proposals(next(iter(heirs(office)), office), today=today())


def parts() -> list[tuple[str, Callable[[Actor], object]]]:
    """The parts in the order in which they build on one another; those that areas bring of their own come after today's tree."""
    from giaoban.areas.regulations.operations import load_start_data
    from giaoban.demo.admissions import load_admissions
    from giaoban.demo.cluster import load_cluster
    from giaoban.demo.discipline import load_discipline
    from giaoban.demo.meetings import load_meeting_books, load_meetings_now
    from giaoban.demo.portal import populate, release_reports
    from giaoban.demo.register import load_register
    from giaoban.demo.reorganisation import play_2025
    from giaoban.demo.report import load_report
    from giaoban.demo.study import load_study_books, load_study_now

    return [
        ("Quy định và tham số có thời hạn …", load_start_data),
        ("Cụm Đông Bắc năm 2023 …", load_cluster),
        ("Danh sách 7.405 đảng viên …", load_register),
        ("Sổ sinh hoạt chi bộ 6 tháng đầu năm 2023 …", load_meeting_books),
        ("Học tập nghị quyết năm 2023 …", load_study_books),
        ("Tám báo cáo 6 tháng đầu năm 2023 …", load_report),
        ("Sắp xếp tổ chức năm 2025 …", play_2025),
        ("Hồ sơ kết nạp, chuyển sinh hoạt …", lambda actor: load_admissions(actor, today=today())),
        ("Sinh hoạt chi bộ tháng này …", lambda actor: load_meetings_now(actor, today=today())),
        ("Học tập nghị quyết hiện nay …", lambda actor: load_study_now(actor, today=today())),
        ("Dữ liệu cá nhân: mục đích, đồng ý, yêu cầu …", lambda actor: load_privacy(actor, today=today())),
        ("Vụ việc kỷ luật mẫu …", lambda actor: load_discipline(actor, today=today())),
        ("Số liệu được công bố …", release_reports),
        *((part.title, partial(part.load, today=today())) for area in areas() for part in area.demonstration),
        ("Cổng thông tin: bài, hình vẽ, văn bản, lịch …", populate),
    ]


def personas(actor: Actor, say: Callable[[str], None]) -> None:
    """Each persona has an account with a random password of its own, said once; an existing one keeps its password.

    Whoever looks after a bloc that ended looks after what succeeded it as well.
    """
    for username, name, role, unit_name, purpose in PERSONAS:
        if Account.objects.filter(username=username).exists():
            continue
        password = secrets.token_urlsafe(12)
        account = Account.objects.create_user(username, password, name=name)
        unit = named(unit_name)[0] if unit_name else None
        for body in (unit, *(heirs(unit) if unit else ())):
            grant(actor=actor, account=account, role=role, unit=body, from_on=SINCE)
        say(f"  {username:<10} {password:<20} {name}: {purpose}")


def give_new_passwords(*, say: Callable[[str], None]) -> None:
    """Each persona has another random password, said once; whoever was signed in as one is signed out."""
    for account in Account.objects.filter(username__in=[MEMBER, *(persona[0] for persona in PERSONAS)]).order_by("pk"):
        password = secrets.token_urlsafe(12)
        account.set_password(password)
        account.save()
        say(f"  {account.username:<10} {password:<20} {account.name}")


def heirs(unit: Unit) -> list[Unit]:
    """The units that carry this one on today, where it has ended."""
    found = successors(unit, since=SINCE, until=today())
    return list(Unit.objects.filter(pk__in=found).exclude(pk=unit.pk))
