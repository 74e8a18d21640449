"""A SAPIENT parent that is no part of Lindero: a TCP server of PyPI `sapient_msg` and the standard library alone."""

import socket
import struct
import threading
import time
import uuid
from contextlib import suppress

from sapient_msg.bsi_flex_335_v2_0.sapient_message_pb2 import SapientMessage


class OutsideParent:
    """Accepts one fusion node at a time, and keeps what it says."""

    def __init__(self, accept=True):
        self.node_id = str(uuid.uuid4())
        self.accept = accept
        self.heard = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._connection = None
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self):
        while True:
            try:
                self._connection, _ = self._listening.accept()
            except OSError:
                return
            with suppress(OSError, ValueError):  # the test hung up while we read
                self._listen_to(self._connection.makefile("rb"))

    def _listen_to(self, stream):
        while len(head := stream.read(4)) == 4:
            message = SapientMessage.FromString(stream.read(struct.unpack("<I", head)[0]))
            self.heard.append(message)
            if message.WhichOneof("content") == "registration":
                answer = self.message(message.node_id)
                answer.registration_ack.acceptance = self.accept
                self.say(answer)

    def message(self, to):
        """A message without content."""
        message = SapientMessage(node_id=self.node_id, destination_id=to)
        message.timestamp.FromNanoseconds(time.time_ns())
        return message

    def say(self, message):
        body = message.SerializeToString()
        self._connection.sendall(struct.pack("<I", len(body)) + body)

    def kinds(self):
        return [message.WhichOneof("content") for message in self.heard]

    def of(self, kind):
        return [getattr(message, kind) for message in self.heard if message.WhichOneof("content") == kind]

    def hang_up(self):
        """Close the connection; the next one is accepted."""
        self._connection.shutdown(socket.SHUT_RDWR)

    def close(self):
        self._listening.close()
        if self._connection is not None:
            self._connection.close()
