"""The fit is repeatable, points the right way, and its predictions read no outcome."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from crossroads.errors import InputError
from crossroads.validation.battles.check import held_out
from crossroads.validation.battles.fit import Fit, fit_battles, fit_text, load_fit
from crossroads.validation.battles.predict import ADDED, forecast, predict, strangers


def test_fitting_anew_gives_the_stored_numbers(battles: pd.DataFrame, fit: Fit) -> None:
    again = fit_battles(battles)
    assert again.record == fit.record
    assert again.usual == pytest.approx(fit.usual, rel=1e-7)
    assert np.allclose(again.noise, fit.noise, rtol=1e-5)
    for new, old in ((again.win, fit.win), (again.loss, fit.loss)):
        assert new.names == old.names and new.kinds == old.kinds
        assert np.allclose(new.mean, old.mean, atol=1e-5)
        assert np.allclose(new.covariance, old.covariance, atol=1e-5)


def test_a_fit_is_written_and_read(fit: Fit, tmp_path: Path) -> None:
    path = tmp_path / "fit.json"
    path.write_text(fit_text(fit), encoding="utf-8")
    assert fit_text(load_fit(path)) == fit_text(fit)
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(InputError, match="--refit"):
        load_fit(path)


def test_the_noise_is_that_of_what_is_left_over(battles: pd.DataFrame, fit: Fit) -> None:
    """Expectation and maximisation have to end where the noise explains what is left, sides apart and together."""
    assert np.all(np.linalg.eigvalsh(fit.noise) > 0)
    left = np.log(battles[["casa", "casd"]].to_numpy()) - forecast(battles, fit).log_losses
    seen = np.cov(left[~np.isnan(left).any(axis=1)].T)
    assert np.all(np.diag(seen) < np.diag(fit.noise)) and np.all(np.diag(seen) > 0.6 * np.diag(fit.noise))


def test_the_law_recovers_a_made_up_world(battles: pd.DataFrame, fit: Fit) -> None:
    """Outcomes drawn from a known law, many times over, are fitted back to that law."""
    drawn = np.random.default_rng(7)
    many = pd.concat([battles.dropna(subset=["stra", "strd"])] * 30, ignore_index=True)
    truth = replace(fit, win=replace(fit.win, covariance=0.0 * fit.win.covariance))
    p = forecast(many, truth).p_attacker_wins
    many["wina"] = np.where(drawn.random(len(many)) < p, 1.0, -1.0)
    expected = forecast(many, truth).log_losses
    many[["casa", "casd"]] = np.exp(expected + drawn.multivariate_normal([0, 0], fit.noise, len(many)))
    found = fit_battles(many)
    assert np.allclose(found.noise, fit.noise, atol=0.05)
    assert np.allclose(forecast(many, found).p_attacker_wins, p, atol=0.12)
    for name in ("men", "tanks", "surprise"):
        mean, spread = found.win.spread(name)
        assert abs(mean - fit.win.spread(name)[0]) < 3 * spread


def _chance(battles: pd.DataFrame, fit: Fit) -> float:
    return float(predict(battles, fit)["p_attacker_wins"].iloc[0])


@pytest.mark.parametrize(
    ("column", "low", "high"),
    [("stra", 5e3, 3e4), ("tanka", 0.0, 300.0), ("artya", 10.0, 300.0), ("flya", 0.0, 500.0), ("surpa", -1.0, 2.0)],
)
def test_more_of_it_helps_the_attacker(battles: pd.DataFrame, fit: Fit, column: str, low: float, high: float) -> None:
    one = battles.iloc[[60]]
    assert _chance(one.assign(**{column: low}), fit) < _chance(one.assign(**{column: high}), fit)


def test_stronger_defences_help_the_defender(battles: pd.DataFrame, fit: Fit) -> None:
    one = battles.iloc[[60]]
    chances = [_chance(one.assign(post1=code), fit) for code in ("HD", "PD", "FD")]
    assert chances[2] < chances[0] and chances[2] < chances[1]


def test_predictions_are_ordered_and_possible(battles: pd.DataFrame, fit: Fit) -> None:
    found = predict(battles, fit)
    assert list(found.columns[-len(ADDED) :]) == list(ADDED) and len(found) == len(battles)
    assert found["p_attacker_wins"].between(0, 1, inclusive="neither").all()
    for name in ("loss_ratio", "attacker_losses", "defender_losses"):
        levels = found[[f"{name}_q10", f"{name}_median", f"{name}_q90"]].dropna()
        assert (levels.diff(axis=1).iloc[:, 1:] >= 0).all(axis=None) and (levels > 0).all(axis=None)
    assert (found["attacker_losses_q90"] <= found["stra"])[found["stra"].notna()].all()
    assert (found["defender_losses_q90"] <= found["strd"])[found["strd"].notna()].all()


def test_what_is_missing_widens_and_is_not_dropped(battles: pd.DataFrame, fit: Fit) -> None:
    one = battles.iloc[[60]]
    whole = forecast(one, fit).log_ratio()[1]
    gone = one.assign(**{name: np.nan for name in ("stra", "tanka", "artya", "flya", "surpa", "aeroa", "days")})
    assert forecast(gone, fit).log_ratio()[1] > whole
    found = predict(gone, fit).iloc[0]
    assert found[["p_attacker_wins", "loss_ratio_median", "defender_losses_median"]].notna().all()
    assert np.isnan(found["attacker_losses_median"])
    nothing = one.assign(**{name: np.nan for name in fit_columns()}, post1="", terra1="", wx1="")
    assert 0 < _chance(nothing, fit) < 1


def fit_columns() -> list[str]:
    from crossroads.validation.battles.table import NUMBERS

    return list(NUMBERS)


def test_a_nation_that_is_not_known_is_average_and_less_certain(battles: pd.DataFrame, fit: Fit) -> None:
    one = battles.iloc[[60]].assign(actor_a="Finland")
    assert strangers(one) == ["Finland"]
    known = forecast(one.assign(actor_a="Germany"), fit).covariance[0, 0, 0]
    assert forecast(one, fit).covariance[0, 0, 0] > known
    same = one.assign(actor_a="soviet union"), one.assign(actor_a="USSR")
    assert _chance(same[0], fit) == _chance(same[1], fit) and strangers(same[0]) == []
    assert strangers(one.assign(actor_a="Germany & Italy")) == ["Germany & Italy"]


def test_no_outcome_reaches_a_prediction(battles: pd.DataFrame, fit: Fit) -> None:
    drawn = np.random.default_rng(3)
    other = battles.assign(casa=1.0, casd=1e6, wina=-battles["wina"], kmda=drawn.random(len(battles)), morala="9")
    pd.testing.assert_frame_equal(predict(battles, fit)[list(ADDED)], predict(other, fit)[list(ADDED)])
    bare = battles.drop(columns=["casa", "casd", "wina", "kmda", "cea", "leada", "trnga", "morala", "logsa"])
    pd.testing.assert_frame_equal(predict(battles, fit)[list(ADDED)], predict(bare, fit)[list(ADDED)])


def test_nothing_of_a_held_out_battle_reaches_its_prediction(battles: pd.DataFrame) -> None:
    place = 70
    changed = battles.copy()
    changed.loc[place, ["casa", "casd", "wina"]] = [1.0, 1e5, -changed.loc[place, "wina"]]
    columns = ["p", "expected", "spread", "attacker_expected", "defender_expected"]
    before, after = held_out(battles)[columns], held_out(changed)[columns]
    assert before.loc[place].equals(after.loc[place])
    assert not before.equals(after)
