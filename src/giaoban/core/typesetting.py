"""Setting a PDF with Typst in a process of its own, with little time and memory: what is too large is refused in one sentence.

Whoever may ask for a document decides how long it is; without limits one of them would hold the whole server.
"""

from __future__ import annotations

import json
import resource
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from giaoban.core.refusal import Refused

SECONDS = 60
"""Of the processor, at most, all of its cores together."""
PATIENCE = 60
"""Seconds by the clock, at most."""
MEMORY = 2 * 1024 * 1024 * 1024
"""Bytes of addresses that a setting may take, at most."""
TOO_MUCH = (
    "Tài liệu này dài hoặc phức tạp quá mức dựng được thành PDF (quá {seconds} giây, hoặc quá nhiều bộ nhớ); hãy chia nhỏ, "
    "hoặc dùng bản DOCX."
)


def set_pdf(
    layout: Path, *, root: Path, fonts: Path, data: str, at: datetime | None, standards: Sequence[Sequence[str]] = ((),)
) -> bytes:
    """The layout filled in with the data, as the bytes of a PDF of the first of these standards that it can keep.

    Refused where it takes more than `SECONDS`, `PATIENCE` or `MEMORY`; RuntimeError where the layout itself is wrong.
    """
    return _set(layout, root, fonts, data, {"at": at and at.isoformat(), "standards": list(map(list, standards))})


def answer_of(layout: Path, *, root: Path, fonts: Path, data: str, label: str) -> Any:
    """What the layout puts under that label; refused as `set_pdf` is."""
    return json.loads(_set(layout, root, fonts, data, {"label": label}))


def _set(layout: Path, root: Path, fonts: Path, data: str, more: Mapping[str, Any]) -> bytes:
    order: dict[str, Any] = {
        "layout": str(layout),
        "root": str(root),
        "fonts": str(fonts),
        "data": data,
        "memory": MEMORY,
        "seconds": SECONDS,
        **more,
    }
    try:
        child = subprocess.run(
            [sys.executable, "-I", "-B", "-X", "utf8", __file__],
            input=json.dumps(order).encode(), capture_output=True, timeout=PATIENCE, env={}, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise _too_much() from None
    if child.returncode == 0:
        return child.stdout
    # Killed at its limit of time; aborted, or without an answer, at its limit of memory.
    if child.returncode < 0 or b"memory" in child.stderr.lower():
        raise _too_much()
    raise RuntimeError(child.stderr.decode("utf-8", "replace")[-2000:])


def _too_much() -> Refused:
    from giaoban.core.refusal import Refused  # not at the top: this file is the program of the child, too

    return Refused(TOO_MUCH.format(seconds=PATIENCE))


def _main() -> int:
    """The PDF, or what was asked for, on standard output; 0 where there is one."""
    order = json.load(sys.stdin.buffer)
    for limit, most in (
        (resource.RLIMIT_AS, order["memory"]), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, order["seconds"]),
    ):  # fmt: skip
        resource.setrlimit(limit, (most, most))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    import typst

    given: dict[str, Any] = {
        "input": Path(order["layout"]).read_bytes(),  # a layout may lie outside the root, which holds what it shows
        "root": Path(order["root"]),
        "font_paths": typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[order["fonts"]]
        ),
        "ignore_system_fonts": True,
        "sys_inputs": {"data": order["data"]},
    }
    if "label" in order:
        sys.stdout.write(typst.query(selector=order["label"], field="value", one=True, **given))
        return 0
    at: dict[str, Any] = {"timestamp": datetime.fromisoformat(order["at"])} if order["at"] else {}
    for number, standards in enumerate(order["standards"], start=1):
        try:
            made = typst.compile(**given, format="pdf", **at, **({"pdf_standards": standards} if standards else {}))
        except typst.TypstError:
            if number == len(order["standards"]):
                raise
        else:
            sys.stdout.buffer.write(made)
            return 0
    return 1


if __name__ == "__main__":
    sys.exit(_main())
