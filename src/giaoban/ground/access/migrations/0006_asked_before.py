from django.db import migrations

from giaoban.ground.access.hands import AGREED


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0005_agreed'),
    ]

    operations = [
        migrations.RunSQL(AGREED, migrations.RunSQL.noop),
    ]
