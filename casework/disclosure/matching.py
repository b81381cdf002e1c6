"""Looking through a text for everything that would give one person away."""

from collections.abc import Iterable, Iterator

from casework.disclosure import locating, naming
from casework.disclosure.folding import Folded, fold
from casework.disclosure.types import Addressee, Found, Wanted, What


def search(text: str, wanted: Iterable[Wanted], addressee: Addressee) -> list[Found]:
    """Return what a text gives away of these facts, each fact once by its first words."""
    read, own = fold(text), locating.read(addressee.address)
    found: dict[tuple[What, str], Found] = {}
    for fact in wanted:
        for words in _words(read, fact, addressee, own):
            found.setdefault((fact.what, fact.key), Found(fact.what, fact.key, " ".join(words.split()), fact.source))
            break
    return list(found.values())


def _words(read: Folded, fact: Wanted, addressee: Addressee, own: locating.Home) -> Iterator[str]:
    match fact.what:
        case What.NAME if fact.name is not None:
            return naming.find(read, fact.name, addressee)
        case What.ADDRESS:
            return locating.find(read, locating.read(fact.value), own)
        case What.TELEPHONE:
            return locating.telephone(read, fact.value)
        case What.EMAIL:
            return locating.email(read, fact.value)
        case What.VEHICLE:
            return locating.vehicle(read, fact.value)
        case _:
            return naming.alias(read, fact.value, addressee)
