"""The small world of these tests, and the office of its host signed in."""

from __future__ import annotations

import pytest
from django.test import Client

from giaoban.conferences.tests.stage import signed_in
from tests.world import World, build


@pytest.fixture
def world() -> World:
    return build(members=1)


@pytest.fixture
def office(world: World) -> Client:
    return signed_in(world, "van-phong-a")
