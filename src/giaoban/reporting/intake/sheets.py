"""The sheets of a return; any workbook from outside is read the same way, see ``giaoban.core.workbook``."""

from giaoban.core.workbook import MOST_BYTES, Sheet, Workbook, open_workbook

__all__ = ["MOST_BYTES", "Sheet", "Workbook", "open_workbook"]
