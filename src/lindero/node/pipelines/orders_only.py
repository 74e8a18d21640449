"""Publishing while no record may leave: control messages only, such as recalls and receipts of erasure."""

from lindero.node.pipelines.publish import Publisher


class OrdersOnly(Publisher):
    """Decides nothing: own records wait where they are."""

    def due_at(self) -> int | None:
        """Nothing becomes due."""
        return None

    def _take_due(self, *_: object, **__: object) -> bool:
        return True

    def _take_approved(self, *_: object, **__: object) -> None:
        pass

    def _take_lane(self, *_: object, **__: object) -> bool:
        return True
