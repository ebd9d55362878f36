import pytest

from tests.integration.features.submissions.story import Story, begin


@pytest.fixture
def story(portal_database) -> Story:
    return begin()
