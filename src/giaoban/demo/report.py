"""The eight returns of mid-2023 stand in the cluster's campaign, with every finding that their authors left in them open."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from giaoban.areas.units.operations import establish_many
from giaoban.core.text import fold
from giaoban.core.workbook import Unreadable
from giaoban.demo.cluster import FROM, START, load_cluster
from giaoban.ground.access.policy import Actor
from giaoban.ground.units.models import Kind, Unit
from giaoban.ground.units.spells import Founding
from giaoban.reporting import returns
from giaoban.reporting.incoming import FOLDER
from giaoban.reporting.intake.door import read_returns_safely
from giaoban.reporting.intake.returned import ReturnRead
from giaoban.reporting.intake.typed import read_sheets_safely
from giaoban.reporting.models import Campaign, Return
from giaoban.reporting.queries import open_findings, organisations_named, report_of, top_of

WORKBOOKS = Path(__file__).parent / "data" / "returns-2023-H1"
FORM, PERIOD = "BC-6T", "2023-H1"
OPENED_ON, DUE_ON, HERE_ON = date(2023, 6, 1), date(2023, 6, 20), date(2023, 6, 19)


def load_report(actor: Actor, say: Callable[[str], None] = lambda line: None) -> Return:
    """The campaign is open, the eight workbooks are taken in; those without an error are submitted and accepted.

    Loading again changes nothing. Answers the cluster's own return.
    """
    cluster = load_cluster(actor)
    running = Campaign.objects.filter(unit=cluster, form=FORM, period=PERIOD).first()
    campaign = running or returns.open_campaign(
        actor=actor, unit=cluster, form=FORM, period=PERIOD, due_on=DUE_ON, opened_on=OPENED_ON
    )
    for path, read in read_returns_safely(sorted(WORKBOOKS.glob("*.xls*"))):
        if isinstance(read, Unreadable):
            raise read
        report_return = returns.why_or_return(campaign, read)
        establish_organisations(actor, read, report_return.unit)
        if report_return.file_id is None:
            say(f"  {path.name}")
            data = path.read_bytes()
            stored = default_storage.save(f"{FOLDER}/{secrets.token_urlsafe(24)}", ContentFile(data))
            report_return, _ = returns.take_in(
                actor=actor,
                campaign=campaign,
                read=read,
                stored=stored,
                size=len(data),
                sheets=read_sheets_safely(path),
            )
            if not open_findings(report_of(report_return), "error"):
                returns.submit(actor=actor, record=report_return, on=HERE_ON)
                returns.accept(actor=actor, record=report_return)
    top = top_of(campaign)
    if top.state == Return.State.NOT_STARTED:
        returns.compile(actor=actor, record=top, on=HERE_ON)
    return top


def establish_organisations(actor: Actor, read: ReturnRead, bloc: Unit) -> None:
    """The grassroots organisations that the return's detail names stand under its bloc; those that did already stay."""
    names = set(organisations_named(bloc, on=FROM))
    foundings = []
    for order, row in enumerate(read.organisations or (), start=1):
        if fold(row.name) in names:
            continue
        names.add(fold(row.name))
        cell = row.values.get("1.1.2")
        kind = Kind.GRASSROOTS_CELL if cell is not None and cell.amount else Kind.GRASSROOTS_PARTY_ORG
        foundings.append((Founding(kind, row.name, order=order), bloc))
    if foundings:
        establish_many(
            actor=actor, foundings=foundings, under=bloc, on=FROM, decision=START, reason="Nạp dữ liệu trình diễn"
        )  # fmt: skip
