"""Who asks for a file and takes nothing of it holds neither a turn nor a connection of the database."""

from __future__ import annotations

import socket
import urllib.request
from typing import Any
from urllib.parse import urlsplit

from django.core.files.base import ContentFile

from conftest import Served
from giaoban.faces.portal import clock
from tests.browser import beside_the_browser

READERS = 60
LARGE = 24 << 20
"""Bytes that no buffer between the two ends holds."""


def a_large_file() -> str:
    """The address of a file that anybody may read."""
    from giaoban.faces.portal.models import Attachment, Paper

    file = Attachment(title="Phim", file=ContentFile(b"\0\0\0\x18ftypmp42".ljust(LARGE, b"\0"), name="phim.mp4"))
    file.save()
    Paper.objects.create(
        sign="99-KH/ĐUK", kind="Kế hoạch", subject="Phim", issued_on=clock.today(), issuer="Đảng ủy Khối", file=file, live=True,
    )  # fmt: skip
    return file.url


def one_who_takes_nothing(url: str, path: str) -> socket.socket:
    at = urlsplit(url)
    reader = socket.socket()
    reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    reader.settimeout(30)
    reader.connect((at.hostname, at.port))
    reader.sendall(f"GET {path} HTTP/1.1\r\nHost: {at.netloc}\r\n\r\n".encode())
    assert reader.recv(12) == b"HTTP/1.1 200"
    return reader


def test_sixty_readers_that_take_nothing_keep_nobody_from_a_page(served: Served, django_db_blocker: Any) -> None:
    path = beside_the_browser(a_large_file, served.database, django_db_blocker)
    readers = [one_who_takes_nothing(served.url, path) for _number in range(READERS)]
    try:
        for page in ("/tim-kiem/?q=khong-ai-hoi", "/gop-y/", "/account/login/", "/readyz", path):
            with urllib.request.urlopen(served.url + page, timeout=30) as answer:
                assert answer.status == 200, page
    finally:
        for reader in readers:
            reader.close()


def test_whoever_takes_nothing_is_let_go_by_the_socket() -> None:
    from giaoban.site.supervising import UNREAD, listening

    with listening("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()):
        answering, _peer = listener.accept()
        with answering:
            assert answering.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == UNREAD * 1000
