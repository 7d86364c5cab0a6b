"""Draw the tabular figures again: `python tests/look/figures.py FOLDER` with the folder of Be Vietnam Pro's woff2 files.

Be Vietnam Pro has no tabular figures, and a ledger cannot do without: the digits of each weight are taken alone and given one
width, each in the middle of it. Under the font's own licence (OFL-1.1) and another name. Needs fonttools and brotli.
"""

import sys
from pathlib import Path
from statistics import mean

from fontTools import subset
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

DIGITS = "0123456789"
FIGURES = Path(__file__).parents[2] / "src/giaoban/faces/static/giaoban/vendor/be-vietnam-pro"


def tabular(path: Path) -> TTFont:
    """The digits of the font, all of the mean width of those that are not a one."""
    options = subset.Options(layout_features=[], name_IDs=[0, 1, 2, 5, 13, 14], hinting=False, notdef_outline=True)
    font = subset.load_font(path, options)
    cut = subset.Subsetter(options)
    cut.populate(text=DIGITS)
    cut.subset(font)
    glyphs = font.getGlyphSet()
    names = [font.getBestCmap()[ord(digit)] for digit in DIGITS]
    width = round(mean(font["hmtx"][name][0] for name in names if name != names[1]))
    drawn = {}
    for name in names:
        shift = (width - font["hmtx"][name][0]) / 2
        pen = TTGlyphPen(None)
        glyphs[name].draw(TransformPen(pen, (1, 0, 0, 1, round(shift), 0)))
        drawn[name] = pen
    for name, pen in drawn.items():
        font["glyf"][name] = pen.glyph()
        font["glyf"][name].recalcBounds(font["glyf"])
        font["hmtx"][name] = (width, font["glyf"][name].xMin)
    for record in font["name"].names:
        if record.nameID == 1:
            record.string = "Giao Ban Figures"
    font.flavor = "woff2"
    return font


if __name__ == "__main__":
    for weight in (400, 500, 600):
        source = Path(sys.argv[1]) / f"be-vietnam-pro-latin-{weight}-normal.woff2"
        tabular(source).save(FIGURES / f"giaoban-figures-{weight}.woff2")
