"""The policy in force, and one destination per partner under it; a changed policy file takes effect within a second."""

from pathlib import Path

import structlog

from lindero.exchange.release.destination import Destination
from lindero.exchange.release.partner import Partner, Sender
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
    """Loads the policy file, and again when it changes; a policy that cannot be loaded leaves the last one in force."""

    def __init__(self, folder: Path, config: Config, keys: Keys) -> None:
        self._path = folder / config.policy
        self._config = config
        self._keys = keys
        self._stamp: tuple[int, int] | None = None
        self._destinations: dict[str, Destination] = {}
        self.policy = self._load()

    def _load(self) -> Policy:
        if not self._path.is_file():
            raise NoPolicy(file=str(self._path))
        status = self._path.stat()
        self._stamp = (status.st_mtime_ns, status.st_size)
        areas = frozenset(self._config.area)
        return load_policy(self._path.read_text(encoding="utf-8"), self._path.name, areas=areas)

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

    def destination(self, partner: Identity) -> Destination:
        """The way out to a partner under the policy in force."""
        known = self._destinations.get(partner.node)
        if known is None:
            known = self._destinations[partner.node] = self._destination(partner)
        return known

    def _destination(self, partner: Identity) -> Destination:
        return Destination(
            partner=Partner(
                node=partner.node, country="USA" if partner.country == "USA" else "MEX", simulated=partner.simulated
            ),
            sender=Sender(node=self._config.node_id, authorities=frozenset(self._config.authorities)),
            policy=self.policy,
            token=lambda sensor: self._keys.token(partner.node, sensor),
        )
