"""Deeds on people, the facts about them, vehicles and protected addresses."""

from casework.people.services.facts import (
    add_address,
    add_alias,
    add_contact,
    add_demographics,
    add_marker,
    add_relationship,
    add_vulnerability,
    end_fact,
    review_marker,
)
from casework.people.services.persons import add_person, edit_person, not_same
from casework.people.services.things import add_protected_address, add_vehicle, edit_vehicle, index_place

__all__ = [
    "add_address",
    "add_alias",
    "add_contact",
    "add_demographics",
    "add_marker",
    "add_person",
    "add_protected_address",
    "add_relationship",
    "add_vehicle",
    "add_vulnerability",
    "edit_person",
    "edit_vehicle",
    "end_fact",
    "index_place",
    "not_same",
    "review_marker",
]
