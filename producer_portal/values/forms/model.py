"""What a form is made of: sections, questions, conditions, attachments and rules, all of it data (SUB-1)."""

from dataclasses import dataclass
from enum import StrEnum

TEXT_CEILING = 20_000
ITEM_CEILING = 500


class Kind(StrEnum):
    """How a question is answered; it decides how text is read and what is stored."""

    ADDRESS = "address"
    BOOLEAN = "boolean"
    DATE = "date"
    DECIMAL = "decimal"
    EIN = "ein"
    EMAIL = "email"
    INTEGER = "integer"
    MONEY = "money"
    MULTISELECT = "multiselect"
    NAICS = "naics"
    PERCENT = "percent"
    PHONE = "phone"
    POLICY_NUMBER = "policy_number"
    SELECT = "select"
    SSN = "ssn"
    STATE = "state"
    TEXT = "text"
    TEXTAREA = "textarea"
    URL = "url"
    VIN = "vin"
    YEAR = "year"


class Width(StrEnum):
    """How wide a box is drawn, so that its length says what is expected."""

    SHORT = "short"
    MEDIUM = "medium"
    LONG = "long"
    FULL = "full"


class Operator(StrEnum):
    """How a condition compares an answer."""

    EQ = "eq"
    NE = "ne"
    IN = "in"
    NOT_IN = "not_in"
    GT = "gt"
    GTE = "gte"
    LT = "lt"
    LTE = "lte"
    CONTAINS = "contains"
    ANSWERED = "answered"


class Severity(StrEnum):
    """What a problem does: stops sending, only tells, or sends the submission to an underwriter."""

    ERROR = "error"
    WARNING = "warning"
    ROUTE = "route"


class SectionState(StrEnum):
    """The states of a task list, in the words a person reads."""

    NOT_STARTED = "Not yet started"
    IN_PROGRESS = "In progress"
    PROBLEM = "There is a problem"
    COMPLETED = "Completed"
    CANNOT_START = "Cannot start yet"


class AttachmentStage(StrEnum):
    """When a document must be in."""

    SUBMISSION = "submission"
    BEFORE_BIND = "before_bind"


Scalar = str | int | bool


@dataclass(frozen=True, slots=True)
class Answer:
    """A condition on one answer. Hidden or unanswered makes it false, also for `ne` and `not_in`."""

    question: str
    operator: Operator
    value: Scalar | tuple[Scalar, ...] | None = None


@dataclass(frozen=True, slots=True)
class AllOf:
    """Holds when every part holds."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Holds when one part holds."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Holds when its part does not."""

    part: "Condition"


@dataclass(frozen=True, slots=True)
class AnyItem:
    """Holds when one item of a repeating section meets the condition."""

    section: str
    where: "Condition"


Condition = Answer | AllOf | AnyOf | Not | AnyItem


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can be picked: what is stored and what is read."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    `name` is how messages call it ("date of birth"), without an article. `minimum` and `maximum` are
    whole numbers (whole dollars for money), decimals as text ("0.2") or "this_year+1"; `not_before` and `not_after` are
    "today", "today+30d", "today-16y" or a date. `is_sensitive` answers are stored encrypted and shown
    by their last four characters only. `waived_by` names a question of the same section whose answer
    turns a failed check into a warning.
    """

    key: str
    label: str
    kind: Kind
    name: str = ""
    is_required: bool = True
    required_if: Condition | None = None
    visible_if: Condition | None = None
    choices: tuple[Choice, ...] = ()
    minimum: int | str | None = None
    maximum: int | str | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str = ""
    pattern_message: str = ""
    not_before: str = ""
    not_after: str = ""
    must_be: bool | None = None
    missing_message: str = ""
    refused_message: str = ""
    check: str = ""
    waived_by: str = ""
    hint: str = ""
    maps_to: str = ""
    is_personal: bool = False
    is_sensitive: bool = False
    width: Width = Width.MEDIUM


@dataclass(frozen=True, slots=True)
class Repeat:
    """A section answered once per item: how many, how an item is called and which answers name it."""

    minimum: int
    maximum: int
    item_label: str
    plural: str
    named_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """One short page of questions. `summarized_by` picks the answers of its line on the task list."""

    key: str
    title: str
    stage: str
    questions: tuple[Question, ...]
    visible_if: Condition | None = None
    repeat: Repeat | None = None
    summarized_by: tuple[str, ...] = ()
    acord_form: str = ""


@dataclass(frozen=True, slots=True)
class AttachmentRequest:
    """A document that is asked for when `applies_if` is absent or holds."""

    document_type: str
    label: str
    is_required: bool
    applies_if: Condition | None = None
    stage: AttachmentStage = AttachmentStage.SUBMISSION
    accepts: tuple[str, ...] = ("pdf", "jpg", "png")
    max_megabytes: int = 25


@dataclass(frozen=True, slots=True)
class CrossFieldRule:
    """A rule over several answers; the code names the function that tests it, `question` is its link."""

    code: str
    message: str
    section: str
    question: str
    severity: Severity = Severity.ERROR


@dataclass(frozen=True, slots=True)
class ResponseTarget:
    """How soon the agency answers, in its own business hours and days (SUB-11)."""

    first_response_business_hours: int
    target_response_business_days: int


@dataclass(frozen=True, slots=True)
class AcordForm:
    """A licensed form the answers feed; only its number and our own words are kept."""

    number: str
    title: str
    use: str


@dataclass(frozen=True, slots=True)
class Form:
    """The application of one line of business in one version (SUB-1)."""

    code: str
    name: str
    segment: str
    version: int
    policy_term_months: int
    response_target: ResponseTarget
    sections: tuple[Section, ...]
    lines_of_authority: tuple[tuple[str, ...], ...] = ()
    attachments: tuple[AttachmentRequest, ...] = ()
    rules: tuple[CrossFieldRule, ...] = ()
    acord_codes: tuple[str, ...] = ()
    acord_forms: tuple[AcordForm, ...] = ()

    def section(self, key: str) -> Section | None:
        """The section with this key, or None."""
        return next((section for section in self.sections if section.key == key), None)

    def question(self, section_key: str, key: str) -> Question | None:
        """The question with this key in this section, or None."""
        section = self.section(section_key)
        if section is None:
            return None
        return next((question for question in section.questions if question.key == key), None)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a person has to put right: where it is, and words that say what to do (SUB-5).

    `section_key` is "attachments" for a document, whose type is then the `question_key`.
    """

    section_key: str
    item_id: str | None
    question_key: str | None
    code: str
    message: str
    severity: Severity = Severity.ERROR


def is_answered(question: str) -> Answer:
    """The question has an answer."""
    return Answer(question, Operator.ANSWERED)


def equals(question: str, value: Scalar) -> Answer:
    """The answer is this value."""
    return Answer(question, Operator.EQ, value)


def differs(question: str, value: Scalar) -> Answer:
    """The question is answered with something else."""
    return Answer(question, Operator.NE, value)


def one_of(question: str, *values: Scalar) -> Answer:
    """The answer is among these values."""
    return Answer(question, Operator.IN, values)


def above(question: str, value: int) -> Answer:
    """The answer is greater; for money the value is in whole dollars."""
    return Answer(question, Operator.GT, value)


def below(question: str, value: int) -> Answer:
    """The answer is smaller; for money the value is in whole dollars."""
    return Answer(question, Operator.LT, value)


def contains(question: str, value: str) -> Answer:
    """The choices picked include this one."""
    return Answer(question, Operator.CONTAINS, value)
