"""The alert rules in force: the node's file, read again when it changes; a bad one leaves the last in force."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import structlog

from lindero.console.ports import RulesInForce
from lindero.kernel.clock import SECOND_NS, Clock, Instant
from lindero.kernel.errors import Language, LocalError, Words
from lindero.model.airspace import Area, Track
from lindero.model.alerts import Alert
from lindero.model.ports import Records
from lindero.node.rehearsing import first_since
from lindero.operations.alerts.errors import BadRules
from lindero.operations.alerts.rehearsal import AlertRehearsal, AlertsRehearsed
from lindero.operations.alerts.rule_file import parse_rules
from lindero.operations.alerts.rule_set import RuleSet

_log = structlog.get_logger("lindero.alerts")

PAGE = 1000


class AlertRules:
    """Loads the file of the rules.

    Args:
        path: The file; where there is none, the built-in rules are in force.
        areas: Named areas of node.toml.

    Attributes:
        rules: In force.
        error: Why the newest file is not in force.
    """

    def __init__(self, path: Path, areas: Mapping[str, Area]) -> None:
        self._path = path
        self._areas = dict(areas)
        self._stamp: tuple[int, int] | None = None
        self.rules = RuleSet()
        self.error: LocalError | None = None
        self.refresh()

    def refresh(self) -> bool:
        """Take over a changed file; tells whether other rules are in force now."""
        try:
            status = self._path.stat()
            stamp = (status.st_mtime_ns, status.st_size)
        except FileNotFoundError:
            stamp = None
        if stamp == self._stamp:
            return False
        self._stamp = stamp
        try:
            rules = RuleSet() if stamp is None else load_rules(self._path, self._areas)
        except LocalError as why:
            self.error = why
            _log.error("alert-rules-not-loaded", file=str(self._path), why=str(why))
            return False
        self.rules, self.error = rules, None
        _log.info("alert-rules-in-force", file=self._path.name, version=rules.version)
        return True

    def view(self) -> RulesInForce:
        """What is in force, for people."""
        error: dict[Language, str] | None = None
        if self.error is not None:
            error = {"en": self.error.text("en"), "es": self.error.text("es")}
        file = self.rules.file
        return RulesInForce(
            file=self._path.name if self._path.is_file() else None,
            version=file.version,
            rules=len(file.rule),
            quiet=len(file.quiet),
            error=error,
        )


def load_rules(path: Path, areas: Mapping[str, Area]) -> RuleSet:
    """The rules of a file.

    Raises:
        BadRules: They cannot be used; the line is named.
    """
    return rules_of(path.read_bytes(), path.name, areas)


def rules_of(body: bytes, name: str, areas: Mapping[str, Area]) -> RuleSet:
    """The rules of a file's bytes.

    Raises:
        BadRules: They cannot be used; the line is named.
    """
    try:
        text = body.decode()
    except UnicodeDecodeError as why:
        line = body[: why.start].count(b"\n") + 1
        raise BadRules(file=name, line=line, why=Words("not UTF-8", "no es UTF-8")) from None
    return RuleSet(parse_rules(text, name, areas), dict(areas))


def rehearse_alerts(records: Records, rules: RuleSet, since_s: int, clock: Clock) -> AlertsRehearsed:
    """What rules would have raised from the own tracks of the last `since_s` seconds, beside what was raised."""
    start = Instant(clock.now() - since_s * SECOND_NS)
    rehearsal = AlertRehearsal(rules)
    place = first_since(records, "track", start)
    while page := records.after("track", place, PAGE):
        for _, record in page:
            if isinstance(record, Track):
                rehearsal.take(record)
        place = page[-1][0]
    raised: list[Any] = []
    place = first_since(records, "alert", start)
    while page := records.after("alert", place, PAGE):
        raised += [record for _, record in page if isinstance(record, Alert)]
        place = page[-1][0]
    return rehearsal.result(raised)
