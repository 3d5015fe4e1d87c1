"""Stands in for the manual's pages that botocore hangs on each method of a client: here they are empty."""


class LazyLoadedDocstring(str):
    """An empty text, whatever it is made of."""

    __slots__ = ()

    def __new__(cls, *_: object, **__: object) -> "LazyLoadedDocstring":
        """Return it."""
        return super().__new__(cls)


ClientMethodDocstring = PaginatorDocstring = WaiterDocstring = LazyLoadedDocstring
