"""A report written in prose, read into figures: a grammar of how reports speak, by rules that can be read and dated.

Pure: text in, figures, what has no line, and findings out. The same text always gives the same answer.
"""
