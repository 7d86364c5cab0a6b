"""The demonstration world and the browser are at hand for the tests of this folder."""

from tests.browser import browser, context, page
from tests.contracts.conftest import demo_world

__all__ = ["browser", "context", "demo_world", "page"]
