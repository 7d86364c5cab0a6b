from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "giaoban.areas.members"
    label = "members"

    def ready(self) -> None:
        from giaoban.areas.members.drafts import forget
        from giaoban.areas.members.slips import end_handbooks_with_memberships
        from giaoban.ground.people.forgetting import forgets
        from giaoban.ground.writing import written

        forgets(forget)
        written.connect(end_handbooks_with_memberships, dispatch_uid="end_handbooks_with_memberships")
