"""The topic arithmetic: Python's integers and fractions over the printed text."""
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


SOLVERS = {
    "chain_sum": exact, "products": exact, "decimal_sum": exact_decimal,
    "arithmetic": fraction, "add_sub_multiple": fraction, "mul_div_multiple": fraction,
    "mixed": fraction, "fraction_arithmetic": fraction, "power": fraction,
    "add_or_sub": exact_decimal, "mul": exact_decimal, "div": division,
    "decimal_arithmetic": decimal_arithmetic, "power_rounded": power_rounded, "bitwise": bitwise,
}
