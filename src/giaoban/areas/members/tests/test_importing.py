"""A register taken in: as one act, as previewed, once, and undone as a whole."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from giaoban.areas.members.command import main
from giaoban.areas.members.importing import import_register, preview_import
from giaoban.areas.members.register_file import MemberRow, Table, held_back, read_table, understand
from giaoban.areas.members.rules import RegisterLimits
from giaoban.areas.members.tests.conftest import GOOD, ON, member, written
from giaoban.core.limits import Limit
from giaoban.core.refusal import Refused
from giaoban.ground.access.models import Account
from giaoban.ground.journal.models import Change, Entry
from giaoban.ground.locks.models import Lock
from giaoban.ground.people.models import Exemption, Membership, Person, Position
from giaoban.ground.people.queries import members_on
from giaoban.ground.undoing import undo
from giaoban.ground.units.models import Kind, Unit
from giaoban.ground.units.queries import ids_under, kind_of, standing
from giaoban.ground.units.spells import Founding, found
from giaoban.ground.writing import writing

pytestmark = pytest.mark.django_db
LIMITS = RegisterLimits(youngest=Limit(18), oldest=Limit(60), probation_months=Limit(12))
TABLES = (Unit, Person, Membership, Exemption, Position)


def rows_of(*rows: dict[str, Any], path: Path) -> list[MemberRow]:
    table = Table(**read_table(written(path / "so.xlsx", rows).read_bytes()))
    told = understand(table, on=ON, limits=LIMITS)
    held = held_back(told.findings)
    return [row for row in told.rows if row.row not in held]


def counts() -> list[int]:
    return [table._default_manager.count() for table in TABLES]


def test_the_register_of_quang_ninh_is_taken_in_whole_once_and_can_be_undone(
    program: Account, bloc: Unit, data_directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [str(data_directory / "register-quang-ninh.xlsx"), "--unit", "Quảng Ninh"]
    before = counts()
    assert main([*words, "--preview"]) == 0
    assert json.loads(capsys.readouterr().out) == {"rows": 7405, "good": 7405, "doubtful": [], "refused": []}
    assert (counts(), Change.objects.filter(entry__act="members.import_register").exists()) == (before, False)

    assert main([*words, "--commit"]) == 0
    said = json.loads(capsys.readouterr().out)
    entry = Entry.objects.get(act="members.import_register")
    assert (said["taken_in"], said["undo"]) == (7405, f"./giaoban import-register --undo {entry.pk}")
    assert entry.changes.filter(table="people_person").count() == 7405
    day = date(2023, 7, 1)
    assert members_on(day, units=ids_under(bloc, on=day)).count() == 7405
    assert members_on(day).filter(grade=Membership.Grade.PROBATIONARY).count() == 437
    assert Exemption.objects.filter(valid__contains=day).count() == 14
    assert standing(on=day, kinds=[Kind.GRASSROOTS_PARTY_ORG]).count() == 33
    assert standing(on=day, kinds=[Kind.GRASSROOTS_CELL]).count() == 49
    assert standing(on=day, kinds=[Kind.CELL, Kind.GRASSROOTS_CELL]).count() == 547

    taken = counts()
    assert main([*words, "--commit"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["taken_in"], said["unchanged"], said["undo"], counts()) == (0, 7405, None, taken)
    assert Entry.objects.filter(act="members.import_register").count() == 1

    assert main(["--undo", str(entry.pk)]) == 0
    assert counts() == before


def test_organisations_and_cells_that_stand_already_are_used_and_missing_ones_established(
    program: Account, bloc: Unit, tmp_path: Path
) -> None:
    first = import_register(actor=program, unit=bloc, rows=rows_of(member(1), path=tmp_path), on=ON)
    other = member(2, **{"Tổ chức cơ sở đảng": "ĐẢNG BỘ SỞ TÀI CHÍNH", "Chi bộ": "Chi bộ  Phòng ngân sách"})
    alone = member(3, **{"Tổ chức cơ sở đảng": "Chi bộ Sở Nội vụ", "Chi bộ": ""})
    second = import_register(actor=program, unit=bloc, rows=rows_of(other, alone, path=tmp_path), on=ON)
    assert [(one.organisations, one.cells) for one in (first, second)] == [(1, 1), (1, 0)]
    assert Person.objects.get(card_number="32000001").unit == Person.objects.get(card_number="32000002").unit
    assert kind_of(Person.objects.get(card_number="32000003").unit, on=ON) == Kind.GRASSROOTS_CELL


@pytest.mark.parametrize(
    ("stands", "typed"), [("Trường Quân sự", "Chi bộ Trường Quân sự"), ("Chi bộ Trường Quân sự", "Trường Quân sự")]
)
def test_an_organisation_whose_kind_one_list_leaves_out_is_the_same(
    program: Account, bloc: Unit, tmp_path: Path, stands: str, typed: str
) -> None:
    with writing(program, "units.establish", unit=bloc, on=date(2020, 1, 1)):
        there = found(Founding(Kind.GRASSROOTS_CELL, stands), parent=bloc, on=date(2020, 1, 1))
    row = member(1, **{"Tổ chức cơ sở đảng": typed, "Chi bộ": ""})
    done = import_register(actor=program, unit=bloc, rows=rows_of(row, path=tmp_path), on=ON)
    assert (done.organisations, done.cells) == (0, 0)
    assert Person.objects.get(card_number="32000001").unit == there


def test_organisations_of_two_kinds_are_two(program: Account, bloc: Unit, tmp_path: Path) -> None:
    with writing(program, "units.establish", unit=bloc, on=date(2020, 1, 1)):
        found(Founding(Kind.GRASSROOTS_PARTY_ORG, "Đảng bộ Sở Nội vụ"), parent=bloc, on=date(2020, 1, 1))
    row = member(1, **{"Tổ chức cơ sở đảng": "Chi bộ Sở Nội vụ", "Chi bộ": ""})
    assert import_register(actor=program, unit=bloc, rows=rows_of(row, path=tmp_path), on=ON).organisations == 1


def test_a_member_is_probationary_from_admission_and_official_from_the_official_day(
    program: Account, bloc: Unit, tmp_path: Path
) -> None:
    import_register(actor=program, unit=bloc, rows=rows_of(GOOD, path=tmp_path), on=ON)
    person = Person.objects.get()
    spells = Membership.objects.filter(person=person).order_by("valid")
    assert [(one.grade, one.valid.lower, one.valid.upper, one.ended_by) for one in spells] == [
        ("probationary", date(2009, 5, 11), date(2010, 5, 12), "confirmed"),
        ("official", date(2010, 5, 12), None, ""),
    ]
    post = Position.objects.get(person=person)
    assert (post.body, post.post, post.unit, post.valid.lower) == ("cell", "secretary", person.unit, date(2023, 1, 1))


AGAINST = [
    # what a second file says of the same member, whether refused, the sentence
    ({"Chi bộ": "Chi bộ Phòng Thuế"}, True, "chuyển sinh hoạt được ghi ở phần Chuyển sinh hoạt đảng"),
    ({"Loại đảng viên": "Dự bị", "Ngày vào Đảng": "11/05/2023", "Ngày chính thức": ""}, True, "đang là chính thức"),
    ({"Họ và tên khai sinh": "Lê Văn Khác", "Ngày sinh": "01/01/1970"}, True, "là của Nguyễn Thanh Quyên"),
    ({"Ngày sinh": "14/11/1978"}, False, "đang ghi “13/11/1978”"),
    ({"Điện thoại": "0912345678"}, False, "đang ghi “0000479096”"),
    ({"Số CCCD": "", "Số thẻ đảng viên": "", "Chi bộ": "Chi bộ Phòng Thuế"}, False, "có thể là một người"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "refused", "says"), AGAINST, ids=[says for _, _, says in AGAINST])
def test_a_row_that_contradicts_the_record_is_left_out_with_a_sentence(
    program: Account, bloc: Unit, tmp_path: Path, changes: dict[str, Any], refused: bool, says: str
) -> None:
    import_register(actor=program, unit=bloc, rows=rows_of(GOOD, path=tmp_path), on=ON)
    before = counts()
    done = import_register(actor=program, unit=bloc, rows=rows_of(GOOD | changes, path=tmp_path), on=ON)
    assert [(one.row, one.refused) for one in done.findings if says in one.reason] == [(4, refused)]
    assert (done.entry, counts()) == (None, before)


def test_an_accepted_doubt_is_written_and_a_blank_never_takes_anything_away(
    program: Account, bloc: Unit, tmp_path: Path
) -> None:
    import_register(actor=program, unit=bloc, rows=rows_of(GOOD, path=tmp_path), on=ON)
    rows = rows_of(GOOD | {"Điện thoại": "0912345678", "Giáo dục phổ thông": "", "Diện": "Miễn"}, path=tmp_path)
    done = import_register(actor=program, unit=bloc, rows=rows, on=ON, accepted=[4])
    person = Person.objects.get()
    assert (done.fuller, person.phone, person.schooling) == (1, "0912345678", "12/12")
    assert Exemption.objects.get(person=person).valid.lower == ON


def test_somebody_kept_by_another_bloc_is_refused_without_saying_where(
    program: Account, bloc: Unit, tmp_path: Path
) -> None:
    from giaoban.ground.units.spells import Founding, found
    from giaoban.ground.writing import writing

    with writing(program, "units.establish", unit=None, on=date(2020, 1, 1)):
        other = found(Founding("upper", "Đảng bộ Khối khác"), parent=None, on=date(2020, 1, 1))
    import_register(actor=program, unit=other, rows=rows_of(GOOD, path=tmp_path), on=ON)
    done = import_register(actor=program, unit=bloc, rows=rows_of(GOOD, path=tmp_path), on=ON)
    assert [one.reason for one in done.findings] == ["Trong cơ sở dữ liệu, số này đang ghi ở một tổ chức đảng khác."]


def test_a_cluster_or_a_unit_that_does_not_stand_takes_in_no_register(
    program: Account, bloc: Unit, tmp_path: Path
) -> None:
    with pytest.raises(Refused, match="không tồn tại vào ngày 31/12/2019"):
        import_register(actor=program, unit=bloc, rows=rows_of(GOOD, path=tmp_path), on=date(2019, 12, 31))


def test_an_import_on_which_later_work_stands_is_not_undone(program: Account, bloc: Unit, tmp_path: Path) -> None:
    done = import_register(actor=program, unit=bloc, rows=rows_of(GOOD, path=tmp_path), on=ON)
    import_register(actor=program, unit=bloc, rows=rows_of(member(2), path=tmp_path), on=ON)
    assert done.entry is not None
    with pytest.raises(Refused, match="dựa vào dữ liệu của việc này"):
        undo(actor=program, entry=done.entry, reason="thử")


def test_the_command_says_in_one_sentence_why_it_took_nothing_in(
    program: Account, bloc: Unit, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paper = tmp_path / "so.pdf"
    paper.write_bytes(b"%PDF-1.7")
    assert main([str(paper), "--unit", "Quảng Ninh", "--preview"]) == 2
    good = written(tmp_path / "so.xlsx", [GOOD])
    assert main([str(good), "--unit", "Khối không có", "--preview"]) == 2
    out, err = capsys.readouterr()
    assert (out, "tệp PDF" in err, "Không có tổ chức nào tên “Khối không có”" in err) == ("", True, True)


def test_a_file_is_read_out_even_when_its_period_is_closed(
    program: Account, bloc: Unit, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with writing(program, "periods.close", unit=bloc, on=ON):
        Lock.objects.create(unit=bloc, span=DateRange(ON, None), because="đã nộp báo cáo")
    file = written(tmp_path / "so.xlsx", [GOOD, member(2, **{"Ngày sinh": "31/02/1978"})])
    assert main([str(file), "--unit", "Quảng Ninh", "--preview"]) == 0
    out, err = capsys.readouterr()
    assert (json.loads(out)["rows"], len(json.loads(out)["refused"])) == (2, 1)
    assert "đã nộp báo cáo" in err
    assert main([str(file), "--unit", "Quảng Ninh", "--commit"]) == 2
    assert capsys.readouterr().out == ""


def test_an_empty_installation_begins_with_the_organisation_of_the_register(
    db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path / "so.xlsx", [GOOD, member(2, **{"Ngày sinh": "31/02/1978"})])
    assert main([str(file), "--unit", "Quảng Ninh", "--preview"]) == 0
    assert Unit.objects.count() == 0
    assert main([str(file), "--unit", "Quảng Ninh", "--commit"]) == 0
    said = json.loads(capsys.readouterr().out.split("}\n{")[-1].join(["{", ""]))
    assert (said["rows"], said["good"], said["taken_in"]) == (2, 1, 1)
    assert said["refused"] == [
        {"row": 5, "column": "Ngày sinh", "value": "31/02/1978", "reason": "“31/02/1978” không phải là ngày có thật."}
    ]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.fixed_dictionaries(
            {},
            optional={
                "Họ và tên khai sinh": st.sampled_from(["", "A", "Lê Thị Hoà", "Lê Thị Hòa", "=1+1", "x" * 200]),
                "Ngày sinh": st.sampled_from(["", "31/02/1978", 28807, 0, -5, 1e300, "13/11/78", "nan"]),
                "Ngày vào Đảng": st.sampled_from(["", "11/05/2009", "11/05/2031", 40000, "00/00/0000"]),
                "Ngày chính thức": st.sampled_from(["", "11/05/2009", "12/05/2010", "12/05/2008"]),
                "Số thẻ đảng viên": st.sampled_from(["", "31000001", 31000001, "31000002"]),
                "Số CCCD": st.sampled_from(["", "000327552308", 327552308, "x"]),
                "Loại đảng viên": st.sampled_from(["", "Chính thức", "DB", "?"]),
                "Chi bộ": st.sampled_from(["", "Chi bộ Một", "CHI BỘ MỘT", "Phòng"]),
                "Chức vụ đảng": st.sampled_from(["", "Bí thư chi bộ; Bí thư chi bộ", "?", "Đảng ủy viên"]),
            },
        ),
        min_size=1,
        max_size=6,
    )
)
def test_whatever_is_typed_an_import_does_what_its_preview_said_and_a_second_one_nothing(
    program: Account, bloc: Unit, tmp_path: Path, typed: list[dict[str, Any]]
) -> None:
    from giaoban.ground.undoing import rehearsed

    rows = rows_of(*(GOOD | one for one in typed), path=tmp_path)
    before = counts()
    seen = preview_import(actor=program, unit=bloc, rows=rows, on=ON)
    assert counts() == before

    def take_in_twice() -> None:
        done = import_register(actor=program, unit=bloc, rows=rows, on=ON)
        assert (done.added, done.fuller, done.findings) == (seen.added, seen.fuller, seen.findings)
        assert Person.objects.count() == before[1] + done.added
        assert members_on(ON).count() == done.added
        after = counts()
        again = import_register(actor=program, unit=bloc, rows=rows, on=ON)
        assert (again.added, again.fuller, again.entry, counts()) == (0, 0, None, after)
        if done.entry is not None:
            undo(actor=program, entry=done.entry, reason="thử")
        assert counts() == before

    rehearsed(take_in_twice, lambda: None)
