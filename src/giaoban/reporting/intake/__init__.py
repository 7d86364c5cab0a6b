"""A return that arrives as a workbook: opened safely, read by what it says, every value beside its cell."""
