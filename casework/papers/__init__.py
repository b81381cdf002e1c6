"""Papers: what letters and public notices say, in wording a council may change, and the issued file kept as it was."""
