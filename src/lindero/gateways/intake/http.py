"""What a receiver answers by HTTP, bounded in size and time. Redirects are not followed, proxies not used."""

import ssl
from collections.abc import Mapping
from typing import Final

from lindero.gateways.intake.errors import Unreachable
from lindero.gateways.intake.poller import MOST_BYTES, Fetch

PATIENCE_S: Final = 10.0


async def get(
    url: str, *, headers: Mapping[str, str] | None = None, tls: ssl.SSLContext | None = None, limit: int = MOST_BYTES
) -> bytes:
    """The body of a GET.

    Raises:
        Unreachable: There is no answer, it is no 200, or it is too long.
    """
    import httpx  # noqa: PLC0415 — half a second that only a node that polls by HTTP needs

    body = bytearray()
    try:
        async with (
            httpx.AsyncClient(timeout=PATIENCE_S, verify=tls or True, trust_env=False) as client,
            client.stream("GET", url, headers=dict(headers or {})) as answer,
        ):
            if answer.status_code != httpx.codes.OK:
                raise Unreachable(where=url, why=f"HTTP {answer.status_code}")
            async for piece in answer.aiter_bytes():
                body += piece
                if len(body) > limit:
                    raise Unreachable(where=url, why=f"it answers more than {limit} bytes")
    except httpx.HTTPError as why:
        raise Unreachable(where=url, why=str(why) or type(why).__name__) from None
    return bytes(body)


def http_fetcher(url: str, *, tls: ssl.SSLContext | None = None) -> Fetch:
    """Asks one address again and again."""

    async def fetch() -> bytes:
        return await get(url, tls=tls)

    return fetch
