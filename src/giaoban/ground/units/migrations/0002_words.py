"""The words of units are indexed, so that a unit is found by any of them while it is typed."""

import django.contrib.postgres.indexes
from django.db import migrations, models

# Said to be dear, so that the planner goes by the index and does not work the words out row by row.
UNIT_WORDS = r"""
CREATE OR REPLACE FUNCTION unit_words(name text, short_name text, sign text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 1000 AS $$ BEGIN
    RETURN regexp_replace(
        ' ' || translate(lower(regexp_replace(normalize(name || ' ' || short_name || ' ' || sign, NFD), '[\u0300-\u036F]', '', 'g')), 'đĐ', 'dd'),
        '[^a-z0-9]+', ' ', 'g');
END $$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('units', '0001_initial'),
    ]

    operations = [
        migrations.RunSQL(UNIT_WORDS, "DROP FUNCTION unit_words(text, text, text)"),
        migrations.AddIndex(
            model_name='namespell',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(models.Func('name', 'short_name', 'sign', function='unit_words', output_field=models.TextField()), name='gin_trgm_ops'), name='units_name_words_trgm'),
        ),
    ]
