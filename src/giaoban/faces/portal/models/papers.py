"""The register of documents, the calendar and the places on the map."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.documents import get_document_model_string

from giaoban.core.text import slug
from giaoban.faces.portal.models.archive import kept_in_archive
from giaoban.faces.portal.models.looking import PublicRecord
from giaoban.faces.portal.wording.numbering import read_sign


class Paper(PublicRecord, ClusterableModel):
    """A document of a body; its number runs by issuer, type and term, and gaps in it are normal."""

    class Status(models.TextChoices):
        IN_FORCE = "in_force", _("in force")
        AMENDED = "amended", _("amended")
        REPLACED = "replaced", _("replaced")
        EXPIRED = "expired", _("expired")

    kind = models.CharField(_("type of document"), max_length=60)
    issuer = models.CharField(_("issuing body"), max_length=200)
    sign = models.CharField(
        _("number and sign"), max_length=60, help_text=_("As it stands on the document: 21-KH/ĐUK.")
    )
    number = models.PositiveIntegerField(_("number"), editable=False, default=0)
    term = models.CharField(
        _("term"), max_length=20, blank=True, help_text=_("For party documents, for instance 2020-2025.")
    )
    issued_on = models.DateField(_("issued on"))
    in_force_on = models.DateField(_("in force from"), null=True, blank=True)
    subject = models.CharField(_("subject line"), max_length=600)
    signer = models.CharField(_("signed by"), max_length=150, blank=True)
    field = models.CharField(_("field"), max_length=120, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.IN_FORCE)
    file = models.ForeignKey(
        get_document_model_string(), null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("file"),
    )  # fmt: skip
    put_up_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    panels = [
        MultiFieldPanel(
            [FieldPanel(name) for name in ("kind", "issuer", "sign", "term", "issued_on", "in_force_on", "signer")],
            heading=_("Document"),
        ),
        FieldPanel("subject"),
        FieldPanel("field"),
        FieldPanel("status"),
        FieldPanel("file"),
        InlinePanel("relations", label=_("Relation")),
    ]

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-issued_on", "-pk"]
        indexes = [models.Index(fields=["-issued_on", "-id"])]
        triggers = kept_in_archive()
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "kind", "term", "number"],
                name="portal_paper_number_once",
                violation_error_message=_("This issuer already has a document of this type and number in this term."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.sign}, {self.issued_on:%d/%m/%Y}"

    def clean(self) -> None:
        super().clean()
        read = read_sign(self.sign)
        if read is None:
            raise ValidationError(
                {"sign": _("“%s” is not a number and sign. Write like 21-KH/ĐUK or 42/2022/NĐ-CP.") % self.sign}
            )
        self.sign, self.number = str(read), read.number
        if read.year:
            self.term = str(read.year)
        elif not self.term:
            raise ValidationError({"term": _("Party documents are numbered by term; write it, like 2020-2025.")})

    def days_late(self, within: int) -> int:
        """Days by which it came online later than so many days after it was issued; 0 when it was in time."""
        online = timezone.localtime(self.first_published_at or self.put_up_at).date()
        return max(0, (online - self.issued_on).days - within)

    def get_absolute_url(self) -> str:
        return reverse("portal_paper", args=[slug(f"{self.kind} {self.sign}"), self.pk])


class PaperRelation(models.Model):
    """What one document does to another."""

    class Kind(models.TextChoices):
        AMENDS = "amends", _("amends")
        REPLACES = "replaces", _("replaces")
        CARRIES_OUT = "carries_out", _("carries out")
        REFERS = "refers", _("refers to")

    paper = ParentalKey(Paper, on_delete=models.CASCADE, related_name="relations")
    kind = models.CharField(_("relation"), max_length=12, choices=Kind.choices)
    other = models.ForeignKey(
        Paper, on_delete=models.CASCADE, related_name="related_by", verbose_name=_("to the document")
    )

    class Meta:
        triggers = kept_in_archive()

    def __str__(self) -> str:
        return f"{self.paper_id} {self.kind} {self.other_id}"


class Event(PublicRecord):
    """An appointment that the public may know of."""

    title = models.CharField(_("what"), max_length=250)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    chair = models.CharField(_("chaired by"), max_length=200, blank=True)
    note = models.CharField(_("note"), max_length=400, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    panels = [FieldPanel(name) for name in ("title", "starts_at", "ends_at", "place", "chair", "note")]

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("calendar")
        ordering = ["starts_at"]
        triggers = kept_in_archive()

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        if self.ends_at and self.starts_at and self.ends_at < self.starts_at:
            raise ValidationError({"ends_at": _("It must not end before it begins.")})


class Place(models.Model):
    """An organisation's seat on the map, with what the public may know."""

    name = models.CharField(_("organisation"), max_length=250)
    kind = models.CharField(_("kind"), max_length=120, blank=True)
    address = models.CharField(_("address"), max_length=250, blank=True)
    phone = models.CharField(_("telephone"), max_length=60, blank=True)
    url = models.URLField(_("site"), blank=True)
    latitude = models.DecimalField(
        _("latitude"), max_digits=7, decimal_places=4, validators=[MinValueValidator(6), MaxValueValidator(24)]
    )
    longitude = models.DecimalField(
        _("longitude"), max_digits=7, decimal_places=4, validators=[MinValueValidator(102), MaxValueValidator(118)]
    )
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("until (not included)"), null=True, blank=True)

    panels = [
        FieldPanel(name)
        for name in ("name", "kind", "address", "phone", "url", "latitude", "longitude", "valid_from", "valid_until")
    ]

    class Meta:
        verbose_name = _("place on the map")
        verbose_name_plural = _("places on the map")
        ordering = ["name"]
        triggers = kept_in_archive()

    def __str__(self) -> str:
        return self.name
