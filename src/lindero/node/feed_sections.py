"""The sections of node.toml for feeds: what comes in (`[gateway.NAME]`), what leaves (`[outbound.NAME]`).

Each kind is one struct, whose tag is its `kind`: a new kind adds its struct here and its name to the union below, and
its making in `gateways.py` or `outbound.py`.
"""

from typing import Annotated, Literal

import msgspec

from lindero.model.marking import Marking

Country = Literal["USA", "MEX"]
Port = Annotated[int, msgspec.Meta(ge=0, le=65535)]


class Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Unknown keys are refused everywhere."""


class GatewaySection(Section, frozen=True, kw_only=True, tag_field="kind"):
    """One feed.

    Attributes:
        marking: Put on every record of this feed; without one they are kept and never released.
    """

    marking: Marking | None = None

    @property
    def kind(self) -> str:
        """Which standard it speaks."""
        return str(self.__struct_config__.tag)


class ListeningGateway(GatewaySection, frozen=True, kw_only=True):
    """A feed that others connect to over TCP.

    Attributes:
        host: Address to listen on.
        port: Port to listen on.
        certificate: PEM file that this node shows; with `key` it turns on TLS.
        key: PEM file of its key.
        authority: PEM file of who vouches for those that connect; with it each must show a certificate.
        messages_per_s: What one sender may send. [1/s]
        connections: Senders at a time.
        capture: Folder in which every byte that comes in is kept, a file for each start; None keeps none.
    """

    host: str = "127.0.0.1"
    port: Port
    certificate: str | None = None
    key: str | None = None
    authority: str | None = None
    messages_per_s: Annotated[float, msgspec.Meta(ge=1.0, le=100_000.0)] = 500.0
    connections: Annotated[int, msgspec.Meta(ge=1, le=10_000)] = 64
    capture: str | None = None


class SapientGateway(ListeningGateway, frozen=True, kw_only=True, tag="sapient"):
    """Sensors and edge nodes connect (BSI Flex 335 v2, TCP)."""


class RemoteIdGateway(ListeningGateway, frozen=True, kw_only=True, tag="remoteid"):
    """Captures are streamed (pcap or pcapng over TCP, as `tcpdump -w - | nc` does)."""


AnyGateway = SapientGateway | RemoteIdGateway


class OutboundSection(Section, frozen=True, kw_only=True, tag_field="kind"):
    """One feed that leaves the node by another standard: a destination of release, like a partner.

    Attributes:
        node: Id under which policies, markings and the decision log know the receiver.
        country: Its side.
        simulated: It may be told simulated records.
    """

    node: str
    country: Country
    simulated: bool = False

    @property
    def kind(self) -> str:
        """Which standard it speaks."""
        return str(self.__struct_config__.tag)


class DialledOutbound(OutboundSection, frozen=True, kw_only=True):
    """A receiver that this node dials over TCP.

    Attributes:
        host: Address of the receiver.
        port: Port of the receiver.
        authority: PEM file of who vouches for the receiver's certificate; with it the connection is TLS.
        certificate: PEM file that this node shows.
        key: PEM file of its key.
    """

    host: str
    port: Annotated[int, msgspec.Meta(ge=1, le=65535)]
    authority: str | None = None
    certificate: str | None = None
    key: str | None = None


class SapientOutbound(DialledOutbound, frozen=True, kw_only=True, tag="sapient"):
    """This node registers as a fusion node with a parent (BSI Flex 335 v2, TCP)."""


class TakOutbound(DialledOutbound, frozen=True, kw_only=True, tag="tak"):
    """This node is a client of a TAK server (Cursor on Target, XML or TAK protocol version 1)."""


AnyOutbound = SapientOutbound | TakOutbound
