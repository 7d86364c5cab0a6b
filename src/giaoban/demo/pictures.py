"""Pictures for the demonstration, drawn by the program: flat shapes with grain, nobody's face."""

from __future__ import annotations

import io
import math
import random
from collections.abc import Callable

from PIL import Image, ImageChops, ImageDraw, ImageFilter

Colour = tuple[int, int, int]
SIZE = (1440, 900)


def drawn(kind: str, seed: int) -> bytes:
    """A picture of that kind as JPEG; equal seeds give equal pictures."""
    draw = SCENES[kind]
    chance = random.Random(seed)
    image = draw(chance)
    return _jpeg(_grained(image, chance))


def logo() -> bytes:
    """A round mark: karst over water, a star of five points."""
    size = 512
    image = Image.new("RGBA", (size * 2, size * 2), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.ellipse((8, 8, size * 2 - 8, size * 2 - 8), fill=(155, 28, 28, 255))
    draw.ellipse((52, 52, size * 2 - 52, size * 2 - 52), outline=(235, 196, 106, 255), width=14)
    _star(draw, size, 380, 190, (242, 205, 110, 255))
    for x, top, width in ((360, 640, 170), (520, 560, 210), (690, 650, 170)):
        draw.polygon(_karst(x, 800, width, 800 - top, random.Random(x)), fill=(247, 240, 228, 255))
    draw.rectangle((190, 800, size * 2 - 190, 816), fill=(247, 240, 228, 255))
    draw.rectangle((260, 838, size * 2 - 260, 850), fill=(235, 196, 106, 255))
    out = io.BytesIO()
    image.resize((size, size), Image.Resampling.LANCZOS).save(out, "PNG", optimize=True)
    return out.getvalue()


# -- scenes ------------------------------------------------------------------------------------------------------------


def _bay(chance: random.Random) -> Image.Image:
    """Karst islands in a bay, in layers that grow paler with distance, a junk with a red sail."""
    palette = chance.choice(
        [((250, 222, 190), (226, 150, 110), (41, 72, 92)), ((214, 230, 236), (120, 165, 185), (24, 62, 78)),
         ((252, 236, 200), (236, 178, 120), (70, 62, 96))]
    )  # fmt: skip
    sky, mid, near = palette
    image = _graded(sky, _mix(sky, mid, 0.6))
    draw = ImageDraw.Draw(image)
    width, height = SIZE
    horizon = int(height * 0.62)
    sun = chance.randint(int(width * 0.2), int(width * 0.8))
    draw.ellipse((sun - 70, horizon - 330, sun + 70, horizon - 190), fill=_mix(sky, (255, 255, 255), 0.55))
    draw.rectangle((0, horizon, width, height), fill=_mix(sky, mid, 0.75))
    for layer in range(4):
        colour = _mix(_mix(sky, mid, 0.5), near, 0.15 + layer * 0.25)
        base = horizon + layer * 42
        x = chance.randint(-200, 0)
        while x < width + 100:
            wide = chance.randint(130, 330) + layer * 20
            tall = chance.randint(110, 260) + layer * 16
            if chance.random() < 0.62 - layer * 0.08:
                draw.polygon(_karst(x + wide // 2, base, wide, tall, chance), fill=colour)
                draw.ellipse((x - 8, base - 10, x + wide + 8, base + 16), fill=_mix(colour, near, 0.35))
            x += wide + chance.randint(10, 220)
    for _line in range(46):
        y = chance.randint(horizon + 60, height - 6)
        x = chance.randint(0, width)
        draw.line(
            (x, y, x + chance.randint(30, 190), y), fill=_mix(mid, (255, 255, 255), 0.35), width=chance.choice((2, 3))
        )
    _junk(draw, chance.randint(int(width * 0.3), int(width * 0.7)), horizon + 190, 1.0 + chance.random() * 0.5, near)
    return image


def _terraces(chance: random.Random) -> Image.Image:
    """Rice terraces: bands that follow the hill, water between some, a house on stilts."""
    ripe = chance.random() < 0.5
    sky = (250, 232, 205) if ripe else (214, 232, 226)
    low = (201, 152, 46) if ripe else (62, 128, 74)
    image = _graded(sky, (255, 250, 238))
    draw = ImageDraw.Draw(image)
    width, height = SIZE
    for ridge in range(3):
        points = _ridge(chance, int(height * (0.22 + ridge * 0.09)), 70 - ridge * 10, 3 + ridge)
        draw.polygon([(0, height), *points, (width, height)], fill=_mix((140, 166, 170), low, ridge * 0.22))
    phase, bend = chance.random() * 6, 60 + chance.random() * 60
    bands = 26
    for band in range(bands):
        t = band / bands
        y = height * (0.44 + 0.6 * t**1.25)
        wave = [
            (
                x,
                y
                + math.sin(x / (310 + band * 9) + phase + t * 1.7) * bend * (1 - t * 0.3)
                + math.sin(x / 130 + band) * 6,
            )
            for x in range(-10, width + 30, 20)
        ]
        water = band % 5 == 2
        colour = _mix((226, 236, 236), sky, 0.4) if water else _mix(_mix(low, (250, 240, 200), 0.45), low, t)
        draw.polygon([(-10, height + 80), *wave, (width + 30, height + 80)], fill=colour)
        draw.line(wave, fill=_mix(colour, (40, 46, 30), 0.28), width=3)
    _stilt_house(draw, chance.randint(220, width - 340), int(height * 0.5), (96, 62, 44))
    return image


def _hall(chance: random.Random) -> Image.Image:
    """A conference hall seen from the last row: stage, flags, curtain, rows of chairs; empty."""
    curtain = chance.choice([(140, 26, 30), (118, 22, 40), (150, 40, 30)])
    wall = (232, 220, 200)
    image = Image.new("RGB", SIZE, wall)
    draw = ImageDraw.Draw(image)
    width, height = SIZE
    left, right, top, floor = int(width * 0.16), int(width * 0.84), int(height * 0.12), int(height * 0.56)
    draw.polygon([(0, 0), (width, 0), (right + 40, top), (left - 40, top)], fill=(246, 239, 226))
    for lamp in range(3):
        x = width * (0.3 + lamp * 0.2)
        draw.polygon([(x - 60, 26), (x + 60, 26), (x + 38, 52), (x - 38, 52)], fill=(255, 250, 224))
    draw.rectangle((left, top, right, floor), fill=curtain)
    for fold in range(left, right, 26):
        shade = _mix(curtain, (0, 0, 0), 0.12 + 0.1 * math.sin(fold))
        draw.rectangle((fold, top, fold + 9, floor), fill=shade)
    draw.rectangle((left, top, right, top + 36), fill=_mix(curtain, (0, 0, 0), 0.25))
    flag = width * 0.5
    draw.rectangle((flag - 92, top + 70, flag + 92, top + 190), fill=(206, 32, 32))
    _star(draw, flag, top + 130, 42, (250, 214, 72))
    draw.rectangle((left - 40, floor, right + 40, floor + 44), fill=(150, 104, 66))
    draw.rectangle((left - 40, floor + 44, right + 40, floor + 58), fill=(112, 74, 46))
    for desk in range(5):
        x = left + 80 + desk * (right - left - 220) / 4.4
        draw.rectangle((x, floor - 52, x + 120, floor), fill=(128, 82, 52))
        draw.rectangle((x, floor - 52, x + 120, floor - 40), fill=(162, 112, 72))
    pot_colours = ((62, 116, 70), (84, 140, 82), (214, 70, 70), (240, 190, 70))
    for pot in range(16):
        x = left + pot * (right - left) / 15
        for _leaf in range(9):
            dx, dy = chance.randint(-24, 24), chance.randint(-26, 6)
            r = chance.randint(6, 13)
            draw.ellipse(
                (x + dx - r, floor + 36 + dy - r, x + dx + r, floor + 36 + dy + r), fill=chance.choice(pot_colours)
            )
    for row in range(6):
        y = floor + 84 + row * (46 + row * 4)
        seat = 52 + row * 15
        colour = _mix((150, 40, 40), (70, 16, 20), row / 6)
        offset = -(row % 2) * seat // 2
        for x in range(offset - seat, width + seat, int(seat * 1.16)):
            if abs(x + seat / 2 - width / 2) < 44 + row * 12:
                continue
            draw.rounded_rectangle(
                (x, y, x + seat, y + seat * 1.15),
                radius=seat // 4,
                fill=colour,
                outline=_mix(colour, (0, 0, 0), 0.3),
                width=2,
            )
    return image


def _town(chance: random.Random) -> Image.Image:
    """Offices by the sea under hills, trees in front."""
    sky = chance.choice([(226, 238, 244), (252, 232, 210), (238, 240, 230)])
    image = _graded(sky, (255, 252, 244))
    draw = ImageDraw.Draw(image)
    width, height = SIZE
    for ridge in range(2):
        points = _ridge(chance, int(height * (0.38 + ridge * 0.08)), 90, 3)
        draw.polygon([(0, height), *points, (width, height)], fill=_mix(sky, (80, 118, 112), 0.45 + ridge * 0.25))
    ground = int(height * 0.78)
    x = -20
    while x < width:
        wide, tall = chance.randint(110, 260), chance.randint(150, 380)
        colour = chance.choice([(246, 232, 206), (232, 212, 184), (222, 226, 224), (240, 216, 190), (206, 186, 160)])
        draw.rectangle((x, ground - tall, x + wide, ground), fill=colour)
        draw.rectangle(
            (x - 6, ground - tall - 14, x + wide + 6, ground - tall),
            fill=chance.choice([(170, 62, 44), (120, 70, 56), (150, 150, 146)]),
        )
        for wx in range(x + 18, x + wide - 30, 42):
            for wy in range(ground - tall + 26, ground - 50, 54):
                draw.rectangle(
                    (wx, wy, wx + 22, wy + 30), fill=chance.choice([(96, 128, 146), (128, 158, 170), (252, 226, 150)])
                )
        x += wide + chance.randint(6, 40)
    draw.rectangle((0, ground, width, height), fill=(206, 200, 188))
    draw.rectangle((0, ground + 60, width, ground + 66), fill=(238, 234, 226))
    for tree in range(14):
        x = tree * 112 + chance.randint(-20, 30)
        draw.rectangle((x - 5, ground - 40, x + 5, ground + 34), fill=(98, 70, 50))
        green = chance.choice([(70, 124, 76), (92, 142, 84), (56, 104, 70)])
        for dx, dy, r in ((0, -70, 44), (-28, -48, 32), (28, -50, 32)):
            draw.ellipse((x + dx - r, ground + dy - r, x + dx + r, ground + dy + r), fill=green)
    return image


def _desk(chance: random.Random) -> Image.Image:
    """Papers, a folder and a lotus in a vase on a table by the window."""
    table = chance.choice([(150, 104, 70), (128, 86, 58), (170, 128, 92)])
    image = _graded((246, 238, 222), (232, 218, 196))
    draw = ImageDraw.Draw(image)
    width, height = SIZE
    draw.rectangle(
        (int(width * 0.56), 60, width - 80, int(height * 0.56)), fill=(206, 226, 232), outline=(140, 110, 84), width=16
    )
    hill = [
        (int(width * 0.57), int(height * 0.54)),
        (int(width * 0.68), 250),
        (int(width * 0.76), 340),
        (int(width * 0.84), 220),
        (width - 96, int(height * 0.54)),
    ]
    draw.polygon(hill, fill=(118, 158, 140))
    draw.rectangle((0, int(height * 0.62), width, height), fill=table)
    for grain in range(20):
        y = int(height * 0.62) + grain * 18
        draw.line((0, y, width, y + chance.randint(-8, 8)), fill=_mix(table, (0, 0, 0), 0.1), width=2)
    for sheet in range(6):
        x, y = 210 + sheet * 26, int(height * 0.66) + sheet * 12
        draw.polygon(
            [(x, y), (x + 390, y - 20), (x + 430, y + 180), (x + 30, y + 206)],
            fill=(250, 248, 242),
            outline=(206, 198, 184),
        )
    for line in range(7):
        draw.line((392, 640 + line * 21, 700 - chance.randint(0, 120), 626 + line * 21), fill=(150, 146, 140), width=4)
    draw.polygon([(860, 640), (1240, 620), (1290, 820), (890, 846)], fill=(155, 28, 28))
    draw.polygon([(880, 660), (1000, 654), (1004, 676), (884, 682)], fill=(236, 200, 120))
    draw.polygon([(150, 330), (230, 330), (214, 560), (166, 560)], fill=(78, 116, 138))
    for stem, tall in ((170, 150), (192, 210), (214, 130)):
        draw.line((190, 335, stem, 335 - tall), fill=(78, 122, 74), width=6)
        for petal in range(-2, 3):
            draw.ellipse(
                (stem + petal * 13 - 13, 290 - tall - 18 + abs(petal) * 8, stem + petal * 13 + 13, 335 - tall + 10),
                fill=_mix((232, 130, 150), (255, 236, 238), abs(petal) * 0.3),
            )
    return image


def _band(chance: random.Random) -> Image.Image:
    """A long low landscape for the top of the pages."""
    return _bay(chance).crop((0, 250, 1440, 690)).resize((1600, 489))


SCENES: dict[str, Callable[[random.Random], Image.Image]] = {
    "bay": _bay,
    "terraces": _terraces,
    "hall": _hall,
    "town": _town,
    "desk": _desk,
    "band": _band,
}


# -- shapes ------------------------------------------------------------------------------------------------------------


def _karst(x: float, base: float, width: float, tall: float, chance: random.Random) -> list[tuple[float, float]]:
    points: list[tuple[float, float]] = []
    steps = 22
    for step in range(steps + 1):
        t = step / steps
        shape = math.sin(math.pi * t) ** 0.42
        points.append((x - width / 2 + width * t, base - tall * shape * (1 + chance.uniform(-0.06, 0.05))))
    return [(x - width / 2, base), *points, (x + width / 2, base)]


def _ridge(chance: random.Random, y: int, rough: int, waves: int) -> list[tuple[int, float]]:
    phases = [chance.random() * 6.3 for _each in range(waves)]
    return [
        (x, y + sum(math.sin(x / (420 / (n + 1)) + phases[n]) * rough / (n + 1) for n in range(waves)))
        for x in range(0, SIZE[0] + 20, 20)
    ]


def _junk(draw: ImageDraw.ImageDraw, x: int, y: int, scale: float, near: Colour) -> None:
    s = scale
    for dx, tall, wide in ((-52, 150, 62), (18, 190, 74)):
        sail = [
            (x + dx * s, y),
            (x + (dx - 6) * s, y - tall * s),
            (x + (dx + wide * 0.7) * s, y - tall * 0.94 * s),
            (x + (dx + wide) * s, y - 16 * s),
        ]
        draw.polygon(sail, fill=(164, 52, 36))
        for rib in range(1, 5):
            t = rib / 5
            draw.line(
                (
                    x + (dx - 5 * t) * s,
                    y - tall * t * s,
                    x + (dx + wide * (1 - 0.28 * t)) * s,
                    y - (16 + (tall - 20) * t) * s,
                ),
                fill=(124, 34, 24),
                width=2,
            )
    draw.polygon(
        [(x - 110 * s, y - 4), (x + 124 * s, y - 4), (x + 92 * s, y + 34 * s), (x - 84 * s, y + 34 * s)],
        fill=_mix(near, (60, 36, 24), 0.7),
    )


def _stilt_house(draw: ImageDraw.ImageDraw, x: int, y: int, wood: Colour) -> None:
    draw.polygon([(x - 26, y), (x + 60, y - 84), (x + 180, y - 84), (x + 266, y)], fill=_mix(wood, (0, 0, 0), 0.15))
    draw.rectangle((x + 6, y, x + 234, y + 62), fill=_mix(wood, (255, 220, 180), 0.3))
    for post in range(6):
        draw.rectangle((x + 10 + post * 42, y + 62, x + 18 + post * 42, y + 104), fill=wood)
    for window in range(3):
        draw.rectangle((x + 40 + window * 68, y + 18, x + 70 + window * 68, y + 46), fill=wood)


def _star(draw: ImageDraw.ImageDraw, x: float, y: float, radius: float, colour: tuple[int, ...]) -> None:
    points = []
    for corner in range(10):
        reach = radius if corner % 2 == 0 else radius * 0.382
        angle = -math.pi / 2 + corner * math.pi / 5
        points.append((x + reach * math.cos(angle), y + reach * math.sin(angle)))
    draw.polygon(points, fill=colour)


def _mix(one: Colour, other: Colour, share: float) -> Colour:
    share = max(0.0, min(1.0, share))
    return tuple(round(a + (b - a) * share) for a, b in zip(one, other, strict=True))  # type: ignore[return-value]


def _graded(top: Colour, bottom: Colour) -> Image.Image:
    column = Image.new("RGB", (1, SIZE[1]))
    for y in range(SIZE[1]):
        column.putpixel((0, y), _mix(top, bottom, y / SIZE[1]))
    return column.resize(SIZE)


def _grained(image: Image.Image, chance: random.Random) -> Image.Image:
    """The flat shapes get a little of paper: soft edges and grain."""
    noise = Image.frombytes("L", (720, 450), chance.randbytes(720 * 450)).resize(image.size, Image.Resampling.BICUBIC)
    grain = noise.filter(ImageFilter.GaussianBlur(0.6)).point(lambda value: 116 + value * 24 // 255)
    soft = image.filter(ImageFilter.GaussianBlur(0.7))
    return ImageChops.overlay(soft, Image.merge("RGB", (grain, grain, grain)))


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=84, optimize=True, progressive=True)
    return out.getvalue()
