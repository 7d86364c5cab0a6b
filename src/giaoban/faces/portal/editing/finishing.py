"""What happens when the last step is passed; Wagtail names this while its own models are read, so nothing is imported."""

from __future__ import annotations

from typing import Any


def publish_approved(workflow_state: Any, user: Any = None) -> None:
    """What passed every step is public: the steps give that, whether or not who passed the last may publish otherwise."""
    workflow_state.content_object.get_latest_revision().publish(user=user, skip_permission_checks=True)
