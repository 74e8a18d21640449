"""A new node's folder, its first officer, and its commands told directly."""

import os

from hand_clock import CountingEntropy, HandClock

from lindero.model.people import Account
from lindero.node.init import make_node

OFFICER = Account(name="ana", roles=("administrator", "watch-officer"), desk="watch-1", os_user=os.getuid())


class OtherEntropy(CountingEntropy):
    """Of the other side: its keys are others."""

    def __init__(self):
        super().__init__()
        self.count = 1000


def made(path, node="us.cbp", side="USA"):
    return make_node(
        path,
        node=node,
        side=side,
        port=7400,
        console_port=8400,
        simulated=True,
        admin="ana",
        clock=HandClock(),
        entropy=CountingEntropy() if side == "USA" else OtherEntropy(),
    )


def tell(commands, request, arguments, person=OFFICER):
    return commands.table[request][1](person, arguments)
