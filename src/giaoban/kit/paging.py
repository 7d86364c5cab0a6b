"""One page of many rows, in two statements however many columns are worked out for each row."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet, Window

from giaoban.core.numbers import number_in


def page_of(rows: QuerySet[Any], number: str, size: int) -> tuple[Paginator[Any], Page[Any], list[Any]]:
    """The asked page of rows that have an order, and its records; the nearest where there is no such page.

    One statement finds the keys and counts all rows, another fetches these records and works out what columns show.
    """
    keys = rows.annotate(in_all=Window(Count("*"))).values_list("pk", "in_all")
    pages = Paginator(rows, size)
    first = (max(number_in(number, 10**9) or 1, 1) - 1) * size
    page_keys = list(keys[first : first + size])
    if page_keys:
        pages.count = page_keys[0][1]
    page = pages.get_page(number_in(number, 10**9) or 1)
    if pages.count and page.start_index() - 1 != first:
        page_keys = list(keys[page.start_index() - 1 : page.end_index()])
    records = {record.pk: record for record in rows.order_by().filter(pk__in=[key for key, _all in page_keys])}
    return pages, page, [records[key] for key, _all in page_keys if key in records]
