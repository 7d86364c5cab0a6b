"""The package of a conference opens without network and lists what lies in it; what is frozen is written to by no act."""

from __future__ import annotations

import hashlib
import io
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from giaoban.conferences import archiving, delegations, papers, points, volumes
from giaoban.conferences.demonstration_programme import written_paper
from giaoban.conferences.models import (
    ClusterRules,
    ClusterTerm,
    ClusterTurn,
    Conference,
    ConferencePackage,
    ConferencePoint,
)
from giaoban.conferences.tests.stage import act, moved, prepared, signed_in
from giaoban.core.refusal import Refused
from giaoban.ground.access.operations import program
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Entry
from tests.world import World

pytestmark = pytest.mark.django_db


class Links(HTMLParser):
    """Where a page leads, what it draws in, and whether anything in it runs."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.to: list[str] = []
        self.scripts = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.scripts += tag == "script" or any(name.startswith("on") for name, _value in attrs)
        self.to += [value for name, value in attrs if name in {"href", "src", "action"} and value]


@pytest.fixture
def conference(world: World, office: Client, tmp_path: Path, settings: Any) -> Conference:
    """Concluded: a paper, a delegate with a name that is markup, a point of the conclusion."""
    settings.MEDIA_ROOT = str(tmp_path)
    actor, conference = program("Kiểm thử"), prepared(world, office)
    assert act(office, "conferences", "draw_up", conference) == 302
    assert act(office, "conferences", "release_programme", conference) == 302
    guest = conference.delegations.get(name="Khối B")
    delegations.answer(
        actor=actor, record=guest, comes="yes", delegates="Lê <b>Văn</b> An, Bí thư", answered_by="Văn phòng"
    )
    delegations.arrive(actor=actor, record=guest.delegates.get())
    papers.ask_papers(
        actor=actor, record=conference, delegations=[guest.pk], theme="Bài", minutes=7, due_on=conference.held_on
    )
    paper = guest.papers.get()
    papers.send(actor=actor, record=paper, file=written_paper("Bài"), title="Bài: một / hai", sent_by="Văn phòng")
    papers.accept(actor=actor, record=paper, version=paper.version)
    moved(conference, 0)
    day = f"{today():%Y-%m-%d}"
    assert act(office, "conferences", "hold", conference, on=day, chair="Cụm trưởng") == 302
    points.raise_point(actor=actor, record=conference, kind="conclusion", text="Thống nhất biểu mẫu")
    points.assign(actor=actor, record=conference.points.get(), addressee="Cấp ủy", due_on=today())
    assert act(office, "conferences", "conclude", conference, on=day) == 302
    conference.refresh_from_db()
    return conference


def test_the_package_is_whole_and_every_page_of_it_stays_inside(office: Client, conference: Conference) -> None:
    assert act(office, "conferences", "freeze", conference) == 302
    package = ConferencePackage.objects.get()
    answer = office.get(reverse("conferences:package", args=[package.pk]))
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert hashlib.sha256(content).hexdigest() == package.sha256
    assert Entry.objects.get(act="conferences.package").kind == "export"
    archive = ZipFile(io.BytesIO(content))
    names = {name.removeprefix("hoi-nghi/") for name in archive.namelist()}
    assert {
        "index.html",
        "tham-luan/01-bai-mot-hai.docx",
        "van-ban/bien-ban.pdf",
        "van-ban/thong-bao-ket-luan.docx",
    } <= names
    assert sorted(names) == sorted(name for name, _size, _digest in package.contents)
    for name, size, digest in package.contents:
        inside = archive.read(f"hoi-nghi/{name}")
        assert (len(inside), hashlib.sha256(inside).hexdigest()) == (size, digest)
    sums = archive.read("hoi-nghi/SHA256SUMS").decode()
    assert sums.count("\n") == len(names) - 1
    pages = {name: archive.read(f"hoi-nghi/{name}").decode() for name in names if name.endswith(".html")}
    for name, page in pages.items():
        links = Links(page)
        assert links.scripts == 0, name
        assert set(links.to) <= names, name
    assert "Lê &lt;b&gt;Văn&lt;/b&gt; An" in pages["cac-doan.html"]
    assert "Thống nhất biểu mẫu" in pages["ket-luan.html"]
    assert "tham-luan/01-bai-mot-hai.docx" in pages["tham-luan.html"]


def test_the_same_records_make_the_same_package(conference: Conference) -> None:
    digests = []
    for _again in range(2):
        with archiving.packed(conference) as (_package, contents):
            digests.append({name: digest for name, _size, digest in contents if not name.startswith("van-ban/")})
    assert digests[0].keys() == digests[1].keys()
    differ = {name for name in digests[0] if digests[0][name] != digests[1][name]}
    assert differ <= {"index.html", "SHA256SUMS"}, "only what lists the documents may differ with them"


def test_nothing_of_a_frozen_conference_is_written_to_until_it_is_opened_with_a_reason(
    office: Client, conference: Conference
) -> None:
    actor = program("Kiểm thử")
    assert act(office, "conferences", "freeze", conference) == 302
    conference.refresh_from_db()
    assert act(office, "conferences", "freeze", conference) == 422
    with pytest.raises(Refused, match=r"đã đóng ngày .*mở lại hồ sơ"):
        volumes.release_volume(actor=actor, record=conference)
    assert not conference.volumes.exists()
    points.answer(actor=actor, record=ConferencePoint.objects.get(), answer="Đã ban hành", answered_on=today())
    assert act(office, "conferences", "unfreeze", conference, reason=" ") in {200, 422}
    assert act(office, "conferences", "unfreeze", conference, reason="Kỷ yếu chưa phát hành") == 302
    assert Entry.objects.get(act="conferences.unfreeze").reason == "Kỷ yếu chưa phát hành"
    volumes.release_volume(actor=actor, record=conference)
    conference.refresh_from_db()
    assert act(office, "conferences", "freeze", conference) == 302
    assert list(ConferencePackage.objects.values_list("number", flat=True)) == [2, 1], "the one of before stays"


OF_CLUSTER = (ClusterRules, ClusterTerm, ClusterTurn)
"""What a cluster has agreed on for itself hangs on no conference, and no freezing holds it."""


def test_every_table_of_conferences_leads_to_its_conference() -> None:
    """So that no act writes to a frozen one unseen: by its own key, or by that of what it belongs to."""
    tables = [model for model in apps.get_app_config("conferences").get_models() if model is not Conference]
    keys = {
        model: [field.related_model for field in model._meta.concrete_fields if field.related_model] for model in tables
    }
    lost = [
        model.__name__
        for model, above in keys.items()
        if model not in OF_CLUSTER
        and Conference not in above
        and not any(Conference in keys.get(one, []) for one in above)
    ]
    assert len(tables) > 15
    assert lost == []


def test_only_a_concluded_conference_is_frozen(world: World, office: Client) -> None:
    with pytest.raises(Refused, match="đã kết luận"):
        archiving.freeze(actor=program("Kiểm thử"), record=prepared(world, office))


def test_a_file_that_is_lost_is_named_and_nothing_is_frozen(conference: Conference, settings: Any) -> None:
    (Path(settings.MEDIA_ROOT) / "nowhere").mkdir()
    settings.MEDIA_ROOT = str(Path(settings.MEDIA_ROOT) / "nowhere")
    with pytest.raises(Refused, match=r"một / hai.*không còn trong kho"):
        archiving.freeze(actor=program("Kiểm thử"), record=conference)
    conference.refresh_from_db()
    assert conference.frozen_at is None


def test_whoever_may_not_read_delegates_does_not_get_the_package(
    world: World, office: Client, conference: Conference
) -> None:
    assert act(office, "conferences", "freeze", conference) == 302
    address = reverse("conferences:package", args=[ConferencePackage.objects.get().pk])
    assert signed_in(world, "to-chuc-b").get(address).status_code == 404
    assert Client().get(address).status_code == 302
