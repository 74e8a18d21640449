"""Release: may this record go to this partner, in what form, and when (spec/release.md).

Read in this order: `partner` (who), `attributes` (what a policy may know), `policy` (the rules), `destination` (one way
out and its verdicts), `transform` and `grid` (what leaves), `guard` (the red lines), `decide` (all of it in order).
"""
