"""The findings that looking an installation over comes to."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One setting that was looked at: whether it is sound, and what was seen."""

    name: str
    sound: bool
    seen: str

    def __str__(self) -> str:
        return f"{'OK     ' if self.sound else 'UNSOUND'}  {self.name}: {self.seen}"
