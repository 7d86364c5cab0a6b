"""The demonstration's portal: synthetic articles, documents, calendar and letters; every person in it is invented."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.db import transaction
from django.utils import timezone
from wagtail.rich_text import RichText

from giaoban.core.text import slug
from giaoban.demo.pictures import drawn, logo
from giaoban.demo.portal_texts import ARTICLES, ENGLISH, EVENTS, INTRODUCTIONS, LETTERS, PAPERS, Story
from giaoban.faces.portal import clock, conferences, figures
from giaoban.faces.portal.editing.conference_drafting import draft_from_conference
from giaoban.faces.portal.editing.drafting import draft_from_report
from giaoban.faces.portal.editing.founding import APPROVERS, found_portal
from giaoban.faces.portal.models import (
    Article,
    Attachment,
    Baseline,
    Consultation,
    DayCount,
    Event,
    Furniture,
    Home,
    Letter,
    Paper,
    Picture,
    Place,
    Section,
)
from giaoban.ground.access.operations import program

CREDIT = "Ban Tuyên giáo Đảng ủy Khối (hình vẽ minh họa)"
KINDS = {
    "bay": "Hình vẽ vịnh với núi đá vôi và một con thuyền buồm nâu",
    "terraces": "Hình vẽ ruộng bậc thang trên sườn núi, có một nhà sàn",
    "hall": "Hình vẽ hội trường với phông đỏ, bàn chủ tọa và các hàng ghế",
    "town": "Hình vẽ dãy trụ sở cơ quan dưới chân núi, hàng cây phía trước",
    "desk": "Hình vẽ bàn làm việc với tập tài liệu, bìa đỏ và lọ hoa sen",
}
HALF_YEAR_LEAD = (
    "Hội nghị giao ban Cụm Đông Bắc 6 tháng đầu năm 2023 đánh giá kết quả xây dựng tổ chức cơ sở đảng và đội ngũ đảng viên "
    "của tám đảng ủy khối, thảo luận chuyên đề nâng cao chất lượng tổ chức đảng và thống nhất nhiệm vụ 6 tháng cuối năm."
)
RELEASED_ON = date(2023, 7, 14)
CLUSTER_TITLE = "Kết quả công tác xây dựng Đảng 6 tháng đầu năm 2023 của Cụm Đông Bắc"
UNDOUBTED = ("1.1", "1.1.1", "1.1.2", "1.2", "1.3", "1.3.1", "1.3.2", "2.1", "2.2", "2.3", "3.1", "3.2", "3.3", "4.3")
"""Lines of the cluster's report that none of its own checks doubts."""
EARLY = "báo cáo của cụm còn đang đối chiếu với Tuyên Quang và Thái Nguyên; các tổng nêu ở đây lấy theo biểu chính của từng đơn vị."
COUNTED_SINCE = 60
"""Days of visits that the demonstration's counter looks back on."""


def populate(actor: Any) -> str:
    """The whole portal is there; what is already there is left alone. Answers what was added, in one line."""
    found_portal()
    actor.groups.add(Group.objects.get(name=APPROVERS))
    release_reports(actor)
    with transaction.atomic():
        _cluster_section()
        pictures = _pictures()
        _furniture(pictures)
        added = sum(_add(story, pictures, actor, number) for number, story in enumerate(ARTICLES))
        added += sum(_add(story, pictures, actor, 100 + number) for number, story in enumerate(INTRODUCTIONS))
        _english(actor, pictures)
        added += _from_reports(actor, pictures) + _from_conferences(actor, pictures)
        _papers()
        _calendar()
        _letters()
        _places()
        _visits()
    return f"{added} bài mới, {Paper.objects.count()} văn bản, {Event.objects.count()} lịch công tác"


def _cluster_section() -> None:
    """The cluster has a section of its own among the news."""
    if not Section.objects.filter(slug="cum-dong-bac").exists():
        section = Section(slug="cum-dong-bac", title="Cụm Đông Bắc", on_front=True, show_in_menus=True)
        Section.objects.get(slug="tin-trong-tinh").add_sibling("left", instance=section)


def release_reports(actor: Any) -> None:
    """The host bloc's accepted report is public, and of the cluster's the figures that its report does not doubt.

    The cluster's report stays a draft and what is open in it stays open: its figures go out as preliminary.
    """
    from giaoban.reporting.models import Return
    from giaoban.reporting.releases import release

    reports = Return.objects.filter(campaign__form="BC-6T", campaign__period="2023-H1", releases=None)
    for report_return in reports.filter(state=Return.State.ACCEPTED, name="Quảng Ninh"):
        release(actor=actor, record=report_return, on=RELEASED_ON, with_text=True)
    for report_return in reports.filter(above=None):
        release(actor=actor, record=report_return, on=RELEASED_ON, lines=UNDOUBTED, title=CLUSTER_TITLE, early=EARLY)


def _pictures() -> dict[tuple[str, int], Picture]:
    """Three pictures of each kind, and those of the furniture."""
    made: dict[tuple[str, int], Picture] = {}
    for kind, description in KINDS.items():
        for number in range(3):
            made[kind, number] = _picture(
                f"Minh họa: {kind} {number + 1}", drawn(kind, number * 7 + 3), description, "jpg"
            )
    made["band", 0] = _picture("Minh họa: đầu trang", drawn("band", 17), KINDS["bay"], "jpg")
    made["logo", 0] = _picture("Biểu trưng của bản trình diễn", logo(), "Biểu trưng tròn: ngôi sao trên núi đá", "png")
    return made


def _picture(title: str, data: bytes, description: str, ending: str) -> Picture:
    picture = Picture.objects.filter(title=title).first()
    if picture:
        return picture
    name = f"{slug(title)}.{ending}"
    file = ImageFile(ContentFile(data), name=name)
    width, height = (512, 512) if ending == "png" else (1600, 489) if "đầu trang" in title else (1440, 900)
    return Picture.objects.create(
        title=title, file=file, description=description, credit=CREDIT, width=width, height=height,
        consent="Hình vẽ, không có người thật",
    )  # fmt: skip


def _furniture(pictures: dict[tuple[str, int], Picture]) -> None:
    if Furniture.objects.exists():
        return
    shared: dict[str, Any] = {
        "superior": "Đảng bộ tỉnh Quảng Ninh",
        "logo": pictures["logo", 0],
        "banner": pictures["band", 0],
        "responsible": "Nguyễn Thị Thanh Mai",
        "responsible_office": "Phó Bí thư Thường trực Đảng ủy Khối",
        "address": "Trụ sở liên cơ quan (địa chỉ giả định của bản trình diễn), tỉnh Quảng Ninh",
        "email": "bantuyengiao@giaoban.example",
        "contact": "Trần Văn Hòa",
        "contact_office": "Chánh Văn phòng Đảng ủy Khối",
        "contact_phone": "0203 000 0000",
        "contact_email": "vanphong@giaoban.example",
        "numbers": [
            ("number", {"kind": "office", "number": "0203 000 0000"}),
            ("number", {"kind": "state", "number": "080 00000"}),
            ("number", {"kind": "fax", "number": "0203 000 0001"}),
        ],
        "links": [
            ("link", {"label": "Báo điện tử Đảng Cộng sản Việt Nam", "url": "https://dangcongsan.vn"}),
            ("link", {"label": "Tư liệu – Văn kiện Đảng", "url": "https://tulieuvankien.dangcongsan.vn"}),
            ("link", {"label": "Cổng thông tin điện tử tỉnh Quảng Ninh", "url": "https://www.quangninh.gov.vn"}),
        ],
        "handbook_label": "Ứng dụng Sổ tay đảng viên điện tử",
        "handbook_url": "/so-tay/",
    }
    Furniture.objects.create(
        valid_from=date(2013, 1, 29), valid_until=date(2022, 4, 12),
        body="Đảng ủy Khối các cơ quan tỉnh Quảng Ninh",
        body_en="Party Committee of the Bloc of Agencies of Quang Ninh Province",
        site_name="Cổng thông tin Đảng ủy Khối", **shared,
    )  # fmt: skip
    Furniture.objects.create(
        valid_from=date(2022, 4, 12),
        body="Đảng ủy Khối các cơ quan và doanh nghiệp tỉnh Quảng Ninh",
        body_en="Party Committee of the Bloc of Agencies and Enterprises of Quang Ninh Province",
        site_name="Cổng thông tin Đảng ủy Khối", slogan="Kỷ cương – Trách nhiệm – Đổi mới – Hiệu quả", **shared,
    )  # fmt: skip


def _add(story: Story, pictures: dict[tuple[str, int], Picture], actor: Any, number: int) -> int:
    section = Section.objects.get(slug=story.section)
    if Article.objects.filter(title=story.title).exists():
        return 0
    chance = random.Random(number)
    body: list[tuple[str, Any]] = []
    for place, paragraph in enumerate(story.paragraphs):
        if paragraph.startswith("> "):
            text, _bar, speaker = paragraph[2:].partition(" | ")
            body.append(("quotation", {"text": text, "speaker": speaker, "office": ""}))
        elif paragraph.startswith("# "):
            body.append(("text", RichText(f"<h2>{paragraph[2:]}</h2>")))
        elif paragraph.startswith("- "):
            items = "".join(f"<li>{item}</li>" for item in paragraph[2:].split(" - "))
            body.append(("text", RichText(f"<ul>{items}</ul>")))
        else:
            body.append(("text", RichText(f"<p>{paragraph}</p>")))
        if story.caption and place == min(2, len(story.paragraphs) - 1):
            body.append(
                (
                    "photo",
                    {
                        "picture": pictures[story.second, chance.randrange(3)],
                        "description": "",
                        "caption": story.caption,
                        "credit": "",
                    },
                )
            )
    article = Article(
        title=story.title, lead=story.lead, byline=story.byline, body=body, kind=story.kind, language="vi",
        dated_at=_moment(story.on, chance), live=False, owner=actor,
        cover=pictures[story.picture, number % 3] if story.picture else None, cover_caption=story.cover_caption,
    )  # fmt: skip
    section.add_child(instance=article)
    if story.correction:
        article.corrections.create(on=story.on + timedelta(days=2), text=story.correction)
    _publish(article)
    return 1


def _publish(article: Article) -> None:
    """The program wrote it: its revision bears nobody's name, so that nobody else has to have looked it through."""
    article.save_revision().publish()
    stamp = article.dated_at
    Article.objects.filter(pk=article.pk).update(first_published_at=stamp, last_published_at=stamp)


def _moment(day: date, chance: random.Random) -> datetime:
    return timezone.make_aware(
        datetime(day.year, day.month, day.day, chance.randint(7, 17), chance.choice((0, 15, 30, 45)))
    )


def _english(actor: Any, pictures: dict[tuple[str, int], Picture]) -> None:
    for section, title, lead, paragraphs in ENGLISH:
        if Article.objects.filter(title=title).exists():
            continue
        original = Article.objects.filter(kind="introduction", language="vi").child_of(
            Section.objects.get(slug=section)
        )
        article = Article(
            title=title, lead=lead, language="en", kind="introduction", live=False, owner=actor,
            dated_at=datetime(2023, 3, 1, 2, tzinfo=UTC), translation_of=original.first(),
            body=[("text", RichText("".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)))],
        )  # fmt: skip
        Section.objects.get(slug=section).add_child(instance=article)
        _publish(article)


def _from_reports(actor: Any, pictures: dict[tuple[str, int], Picture]) -> int:
    """Each released report has its article, with bound figures; the newest of the cluster leads the front page."""
    added = 0
    home = Home.objects.get()
    for report in reversed(figures.reports()):
        if Article.objects.filter(drafted_from=report.slug).exists():
            continue
        of_cluster = "cụm" in report.unit.lower()
        article = draft_from_report(
            report.slug,
            section=Section.objects.get(slug="cum-dong-bac" if of_cluster else "dang-uy-khoi"),
            owner=None,
            lead=HALF_YEAR_LEAD if of_cluster else "",
        )
        article.owner = actor
        article.byline = "Ban Tuyên giáo Đảng ủy Khối"
        article.dated_at = timezone.make_aware(datetime(2023, 7, 14, 16, 30))
        article.cover = pictures["hall", 0]
        article.cover_caption = "Hội trường nơi tổ chức hội nghị giao ban (hình vẽ)"
        article.save()
        _publish(article)
        added += 1
        if of_cluster or home.lead_story is None:
            home.lead_story = article
            home.front_release = report.slug
    home.save_revision().publish()
    return added


def _from_conferences(actor: Any, pictures: dict[tuple[str, int], Picture]) -> int:
    """The concluded conference that the public may read of has its article, with drawings in the places of photographs."""
    added = 0
    for conference in conferences.conferences():
        if conference.state != "concluded" or Article.objects.filter(drafted_from=conference.slug).exists():
            continue
        section = Section.objects.get(slug="cum-dong-bac")
        article = draft_from_conference(conference.slug, section=section, owner=None)
        for number, block in enumerate(block for block in article.body if block.block_type == "photo"):
            block.value["picture"] = pictures["hall", number % 3]
        article.owner, article.byline = actor, "Ban Tuyên giáo Đảng ủy Khối"
        article.dated_at = timezone.make_aware(datetime(2023, 7, 14, 15, 0))
        article.save()
        _publish(article)
        added += 1
    return added


def _papers() -> None:
    for kind, sign, issued_on, subject, signer, field, status, text in PAPERS:
        if Paper.objects.filter(sign=sign).exists():
            continue
        file = None
        if text:
            name = f"{sign.replace('/', '-')}.txt".lower()
            file = Attachment(title=f"{kind} {sign}", file=ContentFile(text.encode(), name=name), words=text)
            file.save()
        paper = Paper(
            kind=kind, sign=sign, issued_on=issued_on, subject=subject, signer=signer, field=field, status=status,
            issuer="Đảng ủy Khối các cơ quan và doanh nghiệp tỉnh Quảng Ninh", term="2020-2025", file=file,
        )  # fmt: skip
        paper.full_clean()
        paper.save()


def _calendar() -> None:
    """Appointments of the week before, this week and the three weeks after, counted from today."""
    if Event.objects.filter(starts_at__gte=clock.now() - timedelta(days=3)).exists():
        return
    monday = clock.today() - timedelta(days=clock.today().weekday() + 7)
    for week in range(5):
        for weekday, hour, hours, title, place, chair in EVENTS:
            if (week + weekday) % 2:
                continue
            day = monday + timedelta(days=week * 7 + weekday)
            starts = timezone.make_aware(datetime(day.year, day.month, day.day, hour, 0))
            Event.objects.create(
                title=title, place=place, chair=chair, starts_at=starts, ends_at=starts + timedelta(hours=hours)
            )


def _letters() -> None:
    for reference, name, text, answer in LETTERS:
        if Letter.objects.filter(reference=reference).exists():
            continue
        received = timezone.make_aware(datetime(2023, 7, 3, 9, 0))
        letter = Letter.objects.create(
            reference=reference, kind="question", name=name, text=text, received_at=received,
            due_on=date(2023, 7, 18), may_be_shown=True,
        )  # fmt: skip
        letter.answer, letter.answered_at = answer, received + timedelta(days=4)
        letter.answered_by = "Ban Tổ chức Đảng ủy Khối"
        letter.save()
        letter.public, letter.shown_by = True, program("Cổng thông tin mẫu")
        letter.save()
    Consultation.objects.get_or_create(
        title="Dự thảo Quy chế phối hợp giữa Đảng ủy Khối và các đảng ủy sở, ngành",
        defaults={
            "text": "<p>Đề nghị góp ý về phạm vi, nguyên tắc phối hợp và trách nhiệm cung cấp thông tin (Điều 3 đến Điều 7).</p>",
            "opens_on": clock.today() - timedelta(days=10),
            "closes_on": clock.today() + timedelta(days=20),
            "address": "Văn phòng Đảng ủy Khối",
        },
    )


def _places() -> None:
    """One place, so that the map shows what a place is; its coordinates are the middle of the province's city."""
    Place.objects.get_or_create(
        name="Đảng ủy Khối các cơ quan và doanh nghiệp tỉnh Quảng Ninh",
        defaults={
            "kind": "Đảng ủy cấp trên trực tiếp cơ sở",
            "address": "Vị trí minh họa ở trung tâm Hạ Long",
            "phone": "0203 000 0000",
            "latitude": "20.9500",
            "longitude": "107.0800",
            "valid_from": date(2022, 4, 12),
        },
    )


def _visits() -> None:
    """What an older counter stood at, and two months of closed days with a human rhythm."""
    Baseline.objects.get_or_create(
        amount=738_110,
        defaults={
            "on": clock.today() - timedelta(days=COUNTED_SINCE),
            "source": "Bộ đếm cũ của cổng năm 2023; cách tính không rõ",
        },
    )
    if DayCount.objects.exists():
        return
    from giaoban.faces.portal.visits.counting import digest

    chance = random.Random(2023)
    now = clock.now()
    popular = list(Article.objects.live().order_by("-dated_at").values_list("pk", flat=True)[:12])
    for back in range(COUNTED_SINCE, 0, -1):
        day = clock.today() - timedelta(days=back)
        visits = round(chance.gauss(210 if day.weekday() < 5 else 70, 24))
        rows = {
            "visits": visits,
            "views": round(visits * 2.3),
            "visitors": round(visits * 0.86),
            "night": chance.randint(0, 5),
            "robots": chance.randint(600, 1900),
            "doubtful": chance.randint(3, 30),
            "unconfirmed": chance.randint(0, 6),
        }
        counted = [DayCount(day=day, metric=metric, amount=amount, counted_at=now) for metric, amount in rows.items()]
        counted += [
            DayCount(day=day, metric="article", article=pk, amount=max(1, round(visits * share)), counted_at=now)
            for pk, share in zip(
                popular, (0.3, 0.2, 0.14, 0.1, 0.08, 0.06, 0.05, 0.04, 0.03, 0.03, 0.02, 0.02), strict=False
            )
        ]
        DayCount.objects.bulk_create(counted)
        seal = digest(day)
        DayCount.objects.filter(day=day, closed=False).update(closed=True, digest=seal)
