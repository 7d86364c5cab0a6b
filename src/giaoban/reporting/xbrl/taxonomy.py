"""The taxonomy of a form: its lines as concepts with names in two languages, their order, and the sums that must hold.

An organisation is a typed dimension: any name may stand there, so that the taxonomy follows from the form alone and is
the same for every body that returns it. Each sum is an entry of its own, which a release names only where all parts of
the sum are released; a sum with a part that is withheld could not be worked out by anybody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from giaoban.reporting.forms import Check, Form, Line
from giaoban.reporting.forms.codes import concept, stem
from giaoban.reporting.xbrl.naming import (
    AXIS,
    MEMBER,
    PERCENT,
    PREFIX,
    TEXTS,
    english,
    is_stock,
    namespace,
    sums,
)
from giaoban.reporting.xbrl.writing import LINK, XBRLDT, XBRLI, XLINK, XSD, child, written

ROLE = "http://www.xbrl.org/2003/role/"
ARC = "http://www.xbrl.org/2003/arcrole/"
DIMENSION = "http://xbrl.org/int/dim/arcrole/"
INSTANCE = "http://www.xbrl.org/2003/xbrl-instance-2003-12-31.xsd"
DIMENSIONS = "http://www.xbrl.org/2005/xbrldt-2005.xsd"
FORM, WHOLE_TABLE, UNIT_TABLE = "Form", "WholeTable", "OrganisationTable"
WHOLE, BY_UNIT, ORDER = "whole", "by-organisation", "form"
HOW = {
    "stock": ("đếm tại ngày cuối kỳ", "counted on the last day of the period"),
    "flow": ("đếm trong kỳ", "counted in the period"),
    "between": ("đếm trong kỳ, giữa các tổ chức", "counted in the period, between organisations"),
    "ratio": ("tỷ lệ của hai tổng trong kỳ", "share of two sums of the period"),
}


def taxonomy(form: Form) -> Mapping[str, bytes]:
    """The files of the form's taxonomy by name; they name one another by name, wherever they lie."""
    made = {entry(form): written(_schema(form))}
    for language in ("vi", "en"):
        made[f"{stem(form)}-lab-{language}.xml"] = written(_labels(form, language))
    made[f"{stem(form)}-pre.xml"] = written(_order(form))
    made[f"{stem(form)}-def.xml"] = written(_tables(form))
    for check in sums(form):
        made[entry(form, check.whole[0])] = written(_sum_entry(form, check))
        made[f"{stem(form)}-sum-{check.whole[0]}-cal.xml"] = written(_sum(form, check))
    return made


def entry(form: Form, whole: str = "") -> str:
    """The file that a report names to have the form, or to have the sum of that whole worked out again."""
    return f"{stem(form)}-sum-{whole}.xsd" if whole else f"{stem(form)}.xsd"


def _abstracts(form: Form) -> Iterator[tuple[str, str, str]]:
    """Name, Vietnamese and English of what only orders the lines."""
    yield FORM, form.title, english(form)["title"]
    for code, label in form.groups.items():
        yield f"G{code}", label, english(form)[f"g{code}"]


def _schema(form: Form) -> Any:
    space = namespace(form)
    root = etree.Element(
        f"{{{XSD}}}schema",
        nsmap={"xsd": XSD, "xbrli": XBRLI, "link": LINK, "xlink": XLINK, "xbrldt": XBRLDT, PREFIX: space},
        targetNamespace=space, elementFormDefault="qualified", attributeFormDefault="unqualified",
    )  # fmt: skip
    notes = child(child(root, XSD, "annotation"), XSD, "appinfo")
    for name, definition in (
        (ORDER, "1 - Biểu / Form"), (WHOLE, "2 - Toàn đơn vị / The body as a whole"), (BY_UNIT, "3 - Theo tổ chức / By organisation"),
    ):  # fmt: skip
        role = child(notes, LINK, "roleType", roleURI=f"{space}:{name}", id=f"role-{name}")
        child(role, LINK, "definition", definition)
        for used in ("presentation", "definition"):
            child(role, LINK, "usedOn", f"link:{used}Link")
    for kind, file in (("label", "lab-vi"), ("label", "lab-en"), ("presentation", "pre"), ("definition", "def")):
        child(
            notes, LINK, "linkbaseRef", xlink_type="simple", xlink_href=f"{stem(form)}-{file}.xml",
            xlink_role=f"{ROLE}{kind}LinkbaseRef", xlink_arcrole="http://www.w3.org/1999/xlink/properties/linkbase",
        )  # fmt: skip
    for imported, place in ((XBRLI, INSTANCE), (XBRLDT, DIMENSIONS)):
        child(root, XSD, "import", namespace=imported, schemaLocation=place)
    for name, _vietnamese, _english in _abstracts(form):
        _item(root, name, "xbrli:stringItemType", "duration", abstract="true")
    for table in (WHOLE_TABLE, UNIT_TABLE):
        _item(root, table, "xbrli:stringItemType", "duration", group="xbrldt:hypercubeItem", abstract="true")
    axis = _item(root, AXIS, "xbrli:stringItemType", "duration", group="xbrldt:dimensionItem", abstract="true")
    axis.set(f"{{{XBRLDT}}}typedDomainRef", f"#{PREFIX}_{MEMBER}")
    _member(root)
    for text in TEXTS:
        _item(root, text.name, f"xbrli:{text.kind}", "duration")
    for line in form.lines:
        kind = "pureItemType" if line.unit_of_count == PERCENT else "nonNegativeIntegerItemType"
        for quoted in (False, True):
            name = concept(line.code, quoted=quoted)
            _item(root, name, f"xbrli:{kind}", "instant" if is_stock(line) else "duration")
    return root


def _item(root: Any, name: str, kind: str, period: str, group: str = "xbrli:item", **more: str) -> Any:
    return child(
        root, XSD, "element", name=name, id=f"{PREFIX}_{name}", type=kind, substitutionGroup=group, nillable="true",
        xbrli_periodType=period, **more,
    )  # fmt: skip


def _member(root: Any) -> None:
    element = child(root, XSD, "element", name=MEMBER, id=f"{PREFIX}_{MEMBER}")
    rule = child(child(element, XSD, "simpleType"), XSD, "restriction", base="xsd:string")
    child(rule, XSD, "minLength", value="1")


def _linkbase() -> Any:
    return etree.Element(f"{{{LINK}}}linkbase", nsmap={"link": LINK, "xlink": XLINK, "xbrldt": XBRLDT})


def _labels(form: Form, language: str) -> Any:
    vietnamese = language == "vi"
    root = _linkbase()
    link = child(root, LINK, "labelLink", xlink_type="extended", xlink_role=f"{ROLE}link")
    for name, here, there in _abstracts(form):
        _label(link, form, name, language, here if vietnamese else there)
    _label(link, form, AXIS, language, "Tổ chức" if vietnamese else "Organisation")
    _label(link, form, WHOLE_TABLE, language, "Toàn đơn vị" if vietnamese else "The body as a whole")
    _label(link, form, UNIT_TABLE, language, "Theo tổ chức" if vietnamese else "By organisation")
    for text in TEXTS:
        _label(link, form, text.name, language, text.vietnamese if vietnamese else text.english)
    for line in form.lines:
        name = concept(line.code)
        _label(link, form, name, language, line.label if vietnamese else english(form)[line.code])
        counted = f"Dòng {line.code}, đơn vị tính: " if vietnamese else f"Line {line.code}, counted in: "
        told = f"{counted}{line.unit_of_count}; {HOW[line.adds_as][0 if vietnamese else 1]}."
        _label(link, form, name, language, told, role="documentation", mark="doc")
        beside = f"{line.label}, cùng kỳ năm trước" if vietnamese else f"{english(form)[line.code]}, a year before"
        _label(link, form, concept(line.code, quoted=True), language, beside)
    return root


def _label(
    link: Any, form: Form, name: str, language: str, text: str, *, role: str = "label", mark: str = "lab"
) -> None:
    if mark == "lab":
        _locate(link, form, name)
    child(
        link,
        LINK,
        "label",
        text,
        xlink_type="resource",
        xlink_label=f"{mark}_{name}",
        xlink_role=f"{ROLE}{role}",
        xml_lang=language,
    )
    _arc(link, "labelArc", f"{ARC}concept-label", name, f"{mark}_{name}", literal=True)


def _locate(link: Any, form: Form, name: str) -> None:
    child(
        link, LINK, "loc", xlink_type="locator", xlink_href=f"{entry(form)}#{PREFIX}_{name}", xlink_label=f"loc_{name}"
    )


def _arc(link: Any, kind: str, arcrole: str, one: str, other: str, *, literal: bool = False, **more: str) -> None:
    to = other if literal else f"loc_{other}"
    child(
        link, LINK, kind, xlink_type="arc", xlink_arcrole=arcrole, xlink_from=f"loc_{one}", xlink_to=to, **more
    )  # fmt: skip


def _role_ref(root: Any, form: Form, *names: str) -> None:
    for name in names:
        child(
            root, LINK, "roleRef", roleURI=f"{namespace(form)}:{name}", xlink_type="simple",
            xlink_href=f"{entry(form)}#role-{name}",
        )  # fmt: skip


def _order(form: Form) -> Any:
    """The lines under their groups, parts under their whole, as the form sets them."""
    root = _linkbase()
    _role_ref(root, form, ORDER)
    link = child(root, LINK, "presentationLink", xlink_type="extended", xlink_role=f"{namespace(form)}:{ORDER}")
    _locate(link, form, FORM)
    place = 0

    def under(above: str, name: str) -> None:
        nonlocal place
        place += 1
        _locate(link, form, name)
        _arc(link, "presentationArc", f"{ARC}parent-child", above, name, order=str(place))

    for text in TEXTS:
        under(FORM, text.name)
    for group in form.groups:
        under(FORM, f"G{group}")
    for line in form.lines:
        under(_above(form, line), concept(line.code))
        under(concept(line.code), concept(line.code, quoted=True))
    return root


def _above(form: Form, line: Line) -> str:
    group = line.code.split(".")[0]
    return concept(line.parent) if line.parent else f"G{group}" if group in form.groups else FORM


def _tables(form: Form) -> Any:
    """Figures of the whole stand in a table without organisations, all others in a table that names one."""
    root = _linkbase()
    for name in ("all", "hypercube-dimension", "domain-member"):
        child(
            root, LINK, "arcroleRef", arcroleURI=f"{DIMENSION}{name}", xlink_type="simple",
            xlink_href=f"{DIMENSIONS}#{name}",
        )  # fmt: skip
    _role_ref(root, form, WHOLE, BY_UNIT)
    lines = [concept(line.code) for line in form.lines]
    quoted = [concept(line.code, quoted=True) for line in form.lines]
    for role, table, members in (
        (WHOLE, WHOLE_TABLE, [*(text.name for text in TEXTS), *lines, *quoted]),
        (BY_UNIT, UNIT_TABLE, lines),
    ):
        link = child(root, LINK, "definitionLink", xlink_type="extended", xlink_role=f"{namespace(form)}:{role}")
        for name in (FORM, table, *members, *([AXIS] if role == BY_UNIT else [])):
            _locate(link, form, name)
        _arc(
            link, "definitionArc", f"{DIMENSION}all", FORM, table, order="1",
            xbrldt_closed="true", xbrldt_contextElement="scenario",
        )  # fmt: skip
        if role == BY_UNIT:
            _arc(link, "definitionArc", f"{DIMENSION}hypercube-dimension", table, AXIS, order="1")
        for number, name in enumerate(members, start=1):
            _arc(link, "definitionArc", f"{DIMENSION}domain-member", FORM, name, order=str(number))
    return root


def _sum_entry(form: Form, check: Check) -> Any:
    code = check.whole[0]
    root = etree.Element(
        f"{{{XSD}}}schema", nsmap={"xsd": XSD, "link": LINK, "xlink": XLINK},
        targetNamespace=f"{namespace(form)}:sum-{code}", elementFormDefault="qualified",
    )  # fmt: skip
    notes = child(child(root, XSD, "annotation"), XSD, "appinfo")
    child(
        notes, LINK, "linkbaseRef", xlink_type="simple", xlink_href=f"{stem(form)}-sum-{code}-cal.xml",
        xlink_role=f"{ROLE}calculationLinkbaseRef", xlink_arcrole="http://www.w3.org/1999/xlink/properties/linkbase",
    )  # fmt: skip
    child(root, XSD, "import", namespace=namespace(form), schemaLocation=entry(form))
    return root


def _sum(form: Form, check: Check) -> Any:
    root = _linkbase()
    link = child(root, LINK, "calculationLink", xlink_type="extended", xlink_role=f"{ROLE}link")
    whole = check.whole[0]
    _locate(link, form, concept(whole))
    for number, part in enumerate(check.parts, start=1):
        _locate(link, form, concept(part))
        _arc(
            link, "calculationArc", f"{ARC}summation-item", concept(whole), concept(part), order=str(number), weight="1"
        )
    return root
