"""A few cases at every step in one bloc; who they are about was invented with the register, and so was what they did."""

from __future__ import annotations

from datetime import date, timedelta

from giaoban.areas.discipline import operations, organisations
from giaoban.areas.discipline.models import Case, OrganisationCase
from giaoban.ground.access.operations import program
from giaoban.ground.access.policy import Actor
from giaoban.ground.people.queries import official_members_on
from giaoban.ground.units.models import MEETS
from giaoban.ground.units.queries import ids_under, named, standing, successors

CASES = (
    # violation, how far it came
    ("Không tham gia sinh hoạt chi bộ nhiều kỳ liền không có lý do chính đáng (vụ việc mẫu).", "open"),
    ("Chậm nộp báo cáo kê khai theo quy định (vụ việc mẫu).", "proposed"),
    ("Vi phạm quy chế làm việc của cơ quan, đã nhắc nhở nhiều lần (vụ việc mẫu).", "decided"),
    ("Có đơn phản ánh về việc phân công nhiệm vụ; xác minh không có vi phạm (vụ việc mẫu).", "closed"),
)


ORGANISATIONS = (
    # days before today on which the case is opened, measure, how far it came
    (300, "reprimand", "decided"),
    (270, "warning", "decided"),
    (235, "reprimand", "decided"),
    (200, "reprimand", "closed"),
    (90, "reprimand", "decided"),
    (40, "warning", "proposed"),
    (15, "", "open"),
)


def load_organisations(actor: Actor, *, today: date) -> None:
    """Some organisations of one bloc's heirs have a case each, at every step; nothing changes afterwards."""
    if OrganisationCase.objects.exists():
        return
    second, whole = program("Dữ liệu mẫu: người thứ hai"), date(2023, 6, 30)
    (bloc,) = named("Quảng Ninh", on=whole)
    heirs = (set(successors(bloc, since=whole, until=today)) - {bloc.pk}) or {bloc.pk}
    under = set().union(*(ids_under(heir, on=today) for heir in heirs)) - heirs
    there = standing(on=today - timedelta(days=max(before for before, _measure, _step in ORGANISATIONS))).filter(
        pk__in=under
    )
    there = there.filter(pk__in=standing(on=today).values("pk")).order_by("-pk")
    for number, ((before, measure, step), unit) in enumerate(zip(ORGANISATIONS, there[::5], strict=False)):
        opened = today - timedelta(days=before)
        case = organisations.open_case(
            actor=actor, unit=unit, violated_on=opened - timedelta(days=60), opened_on=opened,
            grounds="Buông lỏng lãnh đạo, để xảy ra thiếu sót trong thực hiện quy chế làm việc (vụ việc mẫu).",
            conclusion=f"{number + 51}-KL (mẫu)",
        )  # fmt: skip
        if step != "open" and measure:
            organisations.propose(actor=actor, record=case, measure=measure, proposed_on=opened + timedelta(days=10))
        if step == "decided":
            organisations.decide(
                actor=second, record=case, decided_measure=measure, decision=f"{number + 21}-QĐ/ĐU (mẫu)",
                decided_on=opened + timedelta(days=25), roll=9, in_favour=8,
            )  # fmt: skip
        if step == "closed":
            organisations.close(
                actor=second, record=case, on=opened + timedelta(days=20), reason="Chưa đến mức phải kỷ luật (mẫu)."
            )


def load_discipline(actor: Actor, *, today: date) -> None:
    """Four cells of one bloc have a case each, one at every step, and some organisations; nothing changes afterwards."""
    load_organisations(actor, today=today)
    if Case.objects.exists():
        return
    second, opened = program("Dữ liệu mẫu: người thứ hai"), today - timedelta(days=60)
    (bloc,) = named("Quảng Ninh", on=date(2023, 6, 30))
    under = ids_under(bloc, on=date(2023, 6, 30))
    cells = standing(on=today, kinds=MEETS).filter(pk__in=under).order_by("-pk")
    rolls = ((cell, official_members_on(today, unit=cell).order_by("person").last()) for cell in cells)
    for (grounds, step), (cell, member) in zip(CASES, (roll for roll in rolls if roll[1] is not None), strict=False):
        assert member is not None
        case = operations.open_case(
            actor=actor, unit=cell, person=member.person, kind="other", grounds=grounds,
            violated_on=opened - timedelta(days=90), opened_on=opened,
        )  # fmt: skip
        if step in ("proposed", "decided"):
            operations.propose(
                actor=actor,
                record=case,
                measure="reprimand",
                proposed_on=opened + timedelta(days=20),
                roll=9,
                in_favour=7,
            )
        if step == "decided":
            operations.decide(
                actor=second, record=case, decided_measure="reprimand", decision="08-QĐ/UBKT (mẫu)",
                decided_on=opened + timedelta(days=35), roll=5, in_favour=5,
            )  # fmt: skip
        if step == "closed":
            operations.close(
                actor=second, record=case, on=opened + timedelta(days=30), reason="Kết quả xác minh: không có vi phạm."
            )
