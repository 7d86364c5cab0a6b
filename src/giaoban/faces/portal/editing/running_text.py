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
        JSONDecodeError: What was sent is no running text, or is nested too deep.
        """
        sent = data.get(name)
        if isinstance(sent, str) and _depth(sent) > DEEPEST_LIST:
            raise JSONDecodeError("deeper than lists go", sent, 0)
        return super().value_from_datadict(data, files, name)


def _depth(sent: str) -> int:
    """How deep the deepest paragraph of that content stands in lists; 0 where it tells none, which is judged elsewhere."""
    try:
        content = json.loads(sent)
    except RecursionError as error:
        raise JSONDecodeError("deeper than texts go", sent, 0) from error
    except JSONDecodeError:
        return 0
    blocks = content.get("blocks") if isinstance(content, dict) else None
    depths = [block.get("depth") for block in blocks if isinstance(block, dict)] if isinstance(blocks, list) else []
    return max((depth for depth in depths if isinstance(depth, int)), default=0)
