"""Counting, chances and groups of values, for numbers.py; and what both use."""
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


# -- counting


def factorial(question):
    n = ints(question)
    if "largest k" in question or "How often" in question:
        prime, top = n[:2]
        return str(sum(top // prime ** k for k in range(1, 40)))
    f = [math.factorial(x) for x in n]
    if "! - " in question:
        return str(f[0] - f[1])
    return str(Fraction(f[0], f[1] * (f[2] if "*" in question else 1)))


def binomial(question):
    n = ints(question)
    if "at least" in question:
        size, women, men, least = n if "committee" in question else (n[0], n[2], n[3], n[1])
        return str(sum(math.comb(women, k) * math.comb(men, size - k)
                       for k in range(least, size + 1)))
    if re.match("A class|From", question):
        return str(math.comb(n[0], n[2]) * math.comb(n[1], n[3]))
    return str(math.comb(n[1], n[0]))


def permutations(question):
    n = ints(question)
    if "code" in question:
        k, letters, digits = n[:3]
        if "neither" in question or "different" in question:
            return str(math.perm(letters, k) * math.perm(10, digits))
        return str(letters ** k * 10 ** digits)
    if "runners" in question or "ordered" in question:
        return str(math.perm(n[1], n[0]))
    people, given = n[:2]
    if "no two" in question:
        return str(math.factorial(people - given) * math.perm(people - given + 1, given))
    blocks = people - given + ("round" not in question)
    return str(math.factorial(blocks) * math.factorial(given))


def arrangements_of_letters(question):
    word = re.search(r"letters (?:of )?([A-Z]{3,})", question).group(1)
    counts = {c: word.count(c) for c in set(word)}
    ends = re.search(r"(begin|begin and end) with ([A-Z])\?", question)
    front = re.search(r"the letter ([A-Z]) at (the front|both ends)", question)
    letter, taken = None, 0
    if ends:
        letter, taken = ends.group(2), 1 + ("end with" in question)
    if front:
        letter, taken = front.group(1), 1 + ("both" in question)
    if letter:
        counts[letter] -= taken
    return str(math.factorial(len(word) - taken)
               // math.prod(math.factorial(c) for c in counts.values()))


def stars_and_bars(question):
    n = ints(question)
    unknowns = re.search(r"a \+[ a-h+]*", question).group().count("+") + 1
    total = int(re.search(r"= (\d+)", question).group(1))
    low, high = 0, total
    if "from 0 to" in question:
        high = n[-1]
    elif "above" in question:
        high = n[0]
    else:
        low = n[1] if "solutions" in question else n[0]
    polynomial = [1]
    for _ in range(unknowns):
        product = [0] * (total + 1)
        for t, ways in enumerate(polynomial):
            for x in range(low, min(high, total - t) + 1):
                product[t + x] += ways
        polynomial = product
    return str(polynomial[total])


def paths_on_grid(question):
    (_, _), (a, b), (c, d) = [tuple(map(int, p))
                              for p in re.findall(r"\((\d+), (\d+)\)", question)]
    through = math.comb(c + d, c) * math.comb(a + b - c - d, a - c)
    avoid = "without" in question or "blocked" in question
    return str(math.comb(a + b, a) - through if avoid else through)


def inclusion_exclusion(question):
    _, most, *divisors = ints(question)
    exactly = [0] * (len(divisors) + 1)
    if most <= 3000:
        for n in range(1, most + 1):
            exactly[sum(n % d == 0 for d in divisors)] += 1
    else:
        for mask in range(1 << len(divisors)):
            chosen = [d for i, d in enumerate(divisors) if mask >> i & 1]
            sign = (-1) ** len(chosen)
            exactly[0] += sign * (most // math.lcm(1, *chosen))
    if "none" in question:
        return str(exactly[0])
    return str(exactly[1] if "exactly" in question else most - exactly[0])


def derangements(question):
    n = ints(question)
    size, k = (n[0], n[2]) if "envelopes" in question else (n[1], n[2])
    if "the first" in question:
        return str(sum((-1) ** j * math.comb(k, j) * math.factorial(size - j)
                       for j in range(k + 1)))
    none = [1, 0]
    for i in range(2, size + 1):
        none.append((i - 1) * (none[-1] + none[-2]))
    exactly = [math.comb(size, j) * none[size - j] for j in range(size + 1)]
    if "at least" in question:
        return str(sum(exactly[k:]))
    return str(sum(exactly[:k + 1]) if "at most" in question else exactly[k])


# -- chances


def coin_flip(question):
    n, chance = ints(question), Fraction(1, 2)
    if "/" in question:
        chance = Fraction(re.search(r"\d+/\d+", question).group())
        n = ints(question.replace(re.search(r"\d+/\d+", question).group(), ""))
    throws, k = n if not question.startswith("What is the chance") else n[::-1]
    terms = [math.comb(throws, j) * chance ** j * (1 - chance) ** (throws - j)
             for j in range(throws + 1)]
    if "at least" in question:
        return show(sum(terms[k:]))
    return show(sum(terms[:k + 1]) if "at most" in question else terms[k])


def bag(text):
    return {c: int(n) for n, c in re.findall(r"(\d+) ([a-z])\b", text)}


def swr_sequence(question):
    counts = bag(question)
    total, chance = sum(counts.values()), Fraction(1)
    for c in re.search(r"(?:in this order, |sequence )([a-z]+)", question).group(1):
        chance *= Fraction(counts[c], total)
        counts[c] -= 1
        total -= 1
    return show(chance)


def swr_level_set(question):
    head, tail = question.split("that they are ")
    counts, taken = bag(head), bag(tail)
    ways = math.prod(math.comb(counts[c], n) for c, n in taken.items())
    return show(Fraction(ways, math.comb(sum(counts.values()), sum(taken.values()))))


def urn(question):
    n = ints(question)
    if "urn C" in question or "bag C" in question:
        pairs, weights = [n[0:2], n[2:4], n[4:6]], [1, 1, 1]
    else:
        pairs, weights = [n[0:2], n[2:4]], [Fraction(n[4], n[5]), 1 - Fraction(n[4], n[5])]
    parts = [w * Fraction(red, red + blue) for w, (red, blue) in zip(weights, pairs)]
    return show(parts[0] / sum(parts))


def expected_value(question):
    pairs = re.findall(r"(-?\d+) with probability (\d+/\d+)", question)
    assert sum(Fraction(p) for _, p in pairs) == 1
    return show(sum(int(x) * Fraction(p) for x, p in pairs))


# -- lists of values, groups


def values(question):
    tail = re.split(r"[?:] (?=[-\d])", question)[-1]
    return sorted(Fraction(x) for x in tail.split(", "))


def averages(question):
    v = values(question)
    if "mean" in question:
        return show(sum(v) / len(v))
    if "median" in question:
        return show((v[(len(v) - 1) // 2] + v[len(v) // 2]) / 2)
    if "mode" in question or "most often" in question:
        best = max(v.count(x) for x in v)
        modes = {x for x in v if v.count(x) == best}
        assert len(modes) == 1
        return show(modes.pop())
    return show(v[-1] - v[0])


def variance(question):
    v = values(question)
    mean = sum(v) / len(v)
    return show(sum((x - mean) ** 2 for x in v) / (len(v) - ("sample" in question)))


def set_sizes(question):
    n = ints(question)
    if "tea" in question:
        all_, a, b, c, ab, ac, bc, last = n
        if "like all three?" in question:
            return str(all_ - last - (a + b + c - ab - ac - bc))
        abc = last
        if "exactly one" in question:
            return str(a + b + c - 2 * (ab + ac + bc) + 3 * abc)
        if "exactly two" in question:
            return str(ab + ac + bc - 3 * abc)
        return str(all_ - (a + b + c - ab - ac - bc + abc))
    if "exactly one" in question:
        return str(n[1] + n[2] - 2 * n[3])
    if re.search("How many (speak Spanish|run)", question):
        all_, a, both, neither = n
        return str(all_ - neither - a + both)
    return str(n[0] - n[1] - n[2] + n[3] if "How many" in question and "neither?" in question
               else n[1] + n[2] - (n[0] - n[3]))
