"""Security and caching headers on every answer; the CSP's hashes come from the page as built."""

import base64
import hashlib
import re
from collections.abc import Iterable, MutableMapping
from pathlib import Path
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_INLINE_SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<body>.*?)</script>", re.DOTALL)
FIXED = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
    (b"x-frame-options", b"DENY"),
)
HSTS = (b"strict-transport-security", b"max-age=63072000; includeSubDomains")
IMMUTABLE = b"public, max-age=31536000, immutable"


def script_hashes(built: Path) -> tuple[str, ...]:
    """The sha256 sources of every inline script in the built pages."""
    found = set()
    for page in built.rglob("*.html"):
        for match in _INLINE_SCRIPT.finditer(page.read_text()):
            if "src=" not in match["attributes"] and match["body"]:
                digest = hashlib.sha256(match["body"].encode()).digest()
                found.add(f"'sha256-{base64.b64encode(digest).decode()}'")
    return tuple(sorted(found))


def content_security_policy(hashes: Iterable[str]) -> str:
    """Scripts from ourselves and the built page only: no unsafe-inline, no unsafe-eval."""
    scripts = " ".join(("'self'", *hashes))
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
    )


class Headers:
    """Outermost ASGI wrapper: no answer leaves without the headers."""

    def __init__(self, app: ASGIApp, *, policy: str, is_https: bool) -> None:
        self.app = app
        self.policy = policy.encode()
        self.is_https = is_https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = self._completed(scope["path"], message)
            await send(message)

        await self.app(scope, receive, send_with_headers)

    def _completed(self, path: str, message: MutableMapping[str, Any]) -> list[tuple[bytes, bytes]]:
        kept = [
            (name.lower(), value)
            for name, value in message.get("headers", [])
            if not name.lower().startswith(b"access-control-") and name.lower() != b"server"
        ]
        present = {name for name, _ in kept}
        kept += [(name, value) for name, value in FIXED if name not in present]
        if b"content-security-policy" not in present:
            kept.append((b"content-security-policy", self.policy))
        if self.is_https:
            kept.append(HSTS)
        is_hashed_asset = path.startswith(("/assets/", "/fonts/")) and message["status"] == 200
        if is_hashed_asset:
            kept = [pair for pair in kept if pair[0] != b"cache-control"]
            kept.append((b"cache-control", IMMUTABLE))
        elif b"cache-control" not in present:
            kept.append((b"cache-control", b"no-cache" if _is_file(path) else b"no-store"))
        return kept


def _is_file(path: str) -> bool:
    return "." in path.rsplit("/", 1)[-1]
