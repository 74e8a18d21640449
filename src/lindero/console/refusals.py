"""Errors as answers: {"code", "message", "remedy"} in the reader's language, with the HTTP status of their class."""

from typing import Any, Final

import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import (
    HTTPException,
    MethodNotAllowedException,
    NotFoundException,
    ValidationException,
)
from litestar.status_codes import HTTP_413_REQUEST_ENTITY_TOO_LARGE

from lindero.console.errors import BadRequest, BodyTooLarge, ConsoleError, Internal, NoSuchPage, WrongMethod
from lindero.console.guards import console_of
from lindero.console.language import preferred_language
from lindero.exchange.envelope.errors import WrongDigits
from lindero.kernel.errors import Language, LinderoError
from lindero.operations.alerts.errors import (
    AlreadyAcknowledged,
    AlreadyClosed,
    AlreadyHandled,
    NoSuchAlert,
    NotOpen,
    NotYetAcknowledged,
    NotYourAlert,
    StaysAtHome,
    WorseNow,
)
from lindero.operations.declaring.errors import NoSuchDeclaration, OtherKind, Overlapping
from lindero.operations.track_desk.errors import (
    AlreadyAsked,
    AlreadyOffered,
    NoSuchOffer,
    NoSuchQuery,
    NotHolder,
    NotLabelled,
    NotYours,
    OfferSettled,
    OwnQuery,
)
from lindero.operations.watch.errors import CallOver, NoSuchCall
from lindero.partners.errors import (
    AlreadyHeld,
    ApprovedAlready,
    ApprovedOtherwise,
    MayNotApprove,
    NoSuchPartner,
    NotHeld,
    NothingOffered,
    NothingToHold,
    NothingToRecall,
    NothingWaits,
    NotOriginator,
    SignInAgain,
    WaitsDifferently,
    WrongStanding,
)

_log = structlog.get_logger("lindero.console")

LARGEST_BODY: Final = 64 * 1024
"""Of a request. [bytes]"""

_STATUS: Final[dict[type[LinderoError], int]] = {
    NoSuchAlert: 404,
    AlreadyAcknowledged: 409,
    AlreadyClosed: 409,
    AlreadyHandled: 409,
    NotOpen: 409,
    NotYourAlert: 409,
    WorseNow: 409,
    CallOver: 409,
    NoSuchCall: 404,
    NotYetAcknowledged: 409,
    StaysAtHome: 409,
    NoSuchDeclaration: 404,
    OtherKind: 409,
    Overlapping: 409,
    NotLabelled: 404,
    AlreadyAsked: 409,
    NoSuchQuery: 404,
    OwnQuery: 409,
    NotHolder: 409,
    AlreadyOffered: 409,
    NoSuchOffer: 404,
    OfferSettled: 409,
    NotYours: 403,
    NothingToRecall: 404,
    NothingToHold: 404,
    NotHeld: 404,
    AlreadyHeld: 409,
    NoSuchPartner: 404,
    NotOriginator: 409,
    SignInAgain: 403,
    MayNotApprove: 403,
    NothingWaits: 404,
    WaitsDifferently: 409,
    ApprovedAlready: 409,
    ApprovedOtherwise: 409,
    WrongStanding: 409,
    NothingOffered: 404,
    WrongDigits: 409,
}
"""Of errors of other rooms; any other is a 400."""


class Refusal(msgspec.Struct, frozen=True):
    """An error as a reader gets it: stable code, what happened, what to do."""

    code: str
    message: str
    remedy: str


def refusal(error: LinderoError, language: Language) -> Refusal:
    """The error in a language."""
    return Refusal(error.code, error.text(language), error.remedy(language))


def refusal_body(error: LinderoError, language: Language) -> bytes:
    """The error in a language, as JSON."""
    return msgspec.json.encode(refusal(error, language))


def status_of(error: LinderoError) -> int:
    """HTTP status of an error."""
    return error.status if isinstance(error, ConsoleError) else _STATUS.get(type(error), 400)


def language_of(request: Request[Any, Any, Any]) -> Language:
    """The reader's language."""
    otherwise = console_of(request).context.language
    return preferred_language(request.headers.get("accept-language", ""), otherwise)


def answer_refusal(request: Request[Any, Any, Any], error: LinderoError) -> Response[Refusal]:
    """Answer one of our errors."""
    headers = {"Retry-After": str(error.facts["seconds"])} if "seconds" in error.facts else None
    return Response(refusal(error, language_of(request)), status_code=status_of(error), headers=headers)


def answer_http(request: Request[Any, Any, Any], error: HTTPException) -> Response[Refusal]:
    """Answer what the framework found wrong with a request."""
    return answer_refusal(request, _ours(request, error))


def answer_fault(request: Request[Any, Any, Any], error: Exception) -> Response[Refusal]:
    """Answer a fault of ours, and log it in full."""
    _log.error("request-failed", path=request.url.path, method=request.method, exc_info=error)
    return answer_refusal(request, Internal())


def _ours(request: Request[Any, Any, Any], error: HTTPException) -> LinderoError:
    path = request.url.path
    if isinstance(error, NotFoundException):
        return NoSuchPage(path=path)
    if isinstance(error, MethodNotAllowedException):
        return WrongMethod(path=path, method=request.method)
    if isinstance(error, ValidationException):
        return BadRequest(why=_what_is_wrong(error))
    if error.status_code == HTTP_413_REQUEST_ENTITY_TOO_LARGE:
        return BodyTooLarge(most=LARGEST_BODY)
    return BadRequest(why=error.detail.rstrip("."))


def _what_is_wrong(error: ValidationException) -> str:
    """The fields and what is wrong with each."""
    extra = error.extra if isinstance(error.extra, list) else []
    found = [": ".join(str(item[k]) for k in ("key", "message") if item.get(k)) for item in extra]
    return "; ".join(found) or error.detail
