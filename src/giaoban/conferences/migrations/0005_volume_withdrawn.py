from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('conferences', '0004_votes'),
    ]

    operations = [
        migrations.AddField(
            model_name='volumefile',
            name='withdrawn_at',
            field=models.DateTimeField(null=True),
        ),
    ]
