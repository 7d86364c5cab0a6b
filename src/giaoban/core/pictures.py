"""Pictures are decoded here, in a process of its own (see ``confined``): looked at when they come in, and drawn at the sizes
that pages show. Whoever serves pages never unpacks one."""

from __future__ import annotations

import base64
import io
import json
from typing import Any

from PIL import Image, ImageOps

from giaoban.core.numbers import write_number
from giaoban.core.workbook import DAMAGED, TOO_MANY_PIXELS, Unreadable

MEMORY = 768 * 1024 * 1024
"""Bytes of address space for one picture; one of 25 megapixels with transparency takes half of it."""
SEVERAL_IN_ONE = {"MPO": "JPEG"}
"""What telephones write beside a photograph is a JPEG to everybody else."""

Image.init()  # every format is loaded before the process is closed


def look(data: bytes, most_pixels: str) -> dict[str, Any]:
    """The format and size of a picture that can be decoded to its end; Unreadable where it cannot, or has more pixels than that."""
    picture = _opened(data)
    kind = SEVERAL_IN_ONE.get(picture.format or "", picture.format or "")
    frames = getattr(picture, "n_frames", 1) if kind == picture.format else 1
    pixels = picture.width * picture.height * frames
    if pixels > int(most_pixels):
        raise Unreadable(TOO_MANY_PIXELS.format(pixels=write_number(pixels), most=write_number(int(most_pixels))))
    _decoded(picture)
    return {"format": kind.lower(), "width": picture.width, "height": picture.height, "frames": frames}


def draw(data: bytes, wanted: str) -> list[str]:
    """The copies that are wanted, each as base64: ``cuts`` says for each size that the picture may have, when it is turned as
    its camera was held, which box of it is drawn at which size; ``format`` and ``options`` are Pillow's."""
    picture = _decoded(ImageOps.exif_transpose(_opened(data)))
    profile = picture.info.get("icc_profile")
    sized: dict[str, Image.Image] = {}  # of one size there are copies in several formats
    copies = []
    for copy in json.loads(wanted):
        cut = copy["cuts"].get(f"{picture.width}x{picture.height}")
        if cut is None:
            raise Unreadable(DAMAGED)
        if f"{cut}" not in sized:
            box, size = cut
            sized[f"{cut}"] = picture.resize(size, Image.Resampling.LANCZOS, box=box, reducing_gap=3.0)
        copies.append(_kept(sized[f"{cut}"], profile, copy))
    return copies


def _opened(data: bytes) -> Image.Image:
    Image.MAX_IMAGE_PIXELS = None  # the measure is the caller's, and asked before anything is unpacked
    try:
        return Image.open(io.BytesIO(data))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise Unreadable(DAMAGED) from None


def _decoded(picture: Image.Image) -> Image.Image:
    """The pixels, as red, green and blue, with transparency where there is any."""
    try:
        picture.load()
        seen_through = picture.mode in {"LA", "PA", "RGBA", "La", "RGBa"} or "transparency" in picture.info
        mode = "RGBA" if seen_through else "RGB"
        return picture if picture.mode == mode else picture.convert(mode)
    except MemoryError:
        raise
    except Exception:  # decoders raise what they like over what they are fed
        raise Unreadable(DAMAGED) from None


def _kept(drawn: Image.Image, profile: bytes | None, copy: dict[str, Any]) -> str:
    if copy["format"] == "JPEG" and drawn.mode == "RGBA":
        white = Image.new("RGB", drawn.size, (255, 255, 255))
        white.paste(drawn, mask=drawn.getchannel("A"))
        drawn = white
    file = io.BytesIO()
    drawn.save(file, copy["format"], icc_profile=profile, **copy["options"])
    return base64.b64encode(file.getvalue()).decode()
