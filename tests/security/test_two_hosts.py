"""Portal and desk under two names: neither has a door or a cookie of the other; under one name all is as it was."""

from __future__ import annotations

import pytest
from django.test import Client

from giaoban.site.doctoring import _hosts
from tests.drills import matrix
from tests.world import PASSWORD, World, build

PORTAL, DESK = "vidu.gov.vn", "noibo.vidu.gov.vn"
INSIDE = ("/desk/", "/account/login/", "/bientap/", "/desk/handbook/", "/desk/so/members/", "/i18n/setlang/")
OUTSIDE = ("/tin-tuc/", "/van-ban/", "/api/v1/articles", "/rss.xml", "/duyet/x", "/gop-y/?loai=wrong")

pytestmark = pytest.mark.django_db


@pytest.fixture
def apart(settings: object) -> None:
    settings.ALLOWED_HOSTS = [PORTAL, DESK, "testserver"]  # type: ignore[attr-defined]
    settings.SITE_ADDRESS, settings.DESK_ADDRESS = f"https://{PORTAL}", f"https://{DESK}"  # type: ignore[attr-defined]
    settings.DESK_HOST = DESK  # type: ignore[attr-defined]


@pytest.fixture
def world() -> World:
    return build(members=1)


def test_no_door_of_the_desk_is_there_under_the_name_of_the_portal(apart: None, world: World) -> None:
    client = Client(headers={"host": PORTAL})
    client.force_login(world.officers["to-chuc-a"])  # even with a session that somebody carried over
    doors = {
        f"/{door.route.split('<')[0]}"
        for door in matrix.doors()
        if door.route.startswith(("desk/", "account/", "bientap/"))
    }
    assert len(doors) > 100
    for path in (*INSIDE, *sorted(doors)):
        assert client.get(path).status_code == 404, path
        assert client.post(path, {"login": "x"}).status_code == 404, path


def test_the_portals_footer_leads_members_to_their_handbook_under_the_other_name(apart: None) -> None:
    portal = Client(headers={"host": PORTAL})
    assert portal.get("/so-tay/")["Location"] == f"https://{DESK}/so-tay/"
    assert portal.get("/so-tay/ho-so/").status_code == 404
    assert portal.post("/so-tay/").status_code == 404


def test_under_the_desks_name_what_is_public_is_at_the_portal(apart: None) -> None:
    client = Client(headers={"host": DESK})
    for path in OUTSIDE:
        assert client.get(path)["Location"] == f"https://{PORTAL}{path}", path
        assert client.post(path).status_code == 404, path
    assert client.get("/")["Location"] == "/desk/"
    assert client.get("//elsewhere.example/x")["Location"].startswith(f"https://{PORTAL}/")


def test_each_keeps_its_cookies_to_itself(apart: None, world: World) -> None:
    desk, portal = Client(headers={"host": DESK}), Client(headers={"host": PORTAL})
    desk.get("/account/login/")
    signed = desk.post("/account/login/", {"login": "bi-thu-1", "password": PASSWORD})
    assert signed.status_code == 302
    assert signed.cookies
    assert not any(cookie["domain"] for cookie in signed.cookies.values()), "a cookie is its host's alone"
    for path in ("/", "/tin-tuc/", "/tim-kiem/?q=x"):
        assert not set(portal.get(path).cookies) & set(signed.cookies), path


def test_files_and_health_are_answered_under_both(apart: None) -> None:
    for host in (PORTAL, DESK):
        assert Client(headers={"host": host}).get("/healthz").status_code == 200


def test_under_one_name_both_are_there() -> None:
    client = Client()
    assert client.get("/account/login/").status_code == 200
    assert client.get("/tin-tuc/").status_code in {200, 404}


@pytest.mark.parametrize(
    ("portal", "desk", "hosts", "state"),
    [
        (f"https://{PORTAL}", "", PORTAL, []),
        (f"https://{PORTAL}", f"https://{DESK}", f"{PORTAL} {DESK}", ["well"]),
        (f"https://{PORTAL}", f"https://{DESK}", PORTAL, ["wrong"]),
        (f"https://{PORTAL}", f"https://{PORTAL}/desk", f"{PORTAL} {DESK}", ["wrong"]),
    ],
)
def test_the_doctor_says_whether_both_names_are_answered(
    portal: str, desk: str, hosts: str, state: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("ADDRESS", portal), ("DESK_ADDRESS", desk), ("HOSTS", hosts)):
        monkeypatch.setenv(f"GIAOBAN_{name}", value)
    assert [found.state for found in _hosts()] == state
