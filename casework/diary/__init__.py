"""Everything that has a day, in one place: the diary, its calendar feed, and the reminders. Packages bring their own days."""
