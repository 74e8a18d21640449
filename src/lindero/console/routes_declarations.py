"""Declared flights and airspace notices: those that stand, and what a person enters, imports, amends and withdraws."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Final, Literal

import msgspec
from litestar import Router, get, post
from litestar.params import FromPath, JSONBody, QueryParameter

from lindero.console.console import Console
from lindero.console.declaration_view import (
    DeclarationView,
    DraftView,
    NoticeView,
    OverlapView,
    announced_view,
    draft_view,
)
from lindero.console.guards import console_of, require_content, require_csrf, require_person, require_watch
from lindero.console.refusals import Refusal, language_of, refusal
from lindero.console.routes_session import PersonRequest
from lindero.kernel.errors import Language, Words
from lindero.operations.declaring.draft import Draft
from lindero.operations.declaring.errors import BadDraft
from lindero.operations.declaring.overlaps import Announced
from lindero.operations.declaring.reading import draft_of_fields, read_drafts

_FORM: Final = Words("The form", "El formulario")


class Finding(Refusal, frozen=True):
    """What is wrong with one field of a line, a feature or the form."""

    where: str
    field: str


class AnnouncedView(msgspec.Struct, frozen=True, kw_only=True):
    """Declarations and notices."""

    declarations: list[DeclarationView]
    notices: list[NoticeView]


class Form(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What stands in the form.

    Attributes:
        fields: By name, as in a line of CSV.
        ring: Corners (longitude, latitude) that were drawn; null where `fields` have `ring` or a circle. [deg]
        shared: It may be released.
        despite: Its overlaps are known.
        replaces: Number or id of the one that it amends.
    """

    fields: dict[str, str | float | list[str] | None]
    ring: tuple[tuple[float, float], ...] | None = None
    shared: bool = True
    despite: bool = False
    replaces: str | None = None


class File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file of drafts, as text."""

    name: Annotated[str, msgspec.Meta(max_length=255)]
    content: str
    shared: bool = True
    despite: bool = False


class CheckedView(msgspec.Struct, frozen=True, kw_only=True):
    """What a form or file holds, and what is wrong with it. Nothing has been entered."""

    drafts: list[DraftView]
    findings: list[Finding]
    overlaps: list[OverlapView]


class EnteredView(msgspec.Struct, frozen=True, kw_only=True):
    """What was entered; nothing where there are findings."""

    declarations: list[DeclarationView]
    notices: list[NoticeView]
    findings: list[Finding]


@get("/")
async def read_declarations(
    request: PersonRequest, wanted: Annotated[Literal["standing", "past"], QueryParameter(name="state")] = "standing"
) -> AnnouncedView:
    """Those of all nodes that stand, or that are over or withdrawn."""
    console = console_of(request)
    desk = console.context.desks.declaring
    found = await console.context.thread.run(desk.standing if wanted == "standing" else desk.history)
    await console.trail.saw(request.user.session, "view-declarations", [wanted])
    return _listed(found, console)


@post("/check", status_code=200, guards=[require_watch])
async def check_form(request: PersonRequest, data: JSONBody[Form]) -> CheckedView:
    """What is wrong with a form, and what it would overlap."""
    console = console_of(request)
    draft, findings = draft_of_fields(_fields(data), data.ring, _FORM, console.context.clock.now())
    drafts = [] if draft is None else [draft]
    return await _checked(console, drafts, findings, language_of(request), data.replaces)


@post("/check-file", status_code=200, guards=[require_watch])
async def check_file(request: PersonRequest, data: JSONBody[File]) -> CheckedView:
    """What a file holds, what is wrong with it, and what it would overlap."""
    console = console_of(request)
    read = read_drafts(data.content.encode(), data.name, console.context.clock.now())
    return await _checked(console, read.drafts, read.findings, language_of(request), None)


@post("/", status_code=201, guards=[require_watch])
async def enter(request: PersonRequest, data: JSONBody[Form]) -> EnteredView:
    """Enter what stands in the form, as a new one or in the place of another."""
    console, desk = console_of(request), console_of(request).context.desks.declaring
    draft, findings = draft_of_fields(_fields(data), data.ring, _FORM, console.context.clock.now())
    if draft is None:
        return EnteredView(declarations=[], notices=[], findings=_findings(findings, language_of(request)))

    def make() -> list[Announced]:
        if data.replaces is not None:
            return [desk.amend(data.replaces, draft, despite=data.despite)]
        return [desk.enter(draft, shared=data.shared, despite=data.despite)]

    return await _entered(console, request, make, "amend" if data.replaces else "declare")


@post("/import", status_code=201, guards=[require_watch])
async def import_file(request: PersonRequest, data: JSONBody[File]) -> EnteredView:
    """Enter all that a file holds, or nothing."""
    console, desk = console_of(request), console_of(request).context.desks.declaring
    read = read_drafts(data.content.encode(), data.name, console.context.clock.now())
    if read.findings:
        return EnteredView(declarations=[], notices=[], findings=_findings(read.findings, language_of(request)))

    def make() -> list[Announced]:
        return desk.enter_all(read.drafts, shared=data.shared, despite=data.despite)

    return await _entered(console, request, make, "declare")


@post("/{number:str}/withdraw", status_code=200, guards=[require_watch])
async def withdraw(request: PersonRequest, number: FromPath[str]) -> EnteredView:
    """Call one of this node off."""
    console, desk = console_of(request), console_of(request).context.desks.declaring
    return await _entered(console, request, lambda: [desk.withdraw(number)], "declaration-withdraw")


async def _entered(
    console: Console, request: PersonRequest, make: Callable[[], list[Announced]], act: str
) -> EnteredView:
    made = await console.act(request.user, act, make)
    listed = _listed(made, console)
    return EnteredView(declarations=listed.declarations, notices=listed.notices, findings=[])


def _listed(found: Sequence[Announced], console: Console) -> AnnouncedView:
    views = [announced_view(one, console.context.node) for one in found]
    return AnnouncedView(
        declarations=[view for view in views if isinstance(view, DeclarationView)],
        notices=[view for view in views if isinstance(view, NoticeView)],
    )


async def _checked(
    console: Console, drafts: list[Draft], findings: list[BadDraft], language: Language, replaces: str | None
) -> CheckedView:
    desk = console.context.desks.declaring

    def compare() -> list[DraftView]:
        without = None if replaces is None else desk.find(replaces).id
        return [draft_view(draft, desk.overlaps(draft, without)) for draft in drafts]

    views = await console.context.thread.run(compare)
    overlaps = {overlap.id: overlap for view in views for overlap in view.overlaps}
    return CheckedView(drafts=views, findings=_findings(findings, language), overlaps=list(overlaps.values()))


def _findings(findings: list[BadDraft], language: Language) -> list[Finding]:
    """Findings in the reader's language."""
    told = []
    for one in findings:
        said, where = refusal(one, language), one.facts["where"]
        place = (where.es if language == "es" else where.en) if isinstance(where, Words) else str(where)
        told.append(Finding(said.code, said.message, said.remedy, place, str(one.facts["field"])))
    return told


def _fields(form: Form) -> dict[str, Any]:
    return dict(form.fields)


declaration_routes = Router(
    "/api/v1/declarations",
    route_handlers=[read_declarations, check_form, check_file, enter, import_file, withdraw],
    guards=[require_person, require_csrf, require_content],
    tags=["declarations"],
)
