"""The demonstration world: the cluster of 2023 with its eight returns and one register; every person in it is invented."""
