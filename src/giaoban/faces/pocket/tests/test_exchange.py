"""What a telephone sends is taken once; what it may keep names nobody else; its clock is believed where it went on as before."""

from __future__ import annotations

import json
import re
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from giaoban.areas.meetings import operations as meetings
from giaoban.areas.meetings import sitting
from giaoban.areas.meetings.models import Coming, Meeting, Paper, Receipt, Wish
from giaoban.faces.models import Received
from giaoban.faces.pocket.exchange import time_told
from giaoban.ground.access.models import Account
from giaoban.ground.journal.clock import now, today
from giaoban.ground.people.models import Person
from giaoban.ground.writing import writing
from giaoban.site.places import PACKAGE
from tests.world import World, build, granted

CELL = "Chi bộ 1 Khối A"
SCRIPTS = ("pocket.js", "pocket-worker.js", "slip.js")
KEY = "0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_scripts_say_nothing_that_came_after_2017(script: str) -> None:
    text = (PACKAGE / "faces/static/giaoban/js" / script).read_text()
    code = re.sub(r"/\*.*?\*/|'[^']*'", "", text, flags=re.DOTALL)
    assert re.findall(r"\?\.|\?\?|\basync\b|\bawait\b|\.\.\.|globalThis|\breplaceAll\b|\bcatch \{", code) == []


@pytest.mark.parametrize(
    ("ago", "skew", "shift", "believed"),
    [
        (600, 0, 0, True),
        (600, 86_400, 86_400, True),  # a clock a day slow, as it was before
        (600, 0, 86_400, False),  # it was put back meanwhile
        (600, None, 0, False),
        (100 * 86_400, 0, 0, False),
        (-3_600, 0, 0, False),
    ],
)
def test_the_telephones_time_is_a_claim(ago: float, skew: float | None, shift: float, believed: bool) -> None:
    told = time_told((time.time() - ago - shift) * 1000, skew, shift)
    assert (told is not None) == believed
    if told is not None:
        assert abs((now() - told).total_seconds() - ago) < 60


@pytest.fixture
def world(program: Account, settings: Any, tmp_path: Path) -> World:
    settings.MEDIA_ROOT = tmp_path
    world = build(members=3)
    for place in (1, 2):
        account = granted(program, f"dang-vien-{place}", "member", world.units[CELL])
        account.person = world.people[CELL][place]
        account.save()
        world.officers[account.username] = account
    with writing(program, "members.correct", unit=world.units[CELL], on=today()):
        for place, person in enumerate(world.people[CELL]):
            Person.objects.filter(pk=person.pk).update(
                name=("Lò Thị Ánh", "Vi Văn Bảy", "Đỗ Thị Xuyến")[place], phone=f"098700000{place}", identity_number=f"02218000777{place}"
            )  # fmt: skip
            person.refresh_from_db()
    return world


@pytest.fixture
def paper(world: World) -> Paper:
    secretary, day = world.officers["bi-thu-1"], today()
    planned = meetings.plan(actor=secretary, unit=world.units[CELL], kind="extraordinary", held_on=day)
    meeting = meetings.invite(
        actor=secretary, record=planned, told_on=day, held_on=day, starts_at="14:00", place="Phòng 2", content="Việc tháng",
        version=planned.version,
    )  # fmt: skip
    return added(secretary, meeting, "Kế hoạch", "Kế hoạch tháng")


def added(secretary: Account, meeting: Meeting, title: str, words: str) -> Paper:
    file = SimpleUploadedFile("a.txt", words.encode())
    return meetings.add_paper(
        actor=secretary, record=meeting, file=file, title=title, declared_open=True, sent_on=today()
    )


def client_of(world: World, username: str) -> Client:
    client = Client()
    client.force_login(world.officers[username])
    return client


def sent(client: Client, *records: dict[str, Any], phone_now: float | None = None) -> dict[str, Any]:
    body = {"now": (phone_now or time.time()) * 1000, "records": list(records)}
    answer = client.post("/so-tay/gui", json.dumps(body), content_type="application/json")
    assert answer.status_code == 200
    return dict(answer.json()["answers"])


def row(act: str, on: int, key: str = KEY, **words: str) -> dict[str, Any]:
    return {"key": key, "act": act, "on": on, "words": list(words.items()), "at": (time.time() - 300) * 1000, "skew": 0}


@pytest.mark.django_db
def test_the_same_is_taken_once_and_one_bad_record_holds_up_no_other(world: World, paper: Paper) -> None:
    client = client_of(world, "dang-vien-1")
    receipt, bad = row("own.confirm_paper", paper.pk), row("own.confirm_paper", 999_999, "f" * 32)
    wish = row("own.ask_to_speak", paper.meeting_id, "e" * 32, line="Hẹn giờ")
    first = sent(client, bad, receipt, wish, row("own.vote", 1, "d" * 32))
    assert {key: answer["outcome"] for key, answer in first.items()} == {
        "f" * 32: "refused", KEY: "done", "e" * 32: "done", "d" * 32: "refused",
    }  # fmt: skip
    again = sent(client, receipt, wish)
    assert {answer["outcome"] for answer in again.values()} == {"again"}
    assert (Receipt.objects.count(), Wish.objects.count(), Received.objects.count()) == (1, 1, 4)
    held = Receipt.objects.get()
    assert held.said_at is not None
    assert timedelta(minutes=4) < held.at - held.said_at < timedelta(minutes=7)
    other = sent(client, receipt | {"on": paper.pk + 1})
    assert other[KEY]["outcome"] == "refused", "a key stands for one thing"
    assert client_of(world, "dang-vien-2").get("/so-tay/chao").json()["who"] != client.get("/so-tay/chao").json()["who"]


HOSTILE = (
    "\0", "\ud800", "\u202e", "²", "٣", 10**400, -(10**400), 1e308, float("inf"), float("nan"), "9" * 5000, None, True, [], {}, [[[["x"]]]],
)  # fmt: skip


@pytest.mark.django_db
def test_whatever_a_telephone_sends_is_answered_and_what_cannot_be_meant_is_refused(world: World, paper: Paper) -> None:
    client, number = client_of(world, "dang-vien-1"), 0
    for value in HOSTILE:
        for name in ("act", "on", "at", "skew", "words", "line", "why"):
            plain = row("own.ask_to_speak", paper.meeting_id, f"{number:032}", line="Hẹn giờ")
            record = plain | {"words": [[name, value]]} if name in ("line", "why") else plain | {name: value}
            number += 1
            for body in (
                {"now": time.time() * 1000, "records": [record]},
                {"now": value, "records": [record]},
                {"now": 1, "records": value},
            ):
                answer = client.post("/so-tay/gui", json.dumps(body), content_type="application/json")
                assert answer.status_code in (200, 400), (name, value, body["now"])
    for body in (
        "[" * 60_000,
        '{"now": 1, "records": ' + "[" * 30_000,
        "1" * 5000,
        '{"now": 1e999, "records": [{}]}',
        "[]",
        "\ud800",
        "null",
    ):
        answer = client.post("/so-tay/gui", body.encode("utf-8", "surrogatepass"), content_type="application/json")
        assert answer.status_code == 400, body[:20]
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(world.officers["dang-vien-1"])
    token = strict.get("/so-tay/chao").json()["token"]
    assert strict.post("/so-tay/gui", {"csrfmiddlewaretoken": token, "records": "x"}).status_code == 400, "a form"


@pytest.mark.django_db
def test_a_paper_replaced_while_it_was_read_and_two_telephones_are_told(world: World, paper: Paper) -> None:
    secretary, client = world.officers["bi-thu-1"], client_of(world, "dang-vien-1")
    meetings.replace_paper(
        actor=secretary, record=paper.meeting, paper=paper, file=SimpleUploadedFile("b.txt", b"b"), change="Sửa mục 2",
        declared_open=True, sent_on=today(),
    )  # fmt: skip
    answer = sent(client, row("own.confirm_paper", paper.pk))[KEY]
    assert (answer["outcome"], "Sửa mục 2" in answer["said"]) == ("done", True)
    assert (
        client.post(f"/so-tay/sinh-hoat/{paper.meeting_id}/du/").status_code == 302
    )  # the other telephone, with a line
    later = sent(client, row("own.answer", paper.meeting_id, "a" * 32, why="ill"))["a" * 32]
    assert (later["outcome"], "máy khác" in later["said"]) == ("done", True)
    assert Coming.objects.get().comes is False


@pytest.mark.django_db
def test_what_a_telephone_may_keep_names_nobody_else(world: World, paper: Paper) -> None:
    secretary, meeting = world.officers["bi-thu-1"], paper.meeting
    naming = added(secretary, meeting, "Nhận xét", "Nhận xét đồng chí Đỗ Thị Xuyến")
    meetings.add_item(actor=secretary, record=meeting, title="Kiểm điểm tháng")
    sitting.assign_task(
        actor=secretary, record=meeting, what="Soạn dự thảo", owner=world.people[CELL][1], due_on=today()
    )
    assert naming.on_phones is False
    walked = [
        "",
        "sinh-hoat/",
        f"sinh-hoat/{meeting.pk}/",
        f"sinh-hoat/{meeting.pk}/xin-vang/",
        f"sinh-hoat/{meeting.pk}/phat-bieu/",
    ]
    walked += ["hoc-tap/", "tai-lieu/", f"tai-lieu/{paper.pk}/doc/", f"tai-lieu/{naming.pk}/doc/", "ho-so/", "yeu-cau/"]
    for place, other in ((1, 2), (2, 1)):
        client, stranger = client_of(world, f"dang-vien-{place}"), world.people[CELL][other]
        kept = {
            path: answer for path in walked if (answer := client.get(f"/so-tay/{path}")).has_header("X-May-Be-Kept")
        }
        assert {"", "sinh-hoat/", f"sinh-hoat/{meeting.pk}/", f"tai-lieu/{paper.pk}/doc/"} <= kept.keys()
        assert not {"ho-so/", "yeu-cau/"} & kept.keys()
        for path, answer in kept.items():
            page = answer.content.decode()
            for word in (stranger.name, stranger.phone, stranger.identity_number, world.people[CELL][0].name):
                assert word not in page, path
            assert "no-store" in answer["Cache-Control"], "only the worker's copy counts"
    reader = client_of(world, "dang-vien-1")
    assert not reader.get(f"/so-tay/tai-lieu/{naming.pk}/doc/").has_header("X-May-Be-Kept")
    meetings.add_item(actor=secretary, record=meeting, title="Xét kết nạp do Do Thi Xuyen giới thiệu")
    assert not reader.get(f"/so-tay/sinh-hoat/{meeting.pk}/").has_header("X-May-Be-Kept"), "named without accents, too"


@pytest.mark.django_db
def test_who_has_left_is_told_so_and_signing_out_asks_the_browser_to_forget(world: World) -> None:
    assert Client().get("/so-tay/chao").json()["who"] == ""
    client = client_of(world, "dang-vien-1")
    answer = client.post("/so-tay/thoat/")
    assert answer["Clear-Site-Data"] == '"storage"'
    assert client.get("/so-tay/chao").json()["who"] == ""
    alone = granted(
        Account.objects.get(username__startswith="chuong-trinh"), "khong-ho-so", "member", world.units[CELL]
    )
    outsider = Client()
    outsider.force_login(alone)
    assert outsider.get("/so-tay/chao").json().get("ended") is True
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(world.officers["dang-vien-2"])
    assert strict.post("/so-tay/gui", "{}", content_type="application/json").status_code == 403
