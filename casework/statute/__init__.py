"""The law as dated data, and the arithmetic of its periods."""
