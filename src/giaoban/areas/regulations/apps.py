from django.apps import AppConfig


class RegulationsPagesConfig(AppConfig):
    name = "giaoban.areas.regulations"
    label = "regulations_pages"  # the tables are the ground's app of that name

    def ready(self) -> None:
        from giaoban.ground.regulations.models import Parameter
        from giaoban.ground.regulations.texts import levels_of_two
        from giaoban.ground.undoing import sealed

        sentence = "Mức bảo vệ việc cần hai người không hoàn tác được; hãy đề nghị mức mới."
        sealed(Parameter, sentence, column="key", among=levels_of_two())
