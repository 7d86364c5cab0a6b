"""No name and no secret in logs, mails, figures of the machine and error pages; no small number that points at a person."""

from __future__ import annotations

import json
import logging
from decimal import Decimal

import pytest
from django.core import mail
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from giaoban.ground.access.models import Account
from giaoban.reporting.withholding import SMALL, withheld
from giaoban.site.logs import JsonLines, PlainLines, kinds_of, without_secrets
from tests import world
from tests.drills import logs
from tests.security.test_signin import signed_in


@pytest.fixture
def officer(db: None, settings: object) -> Account:
    return world.build(members=2).officers["to-chuc-a"]


@pytest.mark.parametrize("formatter", [JsonLines(), PlainLines()], ids=["json", "plain"])
def test_whatever_is_typed_and_goes_wrong_no_line_letter_or_error_page_repeats_it(
    officer: Account, formatter: logging.Formatter
) -> None:
    with logs.listening(formatter) as heard:
        pages = logs.provoke(officer)
    lines = heard.getvalue()
    assert logs.found_in(lines) == []
    assert "ValueError" in lines
    assert "DataError" in lines
    assert [str(one.message()) for one in mail.outbox if logs.found_in(str(one.message()))] == []
    broken = [page for page in pages if page.status_code >= 500]
    assert len(broken) >= 2
    assert [page for page in broken if logs.found_in(page.content.decode()) or b"Traceback" in page.content] == []
    assert logs.found_in(Client().get("/metrics", REMOTE_ADDR="127.0.0.1").content.decode()) == []


def test_with_a_plain_form_the_same_requests_would_have_told(officer: Account) -> None:
    with logs.listening(logging.Formatter("%(message)s")) as heard:
        logs.provoke(officer)
    assert len(logs.found_in(heard.getvalue())) >= 2


def test_a_line_of_json_says_what_happened_to_which_request() -> None:
    record = logging.LogRecord("django.request", logging.WARNING, __file__, 1, "Not Found: %s", ("/a\nb",), None)
    record.status_code = 404
    told = json.loads(JsonLines().format(record))
    assert told["said"] == "Not Found: /a b"
    assert told["at"].endswith("+00:00")
    assert (told["status"], told["level"], told["logger"]) == (404, "WARNING", "django.request")


def test_what_somebody_signed_in_was_refused_is_logged_with_who_and_where(
    officer: Account, caplog: pytest.LogCaptureFixture
) -> None:
    client = signed_in(officer)
    tried = {
        "desk/so/<slug:register>/export.<slug:kind>": client.get("/desk/so/discipline/export.csv", {"q": logs.NAME}),
        "desk/so/<slug:register>/<int:pk>/": client.get("/desk/so/members/999999999/"),
        "desk/so/<slug:register>/act/<slug:act>/": client.post("/desk/so/access/act/grant/", {"username": logs.NAME}),
    }
    told = [record.getMessage() for record in caplog.records if record.name == "giaoban.faces.desk.middleware"]
    assert [answer.status_code for answer in tried.values()] == [404, 404, 422]
    for route, answer in tried.items():
        assert f"Account {officer.pk} was answered {answer.status_code} at {route}." in told
    assert logs.found_in(" ".join(told)) == []


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("Not Found: /desk/so/members/?q=Nguyễn", "Not Found: /desk/so/members/"),
        ("Gone: /duyet/q8Zk2mV7sJx0pLwRt5Yb/", "Gone: /duyet/…/"),
        ("Not Found: /so-tay-dang-vien/", "Not Found: /so-tay-dang-vien/"),
        ('Bad "/a?name=An" of b?c/d?e', 'Bad "/a" of b?c/d'),
    ],
)
def test_queries_and_tokens_are_not_written(said: str, written: str) -> None:
    assert without_secrets(said) == written


def test_the_words_of_an_error_are_written_only_where_they_are_about_the_program() -> None:
    assert kinds_of(ValueError("Nguyễn Văn An")) == "ValueError"
    assert (
        kinds_of(AttributeError("'Unit' object has no attribute 'x'"))
        == "AttributeError: 'Unit' object has no attribute 'x'"
    )


# -- small numbers ------------------------------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 12), min_size=1, max_size=8))
def test_no_small_number_can_be_worked_out_from_what_is_shown(counts: list[int]) -> None:
    values = {unit: Decimal(count) for unit, count in enumerate(counts, start=1)}
    total = Decimal(sum(counts))
    withheld_counts = withheld((0, total), values.items())
    hidden, hide_total = {unit for unit, _ in withheld_counts if unit}, (0, total) in withheld_counts
    shown = {unit: value for unit, value in values.items() if unit not in hidden}
    assert not any(0 < value < SMALL for value in shown.values())
    assert hide_total or not 0 < total < SMALL
    small = [unit for unit in hidden if values[unit] < SMALL]
    if small and not hide_total:
        left = int(total - sum(shown.values()))
        for unit in small:
            assert len(possible(left, len(hidden))) > 1, (unit, left, hidden)


def possible(left: int, hidden: int) -> set[int]:
    """What one of the withheld values may be, when all are above zero and together are what is left."""
    return {one for one in range(1, left + 1) if (left - one >= hidden - 1 if hidden > 1 else one == left)}


def test_withholding_only_the_small_ones_would_be_caught() -> None:
    values = {"A": Decimal(2), "B": Decimal(30)}
    left = int(Decimal(32) - values["B"])
    assert possible(left, 1) == {2}
