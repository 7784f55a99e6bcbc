"""Games. Where any expression will do, the solver returns what was asked, and the gym's own is
worked out."""
import ast
import itertools
import re
from fractions import Fraction

from solvers.logic import board, distance


def numbers(text):
    return [int(x) for x in re.findall(r"-?\d+", text)]


def evaluate(node, leaves):
    if isinstance(node, ast.Constant):
        leaves.append(node.value)
        return Fraction(node.value)
    left, right = evaluate(node.left, leaves), evaluate(node.right, leaves)
    name = type(node.op).__name__
    return {"Add": lambda: left + right, "Sub": lambda: left - right,
            "Mult": lambda: left * right, "Div": lambda: left / right}[name]()


def same(answer, gold):
    if isinstance(answer, str):
        return answer == gold
    given, target = answer
    leaves = []
    value = evaluate(ast.parse(gold, mode="eval").body, leaves)
    return value == target and sorted(leaves) == sorted(given)


def countdown(question):
    target, *given = numbers(question)
    return given, target


def puzzle24(question):
    if question.startswith("Make"):
        return countdown(question)
    *given, target = numbers(question)
    return given, target


def matrix(cells, size):
    rows = [", ".join(map(str, cells[i * size:i * size + size])) for i in range(size)]
    return "[" + ", ".join(f"[{r}]" for r in rows) + "]"


def board_of(question):
    lines = question.split("\n", 1)[1].split("\n")
    return [0 if c == "_" else int(c) for line in lines for c in line.split(" ")], len(lines)


def fill(cells, peers, size, less):
    """All solutions, up to two: the open cell with the fewest candidates first."""
    best = None
    for i, value in enumerate(cells):
        if value:
            continue
        options = set(range(1, size + 1)) - {cells[p] for p in peers[i]}
        for low, high in less:
            if low == i and cells[high]:
                options = {v for v in options if v < cells[high]}
            if high == i and cells[low]:
                options = {v for v in options if v > cells[low]}
        if best is None or len(options) < len(best[1]):
            best = i, options
            if len(options) < 2:
                break
    if best is None:
        return [list(cells)]
    found = []
    for value in best[1]:
        cells[best[0]] = value
        found += fill(cells, peers, size, less)
        if len(found) > 1:
            break
    cells[best[0]] = 0
    return found


def latin(question):
    cells, size = board_of(question)
    box = re.search(r"(\d) rows by (\d) columns", question)
    high, wide = map(int, box.groups()) if box else (1, size)
    peers = [[k for k in range(size * size) if k != i and (
        k // size == i // size or k % size == i % size or
        (k // size // high, k % size // wide) == (i // size // high, i % size // wide))]
        for i in range(size * size)]
    less = []
    for a, b, sign, c, d in re.findall(r"r(\d)c(\d) ([<>]) r(\d)c(\d)", question):
        pair = (int(a) - 1) * size + int(b) - 1, (int(c) - 1) * size + int(d) - 1
        less.append(pair if sign == "<" else pair[::-1])
    found = fill(cells, peers, size, less)
    assert len(found) == 1, question
    return matrix(found[0], size)


def magic_square(question):
    head, *rows = question.split("\n")
    total = numbers(head)[0]
    cells = [None if c == "_" else int(c) for row in rows for c in row.split(" ")]
    n = len(rows)
    lines = [[r * n + c for c in range(n)] for r in range(n)]
    lines += [[r * n + c for r in range(n)] for c in range(n)]
    lines += [[k * n + k for k in range(n)], [k * n + n - 1 - k for k in range(n)]]
    while None in cells:
        line = next(line for line in lines if [cells[i] for i in line].count(None) == 1)
        rest = sum(cells[i] or 0 for i in line)
        cells[next(i for i in line if cells[i] is None)] = total - rest
    assert all(sum(cells[i] for i in line) == total for line in lines)
    return matrix(cells, n)


def tower_of_hanoi(question):
    pegs = re.search(r"stand on pegs ([ABC, ]+)", question).group(1).split(", ")
    goal, moves = question[-2], 0
    for i in reversed(range(len(pegs))):
        if pegs[i] != goal:
            moves += 2 ** i
            goal = ({"A", "B", "C"} - {pegs[i], goal}).pop()
    return str(moves)


def nim(question):
    heaps = numbers(re.search(r"heaps have ([\d, ]+)", question).group(1))
    heap = int(re.search(r"heap of (\d+)", question).group(1))
    total = 0
    for h in heaps:
        total ^= h
    assert total and heap ^ total < heap
    return str(heap ^ total)


def game_of_life(question):
    head, *rows = question.split("\n")
    steps = int(re.search(r"board after (\d+)", head).group(1))
    n, wrap = len(rows), "touch" in head
    alive = {(r, c) for r in range(n) for c in range(n) if rows[r][c] == "1"}
    for _ in range(steps):
        count = {}
        for r, c in alive:
            for i in (-1, 0, 1):
                for k in (-1, 0, 1):
                    at = ((r + i) % n, (c + k) % n) if wrap else (r + i, c + k)
                    if (i or k) and 0 <= at[0] < n and 0 <= at[1] < n:
                        count[at] = count.get(at, 0) + 1
        alive = {at for at, k in count.items() if k == 3 or (k == 2 and at in alive)}
    return matrix([int((r, c) in alive) for r in range(n) for c in range(n)], n)


def knight_moves(question):
    return distance(board(question), [(i, k) for i in (-2, -1, 1, 2) for k in (-2, -1, 1, 2)
                                      if abs(i) != abs(k)])


def jugs(question):
    sizes = numbers(re.search(r"jugs of ([\d, ]+)", question).group(1))
    target = int(re.search(r"(?:holds|jug has) (\d+)", question).group(1))
    front, seen, moves = {(0,) * len(sizes)}, set(), 0
    while not any(target in state for state in front):
        seen |= front
        reached = set()
        for state in front:
            for i, have in enumerate(state):
                for level in (0, sizes[i]):
                    reached.add(state[:i] + (level,) + state[i + 1:])
                for k in range(len(state)):
                    if k != i:
                        poured = min(have, sizes[k] - state[k])
                        after = list(state)
                        after[i] -= poured
                        after[k] += poured
                        reached.add(tuple(after))
        front, moves = reached - seen, moves + 1
    return str(moves)


def cryptarithm(question):
    """Digits from the right, column by column; every solution is looked for."""
    left, total = re.match(r"([A-J +]+) = ([A-J]+)", question).groups()
    words = left.split(" + ") + [total]
    letters = sorted(set("".join(words)))
    known = {a: int(d) for a, d in re.findall(r"([A-J]) = (\d)",
                                              question.partition("Known:")[2].partition("Which")[0])}
    first = {w[0] for w in words}
    found = []

    def column(c, carry, digit):
        if c == len(total):
            if carry == 0:
                found.append(dict(digit))
            return
        used = [w[-1 - c] for w in words[:-1] if c < len(w)]
        fresh = list(dict.fromkeys(a for a in used if a not in digit))
        free = [d for d in range(10) if d not in digit.values()]
        for values in itertools.permutations(free, len(fresh)):
            if 0 in values and fresh[values.index(0)] in first:
                continue
            now = digit | dict(zip(fresh, values))
            value = carry + sum(now[a] for a in used)
            letter, low = total[-1 - c], value % 10
            if letter in now:
                if now[letter] != low:
                    continue
            elif low in now.values() or (low == 0 and letter in first):
                continue
            else:
                now[letter] = low
            column(c + 1, value // 10, now)

    column(0, 0, known)
    assert len(found) == 1, question
    return ", ".join(f"{a} = {found[0][a]}" for a in letters)


def survo(question):
    head, *lines = question.split("\n")
    cells = [[0 if c == "_" else int(c) for c in line.split(" ")] for line in lines]
    values = numbers(head.split(". Give")[0])
    n, m = len(cells), len(cells[0])
    given, rows, columns = values[:-n - m], values[-n - m:-m], values[-m:]
    holes = [(r, c) for r in range(n) for c in range(m) if not cells[r][c]]
    found = set()
    lack_r = [s - sum(row) for s, row in zip(rows, cells)]
    lack_c = [s - sum(row[c] for row in cells) for c, s in enumerate(columns)]

    def place(at, left, lack_r, lack_c, made):
        if at == len(holes):
            if not any(lack_r) and not any(lack_c):
                found.add(made)
            return
        r, c = holes[at]
        for value in set(left):
            if value <= lack_r[r] and value <= lack_c[c]:
                rest = list(left)
                rest.remove(value)
                place(at + 1, rest, [x - value * (i == r) for i, x in enumerate(lack_r)],
                      [x - value * (i == c) for i, x in enumerate(lack_c)], made + (value,))

    place(0, given, lack_r, lack_c, ())
    assert len(found) == 1, question
    for (r, c), value in zip(holes, found.pop()):
        cells[r][c] = value
    return "[" + ", ".join(str(row) for row in cells) + "]"


SOLVERS = {f.__name__: f for f in (countdown, puzzle24, magic_square, tower_of_hanoi, nim,
                                   game_of_life, knight_moves, jugs, cryptarithm, survo)}
SOLVERS |= {"sudoku": latin, "mini_sudoku": latin, "futoshiki": latin}
SLOW = {"sudoku", "cryptarithm"}
