"""What the grid of a return costs: shown, and typed into, on a form of 40 lines with eight units. See benchmarks/grid.md.

    .venv/bin/python benchmarks/grid.py

A database of its own, dropped at the end: a cluster of eight blocs, asked for the program's form with lines added to
make it 40. Every cell of seven returns is filled; into the eighth one types. Limits: a page 100 ms; a cell that is
typed, until the findings of the whole return are answered, 150 ms.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from measuring import Table, gather_statistics, officer, own_database, served

LINES, PAGE, TYPED = 40, 100, 150


def forty() -> Any:
    """The program's half-year form with lines of a group of its own, and a check of each pair of these."""
    from giaoban.reporting.forms import Check, Line, start_forms

    form = max((form for form in start_forms() if form.code == "BC-6T"), key=lambda form: form.valid_from)
    more = LINES - len(form.lines)
    lines = tuple(
        Line(f"9.{number}", f"Nội dung thứ {number} của biểu đo", "lượt", "flow") for number in range(1, more + 1)
    )
    checks = tuple(
        Check(f"pair_{number}", "at_most", "warning", "each", parts=(f"9.{number}",), whole=(f"9.{number + 1}",))
        for number in range(1, more)
    )
    return replace(
        form, code="BC-40", groups={**form.groups, "9": "Thêm để đo"}, lines=(*form.lines, *lines),
        checks=(*form.checks, *checks), valid_from=date(2020, 1, 1),
    )  # fmt: skip


def asked(actor: Any) -> Any:
    """The campaign of the form of 40 lines; every return but the last is full."""
    from decimal import Decimal

    from django.core.files.base import ContentFile

    from giaoban.areas.regulations.operations import load_start_data
    from giaoban.demo.cluster import load_cluster
    from giaoban.reporting import form_drafts, returns
    from giaoban.reporting.forms.writing import written
    from giaoban.reporting.returns import Row, Typed

    load_start_data(actor)
    cluster, form = load_cluster(actor), forty()
    draft = form_drafts.take_in(actor=actor, file=ContentFile(written(form).encode(), name="bc-40.toml"))
    form_drafts.put_in_force(actor=actor, record=draft, version=draft.version, from_on=form.valid_from)
    campaign = returns.open_campaign(
        actor=actor, unit=cluster, form="BC-40", period="2023-H1", due_on=date(2023, 6, 20), opened_on=date(2023, 6, 1)
    )
    *full, _last = campaign.returns.exclude(above=None).order_by("pk")
    for at, row in enumerate(full):
        amounts = {line.code: Decimal((7 * at + 3 * number) % 90 + 10) for number, line in enumerate(form.lines)}
        returns.fill(
            actor=actor, record=row,
            typed=[Typed(code, Row(declared=amount, previous=amount, target=amount), Row().mark) for code, amount in amounts.items()],
        )  # fmt: skip
    returns.compile(actor=actor, record=campaign.returns.get(above=None), on=date(2023, 7, 5))
    return campaign


def typing(unit: Any, address: str, codes: list[str]) -> Any:
    """Types one number after another into the return, as the page does, each over what the answer before said of its row."""
    import json

    from django.test import Client

    from giaoban.areas.accounts.operations import grant
    from giaoban.ground.access.models import Account
    from giaoban.ground.access.operations import program
    from giaoban.reporting.returns import Row

    account = Account.objects.create_user("danh-may", "mot-mat-khau-dai-2023", name="Đo lường")
    grant(actor=program("Đo lường"), account=account, role="office", unit=unit, from_on=date(2020, 1, 1))
    client, marks = Client(), dict.fromkeys(codes, Row().mark)
    client.force_login(account)

    def type_one(at: int) -> int:
        code = codes[at % len(codes)]
        sent = {f"m-{code}": marks[code], f"v-{code}": str(20 + at)}
        answer = client.post(address, sent, HTTP_ACCEPT="application/json")
        assert answer.status_code == 200, answer.content
        told = json.loads(answer.content)
        assert len(told["rows"]) == LINES
        marks.update({row["code"]: row["mark"] for row in told["rows"]})
        return len(answer.content)

    return type_one


def main() -> None:
    with own_database():
        from django.urls import reverse

        from giaoban.ground.access.operations import program

        campaign = asked(program("Đo lường"))
        gather_statistics()
        top = campaign.returns.select_related("unit").get(above=None)
        last = campaign.returns.select_related("unit").exclude(above=None).order_by("-pk")[0]
        with served():
            table = Table(f"The grid of a return, {LINES} lines, {campaign.returns.count() - 1} units")
            ask = officer("cluster_secretariat", campaign.unit)
            table.many("eight units beside one another", lambda _at: ask(reverse("reports:page", args=[top.pk])), PAGE)
            own = officer("office", last.unit)
            sheet = reverse("reports:page", args=[last.pk])
            table.many("a return to be typed into, empty", lambda _at: own(sheet), PAGE)
            codes = [line.code for line in campaign.form_used.lines if line.unit_of_count != "%"]
            types = typing(last.unit, reverse("reports:fill", args=[last.pk]), codes)
            table.many("a cell typed, until its findings are there", types, TYPED, asks=2 * LINES)
            table.many("a return to be typed into, full", lambda _at: own(sheet), PAGE)
            table.end()


if __name__ == "__main__":
    main()
