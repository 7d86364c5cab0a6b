"""No regular expression of the program can be made slow by what is typed or sent (ASVS 1.3.12)."""

from __future__ import annotations

import ast
import importlib
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from giaoban.core.workbook import Unreadable
from giaoban.reporting.intake import layout, narrative, periods
from giaoban.reporting.prose.command import read_apart
from tests.security.slow_patterns import EXPONENTIAL, Automaton

SOURCE = Path(__file__).parents[2] / "src"
AT_ONE_PLACE, WHOLE = {"match", "fullmatch"}, {"fullmatch"}
WORST = {"search", "fullmatch"}
METHODS = {"compile", "search", "match", "fullmatch", "split", "findall", "finditer", "sub", "subn"}


@dataclass(frozen=True)
class Found:
    """An expression, where it stands, and how it is asked."""

    at: str
    pattern: str | bytes
    flags: int
    asked: frozenset[str]

    def power(self) -> int:
        return max(
            Automaton(self.pattern, self.flags, anywhere=how not in AT_ONE_PLACE, to_the_end=how in WHOLE).power()
            for how in self.asked
        )


def files() -> list[Path]:
    """Every file of the program: neither tests and drills nor what makes the demonstration."""
    apart = {"tests", "tests_db", "migrations", "drills", "demo"}
    return [path for path in sorted(SOURCE.rglob("*.py")) if not apart & set(path.parts) and path.name != "tests.py"]


def _calls(tree: ast.AST) -> Iterator[tuple[ast.Call, ast.expr, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in METHODS:
            yield node, node.func.value, node.func.attr


def _methods(trees: dict[Path, ast.Module]) -> dict[str, set[str]]:
    """By which methods something of that name is asked, anywhere in the program."""
    methods: dict[str, set[str]] = {}
    for tree in trees.values():
        for _call, of, method in _calls(tree):
            methods.setdefault(getattr(of, "id", getattr(of, "attr", "")), set()).add(method)
    return methods


def _patterns_in(value: Any) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        yield from _patterns_in(list(value.values()))
    elif isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from _patterns_in(one)


def found() -> tuple[list[Found], list[str]]:
    """Every expression of the program, and the places where one is put together as it is asked."""
    trees = {path: ast.parse(path.read_text()) for path in files()}
    methods = _methods(trees)
    all_found: dict[tuple[str | bytes, int, frozenset[str]], Found] = {}
    made_there: list[str] = []

    def keep(at: str, pattern: str | bytes, flags: int, asked: frozenset[str]) -> None:
        all_found.setdefault((pattern, flags, asked), Found(at, pattern, flags, asked))

    for path, tree in trees.items():
        place = str(path.relative_to(SOURCE / "giaoban"))
        for call, of, method in _calls(tree):
            if not (isinstance(of, ast.Name) and of.id == "re" and call.args):
                continue
            try:
                pattern = ast.literal_eval(call.args[0])
            except ValueError:
                made_there.append(f"{place}: {ast.unparse(call.args[0])}")
                continue
            if method != "compile":
                keep(f"{place} {pattern!r}", pattern, _flags_of(call), frozenset({method}))
        if not any(method == "compile" for _call, _of, method in _calls(tree)):
            continue
        module = importlib.import_module(".".join(path.with_suffix("").relative_to(SOURCE).parts))
        for name, value in vars(module).items():
            for one in _patterns_in(value):
                flags = one.flags & ~re.UNICODE.value if isinstance(one.pattern, str) else one.flags
                asked = frozenset(methods.get(name, WORST))  # the worst, where it is handed on
                keep(f"{place} {name}", one.pattern, flags, asked)
    return list(all_found.values()), made_there


def _flags_of(call: ast.Call) -> int:
    named = [one.value for one in call.keywords if one.arg == "flags"]
    written = ast.unparse((named or call.args[-1:])[0])
    return sum(getattr(re, name) for name in re.findall(r"\bre\.([A-Z]+)", written))


BOUNDED = {
    "areas/members/register_values.py _MARKS_BEHIND": "is asked of a name of at most 200 letters",
    "areas/members/register_values.py _REMARK": "as the one before",
    "core/natures.py _ADDRESSES": "is asked in the confined child, which ends at its limit of the processor",
    "core/natures.py _LINK": "as the one before",
    "core/numbers.py _NUMBER": "is asked of one cell, and ends well where digits do",
    "core/pasted.py _TAG": "is asked in the confined child, which ends at its limit of the processor",
    "core/text.py _FORMULA": "goes back over the blanks behind one separator, and no blank is a separator",
    r"""faces/portal/editing/articles.py '\\s+\\S*$'""": "is asked of a title that was cut before",
    "reporting/documents/voice.py CODE": "is asked of codes of lines, which are the program's own",
    "reporting/intake/heading.py _PROVINCE": "is asked in the confined child, which ends at its limit of the processor",
    "core/secrecy.py _LINE": "is asked of lines shorter than 200 characters",
    "faces/portal/wording/checking.py _PLACEHOLDER": "is asked of the description of a picture, at most 300 characters",
    "faces/portal/wording/checking.py _GROUPED_SPACE": "goes back over one group and ends well, for a space comes after it",
}
"""Expressions whose time may grow with the square of the length, and why that does not matter."""

CONFINED = ("reporting/prose/", "core/words/", "reporting/documents/own/")
"""Rooms whose expressions are asked of a stranger's text, or an office's template, in the confined child alone, which ends at its limit of the processor.

A grammar of speech is made of words that may follow one another in many ways. Within the program they are asked of
paragraphs of at most `LONGEST_READ` letters of a report's or an article's own text; `test_a_text_made_to_be_slow_ends_in_one_sentence`
shows what a stranger's text costs.
"""

PUT_TOGETHER = {
    "core/legacy.py: '|'.join(sorted(map(re.escape, _VNI), key=len, reverse=True))": [],  # kept compiled, as the next
    "core/numbers.py: f'\\\\d{{1,3}}(?:{re.escape(mark)}\\\\d{{3}})+'": [],
    "core/text.py: f'[^\\\\w\\\\s]{{{MOST_MARKS + 1},}}'": [r"[^\w\s]{31,}"],
    **{
        place: [pattern.pattern for _kind, pattern in periods._SPANS]
        for place in (
            f"reporting/intake/periods.py: {made} + _YEAR_BEHIND"
            for made in (
                "'\\\\b(?:0?6|sau) ?(?:thang|t) ?cuoi'",
                "'\\\\b(?:0?6|sau) ?(?:thang|t) ?dau'",
                "'\\\\b(?:0?6|sau) ?(?:thang|t)\\\\b'",
                "'\\\\b(?:0?9|chin) ?(?:thang|t)(?: ?dau)?'",
                "'\\\\b(?:thang|t) ?(1[0-2]|0?[1-9])\\\\b(?!\\\\s*thang)'",
                "'\\\\bq(?:uy)? ?(iv|iii|ii|i|[1-4])\\\\b'",
            )
        )
    },
    "reporting/intake/pages.py: f'{where}(\\\\w)'": [r"(^)(\w)", r"(^(?:Chi|Đảng) bộ |^)(\w)"],
    "reporting/intake/narrative.py: f'^{pattern}|[,;] {pattern}'": [
        rf"^{pattern}|[,;] {pattern}" for _name, pattern in narrative._SECTIONS
    ],
    "reporting/intake/layout.py: pattern": [pattern for _key, pattern in (*layout._ROLES, *layout._VALUE)],
}
"""Expressions that are put together as they are asked, with what becomes of them."""


def test_no_expression_of_the_program_grows_faster_than_in_step_with_what_it_is_asked_of() -> None:
    known, made_there = found()
    assert len(known) > 100
    assert {place for place in made_there if not place.startswith(CONFINED)} == set(PUT_TOGETHER)
    made = [Found(at, one, 0, frozenset({"search"})) for at, ones in PUT_TOGETHER.items() for one in ones]
    known = [one for one in known if not one.at.startswith(CONFINED)]
    powers = {one: one.power() for one in [*known, *made]}
    assert {one: power for one, power in powers.items() if power > 2} == {}
    assert {one.at for one, power in powers.items() if power == 2} == set(BOUNDED)


SLOW = {
    "words that may follow one another": "đảng viên mới được kết nạp vào đảng và " * 1_500 + "x 12 đồng chí",
    "numbers and points": "1.234." * 12_000 + " đồng chí",
    "spaces": "có" + " " * 60_000 + "12 đồng chí",
    "openings": "(" * 40_000 + "12",
    "commas": "có, " * 20_000 + "12 đồng chí",
}


@pytest.mark.parametrize("text", SLOW.values(), ids=SLOW)
def test_a_text_made_to_be_slow_ends_in_one_sentence(text: str, tmp_path: Path) -> None:
    path = tmp_path / "bao-cao.txt"
    path.write_text(f"Báo cáo 6 tháng đầu năm 2023\n{text}")
    try:
        said = str(read_apart(path)["figures"])
    except Unreadable as refusal:
        said = str(refusal)
    assert said.endswith((".", "]"))


# -- whether the measure can be trusted -------------------------------------------------------------------------------

NEVER_ENDS = [
    r"(a+)+$", r"(a|a)*$", r"(.*)*x", r"(\w+\s?)*$", r"(a|b|ab)*c", r"(a*)*b", r"(x+x+)+y", r"([a-zA-Z]+)*\d!",
    r"^(([a-z])+.)+[A-Z]([a-z])+$", r"(?:a|aa)+$", r"(\d{1,20}\s?){1,20}x", r"(?=(a+)+b)c", r"(?i:(a+|A)+)$",
]  # fmt: skip


@pytest.mark.parametrize("pattern", NEVER_ENDS)
def test_an_expression_that_never_ends_is_known_as_one(pattern: str) -> None:
    assert Automaton(pattern, anywhere=False, to_the_end=False).power() == EXPONENTIAL


@pytest.mark.parametrize(
    ("pattern", "power"),
    [
        (r"abc", 1), (r"^\s+$", 1), (r"[a-z0-9]+", 1), (r'"[^"]*"', 1), (r"<[^<>]*>", 1), (r"(?:[ .]?\d){8}x", 1),
        (r"\d{1,3}(?:\.\d{3})+", 1), (r"(?<!\d)\d{5,}(?!\d)", 1), (r"\b(\w+) +(\1)\b", 1), (r"(?:a|b)*", 1),
        (r"\s+$", 2), (r"\d+%", 2), (r"<[^>]*>", 2), (r"(?:a|b)*c", 2), (r"^a*b*a*$", 2), (r"^a*a*a*$", 3), (r"a*a*a*$", 4),
        (r".*x.*y", 3), (r"\s*\n\s*x", 3), (r"(/[^\s?]*)\?", 2),
        (r"^số\s*[:.]?\s*(\d.*|[.…_\s]*-.*)$", 3),
    ],
)  # fmt: skip
def test_the_power_of_an_expression_is_what_counting_on_paper_says(pattern: str, power: int) -> None:
    assert Automaton(pattern, anywhere=True, to_the_end=False).power() == power


@pytest.mark.parametrize("pattern", [r"(a+)+$", r"(a|a)*$", r"(?:a|aa)+$"])
def test_what_is_said_to_never_end_does_not(pattern: str) -> None:
    asked = (
        f"import re, resource; resource.setrlimit(resource.RLIMIT_CPU, (2, 2)); re.match({pattern!r}, 'a' * 90 + '!')"
    )
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode in (-signal.SIGXCPU, -signal.SIGKILL)


@pytest.mark.parametrize("pattern", [r"(a?)*b", r"(?i:(a|A)+)$", r"(?:\W|\d)*mat"])
def test_what_only_looks_like_it_ends(pattern: str) -> None:
    assert Automaton(pattern, anywhere=False, to_the_end=False).power() == 1
    assert re.match(pattern, "a" * 5000 + "!") is None
