"""What a capture gives: one frame as it was received; and what every reader of captures must be able to do."""

from typing import Final, Protocol

import msgspec

from lindero.gateways.intake.refusal import Refusal
from lindero.kernel.clock import Instant

FRAME_LIMIT: Final = 262_144
"""Longest frame of a capture, as in tcpdump. [bytes]"""

LATEST_INSTANT: Final = 2**63 - 1
"""Records hold instants as signed 64-bit nanoseconds: up to the year 2262."""


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """One frame of a capture.

    Attributes:
        offset: Where its bytes begin in the stream or file. [bytes]
        link_type: How it begins; one of those that the gateway accepts.
        received_at: Reception; None where the capture does not say. [ns UTC]
        data: The frame.
        whole: Nothing was cut off by the snapshot length.
        interface: Name of the capturing interface.
    """

    offset: int
    link_type: int
    received_at: Instant | None
    data: bytes
    whole: bool = True
    interface: str | None = None


class Step(msgspec.Struct, frozen=True):
    """One record read: where the next begins, and what it gave.

    Attributes:
        end: Index after the record.
        event: A frame, a refusal, or None for a record that says nothing to us.
    """

    end: int
    event: Frame | Refusal | None = None


class RecordReader(Protocol):
    """Cuts one format of capture into records."""

    def step(self, data: bytes, start: int, offset: int) -> Step | None:
        """The record at `data[start:]`, whose first byte is byte `offset` of the stream; None: not all there yet.

        Raises:
            BrokenCapture, LinkTypeRefused: Nothing after `start` can be read.
        """

    def missing(self, data: bytes, start: int) -> int:
        """How many bytes the record at `data[start:]` has in all, as far as it says so."""
