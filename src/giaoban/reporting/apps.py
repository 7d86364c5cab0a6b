from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from giaoban.core.spans import Period


def _figure(indicator: str, unit: int, period: Period) -> Decimal | None:
    """What areas are told that judge by figures: a share as it is, everything else as it is counted."""
    from giaoban.reporting.figures import recorded_by_then

    return recorded_by_then(indicator, unit, period).value


class ReportingConfig(AppConfig):
    name = "giaoban.reporting"
    label = "reporting"

    def ready(self) -> None:
        from giaoban.ground.undoing import sealed
        from giaoban.kit.measured import measured_by
        from giaoban.reporting.models import FormVersion, Release, Version, WordTemplate

        measured_by(_figure)
        sealed(Version, "Báo cáo đã nộp được niêm phong, không hoàn tác được; hãy đề nghị mở lại hoặc trả lại báo cáo.")
        sealed(Release, "Số đã công bố không hoàn tác được; hãy rút công bố.")
        sentence = (
            "Bản biểu đã ban hành hay đã rút không hoàn tác được; hãy rút bản ấy ở trang của nó, hoặc ban hành bản mới."
        )
        sealed(FormVersion, sentence, changes=True)  # a period may have been opened under what held since
        printed = (
            "Mẫu đã ban hành không hoàn tác được; hãy rút mẫu ở trang của nó, hoặc trở lại mẫu có sẵn từ một ngày."
        )
        sealed(WordTemplate, printed, column="state", among=["in_force", "withdrawn"])
