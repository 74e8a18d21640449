"""What kind of object a track is, from what it did and what sensors said."""
