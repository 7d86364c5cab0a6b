"""G4: registers and returns that are damaged, odd or interrupted; each is taken in whole or leaves nothing.

Half of the files are also interrupted by a fault at a statement chosen at random. After each, what the tables hold is
compared with what they held before, with what the preview said, and with what the same file says a second time. The
control is an importer that commits row by row; the drill must find its halves.
"""

from __future__ import annotations

import argparse
import itertools
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from typing import Any

import xlsxwriter
from django.db import OperationalError, connection, transaction
from python_calamine import CalamineWorkbook

from giaoban.areas.members import importing
from giaoban.areas.members.queries import limits_on
from giaoban.areas.members.register_file import MemberRow, Table, day_of, held_back, read_table, understand
from giaoban.core.refusal import Refused
from giaoban.core.workbook import Unreadable
from giaoban.ground.undoing import rehearsed
from giaoban.reporting import returns
from giaoban.reporting.intake.reading import read_return
from giaoban.reporting.intake.typed import typed_sheets
from giaoban.site.places import PACKAGE
from tests.drills.world import own_installation

ON = date(2023, 6, 30)
SINCE = date(2015, 1, 1)
RECORDS = (
    "people_person", "people_membership", "people_exemption", "people_position", "units_unit", "units_namespell",
    "units_kindspell", "units_placespell", "units_alias", "reporting_return", "reporting_returnvalue",
    "reporting_returnorganisation", "reporting_returnparagraph", "reporting_returnfile",
)  # fmt: skip
TABLES = (*RECORDS, "journal_entry", "journal_change")
HEAD = (
    "STT", "Họ và tên khai sinh", "Ngày sinh", "Giới tính", "Ngày vào Đảng", "Ngày chính thức", "Số thẻ đảng viên",
    "Loại đảng viên", "Tổ chức cơ sở đảng", "Chi bộ", "Chức vụ đảng", "Điện thoại", "Số CCCD",
)  # fmt: skip
ODD = (
    "", " ", "-", 0, -1, 1e300, 45000, 0.5, "31/02/1980", "13/13/2013", "1980", "=1+1", "Nguyễn\x07Văn", "A" * 5000,
    "Hoà", "Hòa", "\u202ethẻ", "32000001", "không rõ", True, "Chính thức", "dự bị", "x' OR 1=1 --", "ĐẢNG VIÊN",
)  # fmt: skip
Rows = list[list[Any]]


def register(chance: random.Random, *, people: int = 10) -> Rows:
    """A good register of a few people in three cells."""
    family, given = ("Nguyễn", "Trần", "Lê", "Phạm", "Vũ"), ("An", "Bình", "Chi", "Dũng", "Giang", "Hòa", "Lan")
    rows: Rows = [["DANH SÁCH ĐẢNG VIÊN"], ["(Tính đến ngày 30/06/2023)"], list(HEAD)]
    for number in range(people):
        card = chance.randrange(10**6)
        rows.append([
            number + 1, f"{chance.choice(family)} Văn {chance.choice(given)}", f"{card % 28 + 1:02}/03/19{70 + card % 20}",
            "Nam", "11/05/2009", "12/05/2010", f"32{card:06}", "Chính thức", "Đảng bộ Sở Diễn tập",
            f"Chi bộ {number % 3 + 1}", "Bí thư chi bộ" if number == 0 else "", "", f"0002{card:08}",
        ])  # fmt: skip
    return rows


def mutated(rows: Rows, chance: random.Random) -> Rows:
    """The sheet with one to four things done to it that offices and mail do."""
    rows = [list(row) for row in rows]
    for _time in range(chance.randrange(1, 5)):
        at = chance.randrange(len(rows))
        match chance.randrange(8):
            case 0 | 1 | 2 if rows[at]:
                rows[at][chance.randrange(len(rows[at]))] = chance.choice(ODD)
            case 3:
                rows.insert(at, list(rows[at]))
            case 4 if len(rows) > 4:
                del rows[at]
            case 5:
                other = chance.randrange(len(rows))
                rows[at], rows[other] = rows[other], rows[at]
            case 6:
                column = chance.randrange(len(HEAD))
                for row in rows:
                    if column < len(row):
                        del row[column]
            case _:
                rows.insert(at, [chance.choice(ODD) for _cell in range(chance.randrange(1, 15))])
    return rows


def as_workbook(sheets: dict[str, Rows], chance: random.Random) -> bytes:
    """The sheets as the bytes of a workbook; one in eight is cut short or has a byte changed."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name[:31])
            day = book.add_format({"num_format": "dd/mm/yyyy"})
            for (at, row), _ in zip(enumerate(rows), itertools.count(), strict=False):
                for column, typed in enumerate(row):
                    if isinstance(typed, date):
                        sheet.write_datetime(at, column, typed, day)
                    elif typed not in ("", None):
                        sheet.write(at, column, typed)
    data = out.getvalue()
    match chance.randrange(16):
        case 0:
            return data[: chance.randrange(len(data))]
        case 1:
            at = chance.randrange(len(data))
            return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]
    return data


class FaultError(OperationalError):
    """The connection is lost, as far as the importer can see."""


@contextmanager
def faulty(at: int) -> Iterator[None]:
    """Inside, the statement of that number fails before it reaches the server; 0 is none.

    Savepoints are spared: the drill itself stands in a transaction, where the program would have one of its own.
    """
    count = itertools.count(1)

    def run(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        if not str(sql).startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")) and next(count) == at:
            raise FaultError("đứt kết nối")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(run):
        yield


def held(tables: tuple[str, ...] = TABLES) -> dict[str, tuple[int, str]]:
    """Each table's rows: how many, and a sum of what they say."""
    found = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)), 0)::text FROM {table} t")
            found[table] = cursor.fetchone()
    return found


@dataclass
class Figures:
    """What came of the imports."""

    files: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    half: list[str] = field(default_factory=list)
    not_as_previewed: list[str] = field(default_factory=list)
    changed_again: list[str] = field(default_factory=list)
    strange: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    @property
    def sound(self) -> bool:
        """Whether every import was whole or nothing, as previewed, and once."""
        return not (self.half or self.not_as_previewed or self.changed_again or self.strange)


Importer = Callable[..., Any]


def one_by_one(*, actor: Any, unit: Any, rows: list[MemberRow], on: date, file: str = "") -> Any:
    """The control: each row is an import of its own, committed before the next."""
    done = importing.Imported()
    for row in rows:
        one = importing.import_register(actor=actor, unit=unit, rows=[row], on=on, file=file)
        done.added, done.fuller, done.unchanged = (
            done.added + one.added,
            done.fuller + one.fuller,
            done.unchanged + one.unchanged,
        )
        done.entry = one.entry or done.entry
    return done


class _BackError(Exception):
    """The attempt is taken back, so that the next file meets the same database."""


def registers(files: int, *, seed: int = 2023, importer: Importer = importing.import_register) -> Figures:
    """So many register files, read and taken in by that importer."""
    from giaoban.ground.access.operations import program
    from giaoban.ground.units.models import Kind
    from giaoban.ground.units.spells import Founding, found
    from giaoban.ground.writing import writing

    chance, figures, began = random.Random(seed), Figures(), time.monotonic()
    with suppress(_BackError), transaction.atomic():
        actor = program("Diễn tập")
        with writing(actor, "units.establish", unit=None, on=SINCE):
            unit = found(Founding(Kind.UPPER, "Đảng bộ Khối diễn tập"), parent=None, on=SINCE)
        known = _rows(as_workbook({"A": register(random.Random(1))}, random.Random(7)))
        importing.import_register(actor=actor, unit=unit, rows=known, on=ON)
        for number in range(files):
            figures.files += 1
            sheet = register(random.Random(1) if chance.random() < 0.3 else chance)
            data = as_workbook({"Danh sách": mutated(sheet, chance)}, chance)
            try:
                rows = _rows(data)
            except Unreadable:
                figures.outcomes["không đọc được"] += 1
                continue
            at = chance.randrange(1, 60) if chance.random() < 0.5 else 0

            def take(rows: list[MemberRow] = rows) -> Any:
                return importer(actor=actor, unit=unit, rows=rows, on=ON)

            _tried(figures, f"danh sách {number}", take, at, lambda done: (done.added, done.fuller, done.unchanged))
        raise _BackError
    figures.seconds = time.monotonic() - began
    return figures


def _rows(data: bytes) -> list[MemberRow]:
    table = Table(**read_table(data))
    on = day_of(table) or ON
    told = understand(table, on=min(on, ON), limits=limits_on(ON))
    held_rows = held_back(told.findings)
    return [row for row in told.rows if row.row not in held_rows]


def _tried(figures: Figures, name: str, take: Callable[[], Any], at: int, said: Callable[[Any], Any]) -> None:
    """The import is previewed, done with the fault, compared, done again; then everything is as before."""
    with suppress(_BackError), transaction.atomic():
        before = held()
        try:
            preview = said(rehearsed(lambda: None, take))
        except Refused:
            preview = None
        if held() != before:
            figures.half.append(f"{name}: bản xem trước để lại dấu vết")
        try:
            with faulty(at):
                done = take()
        except (Refused, FaultError) as refused:
            figures.outcomes["ngắt giữa chừng" if isinstance(refused, FaultError) else "từ chối"] += 1
            if held() != before:
                figures.half.append(f"{name}: {', '.join(_differing(before, held()))}")
            raise _BackError from None
        except Exception as error:
            figures.strange[f"{type(error).__name__}: {str(error)[:80]}"] += 1
            if held() != before:
                figures.half.append(name)
            raise _BackError from None
        figures.outcomes["ghi nhận"] += 1
        if said(done) != preview:
            figures.not_as_previewed.append(f"{name}: {preview} rồi {said(done)}")
        after = held(RECORDS)
        with suppress(Refused):
            take()
        if held(RECORDS) != after:
            figures.changed_again.append(name)
        raise _BackError


def _differing(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    return [table for table in before if before[table] != after[table]]


def workbooks(files: int, *, seed: int = 2023) -> Figures:
    """So many damaged copies of the eight returns, each taken in to a campaign of the cluster."""
    from giaoban.ground.access.operations import program
    from giaoban.ground.units import spells
    from giaoban.ground.units.models import Kind
    from giaoban.ground.units.spells import Founding
    from giaoban.ground.writing import writing

    chance, figures, began = random.Random(seed), Figures(), time.monotonic()
    books = [_typed(path.read_bytes()) for path in sorted((PACKAGE / "demo/data/returns-2023-H1").glob("*.xlsx"))]
    provinces = ("Quảng Ninh", "Hà Giang", "Tuyên Quang", "Cao Bằng", "Bắc Kạn", "Lạng Sơn", "Thái Nguyên", "Bắc Giang")
    with suppress(_BackError), transaction.atomic():
        actor = program("Diễn tập")
        with writing(actor, "units.establish", unit=None, on=SINCE):
            named = [
                (Founding(Kind.UPPER, f"Đảng bộ Khối các cơ quan và doanh nghiệp tỉnh {one}", place=one), 0) for one in provinces
            ]  # fmt: skip
            units = spells.found_many([(Founding(Kind.CLUSTER, "Cụm Đông Bắc"), None), *named], on=SINCE)
        campaign = returns.open_campaign(
            actor=actor,
            unit=units[0],
            form="BC-6T",
            period="2023-H1",
            due_on=date(2023, 6, 20),
            opened_on=date(2023, 6, 1),
        )
        for number in range(files):
            figures.files += 1
            book = {name: [list(row) for row in rows] for name, rows in chance.choice(books).items()}
            name = chance.choice(list(book))
            book[name] = mutated(book[name], chance)
            data = as_workbook(book, chance)
            try:
                read, sheets = read_return(data, "bao-cao.xlsx"), typed_sheets(data)
            except Unreadable:
                figures.outcomes["không đọc được"] += 1
                continue

            def take(read: Any = read, sheets: Any = sheets, number: int = number) -> Any:
                return returns.take_in(
                    actor=actor, campaign=campaign, read=read, sheets=sheets, stored=f"returns/drill-{number}", size=1
                )

            at = chance.randrange(1, 40) if chance.random() < 0.5 else 0
            _tried(figures, f"báo cáo {number}", take, at, lambda done: (done[0].pk, done[0].source, done[1] is None))
        raise _BackError
    figures.seconds = time.monotonic() - began
    return figures


def _typed(data: bytes) -> dict[str, Rows]:
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def written(figures: Figures) -> str:
    """The figures in one line."""
    told = ", ".join(f"{what} {count}" for what, count in figures.outcomes.most_common())
    return (
        f"{figures.files} tệp ({told}): ghi dở {len(figures.half)}, khác bản xem trước {len(figures.not_as_previewed)},"
        f" nạp lại mà đổi {len(figures.changed_again)}, lỗi lạ {sum(figures.strange.values())} {dict(figures.strange) or ''};"
        f" {figures.seconds:.0f} s"
    )


def run(argv: list[str]) -> int:
    """Prints the figures of registers, returns and the control; 0 when all was whole or nothing and the control was not."""
    asked = argparse.ArgumentParser(prog="giaoban drill imports")
    asked.add_argument("--files", type=int, default=2000)
    given = asked.parse_args(argv)
    with own_installation():
        first, second = registers(given.files * 3 // 4), workbooks(given.files // 4)
        control = registers(max(60, given.files // 20), importer=one_by_one)
    print("danh sách đảng viên: " + written(first))
    print("báo cáo: " + written(second))
    print("đối chứng, ghi từng dòng: " + written(control))
    for one in [*first.half, *second.half][:20]:
        print("  " + one)
    return 0 if first.sound and second.sound and control.half else 1
