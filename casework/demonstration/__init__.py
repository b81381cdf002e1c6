"""The demonstration partnership's work: eighteen months of made-up cases, done through the same services as real ones."""
