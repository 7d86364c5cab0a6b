"""The acts by which a conference is frozen with its package, and opened again; nothing that is frozen is written to."""

from __future__ import annotations

import hashlib
import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.template.loader import render_to_string

from giaoban.areas.meetings import papers as files
from giaoban.conferences import archive_pages, documents, feedback, queries, reading, volumes
from giaoban.conferences.archive_pages import ArchivePage
from giaoban.conferences.models import Conference, ConferencePackage, ConferencePaper, ConferencePoint
from giaoban.core.numbers import write_number
from giaoban.core.quota import SPEECHES
from giaoban.core.refusal import Refused, refuse_if
from giaoban.core.text import slug, squeeze
from giaoban.ground.access.policy import Actor
from giaoban.ground.journal.clock import now, today
from giaoban.ground.regulations.queries import why_not_keep
from giaoban.ground.writing import writing
from giaoban.reporting.documents import conference_papers

FIRST, STYLE, DIGESTS = "index.html", "trang.css", "SHA256SUMS"
Written = list[list[Any]]
"""Of each file of a package its name, its size in bytes and its SHA-256."""


def freeze(*, actor: Actor, record: Conference) -> Conference:
    """The conference is in one package as it is now, and nothing of it is written to any more; its points are followed on.

    The package is made before the lock is taken, which takes seconds; under the lock its pages are made again, and it is
    refused where they say otherwise.
    """
    refuse_if(_why_not_freeze(record))
    with packed(record) as (package, contents):
        told = _told(record)
        stored = ""
        try:
            with writing(actor, "conferences.freeze", unit=record.unit, on=today(), record=record):
                moved = (
                    ["Hội nghị vừa thay đổi trong lúc đóng gói; hãy đóng hồ sơ lại."] if _told(record) != told else []
                )
                size = package.seek(0, io.SEEK_END)
                refuse_if(
                    _why_not_freeze(record)
                    + moved
                    + why_not_keep(SPEECHES, kept=queries.kept_of(record.unit_id), size=size, on=today())
                )
                name = f"{slug(str(record))}.zip"
                stored, digest, size = files.keep(name, package)
                last = record.packages.order_by("-number").first()
                ConferencePackage.objects.create(
                    conference=record, unit=record.unit, number=last.number + 1 if last else 1, original_name=name,
                    stored_name=stored, size=size, sha256=digest, made_at=now(), contents=contents,
                )  # fmt: skip
                record.frozen_at = now()
                record.save(update_fields=["frozen_at"])
                return record
        except BaseException:
            files.drop_all([stored] if stored else [])
            raise


def unfreeze(*, actor: Actor, record: Conference, reason: str) -> Conference:
    """The conference can be written to again, for that reason; the package of before stays."""
    with writing(actor, "conferences.unfreeze", unit=record.unit, on=today(), record=record, reason=squeeze(reason)):
        if not squeeze(reason):
            raise Refused("Mở lại hồ sơ phải ghi lý do.")
        if record.frozen_at is None:
            raise Refused("Hồ sơ hội nghị đang mở.")
        record.frozen_at = None
        record.save(update_fields=["frozen_at"])
        return record


@contextmanager
def packed(conference: Conference) -> Iterator[tuple[IO[bytes], Written]]:
    """The package as a file, and what lies in it; the same records make the same bytes."""
    with tempfile.TemporaryFile() as package:
        contents: Written = []
        with ZipFile(package, "w", ZIP_DEFLATED) as archive:
            papers = _put_papers(archive, conference, contents)
            _put_documents(archive, conference, contents)
            pages = archive_pages.pages_of(conference, papers)
            for page in pages:
                _put(archive, conference, page.name, archive_pages.written(page, conference, pages), contents)
            style = render_to_string("conferences/archive.css").encode()
            _put(archive, conference, STYLE, style, contents)
            _put(archive, conference, FIRST, _first(conference, pages, contents), contents)
            sums = "".join(f"{digest}  {name}\n" for name, _size, digest in contents).encode()
            _put(archive, conference, DIGESTS, sums, contents)
        yield package, contents


def _why_not_freeze(conference: Conference) -> list[str]:
    """Every reason why the conference is not frozen now."""
    reasons = []
    if conference.state != Conference.State.CONCLUDED:
        reasons.append("Đóng hồ sơ sau khi hội nghị đã kết luận.")
    if conference.frozen_at is not None:
        reasons.append(f"Hồ sơ đã đóng ngày {conference.frozen_at:%d/%m/%Y}.")
    survey = feedback.feedback_of(conference)
    if survey is not None and today() <= survey.until:
        reasons.append(f"Các đoàn còn góp ý đến hết ngày {survey.until:%d/%m/%Y}; hãy đóng hồ sơ sau ngày đó.")
    return reasons


def _told(conference: Conference) -> str:
    """What the pages of the package say, as one digest."""
    pages = archive_pages.pages_of(conference, {})
    said = b"".join(archive_pages.written(page, conference, pages) for page in pages)
    return hashlib.sha256(said + repr(archive_pages.facts_of(conference)).encode()).hexdigest()


def _put_papers(archive: ZipFile, conference: Conference, contents: Written) -> dict[int, str]:
    """The last version of each accepted paper lies in the package; answers where."""
    where = {}
    accepted = conference.papers.filter(state=ConferencePaper.State.ACCEPTED).order_by("order", "pk")
    for number, paper in enumerate(volumes.in_order(conference, list(accepted)), start=1):
        version = paper.versions.order_by("-number").first()
        if version is None:
            continue
        ending = version.stored_name.rpartition(".")[2]
        name = f"tham-luan/{number:02}-{slug(str(paper))[:60].strip('-')}.{ending}"
        _put(archive, conference, name, _kept(version.stored_name, str(paper)), contents)
        where[paper.pk] = name
    return where


def _put_documents(archive: ZipFile, conference: Conference, contents: Written) -> None:
    """Minutes, the notice where there is a conclusion, and the released volume lie in the package, DOCX and PDF."""
    concluded = conference.points.filter(kind=ConferencePoint.Kind.CONCLUSION).exists()
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("docx", "pdf"):
            path = Path(folder) / f"document.{kind}"
            conference_papers.write_conference_minutes(reading.shown_of(conference), conference.held_on, path, kind)
            _put(archive, conference, f"van-ban/bien-ban.{kind}", path.read_bytes(), contents)
            if concluded:
                conference_papers.write_notice(documents.notice_of(conference), path, kind)
                _put(archive, conference, f"van-ban/thong-bao-ket-luan.{kind}", path.read_bytes(), contents)
    for file in volumes.given_out(conference):
        _put(archive, conference, f"van-ban/ky-yeu.{file.kind}", _kept(file.stored_name, str(file)), contents)


def _first(conference: Conference, pages: list[ArchivePage], contents: Written) -> bytes:
    context = {
        "conference": conference, "facts": archive_pages.facts_of(conference), "menu": pages,
        "contents": [(name, write_number(size), digest) for name, size, digest in contents],
        "came": archive_pages.came(conference), "digests": DIGESTS,
    }  # fmt: skip
    return render_to_string("conferences/archive_first.html", context).encode()


def _kept(stored: str, what: str) -> bytes:
    path = files.directory() / stored
    if not path.exists():
        raise Refused(f"Tệp của “{what}” không còn trong kho; hãy khôi phục từ bản sao lưu rồi đóng hồ sơ.")
    return path.read_bytes()


def _put(archive: ZipFile, conference: Conference, name: str, content: bytes, contents: Written) -> None:
    """The file lies in the package, dated by the day of the conference."""
    day = conference.held_on
    info = ZipInfo(f"hoi-nghi/{name}", (max(day.year, 1980), day.month, day.day, 0, 0, 0))
    info.compress_type, info.external_attr = ZIP_DEFLATED, 0o644 << 16
    archive.writestr(info, content)
    contents.append([name, len(content), hashlib.sha256(content).hexdigest()])
