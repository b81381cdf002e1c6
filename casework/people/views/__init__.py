"""Pages of people, the facts about them, and vehicles."""
