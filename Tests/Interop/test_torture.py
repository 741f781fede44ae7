"""A small torture, and what it judges by: see torture.py, which `make torture` runs at length."""

import pytest
from torture import Kind, Torture, judge

KILLS = 20


def test_killed_again_and_again(binary, tmp_path):
    """Twenty processes die at any moment, over a network on a bad day: nothing runs twice, nothing is forgotten."""
    torture = Torture(binary, tmp_path, seed=20)
    torture.run(KILLS)
    print(torture.summary())
    assert torture.kills >= KILLS
    assert not torture.violations, torture.summary()
    assert torture.fates.total() > torture.fates["passed"], "the network has had a bad day"


def test_an_ecs_without_tokens_is_found_out(binary, tmp_path):
    """What keeps a launch that was sent twice from being two tasks is its token: without it this torture says so."""
    torture = Torture(binary, tmp_path, seed=21, rate=0.5, keeps_tokens=False)
    torture.run(6)
    assert "second launches" in {violation.promise for violation in torture.violations}, torture.summary()


def launch(unit=0, attempt=1, placement=1, arn=None, name=None):
    key = {"run": "r", "unit": unit, "attempt": attempt, "placement": placement}
    return {"launch": {"key": key, "startedBy": name or f"n{unit}{attempt}{placement}", "taskArn": arn}}


RUN = {"run": {"id": "r", "job": "plain", "status": "succeeded"}}
ONE = [RUN, launch(arn="a")]


@pytest.mark.parametrize(
    ("kind", "export", "truth", "words", "promises"),
    [
        pytest.param(Kind(1), ONE, {"a": "n011"}, {"a"}, [], id="as it should be"),
        pytest.param(
            Kind(1), ONE, {"a": "n011", "b": "n011"}, set(), ["second launches"] * 2, id="a token of no worth"),
        pytest.param(
            Kind(1), [RUN, launch(arn="a"), launch(placement=2, arn="b")], {"a": "n011", "b": "n012"}, set(),
            ["second launches"], id="a new try beside a task"),
        pytest.param(Kind(1), ONE, {"a": "n011", "b": "other"}, set(), ["second launches"], id="a task nobody knows"),
        pytest.param(Kind(1), [RUN, RUN, *ONE[1:]], {"a": "n011"}, set(), ["second launches"], id="a second run"),
        pytest.param(
            Kind(1), [RUN, launch(arn="a"), launch(attempt=2, arn="b")], {"a": "n011", "b": "n021"}, set(),
            ["second launches"], id="an attempt too many"),
        pytest.param(Kind(1), [], {}, set(), ["forgotten runs"], id="no run"),
        pytest.param(Kind(1), [RUN, launch()], {}, set(), ["forgotten runs"], id="no task"),
        pytest.param(Kind(1, units=2), ONE, {"a": "n011"}, set(), ["forgotten runs"], id="no launch of a unit"),
        pytest.param(Kind(1), ONE, {}, {"a"}, ["forgotten runs"] * 2, id="a task that never was"),
        pytest.param(Kind(1, status="failed"), ONE, {"a": "n011"}, set(), ["forgotten runs"], id="another end"),
        pytest.param(Kind(1), ONE, {"a": "n011"}, {"r"}, [], id="a run that was printed"),
        pytest.param(Kind(1), ONE, {"a": "n011"}, {"a", "b"}, ["broken words"], id="a word that was not kept"),
    ],
)
def test_what_is_broken_is_named(kind, export, truth, words, promises):
    assert [violation.promise for violation in judge({"plain": kind}, export, truth, words)] == promises
