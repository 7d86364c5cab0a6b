"""When somebody can be admitted and confirmed, and when each step is due. Pure: limits come in as in force on the day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from giaoban.core.limits import Limit
from giaoban.core.spans import add_months

ORDER: Mapping[str, tuple[tuple[str, ...], str]] = {
    "vote_in_cell": (("candidate",), "cell_voted"),
    "vote_in_committee": (("cell_voted",), "committee_voted"),
    "decide": (("cell_voted", "committee_voted"), "decided"),
    "refuse": (("candidate", "cell_voted", "committee_voted"), "refused"),
    "admit": (("decided",), "probationary"),
    "review": (("probationary",), "reviewed"),
    "confirm": (("probationary", "reviewed"), "official"),
    "remove_name": (("probationary", "reviewed"), "removed"),
}
"""Each act, the states it can be done from, and the state that it leads to."""

DOSSIER: tuple[tuple[str, str], ...] = (
    ("CN-NTVĐ", "Giấy chứng nhận học lớp bồi dưỡng nhận thức về Đảng"),
    ("1-KNĐ", "Đơn xin vào Đảng"),
    ("2-KNĐ", "Lý lịch của người xin vào Đảng (có phần thẩm tra)"),
    ("3-KNĐ", "Giấy giới thiệu của đảng viên chính thức"),
    ("4-KNĐ", "Nghị quyết giới thiệu của Đoàn Thanh niên hoặc Công đoàn"),
    ("5-KNĐ", "Tổng hợp ý kiến nhận xét của tổ chức chính trị - xã hội và chi ủy nơi cư trú"),
    ("6-KNĐ", "Nghị quyết của chi bộ xét kết nạp"),
    ("7-KNĐ", "Báo cáo thẩm định của đảng ủy bộ phận (nếu có)"),
    ("8-KNĐ", "Nghị quyết của đảng ủy cơ sở"),
    ("9-KNĐ", "Quyết định kết nạp đảng viên"),
)
"""Papers of an admission dossier: form code and what it is (domain.md 2.7, S87, S65)."""

OPTIONAL = frozenset({"3-KNĐ", "4-KNĐ", "7-KNĐ", "9-KNĐ"})


@dataclass(frozen=True)
class AdmissionLimits:
    """The limits of admission; None where no rule is recorded for that day."""

    age_from: Limit[int] | None = None
    age_to: Limit[int] | None = None
    sponsor_months: Limit[int] | None = None
    certificate_months: Limit[int] | None = None
    cell_vote: Limit[Fraction] | None = None
    probation_months: Limit[int] | None = None


@dataclass(frozen=True)
class VoteCounts:
    """Votes as counted: everybody who may vote (``roll``), those present, in favour, against, invalid."""

    roll: int
    present: int
    in_favour: int
    against: int = 0
    invalid: int = 0


def why_not_now(act: str, state: str, state_label: str) -> list[str]:
    """Why this step cannot follow where the admission stands; none means yes."""
    allowed, _then = ORDER[act]
    return [] if state in allowed else [f"Hồ sơ đang ở bước “{state_label}”, chưa thể làm bước này."]


def age_in_months(born_on: date, on: date) -> int:
    """Full months lived on that day: age is counted by month (domain.md 2.7)."""
    return (on.year - born_on.year) * 12 + on.month - born_on.month - (on.day < born_on.day)


def why_not_of_age(*, born_on: date | None, on: date, limits: AdmissionLimits) -> list[str]:
    """Why this person is too young or too old on that day."""
    if born_on is None:
        return ["Chưa có ngày sinh, không tính được tuổi kết nạp; hãy bổ sung vào hồ sơ."]
    months, reasons = age_in_months(born_on, on), []
    years = f"{months // 12} tuổi {months % 12} tháng"
    if limits.age_from and months < limits.age_from.value * 12:
        reasons.append(
            f"Đến ngày {on:%d/%m/%Y} mới {years}; tuổi kết nạp từ đủ {limits.age_from.value}{limits.age_from.cited()}."
        )
    if limits.age_to and months > limits.age_to.value * 12:
        reasons.append(
            f"Đến ngày {on:%d/%m/%Y} đã {years}, quá {limits.age_to.value} tuổi; phải do cấp ủy trực thuộc Trung ương "
            f"xem xét, quyết định{limits.age_to.cited()}."
        )
    return reasons


def why_not_certified(*, issued_on: date | None, on: date, limits: AdmissionLimits) -> list[str]:
    """Why the awareness certificate does not serve on that day."""
    if issued_on is None:
        return ["Chưa có giấy chứng nhận học lớp bồi dưỡng nhận thức về Đảng."]
    if issued_on > on:
        return [f"Giấy chứng nhận đề ngày {issued_on:%d/%m/%Y}, sau ngày {on:%d/%m/%Y}."]
    limit = limits.certificate_months
    if limit and add_months(issued_on, limit.value) < on:
        lapsed = add_months(issued_on, limit.value)
        return [
            f"Giấy chứng nhận cấp ngày {issued_on:%d/%m/%Y} đã quá {limit.value} tháng, hết giá trị từ {lapsed:%d/%m/%Y}"
            f"{limit.cited()}; phải học lại."
        ]
    return []


def why_not_sponsored(
    *, members: list[tuple[bool, date | None]], organisations: int, on: date, limits: AdmissionLimits
) -> list[str]:
    """Why the sponsors do not suffice: two official members, or one and a mass organisation's resolution (S65, S87).

    ``members``: for each member who recommends, whether official on that day and since when they work together.
    """
    reasons = []
    if not (len(members) >= 2 or (len(members) == 1 and organisations)):
        reasons.append(
            f"Mới có {len(members)} đảng viên và {organisations} tổ chức giới thiệu; cần hai đảng viên chính thức, hoặc một đảng "
            "viên chính thức và nghị quyết của Đoàn Thanh niên hay Công đoàn."
        )
    if any(not official for official, _since in members):
        reasons.append("Người giới thiệu phải là đảng viên chính thức.")
    limit = limits.sponsor_months
    for _official, since in members:
        if limit and (since is None or add_months(since, limit.value) > on):
            together = f"từ {since:%d/%m/%Y}" if since else "chưa ghi từ ngày nào"
            reasons.append(
                f"Người giới thiệu phải cùng công tác ít nhất {limit.value} tháng{limit.cited()}; hiện {together}."
            )
    return reasons


def why_not_counted(counts: VoteCounts) -> list[str]:
    """Why these counts cannot be right."""
    reasons = []
    if counts.present > counts.roll:
        reasons.append(f"Số có mặt ({counts.present}) lớn hơn tổng số đảng viên chính thức ({counts.roll}).")
    cast = counts.in_favour + counts.against + counts.invalid
    if cast > counts.present:
        reasons.append(f"Tổng số phiếu ({cast}) lớn hơn số có mặt ({counts.present}).")
    return reasons


def reaches(counts: VoteCounts, limit: Limit[Fraction] | None) -> bool:
    """Whether those in favour reach the limit, counted against the whole roll, present or not."""
    return limit is None or (counts.roll > 0 and Fraction(counts.in_favour, counts.roll) >= limit.value)


def why_not_admit(
    *, agreed: bool, counts: VoteCounts | None, decided_on: date | None, admitted_on: date, limits: AdmissionLimits
) -> list[str]:
    """Every reason this person cannot be admitted on that day; none means yes."""
    reasons = []
    if counts is None:
        reasons.append("Chưa ghi kết quả biểu quyết của chi bộ.")
    elif not agreed and limits.cell_vote:
        reasons.append(
            f"Chi bộ tán thành {counts.in_favour}/{counts.roll} đảng viên chính thức, chưa đạt {limits.cell_vote.value}"
            f"{limits.cell_vote.cited()}."
        )
    if decided_on is None:
        reasons.append("Chưa có quyết định kết nạp.")
    elif admitted_on < decided_on:
        reasons.append(f"Lễ kết nạp ngày {admitted_on:%d/%m/%Y} trước ngày ra quyết định {decided_on:%d/%m/%Y}.")
    return reasons


def why_not_a_member_yet(*, member_since: date | None, admitted_on: date) -> list[str]:
    """Why whoever is a member on the day of the ceremony, or becomes one later, is not admitted once more."""
    if member_since is None:
        return []
    return [
        f"Người này đã có tên trong danh sách đảng viên từ ngày {member_since:%d/%m/%Y}; không kết nạp lần nữa vào ngày"
        f" {admitted_on:%d/%m/%Y}."
    ]


def why_not_removed(*, admitted_on: date | None, moved_on: date | None, on: date) -> list[str]:
    """Why the name cannot be removed on that day; ``moved_on`` begins the last membership, in whichever cell."""
    if admitted_on is not None and on <= admitted_on:
        return [f"Ngày xóa tên {on:%d/%m/%Y} phải sau ngày kết nạp {admitted_on:%d/%m/%Y}."]
    if moved_on is not None and on <= moved_on:
        return [
            f"Ngày xóa tên {on:%d/%m/%Y} phải sau ngày {moved_on:%d/%m/%Y}, khi người này bắt đầu sinh hoạt ở chi bộ hiện nay."
        ]
    return []


def why_not_on_probation(*, on_probation: bool, on: date) -> list[str]:
    """Why somebody whose membership ended before the probation did does not become official."""
    return [] if on_probation else [f"Đến ngày {on:%d/%m/%Y} người này không còn là đảng viên dự bị."]


def probation_ends(admitted_on: date, limits: AdmissionLimits) -> date:
    """The day on which the probation, counted from the ceremony, is complete."""
    return add_months(admitted_on, limits.probation_months.value if limits.probation_months else 12)


def why_not_confirm(*, admitted_on: date | None, certified: bool, on: date, limits: AdmissionLimits) -> list[str]:
    """Every reason why official membership cannot be decided on that day."""
    if admitted_on is None:
        return ["Chưa có ngày tổ chức lễ kết nạp."]
    reasons = []
    if on < (ends := probation_ends(admitted_on, limits)):
        cited = limits.probation_months.cited() if limits.probation_months else ""
        reasons.append(
            f"Thời gian dự bị tính từ {admitted_on:%d/%m/%Y} đến hết ngày {ends:%d/%m/%Y}{cited}; chưa đủ thời gian."
        )
    if not certified:
        reasons.append("Chưa có giấy chứng nhận học lớp bồi dưỡng đảng viên mới.")
    return reasons


def missing_papers(present: set[str]) -> list[tuple[str, str]]:
    """The papers that the dossier still lacks before the cell can vote."""
    before_vote = {"6-KNĐ", "8-KNĐ"}
    return [
        (code, name)
        for code, name in DOSSIER
        if code not in present and code not in OPTIONAL and code not in before_vote
    ]
