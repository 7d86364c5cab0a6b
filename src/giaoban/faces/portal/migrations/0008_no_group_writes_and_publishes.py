from django.db import migrations


def take_publishing(apps, schema_editor):
    """No group that writes pages publishes them: what passed the steps is public by that, and leaders publish."""
    held = apps.get_model("wagtailcore", "GroupPagePermission").objects
    writes = held.filter(permission__codename__in=["add_page", "change_page"]).values("group")
    held.filter(permission__codename="publish_page", group__in=writes).delete()


class Migration(migrations.Migration):

    dependencies = [
        ("portal", "0007_pictures_in_use"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunPython(take_publishing, migrations.RunPython.noop)]
