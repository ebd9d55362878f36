"""Measures for Prometheus. Names and kinds of events only; never who."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

registry = CollectorRegistry()

events = Counter("portal_events", "Events of open pages by outcome", ["outcome"], registry=registry)
event_seconds = Histogram(
    "portal_event_seconds",
    "Time to answer an event",
    registry=registry,
    buckets=(0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
requests = Counter(
    "portal_requests", "HTTP requests by status class", ["status"], registry=registry
)
sign_ins = Counter("portal_sign_ins", "Sign-in steps by outcome", ["outcome"], registry=registry)
refused = Counter(
    "portal_refused", "Events and sockets refused at the edge", ["reason"], registry=registry
)
sockets = Gauge("portal_sockets", "Open page connections", registry=registry)
outbox = Gauge("portal_outbox_messages", "Outbox messages by state", ["status"], registry=registry)
waiting_files = Gauge(
    "portal_waiting_files", "Uploaded files that wait for the virus scanner", registry=registry
)


def exposition() -> bytes:
    """All measures in Prometheus' text form."""
    return generate_latest(registry)
