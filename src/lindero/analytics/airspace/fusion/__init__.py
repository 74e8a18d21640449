"""Fusion between nodes: what several nodes estimate from their own sensors becomes one picture with one numbering."""
