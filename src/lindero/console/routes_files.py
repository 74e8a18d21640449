"""The front-end's files, the interface's description, and the sign of life."""

import asyncio
from typing import Any, Literal

import msgspec
from litestar import Request, Response, get
from litestar.params import FromPath

from lindero.console.errors import NoSuchPage
from lindero.console.front_end import BUILD_COMMAND, INDEX, NOT_BUILT, FrontEnd
from lindero.console.guards import console_of
from lindero.console.refusals import language_of
from lindero.kernel.ids import NodeId


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """The node answers; its kernels may still be compiling."""

    status: Literal["ok"] = "ok"
    node: NodeId
    version: str
    kernels: Literal["warming", "ready"]


@get("/healthz", tags=["node"])
async def read_health(request: Request[Any, Any, Any]) -> Health:
    """Whether the node is up."""
    context = console_of(request).context
    kernels: Literal["warming", "ready"] = "ready" if context.kernels_ready() else "warming"
    return Health(node=context.node, version=context.version, kernels=kernels)


@get("/openapi.json", include_in_schema=False)
async def read_openapi(request: Request[Any, Any, Any]) -> dict[str, Any]:
    """The interface in OpenAPI 3.1."""
    return request.app.openapi_schema.to_schema()


@get("/", include_in_schema=False)
async def read_index(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The page, or how to build it when it is not there."""
    return await _answer_file(request, INDEX)


@get("/{path:path}", include_in_schema=False)
async def read_file(request: Request[Any, Any, Any], path: FromPath[str]) -> Response[bytes]:
    """A file of the front-end."""
    return await _answer_file(request, path.lstrip("/"))


async def _answer_file(request: Request[Any, Any, Any], name: str) -> Response[bytes]:
    front_end: FrontEnd = request.app.state.front_end
    asset = await asyncio.to_thread(front_end.find, name)
    if asset is None and name == INDEX:
        text = NOT_BUILT[language_of(request)].format(command=BUILD_COMMAND)
        return Response(text.encode(), status_code=503, media_type="text/plain")
    if asset is None:
        raise NoSuchPage(path=request.url.path)
    headers = {"Cache-Control": asset.cache_control, "ETag": asset.etag}
    if request.headers.get("if-none-match") == asset.etag:
        return Response(b"", status_code=304, headers=headers, media_type=asset.media_type)
    return Response(asset.body, headers=headers, media_type=asset.media_type)
