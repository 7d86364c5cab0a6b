"""Dues: what is due as a table, money as a walk that any order of acts may take, pages as people open them."""
