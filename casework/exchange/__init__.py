"""What organisations ask of each other: questions to partners, referrals of work, and transfers of ownership."""
