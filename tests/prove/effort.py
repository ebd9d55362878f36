"""How hard a proof tries: a small seeded sample always, the long run with PORTAL_PROVE=1."""

import os

IS_LONG = os.environ.get("PORTAL_PROVE") == "1"


def effort(sample: int, whole: int) -> int:
    """How many times, in the ordinary run and in the long one."""
    return whole if IS_LONG else sample
