"""A person, the spells of their membership, exemption and posts."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from giaoban.core.names import sort_key
from giaoban.core.text import fold
from giaoban.ground.journal.models import watched
from giaoban.ground.units.models import Unit, one_spell_at_a_time


class Person(models.Model):
    """A candidate, member or former member; sensitive as a whole (domain.md 7.2)."""

    class Sex(models.TextChoices):
        FEMALE = "F", "Nữ"
        MALE = "M", "Nam"

    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="people", help_text="The cell that keeps the record today."
    )
    name = models.CharField(max_length=120)
    name_key = models.CharField(max_length=400, editable=False)
    name_fold = models.CharField(max_length=120, editable=False)
    born_on = models.DateField(null=True)
    sex = models.CharField(max_length=1, choices=Sex.choices, blank=True)
    ethnicity = models.CharField(max_length=40, blank=True)
    native_place = models.CharField(max_length=120, blank=True)
    card_number = models.CharField(max_length=20, blank=True)
    identity_number = models.CharField(max_length=12, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    schooling = models.CharField(max_length=40, blank=True)
    qualification = models.CharField(max_length=80, blank=True)
    political_theory = models.CharField(max_length=40, blank=True)
    admitted_on = models.DateField(null=True, help_text="Day of the admission ceremony (ngày vào Đảng).")
    official_on = models.DateField(null=True, help_text="Day from which the member is official.")
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "people_person"
        triggers = watched()
        indexes = [
            models.Index(fields=["unit", "name_key", "id"]),
            models.Index(fields=["name_key", "id"]),
            models.Index(fields=["card_number"]),
            models.Index(fields=["identity_number"]),
            GinIndex(fields=["name_fold"], name="people_name_fold_trgm", opclasses=["gin_trgm_ops"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["card_number"], condition=~models.Q(card_number=""), name="people_card_number_once"
            ),
            models.UniqueConstraint(
                fields=["identity_number"], condition=~models.Q(identity_number=""), name="people_identity_number_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def key_name(self) -> None:
        """The sort key and the search key fit the name."""
        self.name_key = sort_key(self.name)
        self.name_fold = fold(self.name)


class Membership(models.Model):
    """A spell of membership in one cell at one grade; a new spell begins when either changes."""

    class Grade(models.TextChoices):
        PROBATIONARY = "probationary", "Dự bị"
        OFFICIAL = "official", "Chính thức"

    class End(models.TextChoices):
        CONFIRMED = "confirmed", "Công nhận chính thức"
        TRANSFERRED = "transferred", "Chuyển sinh hoạt"
        REMOVED = "removed", "Xóa tên"
        LEFT = "left", "Cho ra khỏi Đảng"
        EXPELLED = "expelled", "Khai trừ"
        DIED = "died", "Từ trần"
        UNIT_CHANGED = "unit_changed", "Tổ chức đảng thay đổi"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="memberships")
    grade = models.CharField(max_length=12, choices=Grade.choices)
    valid = DateRangeField()
    ended_by = models.CharField(max_length=14, choices=End.choices, blank=True)

    class Meta:
        db_table = "people_membership"
        triggers = watched()
        indexes = [models.Index(fields=["unit", "person"])]
        constraints = [one_spell_at_a_time("people_one_membership_at_a_time", "person")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.unit_id} {self.grade}"


class HandingOver(models.Model):
    """A record that another cell is to keep from a day to come; until then ``Person.unit`` is the cell that keeps it."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="to_be_handed_over")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", help_text="Who keeps it until then.")
    receiver = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    on = models.DateField(db_index=True)

    class Meta:
        db_table = "people_handingover"
        triggers = watched()
        constraints = [models.UniqueConstraint(fields=["person", "on"], name="people_handed_over_once_a_day")]

    def __str__(self) -> str:
        return f"{self.person_id} > {self.receiver_id} {self.on:%Y-%m-%d}"


class Exemption(models.Model):
    """A spell in which the member is exempt from work and meetings, and still on the roll."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="exemptions")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    valid = DateRangeField()

    class Meta:
        db_table = "people_exemption"
        triggers = watched()
        constraints = [one_spell_at_a_time("people_one_exemption_at_a_time", "person")]

    def __str__(self) -> str:
        return f"{self.person_id}"


class Stay(models.Model):
    """A temporary stay with another cell: the person remains on the sender's roll and is not counted by the host."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="stays")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="guests")
    valid = DateRangeField()

    class Meta:
        db_table = "people_stay"
        triggers = watched()
        constraints = [one_spell_at_a_time("people_one_stay_at_a_time", "person")]

    def __str__(self) -> str:
        return f"{self.person_id}"


class Position(models.Model):
    """A post that a person held in a body of a unit."""

    class Body(models.TextChoices):
        EXECUTIVE = "executive", "Ban Chấp hành"
        STANDING = "standing", "Ban Thường vụ"
        CELL_COMMITTEE = "cell_committee", "Chi ủy"
        INSPECTION = "inspection", "Ủy ban Kiểm tra"
        CELL = "cell", "Chi bộ"

    class Post(models.TextChoices):
        SECRETARY = "secretary", "Bí thư"
        DEPUTY_SECRETARY = "deputy_secretary", "Phó bí thư"
        MEMBER = "member", "Ủy viên"
        CHAIR = "chair", "Chủ nhiệm"
        DEPUTY_CHAIR = "deputy_chair", "Phó chủ nhiệm"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="positions")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="positions")
    body = models.CharField(max_length=20, choices=Body.choices)
    post = models.CharField(max_length=20, choices=Post.choices)
    valid = DateRangeField()
    decision = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = "people_position"
        triggers = watched()
        indexes = [models.Index(fields=["unit"]), models.Index(fields=["person"])]
        constraints = [
            ExclusionConstraint(
                name="people_one_post_of_a_kind_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("unit", RangeOperators.EQUAL),
                    ("body", RangeOperators.EQUAL),
                    ("post", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.post}"
