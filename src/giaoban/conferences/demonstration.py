"""The conference of mid-2023 as the cluster held it, in invented persons, and one that a bloc of today prepares."""

from __future__ import annotations

from datetime import date, timedelta

from giaoban.conferences import archiving, delegations, follow_ups, letters, operations, points, publishing, rota, rules
from giaoban.conferences.demonstration_programme import (
    load_ballot_prepared,
    load_feedback,
    load_hands,
    load_minutes_read,
    load_notes,
    load_papers_asked,
    load_programme_held,
    load_programme_prepared,
    load_scores,
    load_scores_begun,
)
from giaoban.conferences.models import Conference, Delegate, Delegation
from giaoban.core.spans import add_months
from giaoban.ground.access.policy import Actor
from giaoban.ground.units.models import Unit
from giaoban.ground.units.queries import children_of, named, successors

HELD = date(2023, 7, 14)
OTHERS = (
    "Cụm Đồng bằng sông Hồng, đoàn thứ nhất", "Cụm Đồng bằng sông Hồng, đoàn thứ hai", "Cụm Đồng bằng sông Hồng, đoàn thứ ba",
    "Đảng bộ cơ sở của đơn vị chủ trì, đoàn thứ nhất", "Đảng bộ cơ sở của đơn vị chủ trì, đoàn thứ hai",
    "Đảng bộ cơ sở của đơn vị chủ trì, đoàn thứ ba",
)  # fmt: skip
"""Six further delegations, which the papers of the day do not divide into categories."""
PEOPLE = "Nguyễn Văn Mẫu, Bí thư Đảng ủy\nTrần Thị Mẫu, Phó Bí thư Đảng ủy\nLê Văn Thử, Chánh Văn phòng"
MEASURE = "Ban hành hướng dẫn thống nhất cách tính chỉ tiêu học tập nghị quyết giữa các đảng bộ trong cụm."
DECLINES = 5
"""Which delegation of the cluster has answered that it does not come."""
ARRIVALS = ("7 giờ 15, xe 16 chỗ", "chiều hôm trước, xe 7 chỗ", "7 giờ 30")
RAISED = (
    # kind, what was said, who said it, in charge (None: to be sent up), and whether it was answered
    ("proposal", MEASURE, "Cao Bằng", "Thái Nguyên", True),
    ("proposal", "Đề nghị cấp trên hướng dẫn tổ chức cơ sở đảng trong doanh nghiệp ngoài khu vực nhà nước.",
     "Bắc Giang", None, False),
    ("conclusion", "Mỗi đảng bộ chọn ba chi bộ để trao đổi kinh nghiệm nâng cao chất lượng sinh hoạt chi bộ.",
     "", "Lạng Sơn", True),
    ("conclusion", "Tổng hợp cách làm tốt của các chi bộ ít đảng viên thành tài liệu dùng chung trong cụm.", "", "Bắc Giang", False),
)  # fmt: skip
"""What was raised in mid-2023; the body that still owes the last of them ended in 2025."""
SAID_TOO = ("Cần thống nhất cách tính chỉ tiêu học tập nghị quyết giữa các đảng bộ.", "Bắc Kạn")
"""Another delegation said the same in other words."""


ARTICLES = """Điều 1. Cụm gồm các đảng bộ cấp trên trực tiếp cơ sở tự nguyện phối hợp, trao đổi kinh nghiệm công tác đảng (mẫu).
Điều 2. Mỗi nhiệm kỳ hai năm, cụm cử một cụm trưởng và một cụm phó; cụm trưởng chủ trì kết luận hội nghị (mẫu).
Điều 3. Mỗi năm họp giao ban hai lần; các đơn vị luân phiên chủ trì, đơn vị nhận cờ chọn chủ đề kỳ sau (mẫu).
Điều 4. Số liệu gửi về cụm là số liệu tổng hợp, không có thông tin cá nhân của đảng viên (mẫu)."""
"""Invented articles: the cluster's own rules have not been seen."""


def load_conferences(actor: Actor, *, today: date) -> None:
    """The cluster's conference of mid-2023 is concluded, and a bloc of today prepares its own; once they are, nothing changes."""
    if Conference.objects.exists():
        return
    (host,) = named("Quảng Ninh", on=HELD)
    conference = operations.claim(
        actor=actor, unit=host, half=HELD - timedelta(days=30), held_on=HELD, place="Hội trường của đơn vị chủ trì",
        theme="Nâng cao năng lực lãnh đạo của tổ chức cơ sở đảng và chất lượng đội ngũ đảng viên",
    )  # fmt: skip
    operations.agree(actor=actor, record=conference, decision="01-TB/CTĐ (mẫu), ngày 10/01/2023")
    delegations.invite_cluster(actor=actor, record=conference, quota=6)
    for name in OTHERS:
        delegations.invite(actor=actor, record=conference, name=name, category=Delegation.Category.NOT_DIVIDED, quota=5)
    for delegation in conference.delegations.order_by("pk"):
        delegations.answer(
            actor=actor, record=delegation, comes="yes", delegates=PEOPLE, meals=3, others=1, answered_by="Văn phòng"
        )
    for delegate in Delegate.objects.filter(delegation__conference=conference).exclude(rank=3):
        delegations.arrive(actor=actor, record=delegate)
    load_programme_held(actor, conference)
    load_notes(actor, conference)
    load_hands(actor, conference)
    load_scores(actor, conference)
    operations.hold(actor=actor, record=conference, on=HELD, chair="Bí thư Đảng ủy đơn vị chủ trì, Cụm trưởng",
        clerk="Chánh Văn phòng đơn vị chủ trì",
    )  # fmt: skip
    for kind, text, voiced_by, owner, answered in RAISED:
        voice = conference.delegations.get(body=named(voiced_by, on=HELD)[0]) if voiced_by else None
        point = points.raise_point(actor=actor, record=conference, kind=kind, text=text, delegation=voice)
        body = named(owner, on=HELD)[0] if owner else None
        points.assign(
            actor=actor,
            record=point,
            owner=body,
            addressee="" if body else "Cấp ủy cấp tỉnh",
            due_on=date(2023, 11, 30),
        )
        if answered:
            points.answer(actor=actor, record=point, answer="Đã thực hiện (mẫu).", answered_on=date(2023, 11, 15))
    voice = conference.delegations.get(body=named(SAID_TOO[1], on=HELD)[0])
    again = points.raise_point(actor=actor, record=conference, kind="proposal", text=SAID_TOO[0], delegation=voice)
    points.fold(actor=actor, record=again, into=conference.points.get(text=MEASURE))
    load_minutes_read(actor, conference)
    operations.conclude(actor=actor, record=conference, on=HELD)
    _others(actor)
    _rota(actor, conference.cluster)
    (next_host,) = named("Lạng Sơn", on=HELD)
    operations.hand_flag(actor=actor, record=conference, next_host=next_host, on=HELD)
    publishing.publish(
        actor=actor, record=conference, parts=[name for name, _label in publishing.PARTS],
        points=[str(point.pk) for point in publishing.public_points(conference)],
    )  # fmt: skip
    follow_ups.ask_follow_up(actor=actor, record=conference, until=today + timedelta(days=14))
    load_feedback(actor, conference)
    archiving.freeze(actor=actor, record=conference)
    _prepare(actor, host, today=today)


def _others(actor: Actor) -> None:
    """Half a year before, the cluster met elsewhere and has not concluded."""
    (before,) = named("Tuyên Quang", on=HELD)
    first = operations.claim(
        actor=actor, unit=before, half=date(2022, 7, 1), held_on=date(2022, 12, 28), place="Hội trường của đơn vị chủ trì"
    )  # fmt: skip
    operations.agree(actor=actor, record=first, decision="03-TB/CTĐ (mẫu), ngày 05/07/2022")
    operations.hold(actor=actor, record=first, on=date(2022, 12, 28), chair="Bí thư Đảng ủy đơn vị chủ trì")
    publishing.publish(actor=actor, record=first)


def _rota(actor: Actor, cluster: Unit | None) -> None:
    """Chair and deputy of the term in which mid-2023 lies, the rules that held then, who was to host next."""
    if cluster is None:
        return
    (chair,), (deputy,) = named("Quảng Ninh", on=HELD), named("Thái Nguyên", on=HELD)
    since = date(2023, 1, 1)
    rota.set_term(
        actor=actor,
        unit=cluster,
        chair=chair,
        deputy=deputy,
        from_on=since,
        decision="01-TB/CTĐ (mẫu), ngày 10/01/2023",
    )
    for day, articles in ((date(2022, 7, 1), ARTICLES.partition("\n")[0]), (since, ARTICLES)):
        rota.adopt_rules(
            actor=actor, unit=cluster, title="Quy chế hoạt động của cụm (mẫu)", articles=articles, from_on=day
        )
    for half, host in ((date(2023, 7, 1), "Lạng Sơn"), (date(2024, 1, 1), "Hà Giang")):
        rota.agree_turn(actor=actor, unit=cluster, half=half, host=named(host, on=HELD)[0])


def _prepare(actor: Actor, bloc: Unit, *, today: date) -> None:
    """The bloc, or the first that succeeded it, prepares the conference of this half-year; another asks for the next one."""
    heirs = successors(bloc, since=HELD, until=today) or {bloc.pk: []}
    unit = Unit.objects.get(pk=min(heirs))
    conference = operations.claim(
        actor=actor,
        unit=unit,
        half=rules.half_of(today),
        held_on=today + timedelta(days=40),
        minutes=180,
        place="Hội trường của đơn vị chủ trì",
        theme="Nâng cao chất lượng sinh hoạt chi bộ ở cơ quan",
    )
    if conference.cluster is not None:
        operations.agree(actor=actor, record=conference, decision="02-TB/CTĐ (mẫu)")
        coming = rules.half_of(add_months(today, 6))
        rota.set_term(actor=actor, unit=conference.cluster, chair=unit, from_on=add_months(rules.half_of(today), -6))
        rota.lay_out_turns(actor=actor, unit=conference.cluster, half=add_months(coming, 6), count=2)
        other = next(body for body in children_of(conference.cluster, on=today) if body.pk != unit.pk)
        operations.claim(actor=actor, unit=other, half=coming, held_on=add_months(coming, 6))
    for name in ("Đoàn đại biểu thứ nhất (mẫu)", "Đoàn đại biểu thứ hai (mẫu)"):
        delegations.invite(actor=actor, record=conference, name=name, category=Delegation.Category.GUEST, quota=4)
    first = conference.delegations.order_by("pk")[0]
    delegations.answer(
        actor=actor, record=first, comes="yes", delegates=PEOPLE, answered_by="Văn phòng, qua điện thoại"
    )
    if conference.cluster is not None:
        _cluster_prepares(actor, conference)
    points.raise_point(
        actor=actor, record=conference, kind="proposal", text="Thống nhất biểu mẫu báo cáo quý của các tổ chức cơ sở đảng (mẫu).",
        delegation=first,
    )  # fmt: skip
    load_programme_prepared(actor, conference)
    load_ballot_prepared(actor, conference)
    load_papers_asked(actor, conference, due_on=today + timedelta(days=25))
    if conference.cluster is not None:
        letters.call_for_figures(
            actor=actor, record=conference, due_on=today + timedelta(days=25), cut_off=today + timedelta(days=20)
        )
    letters.call_for_papers(actor=actor, record=conference)
    if conference.cluster is not None:
        load_scores_begun(actor, conference)
    publishing.publish(actor=actor, record=conference, parts=["programme"])


def _cluster_prepares(actor: Actor, conference: Conference) -> None:
    """The whole cluster is invited: most have named who comes, one does not come, some are still to answer."""
    delegations.invite_cluster(actor=actor, record=conference, quota=5)
    of_cluster = list(conference.delegations.filter(category=Delegation.Category.CLUSTER).order_by("pk"))
    for number, delegation in enumerate(of_cluster[: len(of_cluster) * 3 // 4]):
        comes = "no" if number == DECLINES else "yes"
        delegations.answer(
            actor=actor, record=delegation, comes=comes, delegates="" if comes == "no" else PEOPLE,
            arrives="" if comes == "no" else ARRIVALS[number % len(ARRIVALS)], meals=0 if comes == "no" else 3, rooms=0 if comes == "no" else number % 3, others=int(comes == "yes"),
            answered_by="Văn phòng, qua điện thoại" if number % 2 else "Chánh Văn phòng",
        )  # fmt: skip
