"""What every page of the desk shows around its own content: menu, scope, day."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from giaoban.ground.journal.clock import today


def shell(request: HttpRequest) -> dict[str, Any]:
    """The context of the shell; empty outside the desk and before sign-in."""
    if not request.path.startswith("/desk/") or not getattr(request, "user", None) or not request.user.is_authenticated:
        return {}
    return {"today": today()}
