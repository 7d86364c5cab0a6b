"""What a member sees of their own meetings: where they were."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from giaoban.areas.meetings.models import Attendance
from giaoban.ground.people.models import Person
from giaoban.kit.area import OwnTable


def own_tables(person: Person, on: date) -> list[OwnTable]:
    """The person's attendance, meeting by meeting."""
    attended = Attendance.objects.filter(person=person).exclude(status="").select_related("meeting")
    return [
        OwnTable(_("Meetings"), (_("Day"), _("Kind"), _("Attendance"), _("Reason")), [
            (f"{row.meeting.held_on:%d/%m/%Y}", row.meeting.get_kind_display(), row.get_status_display(), row.reason)
            for row in attended.order_by("-meeting__held_on")
        ], listed=False),
    ]  # fmt: skip
