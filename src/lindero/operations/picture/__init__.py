"""The air picture: records to arrays and back, sectors, identity, and what each track means for the line."""
