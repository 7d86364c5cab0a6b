"""The portal's registers on the editing side."""

from __future__ import annotations

from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from giaoban.faces.portal.models import Baseline, Consultation, Event, Furniture, Letter, Paper, Place


class PaperSet(SnippetViewSet):
    model = Paper
    icon = "doc-full"
    menu_label = gettext_lazy("Published documents")
    list_display = ["sign", "kind", "subject", "issued_on", "status"]
    list_filter = ["kind", "status", "issued_on"]
    search_fields = ["sign", "subject", "signer"]
    ordering = ["-issued_on"]


class EventSet(SnippetViewSet):
    model = Event
    icon = "calendar"
    menu_label = gettext_lazy("Calendar")
    list_display = ["title", "starts_at", "place"]
    search_fields = ["title", "place"]


class LetterSet(SnippetViewSet):
    model = Letter
    icon = "mail"
    menu_label = gettext_lazy("Letters")
    list_display = ["reference", "kind", "name", "received_at", "due_on", "answered_at"]
    list_filter = ["kind", "public"]
    search_fields = ["reference", "name", "text"]


class ConsultationSet(SnippetViewSet):
    model = Consultation
    icon = "comment"
    menu_label = gettext_lazy("Drafts for comment")
    list_display = ["title", "opens_on", "closes_on"]


class PlaceSet(SnippetViewSet):
    model = Place
    icon = "site"
    menu_label = gettext_lazy("Places on the map")
    list_display = ["name", "kind", "valid_from", "valid_until"]


class FurnitureSet(SnippetViewSet):
    model = Furniture
    icon = "home"
    menu_label = gettext_lazy("Furniture of the site")
    list_display = ["body", "responsible", "valid_from", "valid_until"]


class BaselineSet(SnippetViewSet):
    model = Baseline
    icon = "history"
    menu_label = gettext_lazy("Counts taken over")
    list_display = ["amount", "on", "source"]


class Registers(SnippetViewSetGroup):
    menu_label = pgettext_lazy("editing", "Registers")
    menu_icon = "list-ul"
    menu_order = 250
    items = (PaperSet, EventSet, LetterSet, ConsultationSet, PlaceSet, FurnitureSet, BaselineSet)


register_snippet(Registers)
