"""The command line: what the program can do from a terminal, thin like a view."""

from __future__ import annotations

import argparse
import locale
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from giaoban import __version__

if TYPE_CHECKING:
    from giaoban.site.supervising import Child


@dataclass(frozen=True)
class Command:
    """A word that can follow ``giaoban``, and one line on it in both languages."""

    run: Callable[[list[str]], int]
    vietnamese: str
    english: str
    listed: bool = True


def main(argv: Sequence[str] | None = None) -> int:
    """Do what is asked; the exit code is 0 when it was done, 2 with one sentence when it cannot be."""
    words = list(sys.argv[1:] if argv is None else argv)
    if not words or words[0] in {"-h", "--help", "help"}:
        say_what_there_is()
        return 0
    if words[0] in {"-V", "--version"}:
        print(__version__)
        return 0
    known = commands()
    if words[0] not in known:
        print(_in_language(f"Không có lệnh “{words[0]}”.", f"There is no command “{words[0]}”."), file=sys.stderr)
        say_what_there_is(file=sys.stderr)
        return 2
    from giaoban.core.refusal import Refused
    from giaoban.site.database import DatabaseRefusal

    try:
        return known[words[0]].run(words[1:])
    except (Refused, DatabaseRefusal) as refused:
        print(refused, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _in_language(vietnamese: str, english: str) -> str:
    """The sentence in the language of the terminal; Vietnamese where it says nothing."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return english if (spoken or str(locale.getlocale()[0] or "")).lower().startswith("en") else vietnamese


def say_what_there_is(file: IO[str] | None = None) -> None:
    """The list of commands, in the language of the terminal."""
    out = file or sys.stdout
    print(f"Giao Ban {__version__}\n", file=out)
    for name, command in commands().items():
        if command.listed:
            print(f"  {name:<16} {_in_language(command.vietnamese, command.english)}", file=out)


def commands() -> dict[str, Command]:
    """Every command by its word, in the order in which they are shown."""
    return {
        "demo": Command(
            demo, "Dựng dữ liệu mẫu và mở chương trình trên máy này", "Set up sample data and serve it on this machine"
        ),
        "serve": Command(serve, "Mở chương trình để sử dụng thật", "Serve the program for real use"),
        "work": Command(work, "Làm các việc nền và việc định kỳ", "Do queued and scheduled jobs"),
        "create-admin": Command(
            create_admin, "Lập tài khoản quản trị đầu tiên", "Make the first administrator's account"
        ),
        "consolidate": Command(
            consolidate,
            "Tổng hợp một thư mục báo cáo thành báo cáo chung",
            "Consolidate a folder of returns into one report",
        ),
        "import-register": Command(
            import_register, "Nạp danh sách đảng viên từ bảng tính", "Take in a member register from a workbook"
        ),
        "backup": Command(backup, "Sao lưu tất cả vào một tệp mã hóa", "Back everything up into one encrypted file"),
        "restore": Command(
            restore, "Khôi phục từ bản sao lưu, hoặc về một thời điểm", "Restore a back-up, or go back to a moment"
        ),
        "checkpoint": Command(
            checkpoint, "Ký mốc nhật ký để giữ ở nơi khác", "Sign the journal's heads, to be kept elsewhere"
        ),
        "verify-journal": Command(
            verify_journal, "Kiểm tra nhật ký có còn nguyên vẹn", "Verify that the journal is what was written"
        ),
        "export-portal": Command(
            export_portal, "Xuất cổng thông tin thành tệp để lưu trữ", "Export the portal as files to keep"
        ),
        "check-links": Command(check_links, "Tìm liên kết hỏng trên cổng", "Look for broken links on the portal"),
        "doctor": Command(doctor, "Khám bản cài đặt và nói cần làm gì", "Check the installation and say what to do"),
        "drill": Command(drill, "Chạy một cuộc diễn tập và in số liệu", "Run a drill and print its figures"),
        "test": Command(test, "Chạy toàn bộ kiểm thử", "Run every test"),
        "check": Command(
            check, "Kiểm tra mã nguồn: định dạng, kiểu, hợp đồng", "Check the code: format, lint, contracts, types"
        ),
        "sbom": Command(
            sbom, "In danh mục thành phần (CycloneDX)", "Print the list of parts (CycloneDX)", listed=False
        ),
        "translations": Command(
            translate, "Ghép các phần dịch tiếng Việt", "Put the Vietnamese catalogue together", listed=False
        ),
        "build-demo": Command(build_demo, "Chỉ dựng dữ liệu mẫu", "Only set up the sample data", listed=False),
        "manage": Command(manage, "Lệnh quản trị của Django", "Django's own administration commands"),
    }


# -- the program ------------------------------------------------------------------------------------------------------


def ready() -> None:
    """The database answers and Django is set up."""
    import django

    from giaoban.site import database

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "giaoban.site.settings")
    database.hold()
    django.setup()
    from giaoban.ground.access import second_lock

    second_lock.see_everything()


def bring_up() -> None:
    """Tables, start data and static files are those of this version."""
    from django.core.management import call_command

    from giaoban.site.migrating import migrate

    ready()
    migrate()
    from giaoban.areas.regulations.operations import load_start_data
    from giaoban.ground.access.operations import program

    load_start_data(program("Khởi động chương trình"))
    call_command("collectstatic", interactive=False, verbosity=0)


def serve(words: list[str]) -> int:
    """Serve until stopped: ``serve [--host H] [--port P] [--workers N] [--no-jobs]``; N answer, one more does the jobs."""
    return _serve(_how_to_serve("serve").parse_args(words))


def _how_to_serve(word: str) -> argparse.ArgumentParser:
    asked = argparse.ArgumentParser(prog=f"giaoban {word}")
    asked.add_argument("--host", default="127.0.0.1")
    asked.add_argument("--port", type=int, default=8000)
    asked.add_argument("--workers", type=int, default=2)
    asked.add_argument("--no-jobs", action="store_true", help="the jobs are done by another process: giaoban work")
    asked.add_argument("--no-set-up", action="store_true", help="the database is known to be up to date")
    return asked


def _serve(given: argparse.Namespace) -> int:
    if given.no_set_up:
        ready()
    else:
        bring_up()
    from giaoban.ground.access import second_lock
    from giaoban.site import database
    from giaoban.site.serving_checks import refuse_to_serve
    from giaoban.site.supervising import Child, listening, supervise
    from giaoban.site.tracing import traced

    second_lock.see_what_is_given()
    refuse_to_serve(given.host)
    sockets = [listening(given.host, given.port)]
    answer = traced(_answering(sockets))
    children = [Child(f"web {number}", answer) for number in range(given.workers)]
    if not given.no_jobs:
        children += _behind_the_pages()
    supervise(children, look=database.keeper())
    return 0


USUAL = ("desk/home.html", "kit/list.html", "kit/page.html", "kit/act.html", "account/login.html")
"""Pages that somebody asks for first; what they are made of is read before the children start."""


def _answering(sockets: list[socket.socket]) -> Callable[[], None]:
    """What a child does that answers requests; all that can be loaded before it starts is loaded."""
    import uvicorn
    from django.template.loader import get_template
    from django.urls import get_resolver

    from giaoban.site import database
    from giaoban.site.asgi import application

    _loaded = get_resolver().url_patterns, [get_template(name) for name in USUAL]

    def answer() -> None:
        database.give_up_after(int(os.environ.get("GIAOBAN_STATEMENT_SECONDS", "30")))
        settings = uvicorn.Config(
            application, log_level="warning", access_log=False, proxy_headers=False, server_header=False,
            lifespan="off", timeout_graceful_shutdown=10,
        )  # fmt: skip
        uvicorn.Server(settings).run(sockets=sockets)

    return answer


def work(words: list[str]) -> int:
    """Do queued and scheduled jobs until stopped, in a process of its own: beside ``serve --no-jobs``."""
    ready()
    from giaoban.ground.access import second_lock
    from giaoban.site import database
    from giaoban.site.serving_checks import refuse_to_work
    from giaoban.site.supervising import supervise

    second_lock.see_what_is_given()
    refuse_to_work()
    supervise(_behind_the_pages(), look=database.keeper())
    return 0


def _behind_the_pages() -> list[Child]:
    """The children that answer nobody: the worker, and where the database's server lets us, what receives its log."""
    from giaoban.faces.jobs.working import work as do_jobs
    from giaoban.site import receiving
    from giaoban.site.supervising import Child
    from giaoban.site.tracing import traced

    children = [Child("jobs", traced(do_jobs))]
    if receiving.replicator():
        children.append(Child("log", receiving.receive))
    return children


def demo(words: list[str]) -> int:
    """The demonstration world is there and served: ``demo [--new-passwords]``, and what ``serve`` takes.

    The address is printed, and the personas' passwords when they are made.
    """
    asked = _how_to_serve("demo")
    asked.add_argument("--new-passwords", action="store_true", help="the personas get new passwords, which are printed")
    given = asked.parse_args(words)
    os.environ.setdefault("GIAOBAN_SECOND_FACTOR", "shown")
    bring_up()
    from giaoban.demo import build

    build.build(say=_line, passwords=given.new_passwords)
    address = f"http://{given.host}:{given.port}"
    print(_in_language(f"Mở trình duyệt: {address}", f"Open in a browser: {address}"), flush=True)
    given.no_set_up = True
    return _serve(given)


def _line(text: str) -> None:
    print(text, flush=True)


def build_demo(words: list[str]) -> int:
    """The demonstration world is in the database, which is already up to date."""
    ready()
    from giaoban.demo import build

    build.build(say=_line)
    return 0


def create_admin(words: list[str]) -> int:
    """See `giaoban.areas.accounts.command.main`."""
    bring_up()
    from giaoban.areas.accounts.command import main as run

    return run(words)


def consolidate(words: list[str]) -> int:
    """See `giaoban.reporting.consolidate.main`; needs no server."""
    from giaoban.reporting.consolidate import main as run

    return run(words)


def import_register(words: list[str]) -> int:
    """See `giaoban.areas.members.command.main`."""
    bring_up()
    from giaoban.areas.members.command import main as run

    return run(words)


def manage(words: list[str]) -> int:
    """Django's own commands; those that change tables run as the owner."""
    ready()
    from django.core.management import execute_from_command_line

    from giaoban.site.migrating import as_owner

    if words[:1] in (["migrate"], ["sqlmigrate"], ["showmigrations"]):
        with as_owner():
            execute_from_command_line(["giaoban", *words])
    else:
        execute_from_command_line(["giaoban", *words])
    return 0


# -- keeping it -------------------------------------------------------------------------------------------------------


def backup(words: list[str]) -> int:
    """See `giaoban.site.backing_up.back_up`."""
    from giaoban.site.backing_up import backup_command

    return backup_command(words)


def restore(words: list[str]) -> int:
    """See `giaoban.site.backing_up.restore`."""
    from giaoban.site.backing_up import restore_command

    return restore_command(words)


def checkpoint(words: list[str]) -> int:
    """See `giaoban.ground.journal.chain.checkpoint`."""
    ready()
    from giaoban.site.proving import checkpoint_command

    return checkpoint_command(words)


def verify_journal(words: list[str]) -> int:
    """See `giaoban.ground.journal.chain.verify`."""
    ready()
    from giaoban.site.proving import verify_command

    return verify_command(words)


def export_portal(words: list[str]) -> int:
    """See `giaoban.faces.portal.command.export_portal`."""
    ready()
    from giaoban.faces.portal.command import export_portal as run

    return run(words)


def check_links(words: list[str]) -> int:
    """See `giaoban.faces.portal.command.check_links`."""
    ready()
    from giaoban.faces.portal.command import check_links as run

    return run(words)


def doctor(words: list[str]) -> int:
    """See `giaoban.site.doctoring.main`."""
    from giaoban.site.doctoring import main as run

    return run(words)


def drill(words: list[str]) -> int:
    """The named drill was run and has printed its figures; without a name, what drills there are."""
    from giaoban.site.drills import run

    return run(words)


# -- the code ---------------------------------------------------------------------------------------------------------


def checkout() -> Path:
    """The checkout that this runs in; refused when the program was installed as a package."""
    from giaoban.core.refusal import Refused

    place = Path(__file__).resolve().parents[3]
    if not (place / "conftest.py").exists():
        raise Refused(
            _in_language("Lệnh này chạy trong thư mục mã nguồn.", "This command runs in a checkout of the code.")
        )
    return place


def test(words: list[str]) -> int:
    """Every test, two at a time, each file by one process with a database of its own; or those named."""
    chosen = words or ["-n", "2", "--dist", "loadfile"]
    return subprocess.call([sys.executable, "-m", "pytest", *chosen], cwd=checkout())


def translate(words: list[str]) -> int:
    """The Vietnamese catalogue is made from its parts; what it lacks is listed."""
    from giaoban.site import translations

    print(translations.build())
    for line in translations.untranslated():
        print(line)
    return 0


def sbom(words: list[str]) -> int:
    """See `giaoban.site.parts_list.main`: ``sbom [FILE]``."""
    from giaoban.site.parts_list import main as run

    return run(checkout(), words)


def check(words: list[str]) -> int:
    """Formatting, lint, import contracts, types, migrations and the house tests, fast things first; stops at the first that fails."""
    steps = [
        ("format", ["ruff", "format", "--check", "."]),
        ("lint", ["ruff", "check", "."]),
        ("contracts", ["importlinter.cli", "lint-imports"]),
        ("types", ["mypy"]),
        ("migrations", ["pytest", "tests/security/test_migrations.py"]),
        ("house", ["pytest", "tests/house"]),
    ]
    for name, command in steps:
        print(f"== {name}", flush=True)
        module = (
            [sys.executable, "-m", *command]
            if name != "contracts"
            else [str(Path(sys.executable).parent / "lint-imports")]
        )
        if code := subprocess.call(module, cwd=checkout()):
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
