"""Polynomials and formulas read from sentences, for algebra.py."""
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
