"""The words of enforcement: powers, lawful steps, actions, orders; one file each."""
