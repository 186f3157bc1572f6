"""Kaplan-Meier and log-rank, reckoned by statsmodels; pure.

The library is heavy and is loaded where it is asked, so that neither a command nor a page that has no use for it waits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

HAIR = 1e-9
"""What reckoning with fractions may be off by."""


@dataclass(frozen=True)
class Drop:
    """From this time on the share that is left; `se` by Greenwood, None when nobody is left."""

    time: float
    survival: float
    se: float | None


@dataclass(frozen=True)
class LogRank:
    """Whether the groups differ: chi-squared with one degree of freedom fewer than groups, and its p."""

    chi2: float
    p: float


def curve(durations: Sequence[float], happened: Sequence[bool]) -> tuple[Drop, ...]:
    """The share to whom it has not happened, at each time at which it did; who was not seen to the end counts as long
    as she was seen."""
    if not any(happened):
        return ()
    import numpy
    from statsmodels.duration.survfunc import SurvfuncRight

    with numpy.errstate(divide="ignore", invalid="ignore"):
        found = SurvfuncRight(
            numpy.asarray(durations, dtype=float), numpy.asarray([int(bool(one)) for one in happened])
        )
    rows = zip(found.surv_times, found.surv_prob, found.surv_prob_se, strict=True)
    return tuple(Drop(float(t), float(s), float(se) if isfinite(se) and s > HAIR else None) for t, s, se in rows)


def quantile(drops: Sequence[Drop], share: float) -> float | None:
    """The first time at which it has happened to at least that share; None when it is not known."""
    return next((drop.time for drop in drops if drop.survival <= 1 - share + HAIR), None)


def left_at(drops: Sequence[Drop], time: float) -> float:
    """The share that is left at a time."""
    return next((drop.survival for drop in reversed(drops) if drop.time <= time + HAIR), 1.0)


def log_rank(durations: Sequence[float], happened: Sequence[bool], groups: Sequence[str]) -> LogRank | None:
    """The groups held against each other; None when there is nothing to hold against."""
    if len(set(groups)) < 2 or not any(happened):
        return None
    import numpy
    from statsmodels.duration.survfunc import survdiff

    numbered = {name: number for number, name in enumerate(sorted(set(groups)))}
    chi2, p = survdiff(
        numpy.asarray(durations, dtype=float),
        numpy.asarray([int(bool(one)) for one in happened]),
        numpy.asarray([numbered[name] for name in groups]),
    )
    return LogRank(float(chi2), float(p)) if isfinite(chi2) else None
