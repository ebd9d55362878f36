"""Applications as agencies and carriers set them, six ways and more: drawn here once, kept in tests/golden/papers.

`python -m tests.factories.papers` draws them anew. Beside each PDF lies what a person reads on it, by our own
questions. People and businesses are invented.
"""

import json
from pathlib import Path

from reportlab.lib.pagesizes import LETTER
from reportlab.pdfgen.canvas import Canvas

FOLDER = Path(__file__).parents[1] / "golden" / "papers"
WIDTH, HEIGHT = LETTER


class Sheet:
    """A canvas that goes down the page."""

    def __init__(self, name):
        self.canvas = Canvas(str(FOLDER / f"{name}.pdf"), pagesize=LETTER, invariant=1)
        self.y = HEIGHT - 60

    def down(self, by):
        self.y -= by
        if self.y < 60:
            self.canvas.showPage()
            self.y = HEIGHT - 60

    def put(self, x, words, *, size=10, font="Helvetica"):
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, self.y, words)

    def title(self, words, *, size=13):
        self.down(10)
        self.put(54, words, size=size, font="Helvetica-Bold")
        self.down(22)

    def save(self):
        self.canvas.save()


def keep(name, line, answers):
    """`answers` maps "section.place.question" or "….question.part" to what one would type."""
    text = json.dumps({"line": line, "answers": answers}, indent=1, ensure_ascii=False)
    (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def colon_lines():
    """One column of "Label: value", as a word processor's form is printed."""
    sheet = Sheet("colon-lines")
    sheet.title("Workers Compensation Application")
    sheet.title("General Information", size=11)
    rows = [
        ("Applicant Name", "Gulf Ridge Masonry Inc"),
        ("FEIN", "59-3318842"),
        ("Type of Entity", "S Corporation"),
        ("Year Established", "2006"),
        ("NAICS", "238140"),
        (
            "Nature of Business",
            "Brick and block masonry for new homes and small stores in Pasco County",
        ),
        ("Contact Name", "Dolores Reyna"),
        ("E-mail", "dolores@gulfridge.example"),
        ("Phone", "(727) 555-0142"),
        ("Mailing Address", "8810 Ridge Road, New Port Richey, FL 34654"),
        ("Years under current management", "11"),
    ]
    for label, value in rows:
        sheet.put(54, f"{label}: {value}")
        sheet.down(17)
    sheet.title("Coverage Information", size=11)
    for label, value in [
        ("Proposed Eff. Date", "01/01/2027"),
        ("Experience Mod", "0.93"),
        ("States covered", "Florida"),
        ("Employers Liability", "$500,000 / $500,000 / $500,000"),
    ]:
        sheet.put(54, f"{label}: {value}")
        sheet.down(17)
    sheet.title("Prior Carrier Information", size=11)
    for label, value in [
        ("Carrier", "Seminole Casualty"),
        ("Policy Number", "WC 449-2210"),
        ("Expiration Date", "01/01/2027"),
        ("Annual Premium", "$41,280"),
        ("Number of claims in the last 5 years", "2"),
    ]:
        sheet.put(54, f"{label}: {value}")
        sheet.down(17)
    sheet.save()
    keep(
        "colon-lines",
        "WORK",
        {
            "applicant.0.legal_name": "Gulf Ridge Masonry Inc",
            "applicant.0.fein": "59-3318842",
            "applicant.0.entity_type": "s_corp",
            "applicant.0.year_started": "2006",
            "applicant.0.operations": "Brick and block masonry for new homes and small stores in Pasco County",
            "applicant.0.contact_name": "Dolores Reyna",
            "applicant.0.contact_email": "dolores@gulfridge.example",
            "applicant.0.contact_phone": "(727) 555-0142",
            "applicant.0.mailing_address.street": "8810 Ridge Road",
            "applicant.0.mailing_address.city": "New Port Richey",
            "applicant.0.mailing_address.state": "FL",
            "applicant.0.mailing_address.zip": "34654",
            "applicant.0.years_management": "11",
            "coverage.0.effective_date": "01/01/2027",
            "coverage.0.experience_mod": "0.93",
            "coverage.0.states_covered": "FL",
            "coverage.0.el_limits": "500/500/500",
            "prior_insurance.0.prior_carrier": "Seminole Casualty",
            "prior_insurance.0.prior_policy_number": "WC 449-2210",
            "prior_insurance.0.prior_expiration": "01/01/2027",
            "prior_insurance.0.prior_premium": "$41,280",
            "prior_insurance.0.losses_count": "2",
        },
    )


def two_columns():
    """Labels and values side by side, two pairs a line, without colons."""
    sheet = Sheet("two-columns")
    sheet.title("BUSINESSOWNERS APPLICATION")
    pairs = [
        ("Named Insured", "Palmetto Paper & Gift LLC", "Web Site", "https://palmettopaper.example"),
        ("DBA", "Palmetto Paper", "Tax ID", "65-7719034"),
        ("Business Type", "LLC", "Year Founded", "2018"),
        ("Contact Person", "Imani Castellan", "Email", "imani@palmettopaper.example"),
        ("Annual Sales", "$612,400", "Total Employees", "6"),
        ("Street", "14 Center Avenue", "City", "Gulfport"),
        ("State", "FL", "Zip", "33707"),
        ("Effective Date", "12/15/2026", "Property Deductible", "$2,500"),
        ("Year Built", "1987", "Square Footage", "2,150"),
        ("Construction Type", "Joisted masonry", "Occupancy Interest", "Tenant"),
        ("BPP Limit", "$180,000", "Current Carrier", "Bayfront Mutual"),
        ("Expiring Premium", "$3,940.00", "Policy No.", "BOP-77120-03"),
        ("Exp. Date", "12/15/2026", "No. of Claims", "0"),
    ]
    for left, one, right, other in pairs:
        sheet.put(54, left, size=9, font="Helvetica-Bold")
        sheet.put(150, one)
        sheet.put(330, right, size=9, font="Helvetica-Bold")
        sheet.put(430, other)
        sheet.down(20)
    sheet.save()
    keep(
        "two-columns",
        "BOP",
        {
            "applicant.0.legal_name": "Palmetto Paper & Gift LLC",
            "applicant.0.website": "https://palmettopaper.example",
            "applicant.0.dba": "Palmetto Paper",
            "applicant.0.fein": "65-7719034",
            "applicant.0.entity_type": "llc",
            "applicant.0.year_started": "2018",
            "applicant.0.contact_name": "Imani Castellan",
            "applicant.0.contact_email": "imani@palmettopaper.example",
            "applicant.0.annual_revenue": "$612,400",
            "applicant.0.employees_total": "6",
            "applicant.0.mailing_address.street": "14 Center Avenue",
            "applicant.0.mailing_address.city": "Gulfport",
            "applicant.0.mailing_address.state": "FL",
            "applicant.0.mailing_address.zip": "33707",
            "coverage.0.effective_date": "12/15/2026",
            "coverage.0.deductible": "2500",
            "premises.0.year_built": "1987",
            "premises.0.square_feet": "2,150",
            "premises.0.construction": "joisted_masonry",
            "premises.0.interest": "tenant",
            "premises.0.contents_limit": "$180,000",
            "prior_insurance.0.prior_carrier": "Bayfront Mutual",
            "prior_insurance.0.prior_premium": "$3,940.00",
            "prior_insurance.0.prior_policy_number": "BOP-77120-03",
            "prior_insurance.0.prior_expiration": "12/15/2026",
            "prior_insurance.0.losses_count": "0",
        },
    )


def boxes():
    """Boxes with a small label in the upper corner and the value under it."""
    sheet = Sheet("boxes")
    sheet.title("HOMEOWNER APPLICATION")

    def row(*cells):
        x = 54
        for width, label, value in cells:
            sheet.canvas.rect(x, sheet.y - 20, width, 30)
            sheet.canvas.setFont("Helvetica", 6.5)
            sheet.canvas.drawString(x + 3, sheet.y + 2, label)
            sheet.canvas.setFont("Courier", 10)
            sheet.canvas.drawString(x + 3, sheet.y - 14, value)
            x += width
        sheet.down(30)

    row(
        (160, "FIRST NAME", "Thaddeus"),
        (160, "LAST NAME", "Okonjo"),
        (160, "DATE OF BIRTH", "04/17/1979"),
    )
    row(
        (160, "MARITAL STATUS", "Married"),
        (160, "HOME PHONE", "(941) 555-0171"),
        (160, "E-MAIL ADDRESS", "thad@okonjo.example"),
    )
    row(
        (220, "MAILING ADDRESS", "417 Heron Lane"),
        (120, "CITY", "Sarasota"),
        (50, "STATE", "FL"),
        (90, "ZIP CODE", "34231"),
    )
    row((160, "YEARS AT CURRENT ADDRESS", "9"), (320, "CO-APPLICANT NAME", "Marisol Okonjo"))
    sheet.title("DWELLING", size=10)
    row(
        (120, "YEAR BUILT", "1996"),
        (160, "CONSTRUCTION TYPE", "Frame"),
        (200, "TOTAL LIVING AREA (SQ FT)", "1,864"),
    )
    row((160, "ROOF TYPE", "Metal"), (120, "YEAR ROOF REPLACED", "2019"))
    sheet.title("COVERAGES", size=10)
    row(
        (160, "COVERAGE A DWELLING", "$385,000"),
        (160, "COVERAGE C PERSONAL PROPERTY", "$190,000"),
        (160, "ALL OTHER PERILS DEDUCTIBLE", "$2,500"),
    )
    row(
        (240, "COVERAGE E PERSONAL LIABILITY", "$300,000"),
        (240, "POLICY EFFECTIVE DATE", "02/01/2027"),
    )
    sheet.title("PRIOR COVERAGE", size=10)
    row(
        (200, "PRIOR CARRIER", "Coquina Home"),
        (150, "POLICY NUMBER", "HO3-120-88127"),
        (130, "EXPIRATION DATE", "02/01/2027"),
    )
    sheet.save()
    keep(
        "boxes",
        "HOME",
        {
            "applicant.0.first_name": "Thaddeus",
            "applicant.0.last_name": "Okonjo",
            "applicant.0.date_of_birth": "04/17/1979",
            "applicant.0.marital_status": "M",
            "applicant.0.phone": "(941) 555-0171",
            "applicant.0.email": "thad@okonjo.example",
            "applicant.0.mailing_address.street": "417 Heron Lane",
            "applicant.0.mailing_address.city": "Sarasota",
            "applicant.0.mailing_address.state": "FL",
            "applicant.0.mailing_address.zip": "34231",
            "applicant.0.years_at_address": "9",
            "applicant.0.co_applicant_name": "Marisol Okonjo",
            "property.0.year_built": "1996",
            "property.0.construction": "frame",
            "property.0.square_feet": "1,864",
            "protection.0.roof_material": "metal",
            "protection.0.roof_year": "2019",
            "coverage.0.dwelling_limit": "$385,000",
            "coverage.0.contents_limit": "$190,000",
            "coverage.0.deductible": "2500",
            "coverage.0.liability_limit": "300000",
            "coverage.0.effective_date": "02/01/2027",
            "prior_insurance.0.prior_carrier": "Coquina Home",
            "prior_insurance.0.prior_policy_number": "HO3-120-88127",
            "prior_insurance.0.prior_expiration": "02/01/2027",
        },
    )


def leaders_and_tables():
    """Dot leaders, and tables with a head for what repeats."""
    sheet = Sheet("leaders-and-tables")
    sheet.title("Commercial General Liability Submission")
    for label, value in [
        ("Name of Applicant", "Tideline Exterior Painting Inc."),
        ("Federal ID", "27-5540913"),
        ("Legal Entity", "Corporation"),
        ("In business since", "2011"),
        ("Gross Receipts", "$1,240,000"),
        ("Number of Employees", "14"),
        ("Mail Address", "3301 Dock Street, Suite 4, St. Petersburg, FL 33713"),
        ("Telephone", "727.555.0110"),
        ("Requested Effective Date", "03/01/2027"),
        ("Each Occurrence Limit", "$1,000,000"),
        ("General Aggregate Limit", "$2,000,000"),
        ("Claims made or Occurrence", "Occurrence"),
        ("Cost of subcontracted work", "$96,000"),
    ]:
        sheet.put(54, f"{label} {'.' * max(6, 60 - len(label))} {value}")
        sheet.down(17)
    sheet.title("Schedule of Hazards", size=11)
    heads = [(54, "Classification"), (260, "Class Code"), (350, "Premium Basis"), (460, "Exposure")]
    for x, words in heads:
        sheet.put(x, words, size=9, font="Helvetica-Bold")
    sheet.down(16)
    for cells in [
        ("Exterior painting of homes", "98304", "Payroll", "410,000"),
        ("Painting inside buildings", "98305", "Payroll", "155,500"),
    ]:
        for (x, _), words in zip(heads, cells, strict=True):
            sheet.put(x, words)
        sheet.down(15)
    sheet.title("Loss History", size=11)
    heads = [
        (54, "Date of Loss"),
        (150, "Description of Loss"),
        (380, "Total Incurred"),
        (480, "Status"),
    ]
    for x, words in heads:
        sheet.put(x, words, size=9, font="Helvetica-Bold")
    sheet.down(16)
    for cells in [("05/02/2024", "Overspray on parked cars", "$8,450.00", "Closed")]:
        for (x, _), words in zip(heads, cells, strict=True):
            sheet.put(x, words)
        sheet.down(15)
    sheet.save()
    keep(
        "leaders-and-tables",
        "CGL",
        {
            "applicant.0.legal_name": "Tideline Exterior Painting Inc.",
            "applicant.0.fein": "27-5540913",
            "applicant.0.entity_type": "corporation",
            "applicant.0.year_started": "2011",
            "applicant.0.annual_revenue": "$1,240,000",
            "applicant.0.employees_total": "14",
            "applicant.0.mailing_address.street": "3301 Dock Street",
            "applicant.0.mailing_address.unit": "Suite 4",
            "applicant.0.mailing_address.city": "St. Petersburg",
            "applicant.0.mailing_address.state": "FL",
            "applicant.0.mailing_address.zip": "33713",
            "applicant.0.contact_phone": "727.555.0110",
            "coverage.0.effective_date": "03/01/2027",
            "coverage.0.occurrence_limit": "1000000",
            "coverage.0.aggregate_limit": "2000000",
            "coverage.0.coverage_form": "occurrence",
            "risk.0.subs_cost": "$96,000",
            "exposure.0.class_description": "Exterior painting of homes",
            "exposure.0.class_code": "98304",
            "exposure.0.premium_basis": "payroll",
            "exposure.0.exposure_amount": "410,000",
            "exposure.1.class_description": "Painting inside buildings",
            "exposure.1.class_code": "98305",
            "exposure.1.premium_basis": "payroll",
            "exposure.1.exposure_amount": "155,500",
            "losses.0.loss_date": "05/02/2024",
            "losses.0.loss_description": "Overspray on parked cars",
            "losses.0.loss_amount": "$8,450.00",
            "losses.0.loss_status": "closed",
        },
    )


def _form(name, title, fields):
    """A fillable form: each field with its maker's name, what is read aloud, and what was filled in."""
    sheet = Sheet(name)
    sheet.title(title)
    form = sheet.canvas.acroForm
    for field, tooltip, label, value in fields:
        sheet.put(54, label, size=8)
        if value is True:
            form.checkbox(
                name=field, tooltip=tooltip or None, x=250, y=sheet.y - 4, size=14, checked=True
            )
        else:
            form.textfield(
                name=field,
                tooltip=tooltip or None,
                value=value,
                x=250,
                y=sheet.y - 5,
                width=280,
                height=18,
                fontSize=9,
                borderWidth=0.5,
                maxlen=400,
            )
        sheet.down(24)
    sheet.save()


def fillable_spoken():
    """A fillable form whose fields have numbers for names and words for those who listen."""
    _form("fillable-spoken", "Professional Liability Application", [
        ("f1_01", "Full legal name", "1. Applicant", "Marlin & Reyes Engineering LLC"),
        ("f1_02", "Type of business", "2.", "Limited liability company"),
        ("f1_03", "Federal tax ID number", "3.", "84-2210457"),
        ("f1_04", "Web site address", "4.", "https://marlinreyes.example"),
        ("f1_05", "Date business established (year)", "5.", "2015"),
        ("f1_06", "Contact name", "6.", "Pilar Reyes"),
        ("f1_07", "Contact e-mail address", "7.", "pilar@marlinreyes.example"),
        ("f1_08", "Mailing address: street", "8.", "77 Beach Drive"),
        ("f1_09", "Mailing address: city", "8a.", "Tampa"),
        ("f1_10", "Mailing address: state", "8b.", "FL"),
        ("f1_11", "Mailing address: ZIP code", "8c.", "33602"),
        ("f1_12", "Total revenue", "9.", "2,150,000"),
        ("f1_13", "Number of employees", "10.", "12"),
        ("f1_14", "Number of licensed professionals", "11.", "5"),
        ("f2_01", "Proposed effective date", "12.", "01/15/2027"),
        ("f2_02", "Limit each claim", "13.", "$1,000,000"),
        ("f2_03", "Current insurer", "14.", "Sandspur Specialty"),
        ("f2_04", "Current policy expires", "15.", "01/15/2027"),
        ("f2_05", "Service 1 - Type of service", "16.", "Structural engineering"),
        ("f2_06", "Service 1 - Percent of revenue", "17.", "70"),
        ("f2_07", "Service 2 - Type of service", "18.", "Building inspections"),
        ("f2_08", "Service 2 - Percent of revenue", "19.", "30"),
    ])  # fmt: skip
    keep(
        "fillable-spoken",
        "EO",
        {
            "applicant.0.legal_name": "Marlin & Reyes Engineering LLC",
            "applicant.0.entity_type": "llc",
            "applicant.0.fein": "84-2210457",
            "applicant.0.website": "https://marlinreyes.example",
            "applicant.0.year_started": "2015",
            "applicant.0.contact_name": "Pilar Reyes",
            "applicant.0.contact_email": "pilar@marlinreyes.example",
            "applicant.0.mailing_address.street": "77 Beach Drive",
            "applicant.0.mailing_address.city": "Tampa",
            "applicant.0.mailing_address.state": "FL",
            "applicant.0.mailing_address.zip": "33602",
            "applicant.0.annual_revenue": "2,150,000",
            "applicant.0.employees_total": "12",
            "risk.0.professionals": "5",
            "coverage.0.effective_date": "01/15/2027",
            "coverage.0.limit": "1000000",
            "prior_insurance.0.prior_carrier": "Sandspur Specialty",
            "prior_insurance.0.prior_expiration": "01/15/2027",
            "services.0.service_name": "Structural engineering",
            "services.0.service_pct": "70",
            "services.1.service_name": "Building inspections",
            "services.1.service_pct": "30",
        },
    )


def fillable_named():
    """A fillable form without a word for those who listen: only its maker's names."""
    _form("fillable-named", "Personal Auto", [
        ("Applicant.FirstName", "", "1", "Wendell"),
        ("Applicant.LastName", "", "2", "Aguirre"),
        ("Applicant.DateOfBirth", "", "3", "09/30/1984"),
        ("Applicant.Email", "", "4", "wendell@aguirre.example"),
        ("Applicant.CellPhone", "", "5", "(813) 555-0163"),
        ("Applicant.MailingAddress.Street", "", "6", "5 Azalea Court"),
        ("Applicant.MailingAddress.City", "", "7", "Brandon"),
        ("Applicant.MailingAddress.State", "", "8", "FL"),
        ("Applicant.MailingAddress.Zip", "", "9", "33511"),
        ("Driver1.FullName", "", "10", "Wendell Aguirre"),
        ("Driver1.DOB", "", "11", "09/30/1984"),
        ("Driver1.LicenseNumber", "", "12", "A260-885-84-350-0"),
        ("Driver1.LicenseState", "", "13", "FL"),
        ("Driver2.FullName", "", "14", "Corinne Aguirre"),
        ("Driver2.DOB", "", "15", "01/12/1986"),
        ("Driver2.LicenseNumber", "", "16", "A260-110-86-512-0"),
        ("Driver2.LicenseState", "", "17", "FL"),
        ("Vehicle1.VIN", "", "18", "1HGCM82633A004352"),
        ("Vehicle1.ModelYear", "", "19", "2003"),
        ("Vehicle1.MakeModel", "", "20", "Honda Accord"),
        ("Vehicle2.VIN", "", "21", "5YJSA1DG9DFP14705"),
        ("Vehicle2.ModelYear", "", "22", "2013"),
        ("Policy.EffectiveDate", "", "23", "12/20/2026"),
        ("Coverage.BodilyInjury", "", "24", "100/300"),
        ("Coverage.CollisionDeductible", "", "25", "$500"),
        ("PriorCarrier.Name", "", "26", "Heron Auto"),
        ("PriorCarrier.PolicyNumber", "", "27", "HA-5520-118"),
        ("PriorCarrier.ExpirationDate", "", "28", "12/20/2026"),
    ])  # fmt: skip
    keep(
        "fillable-named",
        "AUTOP",
        {
            "applicant.0.first_name": "Wendell",
            "applicant.0.last_name": "Aguirre",
            "applicant.0.date_of_birth": "09/30/1984",
            "applicant.0.email": "wendell@aguirre.example",
            "applicant.0.phone": "(813) 555-0163",
            "applicant.0.mailing_address.street": "5 Azalea Court",
            "applicant.0.mailing_address.city": "Brandon",
            "applicant.0.mailing_address.state": "FL",
            "applicant.0.mailing_address.zip": "33511",
            "drivers.0.driver_name": "Wendell Aguirre",
            "drivers.0.driver_dob": "09/30/1984",
            "drivers.0.license_number": "A260-885-84-350-0",
            "drivers.0.license_state": "FL",
            "drivers.1.driver_name": "Corinne Aguirre",
            "drivers.1.driver_dob": "01/12/1986",
            "drivers.1.license_number": "A260-110-86-512-0",
            "drivers.1.license_state": "FL",
            "vehicles.0.vin": "1HGCM82633A004352",
            "vehicles.0.model_year": "2003",
            "vehicles.0.make_model": "Honda Accord",
            "vehicles.1.vin": "5YJSA1DG9DFP14705",
            "vehicles.1.model_year": "2013",
            "coverage.0.effective_date": "12/20/2026",
            "coverage.0.bi_limit": "100/300",
            "coverage.0.coll_deductible": "500",
            "prior_insurance.0.prior_carrier": "Heron Auto",
            "prior_insurance.0.prior_policy_number": "HA-5520-118",
            "prior_insurance.0.prior_expiration": "12/20/2026",
        },
    )


def numbered_items():
    """Headed blocks, "Driver 1" and "Vehicle 2", with several pairs a line."""
    sheet = Sheet("numbered-items")
    sheet.title("Business Auto")
    for words in [
        "Company Name: Crosscut Tree Care LLC    FEIN: 46-9013377",
        "Business Address: 990 Sawgrass Way, Largo, FL 33770",
        "Phone Number: 727-555-0199    E-mail: office@crosscut.example",
        "Coverage Effective Date: 04/01/2027    Liability CSL: $1,000,000",
    ]:
        sheet.put(54, words)
        sheet.down(17)
    for number, driver in enumerate(
        [
            ("Lucian Marsh", "02/11/1990", "M620-533-90-051-0"),
            ("Odell Pryor", "07/04/1977", "P660-640-77-244-0"),
        ],
        start=1,
    ):
        sheet.title(f"Driver {number}", size=11)
        sheet.put(54, f"Name: {driver[0]}    Date of Birth: {driver[1]}")
        sheet.down(16)
        sheet.put(54, f"License Number: {driver[2]}    License State: FL")
        sheet.down(16)
    for number, vehicle in enumerate(
        [("1FTFW1ET5DFC10312", "2013", "Ford F-150", "33770")], start=1
    ):
        sheet.title(f"Vehicle {number}", size=11)
        sheet.put(54, f"VIN: {vehicle[0]}    Year: {vehicle[1]}    Make and Model: {vehicle[2]}")
        sheet.down(16)
        sheet.put(54, f"Garaging ZIP: {vehicle[3]}")
        sheet.down(16)
    sheet.save()
    keep(
        "numbered-items",
        "AUTOB",
        {
            "applicant.0.legal_name": "Crosscut Tree Care LLC",
            "applicant.0.fein": "46-9013377",
            "applicant.0.mailing_address.street": "990 Sawgrass Way",
            "applicant.0.mailing_address.city": "Largo",
            "applicant.0.mailing_address.state": "FL",
            "applicant.0.mailing_address.zip": "33770",
            "applicant.0.contact_phone": "727-555-0199",
            "applicant.0.contact_email": "office@crosscut.example",
            "coverage.0.effective_date": "04/01/2027",
            "coverage.0.csl_limit": "1000000",
            "drivers.0.driver_name": "Lucian Marsh",
            "drivers.0.driver_dob": "02/11/1990",
            "drivers.0.license_number": "M620-533-90-051-0",
            "drivers.0.license_state": "FL",
            "drivers.1.driver_name": "Odell Pryor",
            "drivers.1.driver_dob": "07/04/1977",
            "drivers.1.license_number": "P660-640-77-244-0",
            "drivers.1.license_state": "FL",
            "vehicles.0.vin": "1FTFW1ET5DFC10312",
            "vehicles.0.model_year": "2013",
            "vehicles.0.make_model": "Ford F-150",
            "vehicles.0.garaging_zip": "33770",
        },
    )


LAYOUTS = (
    colon_lines,
    two_columns,
    boxes,
    leaders_and_tables,
    fillable_spoken,
    fillable_named,
    numbered_items,
)

if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for layout in LAYOUTS:
        layout()
