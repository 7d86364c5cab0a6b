"""A unit and its dated spells of kind, name and place; what became of it; the tree is asked for a day, never stored."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models

from giaoban.ground.journal.models import watched
from giaoban.ground.units import among as among  # so that every query knows it


class Kind(models.TextChoices):
    """Kinds of unit (domain.md 1.1); which may stand under which is said in ``rules.py``."""

    CLUSTER = "cluster", "Cụm"
    PROVINCE = "province", "Đảng bộ tỉnh"
    UPPER = "upper", "Đảng bộ cấp trên trực tiếp cơ sở"
    GRASSROOTS_PARTY_ORG = "grassroots_party_org", "Đảng bộ cơ sở"
    GRASSROOTS_CELL = "grassroots_cell", "Chi bộ cơ sở"
    SECTION = "section", "Đảng bộ bộ phận"
    CELL = "cell", "Chi bộ trực thuộc"


GRASSROOTS = (Kind.GRASSROOTS_PARTY_ORG, Kind.GRASSROOTS_CELL)
MEETS = (Kind.GRASSROOTS_CELL, Kind.CELL)
"""The kinds whose members meet, vote and admit: cells."""


def one_spell_at_a_time(name: str, owner: str = "unit") -> ExclusionConstraint:
    """Two spells of one owner never share a day."""
    return ExclusionConstraint(
        name=name, expressions=[(owner, RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)]
    )


class Unit(models.Model):
    """A party organisation; everything that can change about it is a spell."""

    slug = models.SlugField(max_length=120, unique=True)
    standing_since = models.DateField(null=True, help_text="Founding day, when it is older than the first spell.")

    class Meta:
        db_table = "units_unit"
        triggers = watched()

    def __str__(self) -> str:
        return getattr(self, "name", "") or self.slug  # what it is called on the day that it was asked for


class KindSpell(models.Model):
    """Of which kind a unit was."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="kinds")
    kind = models.CharField(max_length=30, choices=Kind.choices)
    valid = DateRangeField()

    class Meta:
        db_table = "units_kindspell"
        constraints = [one_spell_at_a_time("units_one_kind_at_a_time")]
        triggers = watched()

    def __str__(self) -> str:
        return f"{self.unit_id} {self.kind}"


WORDS = models.Func("name", "short_name", "sign", function="unit_words", output_field=models.TextField())
"""All words of a unit's names without marks, a space before each: the function of the database that the index is made of."""


class NameSpell(models.Model):
    """What a unit was called; ``committee`` is its leading body as documents write it, ``place`` its province or seat."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="names")
    name = models.CharField(max_length=250)
    short_name = models.CharField(max_length=120)
    committee = models.CharField(max_length=250, blank=True)
    superior = models.CharField(max_length=250, blank=True)
    sign = models.CharField(max_length=20, blank=True)  # the body's code in document numbers: “ĐUK”
    place = models.CharField(max_length=120, blank=True)
    name_fold = models.CharField(max_length=250, db_index=True)
    valid = DateRangeField()

    class Meta:
        db_table = "units_namespell"
        constraints = [one_spell_at_a_time("units_one_name_at_a_time")]
        triggers = watched()
        indexes = [GinIndex(OpClass(WORDS, name="gin_trgm_ops"), name="units_name_words_trgm")]

    def __str__(self) -> str:
        return self.name


class PlaceSpell(models.Model):
    """Where a unit stood: under ``parent``, or at the top. A unit exists on the days on which it has a place."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="places")
    parent = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="child_places")
    order = models.IntegerField(default=0)
    valid = DateRangeField()

    class Meta:
        db_table = "units_placespell"
        constraints = [one_spell_at_a_time("units_one_place_at_a_time")]
        triggers = watched()

    def __str__(self) -> str:
        return f"{self.unit_id} < {self.parent_id}"


class DayReached(models.Model):
    """The last day whose changes have been carried out in what is kept of the present; one row, see ``ground.coming``."""

    day = models.DateField()

    class Meta:
        db_table = "units_dayreached"

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"


class Alias(models.Model):
    """Another way in which a unit is written in files and documents (domain.md 10, no. 14)."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="aliases")
    name = models.CharField(max_length=250)
    fold = models.CharField(max_length=250, db_index=True)

    class Meta:
        db_table = "units_alias"
        constraints = [models.UniqueConstraint(fields=["unit", "fold"], name="units_alias_once")]
        triggers = watched()

    def __str__(self) -> str:
        return self.name


class Decision(models.Model):
    """The written decision behind an act on units: issuer, number and day identify it, never the number alone."""

    issuer = models.CharField(max_length=200)
    number = models.CharField(max_length=60)
    issued_on = models.DateField()
    summary = models.CharField(max_length=400, blank=True)

    class Meta:
        db_table = "units_decision"
        constraints = [models.UniqueConstraint(fields=["issuer", "number", "issued_on"], name="units_decision_once")]
        triggers = watched()

    def __str__(self) -> str:
        return f"{self.number} ngày {self.issued_on:%d/%m/%Y}"


class Succession(models.Model):
    """What became of a unit: ``share`` is the part of its members that went to this successor, null when not counted."""

    class How(models.TextChoices):
        ESTABLISH = "establish", "Thành lập"
        RENAME = "rename", "Đổi tên"
        CHANGE_KIND = "change_kind", "Chuyển loại hình"
        MOVE = "move", "Chuyển về trực thuộc"
        MERGE = "merge", "Hợp nhất"
        SPLIT = "split", "Chia tách"
        DISSOLVE = "dissolve", "Giải thể"
        REOPEN = "reopen", "Lập lại"

    before = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="succeeded_by")
    after = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="succeeds")
    on = models.DateField()
    how = models.CharField(max_length=20, choices=How.choices)
    share = models.DecimalField(max_digits=7, decimal_places=4, null=True)
    decision = models.ForeignKey(Decision, null=True, on_delete=models.PROTECT)

    class Meta:
        db_table = "units_succession"
        triggers = watched()
        indexes = [models.Index(fields=["on"])]

    def __str__(self) -> str:
        return f"{self.how} {self.on:%Y-%m-%d}"
