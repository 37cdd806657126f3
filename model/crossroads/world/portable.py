"""Elementary functions that give the same bits on every machine: written in + - * / and shifts of bits.

A processor adds, subtracts, multiplies, divides and takes roots as IEEE 754 says, to the last bit; exp, log, sin and
their kin are nobody's standard, and NumPy's own differ between processors by a last digit. What the laws, the luck and
the choice need of them stands here once. Each function is within two units of the last place of the true value over the
range that it states, but for those that say otherwise; a test compares it with longer arithmetic.

The formulas are those of fdlibm (Sun Microsystems, 1993) for log, sine and cosine, and of Cephes (Moshier, 1989) for
the normal distribution; exp is a polynomial of our own behind fdlibm's reduction.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import numpy as np

from crossroads.world.axes import Array, Floats

_ROUND = 6755399441055744.0
"""1.5 times 2**52: what is added to it is rounded to a whole number, in its lowest bits."""

_ROUND_BITS = 0x4338000000000000
_LOG2_E = 1.4426950408889634074
_LN2_HIGH = 6.93147180369123816490e-01
_LN2_LOW = 1.90821492927058770002e-10
_LEAST, _MOST = -708.0, 709.0
"""Where exp leaves the normal numbers."""

_MANTISSA_BITS = 52
_EXPONENT_BIAS = 1023
_ROOT_HALF_BITS = 0x3FE6A09E667F3BCD
"""The bits of the root of one half: mantissas are taken from there to the root of 2."""

_SMALLEST_NORMAL = 2.0**-1022
_LIFT, _LIFTED = 2.0**54, 54.0

_EXP = (
    2.5100377619606372e-08,
    2.7620078203806394e-07,
    2.7557268476553695e-06,
    2.4801521317484083e-05,
    1.9841269863042963e-04,
    1.3888888917199863e-03,
    8.333333333330063e-03,
    4.166666666662416e-02,
    1.6666666666666669e-01,
    5.000000000000001e-01,
)
"""(e**r - 1 - r) / r**2 through its values at the ten Chebyshev points of half ln 2 to either side of 0, worked out in
60 digits: e**r is missed by 1.3e-17 at most, before rounding."""

_LOG_ODD = (1.479819860511658591e-01, 1.818357216161805012e-01, 2.857142874366239149e-01, 6.666666666666735130e-01)
_LOG_EVEN = (1.531383769920937332e-01, 2.222219843214978396e-01, 3.999999999940941908e-01)

_SINE = (
    1.58969099521155010221e-10,
    -2.50507602534068634195e-08,
    2.75573137070700676789e-06,
    -1.98412698298579493134e-04,
    8.33333333332248946124e-03,
    -1.66666666666666324348e-01,
)
_COSINE = (
    -1.13596475577881948265e-11,
    2.08757232129817482790e-09,
    -2.75573143513906633035e-07,
    2.48015872894767294178e-05,
    -1.38888888888741095749e-03,
    4.16666666666666019037e-02,
)
_QUARTER = 1.57079632679489661923

_ERROR_NEAR = (
    9.60497373987051638749e0,
    9.00260197203842689217e1,
    2.23200534594684319226e3,
    7.00332514112805075473e3,
    5.55923013010394962768e4,
)
_ERROR_NEAR_UNDER = (
    1.0,
    3.35617141647503099647e1,
    5.21357949780152679795e2,
    4.59432382970980127987e3,
    2.26290000613890934246e4,
    4.92673942608635921086e4,
)
_ERROR_FAR = (
    2.46196981473530512524e-10,
    5.64189564831068821977e-1,
    7.46321056442269912687e0,
    4.86371970985681366614e1,
    1.96520832956077098242e2,
    5.26445194995477358631e2,
    9.34528527171957607540e2,
    1.02755188689515710272e3,
    5.57535335369399327526e2,
)
_ERROR_FAR_UNDER = (
    1.0,
    1.32281951154744992508e1,
    8.67072140885989742329e1,
    3.54937778887819891062e2,
    9.75708501743205489753e2,
    1.82390916687909736289e3,
    2.24633760818710981792e3,
    1.65666309194161350182e3,
    5.57535340817727675546e2,
)
_ROOT_HALF = 0.70710678118654752440
_FAR = 8.0
"""Beyond it the far tail is 0 to the last digit of 1, and the formula's powers would overflow far out."""

Formula = Callable[[Any], Any]
"""An elementary function over arrays, or over what stands in for arrays."""

FORMULAS: dict[str, Formula] = {}
"""Name -> formula, of what is one step of arithmetic to whoever reads the laws."""


RUNNERS: dict[str, Callable[[Floats], Floats]] = {}
"""Name -> what works a formula out in NumPy's stead, to the same bits, where there is such a thing."""


def _elementary(formula: Formula) -> Callable[[Array | float], Array]:
    """Make a formula over arrays one over numbers too; what is no number is asked for its own."""
    name = formula.__name__
    FORMULAS[name] = formula

    @wraps(formula)
    def function(value: Any) -> Any:
        own = getattr(value, "elementary", None)
        if own is not None:
            return own(name)
        array = np.asarray(value, dtype=np.float64)
        run = RUNNERS.get(name, formula)
        # Beyond what a formula can tell it works out what is then not taken.
        with np.errstate(over="ignore", invalid="ignore"):
            return run(array) if array.ndim else run(array[np.newaxis])[0]

    return function


def polynomial(x: Any, coefficients: tuple[float, ...]) -> Any:
    """Return a polynomial, highest power first, by Horner's rule."""
    total = coefficients[0] * x + coefficients[1]
    for coefficient in coefficients[2:]:
        total = total * x + coefficient
    return total


def _in_pairs(x: Any, coefficients: tuple[float, ...]) -> Any:
    """Return a polynomial of ten coefficients, highest power first, by Estrin's rule.

    What Horner's rule works out one after the other stands side by side here, so that a processor need not wait.
    """
    square = x * x
    fourth = square * square
    pairs = [above * x + below for above, below in zip(coefficients[::2], coefficients[1::2], strict=True)]
    middle, last = pairs[1] * square + pairs[2], pairs[3] * square + pairs[4]
    return (pairs[0] * fourth + middle) * fourth + last


def _powers_of_e(x: Any) -> tuple[Any, Any]:
    """Return e**r - 1 and 2**k, where x = k ln 2 + r, for x within what exp can tell; beyond it no matter what."""
    rounded = x * _LOG2_E + _ROUND
    k = rounded - _ROUND
    r = (x - k * _LN2_HIGH) - k * _LN2_LOW
    power = ((rounded.view(np.int64) + _EXPONENT_BIAS) << _MANTISSA_BITS).view(np.float64)
    return r + (r * r) * _in_pairs(r, _EXP), power


@_elementary
def exp(x: Floats) -> Floats:
    """Return e**x; 0 below -708, infinity above 709."""
    more, power = _powers_of_e(x)
    result = power + power * more
    return np.where(x < _LEAST, 0.0, np.where(x > _MOST, np.inf, result))


@_elementary
def expm1(x: Floats) -> Floats:
    """Return e**x - 1, exact also near 0; infinity above 709."""
    more, power = _powers_of_e(np.maximum(x, _LEAST))
    result = power * more + (power - 1.0)
    return np.where(x > _MOST, np.inf, result)


@_elementary
def log(x: Floats) -> Floats:
    """Return the natural logarithm; -infinity at 0, NaN below it."""
    small = x < _SMALLEST_NORMAL
    bits = (x * np.where(small, _LIFT, 1.0)).view(np.int64)
    exponent = (bits - _ROOT_HALF_BITS) >> _MANTISSA_BITS
    f = (bits - (exponent << _MANTISSA_BITS)).view(np.float64) - 1.0
    k = (exponent + _ROUND_BITS).view(np.float64) - _ROUND
    k = k - np.where(small, _LIFTED, 0.0)
    s = f / (f + 2.0)
    z = s * s
    w = z * z
    rest = z * polynomial(w, _LOG_ODD) + w * polynomial(w, _LOG_EVEN)
    half = 0.5 * f * f
    result = k * _LN2_HIGH - ((half - (s * (half + rest) + k * _LN2_LOW)) - f)
    # Infinity and what is no number are their own logarithms.
    return np.where(x > 0.0, np.where(x < np.inf, result, x), np.where(x == 0.0, -np.inf, np.nan))


def log1p(x: Array | float) -> Array:
    """Return log(1 + x), exact also near 0, for finite x; -infinity at -1."""
    up = 1.0 + x
    return log(up) + (x - (up - 1.0)) / np.where(up == 0.0, 1.0, up)


def power(base: Array | float, exponent: Array | float) -> Array:
    """Return base**exponent for a base of 0 or more, within the range of exp; 0 to the power 0 is 1.

    Its error grows with the logarithm of the result: two units of the last place for each e.
    """
    zero = base == 0.0
    raised = exp(exponent * log(np.where(zero, 1.0, base)))
    of_zero = np.where(exponent > 0.0, 0.0, np.where(exponent < 0.0, np.inf, 1.0))
    result: Array = np.where(zero, of_zero, raised)
    return result


def turn(share: Array | float) -> tuple[Array, Array]:
    """Return sine and cosine of a share of a full turn, 0 to 1, within two units of the last place of 1."""
    quarters = np.rint(share * 4.0)
    r = (share * 4.0 - quarters) * _QUARTER
    z = r * r
    sine = r + (r * z) * polynomial(z, _SINE)
    cosine = (1.0 - 0.5 * z) + (z * z) * polynomial(z, _COSINE)
    half_on, odd = (quarters == 2.0) | (quarters == 3.0), (quarters == 1.0) | (quarters == 3.0)
    left = (quarters == 1.0) | (quarters == 2.0)
    first, second = np.where(odd, cosine, sine), np.where(odd, sine, cosine)
    return np.where(half_on, -first, first), np.where(left, -second, second)


def normal_share(x: Array | float) -> Array:
    """Return the share of a standard normal that lies below x, within two units of the last place of 1."""
    scaled = x * _ROOT_HALF
    size = np.minimum(np.abs(scaled), _FAR)
    square = size * size
    near = scaled * polynomial(square, _ERROR_NEAR) / polynomial(square, _ERROR_NEAR_UNDER)
    far = 0.5 * (exp(-square) * polynomial(size, _ERROR_FAR) / polynomial(size, _ERROR_FAR_UNDER))
    result: Array = np.where(size < 1.0, 0.5 + 0.5 * near, np.where(x > 0.0, 1.0 - far, far))
    return result
