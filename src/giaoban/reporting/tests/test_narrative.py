"""What several committees wrote alike is told once, with all who wrote it."""

from dataclasses import replace

from giaoban.reporting.intake.returned import NarrativeParagraph, ReturnRead
from giaoban.reporting.narrative import consolidated_narrative
from giaoban.reporting.report import Cell
from giaoban.reporting.tests.offices import clean_return, form

CELL = Cell("", "", "", "")


def told(province: str, *paragraphs: tuple[str, str]) -> ReturnRead:
    return replace(
        clean_return(province), narrative=tuple(NarrativeParagraph(section, text, CELL) for section, text in paragraphs)
    )


def test_near_equal_paragraphs_are_folded_and_sections_stand_in_order() -> None:
    joint = consolidated_narrative(
        form().sections,
        [
            told(
                "Hà Giang", ("Kiến nghị", "Đề nghị sớm có hướng dẫn."), ("Hạn chế", "Báo cáo còn chậm so với thời hạn.")
            ),
            told("Cao Bằng", ("Hạn chế", "Chất lượng sinh hoạt còn hình thức."), ("Kết quả", "Nền nếp được giữ vững.")),
            told(
                "Bắc Kạn",
                ("Hạn chế", "Báo cáo còn chậm so với thời hạn!"),
                ("Hạn chế", "Bao cao con cham so voi thoi han"),
            ),
        ],
    )
    assert [(one.section, one.units) for one in joint] == [
        ("Kết quả", ("Cao Bằng",)),
        ("Hạn chế", ("Hà Giang", "Bắc Kạn")),
        ("Hạn chế", ("Cao Bằng",)),
        ("Kiến nghị", ("Hà Giang",)),
    ]
    assert joint[1].text == "Báo cáo còn chậm so với thời hạn."


def test_the_same_words_under_two_sections_stay_two_paragraphs() -> None:
    joint = consolidated_narrative(
        form().sections,
        [told("Hà Giang", ("Hạn chế", "Kiêm nhiệm nhiều việc."), ("Nguyên nhân", "Kiêm nhiệm nhiều việc."))],
    )
    assert [one.section for one in joint] == ["Hạn chế", "Nguyên nhân"]
