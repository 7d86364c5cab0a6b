"""A database on another machine is spoken to encrypted and by its certificate, or not at all; here the TLS of a real server."""

from __future__ import annotations

import datetime
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from giaoban.site import database
from giaoban.site.database import Address, DatabaseRefusal


def certificate(folder: Path, name: str) -> Path:
    """A certificate for this machine and its key in one file, its own authority."""
    key, until = ec.generate_private_key(ec.SECP256R1()), datetime.datetime(2099, 1, 1)
    who = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder().subject_name(who).issuer_name(who).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(datetime.datetime(2020, 1, 1)).not_valid_after(until)
        .add_extension(names, critical=False).add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    file = folder / f"{name}.pem"
    plain = serialization.NoEncryption()
    file.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    )
    return file


@pytest.fixture
def encrypted(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """A port where the program's own server answers behind TLS, and the certificate that it shows."""
    file = certificate(tmp_path, "server")
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(file)
    door = socket.create_server(("127.0.0.1", 0))

    def copy(source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while piece := source.recv(65536):
                sink.sendall(piece)
        for end in (source, sink):
            with suppress(OSError):
                end.close()

    def answer() -> None:
        while True:
            try:
                line, _peer = door.accept()
            except OSError:
                return
            with suppress(OSError):
                assert line.recv(8)[4:] == b"\x04\xd2\x16\x2f", "the request for TLS"
                line.sendall(b"S")
                inside = tls.wrap_socket(line, server_side=True)
                behind = socket.create_connection(("127.0.0.1", database.owner().port))
                for pair in ((inside, behind), (behind, inside)):
                    threading.Thread(target=copy, args=pair, daemon=True).start()

    threading.Thread(target=answer, daemon=True).start()
    yield door.getsockname()[1], file
    door.close()


def at(port: int, authority: Path | str) -> Address:
    own = database.owner()
    return Address.parse(
        f"postgresql://{own.user}:{own.password}@127.0.0.1:{port}/postgres?sslmode=verify-full&sslrootcert={authority}"
    )


def test_the_servers_certificate_is_looked_at(encrypted: tuple[int, Path], tmp_path: Path) -> None:
    port, file = encrypted
    with at(port, file).connect() as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
        assert connection.pgconn.ssl_in_use
    with pytest.raises(psycopg.OperationalError, match="certificate verify failed"):
        at(port, certificate(tmp_path, "stranger")).connect()


def test_a_server_that_speaks_in_plain_is_not_spoken_to(tmp_path: Path) -> None:
    with pytest.raises(psycopg.OperationalError, match="does not support SSL"):
        at(database.owner().port, certificate(tmp_path, "server")).connect()


@pytest.mark.parametrize("more", ["", "?sslmode=prefer", "?sslmode=require", "?sslmode=disable", "?sslmode=verify-ca"])
def test_an_address_on_another_machine_without_a_looked_at_certificate_is_refused_in_a_sentence(more: str) -> None:
    with pytest.raises(DatabaseRefusal, match=r"db\.example is on another machine: put \?sslmode=verify-full"):
        Address.parse(f"postgresql://office:x@db.example:5432/office{more}")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "%2Fvar%2Frun%2Fpostgresql", "127.1.2.3"])
def test_a_server_of_this_machine_needs_none(host: str) -> None:
    assert Address.parse(f"postgresql://office:x@{host}/office").tls == ()


def test_every_role_and_every_program_has_the_line_of_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://office:x@db.example/office?sslmode=verify-full")
    asked = (("sslmode", "verify-full"), ("sslrootcert", "system"))
    assert {database.role(kind).tls for kind in ("app", "public")} | {database.owner().to("other").tls} == {asked}
    assert database.owner().environment() == {"PGPASSWORD": "x", "PGSSLMODE": "verify-full", "PGSSLROOTCERT": "system"}
    assert Address.parse(database.owner().url()) == database.owner()
