"""A document of words as blocks in their order, whatever kind of file it is, or one sentence why it is none.

What kind of file it is, its bytes say, not its name. How it looked is left out; what was struck out of it is no text.
"""

from giaoban.core.words.blocks import Block, Words
from giaoban.core.words.opening import open_words

__all__ = ["Block", "Words", "open_words"]
