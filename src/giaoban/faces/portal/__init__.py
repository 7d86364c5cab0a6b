"""The public site: sections and articles, documents, calendar, letters, map, visits; reads released figures only."""
