"""What is asked for is done behind the page, with the asker's rights, once; what goes out by mail says nothing of anybody."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from email import message_from_string, policy
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse
from procrastinate.periodic import PeriodicDeferrer
from procrastinate.worker import Worker

from giaoban.areas.accounts.operations import grant
from giaoban.areas.members import drafts, tasks
from giaoban.areas.members.models import ImportDraft
from giaoban.areas.members.tests.conftest import GOOD, ON, member, written
from giaoban.faces.jobs import letters, telling, working
from giaoban.faces.jobs import tasks as all_tasks
from giaoban.faces.jobs.asking import app, ask, job
from giaoban.faces.jobs.models import Done, Letter, Notice
from giaoban.ground.access.models import Account
from giaoban.ground.access.operations import program as program_account
from giaoban.ground.journal.models import Entry
from giaoban.ground.people.models import Person
from giaoban.ground.undoing import undo
from giaoban.ground.units.models import Unit
from giaoban.ground.units.spells import Founding, found
from giaoban.ground.writing import writing
from tests.drills import jobs as drill

pytestmark = pytest.mark.usefixtures("own_database")
SINCE = date(2020, 1, 1)
SEEN: list[object] = []


@job("tests.who", given_up=lambda said, **_given: SEEN.append(said))
def who(actor: Account, number: int) -> None:
    """Notes what the job sees of people."""
    SEEN.append((actor.username, number, Person.objects.count()))


def work() -> None:
    """The queue is emptied, in a thread of its own: where this process drove a browser before, a loop runs in this one."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        thread.submit(working.work, wait=False).result()


@pytest.fixture
def program() -> Account:
    return program_account("Kiểm thử")


@pytest.fixture
def bloc(program: Account) -> Unit:
    with writing(program, "units.establish", unit=None, on=SINCE):
        return found(Founding("upper", "Đảng bộ Khối thử"), parent=None, on=SINCE)


def officer(program: Account, role: str, unit: Unit, *, email: str = "") -> Account:
    account = Account.objects.create_user(f"{role}-{unit.pk}", "mot-mat-khau-dai-2023", name=role, email=email)
    grant(actor=program, account=account, role=role, unit=unit, from_on=SINCE)
    return account


def draft_of(actor: Account, unit: Unit, folder: Path) -> ImportDraft:
    path = written(folder / "so.xlsx", [GOOD, member(2)])
    return drafts.begin(actor=actor, unit=unit, path=path, name="so.xlsx", today=ON)


def queued(saved: ImportDraft, key: str = "một khóa") -> None:
    ImportDraft.objects.filter(pk=saved.pk).update(state="working")
    ask("members.take_in_draft", actor=saved.account, key=key, draft=saved.pk)


def test_a_job_is_done_once_however_often_it_runs(program: Account) -> None:
    SEEN.clear()
    for _time in range(3):
        ask("tests.who", actor=program, key="cùng một khóa", number=1)
    work()
    assert [(program.username, 1, 0)] == SEEN


def test_a_job_asked_for_in_an_act_that_fails_does_not_exist(program: Account) -> None:
    SEEN.clear()
    with transaction.atomic():
        ask("tests.who", actor=program, number=1)
        transaction.set_rollback(True)
    work()
    assert SEEN == []


def test_a_job_sees_what_its_asker_sees_and_no_more(program: Account, bloc: Unit, tmp_path: Path) -> None:
    SEEN.clear()
    drafts.take_in(draft_of(program, bloc, tmp_path))
    with writing(program, "units.establish", unit=None, on=SINCE):
        elsewhere = found(Founding("upper", "Đảng bộ Khối khác"), parent=None, on=SINCE)
    for number, unit in enumerate((bloc, elsewhere)):
        ask("tests.who", actor=officer(program, "organisation_board", unit), number=number)
    work()
    assert {number: people for _who, number, people in SEEN} == {0: 2, 1: 0}, "two at once, in either order"  # type: ignore[misc]


def test_a_register_is_taken_in_behind_the_page_by_its_asker_and_can_be_undone(
    program: Account, bloc: Unit, tmp_path: Path
) -> None:
    clerk = officer(program, "organisation_board", bloc)
    saved = draft_of(clerk, bloc, tmp_path)
    queued(saved)
    queued(saved)
    work()
    saved.refresh_from_db()
    assert (saved.state, saved.percent, Person.objects.count()) == ("done", 100, 2)
    entry = Entry.objects.get(act="members.import_register")
    assert entry.actor_id == clerk.pk
    assert Notice.objects.get().account_id == clerk.pk
    undo(actor=clerk, entry=entry, reason="Nạp nhầm tệp")
    assert Person.objects.count() == 0


def test_progress_is_seen_while_the_work_is_not_committed(program: Account, bloc: Unit, tmp_path: Path) -> None:
    saved = draft_of(officer(program, "organisation_board", bloc), bloc, tmp_path)
    ImportDraft.objects.filter(pk=saved.pk).update(state="working")
    with drafts.told_beside(saved) as tell:
        tell("Đang ghi", 40)
        now = ImportDraft.objects.get(pk=saved.pk)
    assert (now.said, now.percent) == ("Đang ghi", 40)


@pytest.mark.parametrize("how", ["role ended", "account switched off"])
def test_a_job_refuses_when_its_asker_may_no_longer(program: Account, bloc: Unit, tmp_path: Path, how: str) -> None:
    clerk = officer(program, "organisation_board", bloc)
    saved = draft_of(clerk, bloc, tmp_path)
    queued(saved)
    if how == "account switched off":
        Account.objects.filter(pk=clerk.pk).update(is_active=False)
    else:
        with writing(program, "access.revoke", unit=bloc, on=ON):
            one = clerk.grants.get()
            one.valid = (SINCE, date(2021, 1, 1))
            one.save()
    work()
    saved.refresh_from_db()
    assert (Person.objects.count(), saved.state, bool(saved.said)) == (0, "failed", True)


def test_pressing_twice_asks_once(program: Account, bloc: Unit, tmp_path: Path) -> None:
    saved = draft_of(program, bloc, tmp_path)
    tasks.start(saved)
    tasks.start(ImportDraft.objects.get(pk=saved.pk))
    assert Entry.objects.filter(act="members.import_register").count() == 1


SCHEDULED = sorted({name for name, _periodic in app.periodic_registry.periodic_tasks})


@pytest.mark.parametrize("name", SCHEDULED)
def test_scheduled_work_is_done_once_for_its_moment(name: str) -> None:
    for _time in range(2):
        app.configure_task(name).defer(timestamp=1700000000)
    work()
    asked = "SELECT status FROM procrastinate_jobs WHERE args ->> 'timestamp' = '1700000000'"
    assert drill._sql(asked) == [("succeeded",)] * 2
    assert Done.objects.filter(key=f"{name}:1700000000").count() == 1


def test_the_program_has_its_scheduled_work() -> None:
    assert {"portal.publish", "returns.drop_forgotten", "members.drop_old_drafts", "jobs.tidy", "jobs.remind"} <= set(
        SCHEDULED
    )


def test_a_register_file_that_nobody_went_on_with_is_gone_after_two_weeks(
    program: Account, bloc: Unit, tmp_path: Path
) -> None:
    old, fresh = draft_of(program, bloc, tmp_path), draft_of(program, bloc, tmp_path)
    made = ImportDraft.objects.get(pk=fresh.pk).made_at
    ImportDraft.objects.filter(pk=old.pk).update(made_at=made - timedelta(days=15))
    all_tasks.drop_old_drafts(program, int(made.timestamp()))
    assert [one.pk for one in ImportDraft.objects.all()] == [fresh.pk]


# -- what people are told ---------------------------------------------------------------------------------------------


def test_whoever_is_nearest_is_told_and_nobody_further_up(program: Account, bloc: Unit) -> None:
    with writing(program, "units.establish", unit=None, on=SINCE):
        below = found(Founding("grassroots_party_org", "Đảng bộ Sở thử"), parent=bloc, on=SINCE)
    above, near = officer(program, "organisation_board", bloc), officer(program, "secretary", below)
    assert [one.pk for one in telling.nearest("arrivals.receive", below.pk, on=ON)] == [near.pk]
    near.grants.all()
    assert [one.pk for one in telling.nearest("members.import_register", below.pk, on=ON)] == [above.pk]


def test_a_notice_is_its_readers_alone_and_counts_until_it_is_opened(program: Account, bloc: Unit) -> None:
    mine, other = officer(program, "secretary", bloc), officer(program, "organisation_board", bloc)
    telling.tell(mine, "due", path=reverse("desk:home"), key="một")
    telling.tell(mine, "due", path=reverse("desk:home"), key="một")
    notice = Notice.objects.get()
    with override_settings(SECOND_FACTOR="off"):
        reader, stranger = Client(), Client()
        reader.force_login(mine)
        stranger.force_login(other)
        assert stranger.post(reverse("notices:open", args=[notice.pk])).status_code == 404
        assert "Có việc sắp đến hạn hoặc đã quá hạn" in reader.get(reverse("notices:list")).content.decode()
        assert telling.unseen(mine) == 1
        assert reader.get(reverse("notices:open", args=[notice.pk])).status_code == 302
        assert telling.unseen(mine) == 1  # looking changes nothing
        assert reader.post(reverse("notices:open", args=[notice.pk])).headers["Location"] == reverse("desk:home")
        assert telling.unseen(mine) == 0


@pytest.fixture
def post() -> drill.Post:
    return drill.Post()


def mailing(post: drill.Post) -> override_settings:
    return override_settings(
        MAIL="smtp://", EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=post.port, EMAIL_USE_TLS=False,
    )  # fmt: skip


def test_a_letter_goes_once_and_says_nothing_but_where(program: Account, bloc: Unit, post: drill.Post) -> None:
    account = officer(program, "secretary", bloc, email="thu-ky@example.vn")
    with mailing(post):
        telling.tell(account, "returns.submit", path=reverse("desk:home"), unit=bloc.pk, key="một")
        letter = Letter.objects.get()
        for _time in range(2):
            ask("jobs.send_letter", actor=account, letter=letter.pk)
        work()
    letter.refresh_from_db()
    assert letter.state == "sent"
    assert post.by_id() == {letter.message_id: 1}
    text = message_from_string(post.letters[0], policy=policy.default).get_content()
    assert reverse("notices:open", args=[letter.notice_id]) in text
    assert "Đảng bộ" not in text
    assert account.name not in text


def test_a_letter_that_cannot_go_waits_longer_each_time_and_is_given_up_in_sight(
    program: Account, bloc: Unit, post: drill.Post
) -> None:
    account = officer(program, "secretary", bloc, email="thu-ky@example.vn")
    post.refuses = letters.ATTEMPTS
    with mailing(post):
        telling.tell(account, "due", path=reverse("desk:home"), key="một")
        waits = []
        for _attempt in range(letters.ATTEMPTS):
            work()
            rows = drill._sql(
                "SELECT round(extract(epoch FROM scheduled_at - now())) FROM procrastinate_jobs"
                " WHERE status = 'todo' AND task_name = 'jobs.send_letter'"
            )
            waits += [float(row[0]) for row in rows]
            drill._sql("UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo'")
    letter = Letter.objects.get()
    assert (letter.state, letter.attempts, post.letters) == ("dead", letters.ATTEMPTS, [])
    assert waits == sorted(waits)
    assert len(set(waits)) == letters.ATTEMPTS - 1
    administrator = officer(program, "administrator", bloc)
    client = Client()
    client.force_login(administrator)
    with override_settings(SECOND_FACTOR="off"):
        assert "451" in client.get(reverse("notices:list")).content.decode()


def test_without_mail_the_notice_stays_on_the_desk(program: Account, bloc: Unit) -> None:
    telling.tell(officer(program, "secretary", bloc, email="thu-ky@example.vn"), "due", path="/desk/", key="một")
    assert (Notice.objects.count(), Letter.objects.count()) == (1, 0)


# -- killed workers ---------------------------------------------------------------------------------------------------


def test_jobs_of_killed_workers_are_done_exactly_once() -> None:
    found = drill.drill(jobs=300, kills=3, silent=3)
    assert (found["lost"], found["doubled"], found["left"]) == (0, 0, 0), found
    assert found["kills"] == 3


def test_without_the_key_the_drill_sees_jobs_done_twice() -> None:
    assert drill.drill(jobs=300, kills=4, way="careless", silent=3)["doubled"] > 0


# -- clocks that were wrong -------------------------------------------------------------------------------------------


def test_what_a_clock_that_ran_ahead_has_left_does_not_wait_until_that_hour_comes(
    program: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    SEEN.clear()
    for number in (1, 2, 3):
        ask("tests.who", actor=program, number=number)
    jobs = [row[0] for row in drill._sql("SELECT id FROM procrastinate_jobs ORDER BY id")]
    drill._sql("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() + interval '40 days')")
    drill._sql(
        "UPDATE procrastinate_jobs SET status = 'doing', worker_id = (SELECT max(id) FROM procrastinate_workers)"
        " WHERE id = %s",
        jobs[0],
    )
    later = "UPDATE procrastinate_jobs SET scheduled_at = now() + %s::interval WHERE id = %s"
    drill._sql(later, "40 days", jobs[1])
    drill._sql(later, "64 minutes", jobs[2])
    monkeypatch.setattr(working, "SILENT", 0)
    work()
    assert sorted(number for _who, number, _people in SEEN) == [1, 2], "a letter's wait is no mistake"  # type: ignore[misc]


def test_a_clock_that_is_set_brings_no_flood_of_scheduled_work_and_no_silence_after_it() -> None:
    def due(at: float) -> list[int]:
        return [moment for one, moment in schedule.get_previous_tasks(at) if one.task.name == "portal.publish"]

    schedule: PeriodicDeferrer = working.Schedule(app.periodic_registry)
    minute, days = 1_700_000_040, 40 * 86400
    assert due(minute + 0.5) == [minute]
    assert due(minute + 120.5) == [minute + 60, minute + 120]
    assert due(minute + 180.5 + days) == [minute + 180 + days]
    assert due(minute + 240.5) == [minute + 240]
    assert due(minute + 240.5) == []
    schedule = PeriodicDeferrer(app.periodic_registry)  # the control
    assert due(minute + 0.5) == [minute]
    assert len(due(minute + days + 0.5)) == 40 * 1440
    assert due(minute + 240.5) == []
    assert hasattr(Worker, "_periodic_deferrer"), "by this name the worker keeps its schedule"
