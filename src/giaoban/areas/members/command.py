"""``giaoban import-register``: a member register taken in from the command line; only JSON goes to standard output."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from pathlib import Path

from giaoban.areas.members.importing import Imported, import_register
from giaoban.areas.members.queries import limits_on
from giaoban.areas.members.reading import read_register_file
from giaoban.areas.members.register_file import MemberRow, RowFinding, Understood, day_of, held_back, understand
from giaoban.areas.members.taking_in import unit_called
from giaoban.core.refusal import Refused
from giaoban.core.workbook import Unreadable
from giaoban.ground import coming
from giaoban.ground.access.operations import program
from giaoban.ground.access.policy import Actor
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Entry
from giaoban.ground.undoing import rehearsed, undo
from giaoban.ground.units.models import Kind, Unit
from giaoban.ground.units.spells import Founding, found
from giaoban.ground.writing import writing


def main(argv: list[str]) -> int:
    """0 when the file was read (doubtful or not) or the act undone; 2 with one sentence when it was not."""
    parser = argparse.ArgumentParser(prog="giaoban import-register", description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, help="the workbook: .xlsx, .xls, .ods or .csv")
    parser.add_argument("--unit", help="the organisation above the grassroots organisations of the file")
    parser.add_argument("--on", type=date.fromisoformat, help="the day of the register, where the file does not say it")
    parser.add_argument("--undo", type=int, metavar="ENTRY", help="undo an earlier import as a whole")
    parser.add_argument(
        "--values", action="store_true", help="add what was read of each person, so that it can be checked"
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--preview", action="store_true", help="say what would be done; write nothing (the default)")
    what.add_argument("--commit", action="store_true", help="take in the good rows as one act")
    given = parser.parse_args(argv)
    coming.bring_up_to(today())
    try:
        if given.undo is not None:
            answer = _undo(given.undo)
        elif given.file is None or not given.unit:
            parser.error("FILE and --unit are needed")
        else:
            answer = _take_in(given.file, given.unit, given.on, commit=given.commit, values=given.values)
    except (Refused, Unreadable) as refused:
        print(refused, file=sys.stderr)
        return 2
    print(json.dumps(answer, ensure_ascii=False, indent=2))
    return 0


def _take_in(file: Path, unit_name: str, on: date | None, *, commit: bool, values: bool) -> dict[str, object]:
    _say("Đọc tệp")
    table = read_register_file(file)
    on = on or day_of(table) or today()
    told = understand(table, on=on, limits=limits_on(on))
    for note in told.notes:
        _say(note)
    for number in told.skipped:
        _say(f"Dòng {number} không phải là đảng viên, bỏ qua")
    held = held_back(told.findings)
    rows = [row for row in told.rows if row.row not in held]
    actor, unit = program("Dòng lệnh"), _unit(unit_name, on)

    def take_in() -> Imported:
        into = unit or _first_unit(actor, unit_name, on)
        return import_register(actor=actor, unit=into, rows=rows, on=on, file=file.name, progress=_progress)

    try:
        done = take_in() if commit else rehearsed(lambda: None, take_in)
    except Refused as refused:
        if commit:
            raise
        # What the file says is asked for, and can be said, also where it could not be taken in today.
        _say(f"Nếu ghi nhận bây giờ thì bị từ chối: {refused}")
        return _answer(told, told.findings, values=values)
    answer = _answer(told, [*told.findings, *done.findings], values=values)
    if commit:
        answer["taken_in"] = done.added + done.fuller
        answer["unchanged"] = done.unchanged
        answer["undo"] = f"./giaoban import-register --undo {done.entry.pk}" if done.entry else None
    return answer


def _answer(told: Understood, findings: list[RowFinding], *, values: bool) -> dict[str, object]:
    refused = {finding.row for finding in findings if finding.refused}
    doubtful = {finding.row for finding in findings} - refused
    answer: dict[str, object] = {
        "rows": len(told.rows),
        "good": len(told.rows) - len(refused) - len(doubtful),
        "doubtful": [finding.as_json() for finding in findings if finding.row in doubtful],
        "refused": [finding.as_json() for finding in findings if finding.row in refused],
    }
    if told.notes:
        answer["notes"] = told.notes
    if values:
        answer["people"] = [_values(row) for row in told.rows]
    return answer


def _values(row: MemberRow) -> dict[str, object]:
    """What was read of a person: days as 1978-11-05, the units from the organisation down to the cell."""

    def day(value: date | None) -> str | None:
        return value.isoformat() if value else None

    return {
        "row": row.row,
        "name": row.name,
        "sex": row.sex,
        "born_on": day(row.born_on),
        "unit": [*dict.fromkeys(name for name in (row.organisation, row.cell) if name)],
        "admitted_on": day(row.admitted_on),
        "official_on": day(row.official_on),
        "card_number": row.card_number,
        "exempt": row.exempt,
        "posts": [list(post) for post in row.posts],
    }


def _unit(name: str, on: date) -> Unit | None:
    """The one unit that is called so; None in an installation that has no units yet."""
    called = unit_called(name, on=on)
    if not called and Unit.objects.exists():
        raise Refused(f"Không có tổ chức nào tên “{name}” vào ngày {on:%d/%m/%Y}; chưa ghi nhận gì.")
    if len(called) > 1:
        several = ", ".join(unit.slug for unit in called[:5])
        raise Refused(f"“{name}” chỉ {len(called)} tổ chức ({several}); hãy viết tên đầy đủ hơn. Chưa ghi nhận gì.")
    return called[0] if called else None


def _first_unit(actor: Actor, name: str, on: date) -> Unit:
    """An empty installation begins with the organisation whose register is taken in."""
    since = date(on.year, 1, 1)
    with writing(actor, "units.establish", unit=None, on=since):
        return found(Founding(Kind.UPPER, name), parent=None, on=since)


def _undo(number: int) -> dict[str, object]:
    entry = Entry.objects.filter(pk=number, act="members.import_register").first()
    if entry is None:
        raise Refused(f"Không có lần nạp danh sách nào mang số {number}.")
    done = undo(actor=program("Dòng lệnh"), entry=entry, reason="Hoàn tác từ dòng lệnh")
    return {"undone": number, "entry": done.pk, "rows": entry.detail.get("rows")}


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _progress(said: str, done: int) -> None:
    _say(f"{done:3d}% {said}")
