from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reporting', '0003_periods'),
    ]

    operations = [
        migrations.AddField(
            model_name='explanation',
            name='taken_back_because',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='explanation',
            name='taken_back_by',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='explanation',
            name='taken_back_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='version',
            name='final',
            field=models.BooleanField(default=False),
        ),
    ]
