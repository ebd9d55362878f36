"""Five applications drawn before anybody looked whether they are read: the measure of what reading is worth (SUB-17).

`python -m tests.factories.unseen_papers` draws them into tests/golden/unseen_papers, each beside what a careful person
reads on it. Decision 23 says how much was read the first time. The ways in which they are set have taught the rules
since: the next measure of the unseen needs new ones. People and businesses are invented.
"""

import json
from pathlib import Path

from reportlab.lib.pagesizes import LETTER, landscape
from reportlab.pdfgen.canvas import Canvas

FOLDER = Path(__file__).parents[1] / "golden" / "unseen_papers"
LINE_WIDTH = 0.6


def begun(name, size=LETTER):
    canvas = Canvas(str(FOLDER / f"{name}.pdf"), pagesize=size, invariant=1)
    canvas.setLineWidth(LINE_WIDTH)
    return canvas


def put(canvas, x, y, words, size=9, font="Helvetica"):
    canvas.setFont(font, size)
    canvas.drawString(x, y, words)


def keep(name, line, answers):
    """`answers` maps "section.place.question" or "….question.part" to what one would type."""
    text = json.dumps({"line": line, "answers": answers}, indent=1, ensure_ascii=False)
    (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")


# --- a ruled form of two pages ----------------------------------------------------------------------


def _bar(canvas, y, words):
    canvas.setFillGray(0.25)
    canvas.rect(36, y, 540, 14, fill=1)
    canvas.setFillGray(1)
    put(canvas, 40, y + 4, words, size=8, font="Helvetica-Bold")
    canvas.setFillGray(0)


def _ruled(canvas, y, *cells, height=26):
    """Boxes of a width each, with the label small above and what was typed under it."""
    x = 36
    for width, label, value in cells:
        canvas.rect(x, y, width, height)
        put(canvas, x + 2, y + height - 7, label, size=5.5)
        put(canvas, x + 4, y + 5, value, font="Courier")
        x += width
    return y - height


def _ticks(canvas, x, y, choices):
    for words, is_ticked in choices:
        canvas.rect(x, y, 7, 7)
        if is_ticked:
            put(canvas, x + 1, y + 1, "X", size=7, font="Helvetica-Bold")
        put(canvas, x + 10, y + 1, words, size=6.5)
        x += 22 + 4 * len(words)


def _grid(canvas, y, columns, rows, *, size=8, height=15):
    """A ruled table; a heading of two lines is two words in a pair."""
    edges = [left for left, _, _ in columns] + [columns[-1][0] + columns[-1][1]]
    lines = [heading if isinstance(heading, tuple) else (heading,) for _, _, heading in columns]
    for left, heading in zip(edges, lines, strict=False):
        for place, words in enumerate(heading):
            put(canvas, left + 2, y + 10 - 7 * place, words, size=5.5, font="Helvetica-Bold")
    for number, cells in enumerate(rows, start=1):
        for left, words in zip(edges, cells, strict=False):
            put(canvas, left + 2, y - height * number + 4, words, size=size)
    top, foot = y + 18, y - height * len(rows)
    for edge in edges:
        canvas.line(edge, top, edge, foot)
    for line in [top, *(y - height * number for number in range(len(rows) + 1))]:
        canvas.line(edges[0], line, edges[-1], line)
    return foot


def gl_ruled():
    """Two pages, every box ruled, bars of white on gray, words cut short: the manner of the trade's own forms."""
    canvas = begun("gl-ruled")
    put(canvas, 36, 750, "COMMERCIAL INSURANCE APPLICATION - GL SECTION", 11, "Helvetica-Bold")
    y = _ruled(
        canvas, 715,
        (200, "AGENCY", "Harborline Insurance"),
        (120, "AGENCY CUSTOMER ID", "00418"),
        (120, "AGENCY PHONE (A/C, No, Ext)", "(727) 555-0100"),
        (100, "DATE (MM/DD/YYYY)", "11/18/2026"),
    )  # fmt: skip
    _bar(canvas, y + 12, "APPLICANT INFORMATION")
    y = _ruled(
        canvas, y - 14,
        (300, "NAME (First Named Insured)", "Cypress Bend Fence & Deck LLC"),
        (120, "FEIN OR SOC SEC #", "82-4410936"),
        (120, "DATE BUS STARTED", "2012"),
    )  # fmt: skip
    y = _ruled(
        canvas, y,
        (300, "MAILING ADDRESS (including ZIP+4)", "2240 Tarpon Ave, Dunedin, FL 34698"),
        (120, "BUS PHONE #", "727-555-0188"),
        (120, "NAICS", "238990"),
    )  # fmt: skip
    canvas.rect(36, y + 4, 540, 22)
    _ticks(
        canvas, 42, y + 10,
        [("CORPORATION", False), ("INDIVIDUAL", False), ("LLC", True), ("PARTNERSHIP", False)],
    )  # fmt: skip
    y = _ruled(
        canvas, y - 22,
        (180, "INSPECTION CONTACT", "Bettina Crowe"),
        (240, "CONTACT E-MAIL ADDR", "bettina@cypressbend.example"),
        (120, "# EMPLOYEES", "9"),
    )  # fmt: skip
    y = _ruled(
        canvas, y,
        (420, "DESC OF OPS", "Builds wood and vinyl fences and decks for homeowners"),
        (120, "ANNUAL GROSS SALES", "$1,385,000"),
    )  # fmt: skip
    _bar(canvas, y + 8, "LIMITS")
    y = _ruled(
        canvas, y - 18,
        (135, "PROPOSED EFF DATE", "01/10/2027"),
        (135, "PROPOSED EXP DATE", "01/10/2028"),
        (135, "EA OCC", "$1,000,000"),
        (135, "GEN AGGR", "$2,000,000"),
    )  # fmt: skip
    _ruled(
        canvas, y,
        (135, "PROD & COMP OPS AGGR", "$2,000,000"),
        (135, "PERS & ADV INJ", "$1,000,000"),
        (135, "DMG TO RENTED PREM", "$100,000"),
        (135, "MED EXP", "$5,000"),
    )  # fmt: skip
    _ticks(canvas, 42, y - 14, [("CLAIMS MADE", False), ("OCCURRENCE", True)])
    put(canvas, 36, 36, "Page 1 of 2", size=6)
    canvas.showPage()
    canvas.setLineWidth(LINE_WIDTH)
    _bar(canvas, 740, "SCHEDULE OF HAZARDS")
    columns = [
        (36, 40, ("LOC", "#")),
        (76, 220, "CLASSIFICATION"),
        (296, 70, ("CLASS", "CODE")),
        (366, 80, ("PREM", "BASIS")),
        (446, 130, "EXPOSURE"),
    ]
    y = _grid(canvas, 712, columns, [
        ("1", "Fence erection contractors", "95620", "Payroll", "318,000"),
        ("1", "Carpentry - residential", "91340", "Payroll", "204,500"),
    ])  # fmt: skip
    _bar(canvas, y - 24, 'GENERAL INFORMATION - EXPLAIN ALL "YES" RESPONSES')
    put(canvas, 552, y - 36, "Y/N", size=6)
    for number, (question, said) in enumerate([
        ("ANY WORK SUBCONTRACTED?", "Y"),
        ("ARE CERTIFICATES OF INSURANCE OBTAINED FROM SUBCONTRACTORS?", "Y"),
        ("ANY PRODUCTS SOLD UNDER APPLICANT'S OWN LABEL?", "N"),
        ("ANY POLICY DECLINED, CANCELLED OR NON-RENEWED DURING THE LAST 3 YEARS?", "N"),
    ], start=1):  # fmt: skip
        put(canvas, 40, y - 36 - 14 * number, f"{number}.  {question}", size=7)
        put(canvas, 555, y - 36 - 14 * number, said, font="Courier")
    y -= 120
    _bar(canvas, y, "PRIOR CARRIER INFORMATION")
    y = _ruled(
        canvas, y - 26,
        (200, "CARRIER", "Osprey Casualty Co"),
        (140, "POL #", "GLO 88 1207"),
        (100, "EXP DATE", "01/10/2027"),
        (100, "PREMIUM", "$9,870"),
    )  # fmt: skip
    put(
        canvas, 36, y, "Any person who knowingly and with intent to defraud files an application", 6
    )
    put(
        canvas,
        36,
        y - 8,
        "containing false information is guilty of a felony of the third degree.",
        6,
    )
    canvas.save()
    keep("gl-ruled", "CGL", {
        "applicant.0.legal_name": "Cypress Bend Fence & Deck LLC",
        "applicant.0.fein": "82-4410936",
        "applicant.0.year_started": "2012",
        "applicant.0.mailing_address.street": "2240 Tarpon Ave",
        "applicant.0.mailing_address.city": "Dunedin",
        "applicant.0.mailing_address.state": "FL",
        "applicant.0.mailing_address.zip": "34698",
        "applicant.0.contact_phone": "727-555-0188",
        "applicant.0.naics": "238990",
        "applicant.0.entity_type": "llc",
        "applicant.0.contact_name": "Bettina Crowe",
        "applicant.0.contact_email": "bettina@cypressbend.example",
        "applicant.0.employees_total": "9",
        "applicant.0.operations": "Builds wood and vinyl fences and decks for homeowners",
        "applicant.0.annual_revenue": "$1,385,000",
        "coverage.0.effective_date": "01/10/2027",
        "coverage.0.occurrence_limit": "1000000",
        "coverage.0.aggregate_limit": "2000000",
        "coverage.0.coverage_form": "occurrence",
        "exposure.0.class_description": "Fence erection contractors",
        "exposure.0.class_code": "95620",
        "exposure.0.premium_basis": "payroll",
        "exposure.0.exposure_amount": "318,000",
        "exposure.1.class_description": "Carpentry - residential",
        "exposure.1.class_code": "91340",
        "exposure.1.premium_basis": "payroll",
        "exposure.1.exposure_amount": "204,500",
        "risk.0.uses_subs": "yes",
        "risk.0.subs_certs": "yes",
        "risk.0.sells_products": "no",
        "prior_insurance.0.declined_or_canceled": "no",
        "prior_insurance.0.prior_carrier": "Osprey Casualty Co",
        "prior_insurance.0.prior_policy_number": "GLO 88 1207",
        "prior_insurance.0.prior_expiration": "01/10/2027",
        "prior_insurance.0.prior_premium": "$9,870",
    })  # fmt: skip


# --- a fillable form that speaks in sentences -------------------------------------------------------


def wc_sentences():
    """Fields named by a machine, described in whole sentences; payroll and officers as rows of fields."""
    canvas = begun("wc-sentences")
    put(canvas, 54, 740, "Workers' Compensation Insurance Application", 13, "Helvetica-Bold")
    form, y = canvas.acroForm, 712
    fields = [
        ("Enter the name of the insurance agency.", "Harborline Insurance"),
        ("Enter the full legal name of the employer.", "Brackish Bay Seafood Inc"),
        ("Enter the employer's federal employer identification number.", "59-2740185"),
        ("Enter the year the business was started.", "1998"),
        ("Enter the street of the employer's mailing address.", "61 Dodecanese Blvd"),
        ("Enter the city of the employer's mailing address.", "Tarpon Springs"),
        ("Enter the state of the employer's mailing address.", "FL"),
        ("Enter the ZIP code of the employer's mailing address.", "34689"),
        ("Enter the name of the person to contact about this application.", "Eleni Karras"),
        ("Enter the contact person's telephone number.", "(727) 555-0127"),
        ("Enter the date on which coverage is to begin.", "01/01/2027"),
        ("Enter the employer's current experience modification factor.", "1.04"),
        ("Class code row 1. Enter the state.", "FL"),
        ("Class code row 1. Enter the class code.", "2114"),
        ("Class code row 1. Enter the duties of these employees.", "Oyster processing"),
        ("Class code row 1. Enter the number of employees.", "17"),
        ("Class code row 1. Enter the estimated annual payroll.", "$512,000"),
        ("Class code row 2. Enter the state.", "FL"),
        ("Class code row 2. Enter the class code.", "8810"),
        ("Class code row 2. Enter the duties of these employees.", "Clerical office"),
        ("Class code row 2. Enter the number of employees.", "3"),
        ("Class code row 2. Enter the estimated annual payroll.", "$121,000"),
        ("Officer 1. Enter the name and title.", "Stavros Karras, President"),
        ("Officer 1. Enter the percentage of ownership.", "60"),
        ("Officer 1. State whether included or excluded.", "Excluded"),
        ("Officer 2. Enter the name and title.", "Eleni Karras, Secretary"),
        ("Officer 2. Enter the percentage of ownership.", "40"),
        ("Officer 2. State whether included or excluded.", "Included"),
        ("Enter the name of the current insurance carrier.", "Mangrove Mutual"),
        ("Enter the number of the current policy.", "WCM-30416"),
        ("Enter the date the current policy expires.", "01/01/2027"),
    ]
    for number, (tooltip, value) in enumerate(fields, start=1):
        put(canvas, 54, y + 4, f"{number}.", size=7)
        form.textfield(
            name=f"form1[0].P1[0].TextField{number:02}[0]", tooltip=tooltip, value=value,
            x=80, y=y, width=300, height=15, fontSize=8, borderWidth=0.5, maxlen=200,
        )  # fmt: skip
        y -= 18
    for number, (tooltip, is_ticked) in enumerate([
        ("Check if the employer has a written safety program.", True),
        ("Check if the employer uses subcontractors or leased workers.", False),
    ], start=1):  # fmt: skip
        form.checkbox(
            name=f"form1[0].P1[0].CheckBox{number:02}[0]", tooltip=tooltip, checked=is_ticked,
            x=80, y=y, size=12,
        )  # fmt: skip
        y -= 18
    canvas.save()
    keep("wc-sentences", "WORK", {
        "applicant.0.legal_name": "Brackish Bay Seafood Inc",
        "applicant.0.fein": "59-2740185",
        "applicant.0.year_started": "1998",
        "applicant.0.mailing_address.street": "61 Dodecanese Blvd",
        "applicant.0.mailing_address.city": "Tarpon Springs",
        "applicant.0.mailing_address.state": "FL",
        "applicant.0.mailing_address.zip": "34689",
        "applicant.0.contact_name": "Eleni Karras",
        "applicant.0.contact_phone": "(727) 555-0127",
        "coverage.0.effective_date": "01/01/2027",
        "coverage.0.experience_mod": "1.04",
        "payroll.0.class_state": "FL",
        "payroll.0.class_code": "2114",
        "payroll.0.class_duties": "Oyster processing",
        "payroll.0.class_employees": "17",
        "payroll.0.class_payroll": "$512,000",
        "payroll.1.class_state": "FL",
        "payroll.1.class_code": "8810",
        "payroll.1.class_duties": "Clerical office",
        "payroll.1.class_employees": "3",
        "payroll.1.class_payroll": "$121,000",
        "officers.0.officer_name": "Stavros Karras, President",
        "officers.0.ownership_pct": "60",
        "officers.0.officer_included": "exclude",
        "officers.1.officer_name": "Eleni Karras, Secretary",
        "officers.1.ownership_pct": "40",
        "officers.1.officer_included": "include",
        "risk.0.safety_program": "yes",
        "prior_insurance.0.prior_carrier": "Mangrove Mutual",
        "prior_insurance.0.prior_policy_number": "WCM-30416",
        "prior_insurance.0.prior_expiration": "01/01/2027",
    })  # fmt: skip


# --- drivers side by side ---------------------------------------------------------------------------


def auto_side_by_side():
    """A quote sheet of an agency: a column for each driver, a row for each vehicle."""
    canvas = begun("auto-side-by-side")
    put(canvas, 54, 748, "Harborline Insurance", 14, "Times-Bold")
    put(canvas, 54, 734, "Personal Auto Quote Sheet     Agent: Marcus Bell     (727) 555-0100", 8)
    y = 706
    for left, one, right, other in [
        ("First:", "Joaquim", "Last:", "Ferreira"),
        ("Street address:", "1209 Citrus Park Dr", "City / St / Zip:", "Lutz, FL 33549"),
        ("Cell #:", "813-555-0149", "Email:", "jferreira@mail.example"),
        ("How long at this address?", "6 years", "Need coverage by:", "12/28/2026"),
    ]:
        put(canvas, 54, y, left, font="Times-Bold")
        put(canvas, 170, y, one, font="Times-Roman")
        put(canvas, 320, y, right, font="Times-Bold")
        put(canvas, 420, y, other, font="Times-Roman")
        y -= 18
    y -= 10
    put(canvas, 200, y, "Driver #1", font="Times-Bold", size=10)
    put(canvas, 390, y, "Driver #2", font="Times-Bold", size=10)
    for label, one, other in [
        ("Name", "Joaquim Ferreira", "Lidia Ferreira"),
        ("Birth date", "05/22/1981", "10/03/1983"),
        ("DL #", "F660-430-81-182-0", "F660-520-83-863-0"),
        ("DL state", "FL", "FL"),
        ("Tickets/accidents past 3 yrs", "1", "0"),
    ]:
        y -= 17
        canvas.line(54, y - 4, 560, y - 4)
        put(canvas, 54, y, label, font="Times-Roman")
        put(canvas, 200, y, one, font="Times-Roman")
        put(canvas, 390, y, other, font="Times-Roman")
    y -= 40
    columns = [
        (54, 30, "Veh"),
        (84, 40, "Yr"),
        (124, 130, "Make/Model"),
        (254, 150, "Vehicle ID No."),
        (404, 160, "Usage"),
    ]
    y = _grid(canvas, y, columns, [
        ("1", "2013", "Tesla Model S", "5YJSA1DG9DFP14705", "Commute"),
        ("2", "2003", "Honda Accord", "1HGCM82633A004352", "Pleasure"),
    ])  # fmt: skip
    y -= 30
    put(canvas, 54, y, "Limits wanted", font="Times-Bold", size=10)
    for words in [
        "BI: 100/300          PD: $50,000          UM: 50/100",
        "Comp ded: $500          Coll ded: $1,000",
    ]:
        y -= 17
        put(canvas, 54, y, words, font="Times-Roman")
    y -= 30
    put(canvas, 54, y, "Now insured with", font="Times-Bold")
    put(canvas, 170, y, "Calusa Auto", font="Times-Roman")
    put(canvas, 320, y, "Renewal date", font="Times-Bold")
    put(canvas, 420, y, "12/28/2026", font="Times-Roman")
    canvas.save()
    keep("auto-side-by-side", "AUTOP", {
        "applicant.0.first_name": "Joaquim",
        "applicant.0.last_name": "Ferreira",
        "applicant.0.mailing_address.street": "1209 Citrus Park Dr",
        "applicant.0.mailing_address.city": "Lutz",
        "applicant.0.mailing_address.state": "FL",
        "applicant.0.mailing_address.zip": "33549",
        "applicant.0.phone": "813-555-0149",
        "applicant.0.email": "jferreira@mail.example",
        "applicant.0.years_at_address": "6",
        "drivers.0.driver_name": "Joaquim Ferreira",
        "drivers.0.driver_dob": "05/22/1981",
        "drivers.0.license_number": "F660-430-81-182-0",
        "drivers.0.license_state": "FL",
        "drivers.0.violations_3y": "1",
        "drivers.1.driver_name": "Lidia Ferreira",
        "drivers.1.driver_dob": "10/03/1983",
        "drivers.1.license_number": "F660-520-83-863-0",
        "drivers.1.license_state": "FL",
        "drivers.1.violations_3y": "0",
        "vehicles.0.model_year": "2013",
        "vehicles.0.make_model": "Tesla Model S",
        "vehicles.0.vin": "5YJSA1DG9DFP14705",
        "vehicles.0.use": "commute",
        "vehicles.1.model_year": "2003",
        "vehicles.1.make_model": "Honda Accord",
        "vehicles.1.vin": "1HGCM82633A004352",
        "vehicles.1.use": "pleasure",
        "coverage.0.effective_date": "12/28/2026",
        "coverage.0.bi_limit": "100/300",
        "coverage.0.pd_limit": "50000",
        "coverage.0.um_limit": "50/100",
        "coverage.0.comp_deductible": "500",
        "coverage.0.coll_deductible": "1000",
        "prior_insurance.0.prior_carrier": "Calusa Auto",
        "prior_insurance.0.prior_expiration": "12/28/2026",
    })  # fmt: skip


# --- a statement of values --------------------------------------------------------------------------


def property_statement():
    """A spreadsheet printed across the page: headings of two small lines, a row a building, a row of totals."""
    canvas = begun("property-statement", landscape(LETTER))
    put(canvas, 30, 575, "STATEMENT OF VALUES", 13, "Helvetica-Bold")
    y = 552
    for left, one, right, other in [
        ("Insured:", "Sandbar Self Storage Partners", "Eff:", "02/15/2027"),
        ("Entity:", "Partnership", "Fed Tax ID:", "47-3018852"),
        ("AOP Deductible:", "$10,000", "Wind/Hail Ded:", "2%"),
        ("Valuation:", "RC", "Coins:", "90%"),
        ("Causes of Loss:", "Special", "Prepared by:", "Harborline Insurance"),
    ]:
        put(canvas, 30, y, left, size=8)
        put(canvas, 110, y, one, size=8, font="Helvetica-Bold")
        put(canvas, 330, y, right, size=8)
        put(canvas, 420, y, other, size=8, font="Helvetica-Bold")
        y -= 14
    columns = [
        (30, 30, ("Bldg", "No.")),
        (60, 110, ("Street", "Address")),
        (170, 62, "City"),
        (232, 28, "ST"),
        (260, 40, ("Zip", "Code")),
        (300, 72, ("Occupancy", "Description")),
        (372, 68, ("Construction", "Type")),
        (440, 32, ("Year", "Built")),
        (472, 34, ("# of", "Stories")),
        (506, 44, ("Total", "Sq. Ft.")),
        (550, 36, ("Roof", "Year")),
        (586, 60, ("Building", "Value")),
        (646, 54, ("Contents", "Value")),
        (700, 62, ("Bus. Income", "incl. Rents")),
    ]
    _grid(canvas, 450, columns, [
        ("1", "700 Causeway Blvd", "Clearwater", "FL", "33767", "Self storage", "Masonry NC",
         "1999", "2", "31,400", "2018", "2,950,000", "40,000", "410,000"),
        ("2", "702 Causeway Blvd", "Clearwater", "FL", "33767", "Office", "Frame",
         "1985", "1", "1,850", "2021", "265,000", "55,000", "30,000"),
        ("", "TOTALS", "", "", "", "", "", "", "", "33,250", "", "3,215,000", "95,000", "440,000"),
    ], size=7)  # fmt: skip
    put(canvas, 30, 380, "Values are 100% replacement cost unless stated otherwise.", size=6)
    canvas.save()
    keep("property-statement", "PROP", {
        "applicant.0.legal_name": "Sandbar Self Storage Partners",
        "applicant.0.entity_type": "partnership",
        "applicant.0.fein": "47-3018852",
        "coverage.0.effective_date": "02/15/2027",
        "coverage.0.deductible": "10000",
        "coverage.0.wind_deductible": "2",
        "coverage.0.valuation": "rc",
        "coverage.0.coinsurance": "90",
        "coverage.0.cause_of_loss": "special",
        **{
            f"buildings.{place}.{key}": text
            for place, texts in enumerate([
                ("700 Causeway Blvd", "Clearwater", "FL", "33767", "Self storage", "masonry_nc",
                 "1999", "2", "31,400", "2018", "2,950,000", "40,000", "410,000"),
                ("702 Causeway Blvd", "Clearwater", "FL", "33767", "Office", "frame",
                 "1985", "1", "1,850", "2021", "265,000", "55,000", "30,000"),
            ])
            for key, text in zip((
                "building_address.street", "building_address.city", "building_address.state",
                "building_address.zip", "occupancy", "construction", "year_built", "stories",
                "square_feet", "roof_year", "building_limit", "contents_limit", "bi_limit",
            ), texts, strict=True)
        },
    })  # fmt: skip


# --- a questionnaire --------------------------------------------------------------------------------


def cyber_questionnaire():
    """Numbered questions, some of two lines, with boxes of typed brackets; amounts as one says them."""
    canvas = begun("cyber-questionnaire")
    put(canvas, 54, 745, "PRIVACY & NETWORK SECURITY QUESTIONNAIRE", 12, "Helvetica-Bold")
    put(
        canvas, 54, 728, 'Answer every question. "You" means the applicant and its subsidiaries.', 7
    )
    y = 700

    def bar(words):
        nonlocal y
        put(canvas, 54, y, words, size=9.5, font="Helvetica-Bold")
        canvas.line(54, y - 3, 558, y - 3)
        y -= 20

    def ask(*lines, answer, left=430):
        nonlocal y
        for number, words in enumerate(lines, start=1):
            put(canvas, 54 if number == 1 else 72, y, words, size=8.5)
            if number == len(lines):
                put(canvas, left, y, answer, size=8.5)
            y -= 12
        y -= 6

    bar("Section I - Applicant")
    ask("1.  Applicant's legal name:", answer="Lanternfish Dental Group PA", left=210)
    ask("2.  Principal address:", answer="4515 Bayshore Rd, Fort Myers, FL 33917", left=210)
    ask("3.  Website(s):", answer="https://lanternfish.example", left=210)
    ask("4.  Type of entity:", answer="Corporation", left=210)
    ask("5.  Gross revenues, last fiscal year:", answer="$4,600,000", left=210)
    ask("6.  Total head count:", answer="38", left=210)
    ask("7.  Contact for security matters:", answer="Priya Anand", left=210)
    ask("8.  Contact's email:", answer="priya@lanternfish.example", left=210)
    bar("Section II - Your Network")
    yes, no = "[X] Yes   [ ] No", "[ ] Yes   [X] No"
    ask("9.  Do you outsource the management of your IT systems?", answer=yes)
    ask("     If yes, name of the IT vendor:", answer="Gulfcoast Managed IT", left=210)
    ask("10. Do you keep at least one copy of your back-ups offline or in",
        "immutable storage?", answer=yes)  # fmt: skip
    ask("11. Do you still run software which is past end of life or unsupported?", answer=no)
    ask("12. Do all employees receive security awareness training each year?", answer=yes)
    ask("13. Before acting on a request to change payment details, do you call back",
        "the requester at a number already on file?", answer=no)  # fmt: skip
    ask("14. Do you have a written incident response plan that has been tested?", answer=yes)
    ask("15. Within how many days do you install critical patches?", answer="14")
    bar("Section III - Coverage Desired")
    ask("16. Policy aggregate limit:", answer="$1M", left=210)
    ask("17. Retention per claim:", answer="$10K", left=210)
    ask("18. Inception date desired:", answer="03/01/2027", left=210)
    ask("19. Do you now have cyber insurance?", answer=yes)
    ask("     Insurer:", answer="Pelican Specialty", left=210)
    ask("     Expires:", answer="03/01/2027", left=210)
    put(canvas, 54, y - 10, "Signed: ______________________     Date: 11/19/2026", size=8)
    canvas.save()
    keep("cyber-questionnaire", "CYBER", {
        "applicant.0.legal_name": "Lanternfish Dental Group PA",
        "applicant.0.mailing_address.street": "4515 Bayshore Rd",
        "applicant.0.mailing_address.city": "Fort Myers",
        "applicant.0.mailing_address.state": "FL",
        "applicant.0.mailing_address.zip": "33917",
        "applicant.0.website": "https://lanternfish.example",
        "applicant.0.entity_type": "corporation",
        "applicant.0.annual_revenue": "$4,600,000",
        "applicant.0.employees_total": "38",
        "applicant.0.contact_name": "Priya Anand",
        "applicant.0.contact_email": "priya@lanternfish.example",
        "data.0.it_outsourced": "yes",
        "data.0.it_provider": "Gulfcoast Managed IT",
        "controls.0.backups_offline": "yes",
        "controls.0.unsupported_systems": "no",
        "controls.0.training": "yes",
        "controls.0.payment_callback": "no",
        "controls.0.incident_plan": "yes",
        "controls.0.patch_days": "14",
        "coverage.0.limit": "1000000",
        "coverage.0.retention": "10000",
        "coverage.0.effective_date": "03/01/2027",
        "prior_insurance.0.has_prior": "yes",
        "prior_insurance.0.prior_carrier": "Pelican Specialty",
        "prior_insurance.0.prior_expiration": "03/01/2027",
    })  # fmt: skip


LAYOUTS = (gl_ruled, wc_sentences, auto_side_by_side, property_statement, cyber_questionnaire)

if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for layout in LAYOUTS:
        layout()
