"""Whether a hundred thousand articles slow anything down: each kind of page with the demonstration's few, then with many.

Run: ``python benchmarks/portal_many.py [HOW_MANY] [--keep]`` on a machine that holds the demonstration. It copies that
database, adds generated articles to the copy, asks for each page as Django makes it (nothing kept), and drops the copy;
with ``--keep`` the copy stays, and the next run with ``--keep`` asks it again. It prints a table in markdown.
"""

from __future__ import annotations

import os
import random
import sys
import time
from dataclasses import dataclass
from statistics import median

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "giaoban.site.settings")
COPY = "giaoban_benchmark_many"
ROUNDS = 7

FILL = """
    CREATE TEMP TABLE shelves AS SELECT row_number() OVER (ORDER BY p.path) - 1 AS number, p.id, p.path, p.url_path, p.depth, p.slug
        FROM wagtailcore_page p JOIN portal_section s ON s.page_ptr_id = p.id WHERE p.depth = 4 AND s.leads_to = '';
    CREATE TEMP TABLE new AS SELECT n, s.path || upper(to_hex(16384 + n / (SELECT count(*) FROM shelves)::int)) AS path, s.url_path || 'bai-' || n || '/' AS url_path,
        s.depth + 1 AS depth, timestamptz '2012-01-01 08:00+07' + n * interval '45 minutes' AS at, s.slug AS shelf,
        (SELECT string_agg(words, ' ') FROM phrases WHERE number IN (n * 7 %% 3000, n * 11 %% 3000)) AS title,
        (SELECT string_agg(words, ' ') FROM phrases WHERE number IN (SELECT (n::bigint * 31 + i * 97) %% 3000
            FROM generate_series(1, 25) i)) AS text
        FROM generate_series(1, %(many)s) n JOIN shelves s ON s.number = n %% (SELECT count(*) FROM shelves);
    INSERT INTO wagtailcore_page (path, depth, numchild, title, draft_title, slug, live, has_unpublished_changes, url_path,
        seo_title, show_in_menus, search_description, expired, content_type_id, first_published_at, last_published_at, locked,
        locale_id, translation_key, owner_id)
        SELECT n.path, n.depth, 0, initcap(n.title), initcap(n.title), 'bai-' || n.n, true, false, n.url_path, '', false, '', false,
        c.id, n.at, n.at, false, (SELECT id FROM wagtailcore_locale LIMIT 1), gen_random_uuid(), NULL
        FROM new n, django_content_type c WHERE c.app_label = 'portal' AND c.model = 'article';
    ANALYZE new;
    ANALYZE wagtailcore_page;
    ALTER TABLE portal_article DISABLE TRIGGER USER;
    INSERT INTO portal_article (page_ptr_id, kind, language, dated_at, full_title, lead, cover_caption, body, byline, taken_from,
        drafted_from) SELECT p.id, 'news', 'vi', n.at, '', left(n.text, 300), '', jsonb_build_array(jsonb_build_object('type', 'text',
        'value', '<p>' || n.text || '</p>', 'id', gen_random_uuid()::text)), 'Ban Tuyên giáo', '', ''
        FROM new n JOIN wagtailcore_page p ON p.path = n.path;
    INSERT INTO portal_searchentry (kind, key, language, url, title, summary, section, at, head, vector)
        SELECT 'article', p.id, 'vi', '/' || n.shelf || '/bai-' || p.id, p.title, left(n.text, 300), n.shelf, n.at, n.title,
        setweight(to_tsvector('simple', n.title), 'A') || setweight(to_tsvector('simple', n.text), 'D')
        FROM new n JOIN wagtailcore_page p ON p.path = n.path;
"""


@dataclass(frozen=True)
class Cost:
    """What one page costs: milliseconds on the wall, of the processor in this process, in the database; statements asked."""

    wall: float
    processor: float
    database: float
    statements: int


def main(many: int, keep: bool) -> None:
    from giaoban.site import database

    database.hold()
    owner = database.owner()
    drop = f'DROP DATABASE IF EXISTS "{COPY}"'
    with owner.to("postgres").connect() as connection:
        there = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [COPY]).fetchone()
        if not (there and keep):
            connection.execute(drop)  # type: ignore[arg-type]
            connection.execute(f'CREATE DATABASE "{COPY}" TEMPLATE "{owner.name}" STRATEGY FILE_COPY')  # type: ignore[arg-type]
    os.environ["GIAOBAN_DATABASE_NAME"] = COPY
    try:
        measure(0 if there and keep else many)
    finally:
        from django.db import connections

        connections.close_all()
        connections["portal"].close_pool()  # type: ignore[attr-defined]
        if not keep:
            with owner.to("postgres").connect() as connection:
                connection.execute(f"{drop} WITH (FORCE)")  # type: ignore[arg-type]


def measure(many: int) -> None:
    """A line for each page: its cost with few and with many articles; with many only when they are there already."""
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection

    settings.ALLOWED_HOSTS = ["testserver"]
    few: dict[str, Cost] = {}
    if many:
        few = costs()
        begin = time.perf_counter()
        fill(many)
        print(f"Filled in {time.perf_counter() - begin:.0f} s. ", end="")
    full = costs()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM portal_article")
        count = cursor.fetchone()[0]
    print(f"{count:,} articles; load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.\n")
    print(
        "| page, made by Django | few: wall, processor, PostgreSQL, ms | many, wall ms | of it processor | of it waiting for PostgreSQL | statements |"
    )
    print("| --- | --- | --- | --- | --- | --- |")
    for name, cost in full.items():
        was = few.get(name)
        before = f"{was.wall:.0f}, {was.processor:.0f}, {was.database:.0f}" if was else "–"
        print(
            f"| {name} | {before} | {cost.wall:.0f} | {cost.processor:.0f} | {cost.database:.0f} | {cost.statements} |"
        )


def fill(many: int) -> None:
    """That many articles lie in the sections, from 2012 on, with words of the demonstration."""
    from giaoban.site import database

    chance = random.Random(1)
    with database.owner().to(COPY).connect() as connection, connection.transaction():
        rows = connection.execute(
            "SELECT DISTINCT unnest(string_to_array(head, ' ')) FROM portal_searchentry"
        ).fetchall()
        words = sorted(row[0] for row in rows)
        connection.execute("CREATE TEMP TABLE phrases (number int PRIMARY KEY, words text)")
        with connection.cursor().copy("COPY phrases FROM STDIN") as copy:
            for number in range(3_000):
                copy.write_row((number, " ".join(chance.choice(words) for _each in range(8))))
        for statement in (FILL % {"many": many}).split(";\n"):
            if statement.strip():
                connection.execute(statement)  # type: ignore[arg-type]
    with database.owner().to(COPY).connect() as connection:
        connection.execute("VACUUM ANALYZE")


def costs() -> dict[str, Cost]:
    """The median cost of each kind of page, as the reader's role."""
    from django.db import connections
    from django.test import Client

    from giaoban.faces.portal.models import Article
    from giaoban.faces.portal.reading.readers import as_reader

    client, found = Client(), {}
    waited = [0.0, 0]

    def watch(execute, sql, parameters, many, context):  # type: ignore[no-untyped-def]
        begin = time.perf_counter()
        try:
            return execute(sql, parameters, many, context)
        finally:
            waited[0] += time.perf_counter() - begin
            waited[1] += 1

    with as_reader(), connections["default"].execute_wrapper(watch):
        article = Article.objects.live().filter(kind="news", language="vi").order_by("-dated_at").first()
        assert article is not None
        pages = {
            "front page": "/",
            "section": "/dang-uy-khoi/",
            "section above others": "/tin-tuc/",
            "section, sheet 40": "/tin-tuc/?trang=40",
            "section, small": "/gioi-thieu-chung/",
            "month of a section": "/tin-tuc/?thang=2015-06",
            "article": article.address,
            "documents": "/van-ban/",
            "search, the title": "/tim-kiem/?q=to+chuc+co+so+dang",
            "search, a common word": "/tim-kiem/?q=dang",
            "search, a rare word": "/tim-kiem/?q=Ha+Giang",
            "search, a beginning": "/tim-kiem/?q=d",
            "search, the last sheet": "/tim-kiem/?q=dang&trang=20",
            "search, a number": "/tim-kiem/?q=107-KH/DUK",
            "RSS": "/rss.xml",
            "RSS of a section": "/dang-uy-khoi/rss.xml",
            "sitemap": "/sitemap.xml",
            "sitemap, a piece": "/sitemap-7.xml",
            "API, articles": "/api/v1/articles",
            "library": "/thu-vien/",
        }
        for name, address in pages.items():
            each: list[Cost] = []
            for _round in range(ROUNDS + 1):
                waited[:] = 0.0, 0
                begin, spent = time.perf_counter(), time.process_time()
                status = client.get(address).status_code
                wall, processor = time.perf_counter() - begin, time.process_time() - spent
                each.append(Cost(wall * 1000, processor * 1000, waited[0] * 1000, int(waited[1])))
            if status == 200:
                warm = each[1:]
                found[name] = Cost(
                    median(one.wall for one in warm), median(one.processor for one in warm),
                    median(one.database for one in warm), warm[-1].statements,
                )  # fmt: skip
    return found


if __name__ == "__main__":
    numbers = [word for word in sys.argv[1:] if word.isdecimal()]
    main(int(numbers[0]) if numbers else 100_000, "--keep" in sys.argv)
