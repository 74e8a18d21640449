"""What is wrong with a node's folder, or will be: findings for `lindero doctor`."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, Literal

import msgspec

from lindero.exchange.log.recall_ports import Demands
from lindero.exchange.release.policy import load_policy
from lindero.kernel.clock import Clock, format_instant
from lindero.kernel.errors import LinderoError
from lindero.kernel.ids import NodeId
from lindero.model.pairing import Pairing
from lindero.node.certificate_ends import Urgency, endings_of
from lindero.node.config import Config, load_config
from lindero.node.folder import Folder
from lindero.node.keys import KEY_NAMES, tls_certificate
from lindero.node.peers.clocks import SKEW_MS
from lindero.partners.pairing_states import STATES
from lindero.partners.standing import held_back, outstanding
from lindero.store.sqlite.store import SqliteStore, open_reader

NAMED_RECALLS: Final = 20
"""Unanswered recalls that are named by their place."""

_TURNED_AWAY_ES = {
    "certificate": "sin certificado vinculado",
    "no-tls": "sin TLS 1.3",
    "slow": "fuera de tiempo",
    "crowded": "demasiadas a la vez",
}


_URGENCY: Final[dict[Urgency, Literal["ok", "warning", "problem"]]] = {
    "ok": "ok",
    "soon": "warning",
    "week": "warning",
    "day": "problem",
    "ended": "problem",
}


class Finding(msgspec.Struct, frozen=True):
    """One thing that was looked at."""

    level: Literal["ok", "warning", "problem"]
    en: str
    es: str


def check_node(path: Path, clock: Clock) -> Iterator[Finding]:
    """Everything that can be told without the node's help.

    Raises:
        NotANode, BadConfiguration: There is nothing to look at.
    """
    config = load_config(path)
    yield Finding(
        "ok", f"node {config.node.id}, side {config.node.side}", f"nodo {config.node.id}, lado {config.node.side}"
    )
    yield from _check_policy(path, config)
    yield from _check_feeds(config)
    with open_reader(Folder(path).database) as store:
        yield from _check_accounts(config, store)
        yield from _check_partners(store, clock)
        yield from _check_keys(path, config, store, clock)
        yield from _check_quarantine(store)


def check_running(status: dict[str, Any]) -> Iterator[Finding]:
    """What only the running node knows, from its status."""
    for link in status["links"]:
        partner, offset_ms = link["partner"], link["clock_offset_ms"]
        if link["clock_skewed"]:
            seconds = f"{offset_ms / 1e3:+.1f} s"
            yield Finding(
                "warning",
                f"{partner}: its clock stands {seconds} from this node's; check both nodes' time synchronisation",
                f"{partner}: su reloj difiere {seconds} del de este nodo; revise la sincronización de ambos nodos",
            )
        if link["partner_standing"] == "suspended":
            yield Finding(
                "warning",
                f"{partner}: it has suspended sharing: no record of it comes before it resumes; call its desk",
                f"{partner}: suspendió el intercambio: no llega ningún registro suyo hasta que lo reanude; llámelo",
            )
        if link["heartbeat_overdue"]:
            yield Finding(
                "warning",
                f"{partner}: connected, but no heartbeat for two hours: it commits to no decisions; call its desk",
                f"{partner}: conectado y sin latido desde hace dos horas: no compromete decisiones; llame a la guardia",
            )
        if link["problem"] is not None:
            yield Finding(
                "warning",
                f"{partner}: {link['state']}, {link['problem']} (docs/reference/errors.md)",
                f"{partner}: {link['state']}, {link['problem']} (docs/reference/errors.md)",
            )
    for why, count in sorted(status["turned_away"].items()):
        yield Finding(
            "warning",
            f"link port: {count} connections turned away ({why})",
            f"puerto del enlace: {count} conexiones rechazadas ({_TURNED_AWAY_ES[why]})",
        )


def _check_policy(path: Path, config: Config) -> Iterator[Finding]:
    file = path / config.policy
    try:
        policy = load_policy(file.read_text(encoding="utf-8"), file.name, areas=frozenset(config.area))
    except (OSError, LinderoError) as why:
        text = why.text("es") if isinstance(why, LinderoError) else str(why)
        yield Finding("problem", f"policy {file.name}: {why}", f"política {file.name}: {text}")
        return
    short = policy.version[:12]
    yield Finding(
        "ok",
        f"policy {file.name} {short}: {len(policy.rules)} rules",
        f"política {file.name} {short}: {len(policy.rules)} reglas",
    )


def _check_feeds(config: Config) -> Iterator[Finding]:
    for name, section in config.gateway.items():
        if section.marking is None:
            yield Finding(
                "warning",
                f"gateway.{name} has no marking: its records are kept and never released",
                f"gateway.{name} no tiene marcado: sus registros se guardan y nunca se comparten",
            )
        elif section.marking.simulated and not config.node.simulated:
            yield Finding(
                "warning",
                f"gateway.{name} is simulated, the node is not: its records stay here",
                f"gateway.{name} es simulada y el nodo no: sus registros se quedan aquí",
            )


def _check_accounts(config: Config, store: SqliteStore) -> Iterator[Finding]:
    for account in store.accounts.all():
        if not config.node.simulated and {"administrator", "watch-officer"} <= set(account.roles):
            yield Finding(
                "warning",
                f"account {account.name} is administrator and watch officer: give the roles to two persons",
                f"la cuenta {account.name} es administradora y oficial de guardia: dé los roles a dos personas",
            )


def _check_partners(store: SqliteStore, clock: Clock) -> Iterator[Finding]:
    pairings = store.pairings.all()
    if not pairings:
        yield Finding(
            "warning", "no partner is paired: lindero pair invite", "ningún socio vinculado: lindero pair invite"
        )
    for pairing in pairings:
        if pairing.partner is None:
            continue
        node = pairing.partner.node
        yield from _check_heartbeat(store, node)
        receipt = store.outbox.receipt(node)
        last = format_instant(receipt[2]) if receipt else "–"
        sent, got = store.outbox.head(node).size, store.mirror.head(node).size
        if pairing.state in ("ending", "ended"):
            yield from check_erasures(store.demands, node)
        yield Finding(
            "ok" if pairing.state == "active" else "warning",
            f"{node}: {pairing.state}, sent {sent}, received {got}, last receipt {last}",
            f"{node}: {STATES[pairing.state].es}, enviados {sent}, recibidos {got}, último acuse {last}",
        )


def check_erasures(demands: Demands, node: NodeId) -> Iterator[Finding]:
    """What a partner whose pairing ends, or has ended, has not erased, or not said so."""
    left = outstanding(demands, node)
    if left:
        entries = sum(len(demand.entries) for demand in left)
        named = ", ".join("–" if demand.index is None else str(demand.index) for demand in left[:NAMED_RECALLS])
        yield Finding(
            "warning",
            f"{node}: {len(left)} recalls ({entries} entries) are not answered; they stand in the own log at {named}",
            f"{node}: {len(left)} retiros ({entries} entradas) sin respuesta; están en la bitácora propia en {named}",
        )
    kept = held_back(demands, node)
    if kept:
        yield Finding(
            "warning",
            f"{node}: keeps {kept} recalled entries under a legal hold",
            f"{node}: conserva {kept} entradas retiradas bajo retención legal",
        )


def _check_heartbeat(store: SqliteStore, node: NodeId) -> Iterator[Finding]:
    """The clocks, as the partner's newest heartbeat tells them."""
    heard = store.heartbeats.heard(node)
    if heard is not None and abs(heard.skew_ms) > SKEW_MS:
        seconds, at = f"{-heard.skew_ms / 1e3:+.1f} s", format_instant(heard.at)
        yield Finding(
            "warning",
            f"{node}: at its heartbeat of {at} its clock stood {seconds} from this node's",
            f"{node}: en su latido de {at} su reloj difería {seconds} del de este nodo",
        )


def _check_keys(path: Path, config: Config, store: SqliteStore, clock: Clock) -> Iterator[Finding]:
    """Certificates that end, rotations that wait, key files that are not encrypted, and the recovery key."""
    files, pairings = Folder(path).keys, store.pairings.all()
    try:
        own = tls_certificate(files.file("tls").read_bytes())
    except (OSError, LinderoError) as why:
        yield Finding("problem", f"keys: {why}", f"llaves: {why.text('es') if isinstance(why, LinderoError) else why}")
        return
    for ending in endings_of(config.node_id, own, pairings, clock.now()):
        level = _URGENCY[ending.urgency]
        yield Finding(
            level,
            f"certificate of {ending.node}: {ending.days} days left",
            f"certificado de {ending.node}: quedan {ending.days} días",
        )
    for pairing in pairings:
        if pairing.offered and pairing.partner is not None:
            node = pairing.partner.node
            yield Finding(
                "problem",
                f"{node} offers new keys, by its recovery key: lindero pair rekey DIR --offered {node}",
                f"{node} ofrece llaves nuevas, por su llave de recuperación: lindero pair rekey DIR --offered {node}",
            )
    for name in KEY_NAMES:
        if files.file(name, coming=True).exists():
            who = ", ".join(_not_told(store, pairings)) or "…"
            yield Finding(
                "warning",
                f"{name} key: rotation under way, waiting for {who}",
                f"llave {name}: rotación en curso, en espera de {who}",
            )
    if not files.is_locked():
        yield Finding(
            "warning",
            "key files are not encrypted: lindero keys encrypt DIR",
            "llaves sin cifrar: lindero keys encrypt DIR",
        )
    if files.recovery() is None:
        yield Finding(
            "warning",
            "no recovery key: a stolen key cannot be replaced (lindero keys recovery-new)",
            "sin llave de recuperación: una llave robada no podrá reemplazarse (lindero keys recovery-new)",
        )


def _not_told(store: SqliteStore, pairings: Sequence[Pairing]) -> Iterator[NodeId]:
    """Partners whose log does not hold every own change of keys yet, or who have not receipted it."""
    for pairing in pairings:
        if pairing.partner is None or pairing.state == "ended":
            continue
        node = pairing.partner.node
        statements = {epoch.statement for epoch in pairing.own_keys}
        receipt = store.outbox.receipt(node)
        behind = (receipt[0] if receipt else 0) < store.outbox.head(node).size
        if behind or any(order.body in statements for order in store.orders.waiting(node, 1000)):
            yield node


def _check_quarantine(store: SqliteStore) -> Iterator[Finding]:
    for (source, code), count in sorted(store.quarantine.counts().items()):
        yield Finding("warning", f"{source}: {count} refused ({code})", f"{source}: {count} rechazados ({code})")
