"""The browser is at hand for every test of this folder."""

from tests.browser import browser, context, page

__all__ = ["browser", "context", "page"]
