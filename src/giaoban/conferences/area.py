"""The conference: host, delegations with their delegates, programme, proposals and conclusions until each has its answer."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from giaoban.conferences.ballots_register import BALLOTS
from giaoban.conferences.demonstration import load_conferences
from giaoban.conferences.hands_register import HANDS
from giaoban.conferences.models import BallotVoter, Delegate, Hand
from giaoban.conferences.papers_register import PAPERS
from giaoban.conferences.programme_register import PROGRAMME
from giaoban.conferences.reading_register import OBJECTIONS
from giaoban.conferences.register import CONFERENCES, DELEGATES, DELEGATIONS, POINTS
from giaoban.conferences.rota_register import RULES, TERMS, TURNS
from giaoban.conferences.scores_register import SCORES
from giaoban.kit.area import Area, Demonstration, Guard, Kept

AREA = Area(
    package=__package__,
    label=_("Conferences"),
    guard=Guard(
        "office",
        open={"publication": "what anyone may read"},
        from_above=("cluster_term", "cluster_rules", "cluster_turn"),  # its bodies work by them
    ),
    registers=(
        CONFERENCES,
        DELEGATIONS,
        DELEGATES,
        PROGRAMME,
        PAPERS,
        HANDS,
        BALLOTS,
        SCORES,
        OBJECTIONS,
        POINTS,
        TURNS,
        TERMS,
        RULES,
    ),
    grants={
        "secretary": ("read", "hands.ask"),
        "deputy": ("read", "hands.ask"),
        "committee_member": ("read", "hands.ask"),
        "organisation_board": "read",
        "office": (
            "*",
            "!conferences.agree",
            "!cluster_terms.set_term",
            "!cluster_terms.end_term",
            "!cluster_rules.adopt_rules",
            "!cluster_rules.compare_rules",
            "!cluster_turns.agree_turn",
            "!cluster_turns.lay_out_turns",
            "!cluster_turns.give_back_turn",
        ),
        "propaganda_board": "read",
        "cluster_secretariat": (
            "conferences.read",
            "conferences.agree",
            "programme.read",
            "papers.read",
            "hands.read",
            "ballots.read",
            "points.read",
            "scores.read",
            "objections.read",
            "cluster_terms.*",
            "cluster_rules.*",
            "cluster_turns.*",
        ),
        "auditor": "conferences.read",
    },
    words={
        "conferences": "Hội nghị giao ban",
        "conferences.invitation": "Mở giấy mời có đường dẫn của đoàn",
        "conferences.minutes": "Lập biên bản hội nghị",
        "conferences.notice": "Lập thông báo kết luận hội nghị",
        "hands.ask": "Đăng ký phát biểu cho đoàn của đơn vị mình",
        "conferences.package": "Tải gói lưu trữ hội nghị",
        "conferences.badges": "In thẻ, biển tên, danh sách ở cửa của đại biểu",
        "conferences.volume": "Lập kỷ yếu tham luận hội nghị",
    },
    kept_of_people=(
        Kept("Đại biểu dự hội nghị (người của nơi khác: họ tên, chức vụ)", Delegate),
        Kept("Người đăng ký phát biểu tại hội nghị (họ tên, chức vụ)", Hand),
        Kept("Người bỏ phiếu thay mặt đoàn tại hội nghị (họ tên, chức vụ)", BallotVoter),
    ),
    demonstration=(Demonstration("Hội nghị giao ban …", load_conferences),),
    urls="giaoban.conferences.desk_urls",
)
