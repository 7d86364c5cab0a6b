"""What a text must be before it stands before the public; pure, so that the models refuse by it."""
