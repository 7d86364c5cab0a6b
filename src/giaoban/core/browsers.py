"""A browser's long name for itself, as a person would say it."""

from __future__ import annotations

BROWSERS = (
    ("Edg/", "Edge"), ("coc_coc", "Cốc Cốc"), ("OPR/", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "máy Mac"),
    ("Linux", "Linux"),
)  # fmt: skip


def browser_in_words(agent: str) -> str:
    """The browser and the system that its own name gives away: “Firefox, Windows”."""
    browser = next((name for mark, name in BROWSERS if mark in agent), "trình duyệt không rõ")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    return f"{browser}, {system}" if system else browser
