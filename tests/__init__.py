"""What proves the application: one folder per package, the house rules, the journeys, and what they stand on."""
