"""The volume of a conference's papers: what stands in it and what does not, why; written as files, released to delegations."""

from __future__ import annotations

import io
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from giaoban.areas.meetings import papers as files
from giaoban.conferences import queries, speaking
from giaoban.conferences.models import Conference, ConferencePaper, Delegation, PaperVersion, VolumeFile
from giaoban.core.confined import read_confined
from giaoban.core.quota import SPEECHES
from giaoban.core.refusal import Refused, refuse_if
from giaoban.core.text import slug, squeeze
from giaoban.core.workbook import Unreadable
from giaoban.ground.access.policy import Actor
from giaoban.ground.journal.clock import now, today
from giaoban.ground.regulations.queries import why_not_keep
from giaoban.ground.units.queries import name_of
from giaoban.ground.writing import writing
from giaoban.reporting.documents.volume import PaperLeftOut, PaperPart, PapersVolume, PrintedPaper, write_volume
from giaoban.reporting.word_templates.queries import own_template

READER = "giaoban.core.words.carried:read_file"
State = ConferencePaper.State
GIVEN_OUT = (Conference.State.PREPARING, Conference.State.HELD, Conference.State.CONCLUDED)


class Chosen(NamedTuple):
    """The papers that can be printed, in the order of the programme, each with its last version; the others with why not."""

    printed: list[tuple[ConferencePaper, PaperVersion]]
    left_out: list[PaperLeftOut]

    def contents(self) -> dict[str, list[list[str]]]:
        """What a release keeps of it, to say later what is different."""
        return {
            "printed": [[str(paper), str(paper.delegation), version.sha256] for paper, version in self.printed],
            "left_out": [list(map(str, (paper.title, paper.body, paper.why))) for paper in self.left_out],
        }


def chosen(conference: Conference) -> Chosen:
    """Which papers the volume would hold now: those that were accepted and have text."""
    papers = conference.papers.select_related("delegation").prefetch_related("versions")
    choice = Chosen([], [])
    for paper in in_order(conference, list(papers.order_by("order", "pk"))):
        last = max(paper.versions.all(), key=lambda version: version.number, default=None)
        why = why_left_out(paper, last)
        if why or last is None:
            choice.left_out.append(PaperLeftOut(str(paper), str(paper.delegation), why))
        else:
            choice.printed.append((paper, last))
    return choice


def in_order(conference: Conference, papers: list[ConferencePaper]) -> list[ConferencePaper]:
    """The papers as the programme has them, then those that are only printed."""
    keys = queries.items_of(conference).filter(paper__isnull=False).values_list("paper", flat=True)
    place = {key: number for number, key in enumerate(keys)}
    return sorted(papers, key=lambda paper: place.get(paper.pk, len(place)))


def why_left_out(paper: ConferencePaper, last: PaperVersion | None) -> str:
    """Why the paper is not printed; empty where it is."""
    if paper.state == State.DECLINED:
        return paper.remark or "không gửi nữa"
    if paper.state == State.SENT_BACK:
        return f"trả lại để sửa, hạn {paper.due_on:%d/%m/%Y}"
    if last is None:
        return f"chưa gửi, hạn {paper.due_on:%d/%m/%Y}"
    if paper.state != State.ACCEPTED:
        return "đã gửi, chưa duyệt"
    if last.syllables < speaking.FEWEST:
        return "tệp không có chữ đọc được (ảnh chụp hoặc bản quét)"
    return ""


def volume_of(conference: Conference) -> PapersVolume:
    """The volume as it would be printed now; what turns out not to be readable is among those left out."""
    choice = chosen(conference)
    printed, left_out = [], list(choice.left_out)
    for paper, version in choice.printed:
        try:
            passages = passages_of(version)
        except Unreadable as unreadable:
            left_out.append(PaperLeftOut(str(paper), str(paper.delegation), f"không đọc được tệp: {unreadable}"))
        else:
            printed.append(PrintedPaper(str(paper), str(paper.delegation), paper.speaker, passages))
    host = name_of(conference.unit_id, on=conference.held_on)
    return PapersVolume(
        superior=queries.superior_of(conference),
        issuer=host.name if host else "",
        conference=str(conference),
        theme=conference.theme,
        place="",
        held_on=conference.held_on,
        papers=printed,
        left_out=left_out,
    )


def passages_of(version: PaperVersion) -> list[PaperPart]:
    """What the file says; Unreadable with one sentence where it cannot be read."""
    parts: list[dict[str, Any]] = read_confined(READER, files.directory() / version.stored_name)
    return [PaperPart(**part) for part in parts]


def written(conference: Conference, volume: PapersVolume, kind: str) -> bytes:
    """The volume as the bytes of that kind of file, on the host's own template where it has one."""
    own = own_template("volume", conference.unit_id, on=conference.held_on)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"volume.{kind}"
        write_volume(volume, path, kind, own)
        return path.read_bytes()


def release_volume(*, actor: Actor, record: Conference) -> Conference:
    """Every delegation has the volume as it is now, under its own link, as DOCX and PDF; earlier ones stay with the host.

    It is set before the lock is taken, which takes seconds; under the lock the papers are read again, and the volume is
    refused where they are no longer those that were set.
    """
    volume = volume_of(record)
    contents = chosen(record).contents()
    made = {kind: written(record, volume, kind) for kind in VolumeFile.Kind.values} if volume.papers else {}
    stored: list[str] = []
    try:
        with writing(actor, "conferences.release_volume", unit=record.unit, on=today(), record=record):
            last = last_volume(record)
            refuse_if(
                why_not_release(
                    state=record.state,
                    printed=len(volume.papers),
                    same=last is not None and last.withdrawn_at is None and last.contents == contents,
                    moved=chosen(record).contents() != contents,
                )
            )
            refuse_if(
                why_not_keep(
                    SPEECHES, kept=queries.kept_of(record.unit_id), size=sum(map(len, made.values())), on=today()
                )
            )
            number, at = (last.number if last else 0) + 1, now()
            for kind, content in made.items():
                name = f"ky-yeu-{slug(str(record))}.{kind}"
                kept, digest, size = files.keep(name, io.BytesIO(content))
                stored.append(kept)
                VolumeFile.objects.create(
                    conference=record, unit=record.unit, number=number, kind=kind, original_name=name, stored_name=kept,
                    size=size, sha256=digest, released_at=at, contents=contents,
                )  # fmt: skip
            return record
    except BaseException:
        files.drop_all(stored)
        raise


def withdraw_volume(*, actor: Actor, record: Conference, reason: str) -> Conference:
    """No delegation has the volume any more, for that reason, until it is released anew; the host keeps what was released."""
    with writing(
        actor, "conferences.withdraw_volume", unit=record.unit, on=today(), record=record, reason=squeeze(reason)
    ):
        if not squeeze(reason):
            raise Refused("Thu hồi kỷ yếu phải ghi lý do.")
        last = last_volume(record)
        if last is None or last.withdrawn_at is not None:
            raise Refused("Không có bản kỷ yếu nào đang phát hành để thu hồi.")
        record.volumes.filter(number=last.number).update(withdrawn_at=now())
        return record


def why_not_release(*, state: str, printed: int, same: bool, moved: bool = False) -> list[str]:
    """Every reason why the volume is not given out now; ``moved`` says that a paper changed while it was set."""
    reasons = []
    if moved:
        reasons.append("Tham luận vừa thay đổi trong lúc in kỷ yếu; hãy xem lại rồi phát hành.")
    if state not in GIVEN_OUT:
        reasons.append("Kỷ yếu phát hành khi hội nghị đang chuẩn bị hoặc đã họp.")
    if not printed:
        reasons.append("Chưa có tham luận nào đã duyệt và có chữ để in kỷ yếu.")
    elif same:
        reasons.append("Kỷ yếu không khác bản đã phát hành; không cần phát hành lại.")
    return reasons


def last_volume(conference: Conference) -> VolumeFile | None:
    """A file of the release that counts now; None before the first."""
    return conference.volumes.order_by("-number", "kind").first()


def files_of(conference: Conference) -> list[VolumeFile]:
    """Both files of the release that counts now."""
    last = last_volume(conference)
    return list(conference.volumes.filter(number=last.number).order_by("kind")) if last else []


def is_out(conference: Conference) -> bool:
    """Whether there is a release that was not taken back."""
    last = last_volume(conference)
    return last is not None and last.withdrawn_at is None


def given_out(conference: Conference) -> list[VolumeFile]:
    """Both files that delegations have: none once the release was taken back, or a paper printed in it has left."""
    kept = files_of(conference)
    return kept if kept and kept[0].withdrawn_at is None and not has_left(kept[0]) else []


def has_left(file: VolumeFile) -> bool:
    """Whether something printed in it is no longer the last version of an accepted paper of the conference."""
    papers = file.conference.papers.filter(state=State.ACCEPTED).prefetch_related("versions")
    last = (max(paper.versions.all(), key=lambda version: version.number, default=None) for paper in papers)
    standing = Counter(version.sha256 for version in last if version is not None)
    return bool(Counter(digest for _title, _delegation, digest in file.contents["printed"]) - standing)


def file_for(delegation: Delegation, pk: int) -> VolumeFile | None:
    """The file, where the delegation may have it: of the release that is given out now."""
    return next((file for file in given_out(delegation.conference) if file.pk == pk), None)
