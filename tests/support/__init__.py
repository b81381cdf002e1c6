"""What tests stand on: databases, browser, servers and the runner of the suites."""
