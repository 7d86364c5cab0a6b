"""Units as histories: what each was called, of which kind it was and where it stood, on any day."""
