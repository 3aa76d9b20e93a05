import pytest

from bench.figure import Figure


def test_a_figure_with_a_peer_is_judged_by_the_ratio_of_the_medians():
    figure = Figure("pipeline", "jobs/s", [90, 95, 100], limit=0.9, peer=[100, 100, 100], at_least=True)

    assert figure.ratio == pytest.approx(0.95)
    assert figure.held is True


def test_a_figure_without_a_peer_is_judged_by_its_own_median():
    figure = Figure("visible in the queue", "s", [0.4, 1.2, 1.3], limit=1.0)

    assert (figure.ratio, figure.judged, figure.held) == (None, 1.2, False)


def test_the_spread_is_half_the_distance_between_the_quartiles():
    assert Figure("x", "s", [1, 2, 3, 4, 5], limit=9).spread == 1.0
    assert Figure("x", "s", [1], limit=9).spread == 0.0


def test_a_figure_that_was_not_measured_is_refused():
    with pytest.raises(ValueError, match="was not measured"):
        Figure("x", "s", [], limit=1)
