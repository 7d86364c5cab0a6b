"""Whose figures a sentence gives: the body's own, or a neighbour's, a member of the cluster's, the province's, a part's."""

from __future__ import annotations

import re

from giaoban.core.text import fold
from giaoban.reporting.prose.heads import PROVINCE, ReportHead, canonical

ANOTHER = "?"
"""A body below or above, of which the form has no line here."""

_LISTED = re.compile(r"\([^()]*\)")
"""A bracket that is closed before the number: whoever is named in it is only listed."""
_WHOLE_PROVINCE = re.compile(
    r"\b(?:toàn tỉnh|cả tỉnh|trong tỉnh|cả nước|toàn quốc|đảng bộ tỉnh|toàn thành phố|(?:tỉnh|khối|đơn vị|đảng bộ) bạn|tỉnh khác)\b"
)
_OWN = re.compile(
    r"\b(?:toàn cụm|cụm (?:gồm|có)|trong cụm|toàn đảng bộ|đảng bộ khối(?! (?:các |cơ quan |doanh nghiệp |tỉnh|thành))|các đơn vị|đảng ủy khối(?! (?:các |cơ quan |doanh nghiệp |tỉnh|thành)))\b"
)
_CLUSTER = re.compile(r"\bcụm\b(?! công nghiệp| dân cư| trưởng| phó)")
_OF_THE_CLUSTERS_WORK = re.compile(
    r"\b(?:gửi|trình|báo cáo|giao ban|hội nghị|kế hoạch|chương trình|quy chế|công văn|văn bản|thành viên|tham gia)(?: \S+){0,3}? $"
)
"""What stands before a cluster that is only told, met or followed: the figure behind it is not the cluster's."""
_PART = re.compile(
    r"\b(?:[Đđ]ảng bộ|[Đđ]ảng ủy|[Cc]hi bộ)\s+(?:(?:thành phố|thị xã|huyện|quận|phường|xã)\b|(?:Sở|Ban|Công ty|Trường|Bệnh viện|Tổng công ty|Ngân hàng|Văn phòng|Cục|Tòa án|Viện|Chi cục|Báo|Đài|Điện lực|Bưu điện|Viễn thông|Công an|Thanh tra|Cơ quan|Hội)(?:\s+[\w&-]+){1,2}(?:\s+[A-ZĐÀ-Ỹ][\w&-]*)*)"
)


class Owners:
    """Follows a text and knows at each place whose figures are given."""

    def __init__(self, head: ReportHead) -> None:
        self.head = head

    def of(self, before: str) -> str:
        """The owner where that text of the sentence stands before the number: "" the body itself, ANOTHER one without a line."""
        clause = _LISTED.sub("", before.rsplit(";", 1)[-1])
        last, owner = -1, ""
        for match in PROVINCE.finditer(clause):
            if self._is_place_of_own(clause, match):
                continue
            last, owner = match.start(), canonical(match[0])
        if owner == self.head.province:
            owner = ""
        for match in _OWN.finditer(clause.lower()):
            if match.start() >= last and (self.head.is_cluster or "cụm" not in match[0]):
                last, owner = match.start(), ""
        if not self.head.is_cluster:
            for match in _CLUSTER.finditer(clause.lower()):
                if match.start() >= last and not _OF_THE_CLUSTERS_WORK.search(
                    clause[max(0, match.start() - 80) : match.start()].lower()
                ):
                    last, owner = match.end(), ANOTHER
        for match in _PART.finditer(clause):
            if match.end() > last:  # a province inside the name ("Đảng bộ Công ty Cao su Đồng Nai") is a part of it
                last, owner = match.end(), ANOTHER
        if not self.head.is_cluster:
            for match in _WHOLE_PROVINCE.finditer(clause.lower()):
                if match.start() >= last:
                    last, owner = match.start(), ANOTHER
        return owner

    def _is_place_of_own(self, clause: str, match: re.Match[str]) -> bool:
        """A province named as a place ("học tại …", "đến thăm …") is no owner."""
        return re.search(
            r"\b(?:tại|thăm|ở thành phố|đi)\s*(?:tỉnh|thành phố)?\s*$", clause[: match.start()].lower()
        ) is not None and (fold(match[0]) == fold(self.head.province))
