"""Draws docs/architecture.svg from the import graph as it is: floors as bands, features as boxes."""

from pathlib import Path

import grimp

FLOORS = (
    "app",
    "demonstration",
    "scheduler",
    "api",
    "features",
    "ui",
    "edge",
    "access",
    "foundation",
    "values",
)
FEATURES = (
    ("admin",),
    ("submissions",),
    ("commissions",),
    ("policies",),
    ("agencies",),
    ("ledger", "messaging"),
    ("accounts",),
    ("documents", "notifications"),
)
WIDTH, BOX, ROW = 920, 150, 54


def main() -> None:
    """Write the picture."""
    Path("docs/architecture.svg").write_text(picture())


def picture() -> str:
    """The picture of the imports as they are; the same graph gives the same bytes."""
    graph = grimp.build_graph("producer_portal")
    places = _places()
    lines = [_arrow(places, one, other) for one, other in _feature_imports(graph)]
    height = 40 + ROW * (len(FLOORS) - 1 + len(FEATURES))
    body = [_band(name, top, tall) for name, top, tall in _bands()]
    body += lines + [_box(name, *place) for name, place in places.items()]
    count = len(graph.find_children("producer_portal.features"))
    title = f"{count} features; arrows are imports between features"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{title}" '
        'font-family="Inter, system-ui, sans-serif" font-size="13">'
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>{"".join(body)}'
        f'<text x="20" y="{height - 12}" fill="#60646c" font-size="12">{title}</text></svg>\n'
    )


def _feature_imports(graph: grimp.ImportGraph) -> list[tuple[str, str]]:
    names = [name for row in FEATURES for name in row]
    root = "producer_portal.features."
    found = set()
    for one in names:
        for other in names:
            if one != other and graph.direct_import_exists(
                importer=root + one, imported=root + other, as_packages=True
            ):
                found.add((one, other))
    return sorted(found)


def _bands() -> list[tuple[str, int, int]]:
    top, bands = 16, []
    for name in FLOORS:
        tall = ROW * len(FEATURES) if name == "features" else ROW
        bands.append((name, top, tall))
        top += tall
    return bands


def _places() -> dict[str, tuple[int, int]]:
    start = next(top for name, top, _ in _bands() if name == "features")
    places = {}
    for row, names in enumerate(FEATURES):
        left = 200 + (WIDTH - 220 - len(names) * (BOX + 40)) // 2
        for column, name in enumerate(names):
            shift = (row % 2) * 120 - 60 if len(names) == 1 else 0
            places[name] = (left + column * (BOX + 40) + shift, start + row * ROW + 10)
    return places


def _band(name: str, top: int, tall: int) -> str:
    fill = "#f9f9fb" if FLOORS.index(name) % 2 else "#f0f0f3"
    return (
        f'<rect x="16" y="{top}" width="{WIDTH - 32}" height="{tall - 4}" rx="6" fill="{fill}"/>'
        f'<text x="32" y="{top + tall / 2 + 2}" font-weight="600" fill="#1c2024">{name}</text>'
    )


def _box(name: str, left: int, top: int) -> str:
    return (
        f'<rect x="{left}" y="{top}" width="{BOX}" height="32" rx="6" fill="#fff" stroke="#5b5bd6"/>'
        f'<text x="{left + BOX / 2}" y="{top + 21}" text-anchor="middle" fill="#272962">{name}</text>'
    )


def _arrow(places: dict[str, tuple[int, int]], one: str, other: str) -> str:
    (left, top), (to_left, to_top) = places[one], places[other]
    return (
        f'<line x1="{left + BOX / 2}" y1="{top + 32}" x2="{to_left + BOX / 2}" y2="{to_top}" '
        'stroke="#8b8d98" stroke-width="1"/>'
    )


if __name__ == "__main__":
    main()
