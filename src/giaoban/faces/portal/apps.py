from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "giaoban.faces.portal"
    label = "portal"
    verbose_name = _("Portal")

    def ready(self) -> None:
        from giaoban.faces.portal import link_hooks, publishing, seating  # noqa: F401 - the hooks register themselves
        from giaoban.faces.portal.founding import found_after_migrating

        publishing.connect()
        seating.connect()
        post_migrate.connect(found_after_migrating, sender=self)
