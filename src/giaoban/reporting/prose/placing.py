"""A sentence of a report: which line of the form entry of its numbers belongs to.

For every number three things decide: what it counts (the noun behind it), what is spoken of directly before or behind
it, and what was spoken of when it is one of a list. Where words lie between that the grammar does not know, the place is
given as not sure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from giaoban.reporting.prose import roles
from giaoban.reporting.prose.grammar import LINES, PERSONS, agrees, cues, with_nouns
from giaoban.reporting.prose.heads import PROVINCE
from giaoban.reporting.prose.labels import speaks_of_good_ones, told_by_its_label
from giaoban.reporting.prose.learning import class_line, learner_line
from giaoban.reporting.prose.numerals import Number, house, mask, money, numbers
from giaoban.reporting.prose.said import Rest, TextPlace, WrittenFigure
from giaoban.reporting.prose.shares import is_of_members_who_studied, is_rate_of_members, is_share_of_target, of_all
from giaoban.reporting.prose.speaking import Speech, Spoken
from giaoban.reporting.prose.standing import (
    BODIES,
    HAS,
    HOLDS,
    MOST,
    STRONG,
    THERE,
    are_there,
    come_with_their_bodies,
    is_aside_of_a_name,
    were_founded,
)
from giaoban.reporting.prose.studying import study_lines

_PLAN = re.compile(
    r"\b(?:phấn đấu|dự kiến|từ nay đến|sẽ (?:kết nạp|mở|tổ chức|tiến hành|kiểm tra)|trong 6 tháng cuối năm|6 tháng cuối năm(?:,)? (?:phấn đấu|mở|kết nạp)|"
    r"tiếp tục mở|còn phải|mục tiêu (?:đến|cuối)|chậm nhất|trước ngày)\b"
)
_VERBS = frozenset({
    "inspected", "supervised", "inspected_and_supervised", "disciplined", "consolidated", "another_matter", "recognised",
    "not_admitting", "made_official", "admitted", "form_of_discipline", "verified", "studied", "regular_meetings",
    "thematic_meetings", "moved_in", "moved_out", "good",
})  # fmt: skip
_ADDED = re.compile(r"\b(?:tổng(?: số| cộng)?|cộng)(?: là)?\s*$")
_REACHED = re.compile(r"[\s,()]*(?:(?:đồng chí|đảng viên|người)[\s,()]*)?(?:đạt|bằng)(?: tỷ lệ)?\s*")
_OF_WHICH = re.compile(r"\b(?:gồm|trong đó|cụ thể|chia ra|bao gồm)\b|\(")
_A_TEXT = re.compile(r"\b(?:nghị quyết|chỉ thị|kết luận|quy định)\b")
_BY_YEARS = re.compile(r"\b(?:19|20)\d\d\s*:\s*\d")
_IN_ITS_FORM = re.compile(r"[^(:;\d]*\b(?:khiển trách|cảnh cáo|cách chức|khai trừ|giải tán)\b")
_THIS = re.compile(r"\s*(?:con số|số|kết quả|chỉ tiêu|tỷ lệ)(?: liệu)? này\b")


@dataclass
class Context:
    """What the sentences before have left: who and which period is spoken of, the last figure, the open matter."""

    block: int = 0
    place: str = ""
    owner: str = ""
    is_plan: bool = False
    period: str = ""
    year: int = 0
    last: WrittenFigure | None = None
    topic: str = ""
    figures: list[WrittenFigure] = field(default_factory=list)
    rest: list[Rest] = field(default_factory=list)


class Sentence:
    """One sentence being read; what is found goes to the context."""

    def __init__(self, text: str, offset: int, context: Context) -> None:
        self.text, self.offset, self.context = text, offset, context
        self.masked = mask(text)
        self.lowered = house(self.masked)
        self.numbers = with_nouns(self.lowered, numbers(self.masked))
        self.cues = cues(self.lowered)
        self.speech = Speech(self.lowered, self.numbers, self.cues)
        self.codes: list[str] = []
        self.starts: dict[str, int] = {}
        self.class_code = ""
        self.learning = False
        self.doubtful = self.partial = False
        self.by_years = len(_BY_YEARS.findall(text)) > 1

    def read(self) -> None:
        """Every number of the sentence is a figure, a rest, or nothing that is reported."""
        for amount, start in money(self.masked):
            self._rest(Number(0, amount, start, start + len(amount)), "money")
        if self.context.is_plan or _PLAN.search(self.lowered):
            return
        spoken = self.speech.spoken()
        studied = study_lines(self.lowered, self.numbers, self._talks_of_study())
        for index, entry in enumerate(spoken):
            self._place(index, entry, spoken, studied)
        topics = [cue.topic for cue in self.cues if cue.topic not in {"board", "another_matter"}]
        self.context.topic = topics[-1] if topics else self.context.topic

    def _talks_of_study(self) -> bool:
        return any(cue.topic == "studied" for cue in self.cues)

    # -- one number ---------------------------------------------------------------------------------------------------

    def _place(
        self, index: int, spoken: Spoken, all_spoken: list[Spoken], studied: dict[int, tuple[str, bool]]
    ) -> None:
        number = spoken.number
        self.doubtful = roles.is_doubtful(spoken.left, self.context.period)
        before = self.lowered[: number.start]
        role = roles.role_of(self.lowered, number, spoken.left, spoken.right, self.context.year)
        self.partial = (
            roles.is_partial(spoken.left, spoken.right, before if role == "value" else "")
            or come_with_their_bodies(index, spoken, self.numbers, self.cues)
            or (number.noun in {*STRONG, "member"} and were_founded(before))
        )
        previous = self.context.figures[-1].role if self.context.figures and self.codes else ""
        if (number.percent and role == "value" and _REACHED.fullmatch(spoken.left)) and (
            previous == "target" or is_share_of_target(number, self.context.last, self.context.figures)
        ):
            role = "percent_of_target"
        if index in studied and role in {"value", "other_period"}:
            code, sure = studied[index]
            self._figure(number, code, role, sure=sure)
        elif number.percent:
            self._percent(number, role, spoken, studied)
        elif role == "change":
            self._rest(number, "change")
        elif number.fraction:
            self._fraction(number, spoken, role, all_spoken[index + 1 : index + 2])
        elif role in {"target", "same_period", "cumulative"}:
            self._compared(number, role, spoken)
        else:
            self._value(index, spoken, all_spoken, role)

    def _percent(self, number: Number, role: str, spoken: Spoken, studied: dict[int, tuple[str, bool]]) -> None:
        last = self.context.last
        if role == "percent_of_target" and last is not None:
            self._figure(number, last.code, role, sure=last.sure and last.code in self.codes)
        elif (
            role == "value"
            and self._talks_of_study()
            and (number.noun == "none" or is_of_members_who_studied(number, spoken.right))
            and (self._is_study_rate(spoken) or (bool(studied) and "2.1" not in self.codes and "tỷ lệ" in spoken.left))
        ):
            self._figure(number, "2.1", role, sure=is_rate_of_members(self.lowered, number, spoken.left))
        else:
            if "2.1" in self.codes and self._talks_of_study() and _A_TEXT.search(spoken.left):
                self._doubt("2.1")  # each text has a share of its own, and none is that of all
            self._rest(number, "percent")

    def _is_study_rate(self, spoken: Spoken) -> bool:
        if "2.1" in self.codes:
            return False
        others = [cue for cue in self.cues if cue.topic not in {"studied", "board"} and cue.end <= spoken.number.start]
        return not others or bool({"2.1.a", "2.1.b"} & set(self.codes))

    def _fraction(self, number: Number, spoken: Spoken, role: str, below: list[Spoken]) -> None:
        if spoken.topic == "admitted" and spoken.close and re.search(r"chỉ tiêu|kế hoạch", self.lowered):
            self._figure(number, "4.4", "value" if number.fraction == 1 else "target", sure=True)
        elif number.fraction == 1 and spoken.topic == "admitted" and spoken.close:
            self._figure(number, "4.4", role, sure=False)
        elif number.fraction == 1 and role == "value" and (code := of_all(below)) and code not in self.codes:
            self._figure(number, code, role, sure=below[0].close)
        else:
            self._rest(number, "share")

    def _compared(self, number: Number, role: str, spoken: Spoken) -> None:
        last = self.context.last
        code, close = "", True
        if spoken.before or spoken.behind_close:
            code = LINES.get(spoken.topic, {}).get(number.noun if number.noun != "?" else "", "")
            close = True
        if not code and last is not None and number.noun != "?":
            code, close = last.code, last.sure and last.code in self.codes
        if code and agrees(code, number):
            self._figure(number, code, role, sure=close)
        else:
            self._rest(number, role)

    def _value(self, index: int, spoken: Spoken, all_spoken: list[Spoken], role: str) -> None:
        number = spoken.number
        if number.noun == "class" or spoken.topic in {"class_aware", "class_new", "classes"}:
            code = class_line(self.lowered, self.numbers, index, spoken.topic if spoken.before_close else "")
            if code and number.noun in {"class", "none"}:
                self.class_code, self.learning = code, True
                again = (
                    code == "2.2" and bool({"2.2.1", "2.2.2"} & set(self.codes)) and bool(_OF_WHICH.search(spoken.left))
                )
                return self._figure(number, code, role, sure=not again)
        if self._taught(index, spoken, role) or self._part(index, spoken):
            return None
        if code := told_by_its_label(self.lowered, spoken, self.context.figures if self.codes else []):
            return self._figure(number, code, role, sure=True)
        if number.noun == "?":
            return self._rest(number)
        last = self.context.last
        if (
            _THIS.match(self.lowered)
            and last is not None
            and not (spoken.before and spoken.before_close)
            and agrees(last.code, number)
        ):
            return self._figure(number, last.code, role, sure=True)
        code = LINES.get(spoken.topic, {}).get(number.noun, "")
        if (
            spoken.topic == "recognised"
            and number.noun in {"cell", "committee_base"}
            and speaks_of_good_ones(self.lowered, number)
        ):
            code = "3.2" if number.noun == "cell" else "3.3"
        if spoken.topic == "recognised" and number.noun in {"probationary", *PERSONS} and "chính thức" in spoken.right:
            code = "4.5"
        if code and code in self.starts and self._is_part_of(code, spoken):
            if number.value > max(figure.value for figure in self.context.figures if figure.code == code):
                self._doubt(code)  # no part is more than its whole: both are parts
            return self._rest(number, "part", of=code, kind="part")
        if code and (spoken.close or self._is_only_matter(spoken)):
            return self._figure(number, code, role, sure=not self._is_one_of_the_forms(code, spoken))
        if not (spoken.close and spoken.topic in _VERBS):
            if strong := self._strong(index, spoken):
                held = HOLDS.search(spoken.left) is not None or not PROVINCE.sub("", spoken.left).strip(" ,;và")
                return self._figure(number, strong, role, sure=held and are_there(index, all_spoken, self.speech))
            if self._is_roll(index, spoken):
                is_body = bool({"1.1", "1.1.1", "1.1.2", "1.2"} & set(self.codes)) or bool(HAS.search(spoken.left))
                return self._figure(number, "1.3", role, sure=is_body and not is_aside_of_a_name(self.text, number))
        if code and number.noun != "none":
            return self._figure(number, code, role, sure=False)
        return self._rest(number)

    def _is_part_of(self, code: str, spoken: Spoken) -> bool:
        """Whether the line has its number in this sentence already, and this one is told of it: "37 lượt, gồm 29 lượt …"."""
        if PROVINCE.search(spoken.left):  # another body's number of the same line: "trong đó Sơn La 92, Điện Biên 70"
            return False
        if _OF_WHICH.search(self.lowered[self.starts[code] : spoken.number.start]):
            return True
        return spoken.close and spoken.before is None and not spoken.behind_close

    def _is_one_of_the_forms(self, code: str, spoken: Spoken) -> bool:
        """Whether the disciplined are told form by form, so that nobody says how many there are: "khiển trách 5, cảnh cáo 3"."""
        forms = sum(cue.topic == "form_of_discipline" for cue in self.cues)
        behind = self.lowered[spoken.number.end :]
        in_its_form = _IN_ITS_FORM.match(behind)
        return code in {"5.2", "5.3"} and forms > 1 and in_its_form is not None and not _OF_WHICH.search(in_its_form[0])

    def _is_only_matter(self, spoken: Spoken) -> bool:
        """Whether meetings or inspections, counted as such, are the only thing that the sentence speaks of."""
        topics = {cue.topic for cue in self.cues if cue.end <= spoken.number.start and cue.topic not in {"board"}}
        return spoken.number.noun in {"session", "turn"} and topics == {spoken.topic}

    def _taught(self, index: int, spoken: Spoken, role: str) -> bool:
        number = spoken.number
        if not self.learning and spoken.topic == "learners" and spoken.close:
            self.learning, self.class_code = True, self.class_code or "2.2"
        if not self.learning or number.noun not in {*PERSONS, "none"}:
            return False
        if spoken.close and spoken.topic in _VERBS - {"studied", "not_admitting"} and spoken.before is not None:
            return False
        code = learner_line(self.lowered, number, spoken.left, self.class_code)
        if not code:
            return False
        if number.noun not in {"crowd", "new_member"} and "là" not in spoken.right[:4]:
            self.class_code = ""
        self._figure(number, code, role, sure=True)
        return True

    def _part(self, index: int, spoken: Spoken) -> bool:
        """Whether it is a part of the inspections or of the disciplined, by kind, by acting level or by form."""
        number, topic = spoken.number, spoken.topic
        form = spoken.topic == "form_of_discipline" or (
            number.noun == "?"
            and spoken.behind is not None
            and spoken.behind.topic == "form_of_discipline"
            and spoken.behind_close
        )
        forms = sum(cue.topic == "form_of_discipline" for cue in self.cues)
        first = forms == 1 and not {"5.2", "5.3"} & set(self.codes)
        if form and first and number.noun in {"member", "person", "organisation"} and "kỷ luật" in spoken.left:
            self._figure(number, LINES["disciplined"][number.noun], "value", sure=True)
            return True
        if form and (number.noun in {"?", "none", "person", "member"}):
            self._rest(number, "form of discipline", of="5.3", kind="form")
            return True
        counted = number.noun == "?" and spoken.behind is not None and not spoken.right[:1].strip()
        if (
            counted
            and spoken.behind
            and spoken.behind.topic in {"inspected", "supervised"}
            and spoken.behind_close
            and "5.1" in self.codes
        ):
            self._rest(number, spoken.behind.topic, of="5.1", kind=spoken.behind.topic)
            return True
        if number.noun == "session" and _ADDED.search(spoken.left) and self._only_inspects():
            self._figure(number, "5.1", "value", sure=True)
            return True
        inspecting = topic in {"inspected", "supervised", "inspected_and_supervised"} or (
            not topic and "5.1" in self.codes and number.noun in {"session", "none", "organisation", "member"}
        )
        if not inspecting:
            return False
        if number.noun in {"organisation", "organisation_base", "cell", "cell_base", "cell_under", "committee_base"}:
            self._rest(number, "organisations inspected", of="5.1", kind="organisations")
        elif number.noun in PERSONS:
            self._rest(number, "members inspected", of="5.1", kind="members")
        elif topic in {"inspected", "supervised"} and number.noun in {"session", "none", "turn"}:
            self._rest(number, topic, of="5.1", kind=topic)
        elif spoken.board and "5.1" in self.codes and number.noun in {"session", "none", "turn"}:
            self._doubt_what_one_board_did(number)
            self._rest(number, "by acting level", of="5.1", kind="board")
        else:
            return False
        return True

    def _doubt_what_one_board_did(self, number: Number) -> None:
        """Where another board's number follows that is no part of it, the one before is one board's too."""
        if not _OF_WHICH.search(self.lowered[self.starts.get("5.1", 0) : number.start]):
            self._doubt("5.1")

    def _only_inspects(self) -> bool:
        topics = {cue.topic for cue in self.cues} - {"board", "another_matter"}
        return bool(topics) and topics <= {"inspected", "supervised", "inspected_and_supervised"}

    def _strong(self, index: int, spoken: Spoken) -> str:
        number = spoken.number
        if spoken.behind_close and spoken.behind and spoken.behind.topic in _VERBS and number.noun != "good_cell":
            return ""
        code = STRONG.get(number.noun, "")
        written = self.lowered[number.end : number.noun_end]
        following = self.numbers[index + 1].noun if index + 1 < len(self.numbers) else ""
        if code == "1.1.1" and "cơ sở" not in written:
            return code if "1.1" in self.codes and following in {"cell_base", "cell"} else ""
        if number.noun == "cell":
            return (
                "1.1.2" if self.codes[-1:] == ["1.1.1"] and self.speech.goes_on(index) and "1.1" in self.codes else ""
            )
        return code

    def _is_roll(self, index: int, spoken: Spoken) -> bool:
        """Whether the members are all members of the body: nothing is done with them, they are just there."""
        if spoken.number.noun not in {"member"} or (spoken.behind_close and spoken.behind is not None):
            return False
        if spoken.before is not None and spoken.before.topic not in {
            "organisations",
            "cells_under",
            "roll",
            "cells_base",
            "committees_base",
        }:
            return False
        if MOST.search(self.lowered) or not THERE.match(spoken.right) or not HOLDS.search(spoken.left):
            return False
        return bool({"1.1", "1.1.1", "1.1.2", "1.2"} & set(self.codes)) or bool(
            BODIES.search(self.lowered[: spoken.number.start])
            and not any(cue.topic in _VERBS for cue in self.cues if cue.end <= spoken.number.start)
        )

    # -- what is kept -------------------------------------------------------------------------------------------------

    def _at(self, number: Number) -> TextPlace:
        return TextPlace(self.context.block, self.context.place, self.offset + number.start, self.offset + number.end)

    def _figure(self, number: Number, code: str, role: str, *, sure: bool) -> None:
        owner, period = self.context.owner, ""
        if role == "other_period":
            period = "?"
        doubted = self.doubtful or self.by_years
        figure = WrittenFigure(
            code,
            number.value,
            number.text,
            self._at(number),
            role,
            number.approximate,
            sure and not doubted and not self.partial,
            owner,
            period,
            doubted=doubted,
        )
        self.context.figures.append(figure)
        self.codes.append(code)
        if role == "value":
            self.starts.setdefault(code, number.end)
            self.context.last = figure

    def _doubt(self, code: str) -> None:
        """No value of the line in this sentence is sure."""
        self.context.figures[:] = [
            replace(figure, sure=False) if (figure.code, figure.role) == (code, "value") else figure
            for figure in self.context.figures
        ]

    def _rest(self, number: Number, what: str = "", *, of: str = "", kind: str = "") -> None:
        self.context.rest.append(Rest(number.value, number.text, self._at(number), what, of, kind, number.percent))
