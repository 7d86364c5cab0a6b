"""A conference is made public, as far as its host lets it be, and taken back; what is public follows what becomes of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from giaoban.conferences import queries, rules, volumes
from giaoban.conferences.models import Conference, ConferencePaper, ConferencePoint, ConferencePublication, Delegation
from giaoban.core.refusal import Refused, refuse_if
from giaoban.core.text import slug, squeeze
from giaoban.ground.access.policy import Actor
from giaoban.ground.journal.clock import today
from giaoban.ground.units.queries import names_of
from giaoban.ground.writing import writing

PARTS = (
    ("programme", _("The released programme")),
    ("delegations", _("Which delegations came")),
    ("papers", _("The papers that delegations may read, and who spoke")),
    ("flag", _("To whom the flag was handed")),
)
"""What of a conference the host may let the public read, beside host, day, place and theme; points are chosen singly."""
ONCE_HELD = ("delegations", "papers", "flag")
LONGEST_SLUG = 100


def publish(*, actor: Actor, record: Conference, parts: Sequence[str] = (), points: Sequence[str] = ()) -> Conference:
    """Anybody reads on the portal where and when the conference is held, and those parts and points of it, and no more."""
    with writing(actor, "conferences.publish", unit=record.unit, on=today(), record=record):
        keys = sorted(map(int, points))
        concluded = set(public_points(record).values_list("pk", flat=True))
        refuse_if(
            why_not_publish(state=record.state, parts=parts, points=len(keys), strangers=len(set(keys) - concluded))
        )
        chosen = {"parts": [name for name, _label in PARTS if name in parts], "points": keys}
        standing = ConferencePublication.objects.filter(conference=record).first()
        row = standing or ConferencePublication(
            conference=record, unit=record.unit, slug=_free_slug(record), published_on=today(), chosen={}
        )
        if row.withdrawn_on is None and row.chosen == chosen and not has_changed(row):
            raise Refused("Trên cổng đã đúng như vậy rồi.")
        row.withdrawn_on = None
        _write(row, record, chosen)
        return record


def withdraw_publication(*, actor: Actor, record: Conference, reason: str) -> Conference:
    """Nobody reads of the conference on the portal any more, for that reason; articles about it are their editors' matter."""
    with writing(
        actor, "conferences.withdraw_publication", unit=record.unit, on=today(), record=record, reason=squeeze(reason)
    ):
        if not squeeze(reason):
            raise Refused("Rút hội nghị khỏi cổng phải ghi lý do.")
        row = publication_of(record)
        if row is None:
            raise Refused("Hội nghị này không có trên cổng.")
        row.withdrawn_on = today()
        row.save(update_fields=["withdrawn_on"])
        return record


def followed(conference: Conference) -> None:
    """Inside an act that changed the conference: what is public of it says so too; of one that is off nothing is public."""
    row = publication_of(conference)
    if row is None:
        return
    if conference.state == Conference.State.CANCELLED:
        row.withdrawn_on = today()
        row.save(update_fields=["withdrawn_on"])
        return
    _write(row, conference, row.chosen)


def why_not_publish(*, state: str, parts: Collection[str], points: int, strangers: int) -> list[str]:
    """Every reason why that is not made public now; ``strangers`` are points that are none of the conference's conclusions."""
    reasons = []
    if state not in {"preparing", "held", "concluded"}:
        reasons.append("Chỉ công bố hội nghị đã được thống nhất, đang chuẩn bị hoặc đã họp.")
    if state == "preparing" and (early := [label for name, label in PARTS if name in parts and name in ONCE_HELD]):
        reasons.append(f"Hội nghị chưa họp, chưa công bố được: {'; '.join(map(str, early))}.")
    if points and state != "concluded":
        reasons.append("Điểm kết luận chỉ công bố được khi hội nghị đã kết luận.")
    if strangers:
        reasons.append("Có điểm được chọn không phải là kết luận của hội nghị này.")
    return reasons


def public_points(conference: Conference) -> Any:
    """The points of the conclusion, of which the host chooses those that may be public; proposals never are."""
    return conference.points.filter(kind=ConferencePoint.Kind.CONCLUSION).order_by("pk")


def publication_of(conference: Conference) -> ConferencePublication | None:
    """What stands on the portal of it now."""
    return ConferencePublication.objects.filter(conference=conference, withdrawn_on=None).first()


def has_changed(row: ConferencePublication) -> bool:
    """Whether the records say otherwise than what stands on the portal."""
    return bool(row.content != _content(row.conference, row.chosen["parts"], row.chosen["points"]))


def _write(row: ConferencePublication, conference: Conference, chosen: dict[str, Any]) -> None:
    row.half, row.held_on, row.chosen = conference.half, conference.held_on, chosen
    row.content = _content(conference, chosen["parts"], chosen["points"])
    row.save()


def _content(conference: Conference, parts: Collection[str], points: Collection[int]) -> dict[str, Any]:
    """What the public reads, as `published.PublicConference`."""
    bodies = (conference.unit_id, conference.cluster_id, conference.next_host_id)
    names = names_of([body for body in bodies if body], on=conference.held_on)
    flag = "flag" in parts and conference.handed_on is not None
    return {
        "title": str(conference),
        "host": names.get(conference.unit_id, ""),
        "cluster": names.get(conference.cluster_id or 0, ""),
        "period": rules.period_of(conference.half),
        "place": conference.place,
        "theme": conference.theme,
        "chair": conference.chair,
        "state": conference.state,
        "delegations": _delegations(conference) if "delegations" in parts else [],
        "papers": _papers(conference) if "papers" in parts else [],
        "programme": _programme(conference) if "programme" in parts else [],
        "conclusions": list(public_points(conference).filter(pk__in=points).values_list("text", flat=True)),
        "flag_to": names.get(conference.next_host_id or 0, "") if flag else "",
        "handed_on": conference.handed_on.isoformat() if flag and conference.handed_on else None,
    }


def _delegations(conference: Conference) -> list[list[Any]]:
    """The delegations of which somebody arrived, by category as the public reads it."""
    came = conference.delegations.filter(state=Delegation.State.COMES, delegates__state="arrived").distinct()
    by_category: dict[str, list[str]] = {}
    for delegation in came.order_by("name"):
        by_category.setdefault(delegation.category, []).append(delegation.name)
    return [[words, by_category[category]] for category, words in _CATEGORIES if category in by_category]


_CATEGORIES = (
    (Delegation.Category.CLUSTER, "Các đơn vị trong cụm"),
    (Delegation.Category.OTHER_CLUSTER, "Đơn vị ngoài cụm"),
    (Delegation.Category.HOSTS_OWN, "Tổ chức trực thuộc đơn vị chủ trì"),
    (Delegation.Category.GUEST, "Khách mời"),
    (Delegation.Category.NOT_DIVIDED, "Các đoàn khác"),
)


def _papers(conference: Conference) -> list[list[Any]]:
    """The accepted papers that every delegation may read: opened to all, or printed in the volume that is given out."""
    given = volumes.given_out(conference)
    printed = {digest for _title, _whose, digest in given[0].contents["printed"]} if given else set()
    accepted = conference.papers.filter(state=ConferencePaper.State.ACCEPTED).select_related("delegation")
    papers = volumes.in_order(conference, list(accepted.prefetch_related("versions").order_by("order", "pk")))
    return [
        [str(paper), str(paper.delegation), paper.speaker, paper.spoken]
        for paper in papers
        if paper.released or any(version.sha256 in printed for version in paper.versions.all())
    ]


def _programme(conference: Conference) -> list[list[str]]:
    release = queries.last_release(conference)
    lines = release.lines if release else []
    return [[line["start"], line["end"], line["title"], line["speaker"]] for line in lines]


def _free_slug(conference: Conference) -> str:
    whose = conference.cluster_id or conference.unit_id
    name = names_of([whose], on=conference.held_on).get(whose, "")
    stem = slug(f"{conference} {name}")[:LONGEST_SLUG].strip("-")
    free, count = stem, 1
    while ConferencePublication.objects.filter(slug=free).exists():
        count += 1
        free = f"{stem}-{count}"
    return free
