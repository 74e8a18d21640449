"""The rules that raise alerts, as data: what each demands of an object, its place and the hour. Pure.

A rule is met when everything that it names holds. What cannot be known (a height without its reference) is no reason
to stay silent: such a demand counts as met. Among the rules met the highest step is raised.
"""

from datetime import UTC, datetime, time
from operator import attrgetter
from typing import Annotated, Final, Literal
from zoneinfo import ZoneInfo

import msgspec

from lindero.kernel.clock import SECOND_NS
from lindero.model.airspace import Area, ObjectClass, Track
from lindero.model.alerts import AlertStep
from lindero.model.place import Position
from lindero.operations.alerts.stand import RANK
from lindero.operations.picture.assessment import TrackAssessment

HARMLESS: Final = frozenset({"bird", "balloon", "crewed", "ground"})
"""Classes that raise no alert unless a rule names them."""

_HOURS: Final = r"\A([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]\Z"
_NAME: Final = r"\A[a-z0-9][a-z0-9-]{0,39}\Z"
Name = Annotated[str, msgspec.Meta(pattern=_NAME)]
Hours = Annotated[str, msgspec.Meta(pattern=_HOURS)]
Share = Annotated[float, msgspec.Meta(ge=0.0, le=1.0)]
HeightAbove = Literal["ellipsoid", "sea", "ground"]


class _Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Unknown keys are refused everywhere."""


class Rule(_Table, frozen=True, kw_only=True):
    """What raises an alert of one step.

    Attributes:
        id: Name of the rule; it stands in the alerts that it raised.
        step: Step that it raises.
        watch: The least that the watch over the line must say; `none` demands nothing of it.
        zone: Named area that the object is in.
        side: Side of the line that it is on.
        classes: Classes that it may be; without them, all but bird, balloon, crewed aircraft and ground vehicle.
        probability: Least probability of those classes together.
        p_cross: Least probability that it crosses within 60 s.
        lead_time_s: The crossing is expected within this. [s]
        lowest_m: Least height. [m]
        highest_m: Greatest height. [m]
        height: What heights are above: ellipsoid, sea or ground.
        hours: When it is in force, such as `20:00-06:00`.
        time_zone: Of those hours.
    """

    id: Name
    step: AlertStep
    watch: Literal["none", "attention", "warning", "incursion"] = "none"
    zone: Name | None = None
    side: Literal["own", "other"] | None = None
    classes: tuple[ObjectClass, ...] | None = None
    probability: Share = 0.5
    p_cross: Share | None = None
    lead_time_s: Annotated[float, msgspec.Meta(gt=0.0, le=600.0)] | None = None
    lowest_m: float | None = None
    highest_m: float | None = None
    height: HeightAbove = "ellipsoid"
    hours: Hours | None = None
    time_zone: str = "UTC"


class Quiet(_Table, frozen=True, kw_only=True):
    """An area where no attention and no warning is raised. An incursion always is.

    Attributes:
        id: Name.
        zone: Named area.
        classes: Only objects that are most probably one of these; without them, all.
        highest_m: Only up to this height. [m]
        height: What the height is above.
        hours: Only then, such as `08:00-18:00`.
        time_zone: Of those hours.
    """

    id: Name
    zone: Name
    classes: tuple[ObjectClass, ...] | None = None
    highest_m: float | None = None
    height: HeightAbove = "ellipsoid"
    hours: Hours | None = None
    time_zone: str = "UTC"


class RuleFile(_Table, frozen=True, kw_only=True):
    """The whole file.

    Attributes:
        version: Raised by whoever edits it; alerts name it.
        rule: Rules.
        quiet: Quiet areas.
        zone: Named areas.
    """

    version: Annotated[int, msgspec.Meta(ge=1)]
    rule: tuple[Rule, ...]
    quiet: tuple[Quiet, ...] = ()
    zone: dict[Name, Area] = {}


BUILT_IN: Final = RuleFile(
    version=1,
    rule=(
        Rule(id="across", step="incursion", watch="incursion"),
        Rule(id="will-cross", step="warning", watch="warning"),
        Rule(id="approaches", step="attention", watch="attention"),
    ),
)
"""What a node goes by that has no file: the two-step rule of the watch over the line."""


class Raised(msgspec.Struct, frozen=True):
    """What the rules make of an object.

    Attributes:
        step: Step to raise.
        rule: Rule and version that says so.
    """

    step: AlertStep
    rule: str


class RuleSet:
    """Rules that are ready to be asked.

    Args:
        file: The rules; every zone that they name must be in it or in `areas`, and every time zone known.
        areas: Further named areas, those of node.toml.
    """

    def __init__(self, file: RuleFile = BUILT_IN, areas: dict[str, Area] | None = None) -> None:
        self.file = file
        self._zones = {**(areas or {}), **file.zone}
        self._rules = sorted(file.rule, key=lambda rule: -RANK[rule.step])

    @property
    def version(self) -> int:
        """Of the file."""
        return self.file.version

    def raised_by(self, assessment: TrackAssessment) -> Raised | None:
        """The highest step whose rule is met; the earlier rule of two with one step."""
        seen = _Seen(assessment)
        for rule in self._rules:
            if self._meets(rule, seen) and not (rule.step != "incursion" and self._is_quiet(seen)):
                return Raised(rule.step, f"{rule.id}@{self.version}")
        return None

    def _meets(self, rule: Rule, seen: "_Seen") -> bool:
        said = seen.assessment
        if rule.watch != "none" and seen.watch_rank < RANK[rule.watch]:
            return False
        if seen.share_of(rule.classes) < rule.probability:
            return False
        if rule.p_cross is not None and said.p_cross < rule.p_cross:
            return False
        times = said.time_to_cross_s
        if rule.lead_time_s is not None and (times is None or times[1] > rule.lead_time_s):
            return False
        if rule.side is not None and seen.side != rule.side:
            return False
        return self._is_there(rule, seen, rule.lowest_m)

    def _is_quiet(self, seen: "_Seen") -> bool:
        return any(
            (quiet.classes is None or seen.most_probable in quiet.classes) and self._is_there(quiet, seen, None)
            for quiet in self.file.quiet
        )

    def _is_there(self, named: Rule | Quiet, seen: "_Seen", lowest_m: float | None) -> bool:
        """Whether an object is in the zone, between the heights, within the hours."""
        if named.zone is not None and not is_inside(seen.assessment.track.position, self._zones[named.zone]):
            return False
        if named.hours is not None and not _is_within(named.hours, named.time_zone, seen.assessment.track.observed_at):
            return False
        height_m = height_of(seen.assessment.track.position, named.height)
        if height_m is None:
            return True
        return (lowest_m is None or height_m >= lowest_m) and (named.highest_m is None or height_m <= named.highest_m)


class _Seen:
    """An assessment, with what several rules ask of it computed once."""

    def __init__(self, assessment: TrackAssessment) -> None:
        self.assessment = assessment
        said = watch_of(assessment)
        self.watch_rank = 0 if said is None else RANK[said]

    @property
    def side(self) -> str | None:
        distance_m = self.assessment.track.distance_to_line_m
        return None if distance_m is None else "own" if distance_m >= 0.0 else "other"

    @property
    def most_probable(self) -> ObjectClass | None:
        classes = self.assessment.track.classes
        return max(classes, key=attrgetter("probability")).object_class if classes else None

    def share_of(self, classes: tuple[ObjectClass, ...] | None) -> float:
        """Probability of these classes together; of what nothing is known, 1 for the usual ones and 0 for others."""
        track = self.assessment.track
        if classes is None:
            return drone_share(track)
        return sum(c.probability for c in track.classes if c.object_class in classes)


def drone_share(track: Track) -> float:
    """Probability that the object is none of the harmless classes.

    Silence is no evidence against a drone: an object that nothing is known of has probability 1.
    """
    return 1.0 - sum(c.probability for c in track.classes if c.object_class in HARMLESS)


def watch_of(assessment: TrackAssessment) -> AlertStep | None:
    """The highest that the watch over the line says."""
    if assessment.incursion:
        return "incursion"
    if assessment.warned:
        return "warning"
    return "attention" if assessment.attention else None


def is_inside(position: Position, area: Area) -> bool:
    """Whether a position lies within the ring of an area: rays to the east cross an odd number of its sides.

    Sides are straight in longitude and latitude, as maps draw them; here, and not by shapely, because whoever only
    lists alerts should not wait for it.
    """
    inside = False
    x, y = position.lon_deg, position.lat_deg
    ring = area.ring
    for (x1, y1), (x2, y2) in zip(ring, (*ring[1:], ring[0]), strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def height_of(position: Position, above: HeightAbove) -> float | None:
    """The height above what a rule names; None where the position does not have it. [m]."""
    match above:
        case "ellipsoid":
            return position.altitude_hae_m
        case "sea":
            return position.altitude_msl_m
        case "ground":
            return position.height_agl_m


def _is_within(hours: str, time_zone: str, at: int) -> bool:
    """Whether an instant [ns UTC] lies within hours such as `20:00-06:00`, the first included, the last not."""
    zone = UTC if time_zone == "UTC" else ZoneInfo(time_zone)
    now = datetime.fromtimestamp(at // SECOND_NS, UTC).astimezone(zone).time()
    begins, ends = (time.fromisoformat(text) for text in hours.split("-"))
    return begins <= now < ends if begins <= ends else now >= begins or now < ends
