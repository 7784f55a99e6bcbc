"""Calculus, and all of the topic: calculus_space.py has its matrices and geometry."""
import re
from decimal import ROUND_HALF_UP, Decimal, getcontext
from fractions import Fraction
from math import ceil, factorial, floor, gcd, isqrt

import mpmath
import sympy

from solvers.calculus_space import *  # noqa: F403

# -- calculus -------------------------------------------------------------------------------------

TERM = r"(?:\d+|[a-z](?![a-z(]))(?:\^\d+)?(?:[*/](?:\d+|[a-z](?![a-z(]))(?:\^\d+)?)*"
FORMULA = rf"-?{TERM}(?: [+-] {TERM})*"


def polynomial(text):
    """{((letter, power), ...): coefficient} of a formula in print."""
    result = {}
    for sign, term in re.findall(rf"([+-]?) ?({TERM})", text):
        factor, powers = Fraction(-1 if sign == "-" else 1), {}
        for op, base, power in re.findall(r"([*/]?)(\d+|[a-z])(?:\^(\d+))?", term):
            if base.isdigit():
                factor = factor / int(base) if op == "/" else factor * int(base)
            else:
                powers[base] = powers.get(base, 0) + int(power or 1)
        key = tuple(sorted(powers.items()))
        result[key] = result.get(key, 0) + factor
    return {key: value for key, value in result.items() if value}


def behind(question, *marks):
    """The first formula behind the first mark that occurs."""
    mark = next(m for m in marks if m in question)
    return polynomial(re.match(FORMULA, question.split(mark, 1)[1])[0])


def derivative_by(p, letter):
    result = {}
    for key, value in p.items():
        powers = dict(key)
        n = powers.pop(letter, 0)
        if n > 1:
            powers[letter] = n - 1
        if n:
            result[tuple(sorted(powers.items()))] = value * n
    return result


def integral_by(p, letter):
    result = {}
    for key, value in p.items():
        powers = dict(key)
        powers[letter] = powers.get(letter, 0) + 1
        result[tuple(sorted(powers.items()))] = value / powers[letter]
    return result


def at(p, x):
    return sum((value * Fraction(x) ** (key[0][1] if key else 0) for key, value in p.items()),
               Fraction(0))


def letter_in(p):
    return next((key[0][0] for key in p if key), "x")


def order_in(question):
    return sum(question.count(name + " ") * n
               for n, name in enumerate(["first", "second", "third", "fourth"], 1))


def derivative(question):
    p = behind(question, ") = ", "derivative of ")
    letter = letter_in(p)
    for _ in range(order_in(question)):
        p = derivative_by(p, letter)
    return p


def partial_derivative(question):
    p = behind(question, "derivative of ", "Differentiate ")
    letter = re.search(r"(?:respect to| by) ([a-z])\b", question)[1]
    for _ in range(order_in(question)):
        p = derivative_by(p, letter)
    return p


def derivative_at(question):
    p = behind(question, ") = ", "derivative of ")
    for _ in range(order_in(question)):
        p = derivative_by(p, "x")
    return show(at(p, wholes(re.search(r"(?:x =|point) (-?\d+)", question)[1])[0]))


def integral_polynomial(question):
    p = behind(question, ") = ", "integral of ", "Integrate ")
    return integral_by(p, letter_in(p))


def limits(question):
    return map(int, re.search(r"from (?:x = )?(-?\d+) to (?:x = )?(-?\d+)", question).groups())


def integral_definite(question):
    p = integral_by(behind(question, ") = ", "integral of "), "x")
    a, b = limits(question)
    return show(at(p, b) - at(p, a))


def line(slope, constant):
    return {key: value for key, value in (((("x", 1),), slope), ((), constant)) if value}


def tangent_line(question):
    p = behind(question, "y = ")
    a = int(re.search(r"x = (-?\d+)", question)[1])
    slope = at(derivative_by(p, "x"), a)
    return line(slope, at(p, a) - slope * a)


def critical_points(question):
    p = derivative_by(behind(question, ") = ", "y = ", "derivative of "), "x")
    return show_list(x for x in range(-60, 61) if at(p, x) == 0)


def extreme_value(question):
    p = behind(question, ") = ", "value that ")
    a, b = limits(question)
    slope = derivative_by(p, "x")
    values = [at(p, x) for x in {a, b} | {x for x in range(a, b + 1) if at(slope, x) == 0}]
    return show(max(values) if "largest" in question else min(values))


def divided_by_root(p, a):
    """Synthetic division of p by x - a."""
    degree = max(key[0][1] if key else 0 for key in p)
    quotient, carry = {}, Fraction(0)
    for k in range(degree, -1, -1):
        carry = carry * a + p.get((("x", k),) if k else (), 0)
        if k:
            quotient[(("x", k - 1),) if k > 1 else ()] = carry
    assert carry == 0
    return quotient


def limit_rational(question):
    top, bottom = map(polynomial, re.search(r"\((.*?)\)/\((.*?)\)", question).groups())
    to = re.search(r"(?:tends to|->) (infinity|-?\d+)", question)[1]
    if to == "infinity":
        key = max(bottom, key=lambda key: key[0][1] if key else 0)
        return show(Fraction(top.get(key, 0)) / bottom[key])
    a = int(to)
    return show(at(divided_by_root(top, a), a) / at(divided_by_root(bottom, a), a))


def taylor_coefficient(question):
    """Whole power series of the factors, multiplied."""
    text = re.search(r"(?:Expand|series of) (.*?) (?:in powers|at x)", question)[1]
    power = re.search(r"coefficient of x(?:\^(\d+))?", question)
    k = int(power[1] or 1) if power else 0
    front, name, inner = re.fullmatch(
        r"(.*?)\*?(exp\(|sin\(|cos\(|ln\(1 \+ |/\(1 - )\(?([-\dx*]*)\)+", text).groups()
    front = polynomial(front.strip("()")) if front else {(): Fraction(1)}
    a = polynomial(inner)[(("x", 1),)]
    def term(n):
        if n < 0:
            return 0
        return {"exp(": a ** n / factorial(n), "/(1 - ": a ** n,
                "sin(": a ** n / factorial(n) * (0, 1, 0, -1)[n % 4],
                "cos(": a ** n / factorial(n) * (1, 0, -1, 0)[n % 4],
                "ln(1 + ": -(-a) ** n / n if n else Fraction(0)}[name]
    return show(sum((value * term(k - (key[0][1] if key else 0)) for key, value in front.items()),
                    Fraction(0)))


def area_between(question):
    f, g = (polynomial(re.match(FORMULA, text)[0]) for text in question.split("y = ")[1:])
    h = {key: f.get(key, 0) - g.get(key, 0) for key in set(f) | set(g)}
    a, b = (x for x in range(-40, 41) if at(h, x) == 0)
    h = integral_by(h, "x")
    return show(abs(at(h, b) - at(h, a)))


def summed(question):
    a, b = map(int, re.search(r"(?:from |for k = )(\d+)(?: to |, ..., )(\d+)", question).groups())
    return range(a, b + 1)


def sigma_sum(question):
    p = behind(question, "sum of ", "values of ")
    return show(sum(at(p, k) for k in summed(question)))


def partial_sum(question):
    text = re.search(r"(?:sum of|Add up) (.*?) (?:over|for)", question)[1]
    if match := re.fullmatch(r"\((-?\d+)(?:/(\d+))?\)\^k", text):
        ratio = Fraction(int(match[1]), int(match[2] or 1))
        return show(sum(ratio ** k for k in summed(question)))
    sign, p, square, q = re.fullmatch(
        r"(\(-1\)\^\(k \+ 1\)\*)?\(?(-?\d+)\)?/(\(k\*)?\(k \+ (\d+)\)+", text).groups()
    return show(sum(Fraction(int(p) * ((-1) ** (k + 1) if sign else 1),
                             (k if square else 1) * (k + int(q))) for k in summed(question)))


def recursive_function(question):
    rules = {}
    for factor, inner, sign, summand in re.findall(
            r"(-?(?:\d+\*)?)f\((n/2|n - 1)\)(?: ([+-]) (\d+))?", question):
        a = int({"": "1", "-": "-1"}.get(factor) or factor[:-1])
        rules[inner] = a, int(sign + summand or 0)
    f = {0: int(re.search(r"f\(0\) = (-?\d+)", question)[1])}
    n = int(re.findall(r"f\((\d+)\)", question)[-1])
    for k in range(1, n + 1):
        a, b = rules["n - 1" if k % 2 else "n/2"]
        f[k] = a * f[k - 1 if k % 2 else k // 2] + b
    return str(f[n])


def difference_table(question):
    row = wholes(question)
    names = ["first", "second", "third", "fourth", "fifth"]
    for _ in range(1 + next(n for n, name in enumerate(names) if name in question)):
        row = [b - a for a, b in zip(row, row[1:])]
    return show_list(row)


def interpolation(question):
    """The linear system of Vandermonde."""
    p = points(question)
    n = len(p)
    wide = [[x ** k for k in range(n)] + [y] for x, y in p]
    rows = reduced(wide, n)[0]
    return {(("x", k),) if k else (): row[n] for k, row in enumerate(rows) if row[n]}


def newton_step(question):
    p = behind(question, ") = ", "zero of ")
    slope = derivative_by(p, "x")
    x = Fraction(re.search(r"(?:from|at) x = (-?\d+)", question)[1])
    for _ in range(2 if "two steps" in question else 1):
        x -= at(p, x) / at(slope, x)
    return show(x)


def expression(text):
    return sympy.parse_expr(text.replace("^", "**").replace("ln(", "log("))


def vanishes(difference):
    """At three rational points, to thirty digits."""
    x = sympy.Symbol("x")
    return all(abs(sympy.N(difference.subs(x, point), 30, maxn=400)) < 1e-20
               for point in (sympy.Rational(1, 7), sympy.Rational(5, 11), sympy.Rational(9, 4)))


def function_in(question):
    text = question.split("f(x) = ")[-1]
    text = re.sub(r"^.*?(?:derivative of|integral of|Differentiate|Integrate) ", "", text)
    return expression(re.sub(r"(?: with respect to x.*| for x > 0)?[.?]$", "", text))


def derivative_function(question):
    wanted = sympy.diff(function_in(question), sympy.Symbol("x"))
    return lambda gold: vanishes(wanted - expression(gold))


def integral_function(question):
    """The gold's derivative must be the integrand."""
    wanted = function_in(question)
    return lambda gold: vanishes(sympy.diff(expression(gold), sympy.Symbol("x")) - wanted)


def same(answer, gold):
    """Polynomials are compared as such; a function judges the gold itself."""
    if callable(answer):
        return answer(gold)
    return polynomial(gold) == answer if isinstance(answer, dict) else answer == gold


SOLVERS = {name: globals()[name] for name in """
    matrix_determinant matrix_sum matrix_product matrix_inverse matrix_power matrix_rank matrix_vector
    dot_product cross_product eigenvalues rotate_matrix spiral_matrix manipulate_matrix
    polygon_angle polygon_area triangle_point triangle_angle incircle_radius vector_cosine pythagoras
    distance section_point line_intersection figure_measure similar_triangles lattice_points
    point_in_polygon rectangle_count angle_conversion derivative partial_derivative derivative_at
    integral_polynomial integral_definite tangent_line critical_points extreme_value limit_rational
    taylor_coefficient area_between sigma_sum partial_sum recursive_function difference_table
    interpolation newton_step derivative_function integral_function
    """.split()}

SLOW = {"derivative_function", "integral_function"}
