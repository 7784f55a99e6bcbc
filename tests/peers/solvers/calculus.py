"""Matrices, geometry and calculus."""
import re
from fractions import Fraction


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


SOLVERS = {name: globals()[name] for name in """
    matrix_determinant matrix_sum matrix_product matrix_inverse matrix_power matrix_rank matrix_vector
    dot_product cross_product eigenvalues rotate_matrix spiral_matrix manipulate_matrix
    """.split()}
