"""The command line: what the program can do from a terminal, thin like a view."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from giaoban import __version__
from giaoban.site.starting import bring_up, in_language, ready, told


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
    available = commands()
    if words[0] not in available:
        print(in_language(f"Không có lệnh “{words[0]}”.", f"There is no command “{words[0]}”."), file=sys.stderr)
        say_what_there_is(file=sys.stderr)
        return 2
    from giaoban.core.refusal import Refused
    from giaoban.site.database import DatabaseRefusal

    os.umask(0o077)  # what is written is for the program's own user
    try:
        if {"-h", "--help"} & set(words[1:]) and words[0] not in HELP_OF_THEIR_OWN:
            return told(available[words[0]].run, words[1:])
        return available[words[0]].run(words[1:])
    except (Refused, DatabaseRefusal) as refused:
        print(refused, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


HELP_OF_THEIR_OWN = {"manage", "test"}
"""Commands that hand their words on to a program that answers for itself."""


def _takes_nothing(word: str, words: list[str]) -> None:
    argparse.ArgumentParser(prog=f"giaoban {word}").parse_args(words)


def say_what_there_is(file: IO[str] | None = None) -> None:
    """The list of commands, in the language of the terminal."""
    out = file or sys.stdout
    print(f"Giao Ban {__version__}\n", file=out)
    for name, command in commands().items():
        if command.listed:
            print(f"  {name:<16} {in_language(command.vietnamese, command.english)}", file=out)


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
        "read-report": Command(
            read_report, "Đọc báo cáo bằng văn bản thành số liệu", "Read a report written in prose into figures"
        ),
        "trace": Command(
            trace,
            "Đối chiếu số trong một văn bản với số đã công bố",
            "Hold a document's numbers against what was released",
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
    } | _commands_of_the_code()


def _commands_of_the_code() -> dict[str, Command]:
    return {
        "test": Command(test, "Chạy toàn bộ kiểm thử", "Run every test"),
        "check": Command(
            check, "Kiểm tra mã nguồn: định dạng, kiểu, hợp đồng", "Check the code: format, lint, contracts, types"
        ),
        "tidy": Command(
            tidy,
            "Sắp xếp lại mã nguồn, bản dịch, bảng trong tài liệu",
            "Format the code, the catalogue, the documents' tables",
        ),
        "new-area": Command(
            new_area, "Mở một mảng công việc mới trong mã nguồn", "Open a new area of work in the code"
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


def serve(words: list[str]) -> int:
    """See `giaoban.site.serving.serve`."""
    from giaoban.site.serving import serve as run

    return run(words)


def work(words: list[str]) -> int:
    """See `giaoban.site.serving.work`."""
    from giaoban.site.serving import work as run

    return run(words)


def demo(words: list[str]) -> int:
    """See `giaoban.site.serving.demo`."""
    from giaoban.site.serving import demo as run

    return run(words)


def build_demo(words: list[str]) -> int:
    """The demonstration world is in the database, which is already up to date."""
    _takes_nothing("build-demo", words)
    ready()
    from giaoban.demo import build

    build.build(say=lambda line: print(line, flush=True))
    return 0


def create_admin(words: list[str]) -> int:
    """See `giaoban.areas.accounts.command.main`."""
    bring_up()
    from giaoban.areas.accounts.command import main as run

    return run(words)


def consolidate(words: list[str]) -> int:
    """See `giaoban.reporting.consolidate.main`; needs no server. The demonstration's cluster is known by its name."""
    from giaoban.demo.expected import expected_units
    from giaoban.reporting.consolidate import main as run

    return run(words, expected_units)


def read_report(words: list[str]) -> int:
    """See `giaoban.reporting.prose.command.main`; needs no server."""
    from giaoban.reporting.prose.command import main as run

    return run(words)


def trace(words: list[str]) -> int:
    """See `giaoban.reporting.tracing.main`."""
    ready()
    from giaoban.reporting.tracing import main as run

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
    """See `giaoban.site.backups.taking.back_up`."""
    from giaoban.site.backups.commands import backup_command

    return backup_command(words)


def restore(words: list[str]) -> int:
    """See `giaoban.site.backups.restoring.restore`."""
    from giaoban.site.backups.commands import restore_command

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
    """The named drill was run and has printed its figures; without a name, what drills there are. They lie with the tests."""
    sys.path.insert(0, str(checkout()))
    from tests.drills import run

    return run(words)


# -- the code ---------------------------------------------------------------------------------------------------------


def checkout() -> Path:
    """The checkout that this runs in; refused when the program was installed as a package."""
    from giaoban.core.refusal import Refused

    place = Path(__file__).resolve().parents[3]
    if not (place / "conftest.py").exists():
        raise Refused(
            in_language("Lệnh này chạy trong thư mục mã nguồn.", "This command runs in a checkout of the code.")
        )
    return place


def test(words: list[str]) -> int:
    """Every test, two at a time, each file by one process with a database of its own, the dearest first; or those named."""
    chosen = words or ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
    return subprocess.call([sys.executable, "-m", "pytest", *chosen], cwd=checkout())


def translate(words: list[str]) -> int:
    """The Vietnamese catalogue is made from its parts; what it lacks is listed."""
    _takes_nothing("translations", words)
    from giaoban.site import translations

    print(translations.build())
    for line in translations.untranslated():
        print(line)
    return 0


def sbom(words: list[str]) -> int:
    """See `giaoban.site.parts_list.main`: ``sbom [FILE]``."""
    from giaoban.site.parts_list import main as run

    return run(checkout(), words)


CHECKS = (
    # what is looked at, how, and what mends it
    ("format", ["-m", "ruff", "format", "--check", "."], "./giaoban tidy"),
    ("lint", ["-m", "ruff", "check", "."], "./giaoban tidy mends what a tool can; the rest is named above with its line"),
    ("contracts", ["-c", "from importlinter.cli import lint_imports_command as lint; lint()", "--no-logo"],
     "imports point down: site > demo > faces > conferences > reporting > catalogue > areas > kit > ground > core"),
    ("house", ["-m", "pytest", "tests/house", "tests/security/test_decisions.py",
               "src/giaoban/areas/accounts/tests/test_made_visible.py", "--deselect",
               "tests/house/test_house.py::test_migrations_say_what_the_models_say"],
     "each failure above names the file that mends it"),
    ("types", ["-m", "mypy"], "each error above names its line"),
    ("migrations", ["-m", "pytest", "tests/house/test_house.py::test_migrations_say_what_the_models_say",
                    "tests/security/test_migrations.py"], "./giaoban manage makemigrations <area>"),
)  # fmt: skip


def check(words: list[str]) -> int:
    """Formatting, lint, import contracts, house tests, types and migrations, fast things first; the first that fails says what mends it."""
    _takes_nothing("check", words)
    for name, command, mend in CHECKS:
        print(f"== {name}", flush=True)
        if code := subprocess.call([sys.executable, *command], cwd=checkout()):
            print(f"== {name}: {mend}", file=sys.stderr)
            return code
    return 0


def tidy(words: list[str]) -> int:
    """``tidy [PATH …]``: formatting (of these paths alone), the Vietnamese catalogue, the documents' tables of areas."""
    parser = argparse.ArgumentParser(prog="giaoban tidy")
    parser.add_argument("path", nargs="*", default=["."])
    given = parser.parse_args(words)
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "giaoban.site.settings")
    django.setup()
    from giaoban.site.tidying import tidy as run

    return run(checkout(), code=given.path)


def new_area(words: list[str]) -> int:
    """See `giaoban.site.opening_areas.command`: ``new-area NAME "Vietnamese name" ["English name"]``."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "giaoban.site.settings")
    django.setup()
    from giaoban.site.opening_areas import command

    return command(words, checkout=checkout())


if __name__ == "__main__":
    sys.exit(main())
