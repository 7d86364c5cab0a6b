"""People, their memberships and posts, as dated spells: one person is one row, however often they move."""
