"""Deeds of enforcement: issuing papers, taking payments, steps of an action's life, making orders, switching on the law."""
