from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "giaoban.areas.accounts"
    label = "accounts"

    def ready(self) -> None:
        from giaoban.areas.accounts.posts import end_roles_with_posts
        from giaoban.ground.access.models import Proposal
        from giaoban.ground.undoing import sealed
        from giaoban.ground.writing import written

        answered = [state for state in Proposal.State.values if state != Proposal.State.WAITING]
        sentence = "Câu trả lời cho một đề nghị không hoàn tác được; hãy đề nghị việc ngược lại."
        sealed(Proposal, sentence, column="state", among=answered)
        written.connect(end_roles_with_posts, dispatch_uid="end_roles_with_posts")
