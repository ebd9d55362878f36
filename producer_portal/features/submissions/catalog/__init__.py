"""The lines of business: one module each, one line here. Versions once used stay for open submissions."""

from collections.abc import Mapping

from producer_portal.features.submissions.catalog.general_liability import GENERAL_LIABILITY
from producer_portal.features.submissions.catalog.personal_auto import PERSONAL_AUTO
from producer_portal.values.forms import Form

FORMS: Mapping[str, Form] = {
    form.code: form
    for form in (
        PERSONAL_AUTO,
        GENERAL_LIABILITY,
    )
}

# Earlier versions of a line, kept as long as an open submission may have been started with one.
EARLIER_FORMS: Mapping[tuple[str, int], Form] = {}


def form_of(code: str, version: int) -> Form:
    """The form of a line in one version. Raises KeyError when the catalog never had it."""
    current = FORMS.get(code)
    return (
        current
        if current is not None and current.version == version
        else EARLIER_FORMS[code, version]
    )
