"""Stories, chains of names, made-up operators, wrong steps: with Python's own arithmetic."""
import ast
import math
import re
from fractions import Fraction

OPERATORS = {ast.Add: lambda a, b: a + b, ast.Sub: lambda a, b: a - b,
             ast.Mult: lambda a, b: a * b, ast.Pow: lambda a, b: a**b}


def value(text, names):
    """+ - * ^ over whole numbers and names, and nothing else."""

    def visit(node):
        if isinstance(node, ast.BinOp):
            return OPERATORS[type(node.op)](visit(node.left), visit(node.right))
        if isinstance(node, ast.UnaryOp):
            assert isinstance(node.op, ast.USub)
            return -visit(node.operand)
        return names[node.id] if isinstance(node, ast.Name) else node.value

    return visit(ast.parse(text.strip().replace("^", "**"), mode="eval").body)


def made_up_operator(question):
    symbol, rule, expression = re.search(
        r"a (.) b = (.*?)\. (?:What is|Work out) (.*)[.?]$", question).groups()
    pair = re.compile(r"(-?\d+) " + re.escape(symbol) + r" (-?\d+)")
    while pair.search(expression):
        a, b = map(int, pair.search(expression).groups())
        result = str(value(rule, {"a": a, "b": b}))
        expression = pair.sub(lambda _: result, expression, count=1)
        expression = expression.replace("(" + result + ")", result)
    return expression


def named_quantities(question):
    rules = dict(re.findall(r"Let (\w) = ([^.]*)\.", question))

    class Lazy(dict):
        def __missing__(self, name):
            self[name] = value(rules[name], self)
            return self[name]

    return str(Lazy()[re.search(r"(?:What is|Find) (\w)", question).group(1)])


def error_spotting(question):
    for number, left, right in re.findall(r"Step (\d+): (.*?) = (-?\d+)\.", question):
        if value(left, {}) != int(right):
            return number
    return "0"


def phrase(text, names):
    cut = {"the remainder when ": (" is divided by ", lambda a, b: a % b),
           "the greatest common divisor of ": (" and ", math.gcd),
           "the least common multiple of ": (" and ", math.lcm),
           "the larger of ": (" and ", max),
           "the solution z of z + ": (" = ", lambda a, b: b - a)}
    for opening, (between, function) in cut.items():
        if text.startswith(opening):
            a, b = text[len(opening):].split(between)
            return function(value(a, names), value(b, names))
    digits = "the sum of the digits of "
    if text.startswith(digits):
        return sum(map(int, str(abs(value(text[len(digits):], names)))))
    return value(text, names)


def composed(question):
    names = {}
    for name, text in re.findall(r"Let (\w) be (.*?)\. ", question):
        names[name] = phrase(text, names)
    return str(phrase(re.search(r"(?:What is|Find) (.*)[.?]$", question).group(1), names))


def word_problem(question):
    x = [int(n) for n in re.findall(r"\d+", re.sub(r"\(.*?\)", "", question))]
    if "pencils" in question:
        answer = x[4] - (x[0] * x[1] + x[2] * x[3])
    elif "train" in question:
        answer = x[0] * x[1] + x[2] * x[3] + x[4]
    elif "oak" in question:
        answer = Fraction(x[2] - 2 * x[1], x[0] + 1)
    elif "rabbits" in question:
        answer = Fraction(x[1] - 2 * x[0], 2)
    elif "theatre" in question:
        answer = Fraction(x[1] - x[0] * x[3], x[2] - x[3])
    elif "tank" in question:
        answer = Fraction(x[3] - x[0], x[1] - x[2])
    elif "machines" in question:
        answer = Fraction(x[1], x[0] * x[2]) * x[3] * x[4]
    else:
        answer = Fraction(x[0], x[1] + x[2]) * x[2] - x[3]
    return str(answer)


def distant_values(question):
    names = {name: int(number) for name, number in re.findall(r"Let (\w) = (\d+)\.", question)}
    return str(value(re.search(r"What is (.*)\?", question).group(1), names))


def distant_registers(question):
    registers = {}
    for set_name, start, verb, size, name in re.findall(
            r"Set (\w) to (\d+)\.|(Add|Take) (\d+) (?:to|from) (\w)\.", question):
        if set_name:
            registers[set_name] = int(start)
        else:
            registers[name] += int(size) if verb == "Add" else -int(size)
    return str(registers[re.search(r"What is (\w)", question).group(1)])


def distant_rule(question):
    examples = re.findall(r"(\d+) [@&~$] (\d+) = (-?\d+)\.", question)
    (a, b, x), (c, d, y) = [tuple(map(int, e)) for e in examples[:2]]
    p, q = Fraction(x * d - b * y, a * d - b * c), Fraction(a * y - x * c, a * d - b * c)
    e, f = map(int, re.search(r"What is (\d+) . (\d+)", question).groups())
    return str(p * e + q * f)


SOLVERS = {"made_up_operator": made_up_operator, "named_quantities": named_quantities,
           "error_spotting": error_spotting, "composed": composed, "word_problem": word_problem,
           "distant_values": distant_values, "distant_registers": distant_registers,
           "distant_rule": distant_rule}
