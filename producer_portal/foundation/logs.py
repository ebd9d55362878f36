"""Structured logs: one JSON object a line, with request and actor ids, without secrets or personal data."""

import json
import logging
import re
import sys
from contextvars import ContextVar
from datetime import UTC, datetime

request_id: ContextVar[str] = ContextVar("request_id", default="")
actor_id: ContextVar[str] = ContextVar("actor_id", default="")

LONGEST_MESSAGE = 4000
_PLAIN_FIELDS = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}
_SECRETS = (
    (
        re.compile(
            r"(?i)(cookie|authorization|password|token|secret|code)(['\"]?\s*[:=]\s*['\"]?)[^\s,;'\"}]+"
        ),
        r"\1\2[removed]",
    ),
    (re.compile(r"\b\d{3}-\d{2}-\d{4}\b"), "[removed]"),
    (re.compile(r"\b\d{2}-\d{7}\b"), "[removed]"),
    (re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}"), "[removed]"),
)


class JsonLines(logging.Formatter):
    """One line per record; line breaks and control characters cannot forge another (ASVS 16.4.1)."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": redact(record.getMessage()),
            "request": request_id.get(),
            "actor": actor_id.get(),
        }
        for name, value in record.__dict__.items():
            if name not in _PLAIN_FIELDS:
                line[name] = redact(str(value))
        if record.exc_info:
            # The end of a trace names the fault; its beginning names the framework.
            line["error"] = redact(self.formatException(record.exc_info)[-LONGEST_MESSAGE:])
        return json.dumps(line, ensure_ascii=True)


class AtMostPerSecond(logging.Filter):
    """Lets a few lines of one logger through each second: a flood must not fill the disk."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most
        self._second: dict[str, tuple[int, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        second = int(record.created)
        began, seen = self._second.get(record.name, (second, 0))
        seen = seen + 1 if began == second else 1
        self._second[record.name] = (second, seen)
        return seen <= self.most


def redact(words: str) -> str:
    """The words without secrets, social security numbers, FEINs and e-mail addresses."""
    for pattern, instead in _SECRETS:
        words = pattern.sub(instead, words)
    return words if len(words) <= LONGEST_MESSAGE else words[:LONGEST_MESSAGE] + "…"


def configure(level: str) -> None:
    """Send every logger of this process through the one formatter."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    handler.addFilter(AtMostPerSecond(20))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in list(logging.root.manager.loggerDict):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
    # One line per run of a job each few seconds would bury everything else.
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
