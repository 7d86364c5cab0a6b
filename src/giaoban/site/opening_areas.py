"""A new area of work: a folder that stands on its own and passes every check, to be made into what it is to be."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from string import Template

from giaoban.core.refusal import refuse_if
from giaoban.site.places import PACKAGE

PATTERN = PACKAGE / "site" / "area_pattern"
CATALOGUE = PACKAGE / "catalogue.py"
LAST_OF_THE_AREAS = '    "giaoban.reporting",\n'


def why_not_open(name: str, *, taken: set[str]) -> list[str]:
    """Every reason why no area can be opened under that name; none means yes."""
    if not re.fullmatch(r"[a-z][a-z_]{2,20}", name):
        return [f"An area is named by a plural noun of three to 21 small letters; “{name}” is not."]
    return [f"There is an area or a part of the program called “{name}” already."] if name in taken else []


def open_area(name: str, *, vietnamese: str, english: str = "") -> Path:
    """The folder is there, with its first migration, and the catalogue has its line; answers the folder."""
    from giaoban.catalogue import areas

    taken = {prefix for area in areas() for prefix in (area.name, *area.part.prefixes)}
    taken |= {path.stem for path in (PACKAGE / "ground").iterdir()} | {path.stem for path in PACKAGE.iterdir()}
    refuse_if(why_not_open(name, taken=taken))
    words = {
        "name": name,
        "upper": name.upper(),
        "record": "".join(part.capitalize() for part in name.removesuffix("s").split("_")),
        "table": name.removesuffix("s").replace("_", ""),
        "english": english or name.replace("_", " ").capitalize(),
        "vietnamese": vietnamese,
    }
    folder = PACKAGE / "areas" / name
    (folder / "migrations").mkdir(parents=True)
    (folder / "migrations" / "__init__.py").touch()
    for pattern in sorted(PATTERN.glob("*.txt")):
        (folder / pattern.stem).write_text(Template(pattern.read_text()).substitute(words))
    listed = CATALOGUE.read_text()
    CATALOGUE.write_text(listed.replace(LAST_OF_THE_AREAS, f'    "giaoban.areas.{name}",\n{LAST_OF_THE_AREAS}', 1))
    return folder


def command(words: list[str], *, checkout: Path) -> int:
    """``new-area NAME "Vietnamese name" ["English name"]``: the folder, its migration and what a tool writes outside it."""
    if len(words) not in (2, 3):
        print('./giaoban new-area NAME "Tên tiếng Việt" ["English name"]', file=sys.stderr)
        return 2
    folder = open_area(words[0], vietnamese=words[1], english=words[2] if len(words) == 3 else "")
    program = [sys.executable, "-m", "giaoban.site.commandline"]
    written = [str(folder), str(CATALOGUE)]  # what others left untidy is not this area's change
    for step in (
        ["manage", "makemigrations", words[0], "--verbosity", "0"],
        ["tidy", *written],
    ):  # each reads the new catalogue
        if code := subprocess.call([*program, *step], cwd=checkout):
            return code
    print(f"{folder.relative_to(checkout)}: open area.py first. Outside it: one line in src/giaoban/catalogue.py, and what"
          " ./giaoban tidy writes (docs/security.md, the catalogue of translations).")  # fmt: skip
    return 0
