from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "giaoban.reporting"
    label = "reporting"

    def ready(self) -> None:
        from giaoban.ground.undoing import sealed
        from giaoban.reporting.models import FormVersion, Release, Version, WordTemplate

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
