"""The demonstration world is at hand for the tests of this folder."""

from tests.contracts.conftest import demo_world

__all__ = ["demo_world"]
