"""Reading the forms of a page as a browser does: where each is sent, and its fields with what they hold."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit


@dataclass
class Field:
    """One field: its name, kind (text, date part, select and so on), what it holds and what can be chosen."""

    name: str
    kind: str
    value: str = ""
    choices: list[str] = field(default_factory=list)


@dataclass
class Form:
    """One form that is sent by POST, found on a page."""

    page: str
    action: str
    fields: list[Field] = field(default_factory=list)

    def hidden(self) -> dict[str, str]:
        """Return what the page sends by itself."""
        return {one.name: one.value for one in self.fields if one.kind in ("hidden", "submit")}

    def typed(self) -> list[Field]:
        """Return what a person fills in."""
        return [one for one in self.fields if one.kind not in ("hidden", "submit", "file")]


class _Reader(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.page, self.forms = page, list[Form]()
        self.inside: Form | None = None
        self.select: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            to = urlsplit(urljoin(self.page, given.get("action") or self.page))
            self.inside = (
                Form(self.page, f"{to.path}?{to.query}".rstrip("?")) if given.get("method", "").lower() == "post" else None
            )
            if self.inside:
                self.forms.append(self.inside)
        elif tag == "option" and self.select is not None:
            self.select.choices.append(given.get("value", ""))
        elif self.inside is not None and given.get("name"):
            self._field(tag, given)

    def _field(self, tag: str, given: dict[str, str]) -> None:
        if self.inside is None or tag not in ("input", "select", "textarea", "button"):
            return
        kind = {"input": given.get("type", "text"), "button": "submit"}.get(tag, tag)
        known = next((one for one in self.inside.fields if one.name == given["name"] and one.kind == kind), None)
        if known is None:
            known = Field(given["name"], kind, given.get("value", ""))
            self.inside.fields.append(known)
        if kind in ("radio", "checkbox"):
            known.choices.append(given.get("value", ""))
        self.select = known if tag == "select" else self.select

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = None
        if tag == "select":
            self.select = None


def forms_of(page: str, text: str) -> list[Form]:
    """Return the forms of a page that are sent by POST."""
    reader = _Reader(page)
    reader.feed(text)
    return reader.forms
