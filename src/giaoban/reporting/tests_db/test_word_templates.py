"""An office's own Word template: tried, put into force from a day, given up; what was printed before keeps what it was printed on."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse

from giaoban.areas.accounts.operations import grant
from giaoban.core.refusal import Refused
from giaoban.ground import seconding
from giaoban.ground.access.models import Account, Proposal
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Entry
from giaoban.ground.regulations.models import Parameter
from giaoban.ground.undoing import undo
from giaoban.ground.units.models import Unit
from giaoban.ground.units.queries import children_of
from giaoban.ground.writing import writing
from giaoban.reporting.documents.drawing import blank
from giaoban.reporting.documents.own import tags
from giaoban.reporting.documents.tests.reading import docx_text
from giaoban.reporting.models import Return, WordTemplate
from giaoban.reporting.word_templates import holding
from giaoban.reporting.word_templates.names import CODE, NAMES
from giaoban.reporting.word_templates.queries import own_template, sample_for
from giaoban.reporting.word_templates.rules import DOCUMENTS

pytestmark = pytest.mark.django_db

GOOD = "Đảng số của {{ unit }}: {{ figures['1.3'].text }}."


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def file_of(*paragraphs: str, name: str = "mau-co-quan.docx") -> ContentFile:
    document, written = blank(), io.BytesIO()
    for text in paragraphs:
        document.add_paragraph(text)
    document.save(written)
    return ContentFile(written.getvalue(), name=name)


def tried(actor: Account, unit: Unit, *paragraphs: str, document: str = "report") -> WordTemplate:
    return holding.take_in(actor=actor, unit=unit, document=document, file=file_of(*paragraphs))


def held(actor: Account, unit: Unit, *paragraphs: str, from_on: date | None = None) -> Any:
    return holding.put_in_force(actor=actor, record=tried(actor, unit, *paragraphs), from_on=from_on or today())


@pytest.fixture
def officer(program: Account, cluster: Unit) -> Account:
    account = Account.objects.create_user("van-phong-cum", "mot-mat-khau-dai-2023", name="Văn phòng cụm")
    grant(actor=program, account=account, role="office", unit=cluster, from_on=date(2015, 1, 1))
    return account


@pytest.fixture
def client(officer: Account) -> Client:
    browser = Client()
    browser.force_login(officer)
    return browser


def test_a_file_on_trial_says_its_names_and_nothing_is_printed_on_it_yet(program: Account, cluster: Unit) -> None:
    record = tried(program, cluster, GOOD, "{{ headingg.number }}")
    assert [name for name, _place in record.tags] == ["unit", 'figures["1.3"].text', "headingg.number"]
    assert record.unknown == [["headingg.number", "đoạn “{{ headingg.number }}”", "heading.number"]]
    assert own_template("report", cluster, on=today()) is None


def test_a_template_holds_from_its_day_for_the_unit_and_all_below_without_one_of_their_own(
    program: Account, cluster: Unit
) -> None:
    below = children_of(cluster, on=today()).first()
    assert below is not None
    tomorrow = today() + timedelta(days=1)
    held(program, cluster, GOOD)
    held(program, below, "Mẫu riêng {{ unit }}", from_on=tomorrow)
    for unit, on, text in ((cluster, today(), "Đảng số"), (below, today(), "Đảng số"), (below, tomorrow, "Mẫu riêng")):
        own = own_template("report", unit, on=on)
        assert own is not None
        assert text in docx_text(own.content)
    assert own_template("report", cluster, on=today() - timedelta(days=1)) is None
    assert own_template("minutes", cluster, on=today()) is None


@pytest.mark.parametrize(
    ("paragraph", "why"),
    [
        ("{{ headingg.number }}", "có phải “heading.number”"),
        ("{{ 1 / 0 }}", "đoạn “{{ 1 / 0 }}”: biểu thức chia cho 0"),
    ],
)
def test_a_template_with_a_fault_is_not_put_into_force(
    program: Account, cluster: Unit, paragraph: str, why: str
) -> None:
    with pytest.raises(Refused, match=why) as refused:
        held(program, cluster, paragraph)
    assert len(refused.value.reasons) == 1


def test_a_template_changes_nothing_that_bears_an_earlier_day(program: Account, cluster: Unit) -> None:
    record = tried(program, cluster, GOOD)
    with pytest.raises(Refused, match="sớm nhất từ hôm nay"):
        holding.put_in_force(actor=program, record=record, from_on=today() - timedelta(days=1))
    record = holding.put_in_force(actor=program, record=record, from_on=today())
    with pytest.raises(Refused, match="không hoàn tác được"):
        undo(
            actor=program, entry=Entry.objects.filter(act="word_templates.put_in_force").latest("pk"), reason="nhầm mẫu"
        )
    with writing(program, "word_templates.put_in_force", unit=cluster, on=today()):
        WordTemplate.objects.filter(pk=record.pk).update(valid_from=today() - timedelta(days=3))
    with pytest.raises(Refused, match="đã in bằng mẫu ấy phải giữ nguyên"):
        holding.withdraw(actor=program, record=record, reason="không dùng nữa")
    holding.use_built_in(actor=program, unit=cluster, document="report", from_on=today())
    assert own_template("report", cluster, on=today()) is None
    assert own_template("report", cluster, on=today() - timedelta(days=1)) is not None


def test_one_put_into_force_by_mistake_is_withdrawn_and_a_file_on_trial_undone(program: Account, cluster: Unit) -> None:
    holding.withdraw(actor=program, record=held(program, cluster, GOOD), reason="gửi nhầm tệp")
    assert own_template("report", cluster, on=today()) is None
    tried(program, cluster, "{{ unit }}")
    undo(actor=program, entry=Entry.objects.filter(act="word_templates.take_in").latest("pk"), reason="nhầm tệp")
    assert not WordTemplate.objects.filter(state="trial").exists()


def test_where_two_are_asked_for_a_template_holds_when_the_second_has_confirmed(
    program: Account, officer: Account, cluster: Unit
) -> None:
    second = Account.objects.create_user("van-phong-hai", "mot-mat-khau-dai-2023", name="Văn phòng hai")
    grant(actor=program, account=second, role="office", unit=cluster, from_on=date(2015, 1, 1))
    with writing(program, "parameters.set_parameter", unit=None, on=today()):
        Parameter.objects.filter(key=holding.BY_TWO).delete()
        Parameter.objects.create(key=holding.BY_TWO, value=1, valid=DateRange(date(2020, 1, 1), None), mark="M")
    proposal = held(officer, cluster, GOOD)
    assert isinstance(proposal, Proposal)
    assert own_template("report", cluster, on=today()) is None
    with pytest.raises(Refused, match="không tự xác nhận"):
        seconding.confirm(actor=officer, record=proposal)
    seconding.confirm(actor=second, record=proposal)
    assert own_template("report", cluster, on=today()) is not None


def test_a_refused_file_leaves_nothing_behind(program: Account, cluster: Unit) -> None:
    with pytest.raises(Refused, match="bị hỏng"):
        holding.take_in(actor=program, unit=cluster, document="report", file=ContentFile(b"PK", name="a.docx"))
    file = file_of(GOOD)
    holding.take_in(actor=program, unit=cluster, document="report", file=file)
    file.seek(0)
    with pytest.raises(Refused, match="đang được thử"):
        holding.take_in(actor=program, unit=cluster, document="report", file=file)
    assert len(default_storage.listdir(holding.FOLDER)[1]) == 1


def test_the_report_is_printed_on_the_template_of_its_own_day(program: Account, client: Client, filled: Return) -> None:
    address = reverse("reports:document", args=[filled.pk, "docx"])
    before = docx_text(client.get(address).content)
    held(program, filled.unit, GOOD)
    after = docx_text(client.get(address).content)
    assert "Đảng số của" not in before
    assert after.strip() == "Đảng số của Cụm Đông Bắc: 38.716."
    with writing(program, "returns.narrate", unit=filled.unit, on=today()):
        Return.objects.filter(pk=filled.pk).update(issued_on=date(2023, 7, 5))
    assert docx_text(client.get(address).content) != after  # issued before the template held


def test_the_office_does_it_on_its_pages(client: Client, cluster: Unit, filled: Return) -> None:
    names = client.get(reverse("templates:names")).content.decode()
    assert "heading.number" in names
    for document in DOCUMENTS:
        assert client.get(reverse("templates:built_in", args=[document])).content.startswith(b"PK")
    client.post(
        reverse("desk:act", args=["word_templates", "take_in"]),
        {"unit": cluster.pk, "document": "report", "file": file_of(GOOD)},
    )
    record = WordTemplate.objects.get()
    page = client.get(reverse("desk:page", args=["word_templates", record.pk])).content.decode()
    assert "figures[&quot;1.3&quot;].text" in page
    trial = client.get(reverse("templates:trial", args=[record.pk])).content
    assert "Đảng số của Cụm Đông Bắc: 38.716." in docx_text(trial)
    assert client.get(reverse("templates:file", args=[record.pk])).content == default_storage.open(record.stored).read()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_list_of_names_says_every_name_and_no_other(document: str) -> None:
    shape = tags.shape_of(sample_for(document))
    if "figures" in shape:
        shape["figures"] = {CODE: shape["figures"][CODE]}
    assert set(NAMES[document]) == {tags.written(path) for path in tags.names_in(shape)}
