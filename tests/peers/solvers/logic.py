"""Logic: formulas by Python's own operators, puzzles by search."""
import functools
import itertools
import re
from fractions import Fraction

OPERATORS = {"and": "and", "or": "or", "xor": "!=", "implies": "<=", "iff": "=="}
SIGNS = {"<->": " iff ", "->": " implies ", "&": " and ", "|": " or ", "^": " xor ", "~": " not "}


def compiled(formula):
    for sign, word in SIGNS.items():
        formula = formula.replace(sign, word)
    tokens = re.findall(r"\w+|[()]", formula)
    assert "".join(tokens) == formula.replace(" ", ""), formula
    # "not x" becomes a call, so that it binds closest whatever follows
    text, closing, depth = [], [], 0
    for token in tokens:
        if token == "not":
            text.append("(not ")
            closing.append(depth)
            continue
        text.append(f" {OPERATORS.get(token, token)} " if token in OPERATORS else token)
        depth += {"(": 1, ")": -1}.get(token, 0)
        while token not in OPERATORS and token != "(" and closing and closing[-1] == depth:
            text.append(")")
            closing.pop()
    return compile("".join(text), "formula", "eval")


def circuit_logic(question):
    values = {name: value == "1" for name, value in re.findall(r"\b([A-E]) = ([01])", question)}
    formula = re.split(r"of: |circuit ", question)[1]
    return str(int(eval(compiled(formula), {}, values)))


def rows(names):
    for values in itertools.product((False, True), repeat=len(names)):
        yield dict(zip(names, values))


def model_count(question):
    text, formula = question.split("? ")
    names = re.findall(r"\b[A-E]\b", text)
    code = compiled(formula)
    return str(sum(bool(eval(code, {}, row)) for row in rows(names)))


def propositional_logic(question):
    premises = [compiled(p) for p in re.findall(r"^\d\. (.*)$", question, re.M)]
    conclusion = re.search(r"^Conclusion: (.*)$", question, re.M).group(1)
    names = sorted(set(re.findall(r"\b[A-EP-T]\b", " ".join(
        re.findall(r"^\d\. (.*)$", question, re.M)) + " " + conclusion)))
    goal = compiled(conclusion)
    for row in rows(names):
        if all(eval(p, {}, row) for p in premises) and not eval(goal, {}, row):
            return "no"
    return "yes"


def knights_knaves(question):
    said = re.findall(r'(\w+) says: "(.*?)\."', question)
    names = [name for name, _ in said]

    def true(text, kind):
        about = [kind[n] for n in re.findall(r"[A-Z]\w+", text) if n in kind]
        if text.startswith("Exactly"):
            return sum(kind.values()) == int(text.split()[1])
        if "At least one" in text:
            return not all(about)
        if "both" in text:
            return all(about)
        if "same" in text or "different" in text:
            return (about[0] == about[1]) == ("same" in text)
        return about[0] == text.endswith("knight")

    fits = [kind for kind in rows(names) if all(true(text, kind) == kind[n] for n, text in said)]
    assert len(fits) == 1, question
    return ", ".join("knight" if fits[0][n] else "knave" for n in names)


def syllogism(question):
    sentences = re.findall(r"\b(All|No|Some) (\w+) are (not )?(\w+)\.", question)
    names = sorted({n for s in sentences for n in (s[1], s[3])})
    *premises, conclusion = sentences

    def instances(sentence, things):
        head, a, negated, b = sentence
        other = (head == "All") or bool(negated)
        return [t for t in things if a in t and (b in t) != other]

    kinds = [frozenset(c) for n in range(len(names) + 1) for c in itertools.combinations(names, n)]
    for s in premises:
        if s[0] != "Some":
            banned = set(instances(s, kinds))
            kinds = [k for k in kinds if k not in banned]
    if conclusion[0] != "Some":
        return "no" if instances(conclusion, kinds) else "yes"
    # the largest world without any witness of the conclusion
    witnesses = set(instances(conclusion, kinds))
    world = [k for k in kinds if k not in witnesses]
    holds = all(instances(s, world) for s in premises if s[0] == "Some")
    return "no" if holds else "yes"


def number_sequence(question):
    terms, kind = question.removeprefix("In the sequence ").split(", ... ")
    t = [int(x) for x in terms.split(", ")]
    if "alternate" in kind or "odd places" in kind:
        assert all(t[i + 2] - t[i] == t[i + 4] - t[i + 2] for i in range(len(t) - 4))
        return str(t[-2] + (t[-2] - t[-4]))
    if "multiply" in kind or "plus q, for" in kind:
        p = Fraction(t[2] - t[1], t[1] - t[0])
        q = t[1] - p * t[0]
        assert p.denominator == 1 and all(t[i + 1] == p * t[i] + q for i in range(len(t) - 1))
        return str(p * t[-1] + q)
    if "third on" in kind or "a(n-2)" in kind:
        determinant = t[1] * t[1] - t[0] * t[2]
        p = Fraction(t[2] * t[1] - t[3] * t[0], determinant)
        q = Fraction(t[1] * t[3] - t[2] * t[2], determinant)
        assert all(t[i] == p * t[i - 1] + q * t[i - 2] for i in range(2, len(t)))
        return str(p * t[-1] + q * t[-2])
    degree = (1 if "same number is added" in kind or "differences between neighbours are equal" in kind
              else 3 if "third" in kind or "second differences grow" in kind else 2)
    table = [t]
    for _ in range(degree):
        table.append([b - a for a, b in zip(table[-1], table[-1][1:])])
    assert len(set(table[-1])) == 1, question
    return str(sum(row[-1] for row in table))


def unique(values):
    return list(dict.fromkeys(values))


STEPS = [
    lambda v: v[::-1], sorted, lambda v: sorted(v, reverse=True), lambda v: v[1:], lambda v: v[:-1],
    lambda v: [x for x in v if x % 2 == 0], lambda v: [x for x in v if x % 2],
    lambda v: list(itertools.accumulate(v)), lambda v: [b - a for a, b in zip(v, v[1:])], unique,
    lambda v: v[-1:] + v[1:-1] + v[:1] if len(v) > 1 else v, lambda v: v[1:] + v[:1],
] + [lambda v, k=k: [x + k for x in v] for k in range(1, 10)] + [
    lambda v, k=k: [x * k for x in v] for k in range(2, 6)]


def list_functions(question):
    pairs = re.findall(r"^(\[.*?\]) -> (\[.*?\])$", question, re.M)
    pairs = [(eval(a), eval(b)) for a, b in pairs]
    query = eval(re.findall(r"\[[^\]]*\]", question)[-1])
    answers = set()
    for first in STEPS:
        made = [first(a) for a, _ in pairs]
        if "two steps" not in question:
            if made == [b for _, b in pairs]:
                answers.add(tuple(first(query)))
            continue
        for second in STEPS:
            if all(second(m) == b for m, (_, b) in zip(made, pairs)):
                answers.add(tuple(second(first(query))))
    assert len(answers) == 1, question
    return ", ".join(map(str, answers.pop()))


def board(question):
    return question.split("\n")[1:]


def distance(rows, moves):
    """Breadth first from S to G, -1 without a way."""
    free = {(r, c): x for r, row in enumerate(rows) for c, x in enumerate(row) if x != "#"}
    start = next(at for at, x in free.items() if x == "S")
    goal = next(at for at, x in free.items() if x == "G")
    front, seen, steps = {start}, {start}, 0
    while front:
        if goal in front:
            return str(steps)
        front = {(r + i, c + k) for r, c in front for i, k in moves} & free.keys() - seen
        seen |= front
        steps += 1
    return "-1"


def shortest_path(question):
    return distance(board(question), [(0, 1), (1, 0), (0, -1), (-1, 0)])


def count_paths(question):
    rows = board(question)

    @functools.lru_cache(None)
    def ways(r, c):
        if r < 0 or c < 0 or rows[r][c] == "#":
            return 0
        return 1 if rows[r][c] == "S" else ways(r - 1, c) + ways(r, c - 1)

    return str(ways(len(rows) - 1, len(rows) - 1))


def largest_island(question):
    land = {(r, c) for r, row in enumerate(board(question)) for c, x in enumerate(row) if x == "1"}
    sizes = []
    while land:
        front, size = {land.pop()}, 0
        while front:
            size += len(front)
            front = {(r + i, c + k) for r, c in front
                     for i, k in ((0, 1), (1, 0), (0, -1), (-1, 0))} & land
            land -= front
        sizes.append(size)
    return str(len(sizes) if "How many islands" in question else max(sizes))


def course_schedule(question):
    courses, *pairs = map(int, re.findall(r"\d+", question[len("Courses 1"):]))
    needs = set(zip(pairs[::2], pairs[1::2]))
    left = set(range(1, courses + 1))
    while left:
        free = {c for c in left if not any(a == c and b in left for a, b in needs)}
        if not free:
            return "no"
        left -= free
    return "yes"


def aiw(question):
    hero = "female" if "of hers" in question else "male"
    sex = lambda word: "female" if word.startswith(("sister", "female")) else "male"
    people = [hero]
    for count, kind in re.findall(r"(\d+) ((?:fe)?male|brother|sister)", question):
        people += [sex(kind)] * int(count)
    counted, asked = re.search(r"How many (\w+)(?: \w+)? (?:does|has) (?:each|every) (\w+)",
                               question).groups()
    people.remove(sex(asked))
    return str(people.count(sex(counted)))


def venn(question):
    total, rest = re.match(r"\D*(\d+) (?:members|pupils)(.*)", question).groups()
    given, ask = rest.split("How many play ")
    size = {frozenset(): int(total)}
    outside = None
    for count, names in re.findall(r"(\d+) play ([a-z ]+),", given):
        if names.startswith("none"):
            outside = int(count)
        else:
            size[frozenset(names.split(" and "))] = int(count)
    sets = sorted(set().union(*size))
    groups = [frozenset(c) for n in range(len(sets) + 1) for c in itertools.combinations(sets, n)]
    full = groups[-1]
    if outside is not None:  # everybody = outside + the union, which the overlap enters linearly
        size[full] = 0
        union = sum((-1) ** (len(g) + 1) * size[g] for g in groups[1:])
        size[full] = (-1) ** (len(full) + 1) * (int(total) - outside - union)
    only = {g: sum((-1) ** len(h - g) * size[h] for h in groups if g <= h) for g in groups}
    ask = ask.rstrip("?")
    if ask.startswith(("none", "exactly", "at least")):
        test = {"none": lambda n: n == 0, "exactly one": lambda n: n == 1,
                "exactly two": lambda n: n == 2, "at least two": lambda n: n >= 2}[
                    ask.removesuffix(" of these")]
        return str(sum(v for g, v in only.items() if test(len(g))))
    if ask.endswith(" only"):
        return str(only[frozenset([ask.removesuffix(" only")])])
    names, _, but = ask.partition(" but not ")
    inside = set(names.split(" and "))
    return str(sum(v for g, v in only.items() if inside <= g and but not in g))


def zebra_puzzles(question):
    """Houses for one thing after the other, the one with the fewest left first."""
    head, *lines, _ = question.split("\n")
    houses = int(re.search(r"Houses 1 to (\d)", head).group(1))
    lists = re.findall(r"(?:people are|each:|things:|colours:|jobs:) ([\w, ]+)\.", head)
    groups = [names.split(", ") for names in lists]
    group_of = {name: g for g in groups for name in g}
    clues = []
    for line in lines:
        named = [w for w in re.findall(r"\w+", line) if w in group_of]
        house = re.search(r"house (\d)", line)
        if house:
            wanted, sign = int(house.group(1)), "not live" not in line
            clues.append((named[0], None, lambda a, _, h=wanted, s=sign: (a == h) == s))
        elif "directly left" in line:
            clues.append((*named, lambda a, b: b - a == 1))
        elif "next to" in line:
            clues.append((*named, lambda a, b: abs(a - b) == 1))
        elif "left of" in line:
            clues.append((*named, lambda a, b: a < b))
        else:
            clues.append((*named, lambda a, b: a == b))
    by_name = {n: [c for c in clues if n in c[:2]] for n in group_of}
    place, found = {}, []

    def fits(name, house):
        if any(place.get(other) == house for other in group_of[name]):
            return False
        for a, b, test in by_name[name]:
            at = house if a == name else place.get(a)
            to = house if b == name else place.get(b)
            if at and (to or b is None) and not test(at, to):
                return False
        return True

    def search():
        best = None
        for name in group_of:
            if name not in place:
                options = [h for h in range(1, houses + 1) if fits(name, h)]
                if best is None or len(options) < len(best[1]):
                    best = name, options
                    if len(options) < 2:
                        break
        if best is None:
            found.append(dict(place))
            return
        for house in best[1]:
            place[best[0]] = house
            search()
            del place[best[0]]

    search()
    assert len(found) == 1, question
    return ", ".join(sorted(groups[0], key=found[0].get))


SOLVERS = {f.__name__: f for f in (
    circuit_logic, model_count, propositional_logic, knights_knaves, syllogism, number_sequence,
    list_functions, shortest_path, count_paths, largest_island, course_schedule, aiw, venn,
    zebra_puzzles)}
SLOW = {"zebra_puzzles"}
