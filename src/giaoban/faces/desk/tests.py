"""What stands around every page."""

import asyncio
import io
import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from django.http import FileResponse, HttpRequest
from django.test import AsyncRequestFactory, RequestFactory

from giaoban.faces.desk import waiting
from giaoban.faces.desk.middleware import PIECE, FilesMiddleware
from giaoban.kit.register import Due


def kinds_of(*days: date) -> list[waiting.Waiting]:
    kind = waiting.WorkKind("meetings", "Sinh hoạt chi bộ", "calendar-days")
    return [waiting.Waiting(kind, Due(f"Việc {day}", day, "", None)) for day in days]


@pytest.mark.django_db
def test_by_day_what_is_due_shows_the_first_of_each_group_and_counts_them_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "SHOWN", 2)
    days = [date(2023, 6, day) for day in (8, 9, 23, 25, 26)]  # the tenth working day is the 23rd, a Friday
    groups = waiting.grouped(kinds_of(*days), waiting.Nearness(date(2023, 6, 9)), "day")
    assert [(group["state"], group["count"], len(group["items"]), group["cut"]) for group in groups] == [
        ("late", "1", 1, False), ("soon", "3", 2, True), ("later", "1", 1, False),
    ]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("many", "lie_open", "folded"), [(1, 1, 0), (6, 6, 0), (7, 5, 2), (120, 5, 95)])
def test_of_one_kind_the_nearest_lie_open_and_the_others_are_folded(many: int, lie_open: int, folded: int) -> None:
    rows = kinds_of(*(date(2023, 6, 8) for _row in range(many)))
    (group,) = waiting.grouped(rows, waiting.Nearness(date(2023, 6, 9)), "kind")
    assert (len(group["items"]), len(group["folded"]), group["cut"]) == (lie_open, folded, many > 100)
    assert (group["count"], group["late"]) == (str(many), str(many))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("by", "words"),
    [
        (date(2023, 6, 8), "quá hạn 1 ngày làm việc"),
        (date(2023, 6, 9), "hôm nay"),
        (date(2023, 6, 10), "trước ngày làm việc tới"),  # a Saturday
        (date(2023, 6, 12), "còn 1 ngày làm việc"),
    ],
)
def test_how_near_a_day_is_reads_as_people_say_it(by: date, words: str) -> None:
    nearness = waiting.Nearness(date(2023, 6, 9))
    assert nearness.words_for(Due("Việc", by, "", None)) == words


def test_the_button_of_a_row_is_the_act_whose_form_stands_there() -> None:
    assert waiting._act_at("/desk/so/data_requests/4/acknowledge/") == {
        "url": "/desk/so/data_requests/4/acknowledge/", "label": "Báo tiếp nhận"
    }  # fmt: skip
    assert waiting._act_at("/desk/so/meetings/4/") is None


def test_a_file_that_changed_since_its_length_was_noted_leaves_as_it_is_now(tmp_path: Path) -> None:
    path = tmp_path / "tokens.css"
    for now in (b"a" * (PIECE + 2000), b"a" * 10):
        path.write_bytes(now)

        def answered(request: HttpRequest) -> FileResponse:
            answer = FileResponse(path.open("rb"))
            answer["Content-Length"] = "1000"  # as WhiteNoise notes it once, when the program starts
            return answer

        async def read() -> tuple[str, bytes]:
            answer = FilesMiddleware(answered)(AsyncRequestFactory().get("/"))  # type: ignore[arg-type]
            length = answer["Content-Length"]
            with path.open("ab") as grows:
                grows.write(b"b" * 500)
            return length, b"".join([piece async for piece in answer.streaming_content])  # type: ignore[attr-defined]

        with ThreadPoolExecutor(max_workers=1) as thread:
            length, body = thread.submit(lambda: asyncio.run(read())).result()
        assert (length, body) == (str(len(now)), now)


def test_a_file_leaves_in_pieces_whatever_serves_it() -> None:
    whole = secrets.token_bytes(3 * PIECE + 7)

    def answered(request: HttpRequest) -> FileResponse:
        return FileResponse(io.BytesIO(whole), filename="danh-sach.xlsx", as_attachment=True)

    async def read() -> list[bytes]:
        answer = FilesMiddleware(answered)(AsyncRequestFactory().get("/"))  # type: ignore[arg-type]
        assert answer["Content-Length"] == str(len(whole))
        return [piece async for piece in answer.streaming_content]  # type: ignore[attr-defined]

    with ThreadPoolExecutor(max_workers=1) as thread:  # a browser's loop may run in this one
        pieces = thread.submit(lambda: asyncio.run(read())).result()
    assert b"".join(pieces) == whole
    assert [len(piece) for piece in pieces] == [PIECE, PIECE, PIECE, 7]
    again = FilesMiddleware(answered)(RequestFactory().get("/"))  # type: ignore[arg-type]
    assert b"".join(again.streaming_content) == whole  # type: ignore[attr-defined]
