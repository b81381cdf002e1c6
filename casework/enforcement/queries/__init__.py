"""Reads of enforcement: the law in use, powers offered, actions, the ladder, orders; one file each."""
