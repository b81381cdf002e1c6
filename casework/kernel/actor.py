"""Who is asking: a plain frozen value, computed once a request from live facts."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """One person (or a named part of the system) at the moment of asking.

    `principals` are the names under which grants are held: `o<org>`, `p<granter>.<org>.<agreement>`, `u<user>`, `s<user>`.
    An empty tuple sees nothing. `system_reason` is set only for the system's own deeds and is written to the audit trail.
    """

    user_id: int | None
    name: str
    organisation_id: int | None = None
    organisation_name: str = ""
    partnership_ids: tuple[int, ...] = ()
    roles: frozenset[str] = frozenset()
    principals: tuple[str, ...] = ()
    team_ids: frozenset[int] = frozenset()
    cleared: bool = False
    read_only: bool = False
    must_set_up: bool = False  # owes a second factor: opens nothing until it is set up
    session_mark: str = ""
    address: str = ""
    system_reason: str = ""

    @property
    def is_system(self) -> bool:
        """True for a deed of the system itself, never for a person."""
        return bool(self.system_reason)

    @property
    def is_signed_in(self) -> bool:
        """True when a person has signed in."""
        return self.user_id is not None

    def has_role(self, *roles: str) -> bool:
        """True when the actor holds any of these roles."""
        return not self.roles.isdisjoint(roles)


NOBODY = Actor(user_id=None, name="nobody")


def system_actor(reason: str) -> Actor:
    """Return the system as an actor, with the written reason for what it does."""
    if not reason.strip():
        raise ValueError("a deed of the system needs a written reason")
    return Actor(user_id=None, name="system", system_reason=reason)
