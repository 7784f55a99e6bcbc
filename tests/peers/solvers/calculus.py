"""Matrices, geometry and calculus."""
import re
from decimal import ROUND_HALF_UP, Decimal, getcontext
from fractions import Fraction
from math import ceil, factorial, floor, gcd, isqrt

import mpmath
import sympy


def wholes(text):
    return [int(x) for x in re.findall(r"(?<![\w)])-?\d+", text)]


def tables(question):
    found = []
    for text in re.findall(r"\[\[.*?\]\]", question):
        found.append([wholes(row) for row in re.findall(r"\[([^\[\]]*)\]", text)])
    return found


def show(value):
    """Numbers and nested lists in the gym's print."""
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(show, value)) + "]"
    return str(value)


def show_list(values):
    return ", ".join(map(show, values))


def times(a, b):
    return [[sum(x * y for x, y in zip(row, col)) for col in zip(*b)] for row in a]


def reduced(m, within):
    """Row echelon form over the fractions, its rank, and the determinant of the pivots."""
    m = [[Fraction(x) for x in row] for row in m]
    rank, det = 0, Fraction(1)
    for c in range(within):
        pivot = next((r for r in range(rank, len(m)) if m[r][c]), None)
        if pivot is None:
            continue
        if pivot != rank:
            m[pivot], m[rank] = m[rank], m[pivot]
            det = -det
        det *= m[rank][c]
        m[rank] = [x / m[rank][c] for x in m[rank]]
        for r in range(len(m)):
            if r != rank:
                m[r] = [x - m[r][c] * y for x, y in zip(m[r], m[rank])]
        rank += 1
    return m, rank, det if rank == within else Fraction(0)


def matrix_determinant(question):
    (m,) = tables(question)
    return show(reduced(m, len(m))[2])


def matrix_rank(question):
    (m,) = tables(question)
    return show(reduced(m, len(m[0]))[1])


def matrix_inverse(question):
    (m,) = tables(question)
    n = len(m)
    wide = [row + [int(r == c) for c in range(n)] for r, row in enumerate(m)]
    return show([row[n:] for row in reduced(wide, n)[0]])


def matrix_product(question):
    return show(times(*tables(question)))


def matrix_sum(question):
    a, b = tables(question)
    text = re.search(r"(-?(?:\d+\*)?)A ([+-]) ((?:\d+\*)?)B", question)
    f = int({"": "1", "-": "-1"}.get(text[1]) or text[1][:-1])
    g = int(text[2] + (text[3][:-1] or "1"))
    return show([[f * x + g * y for x, y in zip(*rows)] for rows in zip(a, b)])


def matrix_power(question):
    (m,) = tables(question)
    power = m
    for _ in range(int(question.rsplit("^", 1)[1].split()[0].rstrip("?.")) - 1):
        power = times(power, m)
    return show(power)


def matrix_vector(question):
    (m,) = tables(question)
    v = wholes(question[question.rindex("("):]) if "column" in question else \
        wholes(re.search(r"\]\].*?\(([^()]*\d)\)", question)[1])
    return show_list(x for (x,) in times(m, [[x] for x in v]))


def dot_product(question):
    v = wholes(question)
    n = len(v) // 2
    return str(sum(a * b for a, b in zip(v[:n], v[n:])))


def cross_product(question):
    a, b, c, d, e, f = wholes(question)
    return show_list([b * f - c * e, c * d - a * f, a * e - b * d])


def eigenvalues(question):
    (m,) = tables(question)
    n = len(m)
    bound = max(sum(map(abs, row)) for row in m)
    return show_list(k for k in range(-bound, bound + 1)
                     if determinant([[x - k * (r == c) for c, x in enumerate(row)]
                                     for r, row in enumerate(m)], n) == 0)


def determinant(m, n):
    if n == 1:
        return m[0][0]
    return sum((-1) ** c * m[0][c] * determinant([row[:c] + row[c + 1:] for row in m[1:]], n - 1)
               for c in range(n))


def turned(m):
    return [list(row) for row in zip(*m[::-1])]


def rotate_matrix(question):
    (m,) = tables(question)
    degrees, anti = re.search(r"(\d+) degrees (anti)?clockwise", question).groups()
    for _ in range((-1 if anti else 1) * int(degrees) // 90 % 4):
        m = turned(m)
    return show(m)


def spiral_matrix(question):
    (m,) = tables(question)
    found = []
    while m:
        found += m[0]
        m = [list(row) for row in zip(*m[1:])][::-1]
    return show_list(found)


def manipulate_matrix(question):
    (m,) = tables(question)
    text = re.search(r"(?:in order: |\]\]; )([^.]*)\.", question)[1]
    for step in text.split("; then "):
        n = wholes(step)
        if step.startswith("turn"):
            for _ in range(n[0] // 90):
                m = turned(m)
        elif step == "mirror it left to right":
            m = [row[::-1] for row in m]
        elif step == "mirror it top to bottom":
            m = m[::-1]
        elif step == "transpose it":
            m = [list(row) for row in zip(*m)]
        elif step == "reflect it in its other diagonal":
            m = [list(row)[::-1] for row in zip(*m)][::-1]
        elif step.startswith("replace"):
            m = [[n[1] if x == n[0] else x for x in row] for row in m]
        elif step.startswith("set multiples"):
            m = [[0 if x % n[0] == 0 else x for x in row] for row in m]
        elif step.startswith("remove each row"):
            m = [row for r, row in enumerate(m, 1) if r % n[0]]
        elif step.startswith("remove each column"):
            m = [[x for c, x in enumerate(row, 1) if c % n[0]] for row in m]
        elif step.startswith("keep"):
            m = [row[:n[1]] for row in m[:n[0]]]
        else:
            raise ValueError(step)
    return show(m)


# -- geometry -------------------------------------------------------------------------------------

def points(question):
    return [tuple(wholes(text)) for text in re.findall(r"\((-?\d[^()]*)\)", question)]


def polygon_angle(question):
    n, *angles = wholes(question)
    return str(180 * (n - 2) - sum(angles))


def cross(o, a, b):
    return (a[0] - o[0]) * (b[1] - o[1]) - (b[0] - o[0]) * (a[1] - o[1])


def polygon_area(question):
    p = points(question)
    return show(Fraction(abs(sum(cross((0, 0), *pair) for pair in zip(p, p[1:] + p[:1]))), 2))


def place(point, corners):
    """By the exact crossings of a ray upward, not to the right."""
    crossings = 0
    for a, b in zip(corners, corners[1:] + corners[:1]):
        if cross(a, b, point) == 0 and min(a[0], b[0]) <= point[0] <= max(a[0], b[0]) \
                and min(a[1], b[1]) <= point[1] <= max(a[1], b[1]):
            return "boundary"
        if (a[0] <= point[0]) != (b[0] <= point[0]):
            y = a[1] + Fraction((b[1] - a[1]) * (point[0] - a[0]), b[0] - a[0])
            crossings += y > point[1]
    return "inside" if crossings % 2 else "outside"


def point_in_polygon(question):
    p = points(question)
    return place(p[0], p[1:]) if question.startswith("Does") else place(p[-1], p[:-1])


def lattice_points(question):
    """Column by column: the exact stretches of the polygon."""
    p = points(question)
    edges = list(zip(p, p[1:] + p[:1]))
    boundary = sum(gcd(b[0] - a[0], b[1] - a[1]) for a, b in edges)
    if "strictly inside" not in question:
        return str(boundary)
    count = 0
    for x in range(min(c[0] for c in p), max(c[0] for c in p) + 1):
        hits, on = [], set()
        for a, b in edges:
            if a[0] == b[0] == x:
                on.update(range(min(a[1], b[1]), max(a[1], b[1]) + 1))
            elif min(a[0], b[0]) <= x <= max(a[0], b[0]):
                y = a[1] + Fraction((b[1] - a[1]) * (x - a[0]), b[0] - a[0])
                on.add(y)
                if (a[0] <= x) != (b[0] <= x):
                    hits.append(y)
        hits.sort()
        for low, high in zip(hits[::2], hits[1::2]):
            count += sum(y not in on for y in range(ceil(low), floor(high) + 1))
    return str(count)


def solve_two(a, b, c, d, e, f):
    """a x + b y = c, d x + e y = f"""
    det = Fraction(a * e - b * d)
    return (c * e - b * f) / det, (a * f - c * d) / det


def triangle_point(question):
    a, b, c = points(question)
    if "centroid" in question:
        return show_list(Fraction(x + y + z, 3) for x, y, z in zip(a, b, c))
    ab, ac, bc = ([q - p for p, q in zip(*pair)] for pair in ((a, b), (a, c), (b, c)))
    if "orthocentre" in question:
        return show_list(solve_two(*bc, bc[0] * a[0] + bc[1] * a[1],
                                   *ac, ac[0] * b[0] + ac[1] * b[1]))
    return show_list(solve_two(*ab, Fraction(sum(q * q - p * p for p, q in zip(a, b)), 2),
                               *ac, Fraction(sum(q * q - p * p for p, q in zip(a, c)), 2)))


def rounded(value, places):
    return str(value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def triangle_angle(question):
    a, b, c = points(question)
    mpmath.mp.dps = 30
    u, v = ([p - q for p, q in zip(end, b)] for end in (a, c))
    cosine = mpmath.mpf(u[0] * v[0] + u[1] * v[1]) / mpmath.sqrt(
        (u[0] ** 2 + u[1] ** 2) * (v[0] ** 2 + v[1] ** 2))
    return rounded(Decimal(str(mpmath.degrees(mpmath.acos(cosine)))), 2)


def incircle_radius(question):
    p = points(question)
    getcontext().prec = 40
    around = sum(Decimal((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2).sqrt()
                 for a, b in zip(p, p[1:] + p[:1]))
    return rounded(abs(cross(*p)) / around, 3)


def root(factor, radicand):
    """factor * sqrt(radicand), square-free."""
    for p in range(2, isqrt(radicand) + 1):
        if p * p > radicand:
            break
        while radicand % (p * p) == 0:
            radicand //= p * p
            factor *= p
    factor = Fraction(factor)
    if radicand == 1 or factor == 0:
        return show(factor)
    sign = {1: "", -1: "-"}.get(factor.numerator) if abs(factor.numerator) == 1 else \
        f"{factor.numerator}*"
    over = "" if factor.denominator == 1 else f"/{factor.denominator}"
    return f"{sign}sqrt({radicand}){over}"


def vector_cosine(question):
    v = wholes(question)
    u, v = v[:len(v) // 2], v[len(v) // 2:]
    uu, vv, uv = (sum(a * b for a, b in zip(p, q)) for p, q in ((u, u), (v, v), (u, v)))
    common = gcd(uu, vv)
    n = uu // common * (vv // common)
    return root(Fraction(uv, common * n), n)


def pythagoras(question):
    a, b = wholes(question)
    return root(1, a * a - b * b if " leg " in question else a * a + b * b)


def distance(question):
    p, q = points(question)
    return root(1, sum((a - b) ** 2 for a, b in zip(p, q)))


def section_point(question):
    a, b = points(question)
    m, n = wholes(question)[-2:] if " : " in question else (1, 1)
    return show_list(Fraction(n * x + m * y, m + n) for x, y in zip(a, b))


def line_intersection(question):
    a, b, c, d = points(question)
    return show_list(solve_two(b[1] - a[1], a[0] - b[0], cross((0, 0), a, b),
                               d[1] - c[1], c[0] - d[0], cross((0, 0), c, d)))


FIGURES = [  # in this order: the first whose words occur
    ("perimeter of a rectangle", lambda a, b: 2 * a + 2 * b), ("other side", lambda a, b: a / b),
    ("How high", lambda a, b: 2 * a / b), ("area of a rectangle", lambda a, b: a * b),
    ("A triangle has the base", lambda a, b: a * b / 2), ("rhombus", lambda a, b: a * b / 2),
    ("trapezium", lambda a, b, h: (a + b) / 2 * h), ("pyramid", lambda h, a, b: a * b * h / 3),
    ("prism", lambda h, a, b: a * b / 2 * h), ("the third", lambda v, a, b: v / a / b),
    ("cuboid", lambda a, b, c: a * b * c), ("whole surface", lambda r, h: 2 * r * r + 2 * r * h),
    ("cylinder", lambda r, h: r * r * h), ("slant", lambda r, s: r * s),
    ("cone", lambda r, h: r * r * h / 3), ("sector", lambda r, w: r * r * w / 360),
    ("arc", lambda r, w: 2 * r * w / 360), ("ellipse", lambda a, b: a / 2 * b / 2),
    ("less the area", lambda a, b: (a / 2) ** 2 - (b / 2) ** 2)]


def figure_measure(question):
    rule = next(rule for words, rule in FIGURES if words in question)
    return show(rule(*map(Fraction, wholes(question))))


def similar_triangles(question):
    ab, bc, ca, de = map(Fraction, wholes(question))
    asked = question.rsplit(".", 1)[1]
    k = de / ab
    return show(k * bc if "EF" in asked and "DEF" not in asked else k * ca if "FD" in asked else
                k * (ab + bc + ca) if "perimeter" in asked else k * k)


def rectangle_count(question):
    """Follows each outline from its top left corner, straight on where outlines cross."""
    rows = question.split("\n")[1:]
    at = {(r, c) for r, row in enumerate(rows) for c, x in enumerate(row) if x == "x"}
    corners = [(r, c) for r, c in at if (r, c + 1) in at and (r + 1, c) in at
               and (r, c - 1) not in at and (r - 1, c) not in at]
    edges = set()
    for r, c in corners:
        right, down = c, r
        while (r, right + 1) in at:
            right += 1
        while (down + 1, c) in at:
            down += 1
        edges |= {(r, x) for x in range(c, right + 1)} | {(down, x) for x in range(c, right + 1)}
        edges |= {(y, c) for y in range(r, down + 1)} | {(y, right) for y in range(r, down + 1)}
    assert edges == at
    return str(len(corners))


def angle_conversion(question):
    if "to degrees" in question or "How many degrees" in question:
        p, q = re.search(r"(?:(\d+)\*)?pi(?:/(\d+))?", question).groups()
        return show(180 * Fraction(int(p or 1), int(q or 1)))
    return show(Fraction(wholes(question)[0], 180))


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
