"""Figures, rows of tables and branches of the tree, written without a template: a page may hold a thousand of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

register = template.Library()
ICONS = "giaoban/vendor/lucide/icons.svg"
OWN_PAGE = re.compile(r"/records/|^/desk/(so|indicators|board)/")
"""Addresses of lists and pages, which have no part for the drawer: a figure leads there."""


def _in_place(state: str) -> tuple[str, str]:
    """The sign that stands where there is no number, and what it means."""
    match state:
        case "missing":
            return "–", _("not reported")
        case "inapplicable":
            return "×", _("not applicable")
        case "withheld":
            return "…", _("withheld: too small to be shown")
    return "", ""


@register.simple_tag
def figure(shown: Mapping[str, Any]) -> SafeString:
    """A figure is a door. ``shown`` holds

    ``state``: ``value`` (default), ``zero``, ``missing``, ``inapplicable``, ``estimate`` or ``withheld``;
    ``text``: as it is read, "2.391", "99,55%"; not needed for zero, missing and inapplicable;
    ``href``: its evidence (a page with parts/drawer.html, which the drawer shows, or a list); without it the figure is plain text;
    ``about``: what it counts, of whom and when, for those who hear the page.

    Zero is "0", nothing reported "–", not applicable "×", an estimate "≈".
    """
    state, href = shown.get("state", ""), shown.get("href", "")
    sign, meaning = _in_place(state)
    title = _("estimate") if state == "estimate" else meaning
    about = f'<span class="sr">{conditional_escape(shown["about"])}: </span>' if shown.get("about") else ""
    if sign:
        inside = f'<span aria-hidden="true">{sign}</span><span class="sr">{conditional_escape(meaning)}</span>'
    elif state == "zero":
        inside = "0"
    else:
        inside = str(conditional_escape(shown.get("text", "")))
        if state == "estimate":
            inside = f'<span class="sign" aria-hidden="true">≈</span>{inside}<span class="sr"> ({conditional_escape(title)})</span>'
    titled = f' title="{conditional_escape(title)}"' if title else ""
    state = conditional_escape(state)
    if href:
        drawer = " data-drawer" if not OWN_PAGE.search(href) else ""
        opened = f'<a class="figure {state}" href="{conditional_escape(href)}"{drawer}{titled}>'
        return mark_safe(f"{opened}{about}{inside}</a>")
    return mark_safe(f'<span class="figure plain {state}"{titled}>{about}{inside}</span>')


@register.simple_tag
def cells(row: Mapping[str, Any]) -> SafeString:
    """The cells of one row of parts/table.html, as described there."""
    return mark_safe("".join(map(_cell, row["cells"])))


def _cell(cell: Mapping[str, Any]) -> str:
    tag, scope = ("th", ' scope="row"') if cell.get("head") else ("td", "")
    kind = conditional_escape(cell.get("kind", ""))
    finding = f" found {conditional_escape(cell['finding'])}" if cell.get("finding") else ""
    label = f' data-label="{conditional_escape(cell["label"])}"' if cell.get("label") else ""
    if cell.get("figure"):
        inside = str(figure(cell["figure"]))
    elif cell.get("badge"):
        inside = get_template("parts/badge.html").render({"badge": cell["badge"]})
    elif cell.get("url"):
        inside = format_html('<a href="{}" data-open>{}</a>', cell["url"], cell.get("text", ""))
    else:
        inside = str(conditional_escape(cell.get("text", "")))
    note = f'<span class="note">{conditional_escape(cell["note"])}</span>' if cell.get("note") else ""
    return f'<{tag}{scope} class="{kind}{finding}"{label}>{inside}{note}</{tag}>'


@register.simple_tag
def tree(nodes: Iterable[Mapping[str, Any]]) -> SafeString:
    """The units as a nested list; without a script all of it is open. Each node holds

    ``label``, ``url``, ``kind``, ``note``, ``current``, ``ended``, ``figure`` or ``figures`` (as in the tag ``figure``);
    ``children``: the nodes below it, with ``open`` when they are unfolded, or ``load``: the address that answers with them.
    """
    sign = f'<svg class="icon" aria-hidden="true" focusable="false" viewBox="0 0 24 24"><use href="{static(ICONS)}#chevron-right"></use></svg>'
    below = conditional_escape(_("Units below:"))
    return mark_safe(f'<ul class="tree">{"".join(_branch(node, sign, below) for node in nodes)}</ul>')


def _branch(node: Mapping[str, Any], sign: str, below: str) -> str:
    label, children, load = conditional_escape(node["label"]), node.get("children"), node.get("load")
    unfold = ""
    if children or load:
        unfolded = "true" if node.get("open") else "false"
        unfold = (
            f'<button class="branch needs-script" type="button" data-branch aria-expanded="{unfolded}">{sign}'
            f'<span class="sr">{below} {label}</span></button>'
        )
    current = ' aria-current="true"' if node.get("current") else ""
    kind = f' <span class="quiet small">{conditional_escape(node["kind"])}</span>' if node.get("kind") else ""
    note = f' <span class="badge open">{conditional_escape(node["note"])}</span>' if node.get("note") else ""
    figures = [node["figure"]] if node.get("figure") else node.get("figures") or []
    shown = "".join(f'<span class="node-figure">{figure(node_figure)}</span>' for node_figure in figures)
    if children:
        closed = "" if node.get("open") else " closed"
        under = f'<div class="below{closed}"><ul class="tree">{"".join(_branch(child, sign, below) for child in children)}</ul></div>'
    elif load:
        under = f'<div class="below closed needs-script" hx-get="{conditional_escape(load)}" hx-trigger="unfold once"></div>'
    else:
        under = ""
    name = f'<a href="{conditional_escape(node["url"])}"{current}>{label}</a>' if node.get("url") else label
    return (
        f'<li><div class="line{" ended" if node.get("ended") else ""}">{unfold}'
        f'<span class="node">{name}{kind}{note}</span>'
        f"{shown}</div>{under}</li>"
    )
