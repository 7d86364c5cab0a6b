"""The portal from a terminal: an export to keep, and the links looked at."""

from __future__ import annotations

import argparse
from pathlib import Path


def export_portal(words: list[str]) -> int:
    """``export-portal FOLDER [--year Y] [--section SLUG]``, or ``export-portal FOLDER --check``: 0 when all is well."""
    from giaoban.faces.portal.giving_out.exporting import export, wrong_in

    parser = argparse.ArgumentParser(prog="giaoban export-portal")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--year", type=int)
    parser.add_argument("--section", default="")
    parser.add_argument("--check", action="store_true", help="look whether an exported folder is as it was made")
    given = parser.parse_args(words)
    if given.check:
        wrong = wrong_in(given.folder)
        print("\n".join(wrong) or "Bản xuất còn nguyên vẹn.")
        return 1 if wrong else 0
    made = export(given.folder, year=given.year, section=given.section)
    pages = sum(name.endswith(".html") for name in made.names.values())
    print(f"Đã xuất {pages} trang và {made.files} tệp vào {given.folder}; mở index.html để xem.")
    return 0


def check_links(words: list[str]) -> int:
    """``check-links [--outside]``: the dead links are listed and printed; 1 when there is one."""
    from giaoban.faces.portal.editing.linking import ask_outside, look_at_all
    from giaoban.faces.portal.models import BrokenLink

    parser = argparse.ArgumentParser(prog="giaoban check-links")
    parser.add_argument("--outside", action="store_true", help="ask other sites too")
    given = parser.parse_args(words)
    count = look_at_all(outside=ask_outside if given.outside else None)
    for link in BrokenLink.objects.all():
        print(f"{link.url}: {link.target}: {link.why}")
    print(f"Liên kết hỏng: {count}.")
    return 1 if count else 0
