"""What can be wrong with a request to test a node."""

from lindero.kernel.errors import LocalError


class BadAddress(LocalError):
    """A text that names no host and port."""

    code = "conformance.address"
    en, es = "{text!r} is not HOST:PORT.", "{text!r} no es HOST:PUERTO."
    remedy_en = "Give the address of the node's link, such as 127.0.0.1:4100."
    remedy_es = "Dé la dirección del enlace del nodo, por ejemplo 127.0.0.1:4100."


class NoCounterpart(LocalError):
    """Several nodes are paired with the identity that tests, and none was named; or not the one that was."""

    code = "conformance.which-node"
    en, es = "Which node is to be tested: {nodes}?", "¿Qué nodo se va a probar: {nodes}?"
    remedy_en = "Name one of them: --partner NODE."
    remedy_es = "Nombre uno de ellos: --partner NODO."
