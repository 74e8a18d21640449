"""What cannot be undone is confirmed by typing the partner's id."""

from lindero.console.errors import NotConfirmed


def require_typed(typed: str | None, partner: str | None) -> None:
    """The person typed the id of the partner that the act is about.

    Raises:
        NotConfirmed: They did not, or no partner was named.
    """
    if partner is None or typed != partner:
        raise NotConfirmed(partner=partner or "-")
