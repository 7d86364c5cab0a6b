"""Choosing a unit or a person: one field for forms, filters and repairs, that offers what fits and guesses nothing.

What was chosen is sent as its number under the field's name, what was typed under that name with `TYPED` behind it. So it
works without a script too: a text that fits several comes back with these to choose from, and all else as it was. With
the script the same page answers, at the same address and for the same person, what fits while it is typed (`answer`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from giaoban.core.meant import begun_in, fits, otherwise
from giaoban.core.numbers import number_in, write_number

Label = str | Promise
TYPED = "_text"
OFFERED = 10
"""So many are offered at a time; who wants another types more."""
LONGEST = 200
"""So many characters of what is typed are looked for: no name is longer."""
MEANT = 2
"""So many are asked after where nothing fits and something is near."""


@dataclass(frozen=True)
class Choosable:
    """One that may be chosen, with what tells it from others of its name."""

    key: int
    name: str
    note: str = ""
    aside: str = ""
    below: bool = False  # others can be picked below it
    closed: bool = False  # it leads to others and cannot be chosen itself

    def marked(self, text: str) -> list[tuple[str, bool]]:
        """The name in parts, each with whether it was typed."""
        return begun_in(self.name, text)


class Up(NamedTuple):
    """The way back in the tree: the unit above (None at the top) and what was opened."""

    key: int | None
    name: str


@dataclass(frozen=True)
class Offer:
    """What fits a text: the best of it, how much there is, and the record that alone is meant."""

    candidates: Sequence[Choosable] = ()
    count: int = 0
    more: bool = False  # there are more than were counted
    alone: Any = None
    refusal: str = ""  # why nothing is offered, where it is not that nothing fits
    up: Up | None = None  # in the tree: the way back


class ChoiceSource(Protocol):
    """Where candidates come from; it answers nothing that the person who asks may not see."""

    nouns: Label
    """The template of how many there are: “%(count)s units”."""
    help: Label
    tree: bool

    def find(self, text: str) -> Offer:
        """What fits the text."""

    def get(self, key: int) -> Any:
        """The record of that number, where it may be chosen; None otherwise, there or not."""

    def shown(self, record: Any) -> Choosable:
        """How the record is shown once it is chosen."""

    def below(self, key: int | None) -> Offer:
        """What stands right below in the tree, or at its top."""

    def showing(self, offer: Offer) -> Offer:
        """What may be shown of it; what is, has been looked at."""


class Answered(NamedTuple):
    """What a form sends of one choice: the number that was chosen, and what was typed (None where no box was there)."""

    key: int | None
    text: str | None


class ChooserWidget(forms.Widget):
    """The box to type in, what is chosen, and, where a text fitted several, these to choose from."""

    source: ChoiceSource

    def __init__(self, source: ChoiceSource) -> None:
        super().__init__()
        self.source = source
        self.offer: Offer | None = None

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Answered:
        text, chosen = data.get(name + TYPED), str(data.get(name) or "").strip()
        key = number_in(chosen)
        if key is None and chosen and not text:
            text = chosen
        return Answered(key, None if text is None else " ".join(text.split())[:LONGEST])

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data and name + TYPED not in data

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        if isinstance(value, Answered):
            key, text = value
        else:
            key, text = getattr(value, "pk", value), None
        chosen = self._chosen(key) if isinstance(key, int) and self.offer is None else None
        return render_to_string("parts/chooser.html", {
            "name": name, "typed_name": name + TYPED, "attrs": attrs or {}, "chosen": chosen, "tree": self.source.tree,
            "text": text if text is not None else chosen.name if chosen else "",
            "offer": self.offer, "rows": rows(self.offer, text or "") if self.offer else (),
        })  # fmt: skip

    def _chosen(self, key: int) -> Choosable | None:
        """How what is chosen may be shown: whoever sends a number without having been offered it looks at somebody, too."""
        record = self.source.get(key)
        if record is None:
            return None
        shown = self.source.showing(Offer([self.source.shown(record)], 1)).candidates
        return shown[0] if shown else Choosable(record.pk, f"№ {record.pk}")

    def use_required_attribute(self, initial: Any) -> bool:
        return False  # the box may be empty while something is chosen


class Chooser(forms.Field):
    """A unit or a person: chosen, or typed so that it can be no other; else asked again with what fits, in a sentence."""

    widget: ChooserWidget
    default_error_messages = {
        "gone": gettext_lazy("What was chosen cannot be chosen here, or no longer; please choose again."),
        "several": gettext_lazy("“%(text)s” fits %(count)s; please choose which is meant."),
        "many": gettext_lazy("“%(text)s” fits more than can be listed; please choose, or type more of it."),
        "near": gettext_lazy("Nothing that you may choose is called “%(text)s”. Is it one of these that you mean?"),
        "none": gettext_lazy("Nothing that you may choose is called “%(text)s”. Part of the name is enough, with or without marks."),
    }  # fmt: skip

    def __init__(self, source: ChoiceSource, **options: Any) -> None:
        options["help_text"] = options.get("help_text") or source.help
        super().__init__(widget=ChooserWidget(source), **options)
        self.source = source

    def clean(self, value: Any) -> Any:
        key, text = value if isinstance(value, Answered) else Answered(value, None)
        if text == "":
            key = None
        if key is None and not text:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        if key is not None:
            record = self.source.get(key)
            if record is None:
                raise ValidationError(self.error_messages["gone"], code="gone")
            if not text or fits(text, shown=_words(self.source.shown(record))):
                return record
            if key in {candidate.key for candidate in self.source.find(text).candidates}:
                return record  # it fits by what its row does not show: an alias, a telephone number
        return self._meant(text or "")

    def answered(self, answers: Any, name: str) -> Any:
        """What it holds in these answers; None where that is nothing or no answer, without a word."""
        try:
            return self.clean(self.widget.value_from_datadict(answers, {}, name))
        except ValidationError:
            return None

    def _meant(self, text: str) -> Any:
        """The record that the text alone can mean."""
        offer = self.source.find(text)
        if offer.alone is not None:
            return offer.alone
        code, count = ("many" if offer.more or offer.count > OFFERED else "several"), _counted(self.source, offer)
        if not offer.candidates:
            offer = near(self.source, text)
            code = "near" if offer.candidates else "none"
        self.widget.offer = offer = self.source.showing(offer)
        if offer.refusal:
            raise ValidationError(offer.refusal, code="refused")
        raise ValidationError(self.error_messages[code], code=code, params={"text": text[:40], "count": count})


def _words(candidate: Choosable) -> str:
    return f"{candidate.name} {candidate.note} {candidate.aside}"


def _counted(source: ChoiceSource, offer: Offer) -> str:
    return str(source.nouns) % {"count": write_number(offer.count)}


def near(source: ChoiceSource, text: str) -> Offer:
    """What may be meant where nothing fits: at most `MEANT`, and nothing where the next best is a guess among many."""
    for meant in otherwise(text):
        offer = source.find(meant)
        if offer.candidates:
            return Offer(offer.candidates[:MEANT], min(offer.count, MEANT))
    return Offer()


def rows(offer: Offer, text: str) -> list[dict[str, Any]]:
    """The candidates as a page lists them."""
    return [{"is": candidate, "parts": candidate.marked(text)} for candidate in offer.candidates]


def answer(request: HttpRequest, form: forms.Form | None) -> HttpResponse | None:
    """What fits, as a list, where the page is asked for that and not for itself (``?choose=<field>&q=…``, or ``&below=``)."""
    name = request.GET.get("choose")
    if name is None or request.method != "GET":
        return None
    chooser = form.fields.get(name) if form else None
    if not isinstance(chooser, Chooser):
        raise Http404
    source, text = chooser.source, " ".join(request.GET.get("q", "").split())[:LONGEST]
    opened = "below" in request.GET
    offer = source.below(number_in(request.GET["below"])) if opened and source.tree else source.find(text)
    meant = not offer.candidates and bool(text) and not opened
    offer = source.showing(near(source, text) if meant else offer)
    context = {
        "name": name,
        "rows": rows(offer, text),
        "said": said(source, offer, text, meant=meant, opened=opened),
        "up": offer.up,
    }
    response = HttpResponse(render_to_string("parts/candidates.html", context))
    response["Cache-Control"] = "no-store"
    return response


def said(source: ChoiceSource, offer: Offer, text: str, *, meant: bool, opened: bool) -> str:
    """One line over the candidates: how many there are, or why there are none."""
    if offer.refusal:
        return offer.refusal
    if not offer.candidates:
        return str(source.help) if len(text) < 2 and not opened else _("Nothing that you may choose fits.")
    if meant:
        return _("Nothing fits exactly; do you mean:")
    count = _counted(source, offer)
    if offer.more:
        return _("more than %(count)s; type more") % {"count": count}
    return (
        _("%(count)s; type more to see the others") % {"count": count} if offer.count > len(offer.candidates) else count
    )
