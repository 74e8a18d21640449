"""The link between two nodes as a state machine: bytes and time in, bytes and events out. No sockets, no clock."""
