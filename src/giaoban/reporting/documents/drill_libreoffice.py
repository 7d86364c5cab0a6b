"""Drill: the report's DOCX and XLSX opened by LibreOffice and turned into PDF, beside the PDF that this program sets.

``python -m giaoban.reporting.documents.drill_libreoffice DIR [--unit U] [--period P] [--out OUT]`` reads the returns in
DIR and says how many pages came out of each file, in which size and with which fonts. Exit 0 when all opened, 1 when one
did not, 3 when LibreOffice is not there: the tests check the files' structure without it.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pikepdf

from giaoban.reporting.consolidate import consolidate
from giaoban.reporting.documents.report_files import write_docx, write_pdf, write_xlsx
from giaoban.reporting.documents.typeset import FONTS

POINTS_A_MILLIMETRE = 72 / 25.4


def main(arguments: list[str] | None = None) -> int:
    """The exit code after the drill; what was seen is printed."""
    parser = argparse.ArgumentParser(prog="drill_libreoffice")
    parser.add_argument("directory", type=Path)
    parser.add_argument("--unit", required=True)
    parser.add_argument("--period", required=True)
    parser.add_argument("--out", type=Path, default=None, help="keep the files here")
    options = parser.parse_args(arguments)
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        print(
            "Máy này không có LibreOffice nên chưa mở thử được DOCX và XLSX. Cài đặt: "
            "apt-get install libreoffice-writer libreoffice-calc",
            file=sys.stderr,
        )
        return 3
    report = consolidate(options.directory, unit=options.unit, period=options.period)
    with tempfile.TemporaryDirectory() as scratch:
        out = options.out or Path(scratch)
        out.mkdir(parents=True, exist_ok=True)
        write_docx(report, out / "report.docx")
        write_xlsx(report, out / "report.xlsx")
        write_pdf(report, out / "report.pdf")
        describe(out / "report.pdf", "report.pdf (Typst)")
        opened = [convert(office, out / name, Path(scratch)) for name in ("report.docx", "report.xlsx")]
    return 0 if all(opened) else 1


def convert(office: str, path: Path, scratch: Path) -> bool:
    """Whether LibreOffice opened the file; its PDF stands beside it as ``NAME.libreoffice.pdf`` and is described."""
    made = scratch / "converted" / f"{path.stem}.pdf"
    made.unlink(missing_ok=True)
    done = subprocess.run(
        [office, "--headless", f"-env:UserInstallation={(scratch / 'profile').as_uri()}", "--convert-to", "pdf",
         "--outdir", str(made.parent), str(path)],
        env=os.environ | with_our_fonts(scratch),
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )  # fmt: skip
    if not made.exists():
        print(f"{path.name}: LibreOffice không mở được. {done.stderr.strip()}", file=sys.stderr)
        return False
    kept = made.replace(path.with_name(f"{path.name}.libreoffice.pdf"))
    describe(kept, f"{path.name} (LibreOffice)")
    return True


def describe(path: Path, name: str) -> None:
    """One line on the PDF: pages, sizes in millimetres, fonts."""
    with pikepdf.open(path) as pdf:
        sizes, fonts = [], set()
        for page in pdf.pages:
            left, bottom, right, top = (float(edge) for edge in page.mediabox)
            size = f"{(right - left) / POINTS_A_MILLIMETRE:.0f}×{(top - bottom) / POINTS_A_MILLIMETRE:.0f}"
            if size not in sizes:
                sizes.append(size)
            for font in page.resources.get("/Font", {}).values():
                fonts.add(str(font.BaseFont).partition("+")[2])
        print(f"{name}: {len(pdf.pages)} trang, khổ {', '.join(sizes)} mm, phông {', '.join(sorted(fonts))}")


def with_our_fonts(scratch: Path) -> Mapping[str, str]:
    """The environment in which Times New Roman is shown by the fonts of this program.

    A machine's own Liberation may be an old one without Vietnamese letters; line ends would then differ from Word's.
    """
    settings = scratch / "fonts.conf"
    settings.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{FONTS}</dir><cachedir>{scratch / 'fontcache'}</cachedir>"
        '<alias binding="same"><family>Times New Roman</family><prefer><family>Liberation Serif</family></prefer></alias>'
        "</fontconfig>",
        encoding="utf-8",
    )
    return {"FONTCONFIG_FILE": str(settings)}


if __name__ == "__main__":
    sys.exit(main())
