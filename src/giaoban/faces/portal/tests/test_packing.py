"""A page packed in parts and filled in later is a gzip body like any other."""

from __future__ import annotations

import gzip
import zlib

from hypothesis import given
from hypothesis import strategies as st

from giaoban.faces.portal.reading.packing import joined, packed

PARTS = st.lists(st.binary(max_size=3000), min_size=1, max_size=5)


@given(PARTS, st.data())
def test_it_unpacks_to_the_parts_with_what_was_filled_in_between(parts, data):
    filled = data.draw(st.lists(st.binary(max_size=200), min_size=len(parts) - 1, max_size=len(parts) - 1))
    whole = parts[0] + b"".join(text + part for text, part in zip(filled, parts[1:], strict=True))
    body = joined(parts, packed(parts), filled)
    assert gzip.decompress(body) == whole
    reader = zlib.decompressobj(zlib.MAX_WBITS | 16)  # as a browser reads: one member, nothing after it
    assert reader.decompress(body) == whole
    assert reader.eof
    assert not reader.unused_data


def test_a_long_filling_is_stored_in_several_blocks_and_a_page_becomes_smaller():
    parts, filled = [b"<p>chi bo</p>" * 2000, b"</html>"], [bytes(range(256)) * 600]
    body = joined(parts, packed(parts), filled)
    assert gzip.decompress(body) == parts[0] + filled[0] + parts[1]
    assert len(joined(parts, packed(parts), [b""])) < len(parts[0]) / 50
