import pytest

pytestmark = pytest.mark.usefixtures("paper_in_plain")
from tests.access import test_matrix as m
from tests.access.world import build


@pytest.mark.parametrize("mode", list(m.MODES))
def test_mini(town, mode, monkeypatch):
    pages = {k: v for k, v in m.oracle()["pages"].items() if k.startswith(("logcontrol", "childfile:looks"))}
    full = m.oracle()
    monkeypatch.setattr(m, "oracle", lambda: {**full, "pages": pages})
    cases = build(town)
    wrong = []
    with m.MODES[mode]():
        for persona in m.personas() if mode == "both" else m.involved():
            client = town.client(persona)
            for page in pages:
                for case in m.relevant(page, persona, cases, mode):
                    for method, answer in m.asks(
                        client,
                        page,
                        m.reverse(page, args=case.numbers.get(page, ())),
                        ("get", "post") if mode == "both" else ("get",),
                    ):
                        want = m.expected(page, persona, case.name, method)
                        if m.outcome(answer.status_code) != want.outcome:
                            wrong.append((persona, method, page, case.name, want.outcome, answer.status_code))
                        if case.canary in answer.content.decode(errors="replace") and not want.shows_child:
                            wrong.append((persona, page, case.name, "names"))
    assert wrong == []
