"""What the portal keeps. Its tables are Wagtail's kind: revisions are their history, the journal does not watch them."""

from giaoban.faces.portal.models.approvals import ApprovalLink
from giaoban.faces.portal.models.files import FileUse, PictureUse
from giaoban.faces.portal.models.furniture import Furniture
from giaoban.faces.portal.models.letters import Consultation, Letter, LetterSent
from giaoban.faces.portal.models.links import BrokenLink
from giaoban.faces.portal.models.looks import Look
from giaoban.faces.portal.models.pages import Article, Correction, Home, Section
from giaoban.faces.portal.models.papers import Event, Paper, PaperRelation, Place
from giaoban.faces.portal.models.pictures import Attachment, Picture, Rendition
from giaoban.faces.portal.models.search import SearchEntry
from giaoban.faces.portal.models.steps import Step, end_of_working_day
from giaoban.faces.portal.models.visits import Baseline, BotCount, DayCount, Sighting

__all__ = [
    "ApprovalLink",
    "Article",
    "Attachment",
    "Baseline",
    "BotCount",
    "BrokenLink",
    "Consultation",
    "Correction",
    "DayCount",
    "Event",
    "FileUse",
    "Furniture",
    "Home",
    "Letter",
    "LetterSent",
    "Look",
    "Paper",
    "PaperRelation",
    "Picture",
    "PictureUse",
    "Place",
    "Rendition",
    "SearchEntry",
    "Section",
    "Sighting",
    "Step",
    "end_of_working_day",
]
