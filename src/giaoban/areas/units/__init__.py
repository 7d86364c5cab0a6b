"""Acts on units: establish, rename, change kind, move, merge, split, dissolve, reopen; the tree answers for any day."""
