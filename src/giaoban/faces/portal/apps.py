from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "giaoban.faces.portal"
    label = "portal"
    verbose_name = _("Portal")

    def ready(self) -> None:
        from giaoban.faces.portal.editing import articles  # noqa: F401 - an article gets its form and panels
        from giaoban.faces.portal.editing.founding import found_after_migrating
        from giaoban.faces.portal.reading import pages, publishing  # noqa: F401 - the pages are shown by these views

        publishing.connect()
        post_migrate.connect(found_after_migrating, sender=self)
