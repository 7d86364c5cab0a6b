from django.apps import AppConfig


class ConferencesConfig(AppConfig):
    name = "giaoban.conferences"
    label = "conferences"

    def ready(self) -> None:
        from giaoban.conferences.frozen import refuse_on_frozen
        from giaoban.conferences.models import ConferencePackage, DelegationBrowser, FeedbackGiven
        from giaoban.conferences.undone import NEVER, told_of_undoing
        from giaoban.ground.undoing import never_undone, sealed
        from giaoban.ground.writing import written

        never_undone(NEVER)
        sealed(ConferencePackage, NEVER["conferences.freeze"])
        sealed(FeedbackGiven, NEVER["feedback.give"])
        written.connect(refuse_on_frozen, dispatch_uid="refuse_on_frozen")
        written.connect(told_of_undoing, dispatch_uid="told_of_undoing")
        sentence = (
            "Từ việc này chỉ một trình duyệt bỏ phiếu cho đoàn, nên không hoàn tác được; hãy trả lời lại, hoặc cho trình "
            "duyệt khác bỏ phiếu."
        )
        sealed(DelegationBrowser, sentence, changes=True)
