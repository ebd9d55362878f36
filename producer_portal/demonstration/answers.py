"""Answers of the demonstration's submissions, as a person types them."""

from typing import Any

GENERAL_LIABILITY: dict[str, Any] = {
    "applicant": {
        "legal_name": "Kestrel Valley Landscaping LLC",
        "dba": "Kestrel Gardens",
        "entity_type": "llc",
        "fein": "593456789",
        "year_started": "2014",
        "naics": "561730",
        "operations": "Lawn care, planting and irrigation for homeowners and small offices in Hillsborough County.",
        "contact_name": "Rosa Amaya",
        "contact_email": "rosa@kestrel.example",
        "contact_phone": "+18135550188",
        "mailing_address": {
            "street": "2200 Gandy Boulevard",
            "unit": "",
            "city": "Tampa",
            "state": "FL",
            "zip": "33611",
        },
        "annual_revenue": "840000.00",
        "employees_total": "9",
    },
    "exposure": [
        {
            "class_description": "Landscape gardening",
            "class_code": "97047",
            "premium_basis": "payroll",
            "exposure_amount": "312000",
        },
        {
            "class_description": "Irrigation installation",
            "premium_basis": "cost",
            "exposure_amount": "48500.5",
        },
    ],
    "risk": {
        "uses_subs": "yes",
        "subs_cost": "48500.50",
        "subs_certs": "yes",
        "sells_products": "no",
        "hazardous_ops": ["excavation"],
    },
    "coverage": {
        "effective_date": "2026-12-01",
        "coverage_form": "occurrence",
        "occurrence_limit": "1000000",
        "aggregate_limit": "2000000",
        "extra_insureds": "ai_wos",
    },
    "prior_insurance": {
        "has_prior": "yes",
        "prior_carrier": "Fallbrook Mutual",
        "prior_policy_number": "GL 2025/00418",
        "prior_expiration": "2026-12-01",
        "prior_premium": "6200.00",
        "declined_or_canceled": "no",
        "losses_count": "0",
    },
}

PERSONAL_AUTO: dict[str, Any] = {
    "applicant": {
        "first_name": "Maya",
        "last_name": "Ortiz",
        "date_of_birth": "1988-03-07",
        "marital_status": "M",
        "email": "maya.ortiz@example.com",
        "phone": "+15105550134",
        "mailing_address": {
            "street": "418 Alder Street",
            "unit": "Apt 3",
            "city": "Oakland",
            "state": "CA",
            "zip": "94607",
        },
        "years_at_address": "2",
        "previous_address": {
            "street": "77 Bay Road",
            "unit": "",
            "city": "Fresno",
            "state": "CA",
            "zip": "93701-2201",
        },
        "has_co_applicant": "yes",
        "co_applicant_name": "Leo Ortiz",
        "report_consent": "yes",
    },
    "drivers": [
        {
            "driver_name": "Maya Ortiz",
            "driver_dob": "1988-03-07",
            "driver_status": "rated",
            "license_number": "D4471902",
            "license_state": "CA",
            "violations_3y": "1",
            "violation_details": "Speeding, 9 miles over, May 2025",
            "sr22": "no",
        },
        {"driver_name": "Leo Ortiz", "driver_dob": "1986-11-30", "driver_status": "excluded"},
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
            "lienholder": "Harbor Credit Union, 1 Pier Road, Oakland, CA 94607",
        },
    ],
    "coverage": {
        "effective_date": "2026-12-15",
        "bi_limit": "100/300",
        "pd_limit": "100000",
        "um_limit": "100/300",
        "comp_deductible": "500",
        "coll_deductible": "500",
    },
    "prior_insurance": {
        "has_prior": "yes",
        "prior_carrier": "Fallbrook Mutual",
        "prior_policy_number": "PA-4471902",
        "prior_expiration": "2026-12-15",
        "prior_premium": "1640.00",
        "declined_or_canceled": "no",
        "losses_count": "1",
    },
    "losses": [
        {
            "loss_date": "2024-08-19",
            "loss_description": "Rear-ended at a light; other driver at fault",
            "loss_amount": "3210.50",
            "loss_status": "closed",
        }
    ],
}
