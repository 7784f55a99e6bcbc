"""The topic arithmetic: Python's integers and fractions over the printed text."""
import datetime
import math
import re
from fractions import Fraction

WORDINGS = [("Calculate ", "."), ("What is ", "?"), ("Work out ", "."), ("", " = ?"), ("", " =")]


def unwrap(question, tail=""):
    assert question.endswith(tail), question
    text = question[:len(question) - len(tail)]
    for before, after in WORDINGS:
        if text.startswith(before) and text.endswith(after):
            return text[len(before):len(text) - len(after)]
    raise ValueError(question)


def value(text):
    """Numbers, decimals, + - * / ^ and brackets, every number a Fraction."""
    assert re.fullmatch(r"[0-9.+\-*/^() ]+", text), text
    code = re.sub(r"\d+(\.\d+)?", lambda m: f"Fraction('{m[0]}')", text).replace("^", "**")
    return Fraction(eval(code))


def decimal(x):
    """A fraction as a decimal that ends."""
    places = 0
    while (x * 10 ** places).denominator != 1:
        places += 1
    units = abs((x * 10 ** places).numerator)
    digits = str(units).rjust(places + 1, "0")
    text = digits[:len(digits) - places] + ("." + digits[-places:] if places else "")
    return "-" + text if x < 0 else text


def exact(question):
    return str(value(unwrap(question)))


def exact_decimal(question):
    return decimal(value(unwrap(question)))


def fraction(question):
    tail = " Give a whole number or a fraction in lowest terms."
    return str(value(unwrap(question, tail if question.endswith(tail) else "")))


def rounded(x, digits):
    """(mantissa, exponent) of a number that is not 0, half away from zero."""
    size = abs(x)
    exponent = len(str(size.numerator)) - len(str(size.denominator)) - digits - 1
    while size / Fraction(10) ** exponent >= 10 ** digits:
        exponent += 1
    mantissa = int(size / Fraction(10) ** exponent + Fraction(1, 2))
    if mantissa == 10 ** digits:
        mantissa, exponent = mantissa // 10, exponent + 1
    return (-mantissa if x < 0 else mantissa), exponent


def decimal_arithmetic(question):
    match = re.search(r" Round to (\d+) significant digits \(half away from zero\)\.$", question)
    x = value(unwrap(question, match[0] if match else ""))
    if not match or x == 0:
        return decimal(x)
    mantissa, exponent = rounded(x, int(match[1]))
    return decimal(mantissa * Fraction(10) ** exponent)


def power_rounded(question):
    x = value(unwrap(question, " Round to 3 significant figures (half away from zero) and write it in "
                               "e-notation, like 1.23e4 or -4.56e-7."))
    mantissa, exponent = rounded(x, 3)
    size = abs(mantissa)
    return f"{'-' if x < 0 else ''}{size // 100}.{size % 100:02}e{exponent + 2}"


def division(question):
    match = re.match(r"(?:Divide|What is) (-?\d+) (?:by|divided by) (-?\d+)[.?] Give", question)
    return str(Fraction(int(match[1]), int(match[2]))) if match else fraction(question)


def bitwise(question):
    text, form = re.fullmatch(r"(?:What is|Calculate|Evaluate) (.*)[.?] (Give.*)", question).groups()
    assert form == "Give the answer in hexadecimal, with a minus sign if negative."
    assert re.fullmatch(r"[0-9a-fx+\-*<>&|^() ]+", text), text
    return format(eval(text), "x")


def numbers(question, *patterns):
    """The whole numbers of the first pattern that is all of the question; # stands for one."""
    for pattern in patterns:
        match = re.fullmatch(re.escape(pattern).replace(r"\#", r"(-?\d+)"), question)
        if match:
            return [int(x) for x in match.groups()]
    raise ValueError(question)


def fraction_simplification(question):
    return str(Fraction(*numbers(question, "Simplify #/# to its lowest terms.",
                                 "Write #/# in lowest terms.", "Reduce #/# as far as possible.")))


def mixed_numbers(question):
    match = re.fullmatch(r"(?:What is|Work out) (\d+) (\d+)/(\d+) (.+) (\d+) (\d+)/(\d+)[?.] Give a "
                         r"whole number or a fraction in lowest terms\.", question)
    a = int(match[1]) + Fraction(int(match[2]), int(match[3]))
    b = int(match[5]) + Fraction(int(match[6]), int(match[7]))
    sign = {"plus": "+", "minus": "-", "times": "*", "divided by": ":"}.get(match[4], match[4])
    return str({"+": a + b, "-": a - b, "*": a * b, ":": a / b}[sign])


def percentages(question):
    text = question.removesuffix(" Give the exact number, as a decimal or a fraction in lowest terms.")
    number = r"(\d+(?:\.\d+)?)"
    for pattern, rule in [
            ("What is {p}% of {x}?", lambda x, p, q: x * p),
            ("Calculate {p} percent of {x}.", lambda x, p, q: x * p),
            ("Increase {x} by {p}%.", lambda x, p, q: x + x * p),
            ("A price of {x} rises by {p}%. What is it then?", lambda x, p, q: x + x * p),
            ("Decrease {x} by {p}%.", lambda x, p, q: x - x * p),
            ("A price of {x} falls by {p}%. What is it then?", lambda x, p, q: x - x * p),
            ("{p}% of a number is {x}. What is the number?", lambda x, p, q: x / p),
            ("Of what number is {x} equal to {p}%?", lambda x, p, q: x / p),
            ("After a rise of {p}%, a price is {x}. What was it before?", lambda x, p, q: x / (1 + p)),
            ("A number was increased by {p}% and became {x}. What was it?",
             lambda x, p, q: x / (1 + p)),
            ("After a fall of {p}%, a price is {x}. What was it before?", lambda x, p, q: x / (1 - p)),
            ("A number was decreased by {p}% and became {x}. What was it?",
             lambda x, p, q: x / (1 - p)),
            ("A price of {x} rises by {p}% and then falls by {q}%. What is it then?",
             lambda x, p, q: x * (1 + p) * (1 - q)),
            ("{x} is increased by {p}%, and the result decreased by {q}%. What is the outcome?",
             lambda x, p, q: x * (1 + p) * (1 - q))]:
        names = re.findall(r"\{(.)\}", pattern)
        match = re.fullmatch(re.sub(r"\\\{.\\\}", lambda m: number, re.escape(pattern)), text)
        if match:
            found = dict(zip(names, map(Fraction, match.groups())))
            return str(rule(found["x"], found["p"] / 100, found.get("q", 0) / Fraction(100)))
    raise ValueError(question)


def ratio_sharing(question):
    ratio = [int(x) for x in re.search(r"in the ratio ([\d :]+)", question)[1].split(":")]
    whole = re.search(r"the smallest share is (\d+)\. How large is the whole\?$", question)
    if whole:
        return str(Fraction(int(whole[1]), min(ratio)) * sum(ratio))
    unit = Fraction(int(question.split()[0]), sum(ratio))
    if "largest share larger than the smallest" in question:
        return str((max(ratio) - min(ratio)) * unit)
    return str((max if question.endswith("the largest share?") else min)(ratio) * unit)


def in_base(x, base):
    digits = ""
    size = abs(x)
    while size or not digits:
        size, digit = divmod(size, base)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return "-" + digits if x < 0 else digits


def add_sub_in_base(question):
    match = (re.fullmatch(r"In base (\d+), what is (.*)\?", question) or
             re.fullmatch(r"The numbers are written in base (\d+)\. Calculate (.*) in this base\.",
                          question))
    base = int(match[1])
    a, sign, b = match[2].split(" ")
    a, b = int(a, base), int(b.strip("()"), base)
    return in_base(a + b if sign == "+" else a - b, base)


def root(number, degree):
    """floor(number^(1/degree)) by bisection."""
    low, high = 0, 1
    while high ** degree <= number:
        high *= 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if middle ** degree <= number else (low, middle)
    return low


DEGREES = {"square": 2, "cube": 3}


def degree_and_number(question):
    match = re.search(r"the (\w+) root of (\d+)", question)
    if match:
        return DEGREES.get(match[1]) or int(match[1][:-2]), int(match[2])
    match = re.search(r"(\d+)\^\(1/(\d+)\)", question)
    if match:
        return int(match[2]), int(match[1])
    match = re.search(r"n\^(\d+) = (\d+)\?", question)
    return int(match[1]), int(match[2])


def nearest_integer_root(question):
    degree, number = degree_and_number(question)
    below = root(number, degree)
    return str(below + (Fraction(2 * below + 1, 2) ** degree < number))


def perfect_root(question):
    degree, number = degree_and_number(question)
    assert root(number, degree) ** degree == number
    return str(root(number, degree))


def surd_terms(text):
    """The coefficients {n: b} of a sum of whole numbers (n = 1) and b*sqrt(n), n square-free."""
    found = {}
    for sign, factor, n, whole in re.findall(r"([+-]?) ?(?:(?:(\d+)\*)?sqrt\((\d+)\)|(\d+))", text):
        b, n = (int(factor or 1), int(n)) if n else (int(whole), 1)
        for p in range(math.isqrt(n), 1, -1):
            if n % (p * p) == 0:
                b, n = b * p, n // (p * p)
        found[n] = found.get(n, 0) + (-b if sign == "-" else b)
    return found


def surd_text(a, b, n):
    size = abs(b)
    term = f"sqrt({n})" if size == 1 else f"{size}*sqrt({n})"
    if b == 0:
        return str(a)
    if a == 0:
        return "-" + term if b < 0 else term
    return f"{a} {'-' if b < 0 else '+'} {term}"


def simplify_surd(question):
    text = re.match(r"(?:Simplify|Write) (\S*?\)(?:/\d+)?)(?:;| with)", question)[1]
    top, _, bottom = text.partition("/")
    (n, b), = surd_terms(top).items()
    return surd_text(0, Fraction(b, int(bottom or 1)), n)


def surd_arithmetic(question):
    text = re.match(r"(?:Simplify|Work out) (.*)\. Write it as", question)[1]
    pair = re.fullmatch(r"\((.*?\)?)\)([*/])\((.*\))\)", text)
    if not pair:
        (n, b), = surd_terms(text).items()
        return surd_text(0, b, n)
    x, y = surd_terms(pair[1]), surd_terms(pair[3])
    n = max(y)
    a, b, d, e = (Fraction(z.get(i, 0)) for z in (x, y) for i in (1, n))
    if pair[2] == "/":
        norm = d * d - e * e * n
        d, e = d / norm, -e / norm
    return surd_text(a * d + b * e * n, a * e + b * d, n)


def integer_division(question):
    a, b = re.search(r"(-?\d+)/\(?(-?\d+)\)?", question).groups()
    if "up to" in question or "smallest" in question:
        return str(-(-int(a) // int(b)))
    return str(int(a) // int(b))


def e_notation(x):
    exponent = len(str(x.numerator)) - len(str(x.denominator))
    exponent -= abs(x) < Fraction(10) ** exponent
    return f"{decimal(x / Fraction(10) ** exponent)}e{exponent}"


def scientific_notation(question):
    return e_notation(value(unwrap(question, " Give the exact number in e-notation, like 1.25e-7.")))


def order_of_magnitude(question):
    return e_notation(Fraction(re.search(r"\d+(\.\d+)?", question)[0])).split("e")[1]


def count_bits(question):
    number, = numbers(question, "How many ones has # in binary?",
                      "How many 1 bits are there in the binary form of #?",
                      "Write # in base 2. How many of its digits are 1?")
    return str(bin(number).count("1"))


LEGS = {0: "snake snail worm jellyfish shark", 2: "duck hen owl ostrich penguin human",
        4: "dog cat cow horse pig goat sheep lion rabbit frog lizard",
        6: "ant bee wasp fly moth beetle ladybird grasshopper", 8: "spider scorpion tick",
        10: "crab lobster", 14: "woodlouse"}
LEGS = {name: legs for legs, names in LEGS.items() for name in names.split()}
MANY = {"flies": "fly", "woodlice": "woodlouse", "ostriches": "ostrich"}


def leg_counting(question):
    sum_ = 0
    for count, name in re.findall(r"(\d+) ([a-z]+)", question):
        name = MANY.get(name, name)
        sum_ += int(count) * LEGS[name if name in LEGS else name.removesuffix("s")]
    return str(sum_)


def number_format(question):
    which, items = re.fullmatch(r".*the (largest|smallest) of these numbers: (.*)[?.]", question).groups()
    values = [Fraction(x.replace(",", "")) for x in items.split(" | ")]
    return decimal(max(values) if which == "largest" else min(values))


def dice(question):
    *sides, target = (int(x) for x in re.findall(r"\d+", question))
    ways = {0: 1}
    for side in sides:
        more = {}
        for total, count in ways.items():
            for face in range(1, side + 1):
                more[total + face] = more.get(total + face, 0) + count
        ways = more
    good = sum(count for total, count in ways.items() if total >= target)
    return str(Fraction(good, math.prod(sides)))


WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
MONTHS = ("January February March April May June July August September October November "
          "December").split()


def dates(text):
    """All dates of a text, in order."""
    found = []
    name = "|".join(MONTHS)
    for match in re.finditer(rf"(\d+) ({name}) (\d+)|({name}) (\d+), (\d+)|(\d{{4}})-(\d\d)-(\d\d)",
                             text):
        d, m, y, m2, d2, y2, y3, m3, d3 = match.groups()
        month = int(m3) if m3 else MONTHS.index(m or m2) + 1
        found.append(datetime.date(int(y or y2 or y3), month, int(d or d2 or d3)))
    return found


def weekday(question):
    return WEEKDAYS[dates(question)[-1].weekday()]


def leap_year(question):
    year, = numbers(question, "Is # a leap year in the Gregorian calendar?",
                    "In the Gregorian calendar, has the year # 366 days?",
                    "Is there a 29 February in the year # (Gregorian calendar)?")
    return "yes" if year % 4 == 0 and (year % 100 or year % 400 == 0) else "no"


def day_count(question):
    a, b = dates(question)
    if "before" in question:
        a, b = b, a
    days = (b - a).days
    if question.startswith("How many days"):
        return str(days)
    # the days of 7 weeks behind one another, then the rest one by one
    rest = [(a.weekday() + i) % 7 for i in range((days + 1) % 7)]
    if "working" in question:
        return str((days + 1) // 7 * 5 + sum(day < 5 for day in rest))
    wanted = WEEKDAYS.index(re.match(r"How many (\w+)s are", question)[1])
    return str((days + 1) // 7 + rest.count(wanted))


def zone(text):
    hours = re.search(r"UTC([+-])(\d+)(?::(\d+))?", text)
    if not hours:
        return datetime.timezone.utc
    size = datetime.timedelta(hours=int(hours[2]), minutes=int(hours[3] or 0))
    return datetime.timezone(size if hours[1] == "+" else -size)


def time_intervals(question):
    clocks = re.findall(r"(?<![\d+-])(\d\d):(\d\d)(?= |\?)(?: \((UTC[^)]*)\))?", question)
    start, *rest = [datetime.datetime(2024, 5, 15, int(h), int(m), tzinfo=zone(z)) for h, m, z in clocks]
    if rest:
        days = {"same": 0, "next": 1, "before": -1, "later": 2}
        which = re.search(r"(same|next|before|later)", question.split(". How")[0])[1]
        minutes = (rest[0] + datetime.timedelta(days=days[which]) - start).total_seconds() // 60
        return f"{int(minutes) // 60:02}:{int(minutes) % 60:02}"
    length = datetime.timedelta(**{unit + "s": int(amount) for amount, unit in
                                   re.findall(r"(\d+) (hour|minute)s?", question)})
    end = start + length if re.search(r" (later|after)\b", question) else start - length
    target = re.search(r"in the zone (\S+) ", question)
    return end.astimezone(zone(target[1]) if target else start.tzinfo).strftime("%H:%M")


def time_total(question):
    moments = []
    for text, z in re.findall(r"(\d{4}-\d\d-\d\d [\d:]+)(?: \((UTC[^)]*)\))?", question):
        moments.append(datetime.datetime.fromisoformat(text).replace(tzinfo=zone(z)))
    seconds = (moments[1] - moments[0]) // datetime.timedelta(seconds=1)
    return str(seconds if "seconds" in question else Fraction(seconds, 60))


SOLVERS = {
    "chain_sum": exact, "products": exact, "decimal_sum": exact_decimal,
    "arithmetic": fraction, "add_sub_multiple": fraction, "mul_div_multiple": fraction,
    "mixed": fraction, "fraction_arithmetic": fraction, "power": fraction,
    "add_or_sub": exact_decimal, "mul": exact_decimal, "div": division,
    "decimal_arithmetic": decimal_arithmetic, "power_rounded": power_rounded, "bitwise": bitwise,
    "fraction_simplification": fraction_simplification, "mixed_numbers": mixed_numbers,
    "percentages": percentages, "ratio_sharing": ratio_sharing,
    "add_sub_in_base": add_sub_in_base, "nearest_integer_root": nearest_integer_root,
    "perfect_root": perfect_root, "simplify_surd": simplify_surd,
    "surd_arithmetic": surd_arithmetic, "integer_division": integer_division,
    "scientific_notation": scientific_notation, "order_of_magnitude": order_of_magnitude,
    "count_bits": count_bits, "leg_counting": leg_counting, "number_format": number_format,
    "dice": dice, "weekday": weekday, "leap_year": leap_year, "day_count": day_count,
    "time_intervals": time_intervals, "time_total": time_total,
}
