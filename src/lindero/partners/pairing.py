"""Pairing: three files travel, two persons read forty digits to each other, and only then a link may come up.

The inviting side makes an invitation; the other accepts it; the inviting side finishes with the acceptance, the other
with the finish file. Each finish takes the digits that the other person read aloud. Files may travel by any way: the
digits are what a meddler cannot forge. Format of the files: spec/pairing.md.
"""

from collections.abc import Callable, Sequence

import msgspec

from lindero.exchange.envelope.digits import pairing_digits, require_digits
from lindero.exchange.envelope.keys import Signer
from lindero.exchange.envelope.pairing_files import (
    open_acceptance,
    open_finish,
    open_invitation,
    seal_acceptance,
    seal_finish,
    seal_invitation,
)
from lindero.kernel.clock import Clock
from lindero.kernel.ids import NodeId
from lindero.model.pairing import Identity, Pairing
from lindero.model.ports import Pairings
from lindero.partners.errors import AlreadyPaired, NoInvitation, NothingToFinish
from lindero.partners.pairing_states import STATES

NewIdentity = Callable[[], Identity]
"""The own public half with a fresh log id: every pairing has a log of its own."""


class PairingDesk:
    """The ceremony, from one side.

    Args:
        new_identity: Makes the own half of a pairing.
        log_key: Signs the files.
        pairings: Where they are kept.
        clock: Says when they were confirmed.
        older: Own log keys that invitations may still be signed with.
        set_aside: Makes room where an earlier pairing with the partner is over.
    """

    def __init__(
        self,
        new_identity: NewIdentity,
        log_key: Signer,
        pairings: Pairings,
        clock: Clock,
        older: Sequence[Signer] = (),
        set_aside: Callable[[NodeId], None] = lambda partner: None,
    ) -> None:
        self._new_identity = new_identity
        self._log_key = log_key
        self._signers = (*older, log_key)
        self._pairings = pairings
        self._clock = clock
        self._set_aside = set_aside

    def invite(self) -> bytes:
        """The invitation file. An earlier invitation that nobody has finished is replaced."""
        own = self._new_identity()
        file = seal_invitation(own, self._log_key)
        self._pairings.save(Pairing(partner=None, own=own, state="invited", files=(file,)))
        return file

    def accept(self, invitation: bytes) -> tuple[bytes, Pairing]:
        """The acceptance file and the pairing that waits for the digits.

        Raises:
            BadPairingFile, BadNote, ForgedNote: It is no valid invitation.
            AlreadyPaired: There is a pairing with that node.
        """
        partner = open_invitation(invitation)
        self._require_new(partner.node)
        own = self._new_identity()
        acceptance = seal_acceptance(invitation, own, self._log_key)
        pairing = Pairing(
            partner=partner,
            own=own,
            state="accepted",
            digits=pairing_digits(invitation, acceptance),
            files=(invitation, acceptance),
        )
        self._make_room(partner.node)
        self._pairings.save(pairing)
        return acceptance, pairing

    def preview(self, acceptance: bytes) -> Pairing:
        """Who accepted our invitation, and the digits to compare; nothing is kept.

        Raises:
            NoInvitation: We have none open.
            BadPairingFile, BadNote, ForgedNote, OtherCeremony: It is not the acceptance of it.
            AlreadyPaired: There is a pairing with that node.
        """
        open_one = self._pairings.invitation()
        if open_one is None:
            raise NoInvitation
        self._signer(open_one.own)
        invitation = open_one.files[0]
        partner = open_acceptance(acceptance, invitation)
        self._require_new(partner.node)
        return Pairing(
            partner=partner,
            own=open_one.own,
            state="accepted",
            digits=pairing_digits(invitation, acceptance),
            files=(invitation, acceptance),
        )

    def finish_inviting(self, acceptance: bytes, typed: str) -> tuple[bytes, Pairing]:
        """The finish file for the other side, and the pairing, now active here.

        Raises:
            WrongDigits: The other person read something else.
        """
        pairing = self.preview(acceptance)
        require_digits(pairing.digits, typed)
        invitation = pairing.files[0]
        finish = seal_finish(invitation, acceptance, pairing.own.node, self._signer(pairing.own))
        assert pairing.partner is not None
        self._make_room(pairing.partner.node)
        return finish, self._activate(pairing)

    def finish_accepting(self, finish: bytes, partner: NodeId, typed: str) -> Pairing:
        """The pairing, now active here too.

        Raises:
            NothingToFinish: We accepted no invitation of that node.
            BadPairingFile, BadNote, ForgedNote, OtherCeremony: It is not the finish of that ceremony.
            WrongDigits: The other person read something else.
        """
        pairing = self._pairings.load(partner)
        if pairing is None or pairing.state != "accepted":
            raise NothingToFinish(partner=partner)
        open_finish(finish, *pairing.files)
        require_digits(pairing.digits, typed)
        return self._activate(pairing)

    def waiting(self) -> list[Pairing]:
        """Pairings that were accepted here and wait for the finish file."""
        return [pairing for pairing in self._pairings.all() if pairing.state == "accepted"]

    def _signer(self, own: Identity) -> Signer:
        """The log key that a file of ours was signed with.

        Raises:
            NoInvitation: It has been replaced since: the invitation is worth nothing any more.
        """
        for signer in self._signers:
            if signer.public == own.log_key:
                return signer
        raise NoInvitation

    def _activate(self, pairing: Pairing) -> Pairing:
        active = msgspec.structs.replace(pairing, state="active", confirmed_at=self._clock.now())
        self._pairings.save(active)
        return active

    def _require_new(self, partner: NodeId) -> None:
        known = self._pairings.load(partner)
        if known is not None and known.state in ("active", "suspended", "ending"):
            raise AlreadyPaired(partner=partner, state=STATES[known.state])

    def _make_room(self, partner: NodeId) -> None:
        """A pairing that is over stays as it is, beside the new one."""
        known = self._pairings.load(partner)
        if known is not None and known.state == "ended":
            self._set_aside(partner)
