"""Made-up people: given and family names of the many origins found in the district. Nobody here is anybody."""

import random
from datetime import date, timedelta

from casework.people.types import BirthKnown, NewPerson

# Each line is one origin: women's names, men's names, family names.
ORIGINS = (
    (
        8,
        "Margaret Susan Julie Karen Emma Chloe Sophie Jessica Amy Hannah Beryl Doreen Lauren Kayleigh Ellie",
        "David Michael Paul Andrew Stephen James Ryan Liam Jack Callum Ronald Derek Connor Kyle Ashley",
        "Featherstonehaugh Quickmire Oddlington Thistlewood Wraggby Peverstoke Marrowfield Dunnockshaw Bexwithy Larkinson "
        "Grimbleton Sallowfen Hobthorne Cattermoor Swiftley Brindlecombe Nettlefold Pockridge Wetherlam Tolliver",
    ),
    (
        2,
        "Agnieszka Katarzyna Ewa Zofia Magdalena",
        "Piotr Krzysztof Łukasz Tomasz Paweł",
        "Kowalczyńska Nowakiewicz Zielonowicz Wiśnioch Dąbrowicz",
    ),
    (1, "Rūta Eglė Ingrida", "Mindaugas Tomas Darius", "Kazlauskevičius Petraitytė Jankūnas"),
    (1, "Ioana Elena Andreea", "Andrei Mihai Ionuț", "Popeșteanu Ionescovici Dumitrașcu"),
    (1, "Maria Ana Beatriz", "João Rui Tiago", "Ferreirinha Santosvale Oliveirão"),
    (2, "Fatima Aisha Shazia Nasreen", "Mohammed Imran Tariq Bilal", "Khanzai Begumwala Hussainpur Choudharam"),
    (1, "Priya Anjali Harpreet", "Rajesh Gurpreet Vikram", "Patelani Singhara Sharmaji"),
    (1, "Mei Xiu-Ying Lan", "Wei Jun Hao-Ran", "Zhangli Wangshu Nguyễnhai"),
    (1, "Ayşe Elif Zeynep", "Mehmet Emre Şahin", "Yılmazer Demirkan Kayaoğlu"),
    (1, "Ngozi Abena Folake", "Chinedu Kwame Tunde", "Adeyemika Okonkwere Mensahene"),
    (1, "Siobhán Aoife Bridget", "Seán Declan Padraig", "O'Brannigan McElvernish Caomhlánach"),
)
UNKNOWN = (
    "unknown male, about 20, black puffer jacket",
    "unknown female, about 30, red hair",
    "unknown male, about 16, on a BMX",
    "unknown group of youths, four or five, 14 to 17",
    "unknown male, about 45, with a brindle dog",
)


def made_up(rng: random.Random, on: date, *, young: bool = False) -> NewPerson:
    """Return a person who does not exist, with a birth date that is known, estimated or not known."""
    _, women, men, families = rng.choices(ORIGINS, weights=[origin[0] for origin in ORIGINS])[0]
    is_woman = rng.random() < 0.5
    given = rng.choice((women if is_woman else men).split())
    age = rng.randint(14, 24) if young else rng.choice((19, 23, 27, 31, 34, 38, 42, 47, 53, 58, 64, 71, 79, 84))
    born = on - timedelta(days=age * 365 + rng.randint(1, 364))
    known = rng.choices((BirthKnown.KNOWN, BirthKnown.ESTIMATED, BirthKnown.UNKNOWN), weights=(7, 2, 1))[0]
    return NewPerson(
        family_name=_family(rng, families),
        given_names=given,
        birth_date=None if known is BirthKnown.UNKNOWN else born,
        birth_known=known,
        sex="FEMALE" if is_woman else "MALE",
    )


def unnamed(rng: random.Random) -> NewPerson:
    """Return somebody seen whose name nobody knows."""
    return NewPerson(description=rng.choice(UNKNOWN))


def _family(rng: random.Random, families: str) -> str:
    chosen = rng.choice(families.split())
    return f"{chosen}-{rng.choice(families.split())}" if rng.random() < 0.04 else chosen
