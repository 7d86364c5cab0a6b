"""Reports with their truth: the texts of this folder and how an answer is held against what is in them."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from giaoban.core.text import fold
from giaoban.core.words import open_words
from giaoban.core.words.pdf import read as read_pdf
from giaoban.reporting.prose.reading import answered

HERE = Path(__file__).parent
_FIGURE = re.compile(r"([\d.ab]+)(?: (\w+))?(?:@([^=]+))?=([\d.]+)(?:~(\w+))?")
LEFT_ASIDE = {"change", "other_period"}

Key = tuple[str, float, str, str, str]


@dataclass(frozen=True)
class Truth:
    """What a text says: its figures as (line, value, role, owner, approximation) and its findings."""

    name: str
    data: bytes
    unit_key: str
    period: str
    clean: bool
    figures: frozenset[Key]
    findings: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    may_be: frozenset[Key] = frozenset()
    may_be_found: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()


@dataclass
class Score:
    """How an answer stands to the truth."""

    right: int = 0
    missed: list[Key] = field(default_factory=list)
    wrong_and_sure: list[Key] = field(default_factory=list)
    not_found: list[str] = field(default_factory=list)
    false_alarms: list[str] = field(default_factory=list)


@cache
def truths() -> tuple[Truth, ...]:
    """Every text of this folder."""
    return (
        *map(_own, sorted((HERE / "reports").glob("*.toml"))),
        *map(_given, sorted((HERE / "texts").glob("*.json"))),
    )


def read(truth: Truth) -> dict[str, Any]:
    """What the program answers."""
    return answered(open_words(truth.data, read_pdf))


def keys(answer: dict[str, Any], *, sure_only: bool = False) -> set[Key]:
    """The figures of an answer as the truth has them."""
    return {
        (entry["code"], float(entry["value"]), entry["role"], fold(entry["unit"]), entry["approximate"] or "")
        for entry in answer["figures"]
        if entry["role"] not in LEFT_ASIDE and (entry["sure"] or not sure_only)
    }


def score(truth: Truth, answer: dict[str, Any]) -> Score:
    """The answer held against the truth."""
    given, sure = keys(answer), keys(answer, sure_only=True)
    result = Score(
        len(given & truth.figures), sorted(truth.figures - given), sorted(sure - truth.figures - truth.may_be)
    )
    for kinds, codes in truth.findings:
        if not any(_fits(finding, kinds, codes) for finding in answer["findings"]):
            result.not_found.append(f"{kinds[0]} {' '.join(codes)}")
    for finding in answer["findings"]:
        if not any(_fits(finding, *wanted) for wanted in (*truth.findings, *truth.may_be_found)):
            result.false_alarms.append(f"{finding['kind']} {finding['codes']}: {finding['message']}")
    return result


def _fits(finding: dict[str, Any], kinds: tuple[str, ...], codes: tuple[str, ...]) -> bool:
    def near(one: str, other: str) -> bool:
        return one == other or one.startswith(f"{other}.") or other.startswith(f"{one}.")

    return finding["kind"] in kinds and (
        not codes or any(near(code, other) for code in finding["codes"] for other in codes)
    )


def _own(path: Path) -> Truth:
    data = tomllib.loads(path.read_text("utf-8"))
    figures = set()
    for text in data["figures"]:
        match = _FIGURE.fullmatch(text)
        assert match, text
        figures.add((match[1], float(match[4]), match[2] or "value", fold(match[3] or ""), match[5] or ""))
    findings = tuple(((kind,), tuple(codes)) for kind, *codes in map(str.split, data["findings"]))
    return Truth(
        path.stem, data["text"].encode(), data["unit_key"], data["period"], data["clean"], frozenset(figures), findings
    )


def _given(path: Path) -> Truth:
    data = json.loads(path.read_text("utf-8"))

    def key(entry: dict[str, Any]) -> Key:
        return (
            entry["code"],
            float(entry["value"]),
            entry["role"],
            fold(entry.get("unit", "")),
            entry["approximate"] or "",
        )

    def wanted(optional: bool) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
        return tuple(
            ((finding["kind"], *finding.get("also", ())), tuple(finding["codes"]))
            for finding in data["findings"]
            if bool(finding.get("optional")) == optional
        )

    return Truth(
        path.stem, (HERE / "texts" / data["file"]).read_bytes(), data["unit_key"], data["period"], data["clean"],
        frozenset(key(entry) for entry in data["figures"] if not entry.get("optional")), wanted(False),
        frozenset(key(entry) for entry in data["figures"] if entry.get("optional")), wanted(True),
    )  # fmt: skip
