"""Adding files: a button, a drop zone, progress, and what is wrong with a file that was refused."""

from typing import Any

import reflex as rx

from producer_portal.ui.components.kinds import Flag, Words

_MODULE = rx.asset("file_upload.jsx", shared=True).importable_path


class FileUpload(rx.Component):
    """Sends each chosen file by itself, as the raw body of a POST."""

    library = _MODULE
    tag = "FileUpload"
    url: rx.Var[str]
    document_type: rx.Var[str]
    replaces: rx.Var[str]
    label: rx.Var[str]
    hint: rx.Var[str]
    drop_words: rx.Var[str]
    choose_words: rx.Var[str]
    accept: rx.Var[str]
    limit_megabytes: rx.Var[int]
    is_multiple: rx.Var[bool]
    is_disabled: rx.Var[bool]
    test_id: rx.Var[str]
    on_uploaded: rx.EventHandler[rx.event.passthrough_event_spec(str)]  # type: ignore[type-arg, valid-type]


def file_upload(
    label: Words,
    hint: Words,
    *,
    url: Words,
    on_uploaded: Any,
    document_type: Words = "",
    replaces: Words = "",
    drop_words: Words = "Drop files here, or take a photo of the page",
    choose_words: Words = "Choose files",
    accept: Words = ".pdf,.jpg,.jpeg,.png",
    limit_megabytes: int = 25,
    is_multiple: bool = True,
    is_disabled: Flag = False,
    test_id: str = "file-upload",
) -> rx.Component:
    """A place to add files; `hint` names the limits before the button is pressed.

    Each file goes to `POST {url}?document_type=…` with its Content-Type and its name, percent
    encoded, in X-File-Name; `replaces` is the id of the document it is a new version of. A refusal is a
    JSON problem; its `detail` is shown. The answer's `status` says whether the file is "ready" or
    "waiting" for the scanner. `on_uploaded(type)` comes after each file that arrived.
    """
    return FileUpload.create(
        url=url,
        document_type=document_type,
        replaces=replaces,
        label=label,
        hint=hint,
        drop_words=drop_words,
        choose_words=choose_words,
        accept=accept,
        limit_megabytes=limit_megabytes,
        is_multiple=is_multiple,
        is_disabled=is_disabled,
        test_id=test_id,
        on_uploaded=on_uploaded,
    )
