from django.apps import AppConfig


class ConferencesConfig(AppConfig):
    name = "giaoban.conferences"
    label = "conferences"

    def ready(self) -> None:
        from giaoban.conferences.frozen import refuse_on_frozen
        from giaoban.conferences.models import ConferencePackage, DelegationBrowser, FeedbackGiven
        from giaoban.ground.undoing import sealed
        from giaoban.ground.writing import written

        sealed(ConferencePackage, "Gói lưu trữ không hoàn tác được; hãy mở lại hồ sơ hội nghị, có ghi lý do.")
        sealed(FeedbackGiven, "Phiếu góp ý không ghi tên, đã gửi thì không hoàn tác được.")
        written.connect(refuse_on_frozen, dispatch_uid="refuse_on_frozen")
        sentence = (
            "Từ việc này chỉ một trình duyệt bỏ phiếu cho đoàn, nên không hoàn tác được; hãy trả lời lại, hoặc cho trình "
            "duyệt khác bỏ phiếu."
        )
        sealed(DelegationBrowser, sentence, changes=True)
