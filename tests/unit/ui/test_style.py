"""The style sheets, the icons and the scripts of the components keep their promises."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

ROOT = Path(__file__).parents[3]
ASSETS = ROOT / "assets"
UI = ROOT / "producer_portal" / "ui"
SCRIPTS = sorted(UI.glob("components/*.jsx"))

VOCABULARY = (
    "pencil-line clock search-check circle-alert file-check circle-check-big circle-x undo-2 circle-dashed "
    "circle-dot triangle-alert shield-check calendar-clock ban calendar-x rotate-ccw lock "
    "message-square-warning send octagon-alert refresh-cw log-out inbox loader sparkles search clock-alert"
)


def palette(scheme: str) -> dict[str, str]:
    """Every value of a scheme, with references followed."""
    css = re.sub(r"/\*.*?\*/", "", (ASSETS / "tokens.css").read_text(), flags=re.DOTALL)
    css = css.split("@media (prefers-color-scheme: dark)")[0]
    values: dict[str, str] = {}
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", css):
        names = {name.strip() for name in selector.split(",")}
        if names & {":root", ".light"} or (scheme == "dark" and names & {".dark"}):
            values |= dict(re.findall(r"(--[\w-]+):\s*([^;]+);", body))
    return values


def color(values: dict[str, str], name: str) -> tuple[float, float, float]:
    """A value as red, green and blue between 0 and 1."""
    text = values[name]
    while reference := re.fullmatch(r"var\((--[\w-]+)\)", text):
        text = values[reference.group(1)]
    digits = text.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return red, green, blue


def luminance(rgb: tuple[float, float, float]) -> float:
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in rgb]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(scheme: str, words: str, ground: str) -> float:
    values = palette(scheme)
    lighter, darker = sorted(
        (luminance(color(values, words)), luminance(color(values, ground))), reverse=True
    )
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("words", "ground"),
    [
        ("--text", "--bg"),
        ("--text-2", "--bg"),
        ("--text-2", "--bg-nav"),
        ("--text-2", "--gray-3"),
        ("--link", "--bg"),
        ("--accent-contrast", "--primary"),
        ("--accent-contrast", "--primary-hover"),
        ("--inverse-text", "--inverse-bg"),
        ("--text", "--bg-selected"),
        *[
            (f"--{tone}-text", f"--{tone}-bg")
            for tone in ("quiet", "info", "ready", "good", "warn", "bad")
        ],
        *[(f"--{tone}-ink", "--bg") for tone in ("quiet", "info", "ready", "good", "warn", "bad")],
    ],
)
def test_bob_can_read_every_pair_of_words_and_ground(scheme: str, words: str, ground: str) -> None:
    assert contrast(scheme, words, ground) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_boxes_and_focus_stand_out_from_the_page(scheme: str) -> None:
    assert contrast(scheme, "--line-control", "--bg") >= 3
    assert contrast(scheme, "--focus", "--bg") >= 3


def test_pages_before_sign_in_get_the_same_dark_scheme_as_those_after() -> None:
    css = (ASSETS / "tokens.css").read_text()
    after = css.split("@media (prefers-color-scheme: dark)")[1]
    system = dict(re.findall(r"(--[\w-]+):\s*([^;]+);", after))
    chosen = palette("dark")
    assert system["--bg"] == "var(--gray-1)"
    assert {name: chosen[name] for name in system} == system


def icon_names() -> set[str]:
    document = ET.parse(ASSETS / "icons.svg")  # noqa: S314 - our own file
    return {symbol.get("id") for symbol in document.iter("{http://www.w3.org/2000/svg}symbol")}


def test_every_status_has_its_mark_in_the_sprite() -> None:
    assert set(VOCABULARY.split()) <= icon_names()


def test_every_icon_the_components_name_is_in_the_sprite() -> None:
    sources = "\n".join(path.read_text() for path in [*UI.rglob("*.py"), *SCRIPTS])
    named = set(re.findall(r'icon\(\s*"([a-z0-9-]+)"', sources))
    named |= set(re.findall(r'icon_name="([a-z0-9-]+)"', sources))
    named |= set(re.findall(r'icons\.svg#([a-z0-9-]+)"', sources))
    named |= set(re.findall(r'<Icon name="([a-z0-9-]+)"', sources))
    assert len(named) > 10
    assert named <= icon_names()


def test_the_sprite_carries_its_license() -> None:
    assert "ISC License" in (ASSETS / "icons.svg").read_text()
    assert (ASSETS / "fonts" / "INTER-LICENSE.txt").exists()


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_no_script_needs_what_the_content_policy_forbids(script: Path) -> None:
    text = script.read_text()
    for forbidden in (
        "eval(",
        "new Function",
        "dangerouslySetInnerHTML",
        "innerHTML",
        "http:",
        "https:",
    ):
        assert forbidden not in text


def test_the_style_sheets_ask_nothing_of_other_hosts() -> None:
    for sheet in ("tokens.css", "portal.css"):
        addresses = re.findall(r"url\(([^)]*)\)", (ASSETS / sheet).read_text())
        assert all(address.strip("\"'").startswith("/fonts/") for address in addresses)


def test_every_rule_of_the_style_sheet_is_closed() -> None:
    css = re.sub(r"/\*.*?\*/", "", (ASSETS / "portal.css").read_text(), flags=re.DOTALL)
    depth = 0
    for letter in css:
        depth += {"{": 1, "}": -1}.get(letter, 0)
        assert 0 <= depth <= 2
    assert depth == 0


def test_motion_stops_for_people_who_ask_for_none() -> None:
    css = (ASSETS / "portal.css").read_text()
    calm = css.split("@media (prefers-reduced-motion: reduce)")[1][:200]
    assert "animation-duration: 0s !important" in calm
