"""What is wrong with a page for somebody who sees, points or hears differently: axe, targets, overflow."""

from pathlib import Path

from playwright.sync_api import Page

AXE = (Path(__file__).parent / "node_modules/axe-core/axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SCHEMES = ("light", "dark")
SMALLEST, SMALLEST_UNDER_FINGERS = 24, 44
# Motion is reduced while a page is judged: words that fade in have no contrast yet.
STILL_MS = 40

_RUN_AXE = """async (tags) => (await axe.run(document, {
  runOnly: {type: "tag", values: tags}, resultTypes: ["violations"] })).violations.flatMap((found) =>
  found.nodes.slice(0, 3).map((node) => `axe ${found.id}: ${node.html.slice(0, 160)} ${(node.any[0] || node.all[0] || node.none[0] || {}).message || ""}`))"""

_OVERFLOW = (
    "() => Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)"
)

# How large a control is to a finger: its box, its label's, and what its ::after adds around it.
_SMALL = """(smallest) => {
  const CONTROLS = "a[href],button,input:not([type=hidden]),select,textarea,summary,[role=menuitem],[role=menuitemradio]";
  const union = (a, b) => ({ left: Math.min(a.left, b.left), top: Math.min(a.top, b.top),
    right: Math.max(a.right, b.right), bottom: Math.max(a.bottom, b.bottom) });
  const isPositioned = (element) => getComputedStyle(element).position !== "static";
  const area = (control) => {
    let box = control.getBoundingClientRect();
    for (const label of [control.closest("label"), ...(control.labels || [])]) if (label) box = union(box, label.getBoundingClientRect());
    const after = getComputedStyle(control, "::after");
    if (after.content !== "none" && after.position === "absolute") {
      let holder = control;
      while (holder.parentElement && !isPositioned(holder)) holder = holder.parentElement;
      const around = holder.getBoundingClientRect();
      box = union(box, { left: around.left + parseFloat(after.left), top: around.top + parseFloat(after.top),
        right: around.right - parseFloat(after.right), bottom: around.bottom - parseFloat(after.bottom) });
    }
    return { width: box.right - box.left, height: box.bottom - box.top };
  };
  const isInSentence = (control) => {
    if (control.tagName !== "A" || getComputedStyle(control).display !== "inline") return false;
    return control.parentElement.textContent.trim().length > control.textContent.trim().length;
  };
  const isShown = (control) => {
    const style = getComputedStyle(control), box = control.getBoundingClientRect();
    return control.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && box.width > 1 && box.height > 1 &&
      !control.classList.contains("skip") && style.pointerEvents !== "none";
  };
  return [...document.querySelectorAll(CONTROLS)].filter((control) => isShown(control) && !isInSentence(control)).flatMap((control) => {
    const { width, height } = area(control);
    const name = (control.getAttribute("aria-label") || control.textContent || control.id || control.name || "").trim().slice(0, 40);
    const isSmall = height < smallest - 0.5 || width < 24 - 0.5;
    return isSmall ? [`target ${control.tagName}.${control.className} "${name}" is ${Math.round(width)} x ${Math.round(height)}`] : [];
  });
}"""


def overflow(page: Page) -> int:
    """How many pixels of the page stand out at the right."""
    return page.evaluate(_OVERFLOW)


def is_under_fingers(page: Page) -> bool:
    return page.evaluate("matchMedia('(pointer: coarse)').matches")


def faults_of_page(page: Page, where: str) -> list[str]:
    """Everything found on the page as it stands, in both color schemes."""
    smallest = SMALLEST_UNDER_FINGERS if is_under_fingers(page) else SMALLEST
    page.emulate_media(color_scheme=SCHEMES[0], reduced_motion="reduce")
    page.wait_for_timeout(STILL_MS)
    found = list(page.evaluate(_SMALL, smallest))
    if overflow(page):
        found.append(f"{overflow(page)} px stand out at the right")
    page.evaluate(AXE)
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.wait_for_timeout(STILL_MS)
        found += [f"{scheme} {fault}" for fault in page.evaluate(_RUN_AXE, TAGS)]
    page.emulate_media(color_scheme=SCHEMES[0])
    return [f"{where}: {fault}" for fault in found]
