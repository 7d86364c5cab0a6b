"""Which numbers of a document agree with what was sealed or released, which differ, and which are nobody's.

A document that the program made (DOCX, PDF, page) says of each figure which it is and what was printed; there nothing has to be guessed.
Of any other document the figures are read as a report in prose and held against the releases of their period.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from giaoban.core.numbers import read_number, write_number
from giaoban.core.workbook import Unreadable
from giaoban.reporting.comparing import Known, Traced, agrees, candidates, held
from giaoban.reporting.prose.command import read_apart
from giaoban.reporting.prose.identified import Identity

COLUMNS = {"p": "cùng kỳ năm trước", "t": "chỉ tiêu năm"} | {
    f"u{place}": f"cột thứ {place + 1}" for place in range(100)
}
"""What a column is called where the document says no more than its tag."""
USAGE = "Cách dùng: giaoban trace TỆP   (.docx, .doc, .odt, .pdf, .html, .xhtml, .txt)"


def traced(path: Path, fixed: Known) -> list[Traced]:
    """Every number of the document with its verdict; Unreadable with one sentence when it cannot be read."""
    read = read_apart(path)
    return own_held(read, fixed) if read["identities"] else held(read, fixed)


def own_held(read: Mapping[str, Any], *fixed: Known) -> list[Traced]:
    """The figures of a document of this program, each held against what was printed and, where it is known, what was fixed."""
    identified = [
        (Identity(**{name: text for name, text in identity.items() if name != "text"}), identity["text"])
        for identity in read["identities"]
    ]
    told = [
        _also(number, identity, read["unit"], fixed)
        for number, (identity, _text) in zip(own(identified), identified, strict=True)
    ]
    return told + _beside(told, held(read, *fixed))


def _beside(told: Iterable[Traced], numbers: Iterable[Traced]) -> list[Traced]:
    """The numbers of the text that none of these figures is: what was written in, or lost its identity.

    Figures of tables and text bear it in another order than they are read in, so that they are told apart by what stands there.
    """
    explained = Counter(number.text for number in told)
    beside = []
    for number in numbers:
        if explained[number.text]:
            explained[number.text] -= 1
        else:
            beside.append(number)
    return beside


def _also(number: Traced, identity: Identity, unit: str, fixed: Sequence[Known]) -> Traced:
    fitting = candidates(identity.period, identity.code, identity.organisation(unit), fixed)
    value = read_number(identity.printed, unit="%" if "%" in identity.printed else "").amount
    if not fitting or value is None:
        return number
    figure = {"value": value, "approximate": None, "text": identity.printed}
    agreeing = next((candidate for candidate in fitting if agrees(figure, candidate[1])), None)
    if agreeing is not None:
        return replace(number, key=agreeing[0])
    return replace(number, verdict="differs", sealed=write_number(fitting[0][1]), key=fitting[0][0])


def own(told: Iterable[tuple[Identity, str]]) -> list[Traced]:
    """The figures that bear their identity, each held against what was printed."""
    return [
        Traced(
            "agrees" if text == identity.printed else "differs",
            identity.code,
            identity.title or COLUMNS.get(identity.column, identity.column),
            text,
            identity.printed,
            f"số thứ {place}",
        )
        for place, (identity, text) in enumerate(told, start=1)
    ]


def main(words: list[str]) -> int:
    """Print each number with its verdict as JSON; 0 when none differs, 1 when one does, 2 when the file cannot be read."""
    if len(words) != 1 or words[0].startswith("-"):
        print(USAGE, file=sys.stderr)
        return 2
    from giaoban.reporting.releases import released_values

    path = Path(words[0])
    try:
        numbers = traced(path, released_values()[0])
    except OSError:
        print("Không mở được tệp.", file=sys.stderr)
        return 2
    except Unreadable as refusal:
        print(refusal, file=sys.stderr)
        return 2
    told = [{name: value for name, value in asdict(number).items() if name not in {"key", "at"}} for number in numbers]
    print(json.dumps(told, ensure_ascii=False, indent=1))
    return 1 if any(number.verdict == "differs" for number in numbers) else 0
