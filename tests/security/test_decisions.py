"""docs/security.md says what the code does: its figures, its lists of kinds and words, its lines, keys, levels and logs."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from giaoban.faces.portal.visits import tokens
from giaoban.site import database
from giaoban.site.tidying import LEVELS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/security.md").read_text()
FIGURES = re.findall(r"^\| [^|]*\| ([^|]+) \| `([\w.]+)`(?: (\w+))? \|$", PAGE.partition("## Signing in")[0], re.M)
SOURCES = [
    path
    for path in (ROOT / "src/giaoban").rglob("*.py")
    if not {"tests", "tests_db", "drills", "demo", "migrations"} & set(path.parts) and path.name != "tests.py"
]


def part(heading: str) -> str:
    """What stands under that heading."""
    return PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def valued(dotted: str) -> Any:
    """The value of that name."""
    module, _dot, name = dotted.rpartition(".")
    return getattr(importlib.import_module(module), name)


def told(value: Any) -> str:
    """The value as the page writes it."""
    if isinstance(value, set | list | tuple):
        return " ".join(sorted(value) if isinstance(value, set) else value)
    return str(value)


def dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT / "src").with_suffix("").parts)


def named_in(heading: str) -> set[str]:
    """The modules that stand under that heading; one that only some settings load stands there as a path."""
    paths = {dotted(ROOT / path) for path in re.findall(r"`(src/[\w/]+\.py)`", part(heading))}
    return paths | set(re.findall(r"`(giaoban\.[\w.]+)`", part(heading)))


def using(pattern: str) -> set[str]:
    """The modules of the program in whose text that stands."""
    return {dotted(path) for path in SOURCES if re.search(pattern, path.read_text(), re.M)}


def test_the_table_of_figures_is_read() -> None:
    assert len(FIGURES) == PAGE.partition("## Signing in")[0].count("| `giaoban.") >= 30


@pytest.mark.parametrize(("figure", "name", "key"), FIGURES)
def test_each_figure_is_that_of_the_code(figure: str, name: str, key: str) -> None:
    value = valued(name)
    assert told(value[key] if key else value) == figure


def test_the_limits_of_signing_in_are_those_of_the_settings() -> None:
    said = part("Signing in")
    for kind in ("login_failed", "login_from_address", "reauthenticate"):
        assert f"`{settings.ACCOUNT_RATE_LIMITS[kind]}`" in said
    assert settings.ACCOUNT_ADAPTER == "giaoban.faces.desk.signin.AccountAdapter", "who knows browsers"
    assert set(settings.MFA_SUPPORTED_TYPES) == {"totp", "webauthn", "recovery_codes"}, (
        "a way that the page does not tell"
    )


def test_every_module_that_opens_a_line_is_named() -> None:
    opens = using(
        r"\bsocket\.(?:socket|create_\w+)\(|\burllib\.request\b|\bpsycopg\.(?:connect|AsyncConnection\.connect)\(|EmailMessage\("
        r"|providers\.openid_connect\.views|\(requests\.Session\)|OTLPSpanExporter\("
    )
    assert opens == named_in("Lines to elsewhere")


def test_every_key_of_an_installation_is_in_the_inventory() -> None:
    text = "".join(path.read_text() for path in SOURCES)
    made = set(re.findall(r'(?<!why_)\bsecret\("([\w-]+)"\)', text)) | set(re.findall(r'"secrets" / "([\w.-]+)"', text))
    made |= {f"database-{kind}" for kind in re.findall(r'\brole\("(\w+)"\)', text)}
    assert made == set(re.findall(r"^\| `([\w.-]+)` \|", part("Keys and algorithms"), re.M))


def test_every_module_that_signs_or_seals_is_in_the_inventory() -> None:
    uses = using(r"^\s*(?:import|from) (?:cryptography|pyrage|hmac|jwt|argon2)\b")
    assert uses == named_in("Keys and algorithms")


def test_no_weak_hash_cipher_or_chance_is_used() -> None:
    named = set()
    for path in SOURCES:
        named |= set(re.findall(r"\bhashlib\.(\w+)\(|\bhashlib import (\w+)", path.read_text()))
    found = {one for pair in named for one in pair if one} - {"file_digest"}
    assert found == {"sha256", "blake2b", "scrypt"}
    assert tokens._MARK >= 16, "128 bits"
    assert using(r"^\s*(?:import random|from random)") == set(), "what is not to be guessed comes from secrets"
    assert using(r"\bECB\b|PKCS1v15|\bDES\b|\bRC4\b|MODE_") == set()


def test_every_level_that_an_area_can_have_says_what_is_asked_of_it() -> None:
    rows = [row.split("|") for row in part("Levels of data").splitlines() if row.startswith("| ")]
    asked = {row[1].strip(): row[3].strip() for row in rows if len(row) == 5}
    assert set(LEVELS.values()) <= set(asked)
    assert all(asked[level] for level in LEVELS.values())


def test_logs_go_nowhere_else_than_the_page_says() -> None:
    assert set(settings.LOGGING["handlers"]) == {"console"}
    assert settings.LOGGING["handlers"]["console"]["class"] == "logging.StreamHandler"
    assert settings.LOGGING["root"]["handlers"] == ["console"]
    assert using(r"FileHandler|SysLogHandler|HTTPHandler|AdminEmailHandler|sentry") == set()
    words = database._settings(5432)
    assert "log_min_error_statement=panic" in words
    assert "log_error_verbosity=terse" in words


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        ("Signing in", r"Nobody is locked out by others"),
        ("Signing in", r"its word is the first step only"),
        ("Sessions", r"no greatest number"),
        ("Sessions", r"NIST SP 800-63B"),
        ("Sessions", r"With an identity provider the session is still ours"),
        ("Who may do what", r"Functions and units: .* Single fields: "),
        ("What is typed", r"Values that belong together"),
        ("What is typed", r"five letters an hour"),
        ("Files", r"macros, .* are refused"),
        ("Parts of others", r"high or critical .* within 14 days"),
        ("Parts of others", r"every 90 days"),
    ],
)
def test_what_no_figure_holds_is_decided_and_said(heading: str, said: str) -> None:
    assert re.search(said, " ".join(part(heading).split()))


def test_what_is_heavy_is_bounded_by_things_that_are_there() -> None:
    for name in re.findall(r"`(giaoban\.[\w.]+)`", part("What is heavy")):
        importlib.import_module(name)
    assert part("What is heavy").count("\n| ") >= 6
    assert settings.DATABASES["portal"]["OPTIONS"]["pool"] == {
        "min_size": 1,
        "max_size": 8,
        "timeout": 2,
        "max_idle": 300,
    }
