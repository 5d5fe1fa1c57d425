"""How the roles of a page's pieces are decided together."""

import pytest

from pipeline.speeches.roles import STARTS, decide_roles, make_model


@pytest.mark.parametrize(("behind", "starts"), [(0, 1), (4, 1), (9, 1), (11, 0), (40, 0)])
def test_a_page_has_a_speech_where_that_is_nearly_as_good_as_none(behind: int, starts: int) -> None:
    """The text of the page would rather be the site's by so many points."""
    model = make_model({("head", "text"): behind, ("open", "text"): 0}, {})
    decision = decide_roles([frozenset({"text"})], None, model)
    assert sum(role in STARTS for role in decision.roles) == starts
