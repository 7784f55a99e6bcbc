"""Algebra: formulas are found in the sentence and evaluated over polynomials with fractions."""
import re
from fractions import Fraction
from itertools import product
from math import gcd, isqrt

# -- polynomials --------------------------------------------------------------------------------


class Poly:
    """Terms: {exponents as a sorted tuple of (letter, power): Fraction}."""

    def __init__(self, terms):
        self.terms = {m: c for m, c in terms.items() if c}

    @staticmethod
    def of(value):
        return value if isinstance(value, Poly) else Poly({(): Fraction(value)})

    def __add__(self, other):
        terms = dict(self.terms)
        for m, c in Poly.of(other).terms.items():
            terms[m] = terms.get(m, 0) + c
        return Poly(terms)

    __radd__ = __add__

    def __pos__(self):
        return self

    def __neg__(self):
        return Poly({m: -c for m, c in self.terms.items()})

    def __sub__(self, other):
        return self + -Poly.of(other)

    def __rsub__(self, other):
        return Poly.of(other) - self

    def __mul__(self, other):
        terms = {}
        for (m, c), (n, d) in product(self.terms.items(), Poly.of(other).terms.items()):
            powers = dict(m)
            for letter, power in n:
                powers[letter] = powers.get(letter, 0) + power
            key = tuple(sorted(powers.items()))
            terms[key] = terms.get(key, 0) + c * d
        return Poly(terms)

    __rmul__ = __mul__

    def __truediv__(self, other):
        return self * (1 / Poly.of(other).number())

    def __rtruediv__(self, other):
        return Poly.of(other) / self

    def __pow__(self, exponent):
        result = Poly.of(1)
        for _ in range(int(Poly.of(exponent).number())):
            result = result * self
        return result

    def number(self):
        assert not set(self.terms) - {()}, self.terms
        return self.terms.get((), Fraction(0))

    def letters(self):
        return sorted({letter for m in self.terms for letter, _ in m})

    def at(self, **powers):
        return self.terms.get(tuple(sorted((k, v) for k, v in powers.items() if v)), Fraction(0))

    def list(self, letter=None):
        """Coefficients, constant first."""
        letter = letter or (self.letters() + ["x"])[0]
        degree = max((dict(m).get(letter, 0) for m in self.terms), default=0)
        return [self.at(**{letter: i}) for i in range(degree + 1)]

    def value(self, values):
        return sum((c * prod(values[x] ** n for x, n in m) for m, c in self.terms.items()),
                   Fraction(0))


def prod(factors):
    result = Fraction(1)
    for factor in factors:
        result *= factor
    return result


def poly(text):
    """The polynomial of a formula; a division must be by a number."""
    assert re.fullmatch(r"[0-9a-z+\-*/^() ]+", text), text
    names = {c: Poly({((c, 1),): Fraction(1)}) for c in re.findall("[a-z]", text)}
    numbers = re.sub(r"\d+", lambda m: f"Poly.of({m.group()})", text)
    return eval(numbers.replace("^", "**"), {"Poly": Poly, **names})


def show(p):
    """In the gym's print: falling powers, graded, then by letter."""
    p = Poly.of(p)
    letters = p.letters()

    def order(m):
        powers = dict(m)
        return (-sum(powers.values()), [-powers.get(x, 0) for x in letters])
    text = ""
    for m in sorted(p.terms, key=order):
        c = p.terms[m]
        body = "*".join(x if n == 1 else f"{x}^{n}" for x, n in m)
        top = abs(c.numerator)
        part = str(top) if not body else body if top == 1 else f"{top}*{body}"
        part += f"/{c.denominator}" if c.denominator > 1 else ""
        text += (" - " if c < 0 else " + ") if text else "-" if c < 0 else ""
        text += part
    return text or "0"


# -- formulas of a sentence ---------------------------------------------------------------------


def mathematical(word):
    return (word not in ("a", "A") and re.fullmatch(r"[A-Za-z0-9+\-*/^()=<>|.]+", word)
            and all(len(run) == 1 or run == "sqrt" for run in re.findall("[A-Za-z]+", word)))


def formulas(sentence):
    found, open_ = [], False
    for word in sentence.split(" "):
        core = word.rstrip(".,:;?")
        if core and mathematical(core):
            if open_:
                found[-1] += core
            else:
                found.append(core)
            open_ = core == word
        else:
            open_ = False
    return found


def equation(text):
    """left - right, and the relation"""
    left, sign, right = re.fullmatch(r"([^=<>]+)([=<>]+)([^=<>]+)", text).groups()
    return poly(left) - poly(right), sign


def sides(question):
    return [f for f in formulas(question) if re.search("[=<>]", f)]


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
