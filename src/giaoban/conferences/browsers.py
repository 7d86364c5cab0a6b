"""The one browser that votes for a delegation by its link: whoever first answers or votes by the link keeps a word there.

So whoever has the link alone, as the host's office that prints it, cannot vote once the delegation has used it; that
another is to vote is an act, which the delegation reads on its page.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from giaoban.conferences.models import Ballot, Delegation, DelegationBrowser
from giaoban.core.refusal import Refused
from giaoban.core.text import squeeze
from giaoban.ground.access.policy import Actor
from giaoban.ground.journal.clock import today
from giaoban.ground.writing import writing

COOKIE = "giaoban_delegation"
OTHER = (
    "Đoàn đã trả lời hoặc bỏ phiếu qua đường dẫn này ở một trình duyệt khác, nên trình duyệt này không bỏ phiếu được; "
    "nếu đó không phải là đoàn, xin báo ngay tại hội trường."
)


def word_of(request: HttpRequest, delegation: Delegation) -> str:
    """What the browser shows of itself; where the delegation has none yet, a new word of 256 bits for it to keep."""
    return request.COOKIES.get(COOKIE, "") if _kept(delegation) else secrets.token_urlsafe(32)


def given(answer: HttpResponse, request: HttpRequest, link: str, delegation: Delegation, word: str) -> HttpResponse:
    """The answer with the word where it is the delegation's: for its pages alone, until its link ends."""
    if is_its_own(delegation, word):
        left = delegation.conference.held_on + timedelta(days=2) - today()
        answer.set_cookie(
            COOKIE, word, max_age=left, path=reverse("invitations:answer", args=[link]),
            httponly=True, secure=request.is_secure(), samesite="Strict",
        )  # fmt: skip
    return answer


def is_its_own(delegation: Delegation, word: str) -> bool:
    """Whether that word is of the browser that votes for the delegation."""
    kept = _kept(delegation)
    return kept is not None and constant_time_compare(kept.digest, _digest(word))


def keep(delegation: Delegation, word: str) -> None:
    """Inside an act: the browser of that word votes for the delegation from now on, unless another does already."""
    if word and _kept(delegation) is None:
        DelegationBrowser.objects.create(delegation=delegation, unit=delegation.unit, digest=_digest(word))


def why_not_from(delegation: Delegation, word: str) -> list[str]:
    """Why the browser of that word does not vote for the delegation; none where it does, or where no browser is kept."""
    return [OTHER] if _kept(delegation) is not None and not is_its_own(delegation, word) else []


def forget_browser(*, actor: Actor, record: Delegation, reason: str) -> Delegation:
    """Whoever next answers or votes by the link votes for the delegation, which reads who allowed it and why."""
    with writing(
        actor,
        "invitations.forget_browser",
        unit=record.unit,
        on=today(),
        record=record,
        reason=squeeze(reason),
        detail={"record": record.pk},
    ):
        if not squeeze(reason):
            raise Refused("Cho trình duyệt khác bỏ phiếu phải ghi lý do, đoàn đọc được.")
        if _kept(record) is None:
            raise Refused(f"{record} chưa trả lời hay bỏ phiếu qua đường dẫn; không có gì để đổi.")
        forget(record)
        return record


def forget(delegation: Delegation) -> None:
    """Inside an act: no browser is kept of the delegation; refused while a vote is open."""
    if delegation.conference.ballots.filter(state=Ballot.State.OPEN).exists():
        raise Refused("Đang có biểu quyết mở; chờ đóng biểu quyết rồi mới đổi được trình duyệt hay đường dẫn của đoàn.")
    DelegationBrowser.objects.filter(delegation=delegation).delete()


def has_one(delegation: Delegation) -> bool:
    """Whether a browser votes for the delegation by its link already."""
    return _kept(delegation) is not None


def _kept(delegation: Delegation) -> DelegationBrowser | None:
    return DelegationBrowser.objects.filter(delegation=delegation).first()


def _digest(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()
