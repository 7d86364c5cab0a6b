"""What the names mean that templates can use: the list that an office reads beside Word."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from giaoban.kit.register import Label

CODE = "1.3"
"""The line that stands for all in the list of names: each line of a form has the same names under its own code."""
Names = Mapping[str, Label]

FRAME: Names = {
    "heading.superior": _("Heading, left, first line: the superior body"),
    "heading.issuer": _("Heading, left: who issues it"),
    "heading.number": _("Number and sign"),
    "heading.place_and_day": _("Place and day"),
    "heading.genre": _("Name of the kind of document"),
    "heading.summary": _("What it is about, below its name"),
    "foot.signed_for": _("On whose behalf it is signed"),
    "foot.post": _("Post of the signer"),
    "foot.signer": _("Name of the signer"),
    "foot.recipients": _("Recipients, a line each"),
    "title": _("Title in the properties of the file"),
}
SECTIONS: Names = {
    "sections → title": _("Heading of each section"),
    "sections → paragraphs": _("Paragraphs of each section"),
}
FIGURE: Names = {
    f'figures["{CODE}"].{name}': label
    for name, label in {
        "text": _("A figure by the code of its line, exactly: 38.716"),
        "rounded": _("The same in words that round: trên 38.700"),
        "previous": _("Same period of last year"),
        "target": _("Target of the year"),
        "numerator": _("Of a ratio: what is divided"),
        "denominator": _("Of a ratio: by what"),
        "label": _("What the line is called"),
        "marked": _("Whether it is still to be checked"),
        "shade": _("Colour of a cell that is to be checked"),
    }.items()
}
REPORT: Names = {
    **FRAME,
    "unit": _("Whose report it is"),
    "sections → title": _("Heading of each section"),
    "sections → parts → title": _("Heading of each part of a section"),
    "sections → parts → paragraphs": _("Paragraphs of each part"),
    "closing": _("Closing sentence"),
    **FIGURE,
    "appendix.name": _("Name of the appendix"),
    "appendix.title": _("Title of the appendix"),
    "appendix.attached_to": _("To which report it is attached"),
    "appendix.basis": _("Up to which day the figures are"),
    "appendix.legend": _("Notes below the tables"),
    "appendix.tables → name": _("Name of each table, where there are several"),
    "appendix.tables → whole": _("Head of the column of totals"),
    "appendix.tables → units": _("Names of the units in the table"),
    "appendix.tables → columns": _("Heads of the columns after the total"),
    "appendix.tables → rows → code": _("Code of each line"),
    "appendix.tables → rows → indent": _("How far the line is set in"),
    "appendix.tables → rows → label": _("What the line is called"),
    "appendix.tables → rows → unit_of_count": _("Unit of count"),
    **{
        f"appendix.tables → rows → {place}{name}": label
        for place in ("total.", "cells → ")
        for name, label in {
            "text": _("The number as it is printed"),
            "number": _("The number to be worked with"),
            "percent": _("Whether it is a percentage"),
            "marked": _("Whether it is still to be checked"),
            "shade": _("Colour of a cell that is to be checked"),
        }.items()
    },
    **{
        f"to_check → {name}": label
        for name, label in {
            "place": _("Number in the list of what is to be checked"),
            "severity": _("How serious it is"),
            "unit": _("Which unit it concerns"),
            "line": _("Which line it concerns"),
            "message": _("What does not add up"),
            "figures": _("The figures concerned"),
        }.items()
    },
    **{
        f"findings → {name}": label
        for name, label in {
            "severity": _("How serious it is"),
            "unit": _("Which unit it concerns"),
            "line": _("Which line it concerns"),
            "message": _("What does not add up"),
            "figures": _("The figures concerned"),
            "accepted_reason": _("The reason that was given"),
            "check": _("Name of the check"),
        }.items()
    },
    **{
        f"narrative → {name}": label
        for name, label in {
            "section": _("Section of the text"),
            "text": _("The paragraph"),
            "units": _("Units that wrote it"),
            "owner": _("Who does it"),
            "due_on": _("Until when"),
        }.items()
    },
    **{
        f"sources → {name}": label
        for name, label in {
            "unit": _("Which unit it concerns"),
            "code": _("Code of each line"),
            "label": _("What the line is called"),
            "typed": _("What was typed there"),
            "value.text": _("The number as it is printed"),
            "value.number": _("The number to be worked with"),
            "value.percent": _("Whether it is a percentage"),
            "value.marked": _("Whether it is still to be checked"),
            "value.shade": _("Colour of a cell that is to be checked"),
            "file": _("File that the number was read from"),
            "sheet": _("Sheet of that file"),
            "address": _("Cell of that sheet"),
        }.items()
    },
}
MINUTES: Names = {
    **FRAME,
    **SECTIONS,
    "signatures.left.title": _("Left signature: who signs"),
    "signatures.left.name": _("Left signature: the name"),
    "signatures.right.title": _("Right signature: who signs"),
    "signatures.right.name": _("Right signature: the name"),
}
ATTENDANCE: Names = {
    **FRAME,
    "opening": _("Paragraphs before the list"),
    "rows → place": _("Number in the list"),
    "rows → name": _("Name of each person"),
    "rows → post": _("Post in the cell"),
    "rows → standing": _("Full or probationary"),
    "rows → present": _("Mark: present"),
    "rows → excused": _("Mark: absent with leave"),
    "rows → absent": _("Mark: absent without leave"),
    "rows → signature": _("Room for the signature"),
    "rows → remark": _("Remark"),
    "total.label": _("Word before the totals"),
    "total.standing": _("Full and probationary members in all"),
    "total.present": _("Present in all"),
    "total.excused": _("Absent with leave in all"),
    "total.absent": _("Absent without leave in all"),
    "closing": _("Paragraphs after the list"),
}
VOLUME: Names = {
    "title": _("Title in the properties of the file"),
    "cover.superior": _("Cover: the superior body"),
    "cover.issuer": _("Cover: who issues it"),
    "cover.genre": _("Cover: kind of document"),
    "cover.conference": _("Cover: the conference"),
    "cover.theme": _("Cover: its theme"),
    "cover.place_and_day": _("Cover: place and day"),
    "entries → label": _("Contents: each paper"),
    "entries → by": _("Contents: who reads it out"),
    "entries → anchor": _("Contents: the bookmark of the paper"),
    "entries → page": _("Contents: its page"),
    "papers → label": _("Each paper: its title"),
    "papers → by": _("Each paper: who reads it out"),
    "papers → anchor": _("Each paper: its bookmark"),
    "papers → parts → text": _("A paragraph of the paper"),
    "papers → parts → heading": _("Whether the paragraph is a heading"),
    "papers → parts → rows → cells": _("Cells of a table in the paper"),
    "papers → parts → width": _("Width of its columns"),
    "left_out.title": _("Heading of what is not printed"),
    "left_out.texts": _("What is not printed, and why"),
}
NAMES: Mapping[str, Names] = {
    "report": REPORT,
    "minutes": MINUTES,
    "attendance": ATTENDANCE,
    "notice": {**FRAME, **SECTIONS},
    "volume": VOLUME,
    "ballot": {**FRAME, **SECTIONS},
    "letter": {
        **FRAME,
        **SECTIONS,
        "about": _("What the letter is about"),
        "addressees": _("Whom it goes to, a line each"),
    },
}
"""The names of each document, with what they mean."""
