"""A conference that sits today, made by its acts, for the day in the hall."""

from __future__ import annotations

from datetime import timedelta

from tests.world import FOUNDED, build, new_account


def sits_today() -> tuple[int, list[str]]:
    """A conference that sits today with the usual programme, one paper in its volume, two delegations; its key, their links."""
    from giaoban.areas.accounts.operations import grant
    from giaoban.conferences import delegations, items, links, operations, papers, volumes
    from giaoban.conferences.demonstration_programme import written_paper
    from giaoban.ground.access.operations import program
    from giaoban.ground.journal.clock import today

    world, actor = build(members=1), program("Kiểm thử")
    secretary = new_account("thu-ky-hoi-nghi", name="Thư ký hội nghị")
    grant(actor=actor, account=secretary, role="office", unit=world.units["Khối A"], from_on=FOUNDED)
    delegate = new_account("van-phong-b", name="Văn phòng Khối B")
    grant(actor=actor, account=delegate, role="office", unit=world.units["Khối B"], from_on=FOUNDED)
    conference = operations.claim(
        actor=actor,
        unit=world.units["Khối A"],
        half=today(),
        held_on=today() + timedelta(days=1),
        place="Hội trường tầng 2",
    )
    operations.agree(actor=actor, record=conference, decision="01-TB/CTĐ")
    delegations.invite_cluster(actor=actor, record=conference, quota=3)
    for delegation in conference.delegations.order_by("name"):
        people = f"Nguyễn Văn An, Bí thư Đảng ủy {delegation}\nTrần Thị Bình, Phó Bí thư Đảng ủy {delegation}"
        delegations.answer(actor=actor, record=delegation, comes="yes", delegates=people, answered_by="Văn phòng")
        delegations.arrive(actor=actor, record=delegation.delegates.get(head=True))
    items.draw_up(actor=actor, record=conference)
    items.release_programme(actor=actor, record=conference, note="bản thử")
    first, second = conference.delegations.order_by("name")
    papers.ask_papers(
        actor=actor,
        record=conference,
        delegations=[first.pk, second.pk],
        theme="Sinh hoạt chi bộ",
        minutes=7,
        due_on=today(),
    )
    paper, title = first.papers.get(), "Ba việc đã làm để chi bộ họp có chất lượng"
    papers.send(
        actor=actor, record=paper, file=written_paper(title), title=title, speaker="Nguyễn Văn An, Bí thư Đảng ủy"
    )
    papers.accept(actor=actor, record=paper, version=paper.version)
    papers.seat_papers(actor=actor, record=conference)
    volumes.release_volume(actor=actor, record=conference)
    operations.plan(
        actor=actor, record=conference, held_on=today(), theme="", place="Hội trường tầng 2", minutes=210,
        chair="Đồng chí chủ trì", reason="",
    )  # fmt: skip
    return conference.pk, [links.word(delegation) for delegation in (first, second)]
