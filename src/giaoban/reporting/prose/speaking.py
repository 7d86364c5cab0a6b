"""What a sentence speaks of at each of its numbers: directly before it, directly behind it, or in the list that it goes on."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from giaoban.reporting.prose.grammar import PERSONS, Cue
from giaoban.reporting.prose.heads import PROVINCE
from giaoban.reporting.prose.numerals import Number

_FILL = re.compile(
    r"(?:[\s:,–(\-\"“”]|#|\b(?:được|mới|vào|đảng|cho|đối|với|là|có|đạt|tổng|số|cộng|trên|hơn|gần|dưới|khoảng|chừng|xấp|xỉ|ước|"
    r"thêm|lên|tới|đến|nay|từ|đầu|nhiệm|kỳ|thực|hiện|tiến|hành|trong|năm|tháng|quý|toàn|bộ|khối|các|cấp|ủy|ban|kiểm|tra|và|cơ|sở|"
    r"chi|viên|quần|chúng|ưu|tú|của|kết|quả|đã|cụm|tỉnh|cuộc|lượt|người|đồng|chí|tổ|chức|việc|hoàn|thành|ghi|nhận|thời|gian|"
    r"này|qua|nơi|khác|hình|thức|bằng|bị|gồm|cũng|thì|cả|kể|tính|hết|định|về|công|tác|mở|xong|ngay|tại|trực|thuộc|"
    r"i|ii|iii|iv)\b)+"
)
_RIGHT_FILL = re.compile(
    r"(?:[\s“\"]|#|\b(?:đã|được|đều|vừa|mới|đang|trong|kỳ|hoàn|thành|tham|gia|việc|là|vào|ưu|tú|có|đạt|chuẩn|danh|hiệu|tiêu|mô|hình|"
    r"đảng|ban|thường|vụ|khối|cấp|xét|bị|ủy|do|y|quyết|định)\b)*"
)
_LIST = re.compile(
    r"[\s]*(?:,|và|cùng|;|\(|/|,\s*và|gồm|trong đó|,\s*gồm|,\s*trong đó|:)?\s*(?:(?:có|trên|hơn|gần|dưới|khoảng|với|là)\s*)*"
)
_PASSIVE = re.compile(r"\s*(?:[“\"]|đã |được |bị |chuyển|đều |vừa |đang |tham gia )")


@dataclass
class Spoken:
    """A number with what decides on its line."""

    number: Number
    left: str
    right: str
    before: Cue | None = None
    before_close: bool = False
    behind: Cue | None = None
    behind_close: bool = False
    board: bool = False
    topic: str = ""
    close: bool = False


class Speech:
    """A sentence in the grammar's spelling, with its numbers and the phrases that it knows."""

    def __init__(self, lowered: str, numbers: list[Number], cues: list[Cue]) -> None:
        self.lowered, self.numbers, self.cues = lowered, numbers, cues

    def spoken(self) -> list[Spoken]:
        """Every number with what decides on its line."""
        spoken = [self._around(index) for index in range(len(self.numbers))]
        self._topics(spoken)
        return spoken

    def _around(self, index: int) -> Spoken:
        number = self.numbers[index]
        start = self.numbers[index - 1].noun_end if index else 0
        start = max(start, self.lowered.rfind(";", 0, number.start) + 1)
        end = self.numbers[index + 1].start if index + 1 < len(self.numbers) else len(self.lowered)
        stop = self.lowered.find(";", number.noun_end, end)
        end = stop if stop >= 0 else end
        spoken = Spoken(number, self.lowered[start : number.start], self.lowered[number.noun_end : end])
        left = [cue for cue in self.cues if cue.start >= start and cue.end <= number.start]
        right = [cue for cue in self.cues if cue.start >= number.noun_end and cue.start < end]
        spoken.board = any(cue.topic == "board" for cue in left)
        matters = [cue for cue in left if cue.topic != "board"]
        if matters:
            spoken.before = matters[-1]
            spoken.before_close = _is(_FILL, self.lowered[spoken.before.end : number.start])
        behind = [cue for cue in right if cue.topic != "board"]
        if behind:
            spoken.behind = behind[0]
            spoken.behind_close = _is(_RIGHT_FILL, self.lowered[number.noun_end : behind[0].start])
            for first, later in (("recognised", "good"), ("probation", "made_official")):
                if behind[0].topic == first and any(cue.topic == later for cue in behind):
                    spoken.behind = replace(behind[0], topic=later)
        return spoken

    def _topics(self, spoken: list[Spoken]) -> None:
        for index, entry in enumerate(spoken):
            before, behind = entry.before, entry.behind
            if before and index and spoken[index - 1].behind == before and spoken[index - 1].topic == before.topic:
                entry.before_close = entry.before_close and not entry.behind_close  # it was said of the number before
            if behind and entry.behind_close and not (before and entry.before_close and not self._is_compound(entry)):
                entry.topic, entry.close = behind.topic, True
            elif before:
                entry.topic, entry.close = before.topic, entry.before_close
            elif index and self.goes_on(index):
                entry.topic, entry.close = spoken[index - 1].topic, spoken[index - 1].close
            elif index and entry.number.noun == spoken[index - 1].number.noun:
                entry.topic = spoken[index - 1].topic
        for index in range(len(spoken) - 2, -1, -1):  # "72 đảng viên và 9 tổ chức đảng bị kỷ luật"
            entry, following = spoken[index], spoken[index + 1]
            gap = self.lowered[entry.number.noun_end : following.number.start]
            if not entry.topic and following.topic == "disciplined" and re.fullmatch(r"\s*(?:và|,|cùng)\s*", gap):
                entry.topic, entry.close = following.topic, following.close
        for index, entry in enumerate(spoken):
            if (
                entry.topic == "form_of_discipline"
                and entry.before
                and index
                and entry.number.noun in {*PERSONS, "organisation"}
            ):
                gap = self.lowered[entry.before.end : entry.number.start]
                if re.search(r"\b(?:và|,)\s*$", gap) and spoken[index - 1].topic == "disciplined":
                    entry.topic, entry.close = "disciplined", spoken[index - 1].close

    def _is_compound(self, spoken: Spoken) -> bool:
        """Whether noun and phrase are one ("cuộc kiểm tra") or the phrase is said of the noun ("đồng chí được …")."""
        if spoken.number.noun in {"none", "?"} or spoken.behind is None:
            return False
        touching = not self.lowered[spoken.number.noun_end : spoken.behind.start].strip()
        return bool(_PASSIVE.match(self.lowered, spoken.number.noun_end)) or (
            touching and spoken.number.noun in {"session", "turn", "class"}
        )

    def goes_on(self, index: int) -> bool:
        """Whether nothing but the words of a list parts the number from the one before it."""
        return bool(_LIST.fullmatch(PROVINCE.sub("", self.gap(index))))

    def gap(self, index: int) -> str:
        """What stands between the number and the one before it."""
        return self.lowered[self.numbers[index - 1].noun_end if index else 0 : self.numbers[index].start]


def _is(pattern: re.Pattern[str], gap: str) -> bool:
    return not gap.strip() or pattern.fullmatch(gap) is not None
