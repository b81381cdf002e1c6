"""Does the access model stay flat? A large made-up partnership, and what every page of it costs to four kinds of organisation."""
