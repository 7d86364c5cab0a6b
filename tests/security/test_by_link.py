"""What a secret link alone opens is neither kept for others nor asked under the reader's role, which may see none of it."""

from __future__ import annotations

from django.urls import reverse

from giaoban.faces.portal.reading.cache import NOT_FOR_READERS, NOT_PUBLIC


def test_a_delegation_s_page_is_answered_under_the_serving_role_and_never_kept_for_others() -> None:
    path = reverse("invitations:answer", args=["a-link"])
    assert path.startswith(NOT_PUBLIC)
    assert path.startswith(NOT_FOR_READERS)
