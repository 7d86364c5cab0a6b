"""The acts of a conference's letters: the cluster is asked for figures, delegations for papers, whoever is late is reminded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction

from giaoban.conferences import lateness, letter_words, queries, reporting_part, rules
from giaoban.conferences.models import Conference, ConferenceLetter, Delegation
from giaoban.core.refusal import Refused
from giaoban.core.text import squeeze
from giaoban.ground.access import second_lock
from giaoban.ground.access.policy import Actor
from giaoban.ground.journal.clock import today
from giaoban.ground.units.queries import children_of
from giaoban.ground.writing import writing

Kind = ConferenceLetter.Kind


def call_for_figures(
    *, actor: Actor, record: Conference, due_on: date, cut_off: date, number: str = ""
) -> ConferenceLetter:
    """The bodies of the cluster are asked for their figures of the half-year, counted up to that day, by that day."""
    with writing(actor, "conferences.call_for_figures", unit=record.unit, on=today(), record=record):
        _must_be(record, Conference.State.CLAIMED, Conference.State.PREPARING)
        if due_on > record.held_on:
            raise Refused(f"Hạn gửi {due_on:%d/%m/%Y} sau ngày họp {record.held_on:%d/%m/%Y}.")
        if cut_off > due_on:
            raise Refused(f"Ngày chốt số liệu {cut_off:%d/%m/%Y} sau hạn gửi {due_on:%d/%m/%Y}.")
        bodies = children_of(record.cluster_id or record.unit_id, on=record.held_on)
        names = sorted(queries.named_on(bodies, on=record.held_on).values())
        if not names:
            raise Refused("Cụm chưa có đơn vị nào vào ngày họp; không có nơi để đề nghị số liệu.")
        half = rules.half_in_words(record.half)
        text = letter_words.for_figures(
            _meeting(record), half=half, form=_form_name(record), due_on=due_on, cut_off=cut_off
        )
        about = f"đề nghị gửi báo cáo, số liệu {half}"
        return _written(record, Kind.FIGURES, about, names, text, number=number, due_on=due_on)


def call_for_papers(*, actor: Actor, record: Conference, number: str = "") -> list[ConferenceLetter]:
    """Each delegation that was asked for a paper of which no letter speaks yet gets its letter: on what, how long, by when."""
    with writing(actor, "conferences.call_for_papers", unit=record.unit, on=today(), record=record):
        _must_be(record, Conference.State.CLAIMED, Conference.State.PREPARING)
        wanted = uncalled(record)
        if not wanted:
            raise Refused(
                "Không có đoàn nào còn thiếu công văn đề nghị tham luận; hãy chọn đoàn ở “Đề nghị tham luận” trước."
            )
        pace = queries.syllables_a_minute(record)
        made = []
        for delegation, papers in wanted:
            text = letter_words.for_papers(_meeting(record), papers, pace=pace)
            due_on = min(paper.due_on for paper in papers)
            made.append(
                _written(record, Kind.PAPERS, f"đề nghị tham luận tại {_lower(record)}", [delegation.name], text,
                         number=number, due_on=due_on, delegation=delegation)
            )  # fmt: skip
        return made


def remind_late(*, actor: Actor, record: Conference, number: str = "") -> list[ConferenceLetter]:
    """Whoever is late today with something gets a letter that names it all."""
    with writing(actor, "conferences.remind_late", unit=record.unit, on=today(), record=record):
        late = lateness.owing(record, on=today())
        if not late:
            raise Refused("Hôm nay không có đơn vị nào chậm; không cần công văn đôn đốc.")
        over = record.state in {Conference.State.HELD, Conference.State.CONCLUDED}
        about = "đôn đốc " + ("thực hiện kết luận của " if over else "việc chuẩn bị ") + _lower(record)
        return [
            _written(record, Kind.REMINDER, about, [row.name], letter_words.reminding(
                _meeting(record), row.late, on=today(), over=over
            ), number=number, delegation=row.delegation)
            for row in late
        ]  # fmt: skip


def told_before(*, actor: Actor, record: Conference) -> list[str]:
    """Who would be reminded of what."""
    return [f"{row.name}: {'; '.join(row.late)}." for row in lateness.owing(record, on=today())]


def uncalled(conference: Conference) -> list[tuple[Delegation, list[letter_words.AskedPaper]]]:
    """The delegations whose papers no letter has asked for since they were asked, with what they are asked for."""
    owed = conference.papers.filter(state="asked").exclude(delegation__state="withdrawn")
    by_delegation: dict[Delegation, list[letter_words.AskedPaper]] = {}
    for paper in owed.select_related("delegation").order_by("order", "pk"):
        wanted = letter_words.AskedPaper(paper.theme, paper.minutes, paper.due_on)
        by_delegation.setdefault(paper.delegation, []).append(wanted)
    told: dict[int | None, str] = {}
    for letter in conference.letters.filter(kind=Kind.PAPERS):
        told[letter.delegation_id] = told.get(letter.delegation_id, "") + "\n".join(letter.text)
    return [
        (delegation, papers)
        for delegation, papers in by_delegation.items()
        if any(paper.theme not in told.get(delegation.pk, "") for paper in papers)
    ]


def letters_to(delegation: Delegation) -> list[ConferenceLetter]:
    """What was written to the delegation: to it alone, or to all bodies of the cluster where it is one."""
    own = delegation.conference.letters.filter(delegation=delegation)
    to_all = delegation.conference.letters.filter(delegation=None, kind=Kind.FIGURES)
    letters = own | to_all if delegation.category == Delegation.Category.CLUSTER else own
    return list(letters.order_by("-signed_on", "-pk"))


def usual_due(conference: Conference) -> date:
    """The day by which figures are asked for: that of the campaign of the half-year, else so many days before the day."""
    with transaction.atomic(), second_lock.whole_tree():
        campaigns = reporting_part.campaigns_of(conference)
    if campaigns and campaigns[0].due_on <= conference.held_on:
        return campaigns[0].due_on
    return conference.held_on - timedelta(days=queries.days_of(conference.held_on).get("figures", 1))


def _form_name(conference: Conference) -> str:
    with transaction.atomic(), second_lock.whole_tree():
        campaigns = reporting_part.campaigns_of(conference)
    return campaigns[0].form_used.title if campaigns else ""


def _written(
    conference: Conference, kind: str, about: str, addressees: Sequence[str], text: Sequence[str], *, number: str,
    due_on: date | None = None, delegation: Delegation | None = None,
) -> ConferenceLetter:  # fmt: skip
    return ConferenceLetter.objects.create(
        conference=conference, unit=conference.unit, delegation=delegation, kind=kind, number=squeeze(number),
        signed_on=today(), due_on=due_on, about=about[:300], addressees=list(addressees), text=list(text),
    )  # fmt: skip


def _meeting(conference: Conference) -> letter_words.WrittenOf:
    return letter_words.WrittenOf(_lower(conference), conference.held_on, conference.place, conference.theme)


def _lower(conference: Conference) -> str:
    said = str(conference)
    return said[0].lower() + said[1:]


def _must_be(record: Conference, *states: str) -> None:
    if record.state not in states:
        raise Refused(f"{record} đang “{record.get_state_display()}”; không gửi công văn này nữa.")
