"""A node's configuration: one TOML file, read once, into frozen structs. The only reader of the environment.

Unknown keys are errors that name the nearest known key. Paths are relative to the node's folder.
"""

import difflib
import os
import re
import tempfile
from pathlib import Path
from typing import Annotated, Any, Final, Literal, get_args, get_type_hints

import msgspec

from lindero.kernel.errors import Language
from lindero.kernel.ids import BadId, NodeId, parse_node_id
from lindero.model.airspace import Area
from lindero.model.desks import Phone
from lindero.model.named import struct_of
from lindero.node.errors import BadConfiguration, NotANode
from lindero.node.feed_sections import AnyGateway, AnyOutbound, Country, Port

CONFIG_NAME: Final = "node.toml"


class _Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Unknown keys are refused everywhere."""


class NodeSection(_Section, frozen=True, kw_only=True):
    """Who this node is.

    Attributes:
        id: `country.agency`.
        side: Country whose side of the line is the own one.
        simulated: A training node: simulated records may be sent to it.
        language: Language of its log messages to people, and of the console before somebody signs in.
    """

    id: str
    side: Country
    simulated: bool = False
    language: Language = "en"


class LinkSection(_Section, frozen=True, kw_only=True):
    """Where partners reach this node.

    Attributes:
        host: Address to listen on.
        port: Port to listen on.
        address: `host:port` that goes into pairing files; None when this node only dials.
        silence_s: A partner that says nothing for so long is given up, and dialled again; it is pinged three times
            in that time. One that connects has so long for TLS, and again for its hello. [s]
        proxy: `http://host:port` of an HTTP CONNECT proxy by which this node dials; None dials directly.
        proxy_credentials: File with `user:password` for it, mode 600.
        relays: Nodes whose records a partner may pass on to this one, by the partner's node id.
    """

    host: str = "127.0.0.1"
    port: Port = 7400
    address: str | None = None
    silence_s: Annotated[float, msgspec.Meta(ge=1.0, le=600.0)] = 15.0
    proxy: Annotated[str, msgspec.Meta(pattern=r"\Ahttp://(\[[0-9A-Fa-f:.]+\]|[^\s/@:]+):[0-9]{1,5}\Z")] | None = None
    proxy_credentials: str | None = None
    relays: dict[str, tuple[str, ...]] = {}


class ConsoleSection(_Section, frozen=True, kw_only=True):
    """Where people reach this node.

    Attributes:
        host: Loopback unless a certificate is given.
        port: Port to listen on.
        certificate: PEM file; with `key` it turns on TLS.
        key: PEM file.
    """

    host: str = "127.0.0.1"
    port: Port = 8400
    certificate: str | None = None
    key: str | None = None


class KeysSection(_Section, frozen=True, kw_only=True):
    """How the private keys are opened.

    Attributes:
        passphrase_file: File whose first line is the passphrase of the key files, such as a systemd credential. Without
            it and `passphrase_fd`, the node asks at the terminal.
        passphrase_fd: File descriptor that the passphrase is read from.
        renew_days: The link's certificate is renewed so many days before its end, and partners are told; 0 = never. [d]
        log: Where a new log key is made: in a file, or in a PKCS #11 token, which it never leaves.
        module: PKCS #11 library of the token.
        token: Label of the token.
        label: Label of the keys in it.
        pin_file: File whose first line is the PIN of the token's user.
    """

    passphrase_file: str | None = None
    passphrase_fd: Annotated[int, msgspec.Meta(ge=3)] | None = None
    renew_days: Annotated[int, msgspec.Meta(ge=0, le=1000)] = 60
    log: Literal["file", "pkcs11"] = "file"
    module: str | None = None
    token: str | None = None
    label: str = "lindero-log"
    pin_file: str | None = None


class PictureSection(_Section, frozen=True, kw_only=True):
    """How the air picture is made.

    Attributes:
        border: GeoJSON file of an official line; None is the committed one.
    """

    border: str | None = None


class WatchSection(_Section, frozen=True, kw_only=True):
    """How alerts are raised and answered, and how this node's watch is reached.

    Attributes:
        rules: File of the alert rules; without one, those that are built in.
        answer_s: An alert is to be acknowledged within this; then it becomes louder, after twice that it goes to the
            next desk, after three times to the telephone. [s]
        desks: Own desks in the order in which an alert calls them; those that are not named come after them.
        phone: Telephone of the desk on duty: goes to partners as the contact card.
        second_phone: Another one.
        radio: Radio channel or call sign.
        languages: What is spoken there.
    """

    rules: str = "alerts.toml"
    answer_s: Annotated[float, msgspec.Meta(ge=1.0, le=3600.0)] = 30.0
    desks: tuple[str, ...] = ()
    phone: Phone | None = None
    second_phone: Phone | None = None
    radio: Annotated[str, msgspec.Meta(max_length=80)] | None = None
    languages: tuple[Literal["es", "en"], ...] = ()


class TestSection(_Section, frozen=True, kw_only=True):
    """For fault tests only.

    Attributes:
        kill_at: Named place (`store.fault`, `node.peers`) at which the process kills itself.
        kill_after: How often it passes that place before.
    """

    kill_at: str | None = None
    kill_after: int = 0


class Config(_Section, frozen=True, kw_only=True):
    """The whole file.

    Attributes:
        node: Who this node is.
        link: Where partners reach it.
        console: Where people reach it.
        keys: How the private keys are opened.
        gateway: Feeds by name.
        outbound: Feeds that leave the node, by name.
        area: Named areas that policies may ask for.
        picture: How the air picture is made.
        watch: How alerts are raised and answered.
        test: For fault tests only.
        policy: File of the release policy.
        authorities: Ids of the legal bases in force.
    """

    node: NodeSection
    link: LinkSection = LinkSection()
    console: ConsoleSection = ConsoleSection()
    keys: KeysSection = KeysSection()
    gateway: dict[str, AnyGateway] = {}
    outbound: dict[str, AnyOutbound] = {}
    area: dict[str, Area] = {}
    picture: PictureSection = PictureSection()
    watch: WatchSection = WatchSection()
    test: TestSection = TestSection()
    policy: str = "policy.cedar"
    authorities: tuple[str, ...] = ()

    @property
    def node_id(self) -> NodeId:
        """Own id."""
        return NodeId(self.node.id)


def _known_keys(kind: Any) -> set[str]:  # noqa: ANN401 — annotations have no common type
    """Keys of a struct, and of every struct that its fields hold."""
    if not (isinstance(kind, type) and issubclass(kind, msgspec.Struct)):
        return {key for arm in get_args(kind) for key in _known_keys(arm)}
    hints = get_type_hints(kind)
    return set(kind.__struct_fields__).union(*(_known_keys(hint) for hint in hints.values()))


def _explain(why: str, file: str) -> BadConfiguration:
    """The error, with the nearest known key when one is unknown."""
    unknown = re.search(r"unknown field `([^`]+)`", why)
    near = difflib.get_close_matches(unknown[1], sorted(_known_keys(Config)), n=1) if unknown else []
    hint_en = f" Did you mean {near[0]!r}?" if near else ""
    hint_es = f" ¿Quiso decir {near[0]!r}?" if near else ""
    return BadConfiguration(file=file, why=why, hint_en=hint_en, hint_es=hint_es)


def parse_config(text: str, file: str = CONFIG_NAME) -> Config:
    """Configuration of a TOML text.

    Raises:
        BadConfiguration: Not TOML, a key unknown, missing or out of range; it says which and where.
    """
    try:
        config = struct_of(msgspec.toml.decode(text), Config)
        for node in (config.node.id, *(section.node for section in config.outbound.values())):
            parse_node_id(node)
    except (msgspec.DecodeError, BadId) as why:
        raise _explain(str(why), file) from None
    if config.console.host not in ("127.0.0.1", "::1", "localhost") and not config.console.certificate:
        raise _explain("console.host is not loopback, and console.certificate is missing: that needs TLS", file)
    if config.keys.log == "pkcs11" and None in (config.keys.module, config.keys.token, config.keys.pin_file):
        raise _explain('keys.log is "pkcs11", and one of keys.module, keys.token and keys.pin_file is missing', file)
    return config


def load_config(folder: Path) -> Config:
    """Configuration of a node's folder.

    Raises:
        NotANode: There is no node.toml.
        BadConfiguration: It cannot be used.
    """
    path = folder / CONFIG_NAME
    if not path.is_file():
        raise NotANode(folder=str(folder))
    return parse_config(path.read_text(encoding="utf-8"), str(path))


def language_of_environment() -> Language:
    """The user's language: LINDERO_LANGUAGE, else the locale; English unless it says Spanish."""
    for name in ("LINDERO_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return "es" if value.lower().startswith("es") else "en"
    return "en"


def cache_folder() -> Path:
    """Where compiled kernels are kept between starts: XDG_CACHE_HOME, else ~/.cache, else the temporary folder."""
    if given := os.environ.get("XDG_CACHE_HOME"):
        return Path(given) / "lindero"
    home = os.environ.get("HOME")
    return (Path(home) / ".cache" if home else Path(tempfile.gettempdir())) / "lindero"


def operating_system_user() -> int:
    """User id of this process."""
    return os.getuid()
