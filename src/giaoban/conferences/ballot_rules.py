"""When a vote of the delegations is prepared, opened and cast, and what came of it in words. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from giaoban.core.limits import Limit
from giaoban.core.numbers import write_number

USUAL = ("Đồng ý", "Không đồng ý", "Không có ý kiến")
ABSTAINS = "Không có ý kiến"
MOST_OPTIONS = 12
BY_LINK = (
    "Phiếu kín bỏ qua đường dẫn riêng của từng đoàn, do đơn vị chủ trì in và gửi. Từ lần đầu trả lời hoặc bỏ phiếu qua đường "
    "dẫn, chỉ trình duyệt đã làm việc ấy bỏ phiếu được cho đoàn; ai dùng đường dẫn trước thì chương trình không biết, nên "
    "không chứng minh được chính đoàn đã bỏ phiếu. Mỗi lần mở giấy mời có đường dẫn, mỗi lần cho trình duyệt khác bỏ phiếu "
    "đều được ghi vào nhật ký và đoàn đọc được ở trang của mình."
)
"""What a secret vote by link does not prove, as its page and the minutes say."""


class VoteRules(NamedTuple):
    """What holds on the day: percent of those entitled who must be here, percent of those here that must be exceeded, and
    the fewest ballots of which a secret vote tells how many were for what."""

    quorum: Limit[int]
    need: Limit[int]
    least: Limit[int]


class Outcome(NamedTuple):
    """What a closed vote says, a sentence each, and the option that was carried; empty where none was."""

    sentences: list[str]
    carried: str


def options_in(text: str) -> list[str]:
    """The options that were typed, one a line; the usual ones where nothing was."""
    options = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    return options or list(USUAL)


def why_not_prepare(*, conference: str, question: str, options: Sequence[str]) -> list[str]:
    """Every reason why this cannot be put to the vote."""
    reasons = []
    if conference != "preparing":
        reasons.append("Chỉ chuẩn bị biểu quyết cho hội nghị đang chuẩn bị hoặc đang họp.")
    if not question:
        reasons.append("Hãy ghi nội dung đưa ra biểu quyết.")
    if not 2 <= len(options) <= MOST_OPTIONS:
        reasons.append(f"Cần từ 2 đến {MOST_OPTIONS} phương án, mỗi dòng một phương án; đang có {len(options)}.")
    if twice := next((option for option in options if list(options).count(option) > 1), ""):
        reasons.append(f"Phương án “{twice}” ghi hai lần.")
    if too_long := next((option for option in options if len(option) > 120), ""):
        reasons.append(f"Phương án “{too_long[:40]}…” dài quá 120 ký tự.")
    return reasons


def why_not_open(*, sitting: bool, state: str, other: str, present: int, entitled: int, rules: VoteRules) -> list[str]:
    """Every reason why voting does not begin now; ``other`` is a vote that is open."""
    reasons = []
    if not sitting:
        reasons.append("Chỉ mở biểu quyết được trong ngày họp, khi hội nghị đang diễn ra.")
    if state != "prepared":
        reasons.append("Chỉ mở được một biểu quyết đang chuẩn bị; muốn làm lại, hãy lập biểu quyết lại.")
    if other:
        reasons.append(f"Đang mở biểu quyết “{other}”; hãy đóng trước.")
    if not entitled:
        reasons.append("Chưa có đoàn nào được biểu quyết: chỉ các đoàn trong cụm đã trả lời dự họp.")
    elif present * 100 < entitled * rules.quorum.value:
        reasons.append(
            f"Mới có {present}/{entitled} đoàn được biểu quyết có mặt, cần ít nhất {rules.quorum.value}%{rules.quorum.cited()}; "
            "hãy ghi đại biểu đã đến, hoặc chờ đủ."
        )
    return reasons


def why_not_cast(
    *, state: str, entitled: bool, comes: bool, voted: bool, choice: str, options: Sequence[str]
) -> list[str]:
    """Every reason why this ballot is not taken."""
    reasons = []
    if state != "open":
        reasons.append("Biểu quyết này không mở; không bỏ phiếu được.")
    if not entitled:
        reasons.append("Đoàn không có trong danh sách được biểu quyết khi mở biểu quyết này.")
    if not comes:
        reasons.append("Đoàn không còn trong số các đoàn dự hội nghị; không bỏ phiếu được.")
    if voted:
        reasons.append("Đoàn đã bỏ phiếu; mỗi đoàn một phiếu, không bỏ lại.")
    if choice not in options:
        reasons.append("Hãy chọn một phương án.")
    return reasons


def outcome(counts: Mapping[str, int], *, present: int, secret: bool, rules: VoteRules) -> Outcome:
    """What came of the vote among so many who were here when it opened; what would show who voted what is not told."""
    cast = sum(counts.values())
    sentences = [f"{present} đoàn được biểu quyết có mặt, {cast} đoàn đã bỏ phiếu."]
    need, least = rules.need.value, rules.least.value
    carried = next(
        (option for option, count in counts.items() if count * 100 > present * need and option != ABSTAINS), ""
    )
    withheld = secret and 0 < cast < least
    if withheld:
        sentences.append(
            f"Chỉ có {cast} phiếu, dưới mức {least}{rules.least.cited()}: không công bố số phiếu từng phương án, vì suy ra được ai chọn gì."
        )
    else:
        sentences += [f"{option}: {count} phiếu ({_share(count, present)}%)." for option, count in counts.items()]
    fewest = present * need // 100 + 1  # ballots that carry an option: with no more than that cast, all were for it
    if secret and cast and (carried and cast == fewest if withheld else max(counts.values()) == cast):
        sentences.append("Mọi phiếu cùng một phương án, nên ai cũng biết các đoàn đã chọn gì.")
    sentences.append(
        f"“{carried}” được quá {need}% số đoàn có mặt{rules.need.cited()}: thông qua."
        if carried
        else f"Không phương án nào được quá {need}% số đoàn có mặt{rules.need.cited()}; muốn quyết định thì phải biểu quyết lại."
    )
    return Outcome(sentences, carried)


def _share(count: int, of: int) -> str:
    if not of:
        return "0"
    return write_number((Decimal(count * 100) / of).quantize(Decimal("0.01"), ROUND_HALF_UP))
