"""Where the slips of a cell are chosen and printed: the codes are on the sheet that comes back and nowhere else."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from giaoban.areas.members import slips
from giaoban.areas.members.models import Slip
from giaoban.areas.members.slip_codes import word_of
from giaoban.areas.members.slip_sheet import sheet_of
from giaoban.areas.members.slips_register import SLIPS
from giaoban.core.numbers import number_in
from giaoban.core.refusal import Refused
from giaoban.ground.access.policy import may
from giaoban.ground.journal.clock import today
from giaoban.ground.units.models import Unit
from giaoban.ground.units.queries import names_of
from giaoban.kit.register import SignedIn
from giaoban.kit.seeing import people_shown


@login_required
def sheet(request: SignedIn, unit: int) -> HttpResponse:
    """The open slips of one cell; those chosen come back as a sheet to be printed and cut."""
    cell = get_object_or_404(Unit, pk=unit)
    if not may(request.user, "slips.print_slips", unit, on=today()):
        raise Http404
    listed = Slip.objects.filter(unit=cell, state__in=(Slip.State.WAITING, Slip.State.PRINTED))
    listed = listed.select_related("person", "proposal__answered_by").order_by("person__name_key", "pk")
    rows, refusals = list(listed), list[str]()
    if question := people_shown(
        request, SLIPS, [row.person_id for row in rows], today=today(), unit=unit, anew=request.method != "POST",
        sheet=unit,
    ):  # fmt: skip
        return question
    name = names_of([unit], on=today()).get(unit, cell.slug)
    if request.method == "POST":
        chosen = [key for typed in request.POST.getlist("slip") if (key := number_in(typed)) is not None]
        try:
            printed = slips.print_slips(actor=request.user, unit=cell, chosen=chosen)
        except Refused as refused:
            refusals = refused.reasons
        else:
            answer = HttpResponse(sheet_of(printed, cell=name), content_type="application/pdf")
            answer["Content-Disposition"] = f'attachment; filename="phieu-so-tay-{today():%Y-%m-%d}.pdf"'
            return answer
    context = {
        "cell": name,
        "rows": [row for row in rows if not slips.knows_the_word(request.user, row)],
        "told": [(row.person.name, word_of(row.pk)) for row in rows if row.proposal.answered_by_id == request.user.pk],
        "refusals": refusals,
        "trail": [{"label": _("Slips for the handbook"), "url": reverse("desk:list", args=["slips"])}, {"label": name}],
    }
    return render(request, "members/slips.html", context, status=422 if refusals else 200)
