from django.db import migrations

from giaoban.ground.access.hands import AGREED
from giaoban.ground.journal.chain import ERASE


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0004_hands'),
        ('journal', '0004_guarded'),
    ]

    operations = [
        migrations.RunSQL(AGREED, "DROP FUNCTION access_agreed(bigint)"),
        migrations.RunSQL(ERASE, migrations.RunSQL.noop),
    ]
