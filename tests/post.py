"""A mail server and a provider of texts on loopback, real ones over sockets, that fail as they are told to."""

import base64
import contextlib
import json
import random
import socketserver
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

# What may go wrong, each as often as the others.
REFUSED, BROKEN, LOST, SLOW = "refused", "broken off", "answer lost", "slow"
ACCOUNT, TOKEN = "AC0001", "not-a-real-token"


@dataclass
class Faults:
    """A seeded chance of things going wrong."""

    share: float = 0.0
    kinds: tuple[str, ...] = (REFUSED, BROKEN, LOST)
    chance: random.Random = field(default_factory=lambda: random.Random(20261125))
    met: Counter = field(default_factory=Counter)

    def next(self) -> str:
        fault = self.chance.choice(self.kinds) if self.chance.random() < self.share else ""
        self.met[fault or "none"] += 1
        return fault


class MailServer:
    """Speaks enough SMTP for smtplib. Keeps every message it took, also those whose answer was lost."""

    def __init__(self) -> None:
        self.faults = Faults()
        self.refuses_for_good: set[str] = set()
        self.taken: list[bytes] = []
        outer = self

        class Talk(socketserver.StreamRequestHandler):
            def say(self, words: str) -> None:
                self.wfile.write(f"{words}\r\n".encode())

            def handle(self) -> None:
                self.say("220 peer ready")
                while line := self.rfile.readline():
                    verb = line[:4].upper()
                    if verb in {b"EHLO", b"HELO"}:
                        self.say("250 peer")
                    elif verb == b"RCPT":
                        gone = any(one.encode() in line for one in outer.refuses_for_good)
                        self.say("550 5.1.1 nobody here" if gone else "250 ok")
                    elif verb == b"DATA":
                        if not self.take():
                            return
                    elif verb == b"QUIT":
                        self.say("221 bye")
                        return
                    else:
                        self.say("250 ok")

            def take(self) -> bool:
                fault = outer.faults.next()
                if fault == REFUSED:
                    self.say("451 try later")
                    return True
                self.say("354 go on")
                lines = []
                while (line := self.rfile.readline()) not in {b".\r\n", b""}:
                    lines.append(line)
                if fault == BROKEN:
                    return False
                outer.taken.append(b"".join(lines))
                if fault == LOST:
                    return False
                self.say("250 taken")
                return True

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PORTAL_SMTP_HOST": "127.0.0.1",
            "PORTAL_SMTP_PORT": str(self._server.server_address[1]),
            "PORTAL_IS_SMTP_ENCRYPTED": "false",
        }

    def mailbox(self) -> Counter:
        """What a mailbox shows that keeps one message of each Message-ID, as mailboxes do."""
        return Counter({message_from_bytes(raw)["Message-ID"]: 1 for raw in self.taken})

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class TextProvider:
    """Takes texts as Twilio does. `is_idempotent`: it knows an Idempotency-Key again."""

    def __init__(self, *, is_idempotent: bool = False) -> None:
        self.faults = Faults(kinds=(REFUSED, BROKEN, LOST, SLOW))
        self.taken: list[dict[str, str]] = []
        self.asked = 0
        self.slow_seconds = 0.3
        keys: set[str] = set()
        lock = threading.Lock()
        outer = self

        class Door(BaseHTTPRequestHandler):
            def log_message(self, *words) -> None:
                """Nobody reads it."""

            def answer(self, status: int, said: dict) -> None:
                raw = json.dumps(said).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

            def is_known(self) -> bool:
                named = base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
                return self.headers["Authorization"] == f"Basic {named}"

            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"]))
                form = {name: values[0] for name, values in parse_qs(raw.decode()).items()}
                if not self.is_known():
                    return self.answer(401, {"message": "who are you"})
                if form["To"].endswith("0000"):
                    return self.answer(400, {"code": 21211, "message": "invalid number"})
                fault = outer.faults.next()
                if fault == REFUSED:
                    return self.answer(503, {"message": "busy"})
                if fault == BROKEN:
                    return None
                with lock:
                    key = self.headers["Idempotency-Key"]
                    if not (is_idempotent and key in keys):
                        keys.add(key)
                        outer.taken.append({**form, "key": key, "status": "queued"})
                if fault == LOST:
                    return None
                if fault == SLOW:
                    time.sleep(outer.slow_seconds)
                with contextlib.suppress(OSError):
                    self.answer(201, {"sid": f"SM{len(outer.taken)}", "status": "queued"})
                return None

            def do_GET(self) -> None:
                outer.asked += 1
                if not self.is_known():
                    return self.answer(401, {})
                if outer.faults.next() in {REFUSED, BROKEN}:
                    return self.answer(503, {})
                asked = parse_qs(urlsplit(self.path).query)
                to, size = asked["To"][0], int(asked["PageSize"][0])
                first = int(asked["Page"][0]) * size
                found = [
                    {"body": one["Body"], "to": one["To"], "status": one["status"]}
                    for one in outer.taken
                    if one["To"] == to
                ]
                return self.answer(200, {"messages": found[::-1][first : first + size]})

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PORTAL_SMS_ADDRESS": f"http://127.0.0.1:{self._server.server_address[1]}",
            "PORTAL_SMS_ACCOUNT": ACCOUNT,
            "PORTAL_SMS_TOKEN": TOKEN,
            "PORTAL_SMS_SENDER": "+18135550100",
        }

    def bodies(self) -> Counter:
        return Counter(one["Body"] for one in self.taken)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@contextlib.contextmanager
def mail_server() -> Iterator[MailServer]:
    made = MailServer()
    try:
        yield made
    finally:
        made.close()


@contextlib.contextmanager
def text_provider(**more) -> Iterator[TextProvider]:
    made = TextProvider(**more)
    try:
        yield made
    finally:
        made.close()
