"""Letters leave by mail: each once, as far as mail can promise it; several attempts, then it is said that it did not go."""

from __future__ import annotations

import smtplib
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.urls import reverse
from django.utils import timezone

from giaoban.faces.jobs.asking import app
from giaoban.faces.jobs.models import Letter

ATTEMPTS = 8
"""After so many, over about a day, the letter is given up and shown as such."""
FIRST_WAIT = timedelta(minutes=1)
SUBJECT = "Giao Ban: đồng chí có việc cần xem"
BODY = """Đồng chí có việc cần xem trong chương trình Giao Ban:

{address}

Thư này do chương trình gửi tự động và không kèm nội dung công việc. Xin không trả lời thư này.
"""


def send(letter: Letter) -> None:
    """The letter has gone, or will be tried again later, or is given up; one that has gone is not sent again.

    The row is locked while the mail is handed over, so two workers never send it at once. A worker that is killed
    between the server's answer and the commit sends it again under the same Message-ID.
    """
    letter = Letter.objects.select_for_update().select_related("notice").get(pk=letter.pk)
    if letter.state != Letter.State.WAITING:
        return
    letter.attempts += 1
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
    address = settings.SITE_ADDRESS.rstrip("/") + reverse("notices:open", args=[letter.notice_id])
    return EmailMessage(
        SUBJECT,
        BODY.format(address=address),
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
