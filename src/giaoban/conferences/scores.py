"""The acts of the score sheet: agreed with what the released figures suggest, claimed by each delegation, checked, put to the vote."""

from __future__ import annotations

from giaoban.conferences import ballot_rules, ballots, rules, score_rules
from giaoban.conferences.models import Conference, Delegation, Score, ScoreLine
from giaoban.conferences.score_rules import ScoredLine
from giaoban.core.refusal import Refused, refuse_if
from giaoban.core.text import fold, squeeze
from giaoban.ground.access.policy import Actor
from giaoban.ground.journal.clock import today
from giaoban.ground.writing import writing
from giaoban.reporting.releases import released_values

OPEN = (Conference.State.PREPARING, Conference.State.HELD)


def agree_scores(*, actor: Actor, record: Conference, lines: str) -> Conference:
    """Emulation is scored by these lines, each delegation of the cluster on each; what the released figures suggest is there."""
    wanted, unread = score_rules.lines_in(lines)
    with writing(actor, "conferences.agree_scores", unit=record.unit, on=today(), record=record):
        _must_be_open(record)
        begun = Score.objects.filter(line__conference=record).exclude(claimed=None, checked=None).exists()
        refuse_if(unread + (["Đã có đoàn tự chấm; bảng chấm điểm không đổi nội dung nữa."] if begun else []))
        Score.objects.filter(line__conference=record).delete()
        record.score_lines.all().delete()
        for order, line in enumerate(wanted, start=1):
            ScoreLine.objects.create(conference=record, unit=record.unit, order=order, **line._asdict())
        _fill(record)
        return record


def fill_scores(*, actor: Actor, record: Conference) -> Conference:
    """Every delegation of the cluster is on the sheet with what the figures that are released now suggest."""
    with writing(actor, "conferences.fill_scores", unit=record.unit, on=today(), record=record):
        _must_be_open(record)
        if not record.score_lines.exists():
            raise Refused("Hội nghị chưa có bảng chấm điểm.")
        if not _fill(record):
            raise Refused("Số liệu đã công bố và các đoàn không khác so với bảng chấm điểm.")
        return record


def claim(*, actor: Actor, record: Score, claimed: int) -> Score:
    """So many points the delegation gives itself; until it is checked it may say otherwise."""
    with writing(actor, "scores.claim", unit=record.unit, on=today(), record=record):
        _must_be_open(record.line.conference)
        if record.checked is not None:
            raise Refused(f"“{record}” đã thẩm định; không tự chấm lại được.")
        refuse_if(score_rules.why_not_points(claimed, most=record.line.points))
        record.claimed = claimed
        record.save(update_fields=["claimed"])
        return record


def check(*, actor: Actor, record: Score, checked: int, why: str = "") -> Score:
    """So many points were checked; where they are others than the delegation's own, it reads why."""
    with writing(actor, "scores.check", unit=record.unit, on=today(), record=record):
        _must_be_open(record.line.conference)
        reasons = score_rules.why_not_points(checked, most=record.line.points)
        if checked != record.claimed and not squeeze(why):
            own = "chưa tự chấm" if record.claimed is None else f"tự chấm {record.claimed} điểm"
            reasons.append(f"Đoàn {own}; thẩm định {checked} điểm thì phải ghi lý do, đoàn đọc được.")
        refuse_if(reasons)
        record.checked, record.why = checked, squeeze(why)
        record.save(update_fields=["checked", "why"])
        return record


def vote_on_scores(*, actor: Actor, record: Conference, secret: bool = False) -> Conference:
    """Which delegation leads the cluster's emulation can be put to the vote of the heads: the best of the sheet first."""
    with writing(actor, "conferences.vote_on_scores", unit=record.unit, on=today(), record=record):
        open_rows = Score.objects.filter(line__conference=record, checked=None).count()
        totals = totals_of(record)
        if not totals:
            raise Refused("Hội nghị chưa có bảng chấm điểm.")
        if open_rows:
            raise Refused(f"Còn {open_rows} điểm chưa thẩm định; biểu quyết sau khi thẩm định xong.")
        named = [name[:120] for _place, name, _points in score_rules.ranked(totals)]
        question = (
            f"Đơn vị dẫn đầu phong trào thi đua của cụm, {rules.half_in_words(record.half)} (theo bảng chấm điểm)"
        )
        options = "\n".join([*named[: ballot_rules.MOST_OPTIONS - 1], ballot_rules.ABSTAINS])
        return ballots.prepare_ballot(actor=actor, record=record, question=question, secret=secret, options=options)


def totals_of(conference: Conference) -> dict[str, int]:
    """The points of each delegation: checked, else claimed, else suggested."""
    totals: dict[str, int] = {}
    for score in scores_of(conference):
        totals[score.delegation.name] = totals.get(score.delegation.name, 0) + (standing(score) or 0)
    return totals


def scores_of(conference: Conference) -> list[Score]:
    """Every row of the sheet of delegations that were not withdrawn, by delegation and line."""
    rows = Score.objects.filter(line__conference=conference).exclude(delegation__state=Delegation.State.WITHDRAWN)
    return list(rows.select_related("line", "delegation").order_by("delegation__name", "line__order"))


def standing(score: Score) -> int | None:
    """The points that count now; None where nobody has said any."""
    return next((points for points in (score.checked, score.claimed, score.suggested) if points is not None), None)


def _fill(conference: Conference) -> int:
    """Inside an act: each delegation of the cluster has its rows, with what the figures suggest; how many are others now."""
    values, where = released_values()
    period = rules.period_of(conference.half)
    coming = conference.delegations.filter(category=Delegation.Category.CLUSTER)
    changed = 0
    for delegation in coming.exclude(state__in=[Delegation.State.WITHDRAWN, Delegation.State.DECLINED]):
        name = fold(delegation.name)
        for line in conference.score_lines.all():
            codes = [code for code in (line.code, line.base) if code and (period, name, code) in values]
            told = {code: values[period, name, code] for code in codes}
            score = Score.objects.filter(line=line, delegation=delegation).first() or Score(
                line=line, unit=conference.unit, delegation=delegation
            )
            evidence = [[code, f"{told[code]:f}", where[period, name, code]] for code in codes]
            points = score_rules.suggested(_line(line), told)
            if score.pk is None or (score.evidence, score.suggested) != (evidence, points):
                score.evidence, score.suggested = evidence, points
                score.save()
                changed += 1
    return changed


def _line(line: ScoreLine) -> ScoredLine:
    return ScoredLine(line.title, line.points, line.code, line.base, line.target)


def typed(conference: Conference) -> str:
    """The sheet as it is typed; the usual lines before there is one."""
    return score_rules.written(map(_line, conference.score_lines.all())) or score_rules.USUAL


def _must_be_open(conference: Conference) -> None:
    if conference.state not in OPEN:
        raise Refused(f"{conference} đang “{conference.get_state_display()}”; bảng chấm điểm không sửa nữa.")
