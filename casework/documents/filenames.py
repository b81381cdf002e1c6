"""File names as people send them, made safe to keep, to show and to hand back."""

import unicodedata

LONGEST = 120
NAMELESS = "document"
# Not allowed in a name by some systems, or meaning something to a shell, a header or a page.
FORBIDDEN = frozenset("<>:\"/\\|?*%;`$&'")
RESERVED = {"con", "prn", "aux", "nul", *(f"com{n}" for n in range(1, 10)), *(f"lpt{n}" for n in range(1, 10))}


def ending(name: str) -> str:
    """Give the ending of a file name in small letters, without its full stop; empty when it has none."""
    stem, dot, last = clean(name).rpartition(".")
    return last.casefold() if dot and stem else ""


def clean(name: str) -> str:
    """Take path parts, control, direction and invisible characters out of a file name and shorten it, keeping its ending."""
    plain = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    kept = "".join(c for c in plain if c not in FORBIDDEN and unicodedata.category(c) not in _UNSEEN)
    kept = " ".join(kept.split()).strip(" .")
    if not kept:
        return NAMELESS
    stem, dot, last = kept.rpartition(".")
    if not dot:
        stem, last = kept, ""
    if stem.split(".")[0].strip().casefold() in RESERVED:
        stem = f"{NAMELESS} {stem}"
    last = last[:10]
    return stem[: LONGEST - len(last) - 1].rstrip(" .") + dot + last


# Control, format (direction marks, zero width), surrogate, private and unassigned characters, line and paragraph separators.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def with_ending(name: str, wanted: str) -> str:
    """Give a cleaned name the ending of what the file really is."""
    cleaned = clean(name)
    stem, dot, _ = cleaned.rpartition(".")
    return f"{stem if dot else cleaned}.{wanted}"
