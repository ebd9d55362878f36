"""The architecture's picture shows the imports as they are."""

import importlib.util

from tests.architecture.sources import ROOT


def test_the_picture_is_drawn_from_the_imports_of_today():
    spec = importlib.util.spec_from_file_location("draw", ROOT / "docs" / "draw.py")
    draw = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(draw)
    assert (ROOT / "docs" / "architecture.svg").read_text() == draw.picture(), "run `make docs`"
