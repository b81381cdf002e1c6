"""What is read of enforcement; one file each. `dates_of` is what diaries ask."""

from casework.enforcement.queries.dates import dates_of

__all__ = ["dates_of"]
