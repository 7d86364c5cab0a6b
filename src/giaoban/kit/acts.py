"""The one act engine: who is offered an act, its form, what it will do, the act done as a whole or refused with reasons."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.db import DataError, IntegrityError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from giaoban.core.numbers import number_in, write_number
from giaoban.core.refusal import Refused, refuse_if
from giaoban.ground.access.explaining import Denied
from giaoban.ground.access.models import Proposal
from giaoban.ground.access.policy import may_anywhere
from giaoban.ground.access.words import in_words
from giaoban.ground.journal.models import Entry
from giaoban.ground.undoing import rehearsed
from giaoban.ground.writing import judged_when_held
from giaoban.kit import cells, choosing, overwriting, shown_version
from giaoban.kit.forms import act_form
from giaoban.kit.register import VERSION, Act, Register, SignedIn
from giaoban.kit.seeing import SECOND, people_in, people_offered, people_shown, waits

log = logging.getLogger(__name__)

SEEN = "seen"
"""The hidden answer that says for which answers the preview was shown."""
NO_ANSWERS = {SEEN, overwriting.READ, "answered", "csrfmiddlewaretoken"}
NAMED = 20
"""So many of those refused in bulk are named one by one."""

Prove = Callable[[SignedIn], None]
"""Goes on when the person showed lately who they are; otherwise it leaves to ask them."""


def acts_on(
    actor: Any, register: Register, record: Any, *, on: date, names: Iterable[str] = ()
) -> list[dict[str, Any]]:
    """The acts that the actor may do now on the record (or, for None, to make one), each with its label and address.

    With ``names``, only those, in that order: for a part of a page that shows its own acts.
    """
    acts = [register.act(name) for name in names] or register.acts
    return [
        {"act": act, "label": act.label, "icon": act.icon, "url": address_of(register, act, record)}
        for act in acts
        if act.on_record == (record is not None)
        and not (record is not None and act.open_for and not act.open_for(record))
        and cells.may_do(actor, register, act, record, on=on)
    ]


def address_of(register: Register, act: Act, record: Any) -> str:
    """Where the act is done: the kit's form, or the area's own page; of an act on what was shown, with its version."""
    key = [] if record is None else [record.pk]
    if act.page:
        return reverse(act.page, args=key)
    address = reverse("desk:act_on" if key else "desk:act", args=[register.name, *key, act.name])
    return shown_version.borne(act, record, address)


def perform(
    request: SignedIn,
    register: Register,
    act_name: str,
    pk: int | None,
    *,
    today: date,
    scope: int | None = None,
    prove: Prove | None = None,
) -> HttpResponse:
    """The form of an act, and the act: done as a whole, or refused with every reason and what was typed kept."""
    act = _act_named(register, act_name)
    if act.on_record != (pk is not None) or not may_anywhere(request.user, register.read, on=today):
        raise Http404
    record = None if pk is None else allowed(request, register, act, pk, on=today)
    if not cells.may_do(request.user, register, act, record, on=today):
        raise Denied(f"{register.name}.{act.name}")
    if act.page:
        return redirect(address_of(register, act, record))
    posted, told = request.method == "POST", list[int]()
    if posted and act.proved and prove:
        prove(request)
    form = _asked(request, register, act, record, on=today, scope=scope)
    if fitting := choosing.answer(request, form):
        return _seen(request, register, act, record, form, anew=False, today=today) or fitting
    if SECOND in request.POST:
        return _seen(request, register, act, record, form, anew=True, today=today) or redirect(request.get_full_path())
    page = ActPage(register, act, record, form, cancel_url=_back(register, record))
    if act.foretold:
        page.seen = seen_for(form)
    if posted and form.is_valid():
        try:
            refuse_if(overwriting.why_not_over(act, record, form))
            if not act.foretold or page.was_seen():
                with judged_when_held(record, lambda held: overwriting.why_not_over(act, held, form)):
                    made = _operate(act, request.user, record, form.cleaned_data)
                return _done(request, register, act, record, made)
            subject = {"record": record} if act.on_record else {}
            page.show_first(act.foretold(actor=request.user, **subject, **form.cleaned_data))
        except Refused as refused:
            page.refusals, told = refused.reasons, refused.people
            form.data = _read_anew(form)
    if mark := overwriting.mark_of(act, record):
        page.hidden = [(overwriting.READ, mark)]
    if act.preview and record is not None:
        page.preview = [*act.preview(actor=request.user, record=record), *page.preview]
    seen = _seen(request, register, act, record, form, anew=not posted, today=today, told=told)
    return seen or page.response(request)


def _seen(
    request: SignedIn, register: Register, act: Act, record: Any, form: forms.Form, *, anew: bool, today: date,
    told: Sequence[int] = (),
) -> HttpResponse | None:  # fmt: skip
    """Whom the form names, or a refusal told of, is counted, once for its way to the act; instead, the question for a
    second person."""
    records = [] if record is None else [record]
    beside = act.names(record) if act.names else ()
    people = [*people_in(register, register.columns, records), *people_offered(form), *beside, *told]
    return people_shown(
        request, register, people, today=today,
        unit=None if record is None else cells.unit_of(register, record), anew=anew,
        form=act.name, record=record and record.pk,
    )  # fmt: skip


def _asked(request: SignedIn, register: Register, act: Act, record: Any, *, on: date, scope: int | None) -> forms.Form:
    """The form with what was posted; before that, opened on the answers that the address may bear."""
    posted = request.method == "POST"
    form = act_form(
        act,
        register,
        request.user,
        record=record,
        on=on,
        scope=number_in(request.GET.get("unit", "")) or scope,
        data=request.POST if posted else None,
        files=request.FILES if posted else None,
        beside=request.GET,
    )
    if not posted:
        form.initial = {
            name: request.GET[name]
            for name, field in form.fields.items()
            if name in request.GET and not isinstance(field, choosing.Chooser)
        }
    return form


def allowed(request: SignedIn, register: Register, act: Act, pk: int, *, on: date) -> Any:
    """The record, where the person may do the act to it: not there for who may not read it, Denied for who may not act."""
    record = cells.record_seen(request.user, register, pk, on=on)
    if record is None:
        raise Http404
    if not cells.may_do(request.user, register, act, record, on=on):
        raise Denied(f"{register.name}.{act.name}", act.at(record) if act.at else cells.unit_of(register, record))
    if unseen := _unseen(register, act, record):
        raise Denied(unseen)
    return record


def _unseen(register: Register, act: Act, record: Any) -> str:
    """The power that is missing to see what the act would write over: nobody corrects what they may not see."""
    asked = {ask.name for ask in act.asks}
    hidden = (column.power for column in register.columns if column.name in asked and cells.hidden(record, column.name))
    return next(hidden, "")


@dataclass
class ActPage:
    """What the page of an act shows; ``seen`` is the mark of the answers that a preview was, or will be, shown for."""

    register: Register
    act: Act
    record: Any
    form: forms.Form
    cancel_url: str
    about: str = ""
    action: str = ""
    preview: Sequence[str] = ()
    refusals: list[str] = field(default_factory=list)
    seen: str = ""
    shown: bool = False
    hidden: list[tuple[str, Any]] = field(default_factory=list)

    def was_seen(self) -> bool:
        """Whether the preview was shown for exactly these answers."""
        return bool(self.seen) and self.form.data.get(SEEN) == self.seen

    def show_first(self, sentences: Sequence[str]) -> None:
        """The preview stands on the page; the same answers once more do the act."""
        self.preview, self.shown = sentences or [_("Nothing would change.")], True

    def response(self, request: SignedIn) -> HttpResponse:
        """The page; 422 where something was sent and nothing came of it."""
        label, wrong = self.act.label, bool(self.refusals or self.form.errors)
        verb = label
        if self.seen:
            verb = _("Do it: %(act)s") % {"act": label} if self.shown else _("See what will change")
        record = [{"label": str(self.record), "url": self.cancel_url}] if self.record is not None else []
        context = {
            "register": self.register,
            "record": self.record,
            "act": {
                "label": label,
                "verb": verb,
                "about": self.about or ". ".join(str(part) for part in (self.record, self.act.about) if part),
                "danger": self.act.danger and (self.shown or not self.seen),
                "cancel_url": self.cancel_url,
                "action": self.action or request.path,
                "hidden": [*self.hidden, *([(SEEN, self.seen)] if self.shown else [])],
            },
            "form": self.form,
            "preview": self.preview,
            "refusals": self.refusals,
            "trail": [
                {"label": self.register.label, "url": reverse("desk:list", args=[self.register.name])},
                *record,
                {"label": label},
            ],
        }
        return render(request, "kit/act.html", context, status=422 if wrong else 200)


def seen_for(form: forms.Form) -> str:
    """A mark of the answers as they are, so that nothing is done that was not shown beforehand."""
    data: Any = form.data
    answers = sorted(
        (key, sorted(data.getlist(key))) for key in data if key not in NO_ANSWERS and not shown_version.is_mark(key)
    )
    return hashlib.sha256(repr(answers).encode()).hexdigest()


def perform_in_bulk(request: SignedIn, register: Register, *, today: date, prove: Prove | None = None) -> HttpResponse:
    """The act done to each chosen record: asked once, shown first (how many, who is refused and why), then done.

    Each record has an entry of its own in the journal; one that is refused keeps no other from being done.
    """
    act = _act_named(register, request.POST.get("act", ""))
    if request.method != "POST" or not act.in_bulk or not may_anywhere(request.user, register.read, on=today):
        raise Http404
    if not cells.offered(request.user, register, f"{register.name}.{act.name}", on=today):
        raise Denied(f"{register.name}.{act.name}")
    if act.proved and prove:
        prove(request)
    keys = [key for text in request.POST.getlist("record") if (key := number_in(text)) is not None]
    records = list(cells.visible(request.user, register, on=today).filter(pk__in=keys).order_by("pk"))
    if not records:
        messages.error(request, _("Choose the rows first."))
        return redirect("desk:list", register.name)
    once = replace(act, asks=tuple(ask for ask in act.asks if ask is not VERSION))
    answered = "answered" in request.POST or not once.asks
    form = act_form(once, register, request.user, record=None, on=today, data=request.POST if answered else None)
    page = ActPage(register, act, None, form, cancel_url=_back(register, None), seen=seen_for(form))
    page.hidden = [("act", act.name), ("answered", "yes"), *(("record", record.pk) for record in records)]
    versions = shown_version.answers(act, records, request.POST if page.was_seen() else None)
    page.hidden += shown_version.marks(versions)
    page.about = _("For %(count)s chosen records.") % {"count": write_number(len(records))}
    if answered and form.is_valid():
        if page.was_seen():
            return _done_in_bulk(request, register, act, records, form.cleaned_data, versions, today=today)
        ready, refused = _each(register, act, records, lambda record: rehearsed(
            lambda: _operate(act, request.user, record, form.cleaned_data | versions.get(record.pk, {})), lambda: None
        ))  # fmt: skip
        page.show_first([
            _("Done to %(done)s of %(all)s.") % {"done": write_number(ready), "all": write_number(len(records))},
            *_told(request, register, act, refused, today=today),
            *shown_version.told(request.user, act, records[:NAMED]),
        ])  # fmt: skip
    return page.response(request)


def _done_in_bulk(
    request: SignedIn, register: Register, act: Act, records: list[Any], answers: dict[str, Any],
    versions: dict[int, dict[str, int]], *, today: date,
) -> HttpResponse:  # fmt: skip
    done, refused = _each(
        register,
        act,
        records,
        lambda record: _operate(act, request.user, record, answers | versions.get(record.pk, {})),
    )
    for sentence in _told(request, register, act, refused, today=today):
        messages.error(request, sentence)
    counts = {"act": act.label, "done": write_number(done), "all": write_number(len(records))}
    messages.success(request, _("%(act)s: %(done)s of %(all)s.") % counts)
    return redirect("desk:list", register.name)


Refusals = list[tuple[Any, Refused]]
"""The records to which an act was not done, each with why."""


def _each(register: Register, act: Act, records: list[Any], do: Callable[[Any], Any]) -> tuple[int, Refusals]:
    """To how many records it was done, and to which it was not."""
    done, refused = 0, Refusals()
    for record in records:
        try:
            if act.open_for and not act.open_for(record):
                raise Refused(_("this cannot be done to it as it stands."))
            if unseen := _unseen(register, act, record):
                raise Refused(_("the power “%(power)s” is missing.") % {"power": in_words(unseen)})
            do(record)
            done += 1
        except Refused as refusal:
            refused.append((record, refusal))
    return done, refused


def _told(request: SignedIn, register: Register, act: Act, refused: Refusals, *, today: date) -> list[str]:
    """A sentence for each of the first refused; whom they name is counted, and beyond what one may look at alone they
    stand there by their numbers."""
    first = refused[:NAMED]
    people = people_in(register, register.columns, [record for record, _refusal in first])
    beyond = people_shown(
        request, register, people, today=today, kind=Entry.Kind.LIST, anew=False, form=act.name, refused=True
    )
    sentences = [
        _("Not to %(record)s: %(reasons)s") % {"record": f"№ {record.pk}" if beyond else record, "reasons": refusal}
        for record, refusal in first
    ]
    if len(refused) > NAMED:
        sentences.append(_("and not to %(count)s more.") % {"count": write_number(len(refused) - NAMED)})
    return sentences


def _act_named(register: Register, name: str) -> Act:
    try:
        return register.act(name)
    except KeyError:
        raise Http404 from None


def _operate(act: Act, actor: Any, record: Any, answers: dict[str, Any]) -> Any:
    """What the operation makes; where somebody else wrote the same in the same moment, a refusal that says so."""
    try:
        return act.operation(actor=actor, **({"record": record} if act.on_record else {}), **answers)
    except IntegrityError as error:
        log.warning("%s met a row that was written at the same moment: %s", act.name, type(error.__cause__).__name__)
        raise Refused("Vừa có người khác ghi cùng việc này; đồng chí mở lại trang để xem đã có gì.") from error
    except DataError as error:
        log.warning("%s met an answer that its column does not hold: %s", act.name, type(error.__cause__).__name__)
        raise Refused("Có ô ghi dài hơn hoặc lớn hơn mức sổ giữ được; hãy ghi ngắn lại rồi thử lại.") from error


def _done(request: SignedIn, register: Register, act: Act, record: Any, made: Any) -> HttpResponse:
    """On to the record that the act made or changed, while it is still there; to the list where it made many."""
    if isinstance(made, Proposal) and register.record is not Proposal:
        return waits(request, made)
    if isinstance(made, list):
        counted = {"act": act.label, "count": write_number(len(made))}
        messages.success(request, _("Done: %(act)s, %(count)s records.") % counted)
    else:
        messages.success(request, _("Done: %(act)s.") % {"act": act.label})
    for shown in (made, record):
        if isinstance(shown, register.record) and register.record._default_manager.filter(pk=shown.pk).exists():
            return redirect(register.address(shown))
    return redirect("desk:list", register.name)


def _back(register: Register, record: Any) -> str:
    return reverse("desk:list", args=[register.name]) if record is None else register.address(record)


def _read_anew(form: forms.Form) -> Any:
    """What was typed, as of the record that the refusal has just told of: who has seen both versions may go on."""
    hidden = {field.name: field.initial for field in form.hidden_fields()}
    data: Any = form.data.copy()  # type: ignore[attr-defined]
    data.update({name: value for name, value in hidden.items() if value is not None and name in data})
    for name in hidden:
        data.setlist(name, data.getlist(name)[-1:])
    return data
