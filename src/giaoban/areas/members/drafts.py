"""Work on a register file before it is taken in: understood, repaired, accepted row by row, then taken in behind the page."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import Q, Sum, TextField
from django.db.models.functions import Cast, Length
from django.utils.translation import gettext as _

from giaoban.areas.members.importing import import_register
from giaoban.areas.members.models import ImportDraft
from giaoban.areas.members.queries import limits_on
from giaoban.areas.members.reading import read_register_file
from giaoban.areas.members.register_file import (
    FIELDS,
    MemberRow,
    RowFinding,
    Table,
    Understood,
    day_of,
    held_back,
    propose,
    understand,
)
from giaoban.areas.members.taking_in import ImportPlan, plan
from giaoban.core.quota import DRAFTS
from giaoban.core.refusal import Refused
from giaoban.core.secrecy import why_secret
from giaoban.core.workbook import Unreadable
from giaoban.ground.access.policy import Actor
from giaoban.ground.regulations.queries import why_not_keep
from giaoban.ground.units.models import Unit

Progress = Callable[[str, int], None]


OWN_DAY = re.compile(r"\b\d{1,2}/\d{1,2}/\d{4}\b")
"""A day in the sentence of a doubt is the row's own: a hundred rows with a hundred days have one doubt."""


@dataclass
class Draft:
    """A draft worked out: the table, what it says, what the database says to it, which rows would be taken in."""

    saved: ImportDraft
    table: Table
    told: Understood
    planned: ImportPlan
    taken: list[MemberRow]

    @property
    def kinds(self) -> dict[tuple[str, str], list[int]]:
        """Each doubt, as field and reason without the row's own days, with the rows of which nothing else is odd."""
        findings = self.findings
        of_row = Counter(finding.row for finding in findings)
        kinds: dict[tuple[str, str], list[int]] = {}
        for finding in findings:
            if not finding.refused and of_row[finding.row] == 1:
                kinds.setdefault((finding.field, OWN_DAY.sub("…", finding.reason)), []).append(finding.row)
        return kinds

    @property
    def founded(self) -> list[str]:
        """The organisations and cells that would be established for these rows, by the names that the file gives them."""
        wanted = {row.place for row in self.planned.new}
        places = [place for key, place in self.planned.places.items() if key in wanted]
        organisations = [place.organisation for place in places if place.organisation_id is None]
        cells = [
            # a cell of the organisation's own name, in a party organisation that stands, is no less one more unit
            _("%(cell)s (a cell of the organisation of that name)") % {"cell": place.cell}
            if place.cell == place.organisation
            else place.cell
            for place in places
            if place.cell_id is None and (place.organisation_id is not None or place.cell != place.organisation)
        ]
        return list(dict.fromkeys([*organisations, *cells]))

    @property
    def findings(self) -> list[RowFinding]:
        """Everything odd that is still open: not of rows left out, not of doubts accepted."""
        settled, accepted = set(self.saved.left_out), set(self.saved.accepted)
        all_findings = [*self.told.findings, *self.planned.findings]
        return sorted(
            (
                finding
                for finding in all_findings
                if finding.row not in settled and (finding.refused or finding.row not in accepted)
            ),
            key=lambda finding: (finding.row, finding.field),
        )


def begin(*, actor: Actor, unit: Unit, path: Path, name: str, today: date, on: date | None = None) -> ImportDraft:
    """The file is read and lies ready to be looked at; Unreadable when it is no register, marked secret or one too many."""
    for reason in why_secret(name):
        raise Unreadable(reason)
    table = read_register_file(path)
    size = len(json.dumps(table.as_json(), ensure_ascii=False).encode())
    for reason in why_not_keep(DRAFTS, kept=_kept_by(actor), size=size, on=today):
        raise Unreadable(reason)
    return ImportDraft.objects.create(
        account=actor,
        unit=unit,
        file=name[:200],
        on=on or day_of(table) or today,
        table=table.as_json(),
        mapping=propose(table),
    )


def _kept_by(actor: Actor) -> int:
    """The bytes of the tables that wait to be taken in by that account."""
    typed = Length(Cast("table", TextField()), function="OCTET_LENGTH")
    return ImportDraft.objects.filter(account=actor, table__isnull=False).aggregate(sum=Sum(typed))["sum"] or 0


def forget(words: Sequence[str]) -> None:
    """No draft keeps these words: where one stood, its cell is empty, as typed and as repaired."""
    for word in words:
        for saved in ImportDraft.objects.filter(Q(table__icontains=word) | Q(repairs__icontains=word)):
            saved.table, saved.repairs = _without(saved.table, word), _without(saved.repairs, word)
            saved.save(update_fields=["table", "repairs"])


def _without(value: Any, word: str) -> Any:
    if isinstance(value, dict):
        return {key: _without(part, word) for key, part in value.items()}
    if isinstance(value, list):
        return [_without(part, word) for part in value]
    return "" if isinstance(value, str) and word.casefold() in value.casefold() else value


def worked_out(saved: ImportDraft) -> Draft:
    """The draft with what it says now."""
    assert saved.table is not None
    table = Table(**saved.table)
    repairs = {int(row): fields for row, fields in saved.repairs.items()}
    told = understand(table, on=saved.on, limits=limits_on(saved.on), mapping=saved.mapping, repairs=repairs)
    held = held_back(told.findings, saved.accepted) | set(saved.left_out)
    rows = [row for row in told.rows if row.row not in held]
    planned = plan(rows, unit=saved.unit, on=saved.on, accepted=saved.accepted)
    contradicted = held_back(planned.findings, saved.accepted)
    return Draft(saved, table, told, planned, [row for row in rows if row.row not in contradicted])


def assign(saved: ImportDraft, columns: dict[int, str], on: date) -> None:
    """The columns hold these fields, as of that day; a field said of two columns is that of the first."""
    mapping: dict[str, int] = {}
    for at, name in sorted(columns.items()):
        if name in FIELDS:
            mapping.setdefault(name, at)
    saved.mapping, saved.on = mapping, on
    saved.save(update_fields=["mapping", "on"])


def repair(saved: ImportDraft, row: int, name: str, value: str) -> None:
    """That cell says this instead; what was said of the row is asked again."""
    if name not in FIELDS:
        raise Refused("Không có cột này.")
    saved.repairs.setdefault(str(row), {})[name] = value.strip()
    saved.save(update_fields=["repairs"])


def accept(saved: ImportDraft, row: int) -> None:
    """The doubtful row is right as it is."""
    saved.accepted = sorted({*saved.accepted, row})
    saved.save(update_fields=["accepted"])


def accept_kind(saved: ImportDraft, name: str, reason: str) -> int:
    """Every row whose only doubt is this one is right as it is; answers how many. A row with another doubt waits for its own answer."""
    kinds = worked_out(saved).kinds
    rows = kinds.get((name, reason), [])
    saved.accepted = sorted({*saved.accepted, *rows})
    saved.save(update_fields=["accepted"])
    return len(rows)


def leave_out(saved: ImportDraft, row: int) -> None:
    """The row is not taken in."""
    saved.left_out = sorted({*saved.left_out, row})
    saved.save(update_fields=["left_out"])


def take_in(saved: ImportDraft, progress: Progress | None = None) -> None:
    """The rows that are ready are in the register as one act, and the draft says how it ended; both or neither."""
    tell = progress or _silent
    tell("Đối chiếu danh sách", 5)
    draft = worked_out(saved)
    done = import_register(
        actor=saved.account,
        unit=saved.unit,
        rows=draft.taken,
        on=saved.on,
        accepted=saved.accepted,
        file=saved.file,
        progress=tell,
    )
    saved.state, saved.percent, saved.entry, saved.table = ImportDraft.State.DONE, 100, done.entry, None
    saved.said = ""
    saved.result = {
        "added": done.added,
        "fuller": done.fuller,
        "unchanged": done.unchanged,
        "organisations": done.organisations,
        "cells": done.cells,
        "left_out": len(draft.told.rows) - done.added - done.fuller - done.unchanged,
    }
    saved.repairs, saved.accepted, saved.left_out = {}, [], []
    saved.save()


def gave_up(saved: ImportDraft, said: str) -> None:
    """The draft was not taken in, for that reason, and can be tried again."""
    if saved.state == ImportDraft.State.WORKING:
        saved.state, saved.said = ImportDraft.State.FAILED, said[:400]
        saved.save(update_fields=["state", "said"])


def _silent(said: str, percent: int) -> None:
    """Nobody watches."""


@contextmanager
def told_beside(saved: ImportDraft) -> Iterator[Progress]:
    """Says how far the work is over a connection of its own, so that it is seen before the work is committed.

    That connection sees this draft's unit and nothing else.
    """
    beside = connection.copy()

    def tell(stage: str, percent: int) -> None:
        with beside.cursor() as cursor:
            cursor.execute("SELECT set_config('giaoban.scope_members', %s, false)", [f"{{{saved.unit_id}}}"])
            cursor.execute(
                "UPDATE members_importdraft SET said = %s, percent = %s WHERE id = %s AND state = %s",
                [stage, percent, saved.pk, ImportDraft.State.WORKING],
            )

    try:
        yield tell
    finally:
        beside.close()
