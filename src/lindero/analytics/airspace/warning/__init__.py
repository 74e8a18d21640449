"""What a track means for the line: distance, crossing, warning, incursion."""
