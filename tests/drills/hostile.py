"""Hostile files (G10): bombs, entities, macros, lies and ruins, given to every door that takes a file in."""

from __future__ import annotations

import http.server
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse

from tests.drills import bad_files
from tests.drills.bad_files import BadFile

SECONDS = 10.0
MEGABYTES = 256
CONFINED = ("core/confined.py",)
TRACES = (b"Traceback", b"Exception", b"Error at /", b"site-packages", bad_files.CANARY.encode(), b"root:x:0")


@dataclass(frozen=True)
class Door:
    """A form that takes a file in: which kinds it is for, where it is sent, what else the form asks."""

    name: str
    kinds: tuple[str, ...]
    path: str
    field: str
    asks: dict[str, str]
    who: Any


@dataclass
class Found:
    """What came of the files."""

    tried: int = 0
    refused: int = 0
    slowest: float = 0.0
    largest: float = 0.0
    packets: int = 0
    wrongs: list[str] = field(default_factory=list)


class Measured:
    """The seconds and the most memory, in megabytes, that the block took in this process or in a confined one it started."""

    def __init__(self, marks: tuple[str, ...] = CONFINED) -> None:
        self.marks, self.seconds, self.megabytes = marks, 0.0, 0.0

    def __enter__(self) -> Measured:
        with suppress(OSError):
            Path("/proc/self/clear_refs").write_text("5")  # the high-water mark starts anew
        self._before, self._began, self._over = _kilobytes("self", "VmRSS"), time.monotonic(), threading.Event()
        self._watch = threading.Thread(target=self._look_at_children, daemon=True)
        self._watch.start()
        return self

    def __exit__(self, *_left: object) -> None:
        self.seconds = time.monotonic() - self._began
        self._over.set()
        self._watch.join()
        self.megabytes = max(self.megabytes, (_kilobytes("self", "VmHWM") - self._before) / 1024)

    def _look_at_children(self) -> None:
        while not self._over.wait(0.004):
            for task in Path("/proc/self/task").iterdir():
                with suppress(OSError):
                    for child in (task / "children").read_text().split():
                        words = Path(f"/proc/{child}/cmdline").read_bytes().decode("utf-8", "replace")
                        if any(mark in words for mark in self.marks):
                            self.megabytes = max(self.megabytes, _kilobytes(child, "VmHWM") / 1024)


def _kilobytes(process: str, what: str) -> int:
    with suppress(OSError):
        for line in Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith(what):
                return int(line.split()[1])
    return 0


@contextmanager
def listening() -> Iterator[tuple[int, list[str]]]:
    """A port of this machine, and what asked there."""
    asked: list[str] = []

    class Ear(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_words: object) -> None:
            """Says nothing."""

    server = http.server.HTTPServer(("127.0.0.1", 0), Ear)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1], asked
    server.shutdown()
    server.server_close()


def doors() -> list[Door]:
    """Every door that takes a file in, with a place behind it: a cell's meeting, a campaign, the portal's library."""
    from giaoban.areas.accounts.operations import grant
    from giaoban.areas.meetings import operations as meetings
    from giaoban.faces.portal.editing.seating import seat
    from giaoban.ground.access.models import Account
    from giaoban.reporting import returns
    from tests.drills.world import FOUNDED, small_world

    small = small_world()
    upper = small.officer.grants.get().unit
    meeting = meetings.plan(actor=small.actor, unit=small.cell, kind="regular", held_on=date(2023, 5, 5))
    meetings.invite(
        actor=small.actor, record=meeting, told_on=date(2023, 5, 1), held_on=date(2023, 5, 5), starts_at="08:00",
        place="Phòng họp", content="Sinh hoạt", version=meeting.version, tell_superior=False,
    )  # fmt: skip
    campaign = returns.open_campaign(
        actor=small.actor, unit=upper, form="BC-6T", period="2023-H1", due_on=date(2023, 6, 20), opened_on=date(2023, 6, 1)
    )  # fmt: skip
    editor = Account.objects.create_user("bien-tap", None, name="Biên tập")
    grant(actor=small.actor, account=editor, role="editor", unit=upper, from_on=FOUNDED)
    seat(editor)
    top = campaign.returns.get(above=None)
    sheet, paper = (bad_files.SHEET,), (bad_files.PAPER,)
    return [
        Door("danh sách đảng viên", sheet, reverse("members:import"), "file", {"unit": str(upper.pk)}, small.actor),
        Door("biểu báo cáo", sheet, reverse("reports:intake", args=[top.pk]), "file", {}, small.actor),
        Door("tài liệu sinh hoạt", paper, reverse("desk:act_on", args=["meetings", meeting.pk, "add_paper"]), "file",
             {"title": "Tài liệu", "sent_on": "2023-05-03", "declared_open": "on"}, small.actor),
        Door("tệp của cổng", paper, reverse("wagtaildocs:add"), "file", {"title": "Tệp", "collection": "1"}, editor),
        Door("ảnh của cổng", (bad_files.PICTURE,), reverse("wagtailimages:add"), "file",
             {"title": "Ảnh", "collection": "1"}, editor),
    ]  # fmt: skip


def try_files(*, everything: bool = False) -> Found:
    """Each door is given the files of its kind, or all of them; whatever a file does is measured and looked for."""
    found = Found()
    with tempfile.TemporaryDirectory(prefix="giaoban-drill-") as folder, listening() as (port, asked):
        secret, media = Path(folder) / "secret.txt", Path(folder) / "media"
        secret.write_text(bad_files.CANARY)
        media.mkdir()
        files = bad_files.corpus(secret, port)
        with override_settings(MEDIA_ROOT=str(media), SECOND_FACTOR="off", ALLOWED_HOSTS=["127.0.0.1"]):
            for door in doors():
                client = Client(raise_request_exception=False, HTTP_HOST="127.0.0.1")
                client.force_login(door.who)
                if client.get(door.path).status_code != 200:
                    found.wrongs.append(f"{door.name}: cửa không mở cho người phải được vào")
                    continue
                for bad in files:
                    if everything or bad.kind in door.kinds:
                        _try(found, door, client, bad, media)
        found.packets = len(asked)
        if asked:
            found.wrongs.append(f"{len(asked)} lần hỏi ra mạng: {asked[:3]}")
    return found


def _try(found: Found, door: Door, client: Client, bad: BadFile, media: Path) -> None:
    before, kept = _rows(), sorted(media.rglob("*"))
    told = f"{door.name}: {bad.wrong} ({bad.name})"
    upload = SimpleUploadedFile(Path(bad.name).name, bad.data)
    upload._name = bad.name  # as a browser that means harm would send it
    with transaction.atomic():
        with Measured() as cost:
            answer = client.post(door.path, {**door.asks, door.field: upload})
        after = _rows()
        transaction.set_rollback(True)
    found.tried += 1
    found.slowest, found.largest = max(found.slowest, cost.seconds), max(found.largest, cost.megabytes)
    if cost.seconds > SECONDS + 2 or cost.megabytes > MEGABYTES:
        found.wrongs.append(f"{told}: {cost.seconds:.1f} s, {cost.megabytes:.0f} MB")
    if answer.status_code >= 500 or any(trace in answer.content for trace in TRACES):
        found.wrongs.append(f"{told}: trả lời {answer.status_code}, lộ lời của máy")
    if answer.status_code == 302:
        for path in sorted(set(media.rglob("*")) - set(kept), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        if not bad.comes_in and bad.kind in door.kinds:
            found.wrongs.append(f"{told}: đã nhận")
        return
    found.refused += 1
    if before != after or [path for path in media.rglob("*") if path.is_file() and path not in kept]:
        found.wrongs.append(f"{told}: đã ghi dù từ chối")
    if not _sentences(answer):
        found.wrongs.append(f"{told}: không nói vì sao ({answer.status_code})")


def _sentences(answer: Any) -> list[str]:
    """What the page says to the person about the refusal."""
    context = answer.context or {}
    said = list(context.get("refusals") or []) if "refusals" in context else []
    if (form := context.get("form")) is not None:
        said += [str(sentence) for sentences in form.errors.values() for sentence in sentences]
    return [sentence for sentence in said if sentence and "\n" not in sentence]


def _rows() -> tuple[int, ...]:
    """How many rows there are of what a file may become."""
    counted = []
    with connection.cursor() as cursor:
        for table in ("journal_change", "members_importdraft", "meetings_paper", "portal_attachment", "portal_picture", "people_person"):  # fmt: skip
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")
            counted.append(int(cursor.fetchone()[0]))
    return tuple(counted)


CARELESS = """
import io, sys, zipfile
package = zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read()))
print(sum(len(part) for part in [package.read(name) for name in package.namelist()]))
"""


def careless() -> Measured:
    """What the bomb costs a reader that only unpacks what it is given; the control, which must go past the limit."""
    import subprocess

    bomb = bad_files.zipped({f"word/{at}.xml": bytes(100_000_000) for at in range(5)})
    with Measured(marks=("zipfile.ZipFile",)) as cost:
        subprocess.run([sys.executable, "-c", CARELESS], input=bomb, capture_output=True, check=False, env={})
    return cost


def written(found: Found) -> str:
    """The figures in one line."""
    return (
        f"{found.tried} tệp, {found.refused} bị từ chối bằng lời; lâu nhất {found.slowest:.1f} s,"
        f" nhiều nhất {found.largest:.0f} MB, ra mạng {found.packets} lần; sai {len(found.wrongs)}"
    )


def in_transaction(act: Callable[[], Found]) -> Found:
    """What was built for the files is gone again."""
    with transaction.atomic():
        found = act()
        transaction.set_rollback(True)
    return found


def run(argv: list[str]) -> int:
    """Every file at every door; prints the figures and the control's; 0 when nothing was wrong and the control was caught."""
    from tests.drills.world import own_installation

    with own_installation():
        found = in_transaction(lambda: try_files(everything="--all" in argv))
    control = careless()
    print(written(found))
    for wrong in found.wrongs:
        print("  " + wrong)
    print(f"Đối chứng, đọc không giới hạn: {control.megabytes:.0f} MB, {control.seconds:.1f} s")
    return 1 if found.wrongs or control.megabytes <= MEGABYTES else 0
