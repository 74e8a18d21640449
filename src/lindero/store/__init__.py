"""Storage: what satisfies the ports of `lindero.model.ports` and `lindero.exchange.log.ports`.

`sqlite` is the embedded store of a node, `memory` the same ports without a disk, for tests and for nodes of a
federation that live in one process. Neither is imported by those who use a port: the node hands them a store.

Not here: what is worth keeping, what may leave, when something expires. A store keeps and finds.
"""
