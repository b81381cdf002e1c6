"""Who did what to which record, when and why; refusals too."""
