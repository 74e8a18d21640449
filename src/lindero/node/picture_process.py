"""The analytics process: the numeric kernels and the picture, beside the node and never in its way.

    python -m lindero.node.picture_process

It reads frames (4-byte big-endian length, msgpack) from stdin and writes picture updates to stdout; the end of stdin
ends it. First frame: `Start`. The first update tells
that the kernels are compiled.
"""

import signal
import sys
from pathlib import Path
from typing import BinaryIO

import msgspec

from lindero.kernel.clock import SystemClock
from lindero.kernel.entropy import SystemEntropy
from lindero.model.airspace import AirspaceNotice, Declaration, Detection, Sensor, Track, Wind
from lindero.model.border_file import census_border, load_border
from lindero.model.codec import decode_record
from lindero.node.picture_messages import Forget, Message, Observe, Start, Tick
from lindero.operations.picture.assessment import PictureUpdate
from lindero.operations.picture.picture import Picture
from lindero.operations.picture.warm import compile_kernels


def read_message(stream: BinaryIO) -> bytes | None:
    """The next frame, or None at the end."""
    head = stream.read(4)
    if len(head) < 4:
        return None
    body = stream.read(int.from_bytes(head, "big"))
    return body or None


def write_update(stream: BinaryIO, update: PictureUpdate) -> None:
    """Send one frame."""
    body = msgspec.msgpack.encode(update)
    stream.write(len(body).to_bytes(4, "big") + body)
    stream.flush()


def main() -> None:
    """Serve one node until it closes the pipe."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal's Ctrl-C is for the node, which then closes the pipe
    incoming, outgoing = sys.stdin.buffer, sys.stdout.buffer
    decoder = msgspec.msgpack.Decoder(Message)
    first = read_message(incoming)
    if first is None:
        return
    start = decoder.decode(first)
    assert isinstance(start, Start)
    compile_kernels()
    write_update(outgoing, PictureUpdate(at=0, kernels_ready=True))
    border = load_border(Path(start.border)) if start.border else census_border()
    picture = Picture(start.node, start.side, border, SystemClock(), SystemEntropy(), start.first_number)
    while (frame := read_message(incoming)) is not None:
        message = decoder.decode(frame)
        if isinstance(message, Observe):
            _observe(picture, message)
        elif isinstance(message, Forget):
            picture.unshare(message.tracks)
        elif isinstance(message, Tick):
            write_update(outgoing, picture.update(message.at))


def _observe(picture: Picture, message: Observe) -> None:
    detections = []
    for body in message.records:
        record = decode_record(body)
        if isinstance(record, Sensor):
            picture.register(record)
        elif isinstance(record, Declaration):
            picture.declare(record)
        elif isinstance(record, AirspaceNotice):
            picture.restrict(record)
        elif isinstance(record, Wind):
            picture.blow(record)
        elif isinstance(record, Detection):
            detections.append(record)
        elif isinstance(record, Track):
            picture.share([record])
    picture.observe(detections, message.arrival_at)


if __name__ == "__main__":
    main()
