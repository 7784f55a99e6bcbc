"""Equations, inequalities and polynomials, for algebra.py."""
import re
from fractions import Fraction
from itertools import product
from math import gcd, isqrt

from solvers.algebra_formulas import *  # noqa: F403

# -- linear -------------------------------------------------------------------------------------


def simple_equations(question):
    p, _ = equation(sides(question)[0])
    b, a = p.list()
    return str(-b / a)


def eliminate(rows):
    """Row echelon form of [coefficients, right side]; rank or -1 (a contradiction)."""
    rank, n = 0, len(rows[0]) - 1
    for column in range(n):
        pivot = next((i for i in range(rank, len(rows)) if rows[i][column]), None)
        if pivot is None:
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        rows[rank] = [x / rows[rank][column] for x in rows[rank]]
        for i, row in enumerate(rows):
            if i != rank:
                rows[i] = [x - row[column] * y for x, y in zip(row, rows[rank])]
        rank += 1
    return -1 if any(row[n] for row in rows[rank:]) else rank


def system(question):
    equations = [equation(f)[0] for f in sides(question)]
    asked = [f for f in formulas(question) if re.fullmatch("[a-z]", f)]
    letters = list(dict.fromkeys(asked))
    rows = [[p.at(**{x: 1}) for x in letters] + [-p.at()] for p in equations]
    return letters, rows, eliminate(rows)


def linear_systems(question):
    letters, rows, rank = system(question)
    if rank < len(letters):
        return "no solution" if rank < 0 else "infinitely many"
    return ", ".join(f"{x} = {row[-1]}" for x, row in zip(letters, rows))


def equation_kind(question):
    found = sides(question)
    if len(found) == 2:
        equations = [equation(f)[0] for f in found]
        letters = sorted(set(equations[0].letters() + equations[1].letters()))
        rows = [[p.at(**{x: 1}) for x in letters] + [-p.at()] for p in equations]
        return {-1: "none", 1: "infinitely many", 2: "one"}[eliminate(rows)]
    c = equation(found[0])[0].list()
    if len(c) == 3:
        d = c[1] ** 2 - 4 * c[2] * c[0]
        return "none" if d < 0 else "one" if d == 0 else "two"
    return "one" if len(c) == 2 else "none" if c[0] else "infinitely many"


# -- inequalities: sets of the line as lists of (low, closed, high, closed) ------------------------

FAR = None


def piece(text):
    p, sign = equation(text)
    c = p.list() + [Fraction(0)]
    b, a = c[0], c[1]
    closed = "=" in sign
    if a == 0:
        holds = (b < 0 if "<" in sign else b > 0) or (closed and b == 0)
        return [(FAR, False, FAR, False)] if holds else []
    bound = -b / a
    return [(FAR, False, bound, closed)] if ("<" in sign) == (a > 0) else [(bound, closed, FAR, False)]


def contains(pieces, x):
    return any((lo is FAR or x > lo or (x == lo and lc)) and (hi is FAR or x < hi or (x == hi and hc))
               for lo, lc, hi, hc in pieces)


def line(holds, bounds, letter):
    """The set where holds(x), whose ends are among the bounds: looked at there and in between."""
    bounds = sorted(set(bounds))
    if not bounds:
        return f"all {letter}" if holds(Fraction(0)) else "no solution"
    probes = [bounds[0] - 1] + [x for a, b in zip(bounds, bounds[1:]) for x in (a, (a + b) / 2)]
    probes += [bounds[-1], bounds[-1] + 1]
    truth = [holds(x) for x in probes]
    parts, i = [], 0
    while i < len(probes):
        if not truth[i]:
            i += 1
            continue
        j = i
        while j + 1 < len(probes) and truth[j + 1]:
            j += 1
        low = "" if i == 0 else (probes[i], "<=") if i % 2 else (probes[i - 1], "<")
        high = "" if j == len(probes) - 1 else (probes[j], "<=") if j % 2 else (probes[j + 1], "<")
        if low and high:
            parts.append(f"{low[0]} {low[1]} {letter} {high[1]} {high[0]}")
        elif low:
            parts.append(f"{letter} {low[1].replace('<', '>')} {low[0]}")
        elif high:
            parts.append(f"{letter} {high[1]} {high[0]}")
        else:
            parts.append(f"all {letter}")
        i = j + 1
    return " or ".join(parts) or "no solution"


def letter_of(found):
    return re.search("[a-z]", found[0]).group()


def inequality(question):
    found = sides(question)
    pieces = piece(found[0])
    return line(lambda x: contains(pieces, x), [e for q in pieces for e in (q[0], q[2]) if e is not FAR],
                letter_of(found))


def compound_inequality(question):
    found = sides(question)
    if len(found) == 1:
        low, s, middle, t, high = re.fullmatch(r"([^<=]+)(<=?)([^<=]+)(<=?)([^<=]+)", found[0]).groups()
        parts = [piece(low + s + middle), piece(middle + t + high)]
        joined = all
    else:
        parts = [piece(f) for f in found]
        joined = any if "at least one" in question or "or both" in question else all
    ends = [e for q in parts for r in q for e in (r[0], r[2]) if e is not FAR]
    return line(lambda x: joined(contains(p, x) for p in parts), ends, letter_of(found))


# -- quadratics and roots -------------------------------------------------------------------------


def absolute_value(question):
    text = next(f for f in formulas(question) if "|" in f)
    bars = text.count("|") // 2
    letter = re.search("[a-z]", text).group()
    found = set()
    for signs in product("+-", repeat=bars):
        parts, plain = text.split("|"), ""
        for i, part in enumerate(parts):
            plain += f"({signs[i // 2]}1)*({part})" if i % 2 else part
        p, _ = equation(plain)
        if p.at(**{letter: 1}) == 0:
            continue
        x = -p.at() / p.at(**{letter: 1})
        if all(poly(parts[2 * i + 1]).value({letter: x}) * (1 if s == "+" else -1) >= 0
               for i, s in enumerate(signs)):
            found.add(x)
    return ", ".join(str(x) for x in sorted(found)) or "no solution"


def fraction_root(x):
    """The square root of a fraction, or None."""
    top, bottom = isqrt(x.numerator), isqrt(x.denominator)
    return Fraction(top, bottom) if top * top == x.numerator and bottom * bottom == x.denominator else None


def quadratic(question):
    found = sides(question)
    p, sign = equation(found[0])
    c, b, a = p.list()
    return a, b, c, sign, letter_of(found)


def quadratic_inequality(question):
    a, b, c, sign, letter = quadratic(question)
    d = b * b - 4 * a * c
    ends = [] if d < 0 else [(-b - fraction_root(d)) / (2 * a), (-b + fraction_root(d)) / (2 * a)]

    def holds(x):
        value = a * x * x + b * x + c
        return value < 0 if sign == "<" else value > 0 if sign == ">" else \
            value <= 0 if sign == "<=" else value >= 0
    return line(holds, ends, letter)


def multiple(by, name):
    return (f"{by.numerator}*" if by.numerator != 1 else "") + name + \
        (f"/{by.denominator}" if by.denominator != 1 else "")


def quadratic_roots(question):
    a, b, c, _, _ = quadratic(question)
    d = b * b - 4 * a * c
    if d < 0:
        return "no solution"
    middle = -b / (2 * a)
    square = d / (4 * a * a)  # of half the distance
    root = fraction_root(square)
    if root is not None:
        return ", ".join(str(x) for x in sorted({middle - root, middle + root}))
    n, by = square.numerator * square.denominator, Fraction(1, square.denominator)
    for k in range(isqrt(n), 1, -1):
        if n % (k * k) == 0:
            n, by = n // (k * k), by * k
            break
    name = multiple(by, f"sqrt({n})")
    return f"-{name}, {name}" if middle == 0 else f"{middle} - {name}, {middle} + {name}"


def quadratic_complex(question):
    a, b, c, _, _ = quadratic(question)
    root = fraction_root((4 * a * c - b * b) / (4 * a * a))
    middle = -b / (2 * a)
    return multiple(root, "i") if middle == 0 else f"{middle} + {multiple(root, 'i')}"


def horner(c, x):
    result = Fraction(0)
    for value in reversed(c):
        result = result * x + value
    return result


def split_roots(c):
    """Rational roots in rising order and what remains of the coefficients."""
    c, roots = list(c), []
    sixths = [Fraction(n, 6) for n in range(-1200, 1201)]
    floats = [float(v) for v in c]
    for x in sixths:
        if len(c) < 2:
            break
        t, size, at = 0.0, 0.0, float(x)
        for v in reversed(floats):
            t, size = t * at + v, size * abs(at) + abs(v)
        if abs(t) > 1e-9 * size:
            continue
        while len(c) > 1 and horner(c, x) == 0:
            down, carry = [], Fraction(0)
            for value in reversed(c):
                carry = carry * x + value
                down.append(carry)
            c = down[-2::-1]
            floats = [float(v) for v in c]
            roots.append(x)
    return roots, c


def polynomial_roots(question):
    text = next(f for f in formulas(question) if "^" in f)
    roots, left = split_roots(poly(text.split("=")[0]).list())
    assert len(left) == 1
    return ", ".join(str(x) for x in sorted(set(roots)))


def content(c):
    bottom = top = 1
    for x in c:
        bottom = bottom * x.denominator // gcd(bottom, x.denominator)
    top = gcd(*[int(x * bottom) for x in c])
    return Fraction(top if c[-1] > 0 else -top, bottom)


def from_list(c, letter):
    return Poly({((letter, i),) if i else (): x for i, x in enumerate(c)})


def polynomial_factor(question):
    p = poly(formulas(question)[0])
    letter = p.letters()[0]
    c = p.list()
    scale = content(c)
    roots, left = split_roots(c)
    parts = []
    for x in sorted(set(roots)):
        text = show(from_list([Fraction(-x.numerator), Fraction(x.denominator)], letter))
        text = text if x == 0 else f"({text})"
        parts.append(text + (f"^{roots.count(x)}" if roots.count(x) > 1 else ""))
    if len(left) > 1:
        parts.append(f"({show(from_list([x / content(left) for x in left], letter))})")
    if scale == -1:
        return "-" + "*".join(parts)
    return "*".join(([str(scale)] if scale != 1 else []) + parts)


# -- polynomials ----------------------------------------------------------------------------------


def simplify(question):
    return show(poly(formulas(question)[0]))


def polynomial_evaluate(question):
    found = formulas(question)
    values = {f[0]: poly(f[2:]).number() for f in found[1:]}
    return str(poly(found[0]).value(values))


def definitions(found):
    return {f[0]: (f[2], f[5:]) for f in found if re.match(r"[a-z]\([a-z]\)=", f)}


def call(text, functions):
    """Calls in a formula replaced by what they stand for."""
    while True:
        m = re.search(r"([fgh])\(", text)
        if not m:
            return text
        end, depth = m.end(), 1
        while depth:
            depth += {"(": 1, ")": -1}.get(text[end], 0)
            end += 1
        letter, body = functions[m.group(1)]
        argument = text[m.end():end - 1]
        text = text[:m.start()] + "(" + body.replace(letter, f"({argument})") + ")" + text[end:]


def polynomial_compose(question):
    found = formulas(question)
    return show(poly(call(found[2], definitions(found))))


def coefficient_named(question):
    found = formulas(question)
    whole = next(f for f in found if "(" in f)
    power = next(f for f in found if "(" not in f)
    (m,) = poly(power).terms
    return str(poly(whole).terms.get(m, 0))


def divide(a, b):
    a, quotient = list(a), [Fraction(0)] * max(len(a) - len(b) + 1, 1)
    while len(a) >= len(b) and any(a):
        by = a[-1] / b[-1]
        quotient[len(a) - len(b)] = by
        for i, x in enumerate(b):
            a[len(a) - len(b) + i] -= by * x
        a.pop()
    while a and a[-1] == 0:
        a.pop()
    return quotient, a


def polynomial_division(question):
    a, b = (poly(f) for f in formulas(question))
    letter = b.letters()[0]
    quotient, rest = divide(a.list(letter), b.list(letter))
    return show(from_list(rest if "is the remainder" in question else quotient, letter))


def euclid(a, b):
    while b:
        a, b = b, divide(a, b)[1]
    return a


def polynomial_gcd(question):
    a, b = (poly(f) for f in formulas(question))
    letter = a.letters()[0]
    c = euclid(a.list(letter), b.list(letter))
    return show(from_list([x / content(c) for x in c], letter))
