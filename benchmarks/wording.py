"""What the check of words gives: false alarms in clean texts, and how many planted faults it names.

.venv/bin/python benchmarks/wording.py           the Vietnamese of this repository: what candidates were drawn from, and the rest
.venv/bin/python benchmarks/wording.py FILE …    false alarms in these files of UTF-8 text, each named
"""

from __future__ import annotations

import ast
import hashlib
import random
import re
import sys
import time
import tomllib
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from giaoban.core.spelling import words as speller  # noqa: E402
from giaoban.core.spelling.syllables import possible  # noqa: E402
from giaoban.core.spelling.words import Misspelling, misspelt  # noqa: E402
from giaoban.core.text import normalise, respell  # noqa: E402

PLANTED, SEED = 300, 2023
MARKED = re.compile("[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệịỉĩọỏốồổỗộớờởỡợụủũứừửữựỳỵỷỹ]", re.IGNORECASE)
LETTERS = re.compile(r"[^\W\d_]+")
HOLES = re.compile(r"%\(\w+\)\w|%\w|<[^>]*>|\{\w*\}|`[^`]*`")
PAIR = re.compile(r"(?<!\w)(?=([^\W\d_]+ [^\W\d_]+)(?!\w))")
TEACHES = {"test_checking.py", "test_spelling.py", "test_article.py", "test_retelling.py", "test_publishing.py"}
"""Files with faults on purpose."""

HOOK_AND_TILDE = {"\u0309": "\u0303", "\u0303": "\u0309"}
SHAPES = ("", "\u0302", "\u0306")
ALIKE = (("l", "n"), ("ch", "tr"), ("s", "x"), ("d", "gi"), ("gi", "r"), ("r", "d"))


def drawn_from(path: Path) -> bool:
    """Whether candidates for the list were drawn from that file: by chance, a half of them; demonstration and reports never."""
    name = path.relative_to(ROOT).as_posix()
    return "demo/portal" not in name and "prose/tests" not in name and _digest(name) % 4 < 2


def _digest(name: str) -> int:
    return int(hashlib.sha256(name.encode()).hexdigest(), 16)


def texts() -> Iterator[tuple[Path, list[str]]]:
    """Every file of the repository with its lines of Vietnamese."""
    kept = [
        *(ROOT / "src").rglob("*"),
        *(ROOT / "tests").rglob("*"),
        *(ROOT / "docs/guide").glob("*.md"),
        ROOT / "README.vi.md",
    ]
    for path in sorted(kept):
        if path.name in TEACHES or "spelling" in path.parts or path.parts[-3:-1] == ("vi", "LC_MESSAGES"):
            continue
        lines = [HOLES.sub(" · ", line) for text in _texts_of(path) for line in text.split("\n")]
        if vietnamese := [line for line in lines if _is_vietnamese(line)]:
            yield path, vietnamese


def _texts_of(path: Path) -> list[str]:
    match path.suffix:
        case ".md":
            return [path.read_text()]
        case ".po":
            with path.open("rb") as file:
                return [text for entry in read_po(file, locale="vi") if entry.id for text in _forms(entry.string)]
        case ".toml" if path.name not in {"phrases.toml", "places.toml"}:
            return list(_strings(tomllib.loads(path.read_text())))
        case ".py" if "migrations" not in path.parts:
            nodes = ast.walk(ast.parse(path.read_text()))
            return [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return []


def _forms(string: Any) -> list[str]:
    return [string or ""] if isinstance(string, str | None) else [*string]


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _strings(part)


def _is_vietnamese(line: str) -> bool:
    spoken = LETTERS.findall(line)
    is_pattern = re.search(r"[|?\\][)|?]|\[\^|\(\?", line)
    return len(spoken) > 1 and not is_pattern and sum(1 for word in spoken if MARKED.search(word)) >= 0.3 * len(spoken)


def faults(word: str, *, beginnings: bool) -> list[str]:
    """The word with one fault that leaves two possible syllables and no word: a mark of tone or shape, or a beginning."""
    letters = unicodedata.normalize("NFD", word)
    made = []
    if beginnings:
        for old, new in [*ALIKE, *(pair[::-1] for pair in ALIKE)]:
            made += [word[: at.start()] + new + word[at.end() :] for at in re.finditer(rf"\b{old}(?=[^\Wh])", word)]
    else:
        for at, letter in enumerate(letters):
            if letter in HOOK_AND_TILDE:
                made.append(letters[:at] + HOOK_AND_TILDE[letter] + letters[at + 1 :])
            if letter == "a":
                shape = letters[at + 1 : at + 2] if letters[at + 1 : at + 2] in SHAPES else ""
                made += [
                    letters[: at + 1] + other + letters[at + 1 + len(shape) :] for other in SHAPES if other != shape
                ]
    spelled = dict.fromkeys(respell(normalise(text)) for text in made)
    return [text for text in spelled if text not in speller._KNOWN and set(text.split(" ")) <= possible()]


def planted(lines: list[str], *, beginnings: bool) -> tuple[int, int]:
    """How many faults were planted, one in a line each and of another word each, and how many were named with the right word."""
    chance = random.Random(SEED)
    places = [
        (line, match) for line in map(respell, lines) for match in PAIR.finditer(line) if match[1] in speller.WORDS
    ]
    chance.shuffle(places)
    seen: set[str] = set()
    named = 0
    for line, match in places:
        if len(seen) == PLANTED:
            break
        word = match[1]
        if word not in seen and (possible_faults := faults(word, beginnings=beginnings)):
            seen.add(word)
            fault = chance.choice(possible_faults)
            wrong = line[: match.start(1)] + fault + line[match.end(1) :]
            named += Misspelling(fault, word) in misspelt(wrong)
    return len(seen), named


def report(title: str, lines: list[str], *, tell: bool = False) -> None:
    """One row: words, false alarms, planted faults named, words a second."""
    began = time.process_time()
    alarms = [word for line in lines for word in misspelt(line)]
    took = time.process_time() - began
    count = sum(len(LETTERS.findall(line)) for line in lines)
    marks, beginnings = planted(lines, beginnings=False), planted(lines, beginnings=True)
    shares = [f"{named} of {total} ({named / total:.0%})" if total else "" for total, named in (marks, beginnings)]
    print(f"| {title} | {count:,} | {len(alarms)} | {' | '.join(shares)} | {count / took:,.0f} |")
    if tell:
        for word in alarms:
            print(f"  {word.written} -> {word.meant}")


if __name__ == "__main__":
    print("| texts | words | false alarms | marks planted and named | beginnings planted and named | words a second |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for given in sys.argv[1:]:
        report(given, Path(given).read_text("utf-8").split("\n"), tell=True)
    if not sys.argv[1:]:
        every = list(texts())
        report(
            "candidates were drawn from these",
            [line for path, lines in every if drawn_from(path) for line in lines],
            tell=True,
        )
        held_out = [(path, lines) for path, lines in every if not drawn_from(path)]
        report("**held out**", [line for _path, lines in held_out for line in lines], tell=True)
        for part in ("demo/portal", "prose/tests"):
            of_part = [line for path, lines in held_out if part in path.as_posix() for line in lines]
            report(f"of these: {part}", of_part)
