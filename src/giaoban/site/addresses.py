"""Where a database is reached, as whom, and by what line."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

import psycopg


class DatabaseRefusal(Exception):
    """The database cannot be used; the message says why and what to do."""


@dataclass(frozen=True)
class Address:
    """How to reach a database as one role."""

    host: str
    port: int
    user: str
    password: str
    name: str
    tls: tuple[tuple[str, str], ...] = ()
    """How the line is encrypted and the server's certificate looked at, in libpq's words; none on this machine."""

    @classmethod
    def parse(cls, url: str) -> Address:
        """The address written as ``postgresql://user:password@host:port/name``; DatabaseRefusal when it is none.

        A server on another machine is spoken to encrypted, by its certificate (``?sslmode=verify-full``), or not at all.
        """
        parts = urlsplit(url)
        if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
            raise DatabaseRefusal("DATABASE_URL must read postgresql://user:password@host:port/name.")
        host = unquote(parts.hostname or "127.0.0.1")
        options = dict(parse_qsl(parts.query))
        tls = {word: options[word] for word in ("sslmode", "sslrootcert") if word in options}
        if not _on_this_machine(host) and tls.get("sslmode") != "verify-full":
            raise DatabaseRefusal(
                f"The database server {host} is on another machine: put ?sslmode=verify-full behind its address"
                " (and &sslrootcert=FILE where its certificate is from an authority of your own)."
            )
        if tls.get("sslmode") == "verify-full":
            tls.setdefault("sslrootcert", "system")
        return cls(
            host, parts.port or 5432, unquote(parts.username or ""), unquote(parts.password or ""), parts.path[1:],
            tuple(tls.items()),
        )  # fmt: skip

    def url(self) -> str:
        """The address as one string, for the library that asks for one."""
        host = quote(self.host, safe="") if self.host.startswith("/") else self.host
        return f"postgresql://{quote(self.user)}:{quote(self.password)}@{host}:{self.port}/{self.name}{'?' if self.tls else ''}{urlencode(self.tls)}"

    def environment(self) -> dict[str, str]:
        """What PostgreSQL's own programs read of the password and the line."""
        return {"PGPASSWORD": self.password} | {f"PG{word.upper()}": value for word, value in self.tls}

    def connect(self, **options: object) -> psycopg.Connection:
        """An open autocommit connection."""
        return psycopg.connect(
            host=self.host,
            port=self.port,
            user=self.user,
            password=self.password,
            dbname=self.name,
            autocommit=True,
            connect_timeout=5,
            **dict(self.tls),
            **options,  # type: ignore[arg-type]
        )

    def to(self, name: str) -> Address:
        """The same server and role, another database."""
        return replace(self, name=name)


def _on_this_machine(host: str) -> bool:
    return host.startswith("/") or host == "localhost" or host.startswith("127.") or host == "::1"
