"""Refusals of the reports, each with a sentence for the person who asked."""

from casework.kernel.errors import Refused


class FigureDiffersError(Refused):
    """A typed figure is not the one that the stored counts give."""
