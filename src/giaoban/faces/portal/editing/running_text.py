"""The field in which editors write running text."""

from __future__ import annotations

import json
from json import JSONDecodeError
from typing import Any

from wagtail.admin.rich_text import DraftailRichTextArea

DEEPEST_LIST = 20
"""How deep a point may stand in lists of lists; the editor itself goes no deeper than a few."""


class RunningText(DraftailRichTextArea):
    """Wagtail's field of running text, of which only what its editor can send is taken.

    A list that is nested beyond what anybody writes would be rendered one call within the other, until nothing is left of the
    stack.
    """

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Raises:
        JSONDecodeError: What was sent is no running text, is nested too deep, or holds half a letter, told by its number.
        """
        if isinstance(sent := data.get(name), str):
            _look_through(sent)
        return super().value_from_datadict(data, files, name)


def _look_through(sent: str) -> None:
    """What is no JSON at all is left to who reads it."""
    try:
        content = json.loads(sent)
        json.dumps(content, ensure_ascii=False).encode()
    except (RecursionError, UnicodeEncodeError) as error:
        raise JSONDecodeError("no text that can be kept", sent, 0) from error
    except JSONDecodeError:
        return
    blocks = content.get("blocks") if isinstance(content, dict) else None
    depths = [block.get("depth") for block in blocks if isinstance(block, dict)] if isinstance(blocks, list) else []
    if max((depth for depth in depths if isinstance(depth, int)), default=0) > DEEPEST_LIST:
        raise JSONDecodeError("deeper than lists go", sent, 0)
