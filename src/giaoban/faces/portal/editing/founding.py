"""What every portal begins with: the front page, the sections and the steps of approval, all of it editable data."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db import connection, transaction
from django.utils.translation import override

SECTIONS: list[tuple[str, str, str, bool, str, list[tuple[str, str]]]] = [
    # slug, title, title in English, on the front page, leads to, sections in it
    ("gioi-thieu-chung", "Giới thiệu", "About", False, "", [
        ("lich-su", "Lịch sử"),
        ("chuc-nang-nhiem-vu", "Chức năng, nhiệm vụ"),
        ("co-cau-to-chuc", "Cơ cấu tổ chức"),
        ("ban-chap-hanh", "Ban Chấp hành"),
        ("to-chuc-co-so-dang-gioi-thieu", "Tổ chức cơ sở đảng"),
        ("lien-he", "Liên hệ"),
    ]),
    ("tin-tuc", "Tin tức", "News", False, "", [
        ("dang-uy-khoi", "Đảng ủy Khối"),
        ("to-chuc-co-so-dang", "Tổ chức cơ sở đảng"),
        ("doan-the", "Đoàn thể"),
        ("tin-trong-tinh", "Tin trong tỉnh"),
    ]),
    ("chuyen-muc", "Chuyên mục", "Topics", False, "", [
        ("hoc-tap-va-lam-theo-bac", "Học tập và làm theo Bác"),
        ("bao-ve-nen-tang-tu-tuong", "Bảo vệ nền tảng tư tưởng của Đảng"),
        ("to-chuc-xay-dung-dang", "Tổ chức xây dựng Đảng"),
        ("kiem-tra-giam-sat", "Kiểm tra, giám sát"),
        ("tuyen-giao", "Tuyên giáo"),
        ("dan-van", "Dân vận"),
        ("chuyen-doi-so", "Chuyển đổi số"),
    ]),
    ("van-ban", "Văn bản", "Documents", False, "/van-ban/", []),
    ("so-lieu", "Số liệu công bố", "Figures", False, "/so-lieu/", []),
    ("lich-cong-tac", "Lịch công tác", "Calendar", False, "/lich-cong-tac/", []),
    ("ban-do", "Bản đồ", "Map", False, "/ban-do/", []),
    ("thu-vien", "Thư viện", "Library", False, "/thu-vien/", []),
    ("gop-y", "Góp ý, hỏi đáp", "Contact", False, "/gop-y/", []),
]  # fmt: skip
ON_FRONT = {"dang-uy-khoi", "to-chuc-co-so-dang", "to-chuc-xay-dung-dang", "hoc-tap-va-lam-theo-bac"}
ENGLISH = {
    "lich-su": "History",
    "chuc-nang-nhiem-vu": "Functions and duties",
    "co-cau-to-chuc": "Structure",
    "lien-he": "Contacts",
    "dang-uy-khoi": "The Committee",
    "to-chuc-co-so-dang": "Grassroots organisations",
}
WRITERS, EDITORS, APPROVERS, LEADERS = "Người viết", "Biên tập viên", "Người duyệt", "Lãnh đạo duyệt đăng"
SHOWN_BY_TWO = ("paper", "event", "consultation")
"""Registers whose records the public reads."""
STEPS = (
    # name, who approves, working days, passed by what its own group hands in
    ("Biên tập", EDITORS, 1, True),
    ("Ban Tuyên giáo duyệt", APPROVERS, 2, False),
    ("Lãnh đạo duyệt đăng", LEADERS, 2, False),
)


def found_after_migrating(**_kwargs: Any) -> None:
    """The portal stands after the tables were made."""
    found_portal()


@transaction.atomic
def found_portal() -> None:
    """Front page, sections, groups and workflow exist; what editors made of them is left as it is."""
    from wagtail.models import Page, Site

    from giaoban.faces.portal.models import Home

    if "portal_home" not in connection.introspection.table_names() or Home.objects.exists():
        return
    root = Page.get_first_root_node()
    if root is None:
        return
    with override("vi"):
        Site.objects.all().delete()
        for old in root.get_children():
            old.delete()
        root = Page.objects.get(pk=root.pk)
        home = root.add_child(instance=Home(title="Trang chủ", slug="trang-chu"))
        Site.objects.create(hostname="localhost", root_page=home, is_default_site=True, site_name="Cổng thông tin")
        _add_sections(home)
        _add_groups(home)
        _add_workflow(home)


def _add_sections(home: Any) -> None:
    from giaoban.faces.portal.models import Section

    for slug, title, english, front, leads_to, below in SECTIONS:
        section = home.add_child(
            instance=Section(
                slug=slug, title=title, title_en=english, on_front=front, leads_to=leads_to, show_in_menus=True
            )
        )
        for child, child_title in below:
            section.add_child(
                instance=Section(
                    slug=child,
                    title=child_title,
                    title_en=ENGLISH.get(child, ""),
                    on_front=child in ON_FRONT,
                    show_in_menus=True,
                )
            )


def _add_groups(home: Any) -> None:
    """Writers write and submit, editors look through, the board approves, leaders publish; no group writes and publishes pages.

    Records that the public reads are published and withdrawn by the board and leaders; the rule of two holds for who wrote.
    """
    for label in (
        "portal",
        "wagtailcore",
        "wagtailadmin",
        "wagtailimages",
        "wagtaildocs",
    ):  # Django makes them only after this has run
        create_permissions(apps.get_app_config(label), verbosity=0)
    from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission

    Group.objects.filter(name__in=["Editors", "Moderators"]).delete()
    enter = Permission.objects.get(codename="access_admin", content_type__app_label="wagtailadmin")
    # Wagtail asks for the powers over its own models, whichever models stand in for them.
    over_files = Permission.objects.filter(content_type__app_label__in=["wagtailimages", "wagtaildocs"])
    files = over_files.filter(codename__in=["add_image", "choose_image", "add_document", "choose_document"])
    all_files = over_files.filter(codename__in=["change_image", "change_document"])
    registers = Permission.objects.filter(
        content_type__app_label="portal",
        content_type__model__in=["paper", "event", "place", "consultation", "letter"],
        codename__regex="^(add|change|view)_",
    ).exclude(codename="add_letter")  # letters come from readers
    shown_by_two = [_publishing(model) for model in SHOWN_BY_TWO]
    records = Permission.objects.filter(
        content_type__app_label="portal",
        content_type__model__in=SHOWN_BY_TWO,
        codename__regex="^(change|view)_",
    )
    furniture = Permission.objects.filter(
        content_type__app_label="portal",
        content_type__model__in=["furniture", "baseline"],
        codename__regex="^(add|change|view)_",
    )
    pages = {
        codename: Permission.objects.get(codename=codename, content_type__app_label="wagtailcore")
        for codename in ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")
    }
    everywhere = Collection.get_first_root_node()
    for name, page_powers, others in (
        (WRITERS, ["add_page"], []),
        (EDITORS, ["add_page", "change_page", "lock_page"], [*registers]),
        (LEADERS, ["publish_page"], [*records, *shown_by_two]),
        (APPROVERS, ["add_page", "change_page", "lock_page", "unlock_page"], [*registers, *furniture, *shown_by_two]),
    ):
        group, _made = Group.objects.get_or_create(name=name)
        group.permissions.add(enter, *others)
        for codename in page_powers:
            GroupPagePermission.objects.get_or_create(group=group, page=home, permission=pages[codename])
        for permission in [*files, *(all_files if name != WRITERS else [])]:
            GroupCollectionPermission.objects.get_or_create(group=group, collection=everywhere, permission=permission)


def _publishing(model: str) -> Permission:
    """The power to publish records of that kind, made now, as Wagtail does only after this has run."""
    from django.contrib.contenttypes.models import ContentType

    kind = ContentType.objects.get(app_label="portal", model=model)
    power, _made = Permission.objects.get_or_create(
        content_type=kind, codename=f"publish_{model}", defaults={"name": f"Can publish {model}"}
    )
    return power


def _add_workflow(home: Any) -> None:
    """Three steps, each with its days: looked through by an editor, approved by the board, then by a leader."""
    from wagtail.models import Workflow, WorkflowPage, WorkflowTask

    from giaoban.faces.portal.models import Step

    Workflow.objects.all().delete()
    workflow = Workflow.objects.create(name="Biên tập và duyệt đăng", active=True)
    for order, (name, group, days, passes_own) in enumerate(STEPS):
        step = Step.objects.create(name=name, active=True, working_days=days, passes_own=passes_own)
        step.groups.add(Group.objects.get(name=group))
        WorkflowTask.objects.create(workflow=workflow, task=step, sort_order=order)
    WorkflowPage.objects.update_or_create(page=home, defaults={"workflow": workflow})
