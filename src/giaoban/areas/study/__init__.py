"""Study of resolutions: who had to study which document, and who did."""
