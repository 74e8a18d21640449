"""The sections of node.toml for feeds: what comes in (`[gateway.NAME]`), what leaves (`[outbound.NAME]`).

Each kind is one struct, whose tag is its `kind`: a new kind adds its struct here and its name to the union below, and
its making in `gateways.py` or `outbound.py`.
"""

from typing import Annotated, Literal

import msgspec

from lindero.model.marking import Marking

Country = Literal["USA", "MEX"]
Port = Annotated[int, msgspec.Meta(ge=0, le=65535)]
Url = Annotated[str, msgspec.Meta(pattern=r"\Ahttps?://[^\s]+\Z")]


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


class ReadGateway(GatewaySection, frozen=True, kw_only=True):
    """A feed that this node reads from a receiver or broker of others.

    Attributes:
        authority: PEM file of who vouches for its certificate; with it a TCP connection is TLS.
        messages_per_s: Positions that it may send. [1/s]
        capture: Folder in which every byte that comes in is kept, a file for each start; None keeps none.
    """

    authority: str | None = None
    messages_per_s: Annotated[float, msgspec.Meta(ge=1.0, le=100_000.0)] = 500.0
    capture: str | None = None


class AdsbGateway(ReadGateway, frozen=True, kw_only=True, tag="adsb"):
    """A receiver of ADS-B is read: readsb, dump1090 and those that speak as they do.

    Attributes:
        format: `json`: aircraft.json, by `url` or `file`; `sbs`: BaseStation lines, usually port 30003; `beast`: Beast,
            usually port 30005.
        host: Address of the receiver, for `sbs` and `beast`.
        port: Its port.
        url: Address of its aircraft.json, for `json`.
        file: Path of its aircraft.json on this machine, for `json`.
        period_s: Pause between two readings of aircraft.json. [s]
    """

    format: Literal["json", "sbs", "beast"]
    host: str | None = None
    port: Port | None = None
    url: Url | None = None
    file: str | None = None
    period_s: Annotated[float, msgspec.Meta(ge=0.2, le=60.0)] = 1.0

    def __post_init__(self) -> None:
        given = sum(key is not None for key in (self.url, self.file))
        if self.format == "json" and given != 1:
            raise ValueError('format "json" needs exactly one of `url` and `file`')
        if self.format != "json" and (self.host is None or not self.port):
            raise ValueError(f'format "{self.format}" needs `host` and `port`')


AnyGateway = SapientGateway | RemoteIdGateway | AdsbGateway


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
