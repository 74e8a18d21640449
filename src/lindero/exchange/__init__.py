"""What crosses between nodes: envelope, release, log, link. Pure: no sockets, no clock, no files."""
