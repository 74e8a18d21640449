"""The headers of every answer."""

from typing import Final

CONTENT_SECURITY_POLICY: Final = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "worker-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)

_ALWAYS: Final[tuple[tuple[bytes, bytes], ...]] = (
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), usb=()"),
)
_NOT_STORED: Final = (b"cache-control", b"no-store")
_TLS_ONLY: Final = (b"strict-transport-security", b"max-age=31536000")


def security_headers(*, secure: bool, cached: bool) -> list[tuple[bytes, bytes]]:
    """Headers to add; `cached` says that the answer has brought a Cache-Control of its own."""
    headers = list(_ALWAYS)
    if not cached:
        headers.append(_NOT_STORED)
    if secure:
        headers.append(_TLS_ONLY)
    return headers
