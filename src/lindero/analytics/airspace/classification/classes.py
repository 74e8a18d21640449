"""What an object can be, and what is believed before any evidence."""

from typing import Final

CLASSES: Final = ("multirotor", "fixed-wing", "crewed", "bird", "balloon", "ground", "other")
"""Order of every class vector; probabilities sum to 1, and "other" is the honest rest."""

MULTIROTOR: Final = CLASSES.index("multirotor")
FIXED_WING: Final = CLASSES.index("fixed-wing")
CREWED: Final = CLASSES.index("crewed")
BIRD: Final = CLASSES.index("bird")
BALLOON: Final = CLASSES.index("balloon")
GROUND: Final = CLASSES.index("ground")
OTHER: Final = CLASSES.index("other")

PRIOR: Final = (0.21, 0.09, 0.07, 0.25, 0.19, 0.13, 0.06)
"""Share of each class among what a low-level radar at a border follows. No class reaches a half without evidence; birds
are the most frequent. An assumption: no counted picture of a border was at hand."""
