"""All checks against one node, in the order in which they need each other."""

from collections.abc import AsyncIterator, Collection

from lindero.kernel.errors import RemoteError
from lindero.node.conformance.arriving_checks import ARRIVING_CHECKS
from lindero.node.conformance.bodies_checks import BODIES_CHECKS
from lindero.node.conformance.bulk_checks import BULK_CHECKS
from lindero.node.conformance.hello_checks import HELLO_CHECKS
from lindero.node.conformance.key_checks import KEY_CHECKS
from lindero.node.conformance.pulse_checks import PULSE_CHECKS
from lindero.node.conformance.requirement import Checked, Requirement
from lindero.node.conformance.sending_checks import SENDING_CHECKS
from lindero.node.conformance.tester import NoHello, Tester
from lindero.node.conformance.transport_checks import TRANSPORT_CHECKS
from lindero.node.conformance.verdict import NotRun, Unmet, Verdict

_ALL = (
    *ARRIVING_CHECKS,
    *SENDING_CHECKS,
    *PULSE_CHECKS,
    *BULK_CHECKS,
    *BODIES_CHECKS,
    *HELLO_CHECKS,
    *KEY_CHECKS,
    *TRANSPORT_CHECKS,
)
REQUIREMENTS: tuple[Requirement, ...] = (
    *(one for one in _ALL if not one.last),
    *(one for one in _ALL if one.last),
)
"""In the order in which they are checked: those after which a node stops its link stand last."""

AFTER_STOP = NotRun(
    "the node stopped its link as it should; start it again and ask for this one alone: --only",
    "el nodo detuvo su enlace, como debe; arránquelo de nuevo y pida solo este: --only",
)


async def check_all(tester: Tester, only: Collection[str] = ()) -> AsyncIterator[Checked]:
    """Check the requirements, or those of these numbers, one after the other.

    Raises:
        OSError, TimeoutError: Nobody answers at the address.
    """
    (await tester.connect()).close()
    stopped = False
    for requirement in REQUIREMENTS:
        if only and requirement.id not in only:
            continue
        if stopped:
            yield Checked(requirement, AFTER_STOP)
            continue
        verdict = await _check(tester, requirement)
        stopped = requirement.last and not isinstance(verdict, Unmet | NotRun)
        yield Checked(requirement, verdict)


async def _check(tester: Tester, requirement: Requirement) -> Verdict:
    try:
        return await requirement.check(tester)
    except NoHello as why:
        return NotRun(f"no session came up: {why}", f"no se abrió ninguna sesión: {why}")
    except RemoteError as why:
        return NotRun(f"what it needs is broken ({why.code})", f"lo que necesita está roto ({why.code})")
    except (OSError, TimeoutError) as why:
        return Unmet("a connection", str(why) or type(why).__name__)
