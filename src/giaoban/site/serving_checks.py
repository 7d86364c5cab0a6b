"""Before anything is served: the database is one that keeps what it is told, and the serving role sees only what it may."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.db import connection

from giaoban.ground.access import locked_tables
from giaoban.site import database
from giaoban.site.database import DatabaseRefusal
from giaoban.site.tracing import why_not_trace


def refuse_to_serve(host: str) -> None:
    """DatabaseRefusal with every reason when this installation must not be served as it stands."""
    _refuse([*why_not_serve(), *why_not_listen(host), *why_not_trace()])


def refuse_to_work() -> None:
    """DatabaseRefusal with every reason when no process of this installation may do the jobs alone."""
    _refuse(why_not_trace())


def _refuse(reasons: list[str]) -> None:
    if reasons:
        raise DatabaseRefusal("Không mở chương trình:\n" + "\n".join(f"  - {reason}" for reason in reasons))


def why_not_listen(host: str) -> list[str]:
    """The second step at sign-in may be left out on this machine's own address only."""
    if settings.SECOND_FACTOR == "asked" or _is_loopback(host):
        return []
    return [
        f"GIAOBAN_SECOND_FACTOR={settings.SECOND_FACTOR} chỉ dùng được khi chỉ nghe trên máy này, không phải {host}."
    ]


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def why_not_serve() -> list[str]:
    """Every reason in the database against serving; asked as the role that serves."""
    reasons = []
    owner = database.owner().user
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_user")
        user = cursor.fetchone()[0]
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = session_user")
        superuser, bypass = cursor.fetchone()
        if superuser:
            reasons.append(f"Vai trò {user} là superuser: chính sách theo dòng không còn tác dụng.")
        if bypass:
            reasons.append(f"Vai trò {user} có BYPASSRLS: chính sách theo dòng không còn tác dụng.")
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tableowner = session_user")
        if cursor.fetchall():
            reasons.append(f"Vai trò {user} sở hữu bảng dữ liệu.")
        cursor.execute(
            "SELECT 1 FROM pg_roles WHERE rolname = %s AND pg_has_role(session_user, oid, 'MEMBER')", [owner]
        )
        if user == owner or cursor.fetchone():
            reasons.append(f"Vai trò {user} là thành viên của chủ sở hữu {owner}: hãy chạy REVOKE {owner} FROM {user}.")
        for name, wanted in (("fsync", "on"), ("full_page_writes", "on")):
            cursor.execute("SELECT current_setting(%s)", [name])
            if cursor.fetchone()[0] != wanted:
                reasons.append(f"{name} đang tắt: mất điện là mất dữ liệu. Hãy bật lại rồi khởi động máy chủ dữ liệu.")
        cursor.execute("SELECT current_setting('synchronous_commit')")
        if cursor.fetchone()[0] == "off":
            reasons.append("synchronous_commit đang tắt: việc đã báo xong có thể mất khi máy chủ dừng đột ngột.")
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname = ANY (%s)"
            " AND NOT (relrowsecurity AND relforcerowsecurity)",
            [[*locked_tables.guarded(), *locked_tables.JOURNAL]],
        )
        if open_tables := sorted(row[0] for row in cursor.fetchall()):
            reasons.append(
                f"Chưa có khóa thứ hai trên: {', '.join(open_tables)}. Hãy chạy lại: giaoban serve (không kèm --no-set-up)."
            )
    return reasons
