"""Divisors, primes, digits, lists, units, residues, counting, chances."""
import math
import re
from fractions import Fraction


def ints(text):
    """Whole numbers, with the minus signs that belong to them."""
    return [int(x) for x in re.findall(r"(?<![\w)])-?\d+|\d+", text)]


def yes(truth):
    return "yes" if truth else "no"


def show(value):
    """A fraction in lowest terms, or a whole number."""
    return str(Fraction(value))


def is_prime(n):
    """Miller-Rabin with the first 12 primes: exact below 3.3 * 10^24."""
    bases = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37]
    if n < 2 or any(n % p == 0 for p in bases):
        return n in bases
    odd, twos = n - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    for base in bases:
        x = pow(base, odd, n)
        if x in (1, n - 1):
            continue
        for _ in range(twos - 1):
            x = x * x % n
            if x == n - 1:
                break
        else:
            return False
    return True


def factors(n):
    found, p = {}, 2
    while p * p <= n:
        while n % p == 0:
            found[p] = found.get(p, 0) + 1
            n //= p
        p += 1
    if n > 1:
        found[n] = found.get(n, 0) + 1
    return found


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
}
