"""Jinja set-up: strict names in our own templates, and the GOV.UK components from an environment of their own.

The vendored components test parameters that may be absent, which StrictUndefined refuses. So they are rendered apart, and every
template of ours calls them as globals, without an import: `govukButton({...})`, `{% call govukFieldset({...}) %}`.
"""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, PrefixLoader, StrictUndefined
from markupsafe import Markup

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"

COMPONENTS = (
    "back-link", "breadcrumbs", "button", "character-count", "checkboxes", "date-input", "details", "error-message",
    "error-summary", "fieldset", "file-upload", "hint", "input", "inset-text", "label", "notification-banner", "panel",
    "password-input", "radios", "select", "summary-list", "table", "tag", "textarea", "warning-text",
)  # fmt: skip

_vendor = Environment(
    loader=PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)


def macro_name(component: str) -> str:
    """The name GOV.UK Frontend gives a component's macro: `date-input` is `govukDateInput`."""
    return "govuk" + "".join(word.capitalize() for word in component.split("-"))


@cache
def _macro(component: str) -> Callable[..., Markup]:
    template = _vendor.get_template(f"govuk_frontend_jinja/components/{component}/macro.html")
    found: Callable[..., Markup] = getattr(template.module, macro_name(component))
    return found


def component(name: str, params: Mapping[str, Any], **extra: Any) -> Markup:
    """Render one GOV.UK component by its folder name."""
    return _macro(name)(params, **extra)


def _as_global(name: str) -> Callable[..., Markup]:
    def render(params: Mapping[str, Any], **extra: Any) -> Markup:
        return component(name, params, **extra)

    return render


def install(app: Flask) -> None:
    """Give the application its templates, strict names and the GOV.UK components."""
    env = app.jinja_env
    own = FileSystemLoader(TEMPLATES)
    env.loader = ChoiceLoader([env.loader, own]) if env.loader else own
    env.undefined = StrictUndefined
    env.trim_blocks = env.lstrip_blocks = True
    for name in COMPONENTS:
        env.globals[macro_name(name)] = _as_global(name)
