"""``giaoban import-register``: a member register taken in from the command line; only JSON goes to standard output."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from pathlib import Path

from giaoban.areas.members.operations import Imported, import_register
from giaoban.areas.members.queries import limits_on
from giaoban.areas.members.reading import read_register_file
from giaoban.areas.members.register_file import Finding, day_of, held_back, understand
from giaoban.areas.members.taking_in import unit_called
from giaoban.core.refusal import Refused
from giaoban.core.workbook import Unreadable
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
    asked = argparse.ArgumentParser(prog="giaoban import-register", description=__doc__)
    asked.add_argument("file", nargs="?", type=Path, help="the workbook: .xlsx, .xls, .ods or .csv")
    asked.add_argument("--unit", help="the organisation above the grassroots organisations of the file")
    asked.add_argument("--on", type=date.fromisoformat, help="the day of the register, where the file does not say it")
    asked.add_argument("--undo", type=int, metavar="ENTRY", help="undo an earlier import as a whole")
    what = asked.add_mutually_exclusive_group()
    what.add_argument("--preview", action="store_true", help="say what would be done; write nothing (the default)")
    what.add_argument("--commit", action="store_true", help="take in the good rows as one act")
    given = asked.parse_args(argv)
    try:
        if given.undo is not None:
            answer = _undo(given.undo)
        elif given.file is None or not given.unit:
            asked.error("FILE and --unit are needed")
        else:
            answer = _take_in(given.file, given.unit, given.on, commit=given.commit)
    except (Refused, Unreadable) as refused:
        print(refused, file=sys.stderr)
        return 2
    print(json.dumps(answer, ensure_ascii=False, indent=2))
    return 0


def _take_in(file: Path, unit_name: str, on: date | None, *, commit: bool) -> dict[str, object]:
    _say("Đọc tệp")
    table = read_register_file(file)
    on = on or day_of(table) or today()
    told = understand(table, on=on, limits=limits_on(on))
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
        return _answer(len(told.rows), told.findings)
    answer = _answer(len(told.rows), [*told.findings, *done.findings])
    if commit:
        answer["taken_in"] = done.added + done.fuller
        answer["unchanged"] = done.unchanged
        answer["undo"] = f"./giaoban import-register --undo {done.entry.pk}" if done.entry else None
    return answer


def _answer(rows: int, findings: list[Finding]) -> dict[str, object]:
    refused = {one.row for one in findings if one.refused}
    doubtful = {one.row for one in findings} - refused
    return {
        "rows": rows,
        "good": rows - len(refused) - len(doubtful),
        "doubtful": [one.as_json() for one in findings if one.row in doubtful],
        "refused": [one.as_json() for one in findings if one.row in refused],
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
