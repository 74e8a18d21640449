"""Whether the sensors tell the truth: their installation, their clocks, and the positions that objects claim."""
