from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "giaoban.areas.accounts"
    label = "accounts"

    def ready(self) -> None:
        from giaoban.areas.accounts.posts import end_roles_with_posts
        from giaoban.ground.access.models import Grant, Proposal
        from giaoban.ground.access.roles import watching
        from giaoban.ground.undoing import sealed
        from giaoban.ground.writing import written

        answered = [state for state in Proposal.State.values if state != Proposal.State.WAITING]
        sentence = "Câu trả lời cho một đề nghị không hoàn tác được; hãy đề nghị việc ngược lại."
        sealed(Proposal, sentence, column="state", among=answered)
        sentence = (
            "Vai trò giám sát không hoàn tác một mình được; hãy đề nghị giao hoặc thu hồi, để người thứ hai xác nhận."
        )
        sealed(Grant, sentence, column="role", among=watching())
        written.connect(end_roles_with_posts, dispatch_uid="end_roles_with_posts")
