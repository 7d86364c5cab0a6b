"""Purposes, consents, requests and terms of one bloc, and the member who tries the handbook; every person is invented."""

from __future__ import annotations

import io
import secrets
from collections.abc import Callable
from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from giaoban.areas.accounts.operations import grant
from giaoban.areas.meetings import operations as meetings
from giaoban.areas.meetings.models import Meeting
from giaoban.areas.members import slips
from giaoban.areas.privacy import operations
from giaoban.areas.privacy.models import DataPurpose
from giaoban.ground import seconding
from giaoban.ground.access.models import Account
from giaoban.ground.access.policy import Actor
from giaoban.ground.people.models import Membership, Person
from giaoban.ground.units.models import Unit

LAW_FROM = date(2026, 1, 1)
PURPOSES = (
    # name, ground, text, data, recipients
    ("Quản lý hồ sơ, danh sách đảng viên; kết nạp, chuyển sinh hoạt", "duty", "Luật 91/2025/QH15, Điều 19",
     "Họ tên, ngày sinh, giới tính, quê quán, dân tộc, số định danh, số thẻ, quá trình sinh hoạt đảng, trình độ",
     "Chi bộ, đảng ủy cơ sở, Ban Tổ chức cấp trên trực tiếp"),
    ("Tổng hợp số liệu báo cáo định kỳ", "duty", "Luật 91/2025/QH15, Điều 19",
     "Số lượng theo tổ chức; không nêu tên đảng viên", "Cấp ủy cấp trên, thư ký cụm"),
    ("Hiển thị số điện thoại trong danh bạ nội bộ của chi bộ", "consent", "Luật 91/2025/QH15, sự đồng ý của đảng viên",
     "Họ tên, số điện thoại", "Đảng viên cùng chi bộ"),
    ("Sử dụng ảnh chân dung trong tin, bài của cổng thông tin", "consent", "Luật 91/2025/QH15, sự đồng ý của đảng viên",
     "Ảnh, họ tên, chức vụ", "Người đọc cổng thông tin"),
)  # fmt: skip
TERMS = (
    ("phone", 24, "Quy chế bảo vệ dữ liệu cá nhân của cơ quan (mẫu)"),
    ("requests", 60, "Quy chế bảo vệ dữ liệu cá nhân của cơ quan (mẫu)"),
)
MEMBER = "dangvien"


def load_privacy(actor: Actor, *, today: date) -> None:
    """A bloc of today has purposes, consents, requests in every stage, a breach and terms; nothing changes afterwards."""
    if DataPurpose.objects.exists():
        return
    person = _member(today)
    unit = _above(person.unit, today)
    from_on = max(LAW_FROM, min(today, LAW_FROM))
    purposes = [
        operations.state_purpose(
            actor=actor,
            unit=unit,
            name=name,
            ground=ground,
            basis=basis,
            data=data,
            recipients=recipients,
            from_on=from_on,
        )
        for name, ground, basis, data, recipients in PURPOSES
    ]
    operations.confirm_ground(actor=actor, record=purposes[0], source="91/2025/QH15, Điều 19 (nguồn S111, S112-S116)")
    for subject, months, source in TERMS:
        operations.set_retention(
            actor=actor, unit=unit, subject=subject, keep_months=months, source=source, from_on=LAW_FROM
        )
    colleagues = _colleagues(person, today)
    for member in (person, *colleagues[:3]):
        consent = operations.record_consent(
            actor=actor, person=member, purpose=purposes[2], given_on=today - timedelta(days=60), form="paper",
            text="Tôi đồng ý cho hiển thị số điện thoại của tôi trong danh bạ nội bộ chi bộ; tôi có thể rút lại bất cứ lúc nào.",
        )  # fmt: skip
    operations.withdraw_consent(actor=actor, record=consent, on=today - timedelta(days=5), form="paper")
    _requests(actor, person, colleagues, today)
    _breaches(actor, unit, today)


def _requests(actor: Actor, person: Person, colleagues: list[Person], today: date) -> None:
    def came(who: Person, kind: str, what: str, ago: int, form: str = "paper") -> object:
        return operations.receive(
            actor=actor, person=who, kind=kind, what=what, received_on=today - timedelta(days=ago), form=form
        )

    done = came(person, "access", "Đề nghị cung cấp bản sao các thông tin đang lưu về tôi.", 40, "program")
    operations.acknowledge(actor=actor, record=done, on=today - timedelta(days=39))  # type: ignore[arg-type]
    operations.answer(
        actor=actor, record=done, on=today - timedelta(days=33), outcome="granted",  # type: ignore[arg-type]
        answer="Đã cung cấp bản in hồ sơ tại văn phòng; đồng chí có thể tải dữ liệu ở trang Hồ sơ của tôi.",
    )  # fmt: skip
    came(colleagues[0], "correct", "Ngày vào Đảng ghi sai, đề nghị sửa theo quyết định kết nạp.", 1)
    came(colleagues[1], "erase", "Đề nghị xóa số điện thoại cũ.", 8, "spoken")
    came(colleagues[2], "restrict", "Đề nghị không đưa quê quán vào danh sách gửi ra ngoài chi bộ.", 12)


def _breaches(actor: Actor, unit: Unit, today: date) -> None:
    first = operations.record_breach(
        actor=actor, unit=unit, what="Gửi nhầm danh sách đảng viên cho một địa chỉ thư ngoài cơ quan",
        data="Họ tên, ngày sinh của 12 đảng viên", detected_on=today - timedelta(days=90), detected_at="09:20",
        happened_on=today - timedelta(days=91), happened_at="16:00", people_count=12,
        measures="Yêu cầu người nhận xóa và xác nhận bằng văn bản",
    )  # fmt: skip
    operations.notify(
        actor=actor, record=first, notified_on=today - timedelta(days=89), notified_at="10:00", notice_number="12-TB/VP",
        notified_to="Cơ quan chuyên trách bảo vệ dữ liệu cá nhân (A05, Bộ Công an)",
    )  # fmt: skip
    operations.close_breach(actor=actor, record=first, on=today - timedelta(days=70))
    operations.record_breach(
        actor=actor, unit=unit, what="Thất lạc sổ ghi số điện thoại của một chi bộ", data="Họ tên, số điện thoại",
        detected_on=today - timedelta(days=1), detected_at="15:30", people_count=9,
    )  # fmt: skip


def load_member(actor: Actor, say: Callable[[str], None], *, today: date) -> None:
    """The persona of a member is there, tied to their own record, with a paper for the next meeting of the cell."""
    if Account.objects.filter(username=MEMBER).exists():
        return
    person, password = _member(today), secrets.token_urlsafe(12)
    account = Account.objects.create_user(MEMBER, password, name=person.name)
    account.person = person
    account.save()
    grant(actor=actor, account=account, role="member", unit=person.unit, from_on=today)
    meeting = Meeting.objects.filter(unit=person.unit, held_on__gte=today).order_by("held_on").first()
    if meeting is not None and not meeting.papers.exists():
        text = "DỰ THẢO BÁO CÁO\nKết quả công tác tháng, nhiệm vụ tháng tới của chi bộ (tài liệu mẫu).\n"
        file = SimpleUploadedFile("du-thao-bao-cao.txt", io.BytesIO(text.encode()).getvalue())
        meetings.add_paper(
            actor=actor, record=meeting, file=file, title="Dự thảo báo cáo tháng", declared_open=True, sent_on=today
        )
    office = Account.objects.filter(username="tochuc").first()
    if office is not None:  # the others of the cell are invited, and their slips wait to be printed
        seconding.confirm(actor=office, record=slips.invite(actor=actor, unit=person.unit))
    say(f"  {MEMBER:<10} {password:<20} {person.name}: sổ tay đảng viên, trang của riêng mình")


def _member(today: date) -> Person:
    """An official member of the cell whose next meeting is announced, neither first nor last of its roll."""
    told = Meeting.objects.filter(state=Meeting.State.INVITED, held_on__gte=today).order_by("held_on", "pk")
    cells = [*told.values_list("unit", flat=True)] or [
        *Membership.objects.filter(valid__contains=today).values_list("unit", flat=True)[:1]
    ]
    return _roll(cells[0], today)[1]


def _colleagues(person: Person, today: date) -> list[Person]:
    found = [one for one in _roll(person.unit_id, today) if one.pk != person.pk]
    others = Membership.objects.filter(valid__contains=today, grade="official").exclude(unit=person.unit_id)
    return found if len(found) > 2 else [one.person for one in others.select_related("person").order_by("pk")[:3]]


def _roll(unit: int, today: date) -> list[Person]:
    rows = Membership.objects.filter(unit=unit, valid__contains=today, grade="official").select_related("person")
    found = [one.person for one in rows.order_by("person__name_key", "person")]
    return found if len(found) > 1 else found * 2


def _above(unit: Unit, today: date) -> Unit:
    """The bloc, or whatever stands in its place today: the second from the top above the cell."""
    from giaoban.ground.units.queries import ids_above

    above = ids_above(unit, on=today)
    return Unit.objects.get(pk=above[-2] if len(above) > 2 else above[-1])
