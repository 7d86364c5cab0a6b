"""Wagtail looks here for what an app adds to its editing side."""

from giaoban.faces.portal.editing import articles, hooks, link_hooks, registers  # noqa: F401 - they register themselves
from giaoban.faces.portal.reading import files  # noqa: F401
