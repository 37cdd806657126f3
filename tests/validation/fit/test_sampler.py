from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from crossroads.evidence.fitted import NO_ENSEMBLE
from crossroads.evidence.load import load_records
from crossroads.evidence.parameters import draw_parameters
from crossroads.validation.fit import sampler
from crossroads.validation.fit.members import _kept, basins_of
from crossroads.validation.fit.prior import Prior
from crossroads.validation.fit.rounds import FitOrder


def test_the_prior_of_a_drawn_record_is_what_worlds_draw() -> None:
    records = load_records()
    names = ("east.soviet_effectiveness", "oil.tanker_lift", "east.german_lethality")
    prior = Prior(tuple(records[name] for name in names))
    worlds = np.arange(50)
    drawn = draw_parameters((), 7, worlds, True, NO_ENSEMBLE)
    values = prior.values(prior.normals(7, worlds))
    for row, name in enumerate(names):
        np.testing.assert_allclose(values[row], drawn[name], rtol=1e-9)


def test_a_fixed_record_is_opened_over_its_range_around_its_value() -> None:
    record = load_records()["east.axis_speed"]
    assert record.draw == "fixed"
    values = Prior((record,)).values(np.linspace(-9.0, 9.0, 2001)[np.newaxis])[0]
    assert (np.diff(values) >= 0).all()
    assert values[0] == pytest.approx(record.low, rel=1e-2)
    assert values[-1] == pytest.approx(record.high, rel=1e-2)


def test_the_density_of_a_mixture_is_that_of_its_normals() -> None:
    random = np.random.default_rng(1)
    parents = random.standard_normal((2, 5))
    weights = np.array([0.4, 0.3, 0.1, 0.1, 0.1])
    made = sampler.mixture(parents, weights)
    points = random.standard_normal((2, 7))
    covariance = made.factor @ made.factor.T
    true = [
        np.log(
            sum(
                weight * multivariate_normal(made.centres[:, place], covariance).pdf(point)
                for place, weight in enumerate(weights)
            )
        )
        for point in points.T
    ]
    np.testing.assert_allclose(np.diff(made.log_density(points)), np.diff(true))


def test_the_kernel_keeps_the_populations_mean_and_covariance() -> None:
    random = np.random.default_rng(2)
    parents = np.array([[1.0, 0.6], [0.6, 2.0]]) @ random.standard_normal((2, 400)) + np.array([[3.0], [-1.0]])
    drawn = sampler.mixture(parents, np.full(400, 1 / 400)).draw(60_000, random)
    np.testing.assert_allclose(drawn.mean(axis=1), parents.mean(axis=1), atol=0.05)
    np.testing.assert_allclose(np.diag(np.cov(drawn)), np.diag(np.cov(parents)), rtol=0.05)


def test_weights_undo_the_proposal_where_few_dimensions_allow_it() -> None:
    """Sets proposed off to one side count, weighted, as the prior: mean 0, variance 1."""
    random = np.random.default_rng(3)
    proposal = sampler.Mixture(np.array([[0.5, -0.2]]), np.array([0.5, 0.5]), np.array([[1.3]]))
    normals = proposal.draw(40_000, random)
    weights, power = sampler.importance(normals, proposal)
    assert power == 1.0
    assert float(normals[0] @ weights) == pytest.approx(0.0, abs=0.03)
    assert float(normals[0] ** 2 @ weights) == pytest.approx(1.0, abs=0.05)


def test_weights_that_fall_on_few_sets_are_tempered() -> None:
    random = np.random.default_rng(4)
    proposal = sampler.Mixture(np.full((30, 1), 1.5), np.ones(1), np.eye(30))
    weights, power = sampler.importance(proposal.draw(500, random), proposal)
    assert power < 1.0
    assert sampler.effective(weights) >= sampler.LEAST_EFFECTIVE * 500


def test_regression_moves_a_parameter_that_pulls_and_leaves_one_that_does_not() -> None:
    random = np.random.default_rng(5)
    normals = random.standard_normal((2, 4000))
    answers = (4.0 * normals[0] + 0.5 * random.standard_normal(4000) + 6.0)[np.newaxis]
    slope = sampler.gain(normals, answers)
    assert slope[1, 0] == 0.0
    # One step is bounded, so that one answer far off does not carry a set away from all others.
    moved = sampler.moved(normals, answers, slope, 1.0)
    assert np.abs(4.0 * moved[0] + 6.0).mean() < np.abs(answers).mean()
    moved = sampler.moved(moved, (4.0 * moved[0] + 6.0)[np.newaxis], slope, 1.0)
    assert np.abs(4.0 * moved[0] + 6.0).mean() < 0.6 * np.abs(answers).mean()
    np.testing.assert_array_equal(moved[1], normals[1])
    inside = sampler.moved(normals, np.zeros((1, 4000)), slope, 1.0)
    np.testing.assert_array_equal(inside, normals)


def test_two_heaps_of_sets_are_two_basins_and_one_heap_is_one() -> None:
    random = np.random.default_rng(6)
    heap = random.standard_normal((6, 60))
    far = heap.copy()
    far[:, 40:] += 6.0
    basins, silhouette = basins_of(far)
    assert len(set(basins[:40])) == len(set(basins[40:])) == 1
    assert basins[0] != basins[59]
    assert silhouette > 0.5
    assert basins_of(heap)[0].max() == 0


def test_every_basin_keeps_members_however_far_it_is() -> None:
    far = np.concatenate([np.linspace(0.0, 0.1, 90), np.linspace(5.0, 6.0, 10)])
    basins = np.repeat([0, 1], [90, 10])
    kept = _kept(far, basins, 20)
    assert len(kept) == len(set(kept)) == 20
    assert (basins[kept] == 1).sum() == 2
    assert {0, 90} <= set(kept)


def test_early_rounds_after_the_first_judge_by_fewer_worlds() -> None:
    assert [FitOrder(700, 11, 10, 1).luck(number) for number in range(11)] == [7, 3, 3, 3, 3, 3, 7, 7, 7, 7, 7]
    assert [FitOrder(700, 2, 10, 1).luck(number) for number in range(2)] == [7, 7], "the last round chooses"
