"""Credit, leased out of one budget."""

from central.budget import LEASE_S, Budget


def test_beyond_the_budget_central_asks_to_wait() -> None:
    budget = Budget(total=8192, grant=4096)

    assert [budget.lease(booth, 0) for booth in ("001", "002", "003")] == [4096, 4096, 0]
    assert budget.lease("001", 1) == 4096
    budget.release("001")
    assert budget.lease("003", 2) == 4096
    assert budget.lease("001", 3) == 0
    assert budget.lease("001", LEASE_S + 3) == 4096
