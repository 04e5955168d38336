"""One linear model solved by HiGHS, in this process.

One thread and a fixed seed: the same model gives the same answer as long as time does not end the
search.
"""

from __future__ import annotations

from itertools import accumulate

import highspy

from selaras.pure.linear import Answer, LinearModel, Status

SEED = 1

_ENDED = {
    highspy.HighsModelStatus.kOptimal: Status.OPTIMAL,
    highspy.HighsModelStatus.kInfeasible: Status.INFEASIBLE,
    highspy.HighsModelStatus.kUnboundedOrInfeasible: Status.INFEASIBLE,
}


def solve(model: LinearModel, *, seconds: float, gap: float = 0.0) -> Answer:
    """Solve a model whose columns are all bounded, within a time and up to a relative gap."""
    if not model.columns:
        return _without_columns(model)
    highs = highspy.Highs()
    options = {
        "output_flag": False,
        "threads": 1,
        "random_seed": SEED,
        "time_limit": max(seconds, 0.0),
        "mip_rel_gap": gap,
        "mip_abs_gap": 0.0,
    }
    for name, value in options.items():
        highs.setOptionValue(name, value)
    highs.passModel(_program(model))
    if model.start:
        highs.setSolution(len(model.start), list(model.start), list(model.start.values()))
    highs.run()
    return _answer(highs, gap)


def _without_columns(model: LinearModel) -> Answer:
    """The solver knows no model without unknowns: its rows hold or they do not."""
    holds = all((row.lower or 0) <= 0 <= (row.upper or 0) for row in model.rows)
    return Answer(Status.OPTIMAL, (), 0.0, 0.0) if holds else Answer(Status.INFEASIBLE)


def _program(model: LinearModel) -> highspy.HighsLp:
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(model.columns), len(model.rows)
    lp.col_cost_ = [column.objective for column in model.columns]
    lp.col_lower_ = [column.lower for column in model.columns]
    lp.col_upper_ = [column.upper for column in model.columns]
    infinity = highspy.kHighsInf
    lp.row_lower_ = [-infinity if row.lower is None else row.lower for row in model.rows]
    lp.row_upper_ = [infinity if row.upper is None else row.upper for row in model.rows]
    lp.integrality_ = [
        highspy.HighsVarType.kInteger if column.whole else highspy.HighsVarType.kContinuous
        for column in model.columns
    ]
    entries = [entry for row in model.rows for entry in row.coefficients]
    ends = accumulate((len(row.coefficients) for row in model.rows), initial=0)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = list(ends)
    lp.a_matrix_.index_ = [column for column, _ in entries]
    lp.a_matrix_.value_ = [factor for _, factor in entries]
    return lp


def _answer(highs: highspy.Highs, gap: float) -> Answer:
    status = _ENDED.get(highs.getModelStatus(), Status.NOTHING)
    info = highs.getInfo()
    known = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    if status is Status.INFEASIBLE or not known:
        return Answer(Status.INFEASIBLE if status is Status.INFEASIBLE else Status.NOTHING)
    objective, bound = info.objective_function_value, info.mip_dual_bound
    if status is Status.NOTHING or (gap and bound < objective):
        status = Status.WITHIN_GAP
    values = tuple(float(value) for value in highs.getSolution().col_value)
    return Answer(status, values, objective, bound if abs(bound) < highspy.kHighsInf else None)
