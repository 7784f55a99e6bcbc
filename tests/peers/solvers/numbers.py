"""Divisors, primes, digits, lists, units, residues; numbers_counting.py has the rest."""
import math
import re
from fractions import Fraction

from solvers.numbers_counting import *  # noqa: F403

# -- divisors, primes, digits


def prime_factorization(question):
    found = factors(ints(question)[0])
    return " * ".join(f"{p}^{k}" if k > 1 else str(p) for p, k in sorted(found.items()))


def is_factor(question):
    d, n = ints(question)[:2]
    return yes(n % d == 0)


def div_remainder(question):
    a, b = ints(question)[:2]
    return str(a % b)


PLACES = {name: i for i, name in enumerate(
    ["ones", "tens", "hundreds", "thousands", "ten thousands", "hundred thousands", "millions",
     "ten millions", "hundred millions", "billions", "ten billions", "hundred billions",
     "trillions", "ten trillions", "hundred trillions"])}
PLACES |= {name: -1 - i for i, name in enumerate(
    ["tenths", "hundredths", "thousandths", "ten-thousandths", "hundred-thousandths",
     "millionths"])}


def place_value(question):
    number = re.search(r"\d[\d.]*\d|\d", question).group()
    for pattern in (r"the (.+) digit of", r"in the (.+) place", r"digit of the (.+)\."):
        name = re.search(pattern, question)
        if name and name.group(1) in PLACES:
            break
    return str(int(Fraction(number) / Fraction(10) ** PLACES[name.group(1)]) % 10)


def round_number(question):
    number = Fraction(re.search(r"-?\d[\d.]*\d|-?\d", question).group())
    near = re.search(r"nearest (ten|hundred|thousand|ten thousand|hundred thousand|million|"
                     r"ten million|hundred million)\b(?! thousand| million)", question)
    decimals = re.search(r"(\d) decimal place", question)
    places = int(decimals.group(1)) if decimals else -PLACES[near.group(1) + "s"] if near else 0
    scaled = abs(number) * Fraction(10) ** places
    units = math.floor(scaled + Fraction(1, 2)) * (1 if number > 0 else -1)
    if places <= 0:
        return str(units * 10 ** -places)
    sign, units = "-" if units < 0 else "", str(abs(units)).rjust(places + 1, "0")
    return f"{sign}{units[:-places]}.{units[-places:]}"


def in_base(n, base):
    digits = ""
    while n or not digits:
        n, digit = divmod(n, base)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits


def base_conversion(question):
    for pattern in (r"Convert (?P<n>\w+) from base (?P<a>\d+) to base (?P<b>\d+)",
                    r"the base (?P<a>\d+) number (?P<n>\w+) in base (?P<b>\d+)",
                    r"(?P<n>\w+) is written in base (?P<a>\d+). Write it in base (?P<b>\d+)"):
        found = re.search(pattern, question)
        if found:
            return in_base(int(found["n"], int(found["a"])), int(found["b"]))


SIEVE = bytearray([0, 0] + [1] * 50008)
for _i in range(2, 224):
    if SIEVE[_i]:
        SIEVE[_i * _i::_i] = bytes(len(SIEVE[_i * _i::_i]))


def count_primes(question):
    a, b = ints(question)
    return str(sum(SIEVE[a:b + 1]))


# -- residues


def modular_arithmetic(question):
    whole = re.search(r"\d+(?:(?: [+-] |\*)\d+)+", question)
    return str(eval(whole.group()) % ints(question[whole.end():])[0])


def modular_inverse(question):
    n = ints(question)
    m, a = (n[1], n[2]) if question.startswith("Which") else (n[1], n[0])
    return str(pow(a, -1, m))


def modular_exponent(question):
    return str(pow(*ints(question)))


def linear_congruence(question):
    a, b, m = ints(question)[:3]
    b, g = abs(b), math.gcd(a, m)
    assert b % g == 0
    return f"{b // g * pow(a // g, -1, m // g) % (m // g)} mod {m // g}"


def crt(question):
    n = ints(question)[:-1]
    pairs = list(zip(n[::2], n[1::2]))
    whole = math.prod(m for _, m in pairs)
    x = sum(r * (whole // m) * pow(whole // m, -1, m) for r, m in pairs)
    return f"{x % whole} mod {whole}"


def modulo_grid(question):
    """Solves for A, B, C, D (mod m) in the known entries by trying A, B and D."""
    head, *lines = question.split("\n")
    m, product = ints(head)[0], "D*r*c" in head
    cells = {(r, c): x for r, line in enumerate(lines, 1) for c, x in enumerate(line.split(), 1)}
    hole = next(at for at, x in cells.items() if x == "?")
    known = {at: int(x) for at, x in cells.items() if x != "?"}
    rows = [r for r in range(1, len(lines) + 1) if r != hole[0]]
    cols = [c for c in range(1, len(lines) + 1) if c != hole[1]]
    d = 0
    if product:
        r = next(r for r in rows if r + 1 in rows)
        c = next(c for c in cols if c + 1 in cols)
        d = known[r, c] + known[r + 1, c + 1] - known[r + 1, c] - known[r, c + 1]
    r, c = hole
    far = next((i, j) for i in rows for j in cols)
    value = known[far[0], c] + known[r, far[1]] - known[far] + d * (r - far[0]) * (c - far[1])
    return str(value % m)


def totient(question):
    n = max(ints(question))
    result = n
    for p in factors(n):
        result = result // p * (p - 1)
    return str(result)


def divisor_count(question):
    return str(math.prod(k + 1 for k in factors(max(ints(question))).values()))


def divisor_sum(question):
    return str(math.prod((p ** (k + 1) - 1) // (p - 1)
                         for p, k in factors(max(ints(question))).items()))


def digits(question):
    n = re.search(r"\d+", question).group()
    if "reverse" in question or "backwards" in question:
        return n[::-1]
    values = [int(d) for d in n]
    if "third" in question:
        return str(sum(values[::2]) - sum(values[1::2]))
    if "quare" in question:
        return str(sum(d * d for d in values))
    total = sum(values)
    while ("root" in question or "one digit" in question) and total > 9:
        total = sum(int(d) for d in str(total))
    return str(total)


def euclid_bezout(question):
    """The left side's factors and the right side; `same` tries the gym's x and y in them."""
    n = ints(question)
    return ("bezout", *(n if "gcd of" not in question else (n[1], n[2], n[0])))


def root(n, k):
    low, high = 0, 1 << (n.bit_length() // k + 1)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if middle ** k <= n else (low, middle)
    return low


def perfect_powers(question):
    words = {"square": 2, "cube": 3, "fourth": 4, "fifth": 5, "sixth": 6}
    k = next(k for word, k in words.items() if word in question)
    a, b = ints(question)
    return str(root(b, k) - root(a - 1, k))


# -- lists


def written(text):
    """Numbers as they are printed, with their values."""
    found = re.findall(r"(?<![\d.])-?\d+(?:\.\d+|/\d+|\^\d+)?", text)
    values = []
    for x in found:
        base, _, power = x.partition("^")
        values.append((Fraction(base) ** int(power or 1), x))
    return values


def number_sorting(question):
    falling = any(w in question for w in ("largest to", "descending", "falling"))
    return ", ".join(x for _, x in sorted(written(question), reverse=falling))


def number_filtering(question):
    (bound, _), *numbers = written(question)
    larger = "larger" in question or "greater" in question
    without = "Remove" in question or "Without" in question
    return ", ".join(x for v, x in numbers if ((v > bound) if larger else (v < bound)) != without)


def closest(question):
    (aim, _), *numbers = written(question)
    return min(numbers, key=lambda n: abs(n[0] - aim))[1]


def kth_biggest(question):
    words = ["second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"]
    k = next((i for i, word in enumerate(words, 1) if word in question), 0)
    numbers = sorted(written(question))
    return numbers[k if "smallest" in question or "least" in question else -1 - k][1]


def compare_numbers(question):
    (a, _), (b, _) = written(question)
    return "<" if a < b else ">" if a > b else "="


# -- units, rates, clocks

UNITS = {name: (dimension, Fraction(size), symbol) for name, dimension, size, symbol in [
    ("kilometres per hour", "speed", "5/18", "km/h"), ("metres per second", "speed", 1, "m/s"),
    ("square kilometres", "area", 10**6, "km^2"), ("square metres", "area", 1, "m^2"),
    ("square centimetres", "area", "1/10000", "cm^2"),
    ("square millimetres", "area", "1/1000000", "mm^2"),
    ("kilometres", "length", 1000, "km"), ("centimetres", "length", "1/100", "cm"),
    ("millimetres", "length", "1/1000", "mm"), ("metres", "length", 1, "m"),
    ("kilograms", "mass", 1000, "kg"), ("milligrams", "mass", "1/1000", "mg"),
    ("grams", "mass", 1, "g"), ("tonnes", "mass", 10**6, "t"),
    ("millilitres", "volume", "1/1000", "ml"), ("centilitres", "volume", "1/100", "cl"),
    ("litres", "volume", 1, "l"), ("seconds", "time", 1, "s"), ("minutes", "time", 60, "min"),
    ("hours", "time", 3600, "h"), ("days", "time", 86400, "day"), ("weeks", "time", 604800, "week"),
    ("inches", "inch", 1, "in"), ("feet", "inch", 12, "ft"), ("yards", "inch", 36, "yd"),
    ("miles", "inch", 63360, "mi"), ("ounces", "ounce", 1, "oz"), ("pounds", "ounce", 16, "lb")]}


def exact(value):
    """A decimal where it ends within 15 places, else a fraction."""
    for places in range(16):
        if (value * 10 ** places).denominator == 1:
            units = str(int(value * 10 ** places)).rjust(places + 1, "0")
            return units if places == 0 else f"{units[:-places]}.{units[-places:]}"
    return str(value)


def unit_conversion(question):
    names = re.findall("|".join(UNITS), question)
    if question.startswith("How many"):
        names.reverse()
    (kind, size, _), (other_kind, other, symbol) = UNITS[names[0]], UNITS[names[1]]
    assert kind == other_kind
    return f"{exact(written(question)[0][0] * size / other)} {symbol}"


def unit_rates(question):
    a, b, other = (value for value, _ in written(question))
    if re.match("A car|A pump|A tap|At a steady", question):
        a, b = b, a
    return exact(b * other / a)


def times(question):
    found = re.findall(r"(\d+):(\d\d)( [AP]M)?", question)
    return [(int(h) % 12 + 12 * (half == " PM") if half else int(h)) * 60 + int(m)
            for h, m, half in found]


def clock_time(question):
    delta = int(re.search(r"(\d+) minutes", question).group(1))
    if "before" in question or "ago" in question:
        delta = -delta
    hour, minute = divmod((times(question)[0] + delta) % 1440, 60)
    return f"{hour:02}:{minute:02}"


def clock_difference(question):
    first, second = times(question)
    return str((second - first) % 1440)


# -- signs

ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


def romans(question):
    for word in re.findall(r"\b[IVXLCDM]+\b", question):
        digits = [ROMAN[c] for c in word]
        yield sum(-d if d < max(digits[i:]) else d for i, d in enumerate(digits))


def number_to_roman(question):
    n = ints(question)
    n = n[0] if n else sum(romans(question))
    out = "I" * n
    for five, one, ten in [("V", "I", "X"), ("L", "X", "C"), ("D", "C", "M")]:
        out = out.replace(one * 5, five).replace(five * 2, ten)
    for five, one, ten in [("D", "C", "M"), ("L", "X", "C"), ("V", "I", "X")]:
        out = out.replace(five + one * 4, one + ten).replace(one * 4, one + five)
    return out


def gray_code(question):
    bits = int(re.search(r"[01]{8,}", question).group(), 2)
    if question.startswith(("Encode", "What is")):
        return bin(bits ^ bits >> 1)[2:]
    result = 0
    while bits:
        result, bits = result ^ bits, bits >> 1
    return bin(result)[2:]


def twos_complement(question):
    bits = re.search(r"[01]{8,}", question).group()
    return str(int(bits, 2) - (int(bits[0]) << len(bits)))


def same(answer, gold):
    if isinstance(answer, tuple) and answer[0] == "bezout":
        (a, b, g), (x, y) = answer[1:], ints(gold)
        return a * x + b * y == g == math.gcd(a, b)
    return answer == gold


SOLVERS = {
    "gcd": lambda q: str(math.gcd(*ints(q))),
    "lcm": lambda q: str(math.lcm(*ints(q))),
    "prime_factorization": prime_factorization,
    "list_prime_factors": lambda q: ", ".join(map(str, sorted(factors(ints(q)[0])))),
    "is_prime": lambda q: yes(is_prime(ints(q)[0])),
    "is_factor": is_factor,
    "div_remainder": div_remainder,
    "place_value": place_value,
    "round_number": round_number,
    "base_conversion": base_conversion,
    "count_primes": count_primes,
    "modular_arithmetic": modular_arithmetic,
    "modular_inverse": modular_inverse,
    "modular_exponent": modular_exponent,
    "linear_congruence": linear_congruence,
    "crt": crt,
    "modulo_grid": modulo_grid,
    "totient": totient,
    "divisor_count": divisor_count,
    "divisor_sum": divisor_sum,
    "digits": digits,
    "euclid_bezout": euclid_bezout,
    "perfect_powers": perfect_powers,
    "number_sorting": number_sorting,
    "number_filtering": number_filtering,
    "closest": closest,
    "kth_biggest": kth_biggest,
    "compare_numbers": compare_numbers,
    "unit_conversion": unit_conversion,
    "unit_rates": unit_rates,
    "clock_time": clock_time,
    "clock_difference": clock_difference,
    "factorial": factorial,
    "binomial": binomial,
    "permutations": permutations,
    "arrangements_of_letters": arrangements_of_letters,
    "stars_and_bars": stars_and_bars,
    "paths_on_grid": paths_on_grid,
    "inclusion_exclusion": inclusion_exclusion,
    "derangements": derangements,
    "coin_flip": coin_flip,
    "swr_sequence": swr_sequence,
    "swr_level_set": swr_level_set,
    "urn": urn,
    "expected_value": expected_value,
    "averages": averages,
    "variance": variance,
    "set_sizes": set_sizes,
    "roman_to_number": lambda q: str(sum(romans(q))),
    "number_to_roman": number_to_roman,
    "gray_code": gray_code,
    "twos_complement": twos_complement,
}
