"""The demonstration's report, loaded as the demo command loads it."""

from __future__ import annotations

import pytest

from giaoban.demo.build import give_new_passwords
from giaoban.demo.report import load_report
from giaoban.ground.access.models import Account
from giaoban.ground.journal.models import Entry
from giaoban.reporting.models import Return, ReturnOrganisation
from giaoban.reporting.queries import open_findings, report_of

pytestmark = pytest.mark.django_db


def test_the_demo_shows_the_clusters_report_with_its_findings_open(program, tmp_path, settings) -> None:
    settings.MEDIA_ROOT = tmp_path
    top = load_report(program)
    report = report_of(top)
    assert report.line("1.1").value == 652
    assert {finding.check for finding in open_findings(report)} >= {"same_value", "detail_total", "organisation_twice"}
    assert not ReturnOrganisation.objects.filter(unit=None).exists()
    states = dict(Return.objects.filter(above=top).values_list("name", "state"))
    assert {name for name, state in states.items() if state == "draft"} == {"Tuyên Quang", "Thái Nguyên"}
    assert set(states.values()) == {"draft", "accepted"}
    entries = Entry.objects.count()
    assert load_report(program).pk == top.pk
    assert Entry.objects.count() == entries


def test_a_persona_whose_password_was_lost_gets_another_and_nobody_else_does() -> None:
    mine = Account.objects.create_user("thuky", "mot-mat-khau-da-quen", name="Thư ký cụm")
    other = Account.objects.create_user("nguoi.that", "mat-khau-cua-nguoi-that", name="Người khác")
    said: list[str] = []
    give_new_passwords(say=said.append)
    mine.refresh_from_db()
    other.refresh_from_db()
    assert [mine.check_password(line.split()[1]) for line in said] == [True]
    assert other.check_password("mat-khau-cua-nguoi-that")
