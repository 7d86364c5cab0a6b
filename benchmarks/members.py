"""What the register of members and the desk around it cost. See benchmarks/members.md.

    .venv/bin/python benchmarks/members.py [cluster|ten|nation]

Each run makes a database of its own, with a world of that size, and drops it at the end.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from measuring import NAME, ROOT, Table, gather_statistics, officer, own_database, served

REGISTER = ROOT / "src/giaoban/demo/data/register-quang-ninh.xlsx"
DAY = "on=2023-06-30"
IMPORT = """
import giaoban.site.database as d; d.hold(); import django; django.setup()
from giaoban.ground.access.second_lock import see_everything; see_everything()
import sys, time, resource, io, contextlib
from giaoban.areas.members.command import main
took = 0
for what in ("--preview", "--commit"):
    start, own = time.perf_counter(), time.process_time()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        assert main([sys.argv[1], "--unit", "Quảng Ninh", what]) == 0
    took += time.perf_counter() - start
    print(f"| {what} | | {time.perf_counter() - start:.1f} s | {time.process_time() - own:.1f} s |")
own, child = (resource.getrusage(one).ru_maxrss // 1024 for one in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
print(f"| both together | 15 s | {took:.1f} s | |")
print(f"| memory | 400 MB | {own} MB, and {child} MB in the process that reads the file | |", flush=True)
"""


def import_register() -> None:
    """Preview and commit of 7,405 rows as the command does them, in a process of its own for its memory."""
    print(
        "\n| import of the 7,405-row register | limit | by the clock | processor |\n| --- | ---: | ---: | ---: |",
        flush=True,
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "GIAOBAN_DATABASE_NAME": NAME}
    subprocess.run([sys.executable, "-c", IMPORT, str(REGISTER)], env=env, check=True)


def lists(table: Table, ask: Callable[[str], int], members: int, limit: int | None) -> None:
    """The list of members in its orders and filters, and the searches in it."""
    from django.urls import reverse

    address = reverse("desk:list", args=["members"])
    last = (members + 49) // 50

    def asked(what: str, *queries: str) -> None:
        table.many(what, lambda at: ask(f"{address}?{DAY}&{queries[at % len(queries)]}"), limit)

    asked("list, page 1 to 20", *(f"page={number}" for number in range(1, 21)))
    asked("list, the last pages", *(f"page={last - number}" for number in range(20)))
    asked("list in order of cell", *(f"sort=unit&page={number}" for number in range(1, 21)))
    asked("list in order of birth, all columns", *(f"sort=-born_on&page={number}&column=name&column=born_on&column=sex"
          "&column=unit&column=grade&column=admitted_on&column=official_on&column=card_number&column=phone"
          "&column=identity_number" for number in range(1, 21)))  # fmt: skip
    asked("list filtered: probationary", *(f"grade=probationary&page={number}" for number in range(1, 21)))
    asked("list filtered: under 30", *(f"aged=-30&page={number}" for number in range(1, 9)))
    asked("search: part of a name, no accents", "q=nguyen+van", "q=le+thi", "q=tran+duc", "q=hung", "q=an", "q=quy")
    asked("search: either spelling of the tone", "q=h%C3%B2a", "q=ho%C3%A0", "q=th%C3%BAy", "q=thu%C3%BD")
    asked("search: card number", "q=00012", "q=00003841", "q=0001", "q=00020000")
    asked("search: identity number", "q=000000012345", "q=000000000017")
    asked("search: a cell by its name", "q=chi+bo+phong+1", "q=chi+bo+phong+27")
    asked("search: nobody", "q=khongcoai", "q=99999999")


def pages(table: Table, ask: Callable[[str], int], top: Any, limit: int | None) -> None:
    """A person's page with its history, acts, other registers, the tree, what is due, search over everything."""
    from django.urls import reverse

    from giaoban.areas.admissions.models import Admission
    from giaoban.demo.world import AS_OF
    from giaoban.ground.people.models import Person
    from giaoban.ground.units.models import KindSpell
    from giaoban.ground.units.queries import ids_under

    inside = ids_under(top, on=AS_OF)

    def some(rows: Any) -> list[Any]:
        keys = list(rows.filter(unit__in=inside).order_by("pk").values_list("pk", flat=True)[:1500:50])
        assert keys
        return keys

    def each(what: str, addresses: list[str]) -> None:
        table.many(what, lambda at: ask(addresses[at % len(addresses)]), limit)

    persons, dossiers = some(Person.objects.filter(official_on__isnull=False)), some(Admission.objects)
    slugs = {
        kind: list(KindSpell.objects.filter(kind=kind, unit__in=inside).values_list("unit__slug", flat=True)[:20])
        for kind in ("upper", "grassroots_party_org", "cell")
    }
    each("a member's page with its history", [reverse("desk:page", args=["members", key]) for key in persons])
    each("form: correct a member", [reverse("desk:act_on", args=["members", key, "correct"]) for key in persons])
    each("an admission's page with its history", [reverse("desk:page", args=["admissions", key]) for key in dossiers])
    for name in ("admissions", "transfers", "arrivals"):
        each(f"list of {name}", [f"{reverse('desk:list', args=[name])}?page={number}" for number in range(1, 6)])
    each("tree of organisations", [reverse("units:tree"), f"{reverse('units:tree')}?{DAY}"])
    each("a bloc's page", [reverse("units:page", args=[slug]) for slug in slugs["upper"]])
    each("an organisation's page", [reverse("units:page", args=[slug]) for slug in slugs["grassroots_party_org"]])
    each("a cell's page", [reverse("units:page", args=[slug]) for slug in slugs["cell"]])
    each("home: what is due", [reverse("desk:home")])
    words = ("nguyen+van", "chi+bo+phong", "ho%C3%A0", "khoi+1", "0001", "le+thi+thuy")
    each("search over everything", [f"{reverse('desk:search')}?q={word}" for word in words])
    each("notices", [reverse("notices:list")])


def main(name: str) -> None:
    with own_database():
        from django.urls import reverse

        from giaoban.areas.regulations.operations import load_start_data
        from giaoban.demo.world import SIZES, build
        from giaoban.ground.access.operations import program

        if name == "cluster":
            import_register()
        size, start = SIZES[name], time.perf_counter()
        top = build(program("Đo lường"), size, say=lambda line: print(line, file=sys.stderr, flush=True))
        print(f"\nThe world of {size.members} members was made in {time.perf_counter() - start:.0f} s.", flush=True)
        gather_statistics()
        at_cluster = name == "cluster"
        with served():
            ask = officer("organisation_board", top)
            table = Table(f"Desk with {size.members} members")
            lists(table, ask, size.members, 100 if at_cluster else None)
            for kind in ("csv", "xlsx"):
                export = f"{reverse('desk:export', args=['members', kind])}?{DAY}"
                table.once(f"export of all as {kind}", partial(ask, export), 5000 if at_cluster else None)
            load_start_data(program("Đo lường"))  # by the rules things are due, and an export asks for a second person
            pages(table, ask, top, 100 if at_cluster else None)
            table.end()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "cluster")
