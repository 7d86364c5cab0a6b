"""The parts an article is made of. A figure is never typed: it is bound to a released report and written from there."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from giaoban.faces.portal import figures

TEXT = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link", "superscript", "subscript", "hr"]


class PhotoBlock(blocks.StructBlock):
    """A photograph tied to its caption, credit and a description of its own."""

    picture = ImageChooserBlock(label=_("Photograph"))
    description = blocks.CharBlock(
        label=_("Description"), required=False, max_length=255,
        help_text=_("What is to be seen, for those who cannot see it. Empty: the picture's own description is used."),
    )  # fmt: skip
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=400)
    credit = blocks.CharBlock(
        label=_("Credit"), required=False, max_length=150, help_text=_("Empty: the picture's own credit is used.")
    )

    class Meta:
        icon = "image"
        label = _("Photograph")
        template = "portal/blocks/photo.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        context["alt"] = value["description"] or (value["picture"].description if value["picture"] else "")
        context["credited"] = value["credit"] or (value["picture"].credit if value["picture"] else "")
        return context


class GalleryBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=pgettext_lazy("block", "Title"), required=False, max_length=200)
    photos = blocks.ListBlock(PhotoBlock(), label=_("Photographs"), min_num=2, max_num=40)

    class Meta:
        icon = "duplicate"
        label = _("Gallery")
        template = "portal/blocks/gallery.html"


class QuotationBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Words"))
    speaker = blocks.CharBlock(label=_("Who said it"), required=False, max_length=150)
    office = blocks.CharBlock(label=_("Office"), required=False, max_length=200)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "portal/blocks/quotation.html"


class VideoBlock(blocks.StructBlock):
    """A film kept here, with what is said in it written out."""

    file = DocumentChooserBlock(label=_("Film (MP4 or WebM)"))
    caption = blocks.CharBlock(label=_("Caption"), max_length=300)
    transcript = blocks.TextBlock(label=_("What is said and shown"), required=False)

    class Meta:
        icon = "media"
        label = _("Film")
        template = "portal/blocks/video.html"

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if value["file"].file_extension.lower() not in {"mp4", "webm"}:
            raise blocks.StructBlockValidationError(
                {"file": ValidationError(_("Browsers play MP4 and WebM; this file is neither."))}
            )
        return value


class AttachmentBlock(blocks.StructBlock):
    file = DocumentChooserBlock(label=_("File"))
    title = blocks.CharBlock(label=pgettext_lazy("block", "Title"), required=False, max_length=250)

    class Meta:
        icon = "doc-full-inverse"
        label = _("Attachment")
        template = "portal/blocks/attachment.html"


class TableBlock(blocks.StructBlock):
    caption = blocks.CharBlock(label=_("Caption"), max_length=300)
    table = TypedTableBlock(
        [
            ("text", blocks.CharBlock(label=pgettext_lazy("block", "Text"), required=False)),
            ("number", blocks.DecimalBlock(label=_("Number"), required=False)),
        ],
        label=_("Table"),
    )
    source = blocks.CharBlock(label=_("Source"), required=False, max_length=250)

    class Meta:
        icon = "table"
        label = _("Table")
        template = "portal/blocks/table.html"


class _Bound(blocks.StructBlock):
    """A part that shows released figures: ``codes`` of the report ``release``."""

    release = blocks.ChoiceBlock(label=_("Released report"), choices=figures.release_choices)
    codes: blocks.Block

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        report = figures.report(value["release"])
        wanted = value["codes"] if isinstance(value["codes"], list | blocks.list_block.ListValue) else [value["codes"]]
        context["report"] = report
        context["figures"] = [figure for code in wanted if (figure := figures.figure_in(report, code))]
        return context


class FigureBlock(_Bound):
    """One released number, large, with its label, source and day."""

    codes = blocks.ChoiceBlock(label=_("Figure"), choices=figures.figure_choices)
    note = blocks.CharBlock(label=_("Sentence under it"), required=False, max_length=300)

    class Meta:
        icon = "order"
        label = _("Released figure")
        template = "portal/blocks/figure.html"


class ChartBlock(_Bound):
    """A released figure by unit, as bars sorted by length, with its table."""

    codes = blocks.ChoiceBlock(label=_("Figure"), choices=figures.figure_choices)
    caption = blocks.CharBlock(label=_("Caption"), max_length=300)

    class Meta:
        icon = "glasses"
        label = _("Chart of a released figure")
        template = "portal/blocks/chart.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        shown = context["figures"][0] if context["figures"] else None
        rows = sorted(
            shown.by_unit.items() if shown else [], key=lambda row: (row[1] is None, -(row[1] or Decimal(0)), row[0])
        )
        most = max((amount for _unit, amount in rows if amount), default=Decimal(1))
        context["bars"] = [(unit, amount, round(amount / most * 100) if amount else 0) for unit, amount in rows]
        return context


class FigureTableBlock(_Bound):
    """Several released figures of one report, as a table."""

    codes = blocks.ListBlock(
        blocks.ChoiceBlock(choices=figures.figure_choices), label=pgettext_lazy("block", "Figures"), min_num=1
    )
    caption = blocks.CharBlock(label=_("Caption"), max_length=300)

    class Meta:
        icon = "table"
        label = _("Table of released figures")
        template = "portal/blocks/figure_table.html"


class BodyBlock(blocks.StreamBlock):
    """The body of an article."""

    text = blocks.RichTextBlock(label=pgettext_lazy("block", "Text"), features=TEXT, template="portal/blocks/text.html")
    photo = PhotoBlock()
    gallery = GalleryBlock()
    table = TableBlock()
    quotation = QuotationBlock()
    video = VideoBlock()
    attachment = AttachmentBlock()
    figure = FigureBlock()
    chart = ChartBlock()
    figure_table = FigureTableBlock()

    class Meta:
        block_counts = {}
