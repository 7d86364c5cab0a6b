"""The cluster “Cụm Đông Bắc” as of 2023: eight bloc committees, found by every spelling that their papers use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from giaoban.areas.units.operations import Ruling, establish_many
from giaoban.ground.access.policy import Actor
from giaoban.ground.units.models import Unit
from giaoban.ground.units.queries import named
from giaoban.ground.units.spells import Founding

NAME = "Cụm Đông Bắc"
FROM = date(2022, 1, 1)
"""The first day that the demo's tree answers for: early enough for the same period of the year before."""

START = Ruling(
    issuer="Dữ liệu trình diễn",
    number="khởi tạo",
    issued_on=FROM,
    summary="Giả định của bản trình diễn: cây tổ chức năm 2023 được ghi nhận từ 01/01/2022; không phải một quyết định có thật.",
)


@dataclass(frozen=True)
class Bloc:
    """A bloc of 2023: its province, and whether enterprises belong to it."""

    province: str
    enterprises: bool = True

    @property
    def field(self) -> str:
        return "các cơ quan và doanh nghiệp" if self.enterprises else "các cơ quan"


BLOCS = (
    Bloc("Quảng Ninh"),
    Bloc("Hà Giang", enterprises=False),
    Bloc("Tuyên Quang"),
    Bloc("Cao Bằng"),
    Bloc("Bắc Kạn"),
    Bloc("Lạng Sơn", enterprises=False),
    Bloc("Thái Nguyên"),
    Bloc("Bắc Giang"),
)
"""In the order of the cluster's documents; which have enterprises is what the headings of their returns say."""


def load_cluster(actor: Actor) -> Unit:
    """The cluster and its eight blocs exist from `FROM`; loading again changes nothing. Answers the cluster."""
    if clusters := named(NAME, on=FROM):
        return clusters[0]
    foundings: list[tuple[Founding, Unit | int | None]] = [
        (Founding("cluster", NAME, short_name=NAME, aliases=("Cụm thi đua Đông Bắc", "Cụm ĐB")), None)
    ]
    foundings += [(_founding(bloc, order), 0) for order, bloc in enumerate(BLOCS, start=1)]
    return establish_many(
        actor=actor, foundings=foundings, under=None, on=FROM, decision=START, reason="Nạp dữ liệu trình diễn"
    )[0]


def _founding(bloc: Bloc, order: int) -> Founding:
    province = bloc.province
    return Founding(
        kind="upper",
        name=f"Đảng bộ Khối {bloc.field} tỉnh {province}",
        short_name=province,
        committee=f"Đảng ủy Khối {bloc.field} tỉnh",
        superior=f"Tỉnh ủy {province}",
        sign="ĐUK",
        place=province,
        order=order,
        aliases=tuple(spellings(province)),
    )


def spellings(province: str) -> list[str]:
    """The ways in which papers write the bloc of a province (domain.md 10, no. 14), the doubled word included."""
    bodies = ("Đảng bộ Khối", "Đảng ủy Khối", "Khối", "BTV Đảng ủy Khối", "Ban Thường vụ Đảng ủy Khối")
    fields = (
        "các cơ quan và doanh nghiệp",
        "các cơ quan",
        "các các cơ quan",
        "doanh nghiệp và các cơ quan",
        "CCQ&DN",
        "CCQ",
    )
    written = [f"{body} {field} tỉnh {province}" for body in bodies for field in fields]
    written += [f"{body} {field} {province}" for body in bodies for field in fields]
    written += [f"Đảng ủy Khối {province}", f"Đảng bộ Khối {province}", f"ĐUK {province}", f"ĐUK tỉnh {province}"]
    return [province, f"Tỉnh {province}", *written]
