"""The world that the matrix and its neighbours ask over."""

from tests.access.world import world

__all__ = ["world"]
