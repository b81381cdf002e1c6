"""Where a request may be sent on to, and references in addresses."""

from urllib.parse import urlsplit

from werkzeug.routing import BaseConverter, ValidationError

from casework.kernel.refs import normalise_ref


def safe_next(target: str | None, default: str = "/") -> str:
    """Return a local path to go on to, or the default: nothing with a scheme, a host, a backslash or a character below 33."""
    if (
        not target
        or any(ord(ch) < 33 for ch in target)
        or "\\" in target
        or not target.startswith("/")
        or target.startswith("//")
    ):
        return default
    parts = urlsplit(target)
    return default if parts.scheme or parts.netloc else target


class RefConverter(BaseConverter):
    """A record's reference in an address: `7K2M-4QXD`; anything else is no such page."""

    regex = "[0-9A-Za-z]{4}-[0-9A-Za-z]{4}"

    def to_python(self, value: str) -> str:
        ref = normalise_ref(value)
        if ref is None:
            raise ValidationError
        return ref
