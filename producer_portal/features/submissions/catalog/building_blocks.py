"""Choices and sections that several lines of business share."""

from producer_portal.values.forms import (
    Choice,
    Kind,
    Question,
    Repeat,
    Section,
    Width,
    above,
    below,
    equals,
)

STATES = tuple(
    Choice(code, name)
    for code, name in (
        ("AL", "Alabama"), ("AK", "Alaska"), ("AZ", "Arizona"), ("AR", "Arkansas"),
        ("CA", "California"), ("CO", "Colorado"), ("CT", "Connecticut"), ("DE", "Delaware"),
        ("DC", "District of Columbia"), ("FL", "Florida"), ("GA", "Georgia"), ("HI", "Hawaii"),
        ("ID", "Idaho"), ("IL", "Illinois"), ("IN", "Indiana"), ("IA", "Iowa"), ("KS", "Kansas"),
        ("KY", "Kentucky"), ("LA", "Louisiana"), ("ME", "Maine"), ("MD", "Maryland"),
        ("MA", "Massachusetts"), ("MI", "Michigan"), ("MN", "Minnesota"), ("MS", "Mississippi"),
        ("MO", "Missouri"), ("MT", "Montana"), ("NE", "Nebraska"), ("NV", "Nevada"),
        ("NH", "New Hampshire"), ("NJ", "New Jersey"), ("NM", "New Mexico"), ("NY", "New York"),
        ("NC", "North Carolina"), ("ND", "North Dakota"), ("OH", "Ohio"), ("OK", "Oklahoma"),
        ("OR", "Oregon"), ("PA", "Pennsylvania"), ("RI", "Rhode Island"),
        ("SC", "South Carolina"), ("SD", "South Dakota"), ("TN", "Tennessee"), ("TX", "Texas"),
        ("UT", "Utah"), ("VT", "Vermont"), ("VA", "Virginia"), ("WA", "Washington"),
        ("WV", "West Virginia"), ("WI", "Wisconsin"), ("WY", "Wyoming"), ("PR", "Puerto Rico"),
        ("VI", "U.S. Virgin Islands"), ("GU", "Guam"),
    )
)  # fmt: skip

NO_PRIOR_REASONS = (
    Choice("new_venture", "New business or first purchase"),
    Choice("uninsured", "Went without coverage"),
    Choice("other_policy", "Covered under another policy"),
    Choice("other", "Other"),
)

CANCEL_REASONS = (
    Choice("nonpay", "Nonpayment"),
    Choice("underwriting", "Underwriting or claims"),
    Choice("market_exit", "Carrier left the market"),
    Choice("insured_request", "At the insured's request"),
    Choice("other", "Other"),
)

LOSS_STATUSES = (
    Choice("open", "Open"),
    Choice("closed", "Closed"),
    Choice("closed_no_pay", "Closed without payment"),
)

POLICY_NUMBER_PATTERN = r"[A-Z0-9][A-Z0-9 ./-]{2,24}"


def effective_date() -> Question:
    """When cover is to begin: at most 30 days back and 180 days ahead."""
    return Question(
        key="effective_date",
        label="Requested effective date",
        kind=Kind.DATE,
        not_before="today-30d",
        not_after="today+180d",
        hint="For example, 12/15/2026",
        maps_to="policy.effective_date",
        width=Width.SHORT,
    )


def address(key: str, label: str, **more: object) -> Question:
    """A US address in its parts."""
    facts: dict[str, object] = {"kind": Kind.ADDRESS, "choices": STATES, "check": "us_address"}
    return Question(key=key, label=label, **{**facts, **more})  # type: ignore[arg-type]


def personal_applicant(acord_form: str, reports: str) -> Section:
    """The person applying, a co-applicant, and the consent to order reports."""
    return Section(
        key="applicant",
        title="Applicant",
        stage="applicant",
        acord_form=acord_form,
        summarized_by=("last_name", "first_name", "email", "phone"),
        questions=(
            Question(
                key="first_name",
                label="First name",
                kind=Kind.TEXT,
                max_length=200,
                maps_to="insured.first_name",
                is_personal=True,
            ),
            Question(
                key="last_name",
                label="Last name",
                kind=Kind.TEXT,
                max_length=200,
                maps_to="insured.last_name",
                is_personal=True,
            ),
            Question(
                key="date_of_birth",
                label="Date of birth",
                kind=Kind.DATE,
                not_before="today-110y",
                not_after="today-16y",
                hint="For example, 3/7/1990",
                maps_to="insured.date_of_birth",
                is_personal=True,
                is_sensitive=True,
                width=Width.SHORT,
            ),
            Question(
                key="marital_status",
                label="Marital status",
                kind=Kind.SELECT,
                choices=(
                    Choice("S", "Single"),
                    Choice("M", "Married"),
                    Choice("C", "Domestic partner or civil union"),
                    Choice("D", "Divorced"),
                    Choice("P", "Separated"),
                    Choice("W", "Widowed"),
                ),
                maps_to="insured.marital_status",
            ),
            Question(
                key="email",
                label="Email address",
                kind=Kind.EMAIL,
                maps_to="insured.email",
                is_personal=True,
                width=Width.LONG,
            ),
            Question(
                key="phone",
                label="Best phone number",
                kind=Kind.PHONE,
                maps_to="insured.phone",
                is_personal=True,
            ),
            address(
                "mailing_address",
                "Mailing address",
                maps_to="insured.mailing_address",
                is_personal=True,
            ),
            Question(
                key="years_at_address",
                label="Years at this address",
                kind=Kind.INTEGER,
                name="number of years at this address",
                minimum=0,
                maximum=99,
                width=Width.SHORT,
            ),
            address(
                "previous_address",
                "Previous address",
                visible_if=below("years_at_address", 3),
                hint="Asked when the applicant moved in within three years.",
                is_personal=True,
            ),
            Question(
                key="has_co_applicant",
                label="Is there a spouse or co-applicant?",
                kind=Kind.BOOLEAN,
                name="there is a spouse or co-applicant",
            ),
            Question(
                key="co_applicant_name",
                label="Co-applicant's full name",
                kind=Kind.TEXT,
                max_length=200,
                visible_if=equals("has_co_applicant", value=True),
                maps_to="insured.co_insured.name",
                is_personal=True,
            ),
            Question(
                key="report_consent",
                label=f"Does the applicant agree that {reports} are ordered?",
                kind=Kind.BOOLEAN,
                name="the applicant agrees to reports",
                must_be=True,
                refused_message="The applicant must agree to reports before this can be sent",
            ),
        ),
    )


def prior_insurance(line_words: str, acord_form: str) -> Section:
    """The policy in force or just ended, and what went wrong with it."""
    had_one = equals("has_prior", value=True)
    return Section(
        key="prior_insurance",
        title="Prior insurance",
        stage="prior_insurance",
        acord_form=acord_form,
        summarized_by=("prior_carrier", "prior_policy_number", "prior_expiration"),
        questions=(
            Question(
                key="has_prior",
                label=f"Is there, or was there, a policy for {line_words}?",
                kind=Kind.BOOLEAN,
                name=f"there is, or was, a policy for {line_words}",
            ),
            Question(
                key="prior_carrier",
                label="Current or most recent carrier",
                kind=Kind.TEXT,
                max_length=200,
                visible_if=had_one,
                maps_to="prior.carrier",
            ),
            Question(
                key="prior_policy_number",
                label="Policy number",
                kind=Kind.POLICY_NUMBER,
                is_required=False,
                pattern=POLICY_NUMBER_PATTERN,
                pattern_message="must have 3 to 25 letters, digits, spaces, dashes, dots or slashes",
                max_length=25,
                visible_if=had_one,
                maps_to="prior.policy_number",
            ),
            Question(
                key="prior_expiration",
                label="Expiration date",
                kind=Kind.DATE,
                name="expiration date of the prior policy",
                visible_if=had_one,
                maps_to="prior.expiration_date",
                width=Width.SHORT,
            ),
            Question(
                key="prior_premium",
                label="Annual premium, in US dollars",
                kind=Kind.MONEY,
                name="annual premium",
                is_required=False,
                minimum=0,
                visible_if=had_one,
                maps_to="prior.premium",
                width=Width.SHORT,
            ),
            Question(
                key="no_prior_reason",
                label="Why is there no prior policy?",
                kind=Kind.SELECT,
                name="reason why there is no prior policy",
                choices=NO_PRIOR_REASONS,
                visible_if=equals("has_prior", value=False),
            ),
            *_declined(),
            Question(
                key="losses_count",
                label="Number of claims or losses in the last 5 years (paid or not)",
                kind=Kind.INTEGER,
                name="number of claims or losses in the last 5 years",
                hint="Enter 0 when there are none.",
                minimum=0,
                maximum=200,
                width=Width.SHORT,
            ),
        ),
    )


def _declined() -> tuple[Question, ...]:
    return (
        Question(
            key="declined_or_canceled",
            label="Was any coverage declined, canceled or not renewed in the last 3 years?",
            kind=Kind.BOOLEAN,
            name="any coverage was declined, canceled or not renewed in the last 3 years",
        ),
        Question(
            key="declined_reason",
            label="Reason",
            kind=Kind.SELECT,
            name="reason why coverage was declined, canceled or not renewed",
            choices=CANCEL_REASONS,
            visible_if=equals("declined_or_canceled", value=True),
        ),
    )


def losses(acord_form: str) -> Section:
    """Each claim or loss, asked for when there were any."""
    return Section(
        key="losses",
        title="Claims and losses",
        stage="prior_insurance",
        acord_form=acord_form,
        visible_if=above("losses_count", 0),
        repeat=Repeat(1, 50, "Loss", "losses", ("loss_date", "loss_amount")),
        questions=(
            Question(
                key="loss_date",
                label="Date of loss",
                kind=Kind.DATE,
                not_after="today",
                width=Width.SHORT,
            ),
            Question(
                key="loss_description",
                label="What happened",
                kind=Kind.TEXTAREA,
                name="description of what happened",
                max_length=500,
                width=Width.FULL,
            ),
            Question(
                key="loss_amount",
                label="Paid plus reserved, in US dollars",
                kind=Kind.MONEY,
                name="amount paid plus reserved",
                minimum=0,
                width=Width.SHORT,
            ),
            Question(
                key="loss_status",
                label="Status",
                kind=Kind.SELECT,
                name="status of the loss",
                choices=LOSS_STATUSES,
            ),
        ),
    )
