"""What a browser says of itself, as people would call it, and which browsers count as the same device."""

import ipaddress

_BROWSERS = ("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari")
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def device_name(device: str) -> str:
    """Return what a person would call a browser, from what it says of itself."""
    browser = next((name for word, name in _BROWSERS if word in device), "Unknown browser")
    system = next((name for word, name in _SYSTEMS if word in device), "")
    return f"{browser} on {system}" if system else browser


def same_place(device: str, address: str) -> tuple[str, str]:
    """Return what makes a browser known: its name, and the network of its address (the first half of an IPv4 address)."""
    try:
        given = ipaddress.ip_address(address)
    except ValueError:
        return device_name(device), ""
    network = ipaddress.ip_network((given, 16 if given.version == 4 else 48), strict=False)
    return device_name(device), str(network)
