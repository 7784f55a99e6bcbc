"""Algebra: formulas are found in the sentence and evaluated over polynomials with fractions."""
import re
from fractions import Fraction
from itertools import product
from math import gcd, isqrt

from solvers.algebra_equations import *  # noqa: F403

# -- parabolas, lines, functions ------------------------------------------------------------------


def parabola(question):
    text = next(f for f in formulas(question) if "=" in f)
    left, right = text.split("=")
    c, b, a = poly(right if left == "y" else left).list()
    return -b / (2 * a), c - b * b / (4 * a)


def complete_square(question):
    x, y = parabola(question)
    return f"{-x}, {y}"


def quadratic_vertex(question):
    return "{}, {}".format(*parabola(question))


class Root:
    """Numbers a + b*r in Q[r] with r^2 = -(p*r + q): the roots themselves, never as decimals."""

    def __init__(self, a, b, p, q):
        self.a, self.b, self.p, self.q = Fraction(a), Fraction(b), p, q

    def make(self, a, b):
        return Root(a, b, self.p, self.q)

    def lift(self, other):
        return other if isinstance(other, Root) else self.make(other, 0)

    def __add__(self, other):
        other = self.lift(other)
        return self.make(self.a + other.a, self.b + other.b)

    def __sub__(self, other):
        other = self.lift(other)
        return self.make(self.a - other.a, self.b - other.b)

    def __mul__(self, other):
        other = self.lift(other)
        square = self.b * other.b
        return self.make(self.a * other.a - square * self.q,
                         self.a * other.b + self.b * other.a - square * self.p)

    def inverse(self):
        conjugate = self.make(self.a - self.b * self.p, -self.b)
        norm = (self * conjugate).a
        return conjugate * (1 / norm)

    def __truediv__(self, other):
        return self * self.lift(other).inverse()

    def __rtruediv__(self, other):
        return self.inverse() * other

    def __pow__(self, n):
        result = self.make(1, 0)
        for _ in range(n):
            result = result * self
        return result


def vieta(question):
    found = formulas(question)
    c = poly(next(f for f in found if "x^" in f)).list()
    asked = max((f for f in found if re.search("[rs]", f) and re.search("[+*/-]", f)), key=len)
    if len(c) == 4:
        e = [-c[2] / c[3], c[1] / c[3], -c[0] / c[3]]
        return str(e[["r+s+t", "r*s+r*t+s*t", "r*s*t"].index(asked)])
    p, q = c[1] / c[2], c[0] / c[2]
    r = Root(0, 1, p, q)
    value = eval(asked.replace("^", "**"), {"r": r, "s": Root(-p, -1, p, q)})
    assert value.b == 0
    return str(value.a)


def line_through_points(question):
    (a, b), (c, d) = ([int(n) for n in m] for m in re.findall(r"\((-?\d+), (-?\d+)\)", question))
    slope = Fraction(d - b, c - a)
    return f"{slope}, {b - slope * a}"


def function_value(question):
    found = formulas(question)
    asked = next(f for f in found if "f(" in f and "=" not in f)
    return str(poly(call(asked, definitions(found))).number())


def inverse_function(question):
    text = next(f for f in formulas(question) if ")=" in f)
    letter = text[2]
    b, a = poly(text[5:]).list(letter)
    return show(from_list([-b / a, 1 / a], letter))


# -- sequences ------------------------------------------------------------------------------------


def first_list(question):
    return [int(n) for n in re.search(r"-?\d+(, -?\d+)+", question).group().split(", ")]


def sequence_next_term(question):
    c = first_list(question)
    if "same number" in question or "geometric" in question:
        return str(Fraction(c[-1]) * c[1] / c[0])
    if "multiple" in question or "p times" in question:
        rows = [[Fraction(c[i + 1]), Fraction(c[i]), Fraction(c[i + 2])] for i in range(2)]
        assert eliminate(rows) == 2
        p, q = rows[0][2], rows[1][2]
        assert all(c[i + 2] == p * c[i + 1] + q * c[i] for i in range(len(c) - 2))
        return str(p * c[-1] + q * c[-2])
    return str(lagrange(c).value({"n": Fraction(len(c) + 1)}))


def lagrange(values):
    n, total = Poly({(("n", 1),): Fraction(1)}), Poly({})
    for i, value in enumerate(values, 1):
        term = Poly.of(value)
        for k in range(1, len(values) + 1):
            if k != i:
                term = term * (n - k) / (i - k)
        total = total + term
    return total


def sequence_nth_term(question):
    return show(lagrange(first_list(question)))


def series(question):
    number = r"(-?\d+(?:/\d+)?)"
    first = Fraction(re.search(rf"(?:starts with|first term) {number}", question).group(1))
    ratio = re.search(rf"ratio {number}", question)
    count = re.search(r"first (\d+) terms", question)
    if not ratio:
        d, n = Fraction(re.search(rf"difference {number}", question).group(1)), int(count.group(1))
        return str(n * first + d * n * (n - 1) / 2)
    r = Fraction(ratio.group(1))
    return str(first / (1 - r) if not count else first * (1 - r ** int(count.group(1))) / (1 - r))


def recurrence(question):
    found = formulas(question)
    u = {int(k): int(v) for k, v in re.findall(r"u\((\d+)\) = (-?\d+)", question)}
    rule = next(f for f in found if f.startswith("u(n+"))
    asked = int(re.search(r"(?:What is|Find) u\((\d+)\)", question).group(1))
    order = int(rule[4])
    body = poly(rule[7:].replace("u(n+1)", "y").replace("u(n)", "x"))
    for n in range(1, asked):
        if n + order not in u:
            u[n + order] = body.value({"x": Fraction(u[n]), "y": Fraction(u.get(n + 1, 0))})
    return str(u[asked])


# -- complex numbers, powers, fractions -----------------------------------------------------------


def complex_arithmetic(question):
    text = next(f for f in formulas(question) if "(" in f)
    i = Root(0, 1, Fraction(0), Fraction(1))
    one = i.make(1, 0)
    whole = re.sub(r"(?<![\^\d])\d+", lambda m: f"one*{m.group()}", text).replace("^", "**")
    whole = re.sub(r"\(-", "(one*0-", whole)
    z = eval(whole, {"one": one, "i": i})
    if z.b == 0:
        return str(z.a)
    sign = "-" if z.b < 0 else ""
    name = multiple(abs(z.b), "i")
    return sign + name if z.a == 0 else f"{z.a} {sign or '+'} {name}"


class Exponent:
    """x^e: only the exponent matters."""

    def __init__(self, e):
        self.e = Fraction(e)

    def __mul__(self, other):
        return Exponent(self.e + other.e)

    def __truediv__(self, other):
        return Exponent(self.e - other.e)

    def __pow__(self, n):
        return Exponent(self.e * n)


def simplify_power(question):
    text = next(f for f in formulas(question) if "/" in f)
    letter = re.search("[a-z]", text).group()
    text = re.sub(r"(?<=\^\()(-?\d+)/(\d+)", r"Fraction(\1, \2)", text)
    return str(eval(text.replace("^", "**"), {letter: Exponent(1), "Fraction": Fraction}).e)


def simplify_monomial(question):
    top, _, bottom = formulas(question)[0].partition("/(")
    p = poly(top)
    if not bottom:
        return show(p)
    q = poly("(" + bottom)
    (m, c), = p.terms.items()
    (n, d), = q.terms.items()
    powers = {letter: power - dict(n).get(letter, 0) for letter, power in m}
    return show(Poly({tuple(sorted((k, v) for k, v in powers.items() if v)): c / d}))


def rational_expression(question):
    a, b = (poly(f) for f in formulas(question)[:2])
    letter = b.letters()[0]
    a, b = a.list(letter), b.list(letter)
    common = euclid(a, b)
    lead = divide(b, common)[0][-1]
    return show(from_list([x / lead for x in divide(a, common)[0]], letter))


def fraction_side(text):
    depth, cut = 0, None
    for i, c in enumerate(text):
        depth += {"(": 1, ")": -1}.get(c, 0)
        if c == "/" and depth == 0:
            cut = i
    return (poly(text), Poly.of(1)) if cut is None else (poly(text[:cut]), poly(text[cut + 1:]))


def fractions(question):
    left, right = next(f for f in formulas(question) if "=" in f).split("=")
    (a, b), (c, d) = fraction_side(left), fraction_side(right)
    p = a * d - c * b
    if not p.letters():
        return "no solution"
    letter = p.letters()[0]
    number, slope = p.list()
    x = -number / slope
    if any(q.value({letter: x}) == 0 for q in (b, d)):
        return "no solution"
    return str(x)


def surd_equation(question):
    text = next(f for f in formulas(question) if "sqrt" in f)
    left, right = text.split("=")
    inside, side = poly(left[4:]), poly(right)
    p = side * side - inside
    c, letter = p.list(), p.letters()[0]
    if len(c) == 2:
        roots = {-c[0] / c[1]}
    else:
        root = fraction_root(c[1] ** 2 - 4 * c[2] * c[0])
        roots = {(-c[1] - root) / (2 * c[2]), (-c[1] + root) / (2 * c[2])}
    good = sorted(x for x in roots if side.value({letter: x}) >= 0)
    return ", ".join(map(str, good)) or "no solution"


def log_of(number, base):
    """log of a fraction to a base, both powers of one whole number."""
    number = Fraction(number)
    if number < 1:
        return -log_of(1 / number, base)
    assert number.denominator == 1
    n, b = number.numerator, int(base)
    # n^i = b^j: walk up the two ladders of powers
    i, j, x, y = 0, 0, 1, 1
    for _ in range(200):
        if x == y and i:
            return Fraction(j, i)
        if x <= y:
            x, i = x * n, i + 1
        else:
            y, j = y * b, j + 1
    raise ValueError(number)


def exponential_equation(question):
    left, right = next(f for f in formulas(question) if "^" in f).split("=")
    base, exponent = left.split("^", 1)
    first = poly(exponent)
    if "^" in right:
        other, exponent = right.split("^", 1)
        second = poly(exponent) * log_of(int(other), int(base))
    else:
        second = Poly.of(log_of(Fraction(right), int(base)) if Fraction(right) != 1 else 0)
    number, slope = (first - second).list()
    return str(-number / slope)


def logarithm(question):
    n = [Fraction(t) for t in re.findall(r"(?<=[ -])(?<!\w-)-?\d+(?:/\d+)?|(?<=base-)\d+", question)]
    log = lambda x, b: Fraction(0) if x == 1 else log_of(x, b)
    if len(n) == 5:
        return str(n[1] * log(n[2], n[0]) + n[3] * log(n[4], n[0]))
    a, b = n
    return str(log(a, b) if "to base" in question else log(b, a))


# -- parameters and formulas ------------------------------------------------------------------------


def parameter_system(question):
    found = [equation(f)[0] for f in formulas(question) if "=" in f]
    if len(found) == 1:
        p = found[0]
        return str(p.at(x=1) ** 2 / (4 * p.at(x=2)))
    a, b = found
    return str(a.at(x=1) * b.at(y=1) / a.at(y=1))


def formula_value(question):
    found = formulas(question)
    values = {f[0]: f"({f[2:]})" for f in found[1:] if "=" in f}
    text = "".join(values.get(c, c) for c in found[0])
    number, slope = equation(text)[0].list()
    return str(-number / slope)


SOLVERS = {
    "simple_equations": simple_equations,
    "linear_2d": linear_systems,
    "linear_systems": linear_systems,
    "equation_kind": equation_kind,
    "inequality": inequality,
    "compound_inequality": compound_inequality,
    "absolute_value": absolute_value,
    "quadratic_inequality": quadratic_inequality,
    "quadratic_roots": quadratic_roots,
    "quadratic_complex": quadratic_complex,
    "polynomial_roots": polynomial_roots,
    "polynomial_factor": polynomial_factor,
    "polynomial_expand": simplify,
    "polynomial_add": simplify,
    "polynomial_collect": simplify,
    "polynomial_evaluate": polynomial_evaluate,
    "polynomial_compose": polynomial_compose,
    "coefficient_named": coefficient_named,
    "polynomial_division": polynomial_division,
    "polynomial_gcd": polynomial_gcd,
    "complete_square": complete_square,
    "quadratic_vertex": quadratic_vertex,
    "vieta": vieta,
    "line_through_points": line_through_points,
    "function_value": function_value,
    "inverse_function": inverse_function,
    "sequence_next_term": sequence_next_term,
    "sequence_nth_term": sequence_nth_term,
    "arithmetic_series": series,
    "geometric_series": series,
    "recurrence": recurrence,
    "complex_arithmetic": complex_arithmetic,
    "simplify_power": simplify_power,
    "simplify_monomial": simplify_monomial,
    "rational_expression": rational_expression,
    "rational_equation": fractions,
    "surd_equation": surd_equation,
    "exponential_equation": exponential_equation,
    "logarithm": logarithm,
    "proportion": fractions,
    "parameter_system": parameter_system,
    "formula_value": formula_value,
}
