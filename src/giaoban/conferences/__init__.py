"""The conference (hội nghị giao ban): who hosts, who comes, what is proposed, and what became of it."""
