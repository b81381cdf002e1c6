"""Running an installation: setting it up, starting it, looking after it, and the demonstration."""
