"""The join of markings: an order-free, never weaker combination (DESIGN §4)."""

from hypothesis import given
from hypothesis import strategies as st

from lindero.model.marking import Grade, Marking, join

LEVELS = ("clear", "green", "amber", "amber+strict", "red")
CAVEATS = ("originator-controlled", "lead-only", "may-disclose", "may-be-evidence", "law-enforcement-sensitive")
PURPOSES = ("airspace-security", "criminal-investigation", "asset-recovery", "extradition", "programme-review")


def subsets(words):
    """Sorted tuples without repetition: the form in which a join leaves them."""
    return st.sets(st.sampled_from(words)).map(lambda found: tuple(sorted(found)))


GRADES = st.builds(Grade, source=st.sampled_from("ABCDEF"), information=st.integers(1, 6))
MARKINGS = st.builds(
    Marking,
    tlp=st.sampled_from(LEVELS),
    releasable_to=subsets(("USA", "MEX", "us.cbp", "mx.sedena")),
    caveats=subsets(CAVEATS),
    purposes=subsets(PURPOSES),
    authority=st.none() | st.sampled_from(["usa-2005-01", "mex-2011-07"]),
    retain_until=st.none() | st.integers(0, 2**62),
    personal=st.booleans(),
    intercept_derived=st.booleans(),
    grade=st.none() | GRADES,
    simulated=st.booleans(),
)
UNMARKED_OR_MARKED = st.none() | MARKINGS


@given(MARKINGS)
def test_a_marking_joined_with_itself_stays_as_it_is(marking):
    assert join([marking, marking]) == join([marking]) == marking


@given(st.lists(UNMARKED_OR_MARKED, min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_the_order_of_the_sources_does_not_matter(markings, chance):
    shuffled = list(markings)
    chance.shuffle(shuffled)
    assert join(shuffled) == join(markings)


@given(UNMARKED_OR_MARKED, UNMARKED_OR_MARKED, UNMARKED_OR_MARKED)
def test_sources_may_be_joined_in_any_grouping(first, second, third):
    at_once = join([first, second, third])
    assert join([join([first, second]), third]) == at_once
    assert join([first, join([second, third])]) == at_once


@given(st.lists(MARKINGS, min_size=1, max_size=4))
def test_one_unmarked_source_leaves_the_result_unmarked(markings):
    assert join([*markings, None]) is None


@given(st.lists(MARKINGS, min_size=1, max_size=5))
def test_a_join_is_never_weaker_than_any_source(markings):
    joined = join(markings)
    for source in markings:
        assert LEVELS.index(joined.tlp) >= LEVELS.index(source.tlp)
        assert set(joined.releasable_to) <= set(source.releasable_to)
        assert set(joined.purposes) <= set(source.purposes)
        assert set(joined.caveats) >= set(source.caveats)
        assert joined.personal >= source.personal
        assert joined.intercept_derived >= source.intercept_derived
        assert joined.simulated >= source.simulated
        assert joined.authority in (None, source.authority)
        if source.retain_until is not None:
            assert joined.retain_until <= source.retain_until
        if source.grade is None:
            assert joined.grade is None
        elif joined.grade is not None:
            assert joined.grade.source >= source.grade.source
            assert joined.grade.information >= source.grade.information


@given(st.lists(MARKINGS, min_size=1, max_size=5))
def test_a_join_demands_nothing_that_no_source_demands(markings):
    joined = join(markings)
    assert joined.tlp in {source.tlp for source in markings}
    assert set(joined.caveats) == {caveat for source in markings for caveat in source.caveats}
    assert joined.retain_until in {source.retain_until for source in markings}
    assert joined.personal == any(source.personal for source in markings)
