"""The handbook's frame can be shown by the telephones that members have, and asks little of their line."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from giaoban.site.places import PACKAGE

STATIC = PACKAGE / "faces" / "static" / "giaoban"
TOO_NEW = re.compile(
    r"@layer|@container|:is\(|:where\(|:has\(|(?<!-)\binset\b|aspect-ratio|\b(?:min|max|clamp)\(|(?:padding|margin|border)-(?:inline|block)"
    r"|color-mix|&\s|(?<!grid-)(?<!-)\bgap:"
)
"""What Chromium 69, the WebView of many telephones of 2018, does not know."""


def test_the_sheet_asks_nothing_that_a_telephone_of_2018_does_not_know() -> None:
    sheet = re.sub(r"/\*.*?\*/", "", (STATIC / "css/pocket.css").read_text(), flags=re.DOTALL)
    assert TOO_NEW.findall(sheet) == []
    assert TOO_NEW.search("@layer pocket { a { gap: 1px } }"), "the expression sees what it is for"


@pytest.mark.django_db
def test_who_comes_for_the_handbook_signs_in_in_its_frame_and_an_officer_in_the_desks() -> None:
    client = Client()
    where = client.get("/so-tay/")["Location"]
    assert where == "/account/login/?next=/so-tay/"
    light, desk = client.get(where).content.decode(), client.get("/account/login/").content.decode()
    assert "css/pocket.css" in light
    assert "css/base.css" not in light
    assert "css/base.css" in desk
