"""In whatever order people act, nobody is lost, nothing is skipped; the read API answers whatever it is asked."""

from __future__ import annotations

import json
from typing import Any

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings

from tests.drills import workflows


@pytest.mark.django_db
def test_members_who_are_sent_about_are_each_in_one_cell_whatever_happens() -> None:
    steps, refusals = workflows.walk(workflows.Transfers, walks=12, steps=14)
    assert steps > 60
    assert refusals > 5


@pytest.mark.django_db
def test_candidates_are_members_only_by_the_way_of_admission_whatever_is_done_in_whatever_order() -> None:
    steps, refusals = workflows.walk(workflows.Admissions, walks=8, steps=16)
    assert steps > 60
    assert refusals > 20


@pytest.mark.django_db
def test_a_return_takes_each_step_only_from_where_it_may() -> None:
    steps, refusals = workflows.walk(workflows.Returns, walks=8, steps=12)
    assert steps > 40
    assert refusals > 5


@pytest.mark.django_db
def test_a_paper_that_may_be_received_twice_is_found() -> None:
    assert workflows.is_caught(workflows.Transfers, "why_not_receive")


@pytest.mark.django_db
def test_an_admission_without_two_thirds_is_found() -> None:
    assert workflows.is_caught(workflows.Admissions, "why_not_admit")


@pytest.mark.django_db
def test_the_read_api_answers_as_it_describes_itself_whatever_it_is_asked() -> None:
    client = Client(raise_request_exception=False, HTTP_HOST="localhost")
    described = json.loads(client.get("/api/v1/openapi.json").content)
    schema = schemathesis.openapi.from_dict(described)
    few = settings(
        max_examples=15,
        deadline=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    asked = 0
    for found in schema.get_all_operations():
        operation = found.ok()

        @few
        @given(case=operation.as_strategy())
        def ask(case: Any) -> None:
            nonlocal asked
            asked += 1
            path, query = (
                case.formatted_path,
                {name: value for name, value in (case.query or {}).items() if value is not None},
            )
            if "\x00" in path:
                return
            answer = client.get(path, query)
            assert answer.status_code in {200, 301, 304, 400, 404, 405, 422}, (path, query, answer.status_code)
            if answer.status_code == 200:
                assert answer["Content-Type"].startswith(
                    ("application/json", "application/geo+json", "text/csv", "application/vnd.sdmx.data+json")
                )

        ask()
    assert asked > 40
