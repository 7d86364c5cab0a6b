"""Static files under names that change with their content, packed as they are collected, kept by browsers for good."""

from __future__ import annotations

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """A file that is not there keeps its plain name: before collecting, and where a library names what it does not bring.

    Addresses are rewritten in style sheets only: scripts are modules without imports, or come with maps that are not here.
    """

    patterns = tuple(each for each in CompressedManifestStaticFilesStorage.patterns if each[0] == "*.css")

    def hashed_name(self, name: str, content: Any = None, filename: str | None = None) -> str:
        try:
            return str(super().hashed_name(name, content, filename))
        except ValueError:
            return name
