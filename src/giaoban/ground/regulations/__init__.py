"""Rules as dated data with their source: an act is judged by what was in force on its own day."""
