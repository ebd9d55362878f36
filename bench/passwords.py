"""What bounds signing in: Argon2id over a password, on as many threads as the portal gives it."""

import concurrent.futures
import time

from producer_portal.access import passwords


def checked_a_second(seconds: float) -> float:
    """Passwords checked a second while four people knock at once."""
    kept = passwords.hash_of("Lantern-Harbor-42-quilt")
    until = time.perf_counter() + seconds

    def knock() -> int:
        done = 0
        while time.perf_counter() < until:
            passwords.verify("Lantern-Harbor-42-quilt", kept)
            done += 1
        return done

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        return sum(pool.map(lambda _: knock(), range(4))) / seconds
