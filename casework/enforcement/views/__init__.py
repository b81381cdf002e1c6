"""Pages of enforcement: actions, orders, the law in force; one file each."""
