"""The member's handbook: what concerns oneself, on one page that fits a telephone."""
