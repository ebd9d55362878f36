"""Personal auto (AUTOP): the application, version 1 (SUB-1)."""

from producer_portal.features.submissions.catalog.building_blocks import (
    STATES,
    effective_date,
    losses,
    personal_applicant,
    prior_insurance,
)
from producer_portal.values.forms import (
    AcordForm,
    AttachmentRequest,
    AttachmentStage,
    Choice,
    CrossFieldRule,
    Form,
    Kind,
    Question,
    Repeat,
    ResponseTarget,
    Section,
    Severity,
    Width,
    above,
    equals,
)

_ACORD = "90"
_SPLIT_LIMITS = tuple(
    Choice(limit, limit) for limit in ("25/50", "50/100", "100/300", "250/500", "500/500")
)
_IS_RATED = equals("driver_status", "rated")

_APPLICANT = personal_applicant(_ACORD, "claims, credit-based and driving reports")

_DRIVERS = Section(
    key="drivers",
    title="Household drivers",
    stage="risk",
    acord_form=_ACORD,
    repeat=Repeat(1, 10, "Driver", "drivers", ("driver_name",)),
    questions=(
        Question(
            key="driver_name",
            label="Driver's full name",
            kind=Kind.TEXT,
            max_length=200,
            maps_to="driver.name",
            is_personal=True,
        ),
        Question(
            key="driver_dob",
            label="Date of birth",
            kind=Kind.DATE,
            not_before="today-110y",
            not_after="today-14y",
            maps_to="driver.date_of_birth",
            is_personal=True,
            is_sensitive=True,
            width=Width.SHORT,
        ),
        Question(
            key="driver_status",
            label="Driver status",
            kind=Kind.SELECT,
            choices=(
                Choice("rated", "Drives, to be rated"),
                Choice("excluded", "Exclude from the policy"),
                Choice("not_licensed", "Household member, not licensed"),
            ),
        ),
        Question(
            key="license_number",
            label="Driver license number",
            kind=Kind.TEXT,
            max_length=25,
            visible_if=_IS_RATED,
            maps_to="driver.license_number",
            is_personal=True,
            is_sensitive=True,
        ),
        Question(
            key="license_state",
            label="License state",
            kind=Kind.STATE,
            choices=STATES,
            visible_if=_IS_RATED,
            maps_to="driver.license_state",
        ),
        Question(
            key="violations_3y",
            label="Accidents and moving violations in the last 3 years",
            kind=Kind.INTEGER,
            name="number of accidents and moving violations in the last 3 years",
            minimum=0,
            maximum=30,
            visible_if=_IS_RATED,
            width=Width.SHORT,
        ),
        Question(
            key="violation_details",
            label="Dates and details",
            kind=Kind.TEXTAREA,
            name="dates and details of the accidents and violations",
            max_length=2000,
            visible_if=above("violations_3y", 0),
            width=Width.FULL,
        ),
        Question(
            key="sr22",
            label="Is a financial responsibility filing (SR-22 or FR-44) needed?",
            kind=Kind.BOOLEAN,
            name="a financial responsibility filing is needed",
            visible_if=_IS_RATED,
        ),
    ),
)

_VEHICLES = Section(
    key="vehicles",
    title="Vehicles",
    stage="risk",
    acord_form=_ACORD,
    repeat=Repeat(1, 10, "Vehicle", "vehicles", ("model_year", "make_model")),
    questions=(
        Question(
            key="vin",
            label="VIN",
            kind=Kind.VIN,
            min_length=17,
            max_length=17,
            waived_by="vin_exception",
            hint="17 characters, on the registration or the driver's door frame",
            maps_to="vehicle.vin",
        ),
        Question(
            key="vin_exception",
            label="Why the VIN cannot be checked",
            kind=Kind.TEXT,
            is_required=False,
            max_length=200,
            hint="Only for a vehicle built before 1981 or outside North America.",
        ),
        Question(
            key="model_year",
            label="Model year",
            kind=Kind.YEAR,
            minimum=1950,
            maximum="this_year+1",
            maps_to="vehicle.year",
            width=Width.SHORT,
        ),
        Question(
            key="make_model",
            label="Make and model",
            kind=Kind.TEXT,
            max_length=200,
            maps_to="vehicle.make_model",
        ),
        Question(
            key="use",
            label="Main use",
            kind=Kind.SELECT,
            choices=(
                Choice("pleasure", "Pleasure"),
                Choice("commute", "To work or school"),
                Choice("business", "Business"),
                Choice("rideshare", "Rideshare or delivery"),
                Choice("farm", "Farm"),
            ),
        ),
        Question(
            key="financed",
            label="Is it financed or leased?",
            kind=Kind.BOOLEAN,
            name="it is financed or leased",
        ),
        Question(
            key="lienholder",
            label="Lienholder or lessor name and address",
            kind=Kind.TEXTAREA,
            name="name and address of the lienholder or lessor",
            max_length=2000,
            visible_if=equals("financed", value=True),
            maps_to="vehicle.additional_interest",
            width=Width.FULL,
        ),
    ),
)

_COVERAGE = Section(
    key="coverage",
    title="Coverage requested",
    stage="coverage",
    acord_form=_ACORD,
    summarized_by=("effective_date", "bi_limit", "pd_limit"),
    questions=(
        effective_date(),
        Question(
            key="bi_limit",
            label="Bodily injury liability (per person / per accident)",
            kind=Kind.SELECT,
            name="bodily injury limit",
            choices=_SPLIT_LIMITS,
            hint="In thousands of dollars",
            maps_to="coverage.BI",
        ),
        Question(
            key="pd_limit",
            label="Property damage liability",
            kind=Kind.SELECT,
            name="property damage limit",
            choices=(
                Choice("25000", "$25,000"),
                Choice("50000", "$50,000"),
                Choice("100000", "$100,000"),
                Choice("250000", "$250,000"),
            ),
            maps_to="coverage.PD",
        ),
        Question(
            key="um_limit",
            label="Uninsured / underinsured motorist",
            kind=Kind.SELECT,
            name="uninsured motorist limit",
            choices=(Choice("reject", "Reject where allowed"), *_SPLIT_LIMITS[:4]),
            maps_to="coverage.UM",
        ),
        Question(
            key="comp_deductible",
            label="Comprehensive deductible",
            kind=Kind.SELECT,
            choices=(
                Choice("none", "No coverage"),
                Choice("250", "$250"),
                Choice("500", "$500"),
                Choice("1000", "$1,000"),
            ),
            maps_to="coverage.COMP",
        ),
        Question(
            key="coll_deductible",
            label="Collision deductible",
            kind=Kind.SELECT,
            choices=(
                Choice("none", "No coverage"),
                Choice("500", "$500"),
                Choice("1000", "$1,000"),
                Choice("2500", "$2,500"),
            ),
            maps_to="coverage.COLL",
        ),
    ),
)

PERSONAL_AUTO = Form(
    code="AUTOP",
    name="Personal auto",
    segment="personal",
    version=1,
    policy_term_months=6,
    response_target=ResponseTarget(4, 1),
    lines_of_authority=(("PERSONAL_LINES",), ("CASUALTY",)),
    acord_codes=("AUTOP", "CYCL"),
    acord_forms=(
        AcordForm("90", "Personal auto application (state editions exist)", "application"),
        AcordForm("71", "Personal auto policy change", "endorsement"),
        AcordForm("35", "Cancellation request or policy release", "cancellation"),
        AcordForm("2", "Automobile loss notice", "fnol"),
        AcordForm("50", "Auto ID card", "id_card"),
    ),
    sections=(
        _APPLICANT,
        _DRIVERS,
        _VEHICLES,
        _COVERAGE,
        prior_insurance("personal auto", _ACORD),
        losses(_ACORD),
    ),
    attachments=(
        AttachmentRequest(
            "prior_dec_page",
            "Declarations page of the current policy",
            is_required=True,
            applies_if=equals("has_prior", value=True),
        ),
        AttachmentRequest(
            "mvr_authorization", "Signed authorization to order driving records", is_required=True
        ),
        AttachmentRequest(
            "um_rejection",
            "Signed UM/UIM rejection or selection",
            is_required=True,
            applies_if=equals("um_limit", "reject"),
            stage=AttachmentStage.BEFORE_BIND,
        ),
        AttachmentRequest("vehicle_photos", "Vehicle photos", is_required=False),
    ),
    rules=(
        CrossFieldRule(
            "UM_NOT_ABOVE_BI",
            "Uninsured motorist limit must not be higher than the bodily injury limit",
            "coverage",
            "um_limit",
        ),
        CrossFieldRule(
            "PHYSDAM_FOR_FINANCED",
            "A financed or leased vehicle normally needs comprehensive and collision",
            "coverage",
            "comp_deductible",
            Severity.WARNING,
        ),
        CrossFieldRule(
            "AT_LEAST_ONE_RATED_DRIVER",
            "At least one driver must be rated",
            "drivers",
            "driver_status",
        ),
    ),
)
