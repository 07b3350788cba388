"""Every rule fires when its ground is violated, and none fires with it."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from framing.comparison.refusals import (
    MAX_DUPLICATES,
    MAX_HALF_WIDTH,
    MIN_ALPHA,
    MIN_ARTICLES,
    MIN_MENTIONS,
    RULES,
    Grounds,
    refusals,
)

SOUND = Grounds(
    articles=(MIN_ARTICLES, 40), mentions=(90, MIN_MENTIONS), half_widths=(MAX_HALF_WIDTH, 0.05), shared_strata=1, alpha=MIN_ALPHA, alpha_known=True,
    model_f1=0.71, indicator_f1=0.70, own=0.3, with_reported=0.1, duplicates=(MAX_DUPLICATES, 0.0), corrected=True,
)  # fmt: skip

VIOLATED: list[tuple[str, dict[str, Any]]] = [
    ("few-articles", {"articles": (MIN_ARTICLES - 1, 40)}),
    ("few-articles", {"articles": (40, 0)}),
    ("few-mentions", {"mentions": (MIN_MENTIONS - 1, 90)}),
    ("few-mentions", {"mentions": (90, MIN_MENTIONS - 1)}),
    ("no-shared-stratum", {"shared_strata": 0}),
    ("wide-interval", {"half_widths": (0.05, MAX_HALF_WIDTH + 0.001)}),
    ("wide-interval", {"half_widths": (None, 0.05)}),
    ("low-agreement", {"alpha": MIN_ALPHA - 0.001}),
    ("low-agreement", {"alpha": -0.1}),
    ("low-agreement", {"alpha": None, "alpha_known": False}),
    ("model-not-better", {"model_f1": 0.70}),
    ("model-not-better", {"model_f1": 0.5}),
    ("model-not-better", {"model_f1": None}),
    ("model-not-better", {"indicator_f1": None}),
    ("voice-sensitive", {"with_reported": -0.001}),
    ("voice-sensitive", {"own": -0.3}),
    ("near-duplicates", {"duplicates": (0.0, MAX_DUPLICATES + 0.01)}),
    ("uncorrected", {"corrected": False}),
]


def test_nothing_refuses_what_is_sound() -> None:
    assert refusals(SOUND) == ()


@pytest.mark.parametrize(("rule", "ground"), VIOLATED)
def test_each_rule_fires_alone(rule: str, ground: dict[str, Any]) -> None:
    assert refusals(msgspec.structs.replace(SOUND, **ground)) == (rule,)


def test_every_rule_is_in_the_table() -> None:
    assert {rule for rule, _ in VIOLATED} == set(RULES)


def test_rules_stand_in_the_order_of_the_list() -> None:
    everything: dict[str, Any] = {}
    for _, ground in VIOLATED:
        everything.update(ground)
    everything.update({"own": 0.3, "with_reported": -0.1})
    assert refusals(msgspec.structs.replace(SOUND, **everything)) == tuple(RULES)


@pytest.mark.parametrize(
    "unknown", [{"own": None}, {"with_reported": None}, {"own": 0.0}, {"with_reported": 0.0}]
)
def test_a_direction_that_is_not_known_does_not_change(unknown: dict[str, Any]) -> None:
    assert refusals(msgspec.structs.replace(SOUND, **unknown)) == ()


def test_every_rule_has_its_sentence_with_its_number() -> None:
    assert str(MIN_ARTICLES) in RULES["few-articles"]
    assert str(MIN_MENTIONS) in RULES["few-mentions"]
    assert "0.20" in RULES["wide-interval"]
    assert str(MIN_ALPHA) in RULES["low-agreement"]
    assert "30%" in RULES["near-duplicates"]
    assert all(r and r[0].islower() and not r.endswith(".") for r in RULES.values())
