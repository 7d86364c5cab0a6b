"""Every area in menu order: the one line that adds an area."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from giaoban.ground.access.parts import Part
    from giaoban.kit.area import Area
    from giaoban.kit.register import Indicator, Register

AREAS = (
    "giaoban.areas.units",
    "giaoban.areas.members",
    "giaoban.areas.admissions",
    "giaoban.areas.transfers",
    "giaoban.areas.meetings",
    "giaoban.areas.dues",
    "giaoban.areas.study",
    "giaoban.areas.classes",
    "giaoban.areas.committees",
    "giaoban.areas.emulation",
    "giaoban.areas.discipline",
    "giaoban.areas.verification",
    "giaoban.areas.regulations",
    "giaoban.areas.accounts",
    "giaoban.areas.privacy",
    "giaoban.areas.inspections",
    "giaoban.reporting",
    "giaoban.conferences",
    "giaoban.faces",
)
"""The packages that hold an ``area.py``; those that stand above this floor are known by their names alone."""


@cache
def areas() -> tuple[Area, ...]:
    """Every area in menu order; one that is not there, or says nothing of itself, is an error."""
    return tuple(import_module(f"{package}.area").AREA for package in AREAS)


@cache
def registers() -> dict[str, Register]:
    """Every register by its name, in menu order."""
    return {register.name: register for area in areas() for register in area.registers}


@cache
def indicators() -> dict[str, tuple[Register, Indicator]]:
    """Every indicator by its name, with the register that declares it."""
    return {
        indicator.name: (register, indicator) for register in registers().values() for indicator in register.indicators
    }


def act_labels() -> dict[str, str]:
    """What the history calls each act."""
    return {f"{register.name}.{act.name}": str(act.label) for register in registers().values() for act in register.acts}


@cache
def events() -> frozenset[str]:
    """Every act that tells what has happened."""
    return frozenset(
        f"{register.name}.{act.name}" for register in registers().values() for act in register.acts if act.event
    )


def parts() -> list[Part]:
    """Every area as the ground has to know it."""
    return [area.part for area in areas()]
