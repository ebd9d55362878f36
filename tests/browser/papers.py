"""Small real files, as clients send them."""

import io
from pathlib import Path

from PIL import Image
from reportlab.pdfgen.canvas import Canvas


def pdf(folder: Path, name: str, *lines: str) -> Path:
    out = io.BytesIO()
    page = Canvas(out, pagesize=(612, 792))
    for place, line in enumerate(lines or (name,)):
        page.drawString(72, 720 - 18 * place, line)
    page.showPage()
    page.save()
    path = folder / name
    path.write_bytes(out.getvalue())
    return path


def photo(folder: Path, name: str) -> Path:
    path = folder / name
    Image.new("RGB", (640, 480), "#7a8b99").save(path, "JPEG")
    return path
