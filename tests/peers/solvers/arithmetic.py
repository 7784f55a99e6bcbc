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


SOLVERS = {
    "chain_sum": exact, "products": exact, "decimal_sum": exact_decimal,
}
