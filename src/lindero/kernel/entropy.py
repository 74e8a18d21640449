"""Randomness as an argument: the port, and the one implementation that reads the system."""

import os
from typing import Protocol


class Entropy(Protocol):
    """What a use case may ask about chance."""

    def token(self, size: int) -> bytes:
        """`size` unpredictable bytes."""


class SystemEntropy:
    """The operating system's generator."""

    def token(self, size: int) -> bytes:
        """`size` unpredictable bytes."""
        return os.urandom(size)
