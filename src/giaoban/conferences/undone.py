"""What of a conference the history undoes, and what it never does: each with the sentence that names the act that leads on.

A vote is cast once and counted once: that somebody voted is journalled, how many chose what in a secret vote is not, so an
undoing would let a delegation vote twice, or lose the count, without anybody seeing it. What a delegation did by its own link
is not taken from it behind its back either; and what has left the house (a link, a public page, a volume) does not come back.
"""

from __future__ import annotations

from giaoban.conferences.frozen import conferences_in
from giaoban.conferences.models import Ballot, BallotVoter, Conference
from giaoban.conferences.turning import turned
from giaoban.core.refusal import Refused
from giaoban.ground.access.models import Account
from giaoban.ground.journal.models import Change, Entry

_CAST = "Phiếu đã bỏ thì không hoàn tác được; nếu có sai sót, hãy hủy biểu quyết, có ghi lý do, rồi biểu quyết lại."
_COUNTED = "Biểu quyết đã đóng thì kết quả giữ nguyên; muốn quyết định khác, hãy biểu quyết lại."
NEVER = {
    "ballots.open_ballot": "Biểu quyết đã mở thì không hoàn tác được; hãy hủy biểu quyết, có ghi lý do.",
    "ballots.cast": _CAST,
    "ballots.close_ballot": _COUNTED,
    "ballots.break_off": "Biểu quyết đã hủy thì phiếu không còn; hãy biểu quyết lại.",
    "feedback.give": "Phiếu góp ý không ghi tên, đã gửi thì không hoàn tác được.",
    "conferences.ask_feedback": "Đã xin góp ý của các đoàn thì không hoàn tác được; hãy xin góp ý lại để sửa nội dung hay hạn.",
    "conferences.ask_follow_up": "Phiếu theo dõi đã gửi thì không hoàn tác được; hãy gửi phiếu mới để sửa hạn.",
    "invitations.renew_link": "Đường dẫn cũ đã bỏ thì không mở lại được; cần thì đổi đường dẫn mới.",
    "invitations.forget_browser": "Trình duyệt cũ đã bỏ thì không nhận lại được; đoàn trả lời hoặc bỏ phiếu ở trình duyệt nào thì "
    "trình duyệt ấy bỏ phiếu cho đoàn.",
    "papers.send": "Bản tham luận đoàn đã gửi thì giữ lại; hãy trả lại để sửa, có ghi lý do.",
    "programme.raise_hand": "Đăng ký phát biểu đã ghi thì không hoàn tác được; hãy rút khỏi danh sách, hoặc bấm “Không mời” có ghi lý do.",
    "hands.lower": "Đoàn đã rút đăng ký; muốn phát biểu thì đăng ký lại.",
    "conferences.freeze": "Hồ sơ đã đóng thì không hoàn tác được; hãy mở lại hồ sơ, có ghi lý do.",
    "conferences.unfreeze": "Hồ sơ đã mở lại có thể đã sửa; hãy đóng hồ sơ lại để có gói mới.",
    "conferences.adopt_minutes": "Biên bản đã thông qua thì không hoàn tác được; hãy mở lại biên bản, có ghi lý do.",
    "conferences.reopen_minutes": "Biên bản đã mở lại có thể đã sửa; hãy đọc lại rồi thông qua.",
    "conferences.publish": "Đã công bố trên cổng thì không hoàn tác được; hãy công bố lại, hoặc rút khỏi cổng có ghi lý do.",
    "conferences.withdraw_publication": "Đã rút khỏi cổng thì không hoàn tác được; hãy công bố lại.",
    "conferences.release_programme": "Chương trình đã phát hành thì các đoàn đã đọc; hãy sửa rồi phát hành bản mới.",
    "conferences.release_volume": "Kỷ yếu đã phát hành thì không hoàn tác được; hãy thu hồi kỷ yếu, có ghi lý do.",
    "conferences.withdraw_volume": "Kỷ yếu đã thu hồi thì không hoàn tác được; hãy phát hành lại.",
}  # fmt: skip
"""By act, why no undoing takes it back and what to do instead."""
LINK, ACCOUNT = "giấy mời hội nghị", "tài khoản của đoàn"
"""The parts of the program that do what a delegation asks by its link, or by an account of its own body."""


def told_of_undoing(entry: Entry, **_signal: object) -> None:
    """Inside an undoing: refused where a delegation did it itself, or where it changed a vote that is over; whoever follows
    the hall is told what is true again."""
    if entry.undoes is None:
        return
    touched = conferences_in(entry)
    by_program = Account.objects.filter(
        pk=entry.undoes.actor_id or 0, kind=Account.Kind.PROGRAM, name__in=(LINK, ACCOUNT)
    )
    if touched and by_program.exists():
        raise Refused("Việc này do chính đoàn làm nên không hoàn tác được; hãy ghi lại theo lời đoàn, đoàn đọc được.")
    keys = Change.objects.filter(entry=entry, table=BallotVoter._meta.db_table).values_list("row_id", flat=True)
    if BallotVoter.objects.filter(pk__in=keys).exclude(ballot__state=Ballot.State.OPEN).exists():
        raise Refused(_COUNTED)
    for conference in Conference.objects.filter(pk__in=touched):
        turned(conference)
