"""Draw the icon sprite again from an unpacked `lucide-static` package: `python tests/look/sprite.py PACKAGE_DIR`.

Only the icons named here are in it; add a name, run this, and put the new checksum in VENDORED.toml.
"""

import re
import sys
from pathlib import Path

NAMES = [
    "a-large-small",
    "arrow-right-left",
    "award",
    "bell",
    "book-open",
    "bookmark",
    "building-2",
    "calendar-days",
    "chart-bar-decreasing",
    "check",
    "chevron-down",
    "chevron-left",
    "chevron-right",
    "chevron-up",
    "chevrons-up-down",
    "circle-alert",
    "circle-check",
    "circle-question-mark",
    "clipboard-check",
    "clock",
    "columns-3",
    "copy",
    "corner-down-left",
    "download",
    "ellipsis",
    "external-link",
    "eye",
    "file-spreadsheet",
    "file-text",
    "funnel",
    "gavel",
    "git-merge",
    "graduation-cap",
    "handshake",
    "history",
    "house",
    "image",
    "info",
    "key-round",
    "keyboard",
    "landmark",
    "languages",
    "link",
    "list-checks",
    "lock",
    "log-out",
    "mail",
    "map",
    "megaphone",
    "menu",
    "moon",
    "network",
    "newspaper",
    "notebook-pen",
    "pencil",
    "phone",
    "plus",
    "presentation",
    "printer",
    "qr-code",
    "scale",
    "search",
    "send",
    "settings",
    "shield-check",
    "smartphone",
    "square-pen",
    "sun",
    "sun-moon",
    "target",
    "trash-2",
    "triangle-alert",
    "undo-2",
    "upload",
    "user",
    "user-check",
    "user-plus",
    "users",
    "volume-2",
    "wallet",
    "wifi-off",
    "x",
]

SPRITE = Path(__file__).parents[2] / "src/giaoban/faces/static/giaoban/vendor/lucide/icons.svg"


def sprite(package: Path) -> str:
    """One SVG file with a symbol for each name, drawn in the colour of the text around it."""
    symbols = []
    for name in NAMES:
        drawing = (package / "icons" / f"{name}.svg").read_text()
        inside = re.search(r"<svg.*?>(.*)</svg>", drawing, re.DOTALL)
        assert inside, name
        shapes = re.sub(r"\s+", " ", inside[1]).replace("> <", "><").strip()
        symbols.append(
            f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" '
            f'stroke-linecap="round" stroke-linejoin="round">{shapes}</symbol>'
        )
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


if __name__ == "__main__":
    SPRITE.write_text(sprite(Path(sys.argv[1])))
