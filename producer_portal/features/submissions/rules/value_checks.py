"""The named checks of values: EIN, SSN, VIN, phone, e-mail, NAICS, web and street addresses (SUB-5).

Each reads its own normal form back as itself, so that a stored value can be checked again.
"""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from stdnum.exceptions import ValidationError as NumberRefused
from stdnum.us import ein, ssn
from vininfo import Vin

from producer_portal.features.submissions.rules.naics import SECTORS, SUBSECTORS
from producer_portal.features.submissions.rules.zip_codes import state_of_zip
from producer_portal.values.forms import Checked, Severity, ValueCheck

_LONGEST = 254
_VIN_LENGTH = 17
_NOT_IN_VIN = frozenset("IOQ")
_SEPARATORS = str.maketrans("", "", " -.")
_POLICY_NUMBER = re.compile(r"[A-Z0-9][A-Z0-9 ./-]{2,24}")
_HOST = re.compile(r"[a-z0-9-]{1,63}")
_ZIP = re.compile(r"(?P<five>[0-9]{5})(?:-?(?P<four>[0-9]{4}))?")
_NPN_LENGTH = 10


def _digits(text: str) -> str:
    return text[:_LONGEST].translate(_SEPARATORS)


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def check_ein(text: str) -> Checked:
    """A federal employer ID number: nine digits and a prefix that is given out."""
    digits = _digits(text)
    if not _is_digits(digits) or len(digits) != 9:
        return Checked(None, "incomplete", "must have nine digits, like 12-3456789")
    try:
        ein.validate(f"{digits[:2]}-{digits[2:]}")
    except NumberRefused:
        words = f"must begin with a prefix the IRS gives out; {digits[:2]} is not one"
        return Checked(digits, "impossible", words)
    return Checked(digits)


def check_ssn(text: str) -> Checked:
    """A social security number: nine digits, no group of zeros, no area that is never given out."""
    digits = _digits(text)
    if not _is_digits(digits) or len(digits) != 9:
        return Checked(None, "incomplete", "must have nine digits, like 123-45-6789")
    try:
        ssn.validate(f"{digits[:3]}-{digits[3:5]}-{digits[5:]}")
    except NumberRefused:
        return Checked(digits, "impossible", "must be a number that is given out; check each group")
    return Checked(digits)


def check_vin(text: str) -> Checked:
    """A vehicle identification number: 17 characters without I, O and Q, and its check digit.

    The check digit holds for North America since 1981; a form lets a person say why it does not.
    """
    vin = text[:_LONGEST].upper().translate(_SEPARATORS)
    if len(vin) != _VIN_LENGTH:
        words = f"must have {_VIN_LENGTH} characters; it has {len(vin)}"
        return Checked(vin or None, "incomplete", words)
    if not vin.isascii() or not vin.isalnum() or not _NOT_IN_VIN.isdisjoint(vin):
        return Checked(vin, "impossible", "must have letters and digits only, and no I, O or Q")
    if not Vin(vin).verify_checksum():
        words = "does not add up: one character is wrong. Compare it with the registration"
        return Checked(vin, "check_digit", words)
    return Checked(vin)


def check_phone(text: str) -> Checked:
    """A phone number, stored as +15105550134, with an extension as "+15105550134 x12"."""
    words = "must be a US number with area code, like (510) 555-0134"
    try:
        number = phonenumbers.parse(text[:_LONGEST], "US")
    except phonenumbers.NumberParseException:
        return Checked(None, "unreadable", words)
    plain = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    stored = f"{plain} x{number.extension}" if number.extension else plain
    area = plain.removeprefix("+1")
    is_american = number.country_code == 1 and len(area) == 10
    if not is_american or area[0] in "01" or area[3] in "01":
        return Checked(stored, "impossible", words)
    return Checked(stored)


def check_email(text: str) -> Checked:
    """An e-mail address of the usual form; whether it receives mail is not asked."""
    words = "must be an email address, like name@example.com"
    if len(text) > _LONGEST:
        return Checked(text, "too_long", f"must be {_LONGEST} characters or fewer")
    try:
        found = validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        return Checked(text, "impossible", words)
    return Checked(found.normalized)


def check_naics(text: str) -> Checked:
    """A NAICS code of two to six digits in a sector and subsector that exist."""
    digits = _digits(text)
    if not _is_digits(digits) or not 2 <= len(digits) <= 6:
        return Checked(text, "incomplete", "must have two to six digits, like 561730")
    if digits[:2] not in SECTORS:
        words = f"must begin with a NAICS sector; {digits[:2]} is not one"
        return Checked(digits, "impossible", words)
    if len(digits) > 2 and digits[:3] not in SUBSECTORS:
        words = f"must begin with a NAICS subsector; {digits[:3]} is not one"
        return Checked(digits, "impossible", words)
    return Checked(digits)


def check_npn(text: str) -> Checked:
    """A national producer number: up to ten digits, without zeros in front."""
    digits = _digits(text).lstrip("0")
    if not _is_digits(digits) or len(digits) > _NPN_LENGTH:
        return Checked(text, "incomplete", "must have one to ten digits, like 8571234")
    return Checked(digits)


def check_zip(text: str) -> Checked:
    """A ZIP code of five or nine digits that the postal service gives out."""
    match = _ZIP.fullmatch(text[:_LONGEST].replace(" ", ""))
    if match is None:
        return Checked(text, "incomplete", "must have five or nine digits, like 33611")
    code = f"{match['five']}-{match['four']}" if match["four"] else match["five"]
    if not state_of_zip(code):
        words = f"must be a code in use; none begins with {code[:3]}"
        return Checked(code, "impossible", words)
    return Checked(code)


def check_url(text: str) -> Checked:
    """A web address; https is put in front when it is missing."""
    words = "must be a web address, like https://example.com"
    address = text if "://" in text[:12] else f"https://{text}"
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return Checked(None, "unreadable", words)
    labels = host.split(".")
    is_host = len(labels) > 1 and len(host) <= _LONGEST and all(map(_HOST.fullmatch, labels))
    is_known = parts.scheme in {"http", "https"} and parts.username is None
    if not is_host or not is_known or any(letter.isspace() for letter in address):
        return Checked(text, "impossible", words)
    return Checked(address)


def check_policy_number(text: str) -> Checked:
    """A carrier's policy number in capitals: letters, digits, spaces, dots, dashes and slashes."""
    number = text.upper()
    if len(number) > _LONGEST or _POLICY_NUMBER.fullmatch(number) is None:
        words = "must have 3 to 25 letters, digits, spaces, dashes, dots or slashes"
        return Checked(number, "impossible", words)
    return Checked(number)


def check_us_address(parts: object) -> Checked:
    """Whether the ZIP code lies in the state. It is told, never refused: some codes cross a line."""
    assert isinstance(parts, Mapping), "an address has parts"
    zip_code, state = str(parts.get("zip", "")), str(parts.get("state", ""))
    found = state_of_zip(zip_code)
    if found and state and found != state:
        words = f"has a ZIP code of {found}, not of {state}: compare {zip_code[:5]} and {state}"
        return Checked(parts, "zip_and_state", words, Severity.WARNING)
    return Checked(parts)


VALUE_CHECKS: Mapping[str, ValueCheck] = {
    "ein": check_ein,
    "email": check_email,
    "naics": check_naics,
    "npn": check_npn,
    "phone_us": check_phone,
    "policy_number": check_policy_number,
    "ssn": check_ssn,
    "url": check_url,
    "us_address": check_us_address,
    "vin": check_vin,
    "zip_us": check_zip,
}
