"""Labels: what persons take tracks for. Each node's newest counts; a machine's classification stays beside it."""

from collections.abc import Iterable

from lindero.kernel.clock import Clock
from lindero.kernel.entropy import Entropy
from lindero.kernel.ids import DeskId, NodeId
from lindero.model.about_tracks import Label, TrackLabel
from lindero.model.ports import Records
from lindero.operations.picture.objects import Name
from lindero.operations.track_desk.errors import NotLabelled
from lindero.operations.track_desk.subject import Subject, header, marking_about

LABELS_READ = 10_000


def standing_labels(labels: Iterable[Label], node: NodeId) -> dict[Name, tuple[Label, ...]]:
    """The labels that stand on each track, the own node's first, then by the time at which they were given.

    Of each node the newest counts, by the instant of writing and then by id; one taken back stands no more.
    """
    newest: dict[tuple[NodeId, Name], Label] = {}
    for label in sorted(labels, key=lambda one: (one.recorded_at, one.id)):
        newest[label.origin, (label.track_origin, label.track)] = label
    found: dict[Name, tuple[Label, ...]] = {}
    for (_, name), label in sorted(newest.items(), key=lambda item: (item[0][0] != node, -item[1].recorded_at)):
        if not label.withdrawn:
            found[name] = (*found.get(name, ()), label)
    return found


class LabelDesk:
    """Labels of one node. Call it from the store's thread."""

    def __init__(self, node: NodeId, records: Records, clock: Clock, entropy: Entropy) -> None:
        self._node = node
        self._records = records
        self._clock = clock
        self._entropy = entropy

    def give(self, subject: Subject, label: TrackLabel, desk: DeskId) -> Label | None:
        """A person says what a track is; None where this node says so already."""
        before = self._own(subject)
        if before is not None and not before.withdrawn and before.label == label:
            return None
        return self._save(subject, label, desk, before, withdrawn=False)

    def take_back(self, subject: Subject, desk: DeskId) -> Label:
        """A person takes this node's label back.

        Raises:
            NotLabelled: There is none.
        """
        before = self._own(subject)
        if before is None or before.withdrawn:
            raise NotLabelled(track=subject.name[1])
        return self._save(subject, before.label, desk, before, withdrawn=True)

    def standing(self) -> dict[Name, tuple[Label, ...]]:
        """All labels that stand, by track."""
        records = self._records.of_kind("label", limit=LABELS_READ)
        return standing_labels((one for one in records if isinstance(one, Label)), self._node)

    def of(self, name: Name) -> tuple[Label, ...]:
        """The labels that stand on one track."""
        records = self._records.about(f"label:{name[0]}/{name[1]}")
        found = standing_labels((one for one in records if isinstance(one, Label)), self._node)
        return found.get(name, ())

    def _own(self, subject: Subject) -> Label | None:
        """This node's newest label on the object, under whichever of its names it was given; a standing one first."""
        found = [
            one
            for origin, number in subject.names
            for one in self._records.about(f"label:{origin}/{number}")
            if isinstance(one, Label) and one.origin == self._node
        ]
        newest = {
            (one.track_origin, one.track): one for one in sorted(found, key=lambda one: (one.recorded_at, one.id))
        }
        return max(newest.values(), key=lambda one: (not one.withdrawn, one.recorded_at), default=None)

    def _save(
        self, subject: Subject, label: TrackLabel, desk: DeskId, before: Label | None, *, withdrawn: bool
    ) -> Label:
        name = subject.name if before is None else (before.track_origin, before.track)
        record = Label(
            **header(self._node, self._clock.now(), self._entropy),
            marking=marking_about(subject.lead, self._node),
            supersedes=before.id if before else None,
            track_origin=name[0],
            track=name[1],
            label=label,
            desk=desk,
            withdrawn=withdrawn,
        )
        self._records.save([record], own=True)
        return record
