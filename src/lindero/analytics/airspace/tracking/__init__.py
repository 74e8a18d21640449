"""Following objects through the scans of a sector's sensors: gate, assign, correct, weigh, start and end."""
