"""Words about children that blame them for what was done to them, and what to write instead.

The list only hints: it never blocks, it never changes a word, and the writer's choice is kept with the referral. The child's own
words and quotations are to be left as they were said.
"""

import re
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Phrase:
    """A way of writing to avoid, the patterns it appears in, and better wordings."""

    code: str
    avoid: str
    instead: tuple[str, ...]
    patterns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hint:
    """One place in a text where a better wording is offered: `text[start:end]` is what was found."""

    start: int
    end: int
    found: str
    phrase: Phrase


_RISK = r"(?:put(?:s|ting)?|plac(?:e|es|ed|ing)) (?:themsel(?:f|ves)|herself|himself)"
PHRASES: tuple[Phrase, ...] = (
    Phrase(
        "SELF_RISK",
        "putting themselves at risk",
        (
            "the child may have been groomed",
            "the situation reduces the child's safety",
            "somebody may exploit the child's vulnerability",
        ),
        (_RISK + r" (?:at|in) (?:\w+ )?(?:risk|danger)",),
    ),
    Phrase(
        "SEXUAL_ACTIVITY",
        "sexual activity with; sexually active",
        ("sexually abused", "raped", "allegation of sexual abuse"),
        (r"sexual activity with", r"sexually active", r"(?:had|having|has) sex with"),
    ),
    Phrase(
        "CONTACTING",
        "has been contacting adults online",
        ("adults have been contacting the child",),
        (r"(?:contact(?:s|ed|ing)?|messag(?:es|ed|ing)|meet(?:s|ing)?) (?:with )?(?:older )?(?:adults|men|males) online",),
    ),
    Phrase(
        "IN_RETURN",
        "offering drugs in return for sex",
        ("the child is being sexually exploited", "coerced with drugs"),
        (r"(?:in return for|in exchange for|swap(?:s|ped|ping)?) (?:\w+ )?sex", r"sex(?:ual favours)? (?:in return )?for \w+"),
    ),
    Phrase(
        "INVOLVED",
        "involved in child exploitation",
        ("the child is a victim of exploitation",),
        (r"(?:involved|engag(?:ed|ing)) (?:in|with) (?:CSE|CCE|(?:\w+ ){0,2}exploitation|county lines)",),
    ),
    Phrase(
        "BOYFRIEND",
        "boyfriend, in a relationship with (of an exploiter)",
        ("the person exploiting the child", "the child says they are in a relationship"),
        (r"(?:older )?(?:boy|girl)friends?", r"(?:in )?a relationship with"),
    ),
    Phrase(
        "ASSOCIATING",
        "associating with older men or a gang",
        ("being exploited by", "being groomed by"),
        (r"(?:associat(?:es|ed|ing)|hang(?:s|ing)? (?:out|around)|mix(?:es|ing)) with (?:\w+ )?(?:men|males|adults|gangs?)",),
    ),
    Phrase(
        "PICTURES",
        "sends explicit pictures to an adult",
        ("an adult obtained images", "an adult demanded images"),
        (r"(?:sends?|sent|sending|shar(?:es|ed|ing)) (?:\w+ )?(?:explicit|indecent|nude|naked) (?:pictures?|images?|photos?)",),
    ),
    Phrase(
        "PROSTITUTE",
        "child prostitute, prostituting themselves",
        ("sexually exploited child",),
        (r"child prostitut(?:e|es|ion)", r"prostitut(?:e|es|ed|ing) (?:themsel(?:f|ves)|herself|himself)"),
    ),
    Phrase(
        "CHARACTER",
        "promiscuous, streetwise, lifestyle choice, asking for it",
        ("describe the behaviour and who caused the harm",),
        (r"promiscuous", r"promiscuity", r"street[\s-]?wise", r"lifestyle choices?", r"ask(?:ed|ing) for it"),
    ),
    Phrase(
        "CRIMINAL",
        "drug running, plugging, money mule, slave",
        ("the child is being criminally exploited",),
        (r"drugs? running", r"runn(?:er|ing) (?:of )?drugs", r"drugs? runners?", r"plugging", r"money mules?", r"slaves?"),
    ),
    Phrase(
        "ENGAGE",
        "refuses to engage, disengaged",
        ("services have not yet found a way to reach the child",),
        (
            r"(?:refus(?:es|ed|ing)|fail(?:s|ed|ing)) to engage",
            r"disengag(?:es|ed|ing)",
            r"(?:does not|doesn't|won't|will not) engage",
        ),
    ),
    Phrase(
        "RECRUIT",
        "recruit, run, worker (about a child)",
        ("exploited", "coerced"),
        (r"recruit(?:s|ed)?", r"(?:drugs? )?workers? for", r"works? for (?:a|the) (?:gang|line|group)", r"runs? (?:for|drugs)"),
    ),
)


# The same wording as plain phrases, for the page to look for while somebody types: what is typed never leaves the browser for it.
PLAIN: dict[str, tuple[str, ...]] = {
    "SELF_RISK": tuple(
        f"{verb} {who} {at}"
        for verb in ("put", "puts", "putting", "place", "placed", "places", "placing")
        for who in ("themselves", "themself", "herself", "himself")
        for at in ("at risk", "in danger")
    ),
    "SEXUAL_ACTIVITY": ("sexual activity with", "sexually active", "had sex with", "having sex with", "has sex with"),
    "CONTACTING": ("contacting adults online", "contacting men online", "messaging men online", "meeting men online"),
    "IN_RETURN": ("in return for sex", "in exchange for sex"),
    "INVOLVED": ("involved in CSE", "involved in CCE", "involved in exploitation", "involved in county lines", "engaged in CSE"),
    "BOYFRIEND": ("boyfriend", "boyfriends", "girlfriend", "girlfriends", "a relationship with"),
    "ASSOCIATING": ("associating with older men", "hanging around with men", "mixing with older men"),
    "PICTURES": (
        "sends explicit pictures",
        "sent explicit pictures",
        "sending nude pictures",
        "sent nude photos",
        "sent indecent images",
    ),
    "PROSTITUTE": (
        "child prostitute",
        "child prostitution",
        "prostituting herself",
        "prostituting himself",
        "prostituting themselves",
    ),
    "CHARACTER": ("promiscuous", "promiscuity", "streetwise", "street-wise", "street wise", "lifestyle choice", "asking for it"),
    "CRIMINAL": ("drug running", "drugs running", "drug runner", "plugging", "money mule", "slave", "slaves"),
    "ENGAGE": ("refuses to engage", "refused to engage", "failed to engage", "disengaged", "does not engage", "will not engage"),
    "RECRUIT": ("recruited", "recruits", "worker for", "works for a gang", "works for the gang", "runs for"),
}


def plain_hints() -> list[dict[str, str]]:
    """Give each plain phrase with what to think of instead."""
    said = {phrase.code: "; ".join(phrase.instead) for phrase in PHRASES}
    return [{"pattern": text, "say": f"“{text}”: {said[code]}"} for code, texts in PLAIN.items() for text in texts]


@cache
def _compiled() -> tuple[tuple[Phrase, re.Pattern[str]], ...]:
    return tuple(
        (
            phrase,
            re.compile(r"(?<!\w)(?:" + "|".join(p.replace(" ", r"\s+") for p in phrase.patterns) + r")(?!\w)", re.IGNORECASE),
        )
        for phrase in PHRASES
    )


def hints(text: str) -> tuple[Hint, ...]:
    """Find wording to think again about, in the order of the text; an empty answer is no judgement on the rest."""
    plain = text.replace("’", "'")
    found = [
        Hint(match.start(), match.end(), text[match.start() : match.end()], phrase)
        for phrase, pattern in _compiled()
        for match in pattern.finditer(plain)
    ]
    return tuple(sorted(found, key=lambda hint: (hint.start, hint.end)))
