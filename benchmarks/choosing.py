"""What it costs to find a unit or a person while their name is typed. See benchmarks/choosing.md.

    .venv/bin/python benchmarks/choosing.py [units] [people]

A database of its own is filled with that many (3,500 and 38,716 unless said) by the owner of the tables, without the
journal: what is measured is finding. Goal: 50 ms of the server's time for each letter, also with 305,000 units.
"""

from __future__ import annotations

import sys
import time
from datetime import date

from measuring import NAME, Table, gather_statistics, own_database

ON = date(2026, 11, 29)
UNITS = """
CREATE TEMP TABLE made AS
SELECT id, CASE WHEN id = 1 THEN NULL WHEN id <= 35 THEN 1 WHEN id <= 35 + uppers THEN 2 + id %% 34
  WHEN id <= 35 + uppers + bases THEN 36 + id %% uppers ELSE 36 + uppers + id %% bases END AS parent,
  CASE WHEN id = 1 THEN 'cluster' WHEN id <= 35 THEN 'province' WHEN id <= 35 + uppers THEN 'upper'
  WHEN id <= 35 + uppers + bases THEN 'grassroots_party_org' ELSE 'cell' END AS kind
FROM (SELECT greatest(%(units)s / 300, 4) AS uppers, greatest(%(units)s / 20, 20) AS bases) many, generate_series(1, %(units)s) id;
ALTER TABLE made ADD short text;
UPDATE made SET short = CASE kind WHEN 'cluster' THEN 'Toàn quốc' WHEN 'province' THEN 'Tỉnh ' || id
  WHEN 'upper' THEN (ARRAY['Các cơ quan', 'Doanh nghiệp', 'Ủy ban nhân dân', 'Phường Hòa Bình'])[1 + id %% 4] || ' ' || id %% 997
  WHEN 'grassroots_party_org' THEN (ARRAY['Sở Y tế', 'Sở Tài chính', 'Trường Nguyễn Trãi', 'Công ty Than', 'Bệnh viện'])[1 + id %% 5] || ' ' || id %% 997
  ELSE 'Chi bộ ' || (ARRAY['Văn phòng', 'Phòng Kế hoạch', 'Tổ', 'Khoa Nội', 'Phân xưởng'])[1 + id %% 5] || ' ' || id %% 40 END;
INSERT INTO units_unit (id, slug) SELECT id, 'u' || id FROM made;
INSERT INTO units_namespell (unit_id, name, short_name, committee, superior, sign, place, name_fold, valid)
SELECT id, name, short, '', '', '', '', btrim(unit_words(name, '', '')), '[2020-01-01,)'
FROM (SELECT *, CASE WHEN kind = 'cell' THEN short ELSE 'Đảng bộ ' || short END AS name FROM made) named;
INSERT INTO units_kindspell (unit_id, kind, valid) SELECT id, kind, '[2020-01-01,)' FROM made;
INSERT INTO units_placespell (unit_id, parent_id, "order", valid) SELECT id, parent, 0, '[2020-01-01,)' FROM made;
"""
PEOPLE = """
INSERT INTO people_person (id, unit_id, name, name_key, name_fold, born_on, sex, ethnicity, native_place, card_number,
  identity_number, phone, schooling, qualification, political_theory, version)
SELECT id, cells.ids[1 + id %% array_length(cells.ids, 1)], name, btrim(unit_words(name, '', '')), btrim(unit_words(name, '', '')),
  '1970-01-01'::date + id %% 12000, 'M', '', '', lpad(id::text, 8, '0'), '', '09' || lpad(id::text, 8, '0'), '', '', '', 1
FROM (SELECT array_agg(id) AS ids FROM made WHERE kind = 'cell') cells, (SELECT id,
  (ARRAY['Nguyễn', 'Trần', 'Lê', 'Phạm', 'Hoàng', 'Vũ', 'Đặng', 'Bùi'])[1 + id %% 8] || ' '
  || (ARRAY['Văn', 'Thị', 'Hữu', 'Đức', 'Minh', 'Thanh', 'Quốc'])[1 + id / 8 %% 7] || ' '
  || (ARRAY['An', 'Bình', 'Chi', 'Dũng', 'Giang', 'Hòa', 'Khánh', 'Lan', 'Minh', 'Ngọc', 'Thúy', 'Thùy', 'Cường'])[1 + id / 56 %% 13] AS name
  FROM generate_series(1, %(people)s) id) people;
"""


def fill(units: int, people: int) -> None:
    """The tables hold so many units and people, and the server knows their spread."""
    from giaoban.site import database

    start = time.perf_counter()
    with database.owner().to(NAME).connect() as owner:
        for table in ("units_unit", "units_namespell", "units_kindspell", "units_placespell", "people_person"):
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statements in (UNITS, PEOPLE):
            for statement in statements.split(";\n"):
                if statement.strip():
                    owner.execute(statement, {"units": units, "people": people} if "%" in statement else None)
        owner.commit()
    gather_statistics()
    print(f"\n{units} units and {people} people were made in {time.perf_counter() - start:.0f} s.", flush=True)


def main(units: int, people: int) -> None:
    with own_database():
        fill(units, people)
        from giaoban.ground.access.policy import Account
        from giaoban.ground.units.models import MEETS
        from giaoban.ground.units.queries import standing
        from giaoban.kit.candidates import People, Units

        account = Account(kind=Account.Kind.PROGRAM, is_active=True)
        cells = standing(on=ON, kinds=MEETS)
        table = Table(f"Finding among {units} units and {people} people")
        for what, texts in {
            "a unit: begun": ("so", "ch", "be"),
            "a unit: what all are called": ("chi bo", "dang bo", "chi bo phong"),
            "a unit: part of a name": ("so y te 12", "khoa noi", "nguyen trai 101", "hòa bình 7"),
            "a unit with words of the one above": (
                "chi bo to 1 so y te 10",
                "y te 20 van phong",
                "than 5 phan xuong 3",
            ),
            "a unit: nothing fits": ("khong co noi nao", "xyz", "so y tee"),
        }.items():
            table.many(what, lambda at, texts=texts: Units(on=ON, within=cells).find(texts[at % len(texts)]), 50)  # type: ignore[misc]
        for what, texts in {
            "a person: given name": ("thuy", "cuong", "an"),
            "a person: whole name": ("nguyen van an", "Trần Thị Thúy", "bui duc cuong"),
            "a person: card or telephone": ("00012345", "00.000.777", "0900000321"),
            "a person: nobody": ("khong co ai", "nguyenn vann"),
        }.items():
            table.many(what, lambda at, texts=texts: People(account, on=ON).find(texts[at % len(texts)]), 50)  # type: ignore[misc]
        table.end()


if __name__ == "__main__":
    main(*(int(given) for given in (sys.argv[1:] + ["3500", "38716"][len(sys.argv) - 1 :])))
