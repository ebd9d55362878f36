"""The portal with live refreshes that run in the context of whoever caused them: a fault it once had.

Served in place of the real application by the test that proves that the fault would be noticed.
"""

from producer_portal.ui import live


def _heard(signal):
    if live._loop is not None and not live._loop.is_closed():
        live._loop.call_soon_threadsafe(live._mark, signal)


live._heard = _heard

from producer_portal.app import app  # noqa: E402

__all__ = ["app"]
