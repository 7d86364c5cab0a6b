"""What stands around every page: whose site it is, who answers for it, where it leads; valid for a span of days."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Func
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.images import get_image_model_string

from giaoban.faces.portal import clock


class NumberBlock(blocks.StructBlock):
    """A telephone number and what kind of line it is."""

    kind = blocks.ChoiceBlock(
        label=_("Kind of line"),
        choices=[
            ("office", _("office")),
            ("mobile", _("mobile")),
            ("state", _("closed state network")),
            ("fax", _("fax")),
        ],
    )
    number = blocks.CharBlock(label=_("Number"), max_length=30)

    class Meta:
        icon = "mobile-alt"
        label = _("Telephone")


class LinkBlock(blocks.StructBlock):
    """A link to a related body's site."""

    label = blocks.CharBlock(label=pgettext_lazy("link", "Name"), max_length=150)
    url = blocks.URLBlock(label=_("Address"))

    class Meta:
        icon = "link"
        label = _("Link")


class Furniture(models.Model):
    """The furniture of the days from ``valid_from`` up to, not including, ``valid_until``; no two share a day."""

    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("until (not included)"), null=True, blank=True)
    body = models.CharField(_("name of the body"), max_length=250)
    body_en = models.CharField(_("name in English"), max_length=250, blank=True)
    site_name = models.CharField(_("name of the site"), max_length=150, blank=True)
    superior = models.CharField(_("body above"), max_length=250, blank=True)
    slogan = models.CharField(_("motto"), max_length=250, blank=True)
    logo = models.ForeignKey(
        get_image_model_string(), null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        verbose_name=_("logo"),
    )  # fmt: skip
    banner = models.ForeignKey(
        get_image_model_string(), null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        verbose_name=_("banner"),
    )  # fmt: skip
    responsible = models.CharField(_("responsible person"), max_length=120)
    responsible_office = models.CharField(_("office of the responsible person"), max_length=200)
    address = models.CharField(_("address"), max_length=250)
    numbers = StreamField([("number", NumberBlock())], verbose_name=_("telephones"), blank=True)
    email = models.EmailField(_("e-mail"))
    contact = models.CharField(_("contact person"), max_length=120)
    contact_office = models.CharField(_("office of the contact person"), max_length=200)
    contact_phone = models.CharField(_("telephone of the contact person"), max_length=30)
    contact_email = models.EmailField(_("e-mail of the contact person"))
    handbook_label = models.CharField(_("handbook: text of the link"), max_length=120, blank=True)
    handbook_url = models.CharField(
        _("handbook: address"), max_length=250, blank=True,
        validators=[RegexValidator(r"^(/(?!/)|https?://)[^\s\\]*$", _("Write one address that begins with https:// or /."))],
    )  # fmt: skip
    links = StreamField([("link", LinkBlock())], verbose_name=_("related sites"), blank=True)
    emc_code = models.CharField(_("EMC code"), max_length=60, blank=True)
    papers_within = models.PositiveSmallIntegerField(
        _("days until a signed document is to be online"), default=2,
        help_text=_("Editors are reminded after so many days; 0: nobody is reminded."),
    )  # fmt: skip
    frozen_on = models.DateField(_("no longer updated since"), null=True, blank=True)
    successor = models.CharField(_("successor body"), max_length=250, blank=True)
    successor_url = models.URLField(_("successor's site"), blank=True)

    panels = [
        MultiFieldPanel([FieldPanel("valid_from"), FieldPanel("valid_until")], heading=_("Validity")),
        MultiFieldPanel(
            [
                FieldPanel(name)
                for name in ("body", "body_en", "site_name", "superior", "slogan", "logo", "banner", "emc_code")
            ],
            heading=_("The body"),
        ),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("responsible", "responsible_office", "address", "numbers", "email")],
            heading=_("Footer"),
        ),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("contact", "contact_office", "contact_phone", "contact_email")],
            heading=_("Contact person"),
        ),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("handbook_label", "handbook_url", "links")], heading=_("Where it leads")
        ),
        FieldPanel("papers_within"),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("frozen_on", "successor", "successor_url")], heading=_("Archive")
        ),
    ]

    class Meta:
        verbose_name = _("furniture of the site")
        verbose_name_plural = _("furniture of the site")
        ordering = ["-valid_from"]
        constraints = [
            ExclusionConstraint(
                name="portal_one_furniture_a_day",
                expressions=[
                    (
                        Func(F("valid_from"), F("valid_until"), function="daterange", output_field=models.TextField()),
                        RangeOperators.OVERLAPS,
                    )
                ],
            )
        ]

    def __str__(self) -> str:
        return f"{self.body} ({self.valid_from:%d/%m/%Y})"

    def clean(self) -> None:
        super().clean()
        if self.valid_until and self.valid_from and self.valid_until <= self.valid_from:
            raise ValidationError({"valid_until": _("The span must end after it begins.")})
        name = self.responsible or ""
        if any(char.isdigit() for char in name) or len(name.split()) < 2:
            raise ValidationError({"responsible": _("Write the full name of a person, not an address or a number.")})

    @property
    def frozen(self) -> bool:
        """Whether the site is kept as an archive today."""
        return bool(self.frozen_on and self.frozen_on <= clock.today())

    @classmethod
    def on(cls, day: date) -> Furniture | None:
        """The furniture of that day; the last one before it where there is a gap."""
        return cls.objects.filter(valid_from__lte=day).select_related("logo", "banner").order_by("-valid_from").first()
