"""Passkeys: what a browser is asked to sign, and checking what it signed. A challenge is made for one browser and taken once."""

import ipaddress
from dataclasses import dataclass
from datetime import timedelta

import webauthn
from sqlalchemy import delete, select
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import PublicKeyCredentialDescriptor

from casework.accounts.models import AppUser
from casework.accounts.models.factors import FactorChallenge, UserFactor
from casework.accounts.queries import factors as reads
from casework.accounts.types import FactorKind
from casework.kernel import clock
from casework.kernel.crypto import KEYS, mark, new_token
from casework.kernel.db import db

LASTS = timedelta(minutes=5)
NAME = "Casework"


@dataclass(frozen=True, slots=True)
class Site:
    """The address this browser came to: a passkey belongs to one site and to no other."""

    host: str  # with its port
    scheme: str

    @property
    def name(self) -> str:
        """The host without its port."""
        return self.host.rpartition(":")[0] if self.host.rpartition(":")[2].isdigit() else self.host

    @property
    def origin(self) -> str:
        """What the browser says of where it is."""
        return f"{self.scheme}://{self.host}"

    @property
    def takes_passkeys(self) -> bool:
        """True when browsers make passkeys for this address: a name on TLS, or localhost; never a number."""
        try:
            ipaddress.ip_address(self.name.strip("[]"))
        except ValueError:
            return self.scheme == "https" or self.name == "localhost"
        return False


def ask_to_make(user: AppUser, holder: str, site: Site) -> str:
    """Return, as JSON, what the browser is asked in order to make a passkey; its challenge is kept for this browser."""
    options = webauthn.generate_registration_options(
        rp_id=site.name,
        rp_name=NAME,
        user_name=user.username,
        user_display_name=user.name,
        user_id=KEYS.keyed(f"passkey:{user.id}").encode(),
        challenge=_challenge(holder),
        exclude_credentials=_held(user.id),
    )
    return webauthn.options_to_json(options)


def ask_to_sign(user_id: int, holder: str, site: Site) -> str:
    """Return, as JSON, what the browser is asked in order to prove that it holds a passkey of this person."""
    options = webauthn.generate_authentication_options(
        rp_id=site.name, challenge=_challenge(holder), allow_credentials=_held(user_id)
    )
    return webauthn.options_to_json(options)


def made(answer: str, holder: str, site: Site) -> tuple[str, str, int] | None:
    """Check a new passkey; return its name and public key as base64url and its signature count, or None when it is not sound."""
    challenge = _take(holder)
    if challenge is None:
        return None
    try:
        found = webauthn.verify_registration_response(
            credential=answer, expected_challenge=challenge, expected_rp_id=site.name, expected_origin=site.origin
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        return None
    return bytes_to_base64url(found.credential_id), bytes_to_base64url(found.credential_public_key), found.sign_count


def signed(user_id: int, answer: str, holder: str, site: Site) -> UserFactor | None:
    """Check a signature; return the passkey of this person that made it, or None. The count of a copied key is refused."""
    challenge = _take(holder)
    if challenge is None:
        return None
    try:
        given = webauthn.helpers.parse_authentication_credential_json(answer)
        row = _passkey(user_id, bytes_to_base64url(given.raw_id))
        if row is None:
            return None
        found = webauthn.verify_authentication_response(
            credential=given,
            expected_challenge=challenge,
            expected_rp_id=site.name,
            expected_origin=site.origin,
            credential_public_key=base64url_to_bytes(row.secret),
            credential_current_sign_count=row.last_step or 0,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        return None
    row.last_step, row.last_used_at = found.new_sign_count, clock.wall()
    return row


def _passkey(user_id: int, name: str) -> UserFactor | None:
    return next((row for row in reads.in_use(user_id, FactorKind.PASSKEY) if row.mark == mark(name)), None)


def _held(user_id: int) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(id=base64url_to_bytes(row.credential)) for row in reads.in_use(user_id, FactorKind.PASSKEY)
    ]


def _challenge(holder: str) -> bytes:
    value, session = new_token(), db.session()
    session.execute(delete(FactorChallenge).where(FactorChallenge.holder == holder))
    session.add(FactorChallenge(holder=holder, value=value, made_at=clock.wall()))
    return value.encode()


def _take(holder: str) -> bytes | None:
    """Return the challenge of a browser and forget it: an answer is good once, whether it was right or wrong."""
    since = clock.wall() - LASTS
    value = db.session().scalar(
        select(FactorChallenge.value).where(FactorChallenge.holder == holder, FactorChallenge.made_at > since)
    )
    db.session().execute(delete(FactorChallenge).where(FactorChallenge.holder == holder))
    return None if value is None else value.encode()
