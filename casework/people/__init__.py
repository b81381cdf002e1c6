"""Persons, facts about them, vehicles, and links between persons."""
