"""What people meet: the HTTP interface, the live stream, sign-in, and the built front-end."""
