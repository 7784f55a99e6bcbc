"""Matrices and geometry, for calculus.py."""
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
