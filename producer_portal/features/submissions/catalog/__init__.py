"""The lines of business as data: a file a line and version in `forms/`, read once when the portal starts."""

from collections.abc import Mapping
from importlib.resources import files

from producer_portal.features.submissions.catalog.reading import read_catalog, shared_choices
from producer_portal.values.forms import Choice, Form

_FOLDER = files(__name__)
VERSIONS: Mapping[tuple[str, int], Form] = read_catalog(_FOLDER)

STATES: tuple[Choice, ...] = shared_choices(_FOLDER, "us_states")

# The newest version of each line: what a new submission is started with. The others stay for those that have them.
FORMS: Mapping[str, Form] = {code: form for (code, _), form in sorted(VERSIONS.items())}


def form_of(code: str, version: int) -> Form:
    """The form of a line in one version. Raises KeyError when the catalog never had it."""
    return VERSIONS[code, version]
