"""Documents, appointments and drafts for comment are shown by two and withdrawn by one; the database holds it for every row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.test import Client
from django.urls import reverse
from wagtail.log_actions import LogContext
from wagtail.models import Page

from giaoban.core.refusal import Refused
from giaoban.faces.portal import clock
from giaoban.faces.portal.editing.due import due_for
from giaoban.faces.portal.models import (
    Article,
    Attachment,
    Consultation,
    Event,
    Look,
    Paper,
    PaperRelation,
    SearchEntry,
)
from giaoban.faces.portal.models.looks import HELD
from giaoban.faces.portal.reading.finding import learn_everything
from giaoban.faces.portal.tests.test_publishing import draft, people, signed_in
from giaoban.faces.portal.tests.test_seating import stand_in
from giaoban.ground.access.models import Account

__all__ = ["people"]

pytestmark = pytest.mark.django_db
UNSEEN = "Chưa ai khác xem lại phần"
TYPED: dict[type[Any], dict[str, str]] = {
    Paper: {
        "kind": "Kế hoạch", "issuer": "Đảng ủy Khối", "sign": "21-KH/ĐUK", "term": "2025-2030", "status": "in_force",
        "subject": "Chuyển đổi số trong sinh hoạt chi bộ", "issued_on": "2026-11-02", "in_force_on": "", "signer": "",
        "field": "", "file": "", "relations-TOTAL_FORMS": "0", "relations-INITIAL_FORMS": "0",
        "relations-MIN_NUM_FORMS": "0", "relations-MAX_NUM_FORMS": "1000",
    },
    Event: {
        "title": "Hội nghị giao ban quý IV", "starts_at": "2035-03-02 08:00", "ends_at": "", "place": "Hội trường A",
        "chair": "", "note": "",
    },
    Consultation: {
        "title": "Dự thảo Quy chế làm việc", "text": "", "outcome": "", "opens_on": "2026-01-01", "closes_on": "2036-01-01",
        "address": "", "file": "",
    },
}  # fmt: skip
KINDS = tuple(TYPED)
WORD = {Paper: "subject", Event: "place", Consultation: "title"}


def door(kind: type[Any], name: str, *args: Any) -> str:
    return reverse(f"wagtailsnippets_portal_{kind._meta.model_name}:{name}", args=args)


def written(kind: type[Any], author: Account) -> Any:
    """A record that this author typed into the form and left as a draft."""
    typed = TYPED[kind] | ({"text": RUNNING, "outcome": RUNNING} if kind is Consultation else {})
    signed_in(author).post(door(kind, "add"), typed)
    return kind.objects.latest("pk")


RUNNING = '{"entityMap": {}, "blocks": [{"key": "a1", "text": "Xin ý kiến.", "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": []}]}'  # fmt: skip


def by_revision(record: Any, author: Account) -> None:
    record.latest_revision.publish(user=author)


def by_nobody(record: Any, author: Account) -> None:
    record.latest_revision.publish()


def by_saving(record: Any, author: Account) -> None:
    record.live = True
    record.save()


def by_saving_as_the_author(record: Any, author: Account) -> None:
    with LogContext(user=author):
        by_saving(record, author)


def by_the_form(record: Any, author: Account) -> None:
    typed = TYPED[type(record)] | ({"text": RUNNING, "outcome": RUNNING} if isinstance(record, Consultation) else {})
    page = signed_in(author).post(door(type(record), "edit", record.pk), typed | {"action-publish": "1"}, follow=True)
    if UNSEEN in page.text:
        raise Refused([UNSEEN])


def by_a_bare_statement(record: Any, author: Account) -> None:
    """What knows nothing of the rule: the row alone, under the role that writes it."""
    row = type(record).objects.filter(pk=record.pk)
    shown = {"live": True, "live_revision": record.latest_revision_id, "last_published_at": clock.now()}
    refused = 0
    for fields in ({"live": True}, shown):
        try:
            with transaction.atomic():
                row.update(**fields)
        except IntegrityError:
            refused += 1
    if refused == 2:
        raise Refused([UNSEEN])


WAYS = (by_revision, by_nobody, by_saving, by_saving_as_the_author, by_the_form, by_a_bare_statement)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_nobody_shows_alone_a_record_that_they_wrote(
    people: dict[str, Account], kind: type[Any], way: Callable[[Any, Account], None]
) -> None:
    record = written(kind, people["board"])
    assert not record.live
    with pytest.raises(Refused, match=UNSEEN):
        way(record, people["board"])
    assert not kind.objects.get(pk=record.pk).live
    by_the_form(kind.objects.get(pk=record.pk), people["leader"])  # the control: another does
    assert kind.objects.get(pk=record.pk).live


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_change_of_what_is_shown_waits_for_another_too(people: dict[str, Account], kind: type[Any]) -> None:
    record = written(kind, people["editor"])
    by_revision(record, people["board"])
    record = kind.objects.get(pk=record.pk)
    setattr(record, WORD[kind], "Câu đổi sau khi đăng")
    revision = record.save_revision(user=people["board"])
    with pytest.raises(Refused, match=UNSEEN):
        by_revision(kind.objects.get(pk=record.pk), people["board"])
    with pytest.raises(IntegrityError, match="after another has looked"), transaction.atomic():
        kind.objects.filter(pk=record.pk).update(live_revision=revision)
    assert getattr(kind.objects.get(pk=record.pk), WORD[kind]) != "Câu đổi sau khi đăng"
    revision.publish(user=people["leader"])
    assert getattr(kind.objects.get(pk=record.pk), WORD[kind]) == "Câu đổi sau khi đăng"


def test_a_stand_in_of_who_wrote_a_document_is_not_another(people: dict[str, Account], program: Account) -> None:
    record = written(Paper, people["board"])
    account, _held = stand_in(people["board"], program)
    with pytest.raises(Refused, match=UNSEEN):
        by_revision(record, account)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("who", ["board", "leader", "editor"])
def test_who_withdraws_an_article_withdraws_records_alone(
    people: dict[str, Account], kind: type[Any], who: str
) -> None:
    record = written(kind, people["editor"])
    by_revision(record, people["leader"])
    signed_in(people[who]).post(door(kind, "unpublish", record.pk))
    assert kind.objects.get(pk=record.pk).live is (who == "editor")


def test_what_waits_is_told_to_whoever_may_show_it_and_not_to_who_wrote_it(people: dict[str, Account]) -> None:
    def told(who: str) -> bool:
        account = Account.objects.get(pk=people[who].pk)
        return any("21-KH/ĐUK" in due.sentence for due in due_for(account, today=clock.today()))

    record = written(Paper, people["board"])
    assert [told(who) for who in ("leader", "board", "editor")] == [True, False, False]
    by_revision(record, people["leader"])
    assert not told("leader")
    Paper.objects.get(pk=record.pk).unpublish(user=people["leader"])
    assert not told("leader")  # withdrawn, not waiting


PUBLIC = (
    "/", "/van-ban/", "/api/v1/van-ban/", "/sitemap.xml", "/lich-cong-tac/?tuan=2035-03-02", "/lich-cong-tac.ics",
    "/gop-y/", "/tim-kiem/?q=chuyển+đổi+số",
)  # fmt: skip


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_nothing_of_a_draft_or_of_what_was_withdrawn_is_read(people: dict[str, Account], kind: type[Any]) -> None:
    file = Attachment(title="Toàn văn", file=ContentFile(b"Toan van ke hoach", name="toan-van.txt"), words="toàn văn")
    file.save()
    record = written(kind, people["editor"])
    if kind is not Event:
        record.file = file
        record.save()
        record.save_revision(user=people["editor"])
        record = kind.objects.get(pk=record.pk)
    stands = Paper.objects.create(
        kind="Nghị quyết", issuer="Đảng ủy", sign="1-NQ/ĐU", number=1, issued_on=clock.today()
    )
    if kind is Paper:
        PaperRelation.objects.create(paper=stands, other=record, kind="refers")
    own = record.get_absolute_url() if kind is Paper else f"/du-thao/{record.pk}/"
    addresses = (*PUBLIC, own, file.url, stands.get_absolute_url())
    words = str(record.subject if kind is Paper else record.title)

    def read() -> bool:
        learn_everything()
        answers = [Client().get(address, follow=True) for address in addresses]
        shown = any(words in answer.text for answer in answers if not answer.streaming and answer.status_code == 200)
        return shown or SearchEntry.objects.filter(kind="paper", key=record.pk, title__contains=words).exists()

    assert not read()
    by_revision(record, people["leader"])
    assert read()  # the control
    kind.objects.get(pk=record.pk).unpublish(user=people["board"])
    assert not read()


def test_an_article_does_not_become_public_by_its_row_alone(people: dict[str, Account]) -> None:
    article = draft(people["editor"])
    with pytest.raises(Refused):
        by_a_bare_statement(Page.objects.get(pk=article.pk), people["editor"])
    Look.objects.create(revision=article.latest_revision, by=people["editor"], at=clock.now())
    with pytest.raises(Refused):  # a look of who wrote it is none
        by_a_bare_statement(Page.objects.get(pk=article.pk), people["editor"])
    Look.objects.create(
        revision=article.latest_revision,
        by=people["leader"],
        at=article.latest_revision.created_at - timedelta(hours=1),
    )
    with pytest.raises(Refused):  # nor one of before it was written
        by_a_bare_statement(Page.objects.get(pk=article.pk), people["editor"])
    Look.objects.create(revision=article.latest_revision, by=people["leader"], at=clock.now())
    by_a_bare_statement(Page.objects.get(pk=article.pk), people["editor"])
    assert Article.objects.get(pk=article.pk).live


def test_every_table_of_what_is_shown_by_two_holds_it(people: dict[str, Account]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'portal_seen_by_two'")
        assert {table for (table,) in cursor.fetchall()} == set(HELD)
