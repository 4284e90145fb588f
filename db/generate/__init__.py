"""Invented records of any size for training, tests and measuring: the same by seed, never of real people."""

from db.generate.making import generate

__all__ = ["generate"]
