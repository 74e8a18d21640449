"""The desks of one node beside the alerts': declarations, labels, questions, hand-overs. Used in the store's thread."""

from lindero.kernel.clock import Clock
from lindero.kernel.entropy import Entropy
from lindero.kernel.ids import NodeId
from lindero.model.ports import Records
from lindero.operations.declaring.desk import DeclarationDesk
from lindero.operations.track_desk.handover import HandOverDesk, Neighbours
from lindero.operations.track_desk.labels import LabelDesk
from lindero.operations.track_desk.queries import QueryDesk


class Desks:
    """What persons declare, and what they say of tracks.

    Attributes:
        declaring: Declared flights and airspace notices.
        labels: What tracks are taken for.
        queries: Whose tracks are.
        handovers: Who holds tracks.
    """

    def __init__(
        self,
        node: NodeId,
        side: str,
        *,
        simulated: bool,
        records: Records,
        neighbours: Neighbours,
        clock: Clock,
        entropy: Entropy,
    ) -> None:
        self.declaring = DeclarationDesk(node, side, simulated=simulated, records=records, clock=clock, entropy=entropy)
        self.labels = LabelDesk(node, records, clock, entropy)
        self.queries = QueryDesk(node, records, clock, entropy)
        self.handovers = HandOverDesk(node, records, neighbours, clock, entropy)
