"""Lindero: two neighbours' agencies connect their analytical platforms, with proof on both sides."""
