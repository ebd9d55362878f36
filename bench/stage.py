"""Sets the stage in a portal's own database: submissions to search, and signed-in browsers.

`python -m bench.stage ROWS SESSIONS` runs beside the portal and prints one cookie a line, each with
whether it is a producer's. The sessions are begun by the portal's own service, past the password only.
"""

import itertools
import sys
from typing import Any

SYLLABLES = ("pe", "ma", "co", "su", "br", "he", "ti", "am", "ba", "ce")


def names(count: int) -> list[str]:
    """Names of businesses, as many beginning with each pair of letters."""
    ends = itertools.cycle(("ndale", "rrow", "lton", "nford", "ster", "nwood", "lmont"))
    return [
        f"{SYLLABLES[place % len(SYLLABLES)].title()}{next(ends)} Works {place}"
        for place in range(count)
    ]


def main(rows: int, sessions: int) -> None:
    from sqlalchemy import insert
    from sqlmodel import col, select

    from producer_portal import features
    from producer_portal.access import sessions as access
    from producer_portal.access.tables import User, UserStatus
    from producer_portal.edge.cookies import cookie_name
    from producer_portal.features.submissions.services.drafting import keep_search_words
    from producer_portal.features.submissions.tables import Submission
    from producer_portal.foundation import clock
    from producer_portal.foundation.actor import system_actor
    from producer_portal.foundation.permissions import ROLE_PERMISSIONS, Permission, Role
    from producer_portal.foundation.unit_of_work import unit_of_work

    features.rooms("tables")
    with unit_of_work(system_actor("bench"), now=clock.now()) as work:
        readers = [
            user
            for user in work.session.exec(
                select(User).where(User.status == UserStatus.ACTIVE).order_by(col(User.id))
            )
            if Permission.SUBMISSIONS_READ in ROLE_PERMISSIONS[Role(user.role)]
            and Role(user.role) is not Role.INSURED
        ]
        reviewed = select(Submission).where(Submission.status == "in_review")
        model = work.session.exec(reviewed.limit(1)).one().model_dump(exclude={"id", "send_key"})
        books = [user for user in readers if user.producer_id is not None]
        made: list[dict[str, Any]] = [
            {
                **model,
                "agency_id": book.agency_id,
                "producer_id": book.producer_id,
                "reference": f"SUB-2025-{place:06}",
                "insured_name": name,
                "insured_name_normalized": name.lower(),
            }
            for place, (name, book) in enumerate(
                zip(names(rows), itertools.cycle(books), strict=False)
            )
        ]
        work.session.connection().execute(insert(Submission), made)
        staged = select(Submission).where(col(Submission.reference).startswith("SUB-2025-"))
        for row in work.session.exec(staged):
            keep_search_words(work, row)
        for user in itertools.islice(itertools.cycle(readers), sessions):
            token, _ = access.begin(
                work,
                user_id=user.id or 0,
                tenant_id=user.tenant_id,
                is_complete=True,
                browser="bench",
            )
            print(f"{cookie_name()}={token}")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
