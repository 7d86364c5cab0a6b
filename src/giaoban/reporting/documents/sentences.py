"""The running text of a report: what a secretary would write about each figure, and nothing about figures not given.

Order of parts: the usual half-year report of a Party committee. The text states exact figures; rounded wording stands
only where it is the custom (the number of members in the opening), and the exact one in the appendix.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from giaoban.core.numbers import rounded_wording, write_number
from giaoban.core.spans import Period
from giaoban.reporting.documents.wording import (
    TO_CHECK,
    clean,
    following,
    paragraphs,
    review_word,
    short_title,
    written_day,
)
from giaoban.reporting.report import Finding, LineFigure, Paragraph, Report


@dataclass(frozen=True)
class Part:
    """A numbered part of a section, with its paragraphs; an empty title stands for text before the first part."""

    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """One of the report's main sections."""

    title: str
    parts: tuple[Part, ...]


FEW = 100
CODE = re.compile(r"\d+(?:\.\w+)+")

TOPICS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Lãnh đạo thực hiện nhiệm vụ chính trị", ("nhiệm vụ chính trị", "sản xuất", "kinh doanh", "ngân sách", "đầu tư")),
    (
        "Công tác chính trị, tư tưởng",
        ("học tập", "quán triệt", "tuyên truyền", "lý luận", "tư tưởng", "hồ chí minh", "dư luận"),
    ),
    (
        "Công tác tổ chức, cán bộ, đảng viên và bảo vệ chính trị nội bộ",
        ("chi bộ", "cấp ủy", "kết nạp", "đảng viên", "4 tốt", "cán bộ", "quy hoạch", "nội bộ", "tổ chức cơ sở đảng"),
    ),
    ("Công tác kiểm tra, giám sát và thi hành kỷ luật", ("kiểm tra", "giám sát", "kỷ luật", "khiếu nại", "tố cáo")),
    ("Công tác dân vận và đoàn thể", ("dân vận", "đoàn thể", "công đoàn", "mặt trận", "cựu chiến binh", "phụ nữ")),
    ("Công tác văn phòng, tài chính và chuyển đổi số", ("văn phòng", "tài chính", "đảng phí", "chuyển đổi số")),
)
"""The parts of the results in their order, and the words by which a paragraph that nobody filed is put under one."""


def unresolved(report: Report) -> tuple[Finding, ...]:
    """The errors and warnings that nobody has accepted with a reason: their figures are marked and listed for checking.

    Warnings count as well: the figure that once went out wrong looked merely unlikely.
    """
    return tuple(found for found in report.findings if found.severity != "note" and not found.accepted_reason)


def codes_of(finding: Finding) -> set[str]:
    """The codes of the lines in doubt: those the finding stands at, and any other with the very same value."""
    at = set(CODE.findall(finding.line)) or {finding.line}
    found = {finding.values[code] for code in at if code in finding.values}
    return at | {code for code, value in finding.values.items() if CODE.fullmatch(code) and value in found}


def doubted(report: Report) -> set[tuple[str, str]]:
    """The (line, unit) pairs that must be checked; a unit's fault puts the sum above it in doubt as well."""
    pairs = {(code, found.unit) for found in unresolved(report) for code in codes_of(found)}
    return pairs | {(code, report.unit) for code, _ in pairs}


def sections(report: Report) -> tuple[Section, ...]:
    """The report's sections with their text; what has neither figure nor paragraph is left out, the rest numbered."""
    period = Period.parse(report.period)
    voice = _Voice(report, period)
    next_title = following(period).title()
    shortcomings = _numbered(
        [("Hạn chế", _items(report, "Hạn chế")), ("Nguyên nhân", _items(report, "Nguyên nhân"))],
    )
    drafts = [
        ("KHÁI QUÁT TÌNH HÌNH", (Part("", tuple(_overview(voice))),)),
        (f"KẾT QUẢ CÔNG TÁC {period.title().upper()}", _results(voice)),
        ("HẠN CHẾ, NGUYÊN NHÂN", shortcomings),
        (f"NHIỆM VỤ, GIẢI PHÁP TRỌNG TÂM {next_title.upper()}", _list(report, "Nhiệm vụ")),
        ("KIẾN NGHỊ, ĐỀ XUẤT", _list(report, "Kiến nghị")),
    ]
    kept = [(title, tuple(part for part in parts if part.paragraphs)) for title, parts in drafts]
    kept = [(title, parts) for title, parts in kept if parts]
    return tuple(Section(f"{_roman(place)}. {title}", parts) for place, (title, parts) in enumerate(kept, start=1))


def summary(report: Report) -> str:
    """What stands beneath BÁO CÁO."""
    period = Period.parse(report.period)
    return f"{review_word(period)} công tác {period.title()}, nhiệm vụ, giải pháp trọng tâm {following(period).title()}"


def basis(report: Report) -> str:
    """The day up to which the figures were counted, and whether the rest was estimated; empty when the day is unknown."""
    if report.cut_off_on is None:
        return ""
    counted = f"Số liệu chốt đến {written_day(report.cut_off_on)}"
    return f"{counted}, ước thực hiện đến hết kỳ báo cáo" if report.estimated else counted


class _Voice:
    """The figures of one report, ready to be put into sentences."""

    def __init__(self, report: Report, period: Period) -> None:
        self.report = report
        self.period = period
        self.is_cluster = clean(report.unit).casefold().startswith("cụm")
        self.whole = clean(report.unit) if self.is_cluster else "toàn Đảng bộ"
        self.bodies = "các đảng bộ trong Cụm" if self.is_cluster else "các tổ chức đảng trực thuộc"
        self._lines = {line.code: line for line in report.lines}
        self._doubted = {code for code, unit in doubted(report) if unit == report.unit}

    def line(self, code: str) -> LineFigure | None:
        found = self._lines.get(code)
        return found if found is not None and found.value is not None else None

    def value(self, code: str) -> Decimal | None:
        line = self._lines.get(code)
        return None if line is None else line.value

    def mark(self, code: str) -> str:
        return TO_CHECK if code in self._doubted else ""

    def say(self, code: str, thing: str = "") -> str:
        """The figure with what it counts, marked when in doubt; nothing when it was not given."""
        line = self.line(code)
        if line is None:
            return ""
        return f"{write_number(line.value, line.unit_of_count)}{self.mark(code)} {thing}".strip()

    def compared(self, code: str) -> str:
        """How the figure stands to the same period of the year before and to the year's target.

        A sum that some units are missing from is not compared, nor with a share above 100 %: it would mislead.
        """
        line = self.line(code)
        if line is None or line.value is None or self._silent(code):
            return ""
        said = []
        before = f"cùng kỳ năm {self.period.start.year - 1}"
        if line.previous is not None and line.adds_as == "ratio":
            said += [f"{before} đạt {write_number(line.previous, '%')}"] * (line.previous <= 100)
        elif line.previous is not None:
            change = line.value - line.previous
            few = line.previous < FEW  # a percentage of few says more than is known
            share = "" if few else f" ({write_number(abs(change) / line.previous * 100, '%')})"
            verb = "tăng" if change > 0 else "giảm"
            counted = f"{write_number(abs(change))} {clean(line.unit_of_count)}"
            said.append(f"{verb} {counted}{share} so với {before}" if change else f"bằng {before}")
        if line.target and line.adds_as == "flow":
            said.append(f"đạt {write_number(line.value / line.target * 100, '%')} chỉ tiêu năm")
        return "".join(f", {clause}" for clause in said)

    def aside(self, code: str) -> str:
        """The same comparison in brackets, where several figures stand in one sentence."""
        said = re.sub(r" \([\d.,]+%\)", "", self.compared(code).removeprefix(", "))
        return f" ({said})" if said else ""

    def mute(self) -> list[str]:
        """The units that gave no value of any line."""
        return [unit for unit in self.report.units if not any(self._gave(line, unit) for line in self.report.lines)]

    def partly(self, *codes: str) -> str:
        """In brackets, which units gave no value of these lines, though they reported and others gave one."""
        mute = set(self.mute())
        silent = dict.fromkeys(unit for code in codes for unit in self._silent(code) if unit not in mute)
        return f" (chưa có số liệu của {_and(map(clean, silent))})" if silent else ""

    def _silent(self, code: str) -> list[str]:
        line = self.line(code)
        if line is None or not line.by_unit:
            return []
        return [unit for unit in self.report.units if not self._gave(line, unit)]

    @staticmethod
    def _gave(line: LineFigure, unit: str) -> bool:
        given = line.by_unit.get(unit)
        return given is not None and (given.amount is not None or given.state == "not_applicable")


def _overview(voice: _Voice) -> Iterable[str]:
    report = voice.report
    counted_on = f"Tính đến {written_day(report.cut_off_on or voice.period.last_day)}, "
    organisations = voice.say("1.1", "tổ chức cơ sở đảng")
    if organisations:
        organisations += _in_brackets(voice.say("1.1.1", "đảng bộ cơ sở"), voice.say("1.1.2", "chi bộ cơ sở"))
    cells = voice.say("1.2", "chi bộ trực thuộc đảng ủy cơ sở")
    members = voice.value("1.3")
    roll = "" if members is None else f"{rounded_wording(members)}{voice.mark('1.3')} đảng viên"
    held = _joined(", với ", _and(filter(None, (organisations, cells))), roll)
    if voice.is_cluster and report.units:
        opening = f"{voice.whole} gồm {len(report.units)} đảng bộ: {', '.join(map(clean, report.units))}"
        yield _sentence(counted_on + _joined("; có ", opening, held))
    elif held:
        yield _sentence(f"{counted_on}{voice.whole} có {held}")
    share = _share(voice.value("1.3.1"), voice.value("1.3"))
    probationary = voice.say("1.3.1", "đảng viên dự bị")
    among = [
        f"{probationary} (chiếm {share})" if probationary and share else probationary,
        voice.say("1.3.2", "đảng viên được miễn công tác và sinh hoạt đảng"),
    ]
    if any(among):
        yield _sentence(f"Trong tổng số đảng viên có {_and(filter(None, among))}")
    if voice.mute():
        yield _sentence(
            f"Chưa có báo cáo của {_and(map(clean, voice.mute()))}; số liệu dưới đây chưa gồm các đơn vị này"
        )
    if basis(report):
        yield _sentence(f"{basis(report)}; số liệu của từng đơn vị tại Phụ lục 1")


def _results(voice: _Voice) -> tuple[Part, ...]:
    written: dict[str, list[str]] = {title: [] for title in ("", *(title for title, _ in TOPICS))}
    for paragraph in voice.report.narrative:
        if paragraph.section not in {"Hạn chế", "Nguyên nhân", "Nhiệm vụ", "Kiến nghị"}:
            written[topic_of(paragraph)].extend(paragraphs(paragraph.text))
    figures = {
        TOPICS[1][0]: list(_ideology(voice)),
        TOPICS[2][0]: list(_organisation(voice)),
        TOPICS[3][0]: list(_inspection(voice)),
    }
    parts = [(title, figures.get(title, []) + [_sentence(text) for text in written[title]]) for title, _ in TOPICS]
    return (Part("", tuple(map(_sentence, written[""]))), *_numbered(parts))


def topic_of(paragraph: Paragraph) -> str:
    """The part of the results under which a paragraph stands: as filed, else by the first telling word, else none."""
    titles = {title.casefold(): title for title, _ in TOPICS}
    if paragraph.topic:
        return titles.get(clean(paragraph.topic).casefold(), "")
    text = clean(paragraph.text).casefold()
    places = [(text.find(word), title) for title, words in TOPICS for word in words if word in text]
    return min(places)[1] if places else ""


def _ideology(voice: _Voice) -> Iterable[str]:
    studied, due, rate = voice.say("2.1.a"), voice.say("2.1.b"), voice.say("2.1")
    reached = f", đạt {rate}{voice.compared('2.1')}" if rate else ""
    opening = (
        f"Trong {short_title(voice.period)}, {voice.bodies} đã tổ chức học tập, quán triệt các nghị quyết của Đảng"
    )
    if studied and due:
        yield _sentence(
            f"{opening}, với {studied}/{due} đảng viên thuộc diện tham gia{reached}{voice.partly('2.1.a', '2.1.b')}"
        )
    elif studied or rate:
        people = f", với {studied} đảng viên tham gia" if studied else ""
        yield _sentence(f"{opening}{people}{reached}{voice.partly('2.1.a', '2.1')}")
    if voice.value("2.2") == 0:
        yield f"Trong kỳ chưa mở lớp bồi dưỡng lý luận chính trị{voice.mark('2.2')}."
    elif voice.say("2.2") or voice.say("2.3"):
        opened = _joined(" cho ", voice.say("2.2", "lớp bồi dưỡng lý luận chính trị"), voice.say("2.3", "học viên"))
        kinds = [
            _class(voice, "2.2.1", "lớp bồi dưỡng nhận thức về Đảng", "2.3.1", "đối tượng kết nạp"),
            _class(voice, "2.2.2", "lớp dành cho đảng viên mới", "2.3.2", "đảng viên mới"),
        ]
        split = f"; trong đó: {_and(filter(None, kinds))}" if any(kinds) else ""
        yield _sentence(f"Đã mở {opened}{voice.compared('2.3')}{split}{voice.partly('2.2', '2.3')}")


def _class(voice: _Voice, classes: str, kind: str, learners: str, people: str) -> str:
    """Classes of one kind with their learners; learners alone where no class was opened (they studied elsewhere)."""
    if not voice.value(classes):
        return voice.say(learners, f"học viên là {people}") if voice.value(learners) else ""
    return _joined(" với ", voice.say(classes, kind), voice.say(learners, "học viên"))


def _organisation(voice: _Voice) -> Iterable[str]:
    if voice.say("3.1"):
        yield _sentence(
            f"Đã kiện toàn cấp ủy, ủy ban kiểm tra cơ sở {voice.say('3.1', 'lượt')}{voice.compared('3.1')}{voice.partly('3.1')}"
        )
    recognised = [voice.say("3.2", "“Chi bộ 4 tốt”"), voice.say("3.3", "“Đảng bộ 4 tốt”")]
    if any(recognised):
        yield _sentence(f"Đã công nhận {_and(filter(None, recognised))}{voice.partly('3.2', '3.3')}")
    if voice.say("4.1"):
        yield _sentence(
            "Công tác bảo vệ chính trị nội bộ: đã thẩm định, kết luận tiêu chuẩn chính trị đối với"
            f" {voice.say('4.1', 'người')}{voice.compared('4.1')}{voice.partly('4.1')}"
        )
    meetings = [
        voice.say("4.2", "cuộc sinh hoạt chi bộ định kỳ") + voice.aside("4.2"),
        voice.say("4.3", "cuộc sinh hoạt chuyên đề") + voice.aside("4.3"),
    ]
    if any(meetings):
        yield _sentence(f"Các chi bộ đã tổ chức {_and(filter(None, meetings))}{voice.partly('4.2', '4.3')}")
    admitted = voice.say("4.4", "đảng viên mới")
    if admitted:
        share = _share(voice.value("4.4"), voice.value("1.3"))
        of_all = f" (bằng {share} tổng số đảng viên)" if share else ""
        confirmed = voice.say("4.5", "đảng viên chính thức")
        then = f"; công nhận {confirmed}{voice.compared('4.5')}" if confirmed else ""
        yield _sentence(
            f"Công tác phát triển đảng viên: đã kết nạp {admitted}{of_all}{voice.compared('4.4')}{then}"
            f"{voice.partly('4.4', '4.5')}"
        )
    elif voice.say("4.5"):
        yield _sentence(f"Đã công nhận {voice.say('4.5', 'đảng viên chính thức')}{voice.partly('4.5')}")
    moved = [
        f"chuyển sinh hoạt đảng đi {voice.say('4.6', 'đảng viên')}" if voice.say("4.6") else "",
        f"tiếp nhận {voice.say('4.7', 'đảng viên')} chuyển đến" if voice.say("4.7") else "",
    ]
    if any(moved):
        yield _sentence(f"Đã làm thủ tục {_and(filter(None, moved))}{voice.partly('4.6', '4.7')}")


def _inspection(voice: _Voice) -> Iterable[str]:
    if voice.value("5.1") == 0:
        yield f"Trong kỳ chưa tiến hành cuộc kiểm tra, giám sát nào{voice.mark('5.1')}."
    elif voice.say("5.1"):
        yield _sentence(
            f"Trong kỳ đã tiến hành {voice.say('5.1', 'cuộc kiểm tra, giám sát')}"
            f"{voice.compared('5.1')}{voice.partly('5.1')}"
        )
    if voice.value("5.2") == 0 and voice.value("5.3") == 0:
        yield f"Không có tổ chức đảng, đảng viên bị thi hành kỷ luật{voice.mark('5.2') or voice.mark('5.3')}."
        return
    disciplined = [
        voice.say("5.2", "tổ chức đảng") + voice.aside("5.2") if voice.value("5.2") else "",
        voice.say("5.3", "đảng viên") + voice.aside("5.3") if voice.value("5.3") else "",
    ]
    if any(disciplined):
        none = "; không có tổ chức đảng bị thi hành kỷ luật" if voice.value("5.2") == 0 else ""
        none = none or ("; không có đảng viên bị thi hành kỷ luật" if voice.value("5.3") == 0 else "")
        yield _sentence(f"Đã thi hành kỷ luật {_and(filter(None, disciplined))}{none}{voice.partly('5.2', '5.3')}")


def _items(report: Report, section: str) -> list[str]:
    return [
        f"- {_sentence(line + (_charge(paragraph, report) if last else ''))}"
        for paragraph in report.narrative
        if paragraph.section == section
        for lines in [paragraphs(paragraph.text)]
        for line, last in ((line, place == len(lines) - 1) for place, line in enumerate(lines))
    ]


def _list(report: Report, section: str) -> tuple[Part, ...]:
    return (Part("", tuple(_items(report, section))),)


def _charge(paragraph: Paragraph, report: Report) -> str:
    """Who has to do it and by when, and for proposals who makes them, in brackets after the text."""
    said = []
    if paragraph.section == "Kiến nghị" and len(report.units) > 1 and paragraph.units:
        every = set(paragraph.units) >= set(report.units)
        said.append(f"cả {len(report.units)} đơn vị" if every else ", ".join(map(clean, paragraph.units)))
    if clean(paragraph.owner):
        said.append(f"chủ trì: {clean(paragraph.owner)}")
    if paragraph.due_on:
        said.append(f"hoàn thành trước {written_day(paragraph.due_on)}")
    return f" ({'; '.join(said)})" if said else ""


def _numbered(parts: Iterable[tuple[str, list[str]]]) -> tuple[Part, ...]:
    filled = [(title, texts) for title, texts in parts if texts]
    return tuple(Part(f"{place}. {title}", tuple(texts)) for place, (title, texts) in enumerate(filled, start=1))


def _sentence(text: str) -> str:
    """The text with a capital at its head, one full stop at its end, after any bracket, and round quotation marks."""
    before, opened, inside = text.rpartition(" (")
    bracket = opened and inside.endswith(")") and not set("()") & set(inside[:-1])
    whole = before.rstrip(".;, \n\t") + opened + inside if bracket else text
    whole = re.sub(r'"([^"]*)"', r"“\1”", whole)
    whole = whole.rstrip(" ;,")
    whole = whole[:1].upper() + whole[1:]
    return whole if whole.endswith((".", "!", "?", "…", ":")) else f"{whole}."


def _and(things: Iterable[str]) -> str:
    listed = list(things)
    return " và ".join([", ".join(listed[:-1]), listed[-1]]) if len(listed) > 1 else "".join(listed)


def _joined(between: str, *texts: str) -> str:
    return between.join(text for text in texts if text)


def _in_brackets(*texts: str) -> str:
    listed = ", ".join(text for text in texts if text)
    return f" ({listed})" if listed else ""


def _share(part: Decimal | None, whole: Decimal | None) -> str:
    return write_number(part / whole * 100, "%") if part and whole else ""


def _roman(place: int) -> str:
    return ("I", "II", "III", "IV", "V")[place - 1]
