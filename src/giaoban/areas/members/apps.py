from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "giaoban.areas.members"
    label = "members"

    def ready(self) -> None:
        from giaoban.areas.members.drafts import forget
        from giaoban.ground.people.forgetting import forgets

        forgets(forget)
