"""Filling a form as a person does: box after box, section after section."""

from datetime import date, timedelta

from playwright.sync_api import expect

from tests.browser.seats import Seat

SHORTLY = date.today() + timedelta(days=20)


def american(day: date) -> str:
    return f"{day.month}/{day.day}/{day.year}"


GENERAL_LIABILITY = {
    "applicant": {
        "legal_name": "Juniper Lane Gardens LLC",
        "dba": "Juniper Gardens",
        "entity_type": "llc",
        "fein": "59-3456781",
        "year_started": "2014",
        "naics": "561730",
        "operations": "Lawn care, planting and irrigation for homeowners and small offices.",
        "contact_name": "Rosa Amaya",
        "contact_email": "rosa@juniper.example",
        "contact_phone": "813-555-0188",
        "mailing_address.street": "2200 Gandy Boulevard",
        "mailing_address.city": "Tampa",
        "mailing_address.state": "FL",
        "mailing_address.zip": "33611",
        "annual_revenue": "$840,000",
        "employees_total": "9",
    },
    "exposure": [
        {
            "class_description": "Landscape gardening",
            "class_code": "97047",
            "premium_basis": "payroll",
            "exposure_amount": "312000",
        }
    ],
    "risk": {"uses_subs": "no", "sells_products": "no"},
    "coverage": {
        "effective_date": american(SHORTLY),
        "coverage_form": "occurrence",
        "occurrence_limit": "1000000",
        "aggregate_limit": "2000000",
        "extra_insureds": "ai_wos",
    },
    "prior_insurance": {
        "has_prior": "yes",
        "prior_carrier": "Fallbrook Mutual",
        "prior_policy_number": "GL 2025/00418",
        "prior_expiration": american(SHORTLY),
        "prior_premium": "6200",
        "declined_or_canceled": "no",
        "losses_count": "0",
    },
}

PERSONAL_AUTO = {
    "applicant": {
        "first_name": "Ines",
        "last_name": "Valdez",
        "date_of_birth": "3/7/1988",
        "marital_status": "M",
        "email": "ines.valdez@example.com",
        "phone": "813-555-0134",
        "mailing_address.street": "418 Alder Street",
        "mailing_address.city": "Tampa",
        "mailing_address.state": "FL",
        "mailing_address.zip": "33606",
        "years_at_address": "5",
        "has_co_applicant": "yes",
        "co_applicant_name": "Leo Valdez",
        "report_consent": "yes",
    },
    "drivers": [
        {
            "driver_name": "Ines Valdez",
            "driver_dob": "3/7/1988",
            "driver_status": "rated",
            "license_number": "D4471902",
            "license_state": "FL",
            "violations_3y": "0",
            "sr22": "no",
        },
        {"driver_name": "Leo Valdez", "driver_dob": "11/30/1986", "driver_status": "excluded"},
    ],
    "vehicles": [
        {
            "vin": "1HGCM82633A004352",
            "model_year": "2003",
            "make_model": "Honda Accord",
            "use": "commute",
            "financed": "no",
        },
        {
            "vin": "JTDKN3DU6A0123456",
            "model_year": "2010",
            "make_model": "Toyota Prius",
            "use": "pleasure",
            "financed": "yes",
            "lienholder": "Harbor Credit Union, 1 Pier Road, Tampa, FL 33602",
        },
    ],
    "coverage": {
        "effective_date": american(SHORTLY),
        "bi_limit": "100/300",
        "pd_limit": "100000",
        "um_limit": "100/300",
        "comp_deductible": "500",
        "coll_deductible": "500",
    },
    "prior_insurance": {
        "has_prior": "no",
        "no_prior_reason": "new_venture",
        "declined_or_canceled": "no",
        "losses_count": "0",
    },
}


def as_boxes(answers: dict) -> dict:
    """Answers as they are typed, box by box: an address is a box for each of its parts."""
    return {
        section: [_boxes(item) for item in typed] if isinstance(typed, list) else _boxes(typed)
        for section, typed in answers.items()
    }


def _boxes(typed: dict) -> dict:
    boxes = {}
    for key, value in typed.items():
        if isinstance(value, dict):
            boxes |= {f"{key}.{part}": words for part, words in value.items() if words}
        else:
            boxes[key] = ",".join(value) if isinstance(value, list) else value
    return boxes


def answer(seat: Seat, box_id: str, words: str) -> None:
    """Give one answer, whatever its box is; it waits for boxes that earlier answers reveal."""
    box = seat.page.locator(f"[id='{box_id}']")
    expect(box).to_be_enabled()
    kind = box.evaluate("box => box.tagName === 'SELECT' ? 'select' : box.type")
    if kind == "select":
        seat.choose(box_id, words)
    elif kind == "radio":
        seat.tick(box_id, words)
    elif kind == "checkbox":
        for one in words.split(","):
            seat.tick(box_id, one)
    else:
        seat.type_in(box_id, words)


def fill_section(seat: Seat, section: str, answers: dict | list) -> None:
    """The boxes of one page; a repeating one gets a row for each item."""
    if isinstance(answers, dict):
        for key, words in answers.items():
            answer(seat, f"q-{key}", words)
        return
    rows = seat.page.locator(".grid-rows tr.item")
    for place, item in enumerate(answers):
        if rows.count() <= place:
            before = rows.count()
            seat.press_on(seat.page.locator(".grid-page .btn").filter(has_text="Add ").last)
            expect(rows).to_have_count(before + 1)
        first = rows.nth(place).locator("[id^='q-']").first.get_attribute("id")
        item_prefix = ".".join(first.split(".")[:2])
        for key, words in item.items():
            answer(seat, f"{item_prefix}.{key}", words)


def fill_form(seat: Seat, answers: dict) -> None:
    """Every page in order, each left by "Save and continue"; ends on the page of documents."""
    for section, given in answers.items():
        seat.arrives(rf".*/{section}$").settle()
        # The new page has its boxes; the one before it may stand there for a moment longer.
        first = section if isinstance(given, list) else next(iter(given))
        seat.page.locator(f"[id='q-{first}']").wait_for()
        fill_section(seat, section, given)
        seat.press_on(seat.test_id("continue"))
    seat.arrives(r".*/documents$").settle()
