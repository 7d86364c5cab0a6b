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

from giaoban.faces.desk import views
from giaoban.faces.desk.middleware import PIECE, FilesMiddleware
from giaoban.kit.register import Due


@pytest.mark.django_db
def test_what_is_due_shows_the_first_of_each_group_and_counts_them_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "SHOWN", 2)
    friday = date(2023, 6, 9)
    days = [date(2023, 6, day) for day in (8, 9, 23, 25, 26)]  # the tenth working day is the 23rd, a Friday
    groups = views.grouped([Due("Việc", by, "", None) for by in days], friday)
    assert [(one["state"], one["count"], len(one["items"]), one["cut"]) for one in groups] == [
        ("late", "1", 1, False), ("soon", "3", 2, True), ("later", "1", 1, False),
    ]  # fmt: skip


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
