"""The meeting books of Quảng Ninh: as many meetings in 2023 as its organisations declared, and those of these weeks."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from pathlib import Path

from python_calamine import CalamineWorkbook

from giaoban.areas.meetings import operations, sitting
from giaoban.areas.meetings.models import Attendance, Item, Meeting, Point
from giaoban.core.spans import add_months
from giaoban.ground.access.policy import Actor
from giaoban.ground.people.models import Exemption, Membership, Person
from giaoban.ground.people.queries import official_members_on
from giaoban.ground.units.models import MEETS, Unit
from giaoban.ground.units.queries import ids_under, named, standing
from giaoban.ground.writing import writing

RETURN = Path(__file__).parent / "data" / "returns-2023-H1" / "01_Quang-Ninh_BC-6T-2023.xlsx"
LAST = date(2023, 6, 30)
THEMES = (
    "Nêu gương của cán bộ, đảng viên trong công việc hằng ngày",
    "Nâng cao chất lượng tự phê bình và phê bình",
    "Chuyển đổi số trong giải quyết thủ tục hành chính",
    "Thực hành tiết kiệm, chống lãng phí tại cơ quan",
    "Xây dựng văn hóa công sở",
    "Phòng, chống tham nhũng, tiêu cực từ chi bộ",
)
CONTENTS = ("Đánh giá thực hiện nhiệm vụ tháng trước", "Phổ biến văn bản mới của cấp trên", "Bàn nhiệm vụ tháng tới")
POINTS = (
    "Nhất trí với báo cáo; đề nghị phân công rõ người chịu trách nhiệm từng việc.",
    "Đề nghị chuẩn bị nội dung sinh hoạt sớm hơn để đảng viên có thời gian nghiên cứu.",
    "Cần theo dõi kỹ hơn các việc đã giao tháng trước.",
    "Tán thành kế hoạch; đề nghị bổ sung thời hạn cụ thể.",
)
CONCLUSION = "Chi bộ thống nhất các nội dung đã thảo luận; giao chi ủy phân công, theo dõi thực hiện."
REASONS = ("Đi công tác", "Ốm", "Nghỉ phép", "Việc gia đình", "Đi học")


@dataclass
class DemoCell:
    """A cell with its memberships and exemptions, read once."""

    unit: Unit
    memberships: list[Membership] = field(default_factory=list)

    def on(self, day: date) -> list[Membership]:
        """Who was on the roll on that day."""
        return [one for one in self.memberships if day in one.valid]


def load_meeting_books(actor: Actor) -> None:
    """The bloc's cells have their meetings of early 2023; once they have, nothing changes."""
    if Meeting.objects.exists():
        return
    (bloc,) = named("Quảng Ninh", on=LAST)
    chance = random.Random(1930)
    with writing(actor, "demo.load_meeting_books", unit=bloc, on=LAST):
        _record(_of_2023(bloc, _cells(bloc), chance), chance)


def load_meetings_now(actor: Actor, *, today: date) -> None:
    """The same cells, wherever they stand today, have their meetings of last month and this; once they have, nothing changes."""
    if Meeting.objects.filter(held_on__gte=add_months(today.replace(day=1), -1)).exists():
        return
    (bloc,) = named("Quảng Ninh", on=LAST)
    living = set(standing(on=today, kinds=MEETS).values_list("pk", flat=True))
    cells = [cell for cell in _cells(bloc) if cell.unit.pk in living and len(cell.on(today)) >= 5]
    chance = random.Random(today.toordinal())
    with writing(actor, "demo.load_meetings_now", unit=bloc, on=today):
        _record(_of_these_weeks(cells, today, chance), chance)
    _by_hand(actor, cells, today)


def _cells(bloc: Unit) -> list[DemoCell]:
    under = ids_under(bloc, on=LAST)
    cells = {unit.pk: DemoCell(unit) for unit in standing(on=LAST, kinds=MEETS).filter(pk__in=under).order_by("pk")}
    for membership in (
        Membership.objects.filter(unit__in=cells).select_related("person").order_by("person__name_key", "pk")
    ):
        cells[membership.unit_id].memberships.append(membership)
    return list(cells.values())


def _declared() -> dict[str, tuple[int, int]]:
    """How many regular and thematic meetings each grassroots organisation declared for the first half of 2023."""
    rows = CalamineWorkbook.from_path(str(RETURN)).get_sheet_by_name("Chi tiết TCCSĐ").to_python()
    head = next(row for row in rows if "4.2" in row)
    name, regular, thematic = head.index("Tên tổ chức cơ sở đảng"), head.index("4.2"), head.index("4.3")
    return {
        str(row[name]): (int(str(row[regular]).partition(".")[0]), int(str(row[thematic]).partition(".")[0]))
        for row in rows[rows.index(head) + 1 :]
        if row[name] and isinstance(row[regular], float)
    }


def _of_2023(bloc: Unit, cells: list[DemoCell], chance: random.Random) -> Iterable[tuple[DemoCell, Meeting]]:
    """The declared number of meetings of each organisation, shared out among its cells, month by month."""
    by_unit = {cell.unit.pk: cell for cell in cells}
    within = ids_under(bloc, on=LAST)
    for name, (regular, thematic) in _declared().items():
        units = named(name, on=LAST, within=within)
        if len(units) != 1:
            continue
        own = [by_unit[key] for key in sorted(ids_under(units[0], on=LAST)) if key in by_unit]
        for kind, count in (("regular", regular), ("thematic", thematic)):
            for number in range(count if own else 0):
                cell, round_ = own[number % len(own)], number // len(own)
                if kind == "regular" and round_ >= 6:
                    break
                day = date(2023, 1 + round_ % 6, 5 if kind == "regular" else 17) + timedelta(days=cell.unit.pk % 6)
                yield cell, _closed(cell, kind, day, chance)


def _of_these_weeks(cells: list[DemoCell], today: date, chance: random.Random) -> Iterable[tuple[DemoCell, Meeting]]:
    """Last month's regular meeting and this month's, held or planned; a few cells are late."""
    first = today.replace(day=1)
    for number, cell in enumerate(cells):
        if number % 97:
            yield cell, _closed(cell, "regular", add_months(first, -1) + timedelta(days=3 + number % 7), chance)
        day = first + timedelta(days=4 + number % 22)
        if day < today and number % 61:
            yield cell, _closed(cell, "regular", day, chance)
        elif number % 3:
            yield cell, Meeting(unit=cell.unit, kind="regular", held_on=max(day, today), content="; ".join(CONTENTS))


def _closed(cell: DemoCell, kind: str, day: date, chance: random.Random) -> Meeting:
    roll = cell.on(day)
    minutes = chance.choice((90, 95, 100, 105, 120))
    begins = chance.choice((8, 14))
    return Meeting(
        unit=cell.unit,
        kind=kind,
        state=Meeting.State.CLOSED,
        held_on=day,
        starts_at=time(begins, 0),
        ends_at=time(begins + minutes // 60, minutes % 60),
        place="Phòng họp cơ quan",
        theme=chance.choice(THEMES) if kind == "thematic" else "",
        content="; ".join(CONTENTS),
        told_on=day - timedelta(days=chance.choice((2, 3, 4))),
        chair=roll[0].person if roll else None,
        clerk=roll[1].person if len(roll) > 1 else None,
        conclusion=CONCLUSION,
        read_back=True,
        closed_on=day,
    )


def _record(drafts: Iterable[tuple[DemoCell, Meeting]], chance: random.Random) -> None:
    """The meetings are on record with agenda, roll and points; a cell of one person keeps no minutes."""
    pairs = [(cell, draft) for cell, draft in drafts if draft.state != Meeting.State.CLOSED or draft.clerk]
    meetings = Meeting.objects.bulk_create([draft for _cell, draft in pairs], batch_size=2000)
    exempt: dict[int, list[Exemption]] = defaultdict(list)
    for spell in Exemption.objects.all():
        exempt[spell.person_id].append(spell)
    rows, items, points = [], [], []
    for (cell, _draft), meeting in zip(pairs, meetings, strict=True):
        if meeting.state != Meeting.State.CLOSED:
            continue
        day = meeting.held_on
        roll = cell.on(day)
        for membership in roll:
            spared = any(day in spell.valid for spell in exempt[membership.person_id])
            leads = membership.person_id in {meeting.chair_id, meeting.clerk_id}
            status = "exempt" if spared else "excused" if not leads and chance.random() < 0.05 else "present"
            reason = chance.choice(REASONS) if status == "excused" else ""
            rows.append(
                Attendance(
                    meeting=meeting,
                    person_id=membership.person_id,
                    standing=membership.grade,
                    status=status,
                    reason=reason,
                )
            )
        items += [Item(meeting=meeting, title=title, order=at) for at, title in enumerate(CONTENTS[:2], start=1)]
        speaker = chance.choice(roll)
        points.append(Point(meeting=meeting, speaker_id=speaker.person_id, text=chance.choice(POINTS), order=1))
    Attendance.objects.bulk_create(rows, batch_size=5000)
    Item.objects.bulk_create(items, batch_size=5000)
    Point.objects.bulk_create(points, batch_size=5000)


def _by_hand(actor: Actor, cells: list[DemoCell], today: date) -> None:
    """Two cells prepare a meeting and one has open minutes with a vote, a resolution and a task, through the acts."""
    planned = Meeting.objects.filter(state=Meeting.State.PLANNED, held_on__gte=today).order_by("held_on", "pk")
    for meeting in list(planned[:2]):
        prepared = _prepared(actor, meeting, told_on=today, held_on=meeting.held_on)
        operations.add_item(actor=actor, record=prepared, title="Kiểm điểm việc thực hiện nghị quyết tháng trước")
    busy = set(Meeting.objects.filter(held_on__gte=today.replace(day=1)).values_list("unit", flat=True))
    free = next((cell for cell in cells if cell.unit.pk not in busy), None)
    if free is None:
        return
    held_on = max(today - timedelta(days=2), today.replace(day=1))
    meeting = operations.plan(actor=actor, unit=free.unit, kind="regular", held_on=held_on)
    meeting = _prepared(actor, meeting, told_on=held_on, held_on=held_on)
    operations.add_item(actor=actor, record=meeting, title="Kiểm điểm việc thực hiện nghị quyết tháng trước")
    sitting.call_roll(actor=actor, record=meeting, statuses={}, rest="present")
    people = _officials(free.unit, held_on)
    sitting.record_point(actor=actor, record=meeting, speaker=people[-1], text=POINTS[0])
    sitting.record_vote(
        actor=actor, record=meeting, question="Thông qua nghị quyết tháng", needs="majority", how="hands",
        in_favour=len(people), against=0, abstained=0, present=len(people),
    )  # fmt: skip
    sitting.resolve(
        actor=actor, record=meeting, version=meeting.version,
        text="Tập trung hoàn thành nhiệm vụ quý; rà soát quy chế làm việc.",
    )  # fmt: skip
    sitting.assign_task(
        actor=actor, record=meeting, what="Rà soát, bổ sung quy chế làm việc của chi bộ", owner=people[0],
        due_on=held_on + timedelta(days=5),
    )  # fmt: skip


def _prepared(actor: Actor, meeting: Meeting, *, told_on: date, held_on: date) -> Meeting:
    return operations.invite(
        actor=actor, record=meeting, told_on=told_on, held_on=held_on, starts_at="14:00", place="Phòng họp cơ quan",
        content="; ".join(CONTENTS), version=meeting.version,
    )  # fmt: skip


def _officials(unit: Unit, day: date) -> list[Person]:
    return [
        one.person for one in official_members_on(day, unit=unit).select_related("person").order_by("person__name_key")
    ]
