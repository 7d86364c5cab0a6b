"""The running text of a report: what a secretary would write about each figure, and nothing about figures not given.

Order of parts: the usual half-year report of a Party committee. The text states the exact figures of the appendix.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from giaoban.core.spans import Period
from giaoban.reporting.documents.phrases import in_a_row, in_brackets, joined, roman, sentence, share_of, shortened
from giaoban.reporting.documents.voice import Voice, basis
from giaoban.reporting.documents.wording import clean, following, paragraphs, review_word, short_title, written_day
from giaoban.reporting.report import Paragraph, Report


@dataclass(frozen=True)
class SectionPart:
    """A numbered part of a section, with its paragraphs; an empty title stands for text before the first part."""

    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class ReportSection:
    """One of the report's main sections."""

    title: str
    parts: tuple[SectionPart, ...]


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


def sections(report: Report) -> tuple[ReportSection, ...]:
    """The report's sections with their text; what has neither figure nor paragraph is left out, the rest numbered."""
    period = Period.parse(report.period)
    voice = Voice(report, period)
    next_title = following(period).title()
    shortcomings = _numbered(
        [("Hạn chế", _items(report, "Hạn chế")), ("Nguyên nhân", _items(report, "Nguyên nhân"))],
    )
    drafts = [
        ("KHÁI QUÁT TÌNH HÌNH", (SectionPart("", tuple(_overview(voice))),)),
        (f"KẾT QUẢ CÔNG TÁC {period.title().upper()}", _results(voice)),
        ("HẠN CHẾ, NGUYÊN NHÂN", shortcomings),
        (f"NHIỆM VỤ, GIẢI PHÁP TRỌNG TÂM {next_title.upper()}", _list(report, "Nhiệm vụ")),
        ("KIẾN NGHỊ, ĐỀ XUẤT", _list(report, "Kiến nghị")),
    ]
    kept = [(title, tuple(part for part in parts if part.paragraphs)) for title, parts in drafts]
    kept = [(title, parts) for title, parts in kept if parts]
    return tuple(ReportSection(f"{roman(place)}. {title}", parts) for place, (title, parts) in enumerate(kept, start=1))


def summary(report: Report) -> str:
    """What stands beneath BÁO CÁO."""
    period = Period.parse(report.period)
    return f"{review_word(period)} công tác {period.title()}, nhiệm vụ, giải pháp trọng tâm {following(period).title()}"


def _overview(voice: Voice) -> Iterable[str]:
    report = voice.report
    counted_on = f"Tính đến {written_day(report.cut_off_on or voice.period.last_day)}, "
    organisations = voice.say("1.1", "tổ chức cơ sở đảng")
    if organisations:
        organisations += in_brackets(voice.say("1.1.1", "đảng bộ cơ sở"), voice.say("1.1.2", "chi bộ cơ sở"))
    cells = voice.say("1.2", "chi bộ trực thuộc đảng ủy cơ sở")
    roll = voice.say("1.3", "đảng viên")
    held = joined(", với ", in_a_row(filter(None, (organisations, cells))), roll)
    if voice.is_cluster and report.units:
        opening = f"{voice.whole} gồm {len(report.units)} đảng bộ: {', '.join(map(clean, report.units))}"
        yield sentence(counted_on + joined("; có ", opening, held))
    elif held:
        yield sentence(f"{counted_on}{voice.whole} có {held}")
    share = share_of(voice.value("1.3.1"), voice.value("1.3"))
    probationary = voice.say("1.3.1", "đảng viên dự bị")
    among = [
        f"{probationary} (chiếm {share})" if probationary and share else probationary,
        voice.say("1.3.2", "đảng viên được miễn công tác và sinh hoạt đảng"),
    ]
    if any(among):
        yield sentence(f"Trong tổng số đảng viên có {in_a_row(filter(None, among))}")
    if voice.mute():
        yield sentence(
            f"Chưa có báo cáo của {in_a_row(map(clean, voice.mute()))}; số liệu dưới đây chưa gồm các đơn vị này"
        )
    if report.excused:
        yield sentence(
            f"Được miễn báo cáo kỳ này: {shortened(report.excused)}; số liệu dưới đây không gồm các đơn vị này"
        )
    if basis(report):
        yield sentence(f"{basis(report)}; số liệu của từng đơn vị tại Phụ lục 1")


def _results(voice: Voice) -> tuple[SectionPart, ...]:
    written: dict[str, list[str]] = {title: [] for title in ("", *(title for title, _ in TOPICS))}
    for paragraph in voice.report.narrative:
        if paragraph.section not in {"Hạn chế", "Nguyên nhân", "Nhiệm vụ", "Kiến nghị"}:
            written[topic_of(paragraph)].extend(paragraphs(paragraph.text))
    figures = {
        TOPICS[1][0]: list(_ideology(voice)),
        TOPICS[2][0]: list(_organisation(voice)),
        TOPICS[3][0]: list(_inspection(voice)),
    }
    parts = [(title, figures.get(title, []) + [sentence(text) for text in written[title]]) for title, _ in TOPICS]
    return (SectionPart("", tuple(map(sentence, written[""]))), *_numbered(parts))


def topic_of(paragraph: Paragraph) -> str:
    """The part of the results under which a paragraph stands: as filed, else by the first telling word, else none."""
    titles = {title.casefold(): title for title, _ in TOPICS}
    if paragraph.topic:
        return titles.get(clean(paragraph.topic).casefold(), "")
    text = clean(paragraph.text).casefold()
    places = [(text.find(word), title) for title, words in TOPICS for word in words if word in text]
    return min(places)[1] if places else ""


def _ideology(voice: Voice) -> Iterable[str]:
    studied, due, rate = voice.say("2.1.a"), voice.say("2.1.b"), voice.say("2.1")
    reached = f", đạt {rate}{voice.compared('2.1')}" if rate else ""
    opening = (
        f"Trong {short_title(voice.period)}, {voice.bodies} đã tổ chức học tập, quán triệt các nghị quyết của Đảng"
    )
    if studied and due:
        yield sentence(
            f"{opening}, với {studied}/{due} đảng viên thuộc diện tham gia{reached}{voice.partly('2.1.a', '2.1.b')}"
        )
    elif studied or rate:
        people = f", với {studied} đảng viên tham gia" if studied else ""
        yield sentence(f"{opening}{people}{reached}{voice.partly('2.1.a', '2.1')}")
    if voice.value("2.2") == 0:
        yield f"Trong kỳ chưa mở lớp bồi dưỡng lý luận chính trị{voice.mark('2.2')}."
    elif voice.say("2.2") or voice.say("2.3"):
        opened = joined(" cho ", voice.say("2.2", "lớp bồi dưỡng lý luận chính trị"), voice.say("2.3", "học viên"))
        kinds = [
            _class(voice, "2.2.1", "lớp bồi dưỡng nhận thức về Đảng", "2.3.1", "đối tượng kết nạp"),
            _class(voice, "2.2.2", "lớp dành cho đảng viên mới", "2.3.2", "đảng viên mới"),
        ]
        split = f"; trong đó: {in_a_row(filter(None, kinds))}" if any(kinds) else ""
        yield sentence(f"Đã mở {opened}{voice.compared('2.3')}{split}{voice.partly('2.2', '2.3')}")


def _class(voice: Voice, classes: str, kind: str, learners: str, people: str) -> str:
    """Classes of one kind with their learners; learners alone where no class was opened (they studied elsewhere)."""
    if not voice.value(classes):
        return voice.say(learners, f"học viên là {people}") if voice.value(learners) else ""
    return joined(" với ", voice.say(classes, kind), voice.say(learners, "học viên"))


def _organisation(voice: Voice) -> Iterable[str]:
    if voice.say("3.1"):
        yield sentence(
            f"Đã kiện toàn cấp ủy, ủy ban kiểm tra cơ sở {voice.say('3.1', 'lượt')}{voice.compared('3.1')}{voice.partly('3.1')}"
        )
    recognised = [voice.say("3.2", "“Chi bộ 4 tốt”"), voice.say("3.3", "“Đảng bộ 4 tốt”")]
    if any(recognised):
        yield sentence(f"Đã công nhận {in_a_row(filter(None, recognised))}{voice.partly('3.2', '3.3')}")
    if voice.say("4.1"):
        yield sentence(
            "Công tác bảo vệ chính trị nội bộ: đã thẩm định, kết luận tiêu chuẩn chính trị đối với"
            f" {voice.say('4.1', 'người')}{voice.compared('4.1')}{voice.partly('4.1')}"
        )
    meetings = [
        voice.say("4.2", "cuộc sinh hoạt chi bộ định kỳ") + voice.aside("4.2"),
        voice.say("4.3", "cuộc sinh hoạt chuyên đề") + voice.aside("4.3"),
    ]
    if any(meetings):
        yield sentence(f"Các chi bộ đã tổ chức {in_a_row(filter(None, meetings))}{voice.partly('4.2', '4.3')}")
    admitted = voice.say("4.4", "đảng viên mới")
    if admitted:
        share = share_of(voice.value("4.4"), voice.value("1.3"))
        of_all = f" (bằng {share} tổng số đảng viên)" if share else ""
        confirmed = voice.say("4.5", "đảng viên chính thức")
        then = f"; công nhận {confirmed}{voice.compared('4.5')}" if confirmed else ""
        yield sentence(
            f"Công tác phát triển đảng viên: đã kết nạp {admitted}{of_all}{voice.compared('4.4')}{then}"
            f"{voice.partly('4.4', '4.5')}"
        )
    elif voice.say("4.5"):
        yield sentence(f"Đã công nhận {voice.say('4.5', 'đảng viên chính thức')}{voice.partly('4.5')}")
    moved = [
        f"chuyển sinh hoạt đảng đi {voice.say('4.6', 'đảng viên')}" if voice.say("4.6") else "",
        f"tiếp nhận {voice.say('4.7', 'đảng viên')} chuyển đến" if voice.say("4.7") else "",
    ]
    if any(moved):
        yield sentence(f"Đã làm thủ tục {in_a_row(filter(None, moved))}{voice.partly('4.6', '4.7')}")


def _inspection(voice: Voice) -> Iterable[str]:
    if voice.value("5.1") == 0:
        yield f"Trong kỳ chưa tiến hành cuộc kiểm tra, giám sát nào{voice.mark('5.1')}."
    elif voice.say("5.1"):
        yield sentence(
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
        yield sentence(f"Đã thi hành kỷ luật {in_a_row(filter(None, disciplined))}{none}{voice.partly('5.2', '5.3')}")


def _items(report: Report, section: str) -> list[str]:
    return [
        f"- {sentence(line + (_charge(paragraph, report) if last else ''))}"
        for paragraph in report.narrative
        if paragraph.section == section
        for lines in [paragraphs(paragraph.text)]
        for line, last in ((line, place == len(lines) - 1) for place, line in enumerate(lines))
    ]


def _list(report: Report, section: str) -> tuple[SectionPart, ...]:
    return (SectionPart("", tuple(_items(report, section))),)


def _charge(paragraph: Paragraph, report: Report) -> str:
    """Who has to do it and by when, and for proposals who makes them, in brackets after the text."""
    charges = []
    if paragraph.section == "Kiến nghị" and len(report.units) > 1 and paragraph.units:
        every = set(paragraph.units) >= set(report.units)
        charges.append(f"cả {len(report.units)} đơn vị" if every else ", ".join(map(clean, paragraph.units)))
    if clean(paragraph.owner):
        charges.append(f"chủ trì: {clean(paragraph.owner)}")
    if paragraph.due_on:
        charges.append(f"hoàn thành trước {written_day(paragraph.due_on)}")
    return f" ({'; '.join(charges)})" if charges else ""


def _numbered(parts: Iterable[tuple[str, list[str]]]) -> tuple[SectionPart, ...]:
    filled = [(title, texts) for title, texts in parts if texts]
    return tuple(SectionPart(f"{place}. {title}", tuple(texts)) for place, (title, texts) in enumerate(filled, start=1))
