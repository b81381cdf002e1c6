"""A reason is asked before every page of a record outside one's own caseload: pages, prints, letters, documents, forms."""

import re

from tests.access.test_matrix import TABLE, expected

OF_ANOTHERS_CASE = re.compile(r"{(case|incident|person|place|vehicle|action|document)}")
# Each with its reason. The receipt and referrals have named members, who are never asked.
NOT_ASKED = {
    "sharing.reason": "it is where the reason is asked",
    "cases.show_incident": "nobody has looked at that incident yet: it waits for whoever comes first",
}


def test_a_manager_is_asked_on_every_route_of_an_officers_record() -> None:
    wrong = {
        name: expected(row)["manager"]
        for name, row in TABLE.items()
        if OF_ANOTHERS_CASE.search(row["path"]) and name not in NOT_ASKED and expected(row)["manager"] not in ("why", "404")
    }
    asked = [name for name, row in TABLE.items() if expected(row)["manager"] == "why"]
    print(f"{len(asked)} routes ask a manager why")
    assert wrong == {} and len(asked) > 40
    for kind in ("cases", "people", "places", "vehicles", "actions", "documents", "tasks", "sharing", "governance"):
        assert [name for name in asked if name.startswith(f"{kind}.")], kind
