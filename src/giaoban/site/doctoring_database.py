"""What the doctor looks at in the database: the server, the roles' rights, policies, tables, kept log, journal."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import psycopg

from giaoban.site import database, receiving
from giaoban.site.backups.keeping import own_server
from giaoban.site.places import LOOPBACK
from giaoban.site.symptoms import Found

TABLES = "Cập nhật bảng"
MANY = 5
"""So many people at one address are one proxy rather than one office."""


def server(owner: psycopg.Connection[Any], app: psycopg.Connection[Any]) -> Iterator[Found]:
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


def roles(owner: psycopg.Connection[Any], app: psycopg.Connection[Any]) -> Iterator[Found]:
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
    lasting = sorted({name for name, _database in database.settings_of_their_own(owner)})
    yield Found("Thiết đặt riêng của vai", "wrong" if lasting else "well", ", ".join(lasting) or "không có",
                "Có người đã ra lệnh cho cơ sở dữ liệu bằng vai của chương trình. Khởi động lại ./giaoban serve để xóa thiết đặt, rồi xem nhật ký." if lasting else "")  # fmt: skip
    kept = [
        f"{table}: {right}" for table in ("journal_entry", "journal_change", "journal_link", "journal_head")
        for right in ("UPDATE", "DELETE", "TRUNCATE")
        if _one(owner, "select has_table_privilege(%s, %s, %s)::text", database.role("app").user, table, right) == "true"
    ]  # fmt: skip
    yield Found("Nhật ký chỉ thêm", "wrong" if kept else "well", ", ".join(kept) or "vai của chương trình không sửa được nhật ký",
                "Chạy lại ./giaoban serve để đặt lại quyền." if kept else "")  # fmt: skip


def policies(owner: psycopg.Connection[Any], app: psycopg.Connection[Any]) -> Iterator[Found]:
    rows = owner.execute(
        "SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity, count(p.polname) FROM pg_class c"
        " LEFT JOIN pg_policy p ON p.polrelid = c.oid WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'"
        " GROUP BY 1, 2, 3"
    ).fetchall()
    tables = {name: (on, forced, count) for name, on, forced, count in rows}
    behind = [name for name, (on, _forced, count) in tables.items() if on and count]
    loose = [name for name, (on, forced, count) in tables.items() if (on and not forced) or (count and not on)]
    people = [name for name in tables if name.startswith("people_") and not tables[name][0]]
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


def migrations(owner: psycopg.Connection[Any], app: psycopg.Connection[Any]) -> Iterator[Found]:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "giaoban.site.settings")
    django.setup()
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    plan = MigrationExecutor(connection)
    waiting = [
        f"{migration.app_label}.{migration.name}"
        for migration, _back in plan.migration_plan(plan.loader.graph.leaf_nodes())
    ]
    yield Found(TABLES, "wrong" if waiting else "well",
                f"còn {len(waiting)}: {', '.join(waiting[:5])}" if waiting else "không còn gì chờ",
                "Sao lưu, rồi chạy ./giaoban serve (tự cập nhật)." if waiting else "")  # fmt: skip


def first_days(owner: psycopg.Connection[Any], app: psycopg.Connection[Any]) -> Iterator[Found]:
    """What the installation still needs before an office can work in it, as its page of the first days says."""
    from giaoban.faces.desk.first_day import next_step
    from giaoban.ground.access.second_lock import see_everything
    from giaoban.ground.journal.clock import today

    see_everything()
    if (step := next_step(on=today())) is not None:
        yield Found("Những ngày đầu", "watch", f"bước tiếp theo: {step.label}",
                    step.todo if not step.url else f"Đăng nhập rồi mở /desk/first-day/. {step.todo}")  # fmt: skip


def archive(owner: psycopg.Connection[Any], app: psycopg.Connection[Any]) -> Iterator[Found]:
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


def journal(owner: psycopg.Connection[Any], app: psycopg.Connection[Any]) -> Iterator[Found]:
    from giaoban.ground.journal.chain import verify

    verdict = verify(owner)
    yield Found("Nhật ký", "well" if verdict.sound else "wrong",
                f"{verdict.entries} mục, {verdict.chains} chuỗi, nguyên vẹn" if verdict.sound else str(verdict.broken[0]),
                "" if verdict.sound else "Không sửa gì; giữ nguyên máy, so với mốc đã ký và bản sao lưu.")  # fmt: skip


def doors(owner: psycopg.Connection[Any], app: psycopg.Connection[Any]) -> Iterator[Found]:
    """Whether those who came in lately came from addresses of their own: many people at one are the proxy in front."""
    row = owner.execute(
        "SELECT count(DISTINCT actor_id), count(DISTINCT detail->>'from'), min(detail->>'from') FROM journal_entry"
        " WHERE act = 'access.sign_in' AND at > now() - interval '30 days'"
    ).fetchone()
    people, addresses, address = row if row is not None else (0, 0, "")
    if people < MANY:
        return
    if addresses > 1:
        yield Found("Địa chỉ người đăng nhập", "well", f"{people} người từ {addresses} địa chỉ")
        return
    state = "wrong" if address in LOOPBACK.split() else "watch"  # one office may well stand behind one address
    yield Found("Địa chỉ người đăng nhập", state, f"{people} người, đều từ {address}",
                "Nếu đó là máy chủ phía trước, ghi địa chỉ của nó vào GIAOBAN_PROXIES: nếu không, một người đoán mật khẩu làm mọi người bị chặn.")  # fmt: skip


def _one(connection: psycopg.Connection[Any], query: str, *values: object) -> str:
    row = connection.execute(query, list(values) or None).fetchone()  # type: ignore[arg-type]
    return str(row[0]) if row else ""
