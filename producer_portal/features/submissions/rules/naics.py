"""The first digits of NAICS codes: sectors and subsectors of the revisions of 2012, 2017 and 2022.

Carriers use different revisions, so every one of them is taken; what follows the third digit is not looked at.
"""

_THIRD_DIGITS = {
    "11": "12345", "21": "123", "22": "1", "23": "678", "31": "123456", "32": "1234567",
    "33": "12345679", "42": "345", "44": "123456789", "45": "123456789", "48": "12345678",
    "49": "123", "51": "12356789", "52": "12345", "53": "123", "54": "1", "55": "1", "56": "12",
    "61": "1", "62": "1234", "71": "123", "72": "12", "81": "1234", "92": "12345678",
}  # fmt: skip

SECTORS = frozenset(_THIRD_DIGITS)
SUBSECTORS = frozenset(
    sector + digit for sector, digits in _THIRD_DIGITS.items() for digit in digits
)
