"""The rules over several answers, one function per code, and every check a form may name (SUB-5).

A rule says nothing while an answer it looks at is open: that the answer is missing is told elsewhere.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from producer_portal.features.submissions.rules.value_checks import VALUE_CHECKS
from producer_portal.values.forms import Checks, Facts, FormRule, ItemRule

LOSS_RUNS_ARE_FRESH_DAYS = 90
RESTORE_TEST_IS_FRESH_DAYS = 365
_LEAST_DWELLING_MINOR_PER_SQUARE_FOOT = 90_00
_LEAST_FOR_HIRE_LIMIT = 750_000
_LEAST_UNDERLYING_LIABILITY_MINOR = 1_000_000_00
_MOST_BUSINESSOWNERS_REVENUE_MINOR = 5_000_000_00
_MOST_ALCOHOL_PERCENT = 25
_WHOLE_PERCENT = 100
_STATE_FUNDS = frozenset({"ND", "OH", "WA", "WY"})
_GUARDED_BY_FACTORS = frozenset({"admin", "email", "remote"})


def _per_person(limit: object) -> int | None:
    """The first figure of a split limit such as 100/300; a rejected cover counts as none."""
    if limit == "reject":
        return 0
    first = str(limit).partition("/")[0]
    return int(first) if first.isascii() and first.isdigit() and len(first) < 10 else None


def _is_not_below(facts: Facts, greater: str, lesser: str) -> bool:
    """Whether one limit, picked as whole dollars, is not below another."""
    above, below = facts.value(greater), facts.value(lesser)
    return above is None or below is None or int(above) >= int(below)


def _shares(facts: Facts, section: str, key: str) -> Decimal | None:
    """The sum of a percentage over all items; None while one is open."""
    found = facts.values(section, key)
    return None if not found or None in found else sum(map(Decimal, found), Decimal(0))


def _years_turned(facts: Facts, section: str) -> tuple[int, ...]:
    """The items whose roof is older than their walls."""
    built, roofs = facts.values(section, "year_built"), facts.values(section, "roof_year")
    return tuple(
        place
        for place, (year, roof) in enumerate(zip(built, roofs, strict=True))
        if year is not None and roof is not None and roof < year
    )


def uninsured_motorist_not_above_bodily_injury(facts: Facts) -> bool:
    """UM_NOT_ABOVE_BI."""
    wanted, ceiling = _per_person(facts.value("um_limit")), _per_person(facts.value("bi_limit"))
    return wanted is None or ceiling is None or wanted <= ceiling


def financed_vehicles_have_physical_damage(facts: Facts) -> bool:
    """PHYSDAM_FOR_FINANCED."""
    if True not in facts.values("vehicles", "financed"):
        return True
    return "none" not in {facts.value("comp_deductible"), facts.value("coll_deductible")}


def one_driver_is_rated(facts: Facts) -> bool:
    """AT_LEAST_ONE_RATED_DRIVER; says nothing while a driver's status is still open."""
    statuses = facts.values("drivers", "driver_status")
    return not statuses or None in statuses or "rated" in statuses


def roof_not_older_than_house(facts: Facts) -> bool:
    """ROOF_NOT_BEFORE_HOUSE."""
    built, roof = facts.value("year_built"), facts.value("roof_year")
    return built is None or roof is None or bool(roof >= built)


def dwelling_limit_fits_living_area(facts: Facts) -> bool:
    """DWELLING_RATIO: $90 a square foot at least."""
    limit_minor, area = facts.value("dwelling_limit"), facts.value("square_feet")
    if limit_minor is None or area is None:
        return True
    return bool(limit_minor >= area * _LEAST_DWELLING_MINOR_PER_SQUARE_FOOT)


def home_is_lived_in(facts: Facts) -> bool:
    """VACANT_REFERS."""
    return bool(facts.value("occupancy") != "vacant")


def aggregate_not_below_occurrence(facts: Facts) -> bool:
    """AGG_NOT_BELOW_OCC."""
    return _is_not_below(facts, "aggregate_limit", "occurrence_limit")


def loss_runs_are_recent(facts: Facts) -> bool:
    """LOSS_RUN_AGE: loss runs whose valuation date is known are valued within 90 days."""
    oldest = facts.today - timedelta(days=LOSS_RUNS_ARE_FRESH_DAYS)
    dates = [one.valued_on for one in facts.attachments if one.document_type == "loss_runs"]
    return all(valued_on is None or valued_on >= oldest for valued_on in dates)


def carriers_for_hire_have_enough(facts: Facts) -> bool:
    """FOR_HIRE_MIN_LIMIT."""
    limit = facts.value("csl_limit")
    if facts.value("hauls_for_others") is not True or limit is None:
        return True
    return int(limit) >= _LEAST_FOR_HIRE_LIMIT


def vehicles_listed_again(facts: Facts) -> Sequence[int]:
    """UNIQUE_VIN: every place of a VIN but the first."""
    numbers = facts.values("vehicles", "vin")
    return [
        place
        for place, number in enumerate(numbers)
        if number is not None and number in numbers[:place]
    ]


def ownership_is_not_above_the_whole(facts: Facts) -> bool:
    """OWNERSHIP_TOTAL."""
    shares = [share for share in facts.values("officers", "ownership_pct") if share is not None]
    return sum(map(Decimal, shares), Decimal(0)) <= _WHOLE_PERCENT


def no_state_has_a_fund_of_its_own(facts: Facts) -> bool:
    """MONOPOLISTIC_STATE."""
    return _STATE_FUNDS.isdisjoint(facts.value("states_covered") or ())


def buildings_without_a_limit(facts: Facts) -> Sequence[int]:
    """COVERAGE_SOMEWHERE: buildings whose limits are all answered with nothing or left out."""
    keys = ("building_limit", "contents_limit", "bi_limit")
    by_building = zip(*(facts.values("buildings", key) for key in keys), strict=True)
    return [
        place
        for place, limits in enumerate(by_building)
        if any(limit is not None for limit in limits) and not any(limits)
    ]


def buildings_with_a_roof_older_than_they_are(facts: Facts) -> Sequence[int]:
    """ROOF_NOT_BEFORE_BUILDING."""
    return _years_turned(facts, "buildings")


def sales_fit_a_businessowners_policy(facts: Facts) -> bool:
    """BOP_ELIGIBLE_SALES."""
    revenue_minor = facts.value("annual_revenue")
    return revenue_minor is None or revenue_minor <= _MOST_BUSINESSOWNERS_REVENUE_MINOR


def alcohol_fits_a_businessowners_policy(facts: Facts) -> bool:
    """BOP_ALCOHOL."""
    share = facts.value("alcohol_pct")
    return share is None or Decimal(share) <= _MOST_ALCOHOL_PERCENT


def underlying_liability_below_the_minimum(facts: Facts) -> Sequence[int]:
    """UNDERLYING_GL_MIN: general liability policies under $1,000,000."""
    lines, limits = facts.values("underlying", "u_line"), facts.values("underlying", "u_limit")
    return [
        place
        for place, (line, limit_minor) in enumerate(zip(lines, limits, strict=True))
        if line == "CGL"
        and limit_minor is not None
        and limit_minor < _LEAST_UNDERLYING_LIABILITY_MINOR
    ]


def underlying_policies_out_of_force(facts: Facts) -> Sequence[int]:
    """UNDERLYING_DATES: in force from the first day, the last day is no longer covered."""
    wanted = facts.value("effective_date")
    if wanted is None:
        return []
    begins, ends = (
        facts.values("underlying", "u_effective"),
        facts.values("underlying", "u_expiration"),
    )
    return [
        place
        for place, (begin, end) in enumerate(zip(begins, ends, strict=True))
        if begin is not None and end is not None and not begin <= wanted < end
    ]


def factors_guard_what_matters(facts: Facts) -> bool:
    """MFA_MINIMUM: email, remote access and administrators. No answer is none of them."""
    if facts.value("edr") is None and facts.value("mfa") is None:
        return True
    return _GUARDED_BY_FACTORS.issubset(facts.value("mfa") or ())


def restore_was_tested_lately(facts: Facts) -> bool:
    """BACKUP_STALE: within a year."""
    days = facts.value("restore_tested_days")
    return days is None or days <= RESTORE_TEST_IS_FRESH_DAYS


def shares_of_services_are_the_whole(facts: Facts) -> bool:
    """SERVICE_SHARES."""
    shares = _shares(facts, "services", "service_pct")
    return shares is None or shares == _WHOLE_PERCENT


def retroactive_date_not_after_effective(facts: Facts) -> bool:
    """RETRO_NOT_AFTER_EFFECTIVE."""
    retroactive, effective = facts.value("retro_date"), facts.value("effective_date")
    if retroactive is None or effective is None:
        return True
    return date.fromisoformat(retroactive) <= date.fromisoformat(effective)


def aggregate_not_below_claim(facts: Facts) -> bool:
    """AGG_NOT_BELOW_CLAIM."""
    return _is_not_below(facts, "aggregate", "limit")


FORM_RULES: Mapping[str, FormRule] = {
    "AGG_NOT_BELOW_CLAIM": aggregate_not_below_claim,
    "AGG_NOT_BELOW_OCC": aggregate_not_below_occurrence,
    "AT_LEAST_ONE_RATED_DRIVER": one_driver_is_rated,
    "BACKUP_STALE": restore_was_tested_lately,
    "BOP_ALCOHOL": alcohol_fits_a_businessowners_policy,
    "BOP_ELIGIBLE_SALES": sales_fit_a_businessowners_policy,
    "DWELLING_RATIO": dwelling_limit_fits_living_area,
    "FOR_HIRE_MIN_LIMIT": carriers_for_hire_have_enough,
    "LOSS_RUN_AGE": loss_runs_are_recent,
    "MFA_MINIMUM": factors_guard_what_matters,
    "MONOPOLISTIC_STATE": no_state_has_a_fund_of_its_own,
    "OWNERSHIP_TOTAL": ownership_is_not_above_the_whole,
    "PHYSDAM_FOR_FINANCED": financed_vehicles_have_physical_damage,
    "RETRO_NOT_AFTER_EFFECTIVE": retroactive_date_not_after_effective,
    "ROOF_NOT_BEFORE_HOUSE": roof_not_older_than_house,
    "SERVICE_SHARES": shares_of_services_are_the_whole,
    "UM_NOT_ABOVE_BI": uninsured_motorist_not_above_bodily_injury,
    "VACANT_REFERS": home_is_lived_in,
}

ITEM_RULES: Mapping[str, ItemRule] = {
    "COVERAGE_SOMEWHERE": buildings_without_a_limit,
    "ROOF_NOT_BEFORE_BUILDING": buildings_with_a_roof_older_than_they_are,
    "UNDERLYING_DATES": underlying_policies_out_of_force,
    "UNDERLYING_GL_MIN": underlying_liability_below_the_minimum,
    "UNIQUE_VIN": vehicles_listed_again,
}

CHECKS = Checks(VALUE_CHECKS, FORM_RULES, ITEM_RULES)
