"""Outgoing text messages: by a provider's HTTP API, or into a folder in a demonstration. Called by the outbox only.

The provider is asked as Twilio is: a form to `/2010-04-01/Accounts/{account}/Messages.json` with Basic
authentication. Every text ends with a reference of its own, by which it is known again.
"""

import base64
import hashlib
import http.client
import json
import ssl
from typing import Any
from urllib.parse import urlencode, urlsplit

from producer_portal.foundation.outbox import EffectFailed, EffectRefused
from producer_portal.foundation.settings import Mode, settings
from producer_portal.foundation.stores import private_folder

TIMEOUT_SECONDS = 10
LONGEST_TEXT = 480
LONGEST_ANSWER_BYTES = 1_000_000
REFERENCE_LETTERS = 6
ASKED_AT_ONCE = 200
MOST_PAGES = 50
# The provider will never take it, however often it is asked: the number is wrong, or the words are.
_FINAL = frozenset({400, 404, 410, 422})
_NEVER_ARRIVED = frozenset({"failed", "undelivered", "canceled"})


def is_available() -> bool:
    """Whether texts can be sent at all: a provider is set, or this is a demonstration."""
    chosen = settings()
    return bool(chosen.sms_address) or chosen.mode is Mode.DEMONSTRATION


def send(*, key: str, to: str, text: str, is_repeat: bool = False) -> None:
    """Send one text to a number in E.164 form; the same key is one text, however often it is sent.

    The key goes along for providers that know it again. `is_repeat` says that it may have been taken
    before: unless the provider does, it is asked first. Raises EffectFailed when the provider cannot
    take it now, EffectRefused when it never will.
    """
    words = worded(key, text)
    if not settings().sms_address:
        _into_private_folder(key, to, words)
        return
    if is_repeat and not settings().is_sms_idempotent and _was_taken(to, words):
        return
    form = {"To": to, "From": settings().sms_sender, "Body": words}
    status, answer = _asked("POST", urlencode(form), {"Idempotency-Key": _known_by(key)})
    if status in {200, 201}:
        return
    said = f"The text provider answered {status}: {str(answer.get('message', ''))[:200]}"
    raise EffectRefused(said) if status in _FINAL else EffectFailed(said)


def worded(key: str, text: str) -> str:
    """The words of a text with the reference of its key."""
    reference = base64.b32encode(hashlib.sha256(key.encode()).digest()).decode()[:REFERENCE_LETTERS]
    return f"{' '.join(text.split())[:LONGEST_TEXT]} (ref {reference})"


def _known_by(key: str) -> str:
    """The key as a header carries it: it names records, which are nobody else's business."""
    return hashlib.sha256(f"sms:{key}".encode()).hexdigest()[:40]


def _was_taken(to: str, words: str) -> bool:
    """Ask whether a text whose answer was lost had been taken all the same, however many came after it."""
    for page in range(MOST_PAGES):
        query = urlencode({"To": to, "PageSize": ASKED_AT_ONCE, "Page": page})
        status, answer = _asked("GET", "", {}, query=query)
        if status != 200:
            raise EffectFailed(f"The text provider answered {status} when it was asked")
        listed = answer.get("messages", ())
        for one in listed:
            if one.get("body") == words and one.get("status") not in _NEVER_ARRIVED:
                return True
        if len(listed) < ASKED_AT_ONCE:
            return False
    # Sending it anyway might be a second time: somebody looks at it among the deliveries.
    raise EffectRefused(
        "The text provider lists more texts to this number than can be looked through"
    )


def _asked(
    method: str, body: str, headers: dict[str, str], *, query: str = ""
) -> tuple[int, dict[str, Any]]:
    chosen = settings()
    address = urlsplit(chosen.sms_address)
    path = f"{address.path.rstrip('/')}/2010-04-01/Accounts/{chosen.sms_account}/Messages.json"
    named = f"{chosen.sms_account}:{chosen.sms_token.get_secret_value()}"
    sent = {
        "Authorization": f"Basic {base64.b64encode(named.encode()).decode()}",
        "Accept": "application/json",
        **headers,
    }
    if body:
        sent["Content-Type"] = "application/x-www-form-urlencoded"
    line = _line(address.scheme, address.hostname or "", address.port)
    try:
        line.request(method, f"{path}?{query}" if query else path, body or None, sent)
        answer = line.getresponse()
        raw = answer.read(LONGEST_ANSWER_BYTES)
        found = json.loads(raw) if raw else {}
    except (OSError, http.client.HTTPException, ValueError) as failure:
        # Whether it was taken is not known: the next attempt asks.
        raise EffectFailed(
            f"The text provider did not answer: {type(failure).__name__}"
        ) from failure
    finally:
        line.close()
    return answer.status, found if isinstance(found, dict) else {}


def _line(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    """A line that follows no redirect and no proxy of the environment."""
    if scheme == "https":
        return http.client.HTTPSConnection(
            host, port, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context()
        )
    return http.client.HTTPConnection(host, port, timeout=TIMEOUT_SECONDS)


def _into_private_folder(key: str, to: str, words: str) -> None:
    """A demonstration writes texts where a person can read them; the same key overwrites itself."""
    safe = "".join(letter if letter.isalnum() or letter in "-_." else "_" for letter in key)
    (private_folder("sms") / f"{safe[:150]}.txt").write_text(f"To: {to}\n\n{words}\n")
