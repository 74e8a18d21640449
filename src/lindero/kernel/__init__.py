"""What every room may use: errors, identifiers, time, randomness, units, geodesy. No I/O, no vocabulary."""
