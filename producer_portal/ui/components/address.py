"""The address bar as the memory of a list's filters and sorting."""

import reflex as rx

_MODULE = rx.asset("address.jsx", shared=True).importable_path


class AddressKeeper(rx.Component):
    """Shows `query` ("?view=late&q=oak") in the address bar without loading anything."""

    library = _MODULE
    tag = "AddressKeeper"
    query: rx.Var[str]
