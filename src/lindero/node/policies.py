"""The policy in force, and one destination per partner under it; a changed policy file takes effect within a second."""

from pathlib import Path

import structlog

from lindero.exchange.release.attributes import WayOut
from lindero.exchange.release.destination import Destination
from lindero.exchange.release.errors import PolicySyntax
from lindero.exchange.release.partner import Country, Partner, Sender
from lindero.exchange.release.policy import Policy, load_policy
from lindero.kernel.errors import LinderoError, LocalError
from lindero.model.pairing import Identity
from lindero.node.config import Config
from lindero.node.keys import Keys

_log = structlog.get_logger("lindero.release")


class NoPolicy(LocalError):
    """The policy file of node.toml is missing."""

    code = "policy.missing"
    en, es = "There is no policy file {file}.", "No existe el archivo de política {file}."
    remedy_en = 'Name it in node.toml as policy = "policy.cedar"; docs/howto/write-a-release-policy.md shows one.'
    remedy_es = 'Indíquelo en node.toml: policy = "policy.cedar"; vea docs/howto/escribir-una-politica.md.'


class Policies:
    """Loads the policy file, and again when it changes; a policy that cannot be loaded leaves the last one in force.

    Args:
        folder: Of the node.
        config: Of the node.
        keys: For the tokens of sensors.
        policy: To be used instead of the file's, as in a rehearsal.
    """

    def __init__(self, folder: Path, config: Config, keys: Keys, policy: Policy | None = None) -> None:
        self._path = folder / config.policy
        self._config = config
        self._keys = keys
        self._stamp: tuple[int, int] | None = None
        self._destinations: dict[tuple[str, WayOut], Destination] = {}
        self.policy = policy or self._load()

    def _load(self) -> Policy:
        if self._path.is_file():
            status = self._path.stat()
            self._stamp = (status.st_mtime_ns, status.st_size)
        return load_policy_file(self._path, self._config)

    def refresh(self) -> None:
        """Take over a changed file; what is wrong with it is logged, and the policy in force stays."""
        try:
            status = self._path.stat()
            if (status.st_mtime_ns, status.st_size) == self._stamp:
                return
            self.policy = self._load()
        except (OSError, LinderoError) as why:
            _log.error("policy-not-loaded", file=str(self._path), why=str(why))
            return
        self._destinations.clear()
        _log.info("policy-in-force", file=self._path.name, version=self.policy.version)

    def destination(self, partner: Identity, way_out: WayOut = "link") -> Destination:
        """A way out to a partner under the policy in force."""
        country: Country = "USA" if partner.country == "USA" else "MEX"
        return self.destination_to(Partner(node=partner.node, country=country, simulated=partner.simulated), way_out)

    def destination_to(self, partner: Partner, way_out: WayOut) -> Destination:
        """A way out to anybody under the policy in force."""
        known = self._destinations.get((partner.node, way_out))
        if known is None:
            known = self._destinations[partner.node, way_out] = self._destination(partner, way_out)
        return known

    def _destination(self, partner: Partner, way_out: WayOut) -> Destination:
        return Destination(
            partner=partner,
            sender=Sender(node=self._config.node_id, authorities=frozenset(self._config.authorities)),
            policy=self.policy,
            token=lambda sensor: self._keys.token(partner.node, sensor),
            way_out=way_out,
        )


def load_policy_file(path: Path, config: Config) -> Policy:
    """The policy of a file, with the areas of a node.

    Raises:
        NoPolicy: There is no such file.
        LocalError: One of `exchange.release.errors`.
    """
    if not path.is_file():
        raise NoPolicy(file=str(path))
    return parse_policy(path.read_bytes(), path.name, config)


def parse_policy(body: bytes, name: str, config: Config) -> Policy:
    """The policy of a file's bytes, with the areas of a node.

    Raises:
        LocalError: One of `exchange.release.errors`.
    """
    try:
        text = body.decode()
    except UnicodeDecodeError as why:
        line = body[: why.start].count(b"\n") + 1
        raise PolicySyntax(policy=name, line=line, why="not UTF-8, no es UTF-8") from None
    return load_policy(text, name, areas=frozenset(config.area))
