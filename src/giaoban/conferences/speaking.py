"""What a paper for a conference must be: a text of few enough minutes, sent as a file that can be read. Pure."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from giaoban.core.numbers import write_number

OFFERED = ("docx", "pdf", "doc", "odt", "rtf")
PICTURES = {"jpg", "jpeg", "png", "heic", "gif", "bmp", "tif", "tiff", "webp"}
MEGABYTE = 1024 * 1024
MOST_BYTES = 20 * MEGABYTE
FEWEST = 20
"""Fewer syllables than these are no paper: the file holds pictures of pages."""
HALF = Decimal("0.5")


def why_not_send(*, name: str, size: int, mark: str, state: str, conference: str) -> list[str]:
    """Every reason why this file is not taken as the paper."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    reasons = []
    if conference not in {"claimed", "preparing"}:
        reasons.append("Hội nghị đã họp hoặc đã hủy; không nhận tham luận nữa.")
    if state == "accepted":
        reasons.append("Tham luận này đã được duyệt; muốn thay, xin đề nghị đơn vị chủ trì trả lại trước.")
    if state == "declined":
        reasons.append("Đoàn không gửi tham luận này nữa; muốn gửi lại, xin liên hệ đơn vị chủ trì.")
    if ending in PICTURES:
        reasons.append(
            "Tham luận gửi bằng ảnh thì không đọc, không tìm và không in kỷ yếu được; xin gửi văn bản DOCX hoặc PDF có chữ."
        )
    elif ending not in OFFERED:
        reasons.append(f"Không nhận tệp loại “{ending}”; xin gửi {', '.join(kind.upper() for kind in OFFERED)}.")
    if size > MOST_BYTES:
        reasons.append(
            f"Tệp nặng {write_number(-(-size // MEGABYTE))} MB, quá mức {MOST_BYTES // MEGABYTE} MB; xin giảm ảnh trong tệp rồi gửi lại."
        )
    if size == 0:
        reasons.append("Tệp rỗng, không có nội dung.")
    if mark:
        reasons.append(f"Tệp có dấu “{mark}”; tài liệu mật không gửi qua chương trình này.")
    return reasons


def syllables(words: str) -> int:
    """How many syllables the text has: Vietnamese writes each apart."""
    return sum(any(sign.isalnum() for sign in word) for word in words.split())


def minutes_of(count: int, a_minute: int) -> Decimal:
    """How long so many syllables take to be read out, to the half minute and never less than one half."""
    return max(HALF, (Decimal(count) / a_minute / HALF).quantize(Decimal(1), ROUND_HALF_UP) * HALF)


def length_in_words(*, count: int, minutes: int, a_minute: int) -> str:
    """How long the paper is beside the minutes that it has; what is to be done where it is too long or no text."""
    if count < FEWEST:
        return "Tệp không có chữ đọc được (ảnh chụp hoặc bản quét): không tính được độ dài; xin gửi bản có chữ."
    takes = minutes_of(count, a_minute)
    sentence = f"{write_number(count)} tiếng, đọc khoảng {write_number(takes)} phút; được dành {minutes} phút"
    return f"{sentence}: dài quá {write_number(takes - minutes)} phút." if takes > minutes else f"{sentence}."


def too_long(*, count: int, minutes: int, a_minute: int) -> bool:
    """Whether the paper takes longer than it may."""
    return count >= FEWEST and minutes_of(count, a_minute) > minutes
