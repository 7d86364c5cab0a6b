"""Copies of a picture at the sizes that pages show, drawn by a confined process, one picture at a time."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Sequence
from typing import Any

from wagtail.images.models import AbstractImage, Filter, SourceImageIOError

from giaoban.core.confined import read_stream_confined
from giaoban.core.pictures import MEMORY
from giaoban.core.workbook import Unreadable

_one_at_a_time = threading.Lock()

QUALITIES = {"jpeg": 76, "webp": 80, "avif": 61}
OPTIONS: dict[str, dict[str, Any]] = {
    "jpeg": {"progressive": True, "optimize": True},
    "png": {"optimize": True},
    "avif": {"max_threads": 1, "speed": 8},
}
KEPT_AS = {"jpg": "jpeg", "jpeg": "jpeg", "webp": "webp", "avif": "avif"}
"""What a copy is where its filter does not say, by the ending of the picture's name; else PNG."""


def drawn(picture: AbstractImage, filters: Sequence[Filter]) -> dict[str, tuple[str, bytes]]:
    """For each filter, by its words, the format and bytes of the copy; SourceImageIOError where the picture gives none."""
    wanted = {filter.spec: _wanted(picture, filter) for filter in filters}
    with _one_at_a_time, picture.open_file() as file:
        try:
            copies = read_stream_confined(
                "giaoban.core.pictures:draw", file, json.dumps(list(wanted.values())), memory=MEMORY
            )
        except Unreadable as unreadable:
            raise SourceImageIOError(str(unreadable)) from None
    return {
        spec: (copy["format"].lower(), base64.b64decode(bytes_))
        for (spec, copy), bytes_ in zip(wanted.items(), copies, strict=True)
    }


def _wanted(picture: AbstractImage, filter: Filter) -> dict[str, Any]:
    """What the confined process is told; a camera may have been held upright, so both ways of lying have their cut."""
    env: dict[str, Any] = {}
    for operation in filter.filter_operations:  # they note the format and quality
        operation.run(None, picture, env)
    kind = env.get("output-format") or KEPT_AS.get(picture.file.name.rpartition(".")[2].lower(), "png")
    options = dict(OPTIONS.get(kind, {}))
    if kind in QUALITIES:
        options["quality"] = env.get(f"{kind}-quality", QUALITIES[kind])
    cuts = {}
    for width, height in {(picture.width, picture.height), (picture.height, picture.width)}:
        transform = filter.get_transform(picture, (width, height))
        box = transform.get_rect().round()
        size = [max(1, int(side)) for side in transform.size]
        inside = [max(0, box.left), max(0, box.top), min(width, box.right), min(height, box.bottom)]
        cuts[f"{width}x{height}"] = [inside, size]
    return {"format": kind.upper(), "options": options, "cuts": cuts}
