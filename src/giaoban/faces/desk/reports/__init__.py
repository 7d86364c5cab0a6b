"""The report on the desk: who has returned, the figures as doors to their evidence, the intake, the text, the release."""
