"""The rules over several answers, one function per code, and every check a form may name (SUB-5)."""

from collections.abc import Mapping
from datetime import timedelta

from producer_portal.features.submissions.rules.value_checks import VALUE_CHECKS
from producer_portal.values.forms import Checks, Facts, FormRule

LOSS_RUNS_ARE_FRESH_DAYS = 90


def _per_person(limit: object) -> int | None:
    """The first figure of a split limit such as 100/300; a rejected cover counts as none."""
    if limit == "reject":
        return 0
    first = str(limit).partition("/")[0]
    return int(first) if first.isascii() and first.isdigit() and len(first) < 10 else None


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


def aggregate_not_below_occurrence(facts: Facts) -> bool:
    """AGG_NOT_BELOW_OCC."""
    aggregate, occurrence = facts.value("aggregate_limit"), facts.value("occurrence_limit")
    return aggregate is None or occurrence is None or int(aggregate) >= int(occurrence)


def loss_runs_are_recent(facts: Facts) -> bool:
    """LOSS_RUN_AGE: loss runs whose valuation date is known are valued within 90 days."""
    oldest = facts.today - timedelta(days=LOSS_RUNS_ARE_FRESH_DAYS)
    dates = [one.valued_on for one in facts.attachments if one.document_type == "loss_runs"]
    return all(valued_on is None or valued_on >= oldest for valued_on in dates)


FORM_RULES: Mapping[str, FormRule] = {
    "AGG_NOT_BELOW_OCC": aggregate_not_below_occurrence,
    "AT_LEAST_ONE_RATED_DRIVER": one_driver_is_rated,
    "LOSS_RUN_AGE": loss_runs_are_recent,
    "PHYSDAM_FOR_FINANCED": financed_vehicles_have_physical_damage,
    "UM_NOT_ABOVE_BI": uninsured_motorist_not_above_bodily_injury,
}

CHECKS = Checks(VALUE_CHECKS, FORM_RULES)
