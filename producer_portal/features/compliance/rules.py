"""What is in force on a day, what is missing for a deed, and the words for both."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from producer_portal.values.errors import InvalidInput, RuleViolation
from producer_portal.values.money import Money
from producer_portal.values.period import day_words

# So long before an end it is shown as ending.
SOON_DAYS = 30
_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./-]{0,39}")
_NPN = re.compile(r"[1-9][0-9]{0,9}")
STATES = frozenset(
    [
        "AL",
        "AK",
        "AZ",
        "AR",
        "CA",
        "CO",
        "CT",
        "DE",
        "DC",
        "FL",
        "GA",
        "HI",
        "ID",
        "IL",
        "IN",
        "IA",
        "KS",
        "KY",
        "LA",
        "ME",
        "MD",
        "MA",
        "MI",
        "MN",
        "MS",
        "MO",
        "MT",
        "NE",
        "NV",
        "NH",
        "NJ",
        "NM",
        "NY",
        "NC",
        "ND",
        "OH",
        "OK",
        "OR",
        "PA",
        "RI",
        "SC",
        "SD",
        "TN",
        "TX",
        "UT",
        "VT",
        "VA",
        "WA",
        "WV",
        "WI",
        "WY",
        "PR",
        "VI",
        "GU",
    ]
)


class Authority(StrEnum):
    """A line of authority, as the NAIC's Producer Licensing Model Act names them."""

    PROPERTY = "PROPERTY"
    CASUALTY = "CASUALTY"
    PERSONAL_LINES = "PERSONAL_LINES"
    SURPLUS_LINES = "SURPLUS_LINES"
    LIFE = "LIFE"
    HEALTH = "HEALTH"


AUTHORITY_NAMES: Mapping[str, str] = {
    Authority.PROPERTY: "Property",
    Authority.CASUALTY: "Casualty",
    Authority.PERSONAL_LINES: "Personal lines",
    Authority.SURPLUS_LINES: "Surplus lines",
    Authority.LIFE: "Life",
    Authority.HEALTH: "Accident and health",
}


class LicenseClass(StrEnum):
    """Where the holder lives as the state of the license sees it."""

    RESIDENT = "resident"
    NONRESIDENT = "nonresident"


CLASS_NAMES: Mapping[str, str] = {
    LicenseClass.RESIDENT: "Resident",
    LicenseClass.NONRESIDENT: "Nonresident",
}


class Requirement(StrEnum):
    """What may be missing."""

    LICENSE = "license"
    AUTHORITY = "authority"
    APPOINTMENT = "appointment"
    COVER = "cover"


REQUIREMENT_NAMES: Mapping[Requirement, str] = {
    Requirement.LICENSE: "License in the state",
    Requirement.AUTHORITY: "Line of authority",
    Requirement.APPOINTMENT: "Appointment by the carrier",
    Requirement.COVER: "E&O cover",
}


class NotOnesOwn(RuleViolation):
    """Nobody vouches for themselves."""

    def __init__(self) -> None:
        super().__init__("You cannot change your own record. Ask an administrator or a principal.")


class NumberTaken(RuleViolation):
    """The same license or appointment is there already."""


@dataclass(frozen=True, slots=True)
class AuthorityHeld:
    """A line of authority on a license, from a day on; both days are in, None means as long as the license."""

    authority: str
    from_on: date
    expires_on: date | None = None

    def is_on(self, day: date) -> bool:
        """Whether it holds on this day."""
        return self.from_on <= day and (self.expires_on is None or day <= self.expires_on)


@dataclass(frozen=True, slots=True)
class LicenseFacts:
    """A license as kept. `expires_on` is its last day."""

    state: str
    number: str
    npn: str
    license_class: str
    from_on: date
    expires_on: date
    authorities: tuple[AuthorityHeld, ...] = ()

    def is_on(self, day: date) -> bool:
        """Whether it holds on this day."""
        return self.from_on <= day <= self.expires_on


@dataclass(frozen=True, slots=True)
class AppointmentFacts:
    """That a carrier appointed the producer in a state. `expires_on` is the last day, None while it goes on."""

    carrier_id: int
    carrier_name: str
    state: str
    from_on: date
    expires_on: date | None = None

    def is_on(self, day: date) -> bool:
        """Whether it holds on this day."""
        return self.from_on <= day and (self.expires_on is None or day <= self.expires_on)


@dataclass(frozen=True, slots=True)
class CoverFacts:
    """An E&O policy, limits in cents. As every policy it ends as its expiration day begins."""

    insurer: str
    number: str
    each_claim_minor: int
    aggregate_minor: int
    from_on: date
    expires_on: date

    def is_on(self, day: date) -> bool:
        """Whether it holds on this day."""
        return self.from_on <= day < self.expires_on


@dataclass(frozen=True, slots=True)
class Credentials:
    """Everything a producer holds or held."""

    licenses: tuple[LicenseFacts, ...] = ()
    appointments: tuple[AppointmentFacts, ...] = ()
    covers: tuple[CoverFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class Deed:
    """What a producer wants to do, and on which day it takes effect.

    `authorities` are the ways to be allowed, each a set of which all are needed; none means that the
    license alone is enough. Any of the `carriers` (id → name) is enough for the appointment.
    """

    line_name: str
    state: str
    on: date
    authorities: tuple[tuple[str, ...], ...] = ()
    carriers: tuple[tuple[int, str], ...] = ()
    least_claim_minor: int = 0


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is not in force, in words, with what to do about it."""

    requirement: Requirement
    words: str
    remedy: str


def missing_for(held: Credentials, deed: Deed) -> tuple[Missing, ...]:
    """Everything the deed lacks on its day, each named once; empty when all is in order (SUB-7)."""
    found = [_license_gap(held, deed), _appointment_gap(held, deed), _cover_gap(held, deed)]
    return tuple(gap for gap in found if gap is not None)


def _license_gap(held: Credentials, deed: Deed) -> Missing | None:
    day = day_words(deed.on)
    here = [one for one in held.licenses if one.state == deed.state]
    in_force = [one for one in here if one.is_on(deed.on)]
    if not in_force:
        ended = max((one.expires_on for one in here if one.expires_on < deed.on), default=None)
        words = f"No license in {deed.state or 'the state'} on {day}"
        if ended is not None:
            words = f"The {deed.state} license expired on {day_words(ended)}"
        return Missing(
            Requirement.LICENSE, words, f"Add a license of {deed.state} in force on {day}"
        )
    if not deed.authorities:
        return None
    held_here = {
        line.authority for one in in_force for line in one.authorities if line.is_on(deed.on)
    }
    if any(set(way) <= held_here for way in deed.authorities):
        return None
    ways = " or ".join(_names(way) for way in deed.authorities)
    lacking = min((sorted(set(way) - held_here) for way in deed.authorities), key=len)
    words = f"Missing line of authority: {_names(lacking)}"
    remedy = f"{deed.line_name} in {deed.state} needs {ways} on the license"
    return Missing(Requirement.AUTHORITY, words, remedy)


def _names(authorities: Sequence[str]) -> str:
    return " and ".join(AUTHORITY_NAMES.get(one, one).lower() for one in authorities)


def _appointment_gap(held: Credentials, deed: Deed) -> Missing | None:
    wanted = dict(deed.carriers)
    if not wanted:
        return None
    here = [
        one for one in held.appointments if one.carrier_id in wanted and one.state == deed.state
    ]
    if any(one.is_on(deed.on) for one in here):
        return None
    by = next(iter(wanted.values())) if len(wanted) == 1 else "any carrier of the agency"
    words = f"No appointment by {by} in {deed.state} on {day_words(deed.on)}"
    return Missing(
        Requirement.APPOINTMENT, words, f"Ask {by if len(wanted) == 1 else 'a carrier'} to appoint"
    )


def _cover_gap(held: Credentials, deed: Deed) -> Missing | None:
    in_force = [one for one in held.covers if one.is_on(deed.on)]
    day = day_words(deed.on)
    if not in_force:
        ended = max(
            (one.expires_on for one in held.covers if one.expires_on <= deed.on), default=None
        )
        words = f"No E&O cover on {day}"
        if ended is not None:
            words = f"E&O cover ends on {day_words(ended)}, before {day}"
        return Missing(Requirement.COVER, words, f"Add an E&O policy in force on {day}")
    greatest = max(one.each_claim_minor for one in in_force)
    if greatest >= deed.least_claim_minor:
        return None
    least = Money(deed.least_claim_minor).words(cents=False)
    words = f"E&O limit of {Money(greatest).words(cents=False)} is under the minimum of {least}"
    return Missing(Requirement.COVER, words, f"Add an E&O policy of at least {least} a claim")


@dataclass(frozen=True, slots=True)
class Standing:
    """How one thing stands today, as a badge says it."""

    words: str
    tone: str
    icon: str
    is_final: bool = False

    @property
    def is_trouble(self) -> bool:
        return self.tone in {"bad", "warn"}


IN_ORDER = Standing("In order", "good", "badge-check", is_final=True)


def standing_until(from_on: date, last_on: date | None, today: date) -> Standing:
    """How something stands that holds from a day to a last day."""
    if today < from_on:
        return Standing(f"From {day_words(from_on)}", "quiet", "calendar-clock")
    if last_on is None:
        return Standing("In force", "good", "badge-check", is_final=True)
    left = (last_on - today).days
    if left < 0:
        return Standing(f"Expired {day_words(last_on)}", "bad", "calendar-x")
    if left == 0:
        return Standing("Expires today", "warn", "calendar-clock")
    if left <= SOON_DAYS:
        return Standing(
            f"Expires in {left} day{'' if left == 1 else 's'}", "warn", "calendar-clock"
        )
    return Standing("In force", "good", "badge-check", is_final=True)


def standing_of_license(license_held: LicenseFacts, today: date) -> Standing:
    """How a license stands; one without a line of authority in force allows nothing."""
    found = standing_until(license_held.from_on, license_held.expires_on, today)
    is_held = license_held.is_on(today)
    if is_held and not any(line.is_on(today) for line in license_held.authorities):
        return Standing("Missing line of authority", "bad", "badge-alert")
    return found


def standing_of(held: Credentials, today: date) -> Standing:
    """How a producer stands as a whole: the worst thing about them that still matters."""
    licenses = [one for one in held.licenses if one.is_on(today)]
    covers = [one for one in held.covers if one.is_on(today)]
    if not licenses:
        is_lapsed = any(one.expires_on < today for one in held.licenses)
        words = "License expired" if is_lapsed else "No license"
        return Standing(words, "bad", "calendar-x" if is_lapsed else "badge-alert")
    troubles = [standing_of_license(one, today) for one in licenses]
    bad = next((one for one in troubles if one.tone == "bad"), None)
    if bad is not None:
        return bad
    if not covers:
        is_lapsed = any(one.expires_on <= today for one in held.covers)
        return Standing("E&O expired" if is_lapsed else "No E&O cover", "bad", "shield-x")
    if not any(one.is_on(today) for one in held.appointments):
        return Standing("No appointment", "warn", "badge-alert")
    ends = [("License", one.expires_on) for one in licenses]
    ends += [("E&O", one.expires_on) for one in covers]
    what, first = min(ends, key=lambda end: end[1])
    left = (first - today).days
    if left <= SOON_DAYS:
        when = "today" if left == 0 else f"in {left} day{'' if left == 1 else 's'}"
        return Standing(f"{what} expires {when}", "warn", "calendar-clock")
    return IN_ORDER


def checked_license(facts: LicenseFacts) -> LicenseFacts:
    """The license as kept. Raises InvalidInput naming each field that is wrong."""
    wrong: dict[str, str] = {}
    number = " ".join(facts.number.split())
    if facts.state not in STATES:
        wrong["state"] = "Choose the state of the license"
    if not _NUMBER.fullmatch(number):
        wrong["number"] = "Enter the license number, letters and figures, at most 40"
    npn = "".join(facts.npn.split())
    if npn and not _NPN.fullmatch(npn):
        wrong["npn"] = "An NPN has 1 to 10 figures, like 8012345"
    if facts.license_class not in set(LicenseClass):
        wrong["license_class"] = "Choose resident or nonresident"
    if facts.expires_on < facts.from_on:
        wrong["expires_on"] = f"The last day must not be before {day_words(facts.from_on)}"
    wrong |= _wrong_authorities(facts.authorities)
    if wrong:
        raise InvalidInput(wrong)
    return LicenseFacts(
        facts.state,
        number,
        npn,
        facts.license_class,
        facts.from_on,
        facts.expires_on,
        tuple(sorted(facts.authorities, key=lambda one: one.authority)),
    )


def _wrong_authorities(authorities: Collection[AuthorityHeld]) -> dict[str, str]:
    wrong: dict[str, str] = {}
    for one in authorities:
        if one.authority not in set(Authority):
            wrong["authorities"] = "Choose from the listed lines of authority"
        elif one.expires_on is not None and one.expires_on < one.from_on:
            wrong[f"until-{one.authority}"] = (
                f"The last day must not be before {day_words(one.from_on)}"
            )
    return wrong


def checked_appointment(facts: AppointmentFacts) -> AppointmentFacts:
    """The appointment as kept. Raises InvalidInput naming each field that is wrong."""
    wrong: dict[str, str] = {}
    if facts.state not in STATES:
        wrong["state"] = "Choose the state of the appointment"
    if facts.expires_on is not None and facts.expires_on < facts.from_on:
        wrong["expires_on"] = f"The last day must not be before {day_words(facts.from_on)}"
    if wrong:
        raise InvalidInput(wrong)
    return facts


def checked_cover(facts: CoverFacts) -> CoverFacts:
    """The E&O policy as kept. Raises InvalidInput naming each field that is wrong."""
    wrong: dict[str, str] = {}
    insurer, number = " ".join(facts.insurer.split()), " ".join(facts.number.split())
    if not 0 < len(insurer) <= 200:
        wrong["insurer"] = "Enter the insurer, at most 200 characters"
    if not _NUMBER.fullmatch(number):
        wrong["number"] = "Enter the policy number, letters and figures, at most 40"
    if not 0 < facts.each_claim_minor <= 10**13:
        wrong["each_claim"] = "Enter the limit for each claim, like 1,000,000"
    if not facts.each_claim_minor <= facts.aggregate_minor <= 10**13:
        wrong["aggregate"] = "The aggregate limit must not be under the limit for each claim"
    if facts.expires_on <= facts.from_on:
        wrong["expires_on"] = f"The policy must end after {day_words(facts.from_on)}"
    if wrong:
        raise InvalidInput(wrong)
    return CoverFacts(
        insurer,
        number,
        facts.each_claim_minor,
        facts.aggregate_minor,
        facts.from_on,
        facts.expires_on,
    )


# People are told this many days before something they hold ends.
WARNED_DAYS = (7, 30, 60)


def warned_days(last_day: date, today: date) -> int | None:
    """Which warning is due: 60, 30 or 7 days before the last day; None when it is far or over."""
    left = (last_day - today).days
    return next((days for days in WARNED_DAYS if 0 <= left <= days), None)
