"""Letters leave by mail: each once, as far as mail can promise it; several attempts, then it is said that it did not go."""

from __future__ import annotations

import smtplib
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.urls import reverse
from django.utils import timezone

from giaoban.areas.accounts.queries import halves_of
from giaoban.faces.jobs.asking import app
from giaoban.faces.jobs.models import Letter, Notice
from giaoban.ground.access.models import Proposal
from giaoban.ground.access.second_lock import whole_tree

ATTEMPTS = 8
"""After so many, over about a day, the letter is given up and shown as such."""
FIRST_WAIT = timedelta(minutes=1)
SUBJECT = "Giao Ban: đồng chí có việc cần xem"
BODY = """Đồng chí có việc cần xem trong chương trình Giao Ban:

{address}

Thư này do chương trình gửi tự động và không kèm nội dung công việc. Xin không trả lời thư này.
"""

WAY_SUBJECT = "Giao Ban: mã mở tài khoản của đồng chí"
WAY_BODY = """Đường vào tài khoản Giao Ban của đồng chí vừa được mở. Mã của đồng chí:

{code}

Người xác nhận sẽ trao cho đồng chí một phiếu ghi địa chỉ. Mở địa chỉ trên phiếu, nhập mã này rồi tự đặt mật khẩu; cả hai chỉ dùng được một lần, trong một ngày.
Riêng mã này hoặc riêng phiếu không mở được tài khoản. Nếu đồng chí không chờ thư này, xin báo cho người phụ trách tài khoản.
"""
"""The letter holds the half that the asker is shown: whoever typed in an address of their own learns nothing by it."""
WAY = "way.opened"
OVER = "Đường vào đã dùng hoặc đã hết hạn; thư không gửi nữa."


def code_of(notice: Notice) -> str | None:
    """The code that goes with the slip, where the notice is of a way in that was opened; empty when it is good no more."""
    if notice.what != WAY:
        return None
    with whole_tree():
        proposal = Proposal.objects.get(pk=notice.key.removeprefix(f"{WAY}:"))
    halves = halves_of(proposal)
    return halves[1] if halves else ""


def send(letter: Letter) -> None:
    """The letter has gone, or will be tried again later, or is given up; one that has gone is not sent again.

    The row is locked while the mail is handed over, so two workers never send it at once. A worker that is killed
    between the server's answer and the commit sends it again under the same Message-ID.
    """
    letter = Letter.objects.select_for_update().select_related("notice").get(pk=letter.pk)
    if letter.state != Letter.State.WAITING:
        return
    letter.attempts += 1
    if code_of(letter.notice) == "":
        letter.state, letter.said = Letter.State.DEAD, OVER
        letter.save()
        return
    try:
        _message(letter).send()
    except (OSError, smtplib.SMTPException) as error:
        letter.said = f"{type(error).__name__}: {error}"[:300]
        if letter.attempts >= ATTEMPTS:
            letter.state = Letter.State.DEAD
        else:
            _later(letter)
    else:
        letter.state, letter.said, letter.sent_at = Letter.State.SENT, "", timezone.now()  # noqa: TID251 - when it went
    letter.save()


def _message(letter: Letter) -> EmailMessage:
    address = settings.DESK_ADDRESS.rstrip("/") + reverse("notices:open", args=[letter.notice_id])
    code = code_of(letter.notice)
    subject, body = (
        (SUBJECT, BODY.format(address=address)) if code is None else (WAY_SUBJECT, WAY_BODY.format(code=code))
    )
    return EmailMessage(
        subject,
        body,
        settings.DEFAULT_FROM_EMAIL,
        [letter.address],
        headers={"Message-ID": letter.message_id, "Auto-Submitted": "auto-generated"},
        connection=get_connection(timeout=20),
    )


def _later(letter: Letter) -> None:
    """Another attempt, after twice the time of the last wait."""
    wait = FIRST_WAIT * 2 ** (letter.attempts - 1)
    app.configure_task("jobs.send_letter", schedule_in={"seconds": int(wait.total_seconds())}).defer(
        actor=letter.notice.account_id, key=f"letter:{letter.pk}:{letter.attempts}", letter=letter.pk
    )
