"""What is typed is read in one place: numbers and days of a form by the kit, of an address by core."""

from __future__ import annotations

import re

from giaoban.site.places import PACKAGE

OWN_FIELD = re.compile(r"forms\.(IntegerField|DateField|DecimalField)\(")
OWN_NUMBER = re.compile(r"\bint\(.*isdigit\(|isdigit\(\).*\bint\(")
STILL_OWN = {"faces/desk/reports/narrative.py": 1, "faces/desk/reports/periods.py": 2}
"""Files whose forms still read days and numbers by themselves, and how many there are; nothing is added."""


def told_by(pattern: re.Pattern[str]) -> dict[str, int]:
    """How often each file of the program says it, tests and the kit's own forms apart."""
    found = {
        path.relative_to(PACKAGE).as_posix(): len(pattern.findall(path.read_text()))
        for path in PACKAGE.rglob("*.py")
        if not {"tests", "tests_db", "migrations"} & set(path.parts) and path != PACKAGE / "kit" / "forms.py"
    }
    return {name: count for name, count in found.items() if count}


def test_no_form_reads_numbers_and_days_by_itself() -> None:
    more = {name: count for name, count in told_by(OWN_FIELD).items() if count > STILL_OWN.get(name, 0)}
    assert not more, f"use DayField, MonthField or NumberField of giaoban.kit.forms in {more}"


def test_no_digit_of_an_address_is_taken_for_a_number_that_it_is_not() -> None:
    assert told_by(OWN_NUMBER) == {}, "“²” is a digit and no number: use giaoban.core.numbers.number_in"


def test_what_is_looked_for_would_be_found() -> None:
    assert OWN_FIELD.search("held_on = forms.DateField()")
    assert OWN_NUMBER.search("row = int(text) if text.isdigit() else 0")
    assert OWN_NUMBER.search("if asked.isdigit() and int(asked) in seen:")
