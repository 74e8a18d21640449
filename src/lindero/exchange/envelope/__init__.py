"""What one record travels in: entry and commitment, keys and notes, the papers of a pairing. Pure."""
