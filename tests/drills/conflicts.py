"""G17: eight people edit one record at the same time; whoever comes second is told, and no correction is lost.

Each reads the record and corrects it on that reading. Afterwards the journal must show each correction made on the one
before it. The control writes what it has read without saying which reading it was, and must lose corrections.
"""

from __future__ import annotations

import argparse
import threading
import time
from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import connection

from giaoban.areas.members.operations import correct, record
from giaoban.core.refusal import Refused
from giaoban.ground.journal.models import Change
from giaoban.ground.people.models import Person
from tests.drills.world import Small, own_installation, small_world

ON = date(2023, 2, 1)
Edit = Callable[[Small, Person, str], None]


def with_version(small: Small, read: Person, place: str) -> None:
    """The correction as the program makes it."""
    correct(actor=small.actor, record=read, version=read.version, reason="Diễn tập", on=ON, native_place=place)


def without_version(small: Small, read: Person, place: str) -> None:
    """The control: whatever was read meanwhile, this is what stands."""
    from giaoban.ground.writing import writing

    with writing(small.actor, "members.correct", unit=read.unit, on=ON, reason="Diễn tập"):
        Person.objects.filter(pk=read.pk).update(native_place=place)


def drill(small: Small, *, edits: int, people: int = 8, edit: Edit = with_version) -> dict[str, Any]:
    """So many attempts by so many people; a correction is lost when the next one was not made on it."""
    one = record(
        actor=small.actor, unit=small.cell, name=f"Nguyễn Văn Tranh {edit.__name__}", sex="M", born_on=date(1980, 2, 3),
        grade="official", admitted_on=date(2010, 6, 1), official_on=date(2011, 6, 1), on=ON,
    )  # fmt: skip
    began, made_on, told, strange = time.monotonic(), dict[str, str](), list[str](), list[str]()

    def edits_of(number: int) -> None:
        for at in range(edits // people):
            read, place = Person.objects.select_related("unit").get(pk=one.pk), f"Xã {number}.{at}"
            time.sleep(0)
            try:
                edit(small, read, place)
                made_on[place] = read.native_place
            except Refused as refused:
                told.append(str(refused))
            except Exception as error:
                strange.append(repr(error))
        connection.close()

    threads = [threading.Thread(target=edits_of, args=(number,)) for number in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    changes = Change.objects.filter(table="people_person", row_id=one.pk, before__isnull=False).order_by("id")
    in_order = [(change.before["native_place"], change.after["native_place"]) for change in changes]
    return {
        "edits": edits // people * people, "made": len(made_on), "told": len(told), "strange": strange,
        "lost": sum(1 for before, after in in_order if made_on.get(after) != before),
        "unknown": len(in_order) - len(made_on),
        "untold": sum(1 for said in told if "hồ sơ đang ghi" not in said),
        "seconds": time.monotonic() - began,
    }  # fmt: skip


def written(figures: dict[str, Any]) -> str:
    """The figures in one line."""
    return (
        f"{figures['edits']} lần sửa của 8 người: ghi {figures['made']}, được báo là có người sửa trước {figures['told']}"
        f" (không thấy cả hai bản: {figures['untold']}), mất {figures['lost']}, lỗi lạ {len(figures['strange'])};"
        f" {figures['seconds']:.0f} s"
    )


def run(argv: list[str]) -> int:
    """Prints the figures and those of the control; 0 when no correction was lost and the control lost some."""
    asked = argparse.ArgumentParser(prog="giaoban drill conflicts")
    asked.add_argument("--edits", type=int, default=5000)
    given = asked.parse_args(argv)
    with own_installation():
        small = small_world()
        good = drill(small, edits=given.edits)
        print(written(good), flush=True)
        control = drill(small, edits=given.edits // 10, edit=without_version)
        print("đối chứng không có phiên bản: " + written(control))
    held = not good["lost"] and not good["unknown"] and not good["untold"] and not good["strange"]
    return 0 if held and control["lost"] else 1
