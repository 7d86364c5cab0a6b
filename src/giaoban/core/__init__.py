"""Pure Python that knows no database and no clock: dates, refusals, Vietnamese text, numbers."""
