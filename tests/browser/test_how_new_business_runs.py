"""Dana reads how new business runs, and gives the same reading by its address (ADM-3)."""

import re

from playwright.sync_api import expect


def test_dana_reads_the_chart_as_a_table_over_another_period(seat):
    dana = seat("dana").go("/operations").title("Operations")
    figure = dana.test_id("sent-figure")
    expect(figure.get_by_role("listitem").last).to_contain_text(re.compile(r"\d+ sent, \d+ past"))
    for label in (
        "Complete when sent",
        "First response",
        "Needed information",
        "Past the target",
        "Touches",
    ):
        dana.sees(label)
    dana.picture("operations")
    figure.get_by_role("link", name="Table").click()
    expect(figure.get_by_role("columnheader", name="Past the target")).to_be_visible()
    dana.page.get_by_role("link", name="12 months").click()
    expect(dana.page).to_have_url(re.compile(r"\?period=12m&show=table$"))
    expect(figure.locator("tbody tr")).to_have_count(12)
    dana.page.get_by_label("Line").select_option(label="General liability")
    expect(dana.page).to_have_url(re.compile("line=CGL"))
    dana.page.reload()
    expect(dana.page.get_by_label("Line")).to_have_value("CGL")
    seat("marcus").go("/operations").sees("Operations is not part of your role")
