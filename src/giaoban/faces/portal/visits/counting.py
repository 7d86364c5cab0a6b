"""From sightings to the numbers: written down every few seconds, closed after the day, never reset."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Sum

from giaoban.faces.portal.models import Baseline, BotCount, DayCount, Sighting
from giaoban.faces.portal.visits import keys
from giaoban.faces.portal.visits.gathering import Gatherer
from giaoban.faces.portal.visits.tally import GAP, Seen, Tally, tally

METRICS = {
    "visits": "lượt truy cập",
    "views": "lượt xem trang",
    "visitors": "khách trong ngày",
    "online": "đang online",
    "night": "lượt từ 0 đến 5 giờ",
    "unconfirmed": "lượt xem không xác nhận được",
    "article": "lượt xem bài",
    "robots": "yêu cầu của máy",
    "doubtful": "lượt xem bị loại",
}
STALE = timedelta(seconds=60)
LOCK = 7_391_104


@dataclass(frozen=True)
class VisitNumbers:
    """The public numbers, all of them visits but the first."""

    online: int
    today: int
    week: int
    month: int
    whole: int
    at: datetime


def standing(now: datetime) -> VisitNumbers:
    """The numbers as they stand: today's row and the closed days; “all” is always a sum."""
    today = keys.day_of(now)
    monday, first = today - timedelta(days=today.weekday()), today.replace(day=1)
    visits = DayCount.objects.filter(metric="visits", day__lte=today)

    def since(day: date) -> int:
        return visits.filter(day__gte=day).aggregate(sum=Sum("amount"))["sum"] or 0

    online = DayCount.objects.filter(metric="online", day=today, counted_at__gte=now - STALE).first()
    baseline = Baseline.objects.aggregate(sum=Sum("amount"))["sum"] or 0
    all_days = visits.aggregate(sum=Sum("amount"))["sum"] or 0
    return VisitNumbers(
        online.amount if online else 0, since(today), since(monday), since(first), baseline + all_days, now
    )


def write_down(gatherer: Gatherer) -> int:
    """What the process has gathered is in the database; doing it twice changes nothing. Answers how many sightings."""
    sightings, robots, seq = gatherer.take()
    try:
        with transaction.atomic():
            Sighting.objects.bulk_create(
                [
                    Sighting(
                        nonce=sighting.nonce, day=sighting.day, at=sighting.at, key=sighting.key, earlier_key=sighting.earlier_key,
                        article=sighting.article, doubt=sighting.doubt,
                    )
                    for sighting in sightings
                ],
                batch_size=2_000,
                ignore_conflicts=True,
            )  # fmt: skip
            _write_robots(robots, gatherer.worker, seq)
    except Exception:
        gatherer.give_back(sightings)
        raise
    return len(sightings)


def _write_robots(robots: list[tuple[date, str, int]], worker: str, seq: int) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO portal_botcount (day, robot, worker, seq, requests) VALUES (%s, %s, %s, %s, %s)"
            " ON CONFLICT (day, robot, worker) DO UPDATE SET seq = excluded.seq, requests = excluded.requests"
            " WHERE portal_botcount.seq < excluded.seq",
            [(day, name, worker, seq, count) for day, name, count in robots],
        )


def recount(now: datetime) -> bool:
    """Today's rows say what today's sightings add up to; days over half an hour ago are closed. One process at a time."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
            if not cursor.fetchone()[0]:
                return False
        today = keys.day_of(now)
        if keys.first_half_hour(now):
            _join_over_midnight(today)
            _put(today - timedelta(days=1), tally(_seen(today - timedelta(days=1))), now)
        over = Sighting.objects.filter(day__lt=today).values_list("day", flat=True).distinct()
        for day in sorted(over):
            if not (keys.first_half_hour(now) and day == today - timedelta(days=1)):
                close(day, now)
        counted = tally(_seen(today))
        _put(today, counted, now)
        DayCount.objects.update_or_create(
            day=today, metric="online", article=0, defaults={"amount": counted.online(now), "counted_at": now}
        )
    return True


def close(day: date, now: datetime) -> None:
    """The day's numbers are final and sealed; its sightings are gone."""
    _put(day, tally(_seen(day)), now)
    robots = BotCount.objects.filter(day=day).aggregate(sum=Sum("requests"))["sum"] or 0
    _raise(day, "robots", 0, robots, now)
    rows = DayCount.objects.filter(day=day, closed=False)
    rows.filter(metric="online").delete()
    seal = digest(day)
    rows.update(closed=True, digest=seal)
    Sighting.objects.filter(day=day).delete()
    Sighting.objects.filter(day__gt=day).update(earlier_key=None)


def digest(day: date) -> str:
    """The seal of a day: the digest of its rows and of the seal of the last closed day before it."""
    before = DayCount.objects.filter(day__lt=day, closed=True).order_by("-day").values_list("digest", flat=True).first()
    rows = DayCount.objects.filter(day=day).exclude(metric="online").order_by("metric", "article")
    text = "\n".join([before or "", *[f"{day} {row.metric} {row.article} {row.amount}" for row in rows]])
    return hashlib.sha256(text.encode()).hexdigest()


def _seen(day: date) -> list[Seen]:
    return [
        Seen(at, bytes(nonce), bytes(key), article, doubt, continued)
        for nonce, at, key, article, doubt, continued in Sighting.objects.filter(day=day).values_list(
            "nonce", "at", "key", "article", "doubt", "continued"
        )
    ]


def _join_over_midnight(today: date) -> None:
    """A visit that goes on after midnight is known by yesterday's key, as long as yesterday's salt lives."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE portal_sighting AS mine SET continued = true WHERE mine.day = %s AND mine.earlier_key IS NOT NULL"
            " AND NOT mine.continued AND EXISTS (SELECT 1 FROM portal_sighting AS before WHERE before.day = %s"
            " AND before.key = mine.earlier_key AND before.doubt = '' AND before.at > mine.at - %s)",
            [today, today - timedelta(days=1), GAP],
        )


def _put(day: date, counted: Tally, now: datetime) -> None:
    numbers = {
        "visits": counted.visits,
        "views": counted.views,
        "visitors": counted.visitors,
        "night": counted.night,
        "unconfirmed": counted.unconfirmed,
        "doubtful": sum(counted.robots.values()),
    }
    for metric, amount in numbers.items():
        _raise(day, metric, 0, amount, now)
    stands = dict(DayCount.objects.filter(day=day, metric="article").values_list("article", "amount"))
    for article, amount in counted.articles.items():
        if amount > stands.get(article, 0):
            _raise(day, "article", article, amount, now)


def _raise(day: date, metric: str, article: int, amount: int, now: datetime) -> None:
    """The row is at least that high; it never falls, and a closed one is left alone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO portal_daycount (day, metric, article, amount, closed, counted_at, digest)"
            " VALUES (%s, %s, %s, %s, false, %s, '') ON CONFLICT (day, metric, article) DO UPDATE"
            " SET amount = greatest(portal_daycount.amount, excluded.amount), counted_at = excluded.counted_at WHERE NOT portal_daycount.closed",
            [day, metric, article, amount, now],
        )


# -- what looks wrong --------------------------------------------------------------------------------------------------


def alarms(now: datetime) -> list[str]:
    """Why the numbers may be of robots, as sentences; none when they look like people."""
    today = keys.day_of(now)
    row = {count.metric: count.amount for count in DayCount.objects.filter(day=today, article=0)}
    visits, night, online = row.get("visits", 0), row.get("night", 0), row.get("online", 0)
    past = list(
        DayCount.objects.filter(
            metric="visits",
            closed=True,
            day__week_day=(today.isoweekday() % 7) + 1,
            day__gte=today - timedelta(days=84),
        ).values_list("amount", flat=True)
    )
    return why_implausible(
        visits=visits, night=night, online=online, hour=now.astimezone(keys.HANOI).hour, same_weekday=past,
    )  # fmt: skip


def why_implausible(*, visits: int, night: int, online: int, hour: int, same_weekday: list[int]) -> list[str]:
    """The sentences of the alarm; it needs at least fifty visits or three days of the same name to speak."""
    reasons = []
    mean = sum(same_weekday) / len(same_weekday) if len(same_weekday) >= 3 else 0
    if mean and hour >= 20 and not 0.1 <= visits / mean <= 5:
        reasons.append(f"Hôm nay có {visits} lượt, trung bình cùng thứ là {mean:.0f}: có thể có bot hoặc mất số liệu.")
    if visits >= 50 and night / visits > 0.2:
        reasons.append(f"{night} trong {visits} lượt là từ 0 đến 5 giờ (quá 20%): có thể có bot.")
    if visits >= 50 and hour >= 9 and online / visits > 0.2:
        reasons.append(f"{online} người đang online trong {visits} lượt hôm nay (quá 20%): có thể có bot.")
    return reasons
