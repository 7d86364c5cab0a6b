"""Forms are data that hold together."""

from datetime import date

import pytest

from giaoban.core.text import normalise, respell
from giaoban.reporting.checks import KINDS
from giaoban.reporting.forms import Form, form_in_force, start_forms


@pytest.mark.parametrize("form", start_forms(), ids=lambda form: form.code)
def test_every_code_that_a_form_speaks_of_is_one_of_its_lines(form: Form) -> None:
    codes = [line.code for line in form.lines]
    assert len(codes) == len(set(codes))
    spoken = [code for line in form.lines for code in (line.parent, line.numerator, line.denominator) if code]
    spoken += [code for check in form.checks for code in (*check.lines, *check.parts, *check.whole)]
    assert set(spoken) <= set(codes)
    assert {line.code.split(".")[0] for line in form.lines} == set(form.groups)


@pytest.mark.parametrize("form", start_forms(), ids=lambda form: form.code)
def test_every_check_is_of_a_known_kind_and_an_unconfirmed_limit_says_where_it_comes_from(form: Form) -> None:
    for check in form.checks:
        assert check.kind in KINDS
        assert check.severity in {"error", "warning", "note"}
        assert check.at in {"each", "whole", "whole_first"}
        assert check.confirmed or check.source


@pytest.mark.parametrize("form", start_forms(), ids=lambda form: form.code)
def test_no_label_can_mean_two_lines(form: Form) -> None:
    from giaoban.reporting.intake.lines import label_key

    names = [(label_key(name), line.code) for line in form.lines for name in (line.label, *line.aliases)]
    assert len({key for key, _ in names}) == len(set(names))


@pytest.mark.parametrize("form", start_forms(), ids=lambda form: form.code)
def test_labels_are_in_the_house_spelling(form: Form) -> None:
    for line in form.lines:
        assert line.label == normalise(respell(line.label))


def test_the_form_in_force_is_asked_by_day() -> None:
    assert form_in_force("BC-6T", date(2023, 6, 30)).code == "BC-6T"
    with pytest.raises(LookupError):
        form_in_force("BC-6T", date(2022, 6, 30))
    with pytest.raises(LookupError):
        form_in_force("BC-9T", date(2023, 6, 30))
