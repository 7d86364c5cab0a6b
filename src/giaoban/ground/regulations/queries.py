"""What was in force on a day, with its source as a refusal cites it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from giaoban.core.limits import Limit
from giaoban.core.quota import Quota, why_not_more
from giaoban.ground.regulations.models import Parameter, Regulation


def rule(key: str, *, on: date) -> Limit[Any] | None:
    """The value in force on that day, or None where none is recorded."""
    return rules_on([key], on=on).get(key)


def rules_on(keys: Iterable[str], *, on: date) -> dict[str, Limit[Any]]:
    """The values of these keys in force on that day, asked at once; a key with none recorded is left out."""
    parameters = Parameter.objects.select_related("regulation").filter(key__in=list(keys), valid__contains=on)
    return {parameter.key: _as_limit(parameter) for parameter in parameters}


def why_not_keep(quota: Quota, *, kept: int, size: int, on: date) -> list[str]:
    """Why that many bytes more are too much at the level in force on that day; never where none is recorded."""
    level = rule(quota.key, on=on)
    return why_not_more(quota, kept=kept, size=size, most_mb=int(level.value) if level else None)


def rule_in_time(key: str) -> Callable[[date], Limit[Any] | None]:
    """A function from a day to the value in force on it, or None; the database is asked once, here."""
    parameters = list(Parameter.objects.select_related("regulation").filter(key=key))
    return lambda on: next((_as_limit(parameter) for parameter in parameters if on in parameter.valid), None)


def _as_limit(parameter: Parameter) -> Limit[Any]:
    confirmed = parameter.mark == "C"
    number = parameter.regulation.number if parameter.regulation else ""
    cited = ", ".join(part for part in (number, parameter.article) if part)
    if not confirmed:
        cited = f"{cited} (chưa đối chiếu văn bản)" if cited else "mức mặc định, chưa đối chiếu văn bản"
    return Limit(parameter.value, cited, confirmed)


def in_force(topic: str, *, on: date) -> Regulation | None:
    """The regulation on that topic in force on that day; the newest where an amendment runs beside it."""
    return Regulation.objects.filter(topic=topic, valid__contains=on).order_by("-issued_on").first()
