"""The programmes of the demonstration: of the conference of mid-2023 as it was given out, and of the one being prepared."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, time, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import get_default_timezone
from docx import Document

from giaoban.conferences import (
    ballots,
    feedback,
    feedback_rules,
    items,
    notes,
    papers,
    queries,
    reading,
    score_rules,
    scores,
    volumes,
)
from giaoban.conferences.models import Conference, FeedbackGiven, Hand
from giaoban.ground.access.policy import Actor
from giaoban.ground.units.queries import named
from giaoban.ground.writing import writing

PAPERS_2023 = (
    # whose, on what (invented), whether it was spoken; without a title it never came
    ("Hà Giang", "Nâng cao chất lượng sinh hoạt chi bộ ở nơi ít đảng viên", True),
    ("Cao Bằng", "Phát triển đảng viên trong doanh nghiệp", True),
    ("Thái Nguyên", "Đổi mới phương thức lãnh đạo đối với chi bộ trong doanh nghiệp", True),
    ("Bắc Giang", "Kiểm tra theo chuyên đề: ba điều rút ra", True),
    ("Bắc Kạn", "Học tập nghị quyết bằng hình thức trực tuyến", False),
    ("Tuyên Quang", "", True),
)  # fmt: skip
MINUTES_2023 = 7
HANDS_2023 = (
    ("Cao Bằng", "spoke", ""), ("Bắc Kạn", "spoke", ""), ("Lạng Sơn", "passed", "Hết thời gian thảo luận, gửi văn bản (mẫu)"),
)  # fmt: skip
TITLES = (
    "Chi bộ cơ quan họp chuyên đề: một việc, một kết luận (mẫu)", "Giữ nền nếp sinh hoạt ở cơ quan mới sáp nhập (mẫu)",
    "Đảng viên trẻ với chuyển đổi số ở cơ quan (mẫu)",
)  # fmt: skip
"""What the papers of the conference being prepared are called that have arrived."""
PARTS = (
    ("I. Tình hình", "Đảng bộ có địa bàn rộng, nhiều chi bộ ít đảng viên; việc tập hợp sinh hoạt gặp khó khăn (văn bản mẫu)."),
    ("II. Cách làm", "Chi ủy chuẩn bị nội dung trước, gửi đảng viên đọc; họp bàn một việc cụ thể, có kết luận và phân công (văn bản mẫu)."),
    ("III. Kiến nghị", "Đề nghị cụm thống nhất cách tính chỉ tiêu và trao đổi kinh nghiệm giữa các đảng bộ (văn bản mẫu)."),
)  # fmt: skip
"""What an invented paper says: headings and paragraphs."""


def load_programme_held(actor: Actor, conference: Conference) -> None:
    """The conference of mid-2023 has its programme of two releases, the second with what had changed."""
    items.draw_up(actor=actor, record=conference)
    load_papers_held(actor, conference)
    _named(actor, conference)
    items.release_programme(actor=actor, record=conference)
    talk = next(item for item in queries.items_of(conference) if item.kind == "discussion")
    items.change_item(
        actor=actor, record=talk, kind=talk.kind, title="Thảo luận về các ý kiến nêu trong tham luận", minutes=45,
    )  # fmt: skip
    items.release_programme(actor=actor, record=conference)


def load_papers_held(actor: Actor, conference: Conference) -> None:
    """The papers of mid-2023 were asked for, all but one arrived and was accepted; one is only printed."""
    day = conference.held_on
    for body, title, spoken in PAPERS_2023:
        delegation = conference.delegations.get(body=named(body, on=day)[0])
        papers.ask_papers(
            actor=actor, record=conference, delegations=[delegation.pk], due_on=day - timedelta(days=15),
            theme="Nâng cao năng lực lãnh đạo của tổ chức cơ sở đảng", minutes=MINUTES_2023,
        )  # fmt: skip
        paper = delegation.papers.get()
        if not title:
            continue
        papers.send(
            actor=actor, record=paper, file=written_paper(title), title=title, speaker="Nguyễn Văn Mẫu, Bí thư Đảng ủy",
            sent_by="Văn phòng",
        )  # fmt: skip
        papers.accept(actor=actor, record=paper, version=paper.version)
        if not spoken:
            papers.place(actor=actor, record=paper, order=paper.order, spoken=False, minutes=MINUTES_2023)
    papers.seat_papers(actor=actor, record=conference)
    volumes.release_volume(actor=actor, record=conference)


def written_paper(title: str) -> SimpleUploadedFile:
    """An invented paper as a Word file."""
    document, written = Document(), io.BytesIO()
    document.add_heading(title, 0)
    for heading, text in PARTS:
        document.add_heading(heading, 1)
        for _again in range(4):
            document.add_paragraph(text)
    document.save(written)
    return SimpleUploadedFile("tham-luan.docx", written.getvalue())


def load_programme_prepared(actor: Actor, conference: Conference) -> None:
    """The conference being prepared has a programme that was released once and changed since."""
    items.draw_up(actor=actor, record=conference)
    _named(actor, conference)
    items.release_programme(actor=actor, record=conference)
    items.add_item(
        actor=actor, record=conference, kind="paper", title="Sinh hoạt chi bộ theo chuyên đề ở cơ quan (mẫu)", minutes=8,
        speaker="Đoàn đại biểu thứ nhất (mẫu)", place=4,
    )  # fmt: skip


def load_ballot_prepared(actor: Actor, conference: Conference) -> None:
    """Two votes of the cluster wait for the day of the conference being prepared, one of them secret."""
    ballots.prepare_ballot(actor=actor, record=conference, question="Thông qua giao ước thi đua của cụm (mẫu)")
    ballots.prepare_ballot(
        actor=actor, record=conference, question="Đề nghị đơn vị dẫn đầu phong trào thi đua của cụm (mẫu)", secret=True,
        options="Đơn vị thứ nhất (mẫu)\nĐơn vị thứ hai (mẫu)\nKhông có ý kiến",
    )  # fmt: skip


def load_hands(actor: Actor, conference: Conference) -> None:
    """Three delegations had asked to speak in the discussion of mid-2023: two spoke, one was passed over."""
    talk = next(item for item in queries.items_of(conference) if item.kind == "discussion")
    with writing(actor, "programme.raise_hand", unit=conference.unit, on=conference.held_on):
        for minute, (body, state, reason) in enumerate(HANDS_2023):
            at = datetime.combine(conference.held_on, time(2, 40 + minute), tzinfo=UTC)
            Hand.objects.create(
                conference=conference, unit=conference.unit, item=talk, speaker="Nguyễn Văn Mẫu, Bí thư Đảng ủy",
                delegation=conference.delegations.get(body=named(body, on=conference.held_on)[0]), state=state, reason=reason,
                asked_at=at, ended_at=at + timedelta(minutes=5),
            )  # fmt: skip


def load_notes(actor: Actor, conference: Conference) -> None:
    """What was said at the conference of mid-2023 on each paper and in the discussion, in invented words."""
    texts = {
        "paper": "Nêu cách làm ở cơ sở, kết quả sáu tháng và khó khăn cần cụm cùng tháo gỡ (mẫu).",
        "discussion": "Thống nhất cần cách tính chung cho chỉ tiêu học tập nghị quyết (mẫu).",
    }  # fmt: skip
    for item in queries.items_of(conference):
        if item.kind in texts:
            notes.take_down(actor=actor, record=item, speaker=item.speaker or "Đoàn Bắc Kạn", text=texts[item.kind])


def load_minutes_read(actor: Actor, conference: Conference) -> None:
    """The minutes of mid-2023 were read back; a delegation wanted a word changed, it was, and they were adopted."""
    read_at = datetime.combine(conference.held_on, time(11, 25), tzinfo=get_default_timezone())
    reading.read_back(actor=actor, record=conference, at=read_at)
    note = conference.notes.order_by("pk").last()
    assert note is not None
    objection = reading.object_to_minutes(
        actor=actor, record=conference, text="Ghi rõ là thống nhất cách tính giữa các đảng bộ trong cụm (mẫu).",
        delegation=conference.delegations.filter(name__icontains="Bắc Kạn").first() or conference.delegations.first(),
    )  # fmt: skip
    notes.correct_note(
        actor=actor, record=note.item, note=note, speaker=note.speaker,
        text="Thống nhất cần cách tính chung giữa các đảng bộ trong cụm cho chỉ tiêu học tập nghị quyết (mẫu).",
    )  # fmt: skip
    reading.correct(actor=actor, record=objection, settled="Đã ghi thêm")
    other = reading.object_to_minutes(
        actor=actor, record=conference, text="Đề nghị ghi thứ tự các đoàn theo vần (mẫu).", voiced_by="Đoàn Hà Giang"
    )
    reading.keep(actor=actor, record=other, settled="Ghi theo thứ tự phát biểu")
    reading.adopt_minutes(
        actor=actor, record=conference, adopted_by=conference.chair, at=read_at + timedelta(minutes=10)
    )


def load_scores(actor: Actor, conference: Conference) -> None:
    """The delegations of mid-2023 scored themselves beside the released figures, and every point was checked."""
    scores.agree_scores(actor=actor, record=conference, lines=score_rules.USUAL)
    for number, score in enumerate(scores.scores_of(conference)):
        own = score.line.points - number % 4 if score.suggested is None else score.suggested
        scores.claim(actor=actor, record=score, claimed=own)
        less = number % 9 == 4 and score.suggested is None
        scores.check(
            actor=actor, record=score, checked=own - less, why="Báo cáo quý gửi chậm một lần (mẫu)" if less else ""
        )  # fmt: skip


def load_feedback(actor: Actor, conference: Conference) -> None:
    """The delegations of mid-2023 have said what they thought of it, in invented marks."""
    feedback.ask_feedback(
        actor=actor, record=conference, questions=feedback_rules.USUAL, until=conference.held_on + timedelta(days=14)
    )
    survey = conference.feedback
    came = [delegation for delegation in conference.delegations.order_by("pk") if feedback.came(delegation)]
    with writing(actor, "feedback.give", unit=conference.unit, on=conference.held_on):
        for delegation in came:
            FeedbackGiven.objects.create(feedback=survey, unit=conference.unit, delegation=delegation)
        for count in survey.counts.all():
            less = (0, count.question + 1, count.question % 2, 0)[count.mark]
            count.count = less if count.mark else len(came) - (count.question + 1) - count.question % 2
            count.save(update_fields=["count"])


def load_papers_asked(actor: Actor, conference: Conference, *, due_on: date) -> None:
    """Half of the delegations of the conference being prepared are asked for a paper: one is accepted, one went back, one
    waits to be read, of the others nothing has arrived yet."""
    coming = list(conference.delegations.exclude(state="declined").order_by("pk").values_list("pk", flat=True))
    papers.ask_papers(
        actor=actor, record=conference, delegations=coming[: max(2, len(coming) // 2)],
        theme="Nâng cao chất lượng sinh hoạt chi bộ ở cơ quan (mẫu)", minutes=8, due_on=due_on,
    )  # fmt: skip
    own = conference.papers.filter(delegation__body__isnull=False, delegation__state="comes").order_by("order", "pk")
    for paper, title in zip(own, TITLES, strict=False):
        papers.send(
            actor=actor, record=paper, file=written_paper(title), title=title, speaker="Nguyễn Văn Mẫu, Bí thư Đảng ủy",
            sent_by="Văn phòng",
        )  # fmt: skip
        if title == TITLES[0]:
            papers.accept(actor=actor, record=paper, version=paper.version)
            papers.open_to_all(actor=actor, record=paper)
        elif title == TITLES[1]:
            papers.send_back(
                actor=actor,
                record=paper,
                remark="Xin bổ sung kết quả cụ thể ở phần II và nói rõ kiến nghị (mẫu).",
                due_on=due_on,
            )


def load_scores_begun(actor: Actor, conference: Conference) -> None:
    """The cluster has agreed what is scored; two delegations have scored themselves, of the first one line is checked."""
    scores.agree_scores(actor=actor, record=conference, lines=score_rules.USUAL)
    rows = scores.scores_of(conference)
    names = list(dict.fromkeys(score.delegation.name for score in rows))[:2]
    own = [score for score in rows if score.delegation.name in names]
    for number, score in enumerate(own):
        scores.claim(actor=actor, record=score, claimed=score.line.points - number % 3)
    for score in own[:1]:
        scores.check(actor=actor, record=score, checked=score.line.points)


def _named(actor: Actor, conference: Conference) -> None:
    """Report, address and conclusion say who performs them."""
    speakers = {
        "report": "Thường trực đơn vị chủ trì", "address": "Đại diện cấp ủy cấp tỉnh",
        "conclusion": "Bí thư Đảng ủy đơn vị chủ trì, Cụm trưởng",
    }  # fmt: skip
    for item in queries.items_of(conference):
        if item.kind in speakers:
            items.change_item(
                actor=actor,
                record=item,
                kind=item.kind,
                title=item.title,
                minutes=item.minutes,
                speaker=speakers[item.kind],
            )
