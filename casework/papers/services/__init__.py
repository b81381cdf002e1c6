"""Deeds on papers: changing a wording, issuing, holding and releasing."""
