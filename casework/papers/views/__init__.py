"""Pages of papers: those of a record, and the wording of an organisation."""
