"""Which line of the form a row means: by its words first, by its code where the words allow it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from functools import cached_property, lru_cache
from math import log

from giaoban.core.text import fold
from giaoban.reporting.counted import kind_of_unit
from giaoban.reporting.forms import Form
from giaoban.reporting.intake.pages import Page
from giaoban.reporting.intake.returned import Oddity

CLEARER = 0.15
"""By so much the words must fit another line better before they overrule the code."""
ENOUGH = 0.34
"""The least that words must share with a line for its code to be believed."""


@lru_cache(maxsize=65536)
def label_key(label: str) -> str:
    """The loose form of a label: no marks, no "trong đó", no bullet."""
    key = re.sub(r"[^a-z0-9 ]+", " ", fold(label))
    return " ".join(re.sub(r"^\s*(trong do|gom|bao gom)\b", "", key).split())


def code_of(text: str) -> str:
    """The code as the form writes it: "4.4." and "4,4" are 4.4."""
    return text.strip(" .)").lower().replace(" ", "").replace(",", ".")


@dataclass(frozen=True)
class Meant:
    """The line that a row means; ``typed`` is the code that stands there when it is another line's."""

    code: str
    typed: str = ""


class LineNames:
    """The names and codes of one form's lines."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.codes = {line.code for line in form.lines}
        self.labels = {label_key(name): line.code for line in form.lines for name in (line.label, *line.aliases)}

    @cached_property
    def _weights(self) -> dict[str, float]:
        """How much a word tells: what stands in every second line tells little."""
        lines: Counter[str] = Counter()
        for code in self.codes:
            lines.update({word for name, of in self.labels.items() if of == code for word in name.split()})
        return {word: log(1 + len(self.codes) / count) for word, count in lines.items()}

    def meant(self, code: str, label: str) -> Meant | None:
        """The line of a row with that code and label; None where they name none, or each another without a clear winner."""
        key = label_key(label)
        code = code if code in self.codes else ""
        if not key:
            return Meant(code) if code else None
        if key in self.labels:
            return self._with(self.labels[key], code)
        near = get_close_matches(key, self.labels, n=2, cutoff=0.9)
        if near and self._alone(near):
            return self._with(self.labels[near[0]], code)
        if not code:
            return None
        ranks = self._ranks(key)
        best = max(ranks, key=lambda line: ranks[line])
        if best != code and ranks[best] >= max(0.5, ranks[code] + CLEARER):
            return self._with(best, code)
        close = any(
            SequenceMatcher(None, key, name).ratio() >= 0.6 for name, line in self.labels.items() if line == code
        )
        return Meant(code) if close or ranks[code] >= ENOUGH else None

    @staticmethod
    def _with(line: str, code: str) -> Meant:
        return Meant(line, code if code and code != line else "")

    def _alone(self, near: list[str]) -> bool:
        """Whether near spellings all name one line: "đi" and "đến" are near, and not the same."""
        return len({self.labels[name] for name in near}) == 1

    def _ranks(self, key: str) -> dict[str, float]:
        """How well the words fit each line: the weight of shared words in that of all, 0 to 1, by its best name."""
        words = set(key.split())
        ranks: dict[str, float] = dict.fromkeys(self.codes, 0.0)
        for name, line in self.labels.items():
            names = set(name.split())
            every = self._weight(words | names)
            ranks[line] = max(ranks[line], self._weight(words & names) / every if every else 0.0)
        return ranks

    def _weight(self, words: Iterable[str]) -> float:
        return sum(self._weights.get(word, 1.0) for word in words)


def units_that_differ(page: Page, form: Form, rows: Mapping[str, int], column: int) -> Iterator[Oddity]:
    """Lines beside which the file writes a unit that counts another kind: “đảng viên” beside the number of organisations."""
    for code, row in rows.items():
        written, line = page.texts[row][column], form.line(code)
        kind, wanted = kind_of_unit(written), kind_of_unit(line.unit_of_count)
        if kind and wanted and kind != wanted:
            yield Oddity(
                "unit_label",
                f"Ô {page.sheet.address(row, column)} ghi đơn vị tính “{written}”, nhưng chỉ tiêu {code} đếm “{line.unit_of_count}”; "
                "hãy xem lại số ở dòng này.",
                code,
            )
