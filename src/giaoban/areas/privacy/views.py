"""How many people's data each account has looked at lately, for whoever watches over personal data."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from giaoban.areas.privacy.queries import seen_lately
from giaoban.core.numbers import write_number
from giaoban.ground.access.policy import may_anywhere, reach
from giaoban.ground.journal.clock import today
from giaoban.ground.regulations.queries import rule
from giaoban.ground.seconding import SEEN_ALONE
from giaoban.kit.register import SignedIn

WATCH = "privacy.watch"


@login_required
def seen(request: SignedIn) -> HttpResponse:
    """Each account that reaches into the person's units, by day, with how many people it has looked at; most first."""
    if not may_anywhere(request.user, WATCH, on=today()):
        raise Http404
    limit = rule(SEEN_ALONE, on=today())
    labels = {
        "on": _("Day"),
        "who": _("Account"),
        "people": _("People seen"),
        "lists": _("Pages of lists"),
        "out": _("Taken out"),
    }
    table = {
        "id": "seen",
        "caption": _("Whose data was looked at, by account and day"),
        "columns": [
            {"key": key, "label": label, "kind": "text" if key in {"on", "who"} else "number"}
            for key, label in labels.items()
        ],
        "rows": [
            {
                "key": f"{row.on}-{row.account}",
                "name": row.name,
                "cells": [
                    {"text": f"{row.on:%d/%m/%Y}", "head": True},
                    {"text": row.name},
                    *(
                        {"text": write_number(number), "kind": "number"}
                        for number in (row.people, row.lists, row.exports)
                    ),
                ],
            }
            for row in seen_lately(reach(request.user, WATCH, on=today()), on=today())
        ],
        "empty": {"sentence": _("Nobody has looked at anybody's data these days.")},
    }
    return render(request, "privacy/seen.html", {"table": table, "limit": limit and write_number(limit.value)})
