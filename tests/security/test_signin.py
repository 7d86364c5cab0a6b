"""Sign-in, from the door to the second step and back: no default account, no lock-out by others, no second door."""

from __future__ import annotations

import hashlib
import re
import time
from pathlib import Path
from typing import Any

import allauth
import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY as METHODS
from allauth.core.ratelimit import respond_429
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse

from giaoban.areas.accounts.command import main as create_admin
from giaoban.areas.accounts.operations import grant
from giaoban.faces.desk.recovery import HashedCodes
from giaoban.faces.desk.signin import FactorAdapter, code_now, give_factor
from giaoban.ground.access.models import Account, Grant, Proposal
from giaoban.ground.access.operations import program
from giaoban.ground.access.parts import without_people
from giaoban.ground.access.roles import roles
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Entry
from giaoban.site import translations
from tests.world import FOUNDED, PASSWORD, World, build, new_account


@pytest.fixture
def world(db: None) -> World:
    cache.clear()
    return build()


def door(client: Client, username: str, password: str, **more: Any) -> Any:
    return client.post("/account/login/", {"login": username, "password": password}, **more)


def signed_in(account: Account, *, ago: float = 0, two_steps: bool = True) -> Client:
    """A browser in which that person signed in so many seconds ago."""
    client = Client()
    client.force_login(account)
    session = client.session
    at = time.time() - ago
    session[METHODS] = [{"method": "password", "at": at}, *([{"method": "mfa", "type": "totp", "at": at}] * two_steps)]
    session[f"{METHODS}_user"] = str(account.pk)
    session.save()
    return client


# -- passwords and guessing ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("password", "good"),
    [
        ("rừng thông chiều mưa", True),
        ("mười hai ký tự", True),
        ("ngắn", False),
        ("password1234", False),
        ("qwertyuiop123", False),
        ("matkhau2023giaoban", False),
        ("aaaaaaaaaaaaaaaa", False),
        ("bi-thu-1-2023", False),
        ("x" * 50 + "y" * 50 + "zabc" * 8, False),
    ],
)
def test_a_password_is_long_and_not_one_that_everybody_tries(password: str, good: bool) -> None:
    account = Account(username="bi-thu-1", name="Nguyễn Văn An")
    if good:
        return validate_password(password, account)
    with pytest.raises(ValidationError):
        validate_password(password, account)


def test_passwords_are_kept_by_argon2id(world: World) -> None:
    assert world.officers["bi-thu-1"].password.startswith("argon2$argon2id$")


def test_who_guesses_is_stopped_and_the_owner_is_not_locked_out(world: World) -> None:
    guesser, owner, known = {"REMOTE_ADDR": "10.9.8.7"}, {"REMOTE_ADDR": "10.1.1.1"}, Client()
    assert door(known, "bi-thu-1", PASSWORD, **owner).status_code == 302
    known.cookies.pop("sessionid")
    for _again in range(10):
        assert door(Client(), "bi-thu-1", "sai mật khẩu rồi", **guesser).status_code == 200
    stopped = door(Client(), "bi-thu-1", PASSWORD, **guesser)
    assert stopped.status_code == 200, "even the right password, from there"
    assert stopped.context["form"].errors
    assert door(known, "bi-thu-1", PASSWORD, **owner).status_code == 302, "the owner signs in where they did before"


def test_a_name_that_is_not_there_is_answered_like_a_wrong_password(world: World) -> None:
    there, not_there = (door(Client(), name, "sai mật khẩu rồi") for name in ("bi-thu-1", "khong-co-ai"))
    assert there.status_code == not_there.status_code == 200
    assert there.context["form"].errors == not_there.context["form"].errors


# -- accounts that are there, and doors that are not ----------------------------------------------------------------------


def test_the_first_account_is_made_by_hand_and_its_owner_alone_chooses_the_password(
    db: None, capsys: pytest.CaptureFixture
) -> None:
    assert create_admin(["quan.tri", "--name", "Lê Văn Quản"]) == 0
    username, address = capsys.readouterr().out.splitlines()[:2]
    account, password = Account.objects.get(username="quan.tri"), "bốn từ không liền nhau"
    assert username == account.username
    assert not account.has_usable_password()
    owner, where = Client(), address.removeprefix(settings.SITE_ADDRESS)
    form = owner.get(where, follow=True).request["PATH_INFO"]
    owner.post(form, {"password1": password, "password2": password})
    assert "password1" not in Client().get(where, follow=True).content.decode(), "good once"
    assert [(one.role, one.unit) for one in Grant.objects.filter(account=account)] == [("administrator", None)]
    answer = door(Client(), username, password)
    assert answer.status_code == 302
    client = Client()
    door(client, username, password)
    assert client.get("/desk/")["Location"].startswith(reverse("mfa_activate_totp")), "then the second step is set up"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/admin/", 404), ("/admin/login/", 404), ("/_util/login/", 404), ("/django-admin/", 404), ("/account/signup/", 404),
        ("/account/password/reset/", 404), ("/account/email/", 404), ("/account/login/code/confirm/", 404),
        ("/bientap/password_reset/", 404), ("/bientap/login/", 301), ("/bientap/", 302),
    ],
)  # fmt: skip
def test_there_is_one_door(world: World, path: str, status: int) -> None:
    answer = Client().get(path)
    assert answer.status_code in {status, 302 if status == 301 else status}, answer.status_code
    if answer.status_code in {301, 302}:
        end = Client().get(path, follow=True)
        assert end.request["PATH_INFO"] == "/account/login/"


def test_every_role_that_sees_others_data_takes_two_steps() -> None:
    for code, role in roles().items():
        areas = {power.partition(".")[0] for power in role.powers if not power.startswith("!")}
        if code != "program" and areas - {"own", "library"}:
            assert role.second_factor, code
    assert not roles()["member"].second_factor


def test_who_runs_the_program_sees_no_case(world: World) -> None:
    account = Account.objects.create_user("quan-tri", None, name="Quản trị")
    grant(actor=program("Kiểm thử"), account=account, role="administrator", unit=None, from_on=FOUNDED)
    areas = {power.partition(".")[0] for power in roles()["administrator"].powers if power[0] != "!"}
    assert areas <= without_people(), "so the second lock opens no table of people either"
    client = signed_in(account)
    for register in ("members", "admissions", "transfers", "arrivals", "meetings", "tasks", "study", "learners"):
        for path in (f"/desk/so/{register}/", f"/desk/so/{register}/export.csv"):
            assert client.get(path).status_code == 404, path
    name = world.people["Chi bộ 1 Khối A"][0].name
    assert client.get("/desk/search/", {"q": name}).context["found"] == []
    assert client.get("/desk/so/access/").status_code == 200


# -- the second step ------------------------------------------------------------------------------------------------------


def test_a_password_alone_opens_nothing_and_a_code_opens_the_desk(world: World) -> None:
    account = world.officers["bi-thu-1"]
    secret = give_factor(account)
    client = Client()
    assert door(client, "bi-thu-1", PASSWORD)["Location"].startswith(reverse("mfa_authenticate"))
    assert client.get("/desk/").status_code == 302
    assert client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    assert client.get("/desk/").status_code == 302
    assert client.post(reverse("mfa_authenticate"), {"code": code_now(secret)}).status_code == 302
    assert client.get("/desk/").status_code == 200


def test_a_recovery_code_opens_the_desk_once(world: World) -> None:
    account = world.officers["bi-thu-1"]
    give_factor(account)
    codes = shown_codes(account)
    for expected in (302, 200):
        client = Client()
        door(client, "bi-thu-1", PASSWORD)
        assert client.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == expected


def shown_codes(account: Account) -> list[str]:
    """What the account's owner saw on the page that shows recovery codes."""
    HashedCodes.activate(account)
    page = signed_in(account).get(reverse("mfa_view_recovery_codes")).content.decode()
    return re.findall(r"<code>(\d{8})</code>", page)


def test_recovery_codes_are_shown_once_and_kept_as_hashes(world: World) -> None:
    account = world.officers["bi-thu-1"]
    give_factor(account)
    codes = shown_codes(account)
    assert len(set(codes)) == 10
    again = signed_in(account).get(reverse("mfa_view_recovery_codes"))
    assert "<code>" not in again.content.decode()
    assert signed_in(account).get(reverse("mfa_download_recovery_codes")).status_code == 403
    assert "10 out of 10" in signed_in(account).get(reverse("mfa_index"), HTTP_ACCEPT_LANGUAGE="en").content.decode()
    data = Authenticator.objects.get(user=account, type="recovery_codes").data
    assert set(data) == {"salt", "viewed_at", "hashes"}
    assert not [code for code in codes if code in str(data)]
    assert (
        data["hashes"][0]
        == hashlib.scrypt(codes[0].encode(), salt=bytes.fromhex(data["salt"]), n=1 << 14, r=8, p=1).hex()
    ), "nothing but guessing leads back"


def test_codes_of_an_earlier_version_go_on_and_their_seed_is_forgotten(world: World) -> None:
    account = world.officers["bi-thu-1"]
    seeded = Authenticator(user=account, type="recovery_codes", data={"used_mask": 1})
    seeded.data["seed"] = FactorAdapter().encrypt(HashedCodes.generate_seed())
    seeded.save()
    codes = super(HashedCodes, seeded.wrap()).generate_codes()
    assert not seeded.wrap().validate_code(codes[0]), "used before"
    assert seeded.wrap().validate_code(codes[1])
    seeded.refresh_from_db()
    assert "seed" not in seeded.data
    assert [seeded.wrap().validate_code(code) for code in (codes[1], codes[2], codes[2])] == [False, True, False]


def test_the_secret_of_an_app_is_not_readable_in_the_database(world: World) -> None:
    secret = give_factor(world.officers["bi-thu-1"])
    assert secret not in str(Authenticator.objects.get(user=world.officers["bi-thu-1"]).data)


# -- sessions -------------------------------------------------------------------------------------------------------------


@override_settings(SECOND_FACTOR="off")
def test_an_owner_sees_and_ends_their_other_sessions(world: World) -> None:
    here, there = Client(), Client()
    for client, browser in ((here, "Firefox/130 Windows"), (there, "Chrome/140 Android")):
        door(client, "bi-thu-1", PASSWORD, HTTP_USER_AGENT=browser)
    listed = here.get(reverse("usersessions_list")).content.decode()
    assert "Firefox, Windows" in listed
    assert "Chrome, Android" in listed
    here.post(reverse("usersessions_list"))
    assert here.get("/desk/").status_code == 200
    assert there.get("/desk/").status_code == 302


@override_settings(SECOND_FACTOR="off")
def test_the_officer_of_the_unit_sees_and_ends_sessions(world: World) -> None:
    owner, officer = Client(), Client()
    door(owner, "bi-thu-1", PASSWORD, HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Firefox/130")
    officer.force_login(world.officers["to-chuc-a"])
    record = Grant.objects.get(account=world.officers["bi-thu-1"])
    page = officer.get(f"/desk/so/access/{record.pk}/").content.decode()
    assert "Firefox, Windows, từ địa chỉ 127.0.0.1" in page
    officer.post(f"/desk/so/access/{record.pk}/end_sessions/")
    assert owner.get("/desk/").status_code == 302
    assert "Firefox, Windows" not in officer.get(f"/desk/so/access/{record.pk}/").content.decode()


# -- shown once more, before what cannot be taken back ----------------------------------------------------------------------


def test_an_older_session_is_asked_again_before_an_export_and_then_gets_the_file(world: World) -> None:
    client = signed_in(world.officers["to-chuc-a"], ago=3600)
    where = "/desk/so/members/export.csv?column=person__name&sort=-born_on"
    asked = client.get(where)
    assert asked.status_code == 302
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert not Entry.objects.filter(kind=Entry.Kind.EXPORT).exists()
    form = client.get(asked["Location"])
    assert client.post(asked["Location"], {"password": "sai mật khẩu rồi"}).status_code == 200
    hidden = {"next": where, "password": PASSWORD}
    assert f'value="{where}"'.replace("&", "&amp;") in form.content.decode()
    back = client.post(reverse("account_reauthenticate"), hidden)
    assert (back.status_code, back["Location"]) == (302, where)
    assert client.get(where).status_code == 200
    assert Entry.objects.filter(kind=Entry.Kind.EXPORT).count() == 1
    assert signed_in(world.officers["to-chuc-a"], ago=10).get(where).status_code == 200, "a fresh one is not asked"


def test_an_act_goes_on_with_all_that_was_typed_after_the_proof(world: World) -> None:
    officer = new_account("quan-tri", name="Quản trị")
    grant(actor=program("Kiểm thử"), account=officer, role="administrator", unit=None, from_on=FOUNDED)
    client, where = signed_in(officer, ago=3600), "/desk/so/access/act/grant/"
    assert client.get(where).status_code == 200, "the form may be opened"
    answers = {
        "unit": "Chi bộ 1 Khối A", "username": "bi-thu-2", "role": "deputy", "from_on": f"{today()}",
        "decision": "Quyết định số 5-QĐ/ĐU ngày 01/3/2026",
    }  # fmt: skip
    asked = client.post(where, answers)
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert not Proposal.objects.exists()
    done = client.post(reverse("account_reauthenticate"), {"next": where, "password": PASSWORD}, follow=True)
    assert done.status_code == 200
    assert Proposal.objects.get().words["decision"] == answers["decision"]


def test_an_act_that_is_refused_after_the_proof_shows_the_form_as_it_was_typed(world: World) -> None:
    officer = world.officers["to-chuc-a"]
    client, where = signed_in(officer, ago=3600), "/desk/so/access/act/grant/"
    answers = {
        "unit": world.units["Chi bộ 1 Khối A"].pk, "username": "khong-co-ai", "role": "deputy", "from_on": f"{today()}",
        "decision": "Quyết định số 5",
    }  # fmt: skip
    client.post(where, answers)
    page = client.post(reverse("account_reauthenticate"), {"next": where, "password": PASSWORD}).content.decode()
    assert "Không có tài khoản nào tên là “khong-co-ai”" in page
    assert 'value="Quyết định số 5"' in page
    assert f'action="{where}"' in page


def test_a_stranger_is_not_asked_who_they_are_for_what_they_may_not_see(world: World) -> None:
    client = signed_in(world.officers["thu-ky-cum"], ago=3600)
    assert client.get("/desk/so/members/export.csv").status_code == 404
    assert client.post("/desk/so/access/act/grant/", {}).status_code == 404


# -- in Vietnamese ----------------------------------------------------------------------------------------------------------

LIBRARY = Path(allauth.__file__).parent
INSTALLED = ("account", "mfa", "usersessions", "socialaccount", "core")
NEVER_SHOWN = {
    "account/models.py": "names of tables and columns: no screen lists them",
    "socialaccount/models.py": "names of tables and columns too",
    "usersessions/models.py": "names of tables and columns too",
    "admin.py": "the administration of Django is not installed",
    "apps.py": "headings of that administration",
    "migrations": "what models said once",
}


def test_every_word_of_the_library_of_sign_in_has_vietnamese() -> None:
    files = [path for app in INSTALLED for path in (LIBRARY / app).rglob("*.py")]
    files += [path for app in (*INSTALLED, "allauth") for path in (LIBRARY / "templates" / app).rglob("*.*")]
    others = LIBRARY / "socialaccount" / "providers"  # of which only OpenID Connect, and what it stands on, is offered
    offered = [others / name for name in ("base", "oauth2", "openid_connect")]
    known, heard, missing = translations.merged(), 0, []
    for path in files:
        where = path.relative_to(LIBRARY)
        if NEVER_SHOWN.keys() & {where.as_posix(), *where.parts}:
            continue
        if others in path.parents and not any(one in path.parents for one in offered):
            continue
        for message, context in translations.sentences(path):
            heard += 1
            if known.get(message, context) is None:
                missing.append(f"{where}: {message!r}")
    assert not missing, "\n".join(missing)
    assert heard > 300, "the library's files are where they are looked for"


def test_what_is_said_after_the_second_step_is_set_up_is_vietnamese() -> None:
    said = [render_to_string(f"mfa/messages/{name}.txt") for name in ("totp_activated", "recovery_codes_generated")]
    assert [one.strip() for one in said] == ["Đã cài ứng dụng xác thực.", "Đã lập bộ mã dự phòng mới."]


@override_settings(SECOND_FACTOR="off")
def test_a_key_that_was_never_used_says_so_in_vietnamese(world: World) -> None:
    officer = world.officers["bi-thu-1"]
    Authenticator.objects.create(user=officer, type=Authenticator.Type.WEBAUTHN, data={"name": "Khóa ở bàn"})
    page = signed_in(officer).get(reverse("mfa_list_webauthn")).content.decode()
    assert "Khóa ở bàn" in page
    assert "Chưa dùng lần nào" in page
    assert "Not used" not in page


def test_who_tries_too_often_is_told_so_in_vietnamese(rf: RequestFactory) -> None:
    answer = respond_429(rf.post("/account/login/"))
    assert answer.status_code == 429
    assert "Thử quá nhiều lần trong thời gian ngắn" in answer.content.decode()


# -- what it costs ----------------------------------------------------------------------------------------------------------


def test_permission_is_read_once_for_a_page_whatever_is_asked_of_it(world: World) -> None:
    client = signed_in(world.officers["to-chuc-a"])
    client.get("/desk/so/members/")
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/desk/so/members/").status_code == 200
    grants = [one["sql"] for one in asked if '"access_grant"' in one["sql"]]
    assert len(grants) <= 4, "middleware, second lock, the frame and the page: once each\n" + "\n".join(grants)
    assert not [one for one in asked if '"access_proposal"' in one["sql"] or '"access_accountchange"' in one["sql"]]


def test_settings_leave_nothing_open() -> None:
    assert settings.AUTHENTICATION_BACKENDS == ["allauth.account.auth_backends.AuthenticationBackend"]
    assert settings.ACCOUNT_RATE_LIMITS["login_failed"] == "10/15m/key"
    assert settings.ACCOUNT_RATE_LIMITS["login_from_address"] == "20/m/ip,120/h/ip"
    assert "django.contrib.admin" not in settings.INSTALLED_APPS
