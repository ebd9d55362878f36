"""What is in force on a day, what a deed lacks, and the words for both (VLT-1, SUB-7)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from producer_portal.features.compliance.rules import (
    AppointmentFacts,
    Authority,
    AuthorityHeld,
    CoverFacts,
    Credentials,
    Deed,
    LicenseFacts,
    Requirement,
    checked_appointment,
    checked_cover,
    checked_license,
    missing_for,
    standing_of,
    standing_until,
)
from producer_portal.values.errors import InvalidInput

TODAY = date(2026, 11, 20)
YEAR = timedelta(days=365)
LARKFIELD, NORTHGATE = (7, "Larkfield Mutual"), (8, "Northgate Casualty")


def licensed(*authorities, state="FL", from_on=TODAY - YEAR, expires_on=TODAY + YEAR):
    held = tuple(AuthorityHeld(one, from_on) for one in authorities)
    return LicenseFacts(state, "W123", "8012345", "resident", from_on, expires_on, held)


APPOINTED = AppointmentFacts(*LARKFIELD, "FL", TODAY - YEAR)
COVERED = CoverFacts("Tidewater", "EO 1", 100_000_000, 200_000_000, TODAY - YEAR, TODAY + YEAR)
BOB = Credentials((licensed(Authority.CASUALTY),), (APPOINTED,), (COVERED,))
LIABILITY = Deed("General liability", "FL", TODAY, (("CASUALTY",),), (LARKFIELD,), 100_000_000)


def lacks(held, deed=LIABILITY):
    return [(one.requirement.value, one.words) for one in missing_for(held, deed)]


def test_bob_lacks_nothing():
    assert missing_for(BOB, LIABILITY) == ()


@pytest.mark.parametrize(
    ("held", "words"),
    [
        (replace(BOB, licenses=()), ("license", "No license in FL on Nov 20, 2026")),
        (
            replace(BOB, licenses=(licensed("CASUALTY", state="GA"),)),
            ("license", "No license in FL on Nov 20, 2026"),
        ),
        (
            replace(BOB, licenses=(licensed("CASUALTY", expires_on=TODAY - timedelta(days=1)),)),
            ("license", "The FL license expired on Nov 19, 2026"),
        ),
        (
            replace(BOB, licenses=(licensed("PERSONAL_LINES"),)),
            ("authority", "Missing line of authority: casualty"),
        ),
        (
            replace(BOB, appointments=()),
            ("appointment", "No appointment by Larkfield Mutual in FL on Nov 20, 2026"),
        ),
        (
            replace(BOB, appointments=(replace(APPOINTED, expires_on=TODAY - timedelta(days=1)),)),
            ("appointment", "No appointment by Larkfield Mutual in FL on Nov 20, 2026"),
        ),
        (replace(BOB, covers=()), ("cover", "No E&O cover on Nov 20, 2026")),
        (
            replace(BOB, covers=(replace(COVERED, expires_on=TODAY),)),
            ("cover", "E&O cover ends on Nov 20, 2026, before Nov 20, 2026"),
        ),
        (
            replace(BOB, covers=(replace(COVERED, each_claim_minor=50_000_000),)),
            ("cover", "E&O limit of $500,000 is under the minimum of $1,000,000"),
        ),
    ],
)
def test_each_missing_item_is_named(held, words):
    assert lacks(held) == [words]


def test_everything_missing_is_named_at_once():
    assert [kind for kind, _ in lacks(Credentials())] == ["license", "appointment", "cover"]


def test_the_day_of_effect_decides_not_today():
    short = replace(BOB, licenses=(licensed("CASUALTY", expires_on=TODAY + timedelta(days=5)),))
    assert missing_for(short, LIABILITY) == ()
    later = replace(LIABILITY, on=TODAY + timedelta(days=6))
    assert lacks(short, later) == [("license", "The FL license expired on Nov 25, 2026")]


def test_a_line_of_authority_that_ended_early_is_missing():
    ended = AuthorityHeld("CASUALTY", TODAY - YEAR, TODAY - timedelta(days=1))
    held = replace(BOB, licenses=(replace(licensed(), authorities=(ended,)),))
    assert lacks(held) == [("authority", "Missing line of authority: casualty")]


def test_any_of_several_ways_is_enough_and_the_nearest_is_named():
    home = replace(LIABILITY, authorities=(("PERSONAL_LINES",), ("PROPERTY", "CASUALTY")))
    for held in (("PERSONAL_LINES",), ("PROPERTY", "CASUALTY")):
        assert missing_for(replace(BOB, licenses=(licensed(*held),)), home) == ()
    gap = missing_for(replace(BOB, licenses=(licensed("LIFE"),)), home)[0]
    assert gap.words == "Missing line of authority: personal lines"
    assert gap.remedy == (
        "General liability in FL needs personal lines or property and casualty on the license"
    )


def test_two_licenses_of_one_state_add_up():
    held = replace(BOB, licenses=(licensed("PROPERTY"), licensed("CASUALTY")))
    assert missing_for(held, replace(LIABILITY, authorities=(("PROPERTY", "CASUALTY"),))) == ()


def test_one_appointment_of_several_carriers_is_enough():
    assert missing_for(BOB, replace(LIABILITY, carriers=(NORTHGATE, LARKFIELD))) == ()
    both = replace(LIABILITY, carriers=(NORTHGATE, (9, "Granite Peak")))
    assert lacks(BOB, both) == [
        ("appointment", "No appointment by any carrier of the agency in FL on Nov 20, 2026")
    ]


@given(
    st.integers(-400, 400), st.integers(0, 800), st.integers(-500, 900), st.sampled_from(Authority)
)
def test_a_license_allows_its_line_on_its_days_and_on_no_other(begins, lasts, asked, line):
    from_on = TODAY + timedelta(days=begins)
    held = Credentials((licensed(line, from_on=from_on, expires_on=from_on + timedelta(lasts)),))
    deed = Deed("Anything", "FL", TODAY + timedelta(days=asked), ((line.value,),))
    gaps = {one.requirement for one in missing_for(held, deed)} - {Requirement.COVER}
    assert (not gaps) == (begins <= asked <= begins + lasts)


@pytest.mark.parametrize(
    ("last_on", "words", "tone"),
    [
        (TODAY - timedelta(days=1), "Expired Nov 19, 2026", "bad"),
        (TODAY, "Expires today", "warn"),
        (TODAY + timedelta(days=1), "Expires in 1 day", "warn"),
        (TODAY + timedelta(days=12), "Expires in 12 days", "warn"),
        (TODAY + timedelta(days=31), "In force", "good"),
        (None, "In force", "good"),
    ],
)
def test_a_badge_says_why(last_on, words, tone):
    found = standing_until(TODAY - YEAR, last_on, TODAY)
    assert (found.words, found.tone) == (words, tone)
    assert standing_until(TODAY + YEAR, None, TODAY).words == "From Nov 20, 2027"


@pytest.mark.parametrize(
    ("held", "words"),
    [
        (BOB, "In order"),
        (Credentials(), "No license"),
        (
            replace(BOB, licenses=(licensed("CASUALTY", expires_on=TODAY - YEAR + YEAR / 2),)),
            "License expired",
        ),
        (replace(BOB, licenses=(licensed(),)), "Missing line of authority"),
        (replace(BOB, covers=()), "No E&O cover"),
        (replace(BOB, covers=(replace(COVERED, expires_on=TODAY),)), "E&O expired"),
        (replace(BOB, appointments=()), "No appointment"),
        (
            replace(BOB, licenses=(licensed("CASUALTY", expires_on=TODAY + timedelta(days=12)),)),
            "License expires in 12 days",
        ),
        (
            replace(BOB, covers=(replace(COVERED, expires_on=TODAY + timedelta(days=1)),)),
            "E&O expires in 1 day",
        ),
    ],
)
def test_a_producer_is_badged_with_the_worst_that_is_true(held, words):
    assert standing_of(held, TODAY).words == words


def test_what_is_wrong_with_a_license_is_said_beside_each_field():
    wrong = LicenseFacts(
        "XX", "", "0", "visitor", TODAY, TODAY - YEAR, (AuthorityHeld("CROP", TODAY),)
    )
    with pytest.raises(InvalidInput) as refused:
        checked_license(wrong)
    assert set(refused.value.problems) == {
        "state", "number", "npn", "license_class", "expires_on", "authorities",
    }  # fmt: skip
    kept = checked_license(replace(licensed("CASUALTY"), number=" W  123 ", npn=" 801 2345 "))
    assert (kept.number, kept.npn) == ("W 123", "8012345")


def test_what_is_wrong_with_a_cover_or_an_appointment_is_said_beside_each_field():
    with pytest.raises(InvalidInput) as refused:
        checked_cover(CoverFacts(" ", "", 0, -1, TODAY, TODAY))
    assert set(refused.value.problems) == {
        "insurer", "number", "each_claim", "aggregate", "expires_on",
    }  # fmt: skip
    with pytest.raises(InvalidInput) as refused:
        checked_appointment(replace(APPOINTED, state="", expires_on=TODAY - YEAR - YEAR))
    assert set(refused.value.problems) == {"state", "expires_on"}
