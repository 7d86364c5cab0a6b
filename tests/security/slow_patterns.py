"""How the time of a regular expression grows with its input, worked out from the expression alone.

Python tries one way through an expression after the other, so it takes as long as there are ways to read a text that fits
nowhere. An expression becomes an automaton of its characters (Glushkov's), with how many ways lead from one to the next.
There are exponentially many ways where two different ones lead from a state back to itself over the same text; and a
power more for each loop that can take over, in the middle of a text, from a loop before it (Weber and Seidl, 1991).

What cannot be told from the characters alone is taken for the worse: a place (``^``, ``\\b``), a look ahead or behind and a
group read again count as fulfilled where that makes more ways, as not fulfilled where a way could end well.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

PARSER: Any = re._parser  # type: ignore[attr-defined]
COMPILER: Any = re._compiler  # type: ignore[attr-defined]
EXPONENTIAL = 99
MANY = 8
"""A repetition that may be so much longer than it must be counts as one without an end."""
SAMPLE = "aZeE09_ \t\n\r\u00a0.,;:!?-/\\'\"()[]{}<>=&%+*~|@#^$`\u00e9\u1ebf\u0110\u0663\u2013\u4e2d\x00\x01"
"""Characters of every kind that classes tell apart; those of the expression itself and their neighbours are added."""


@dataclass
class Part:
    """How a part of an expression begins and ends: ways to be empty, first and last characters with their ways.

    What is ``guarded`` holds only where a condition on the place holds too.
    """

    empty: int = 0
    guarded_empty: int = 0
    first: Counter[int] = field(default_factory=Counter)
    last: Counter[int] = field(default_factory=Counter)
    guarded_last: Counter[int] = field(default_factory=Counter)

    @property
    def ways_empty(self) -> int:
        return min(2, self.empty + self.guarded_empty)

    @property
    def any_last(self) -> Counter[int]:
        return self.last + self.guarded_last


def _times(ways: Counter[int], number: int) -> Counter[int]:
    return Counter({state: min(2, count * number) for state, count in ways.items() if number})


class Automaton:
    """The characters of an expression, which may follow which, and where it may end."""

    def __init__(self, pattern: str | bytes, flags: int = 0, *, anywhere: bool, to_the_end: bool) -> None:
        self.parsed = PARSER.parse(pattern, flags)
        self.in_bytes = isinstance(pattern, bytes)
        self.flags = self.parsed.state.flags
        self.groups: dict[int, Any] = {}
        self.inner: list[Any] = []
        self.alphabet = sorted({*SAMPLE, *self._named(self.parsed)})
        if self.in_bytes:
            self.alphabet = [one for one in self.alphabet if ord(one) < 256]
        self.taken: dict[str, frozenset[str]] = {}
        self.takes: list[frozenset[str]] = []
        self.follow: list[Counter[int]] = []
        whole = Part()
        for one in self._alternatives():
            part = self._part(one)
            whole = self._either(whole, part)
            if anywhere and not self._is_anchored(one):  # searched for: any text may stand before
                allowed = self._allowed_before(one, part)
                before, not_before = (self._state(some) for some in (allowed, frozenset(self.alphabet) - allowed))
                both = Counter({before: 1, not_before: 1})
                self._link(both, both)
                self._link(Counter({before: 1}), part.first)
        self.ends = set() if to_the_end else set(whole.last)

    # -- from the expression to its states ------------------------------------------------------------------------------

    def _named(self, parsed: Any) -> set[str]:
        """The characters that stand in the expression, the ends of its ranges and what lies beside them."""
        found: set[str] = set()

        def walk(one: Any) -> None:
            if isinstance(one, int) and not isinstance(one, type(PARSER.MAXREPEAT)) and 0 <= one < 0x110000:
                for code in (one - 1, one, one + 1):
                    if 0 <= code < 0x110000 and not 0xD800 <= code < 0xE000:
                        found.update((chr(code), chr(code).lower()[0], chr(code).upper()[0]))
            elif isinstance(one, list | tuple | PARSER.SubPattern):
                for each in one:
                    walk(each)

        walk(parsed)
        return found

    def _alternatives(self) -> list[Any]:
        """What stands between the outermost bars of the expression."""
        kind, of = self.parsed[0] if len(self.parsed) == 1 else ("", ())
        return list(of[1]) if str(kind) == "BRANCH" else [self.parsed]

    def _is_anchored(self, one: Any) -> bool:
        """Whether it can begin nowhere but at the beginning of the text."""
        kind, at = one[0] if len(one) else ("", "")
        begins = str(at) == "AT_BEGINNING_STRING" or (str(at) == "AT_BEGINNING" and not self.flags & re.MULTILINE)
        return str(kind) == "AT" and begins

    def _allowed_before(self, one: Any, part: Part) -> frozenset[str]:
        """What may stand before its beginning, as a first look behind or an edge of a word has it."""
        everything = frozenset(self.alphabet)
        kind, of = one[0] if len(one) else ("", "")
        if str(kind) in {"ASSERT", "ASSERT_NOT"} and of[0] == -1 and len(of[1]) == 1 and str(of[1][0][0]) != "AT":
            behind = self._taken(*of[1][0])
            return behind if str(kind) == "ASSERT" else everything - behind
        if str(of) == "AT_BOUNDARY" and not self.in_bytes:
            words = frozenset(each for each in everything if re.match(r"\w", each))
            if all(self.takes[each] <= words for each in part.first):
                return everything - words
        return everything

    def _state(self, takes: frozenset[str]) -> int:
        self.takes.append(takes)
        self.follow.append(Counter())
        return len(self.takes) - 1

    def _link(self, before: Counter[int], after: Counter[int]) -> None:
        for one, ways in before.items():
            for other, more in after.items():
                self.follow[one][other] = min(2, self.follow[one][other] + ways * more)

    def _part(self, items: Iterable[Any]) -> Part:
        return reduce(self._then, (self._item(*item) for item in items), Part(empty=1))

    def _then(self, a: Part, b: Part) -> Part:
        self._link(a.any_last, b.first)
        return Part(
            empty=min(2, a.empty * b.empty),
            guarded_empty=min(2, a.guarded_empty * b.ways_empty + a.empty * b.guarded_empty),
            first=a.first + _times(b.first, a.ways_empty),
            last=b.last + _times(a.last, b.empty),
            guarded_last=b.guarded_last + _times(a.any_last, b.guarded_empty) + _times(a.guarded_last, b.empty),
        )

    def _either(self, a: Part, b: Part) -> Part:
        return Part(
            min(2, a.empty + b.empty), min(2, a.guarded_empty + b.guarded_empty),
            a.first + b.first, a.last + b.last, a.guarded_last + b.guarded_last,
        )  # fmt: skip

    def _item(self, kind: Any, of: Any) -> Part:
        match str(kind):
            case "SUBPATTERN":
                group, more, less, inside = of
                before, self.flags = self.flags, (self.flags | more) & ~less
                part = self._part(inside)
                self.flags = before
                if group is not None:
                    self.groups[group] = inside
                return part
            case "ATOMIC_GROUP":
                return self._part(of)
            case "BRANCH":
                return reduce(self._either, (self._part(each) for each in of[1]))
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                return self._repeated(*of)
            case "GROUPREF":
                return self._part(self.groups[of])
            case "GROUPREF_EXISTS":
                return self._either(self._part(of[1]), self._part(of[2] or []))
            case "ASSERT" | "ASSERT_NOT":
                self.inner.append(of[1])
                return Part(guarded_empty=1)
            case "AT":
                return Part(guarded_empty=1)
            case _:
                at = self._state(self._taken(kind, of))
                return Part(first=Counter({at: 1}), last=Counter({at: 1}))

    def _repeated(self, least: int, most: Any, what: Any) -> Part:
        endless = most is PARSER.MAXREPEAT or most - least >= MANY
        part = Part(empty=1)
        for _copy in range(least):
            part = self._then(part, self._part(what))
        if endless:
            loop = self._part(what)
            self._link(loop.any_last, loop.first)
            loop.empty = 1
            return self._then(part, loop)
        rest = Part(empty=1)
        for _copy in range(most - least):
            rest = self._then(self._part(what), rest)
            rest.empty = min(2, rest.empty + 1)
        return self._then(part, rest)

    def _taken(self, kind: Any, of: Any) -> frozenset[str]:
        known = repr((kind, of, self.flags))
        if known not in self.taken:
            fits = COMPILER.compile(PARSER.SubPattern(self.parsed.state, [(kind, of)]), self.flags).fullmatch
            self.taken[known] = frozenset(
                each for each in self.alphabet if fits(each.encode("latin-1") if self.in_bytes else each)
            )
        return self.taken[known]

    # -- how its time grows -----------------------------------------------------------------------------------------------

    def power(self) -> int:
        """The power of the length that the time grows with; 1 is in step with the text, `EXPONENTIAL` beyond any power."""
        loops = self._loops()
        may_fail = {number for number, loop in enumerate(loops) if self._goes_on(loop - self.ends)}
        if any(self._is_exponential(loops[number]) for number in may_fail):
            return EXPONENTIAL
        inside = [self._power_of(each) for each in self.inner]
        home = {state: number for number, loop in enumerate(loops) for state in loop}
        takes_over = {
            (home[p], home[q])
            for p in home
            for q in self._after(p)
            if q in home and home[p] != home[q] and self._takes_over(p, q, home)
        }

        def longest(number: int) -> int:
            further = [1 + longest(b) for a, b in takes_over if a == number]
            return max([0 if number in may_fail else -EXPONENTIAL, *further])

        return max([1, *inside, *(1 + longest(number) for number in range(len(loops)))])

    def _power_of(self, inside: Any) -> int:
        """That of what is looked for ahead or behind, which is tried at one place at a time."""
        other = object.__new__(Automaton)
        other.__dict__.update(self.__dict__, takes=[], follow=[], inner=[])
        other.ends = set(other._part(inside).last)
        return other.power()

    def _after(self, state: int) -> set[int]:
        """Every state that can be reached from there."""
        found: set[int] = set()
        ahead = deque(self.follow[state])
        while ahead:
            one = ahead.popleft()
            if one not in found and self.takes[one]:
                found.add(one)
                ahead.extend(self.follow[one])
        return found

    def _loops(self) -> list[set[int]]:
        """The sets of states that lead to one another."""
        after = [self._after(state) for state in range(len(self.takes))]
        loops: list[set[int]] = []
        for state in range(len(self.takes)):
            if state in after[state] and not any(state in loop for loop in loops):
                loops.append({other for other in after[state] if state in after[other]})
        return loops

    def _goes_on(self, states: set[int]) -> bool:
        """Whether one can go round among these; where one cannot, a place where all may end well is never far behind."""
        left = set(states)
        while idle := {state for state in left if not left & set(self.follow[state])}:
            left -= idle
        return bool(left)

    def _steps(self, states: tuple[int, ...], within: tuple[set[int] | None, ...]) -> Iterable[tuple[int, ...]]:
        """Where all of them can go over one and the same character."""
        ways: list[tuple[tuple[int, ...], frozenset[str]]] = [((), frozenset(self.alphabet))]
        for state, room in zip(states, within, strict=True):
            ways = [
                ((*so_far, to), both)
                for so_far, takes in ways
                for to in self.follow[state]
                if (room is None or to in room) and (both := takes & self.takes[to])
            ]
        return [way for way, _takes in ways]

    def _is_exponential(self, loop: set[int]) -> bool:
        """Whether two ways lead from a state of the loop back to it over the same text."""
        if any(self.follow[p][q] > 1 for p in loop for q in loop & set(self.follow[p])):
            return True
        for state in loop:  # two set out from there together; can they part, and both be back there at once?
            begun = ((state, state), False)
            ahead, seen = deque([begun]), {begun}
            while ahead:
                pair, parted = ahead.popleft()
                for to in self._steps(pair, (loop, loop)):
                    now = (to, parted or to[0] != to[1])
                    if now == ((state, state), True):
                        return True
                    if now not in seen:
                        seen.add(now)
                        ahead.append(now)
        return False

    def _takes_over(self, p: int, q: int, home: dict[int, int]) -> bool:
        """Whether some text leads from ``p`` to itself, from ``p`` to ``q``, and from ``q`` to itself."""
        room = tuple({state for state, number in home.items() if number == home[one]} for one in (p, q))
        ahead, seen = deque([(p, p, q)]), {(p, p, q)}
        while ahead:
            for to in self._steps(ahead.popleft(), (room[0], None, room[1])):
                if to == (p, q, q):
                    return True
                if to not in seen:
                    seen.add(to)
                    ahead.append(to)
        return False
