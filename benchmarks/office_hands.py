"""A digit of our report typed over in LibreOffice itself, again and again: is it named, with what was printed?

    .venv/bin/python benchmarks/office_hands.py [TURNS]

Needs LibreOffice Writer and its bridge for Python (Debian: libreoffice-writer-nogui, python3-uno). Each turn opens the DOCX,
writes one digit of a figure over, or the whole figure with one other digit in it, and saves it as DOCX. The control is the
file saved without a change.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from giaoban.reporting.documents import docx_of
from giaoban.reporting.documents.tests import samples
from giaoban.reporting.prose.identified import TO_CHECK, bookmark_of, identities
from giaoban.reporting.tracing import traced

SYSTEM_PYTHON = "/usr/bin/python3"
BATCH = 20
"""Turns for one start of LibreOffice: its bridge to Python has broken down after about a hundred."""
HANDS = """
import json, random, sys, time
import uno
from com.sun.star.beans import PropertyValue

pipe, source, folder, first, turns = *sys.argv[1:4], int(sys.argv[4]), int(sys.argv[5])
names = json.load(sys.stdin)
local = uno.getComponentContext()
resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
for _ in range(300):
    try:
        office = resolver.resolve("uno:pipe,name=%s;urp;StarOffice.ComponentContext" % pipe)
        break
    except Exception:
        time.sleep(0.1)
desktop = office.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", office)


def said(**properties):
    return tuple(PropertyValue(Name=name, Value=value) for name, value in properties.items())


chance = random.Random(first)
done = {}
for turn in [0, *range(first, first + turns)]:
    document = desktop.loadComponentFromURL("file://" + source, "_blank", 0, said(Hidden=True))
    typed = {}
    if turn:
        name = names[turn * 7 % len(names)]
        bookmark = document.Bookmarks.getByName(name)
        anchor = bookmark.Anchor
        text = anchor.String
        places = [index for index, letter in enumerate(text) if letter.isdigit()]
        place = chance.choice(places)
        digit = chance.choice([other for other in "0123456789" if other != text[place]])
        now = text[:place] + digit + text[place + 1:]
        # The control's own ends count as letters for a cursor: go on until what is to be written over is selected.
        cursor = anchor.Text.createTextCursorByRange(anchor.Start)
        first, last = (place, place) if turn % 2 else (0, len(text) - 1)
        seen = 0
        while len(cursor.String) <= last - first:
            cursor.goRight(1, True)
            if seen < first and cursor.String:
                seen += 1
                cursor.collapseToEnd()
            elif not cursor.String:
                cursor.collapseToEnd()
        cursor.String = digit if turn % 2 else now
        typed = {"name": name, "now": now}
    document.storeToURL("file://%s/%d.docx" % (folder, turn), said(FilterName="MS Word 2007 XML"))
    document.close(True)
    done[turn] = typed
print(json.dumps(done), flush=True)
"""


def main(turns: int) -> int:
    """0 when every change was named and the unchanged files were silent; the figures are printed."""
    office = shutil.which("soffice")
    if office is None:
        print("LibreOffice is not installed here.", file=sys.stderr)
        return 3
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch)
        source = place / "report.docx"
        source.write_bytes(docx_of(samples.report()))
        printed = {bookmark_of(identity.tag()): identity.printed for identity, _text in identities(source.read_bytes())}
        named = untouched = 0
        for first in range(1, turns + 1, BATCH):
            changes = typed_over(office, place, list(printed), first, min(BATCH, turns + 1 - first))
            for turn, typed in changes.items():
                told = [number for number in traced(place / f"{turn}.docx", {}) if number.verdict == "differs"]
                seen = [(number.text, number.sealed) for number in told]
                expected = [(typed["now"].replace(TO_CHECK, ""), printed[typed["name"]])] if typed else []
                if seen != expected:
                    print(turn, expected, seen)
                elif typed:
                    named += 1
                else:
                    untouched += 1
    print(f"{named} of {turns} changes named with what was printed; {untouched} unchanged files silent")
    return 0 if named == turns and untouched else 1


def typed_over(office: str, place: Path, names: list[str], first: int, turns: int) -> dict[str, dict[str, str]]:
    """What was typed in each turn; the files lie in ``place`` by turn, ``0`` saved without a change."""
    pipe = f"giaoban{time.monotonic_ns()}"
    program = subprocess.Popen(
        [office, "--headless", "--norestore", f"-env:UserInstallation={(place / 'profile').as_uri()}",
         f"--accept=pipe,name={pipe};urp;"],
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        done = subprocess.run(
            [SYSTEM_PYTHON, "-c", HANDS, pipe, str(place / "report.docx"), str(place), str(first), str(turns)],
            input=json.dumps(names), capture_output=True, text=True, timeout=600, check=True,
        )  # fmt: skip
    finally:
        program.terminate()
        program.wait(60)
    changes: dict[str, dict[str, str]] = json.loads(done.stdout)
    return changes


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200))
