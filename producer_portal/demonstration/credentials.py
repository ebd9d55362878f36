"""What the demonstration's producers hold: all in order but for what is there to be seen."""

from collections.abc import Mapping
from datetime import date, timedelta

from producer_portal.features.compliance import services
from producer_portal.features.compliance.rules import (
    AppointmentFacts,
    Authority,
    AuthorityHeld,
    CoverFacts,
    LicenseFacts,
)
from producer_portal.foundation import clock
from producer_portal.foundation.actor import Actor
from producer_portal.foundation.unit_of_work import UnitOfWork, unit_of_work

EVERY_LINE = (Authority.PROPERTY, Authority.CASUALTY, Authority.PERSONAL_LINES)
# Marcus' license of Georgia has ended; Elena's of Alabama ends soon.
NPNS = {"elena": "7714203", "priya": "8290116", "marcus": "9033871", "theo": "9120045"}
DAYS_LEFT_IN_ALABAMA = 12


def hold_what_is_needed(
    people: Mapping[str, Actor], producers: Mapping[str, int], carriers: list[int], *, today: date
) -> None:
    """Ada enters licenses, appointments by every carrier and E&O cover for everybody."""
    began = date(today.year - 1, 1, 1)
    in_florida_until = today + timedelta(days=400)
    with unit_of_work(people["ada"], now=clock.now()) as work:
        for key, producer_id in producers.items():
            _license(work, key, producer_id, "FL", EVERY_LINE, began, in_florida_until)
            for carrier_id in carriers:
                facts = AppointmentFacts(carrier_id, "", "FL", began)
                services.keep_appointment(work, producer_id=producer_id, facts=facts)
            _cover(work, key, producer_id, today)
        marcus, lapsed_on = producers["marcus"], today - timedelta(days=24)
        _license(work, "marcus", marcus, "GA", (Authority.PERSONAL_LINES,), began, lapsed_on)
        _license(
            work, "elena", producers["elena"], "AL", (Authority.CASUALTY,), began,
            today + timedelta(days=DAYS_LEFT_IN_ALABAMA),
        )  # fmt: skip


def _license(
    work: UnitOfWork,
    key: str,
    producer_id: int,
    state: str,
    lines: tuple[Authority, ...],
    began: date,
    expires_on: date,
) -> None:
    facts = LicenseFacts(
        state=state,
        number=f"{state[0]}{NPNS[key][:6]}",
        npn=NPNS[key],
        license_class="resident" if state == "FL" else "nonresident",
        from_on=began,
        expires_on=expires_on,
        authorities=tuple(AuthorityHeld(line, began) for line in lines),
    )
    services.keep_license(work, producer_id=producer_id, facts=facts)


def _cover(work: UnitOfWork, key: str, producer_id: int, today: date) -> None:
    facts = CoverFacts(
        insurer="Westlight Professional Indemnity",
        number=f"EO {NPNS[key]}",
        each_claim_minor=100_000_000,
        aggregate_minor=200_000_000,
        from_on=today - timedelta(days=100),
        expires_on=today + timedelta(days=265),
    )
    services.keep_cover(work, producer_id=producer_id, facts=facts)
