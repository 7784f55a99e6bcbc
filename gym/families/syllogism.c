/* Categorical premises and a conclusion that follows from them or not, half of the time each. A
 * thing is of one of the 2^terms regions; a universal premise empties regions, a particular one
 * says that some region of its own is not empty. "All A are B" does not say that there is an A. */
#include "gym/families/puzzle.h"

enum { MAX_TERMS = 7, MAX_PREMISES = 8, BOXED_TERMS = 4, TRIES = 32, FORMS = 6 };

static const mg_level LEVELS[] = {
    {"3 terms, 2 premises (as RG syllogism, easy)", {3, 2}},
    {"4 terms, 3 premises", {4, 3}},
    {"6 terms, 7 premises", {6, 7}},
    {"7 terms, 8 premises", {7, 8}},
};

/* All A are B, All B are A, Some A are not B, Some B are not A, No A are B, Some A are B; A < B */
typedef struct premise {
    int form, a, b;
} premise;

static int pair_count(int terms) {
    return terms * (terms - 1) / 2;
}

/* Conclusions are about terms 0 and 1: codes 0 .. FORMS - 1. */
static premise premise_at(int terms, int code) {
    int pair = code / FORMS, a = 0;
    while (pair >= terms - 1 - a) pair -= terms - 1 - a++;
    premise p = {code % FORMS, a, a + 1 + pair};
    if (p.form == 1 || p.form == 3) {
        int kept = p.a;
        p.a = p.b;
        p.b = kept;
        p.form--;
    }
    return p;
}

static int code_of(int terms, int form, int a, int b) {
    if (a > b && form < 4) form ^= 1;
    int low = a < b ? a : b, high = a < b ? b : a;
    int pair = low * (2 * terms - low - 1) / 2 + high - low - 1;
    return FORMS * pair + form;
}

static bool is_universal(premise p) {
    return p.form == 0 || p.form == 4;
}

/* The regions that the statement empties, or of which it says that one is not empty. */
static bool concerns(premise p, int region) {
    bool in_b = region >> p.b & 1;
    return (region >> p.a & 1) && (p.form == 0 || p.form == 2 ? !in_b : in_b);
}

/* The first premise that empties a region, or -1. */
static int emptied_by(int terms, int premises, const int64_t *v, int region) {
    for (int i = 0; i < premises; i++) {
        premise p = premise_at(terms, (int)v[i]);
        if (is_universal(p) && concerns(p, region)) return i;
    }
    return -1;
}

typedef struct facts {
    int terms, regions;
    bool open[1 << MAX_TERMS]; /* regions that may have things in them */
} facts;

static void find_facts(const mg_level *level, const int64_t *v, facts *f) {
    f->terms = level->knob[0];
    f->regions = 1 << f->terms;
    for (int r = 0; r < f->regions; r++) f->open[r] = true;
    for (int i = 0; i < level->knob[1]; i++) {
        premise p = premise_at(f->terms, (int)v[i]);
        if (!is_universal(p)) continue;
        for (int r = 0; r < f->regions; r++) f->open[r] = f->open[r] && !concerns(p, r);
    }
}

/* Every open region of `inner` is one of `outer`; with no `outer`, whether there is none. */
static bool covers(const facts *f, premise inner, const premise *outer) {
    for (int r = 0; r < f->regions; r++)
        if (f->open[r] && concerns(inner, r) && !(outer && concerns(*outer, r))) return false;
    return true;
}

/* Which premise a particular conclusion follows from; 0 for a universal one; -1 for none. */
static int follows(const mg_level *level, const int64_t *v, const facts *f) {
    premise conclusion = premise_at(f->terms, (int)v[level->knob[1]]);
    if (is_universal(conclusion)) return covers(f, conclusion, NULL) ? 0 : -1;
    for (int i = 0; i < level->knob[1]; i++) {
        premise p = premise_at(f->terms, (int)v[i]);
        if (!is_universal(p) && covers(f, p, &conclusion)) return i;
    }
    return -1;
}

static bool is_consistent(const mg_level *level, const int64_t *v, const facts *f) {
    for (int i = 0; i < level->knob[1]; i++) {
        premise p = premise_at(f->terms, (int)v[i]);
        if (!is_universal(p) && covers(f, p, NULL)) return false;
    }
    return true;
}

static void box(const mg_level *level, mg_box *box) {
    int terms = level->knob[0], premises = level->knob[1];
    box->count = terms <= BOXED_TERMS ? premises + 1 : 0;
    for (int i = 0; i < box->count; i++) {
        box->low[i] = 0;
        box->high[i] = (i == premises ? 1 : pair_count(terms)) * FORMS - 1;
    }
}

static void sort(int64_t *v, int count) {
    for (int i = 1; i < count; i++)
        for (int k = i; k > 0 && v[k] < v[k - 1]; k--) {
            int64_t kept = v[k];
            v[k] = v[k - 1];
            v[k - 1] = kept;
        }
}

/* Arrangement number n of the names of the terms: 0 and 1 change places where `flip`. */
static void arrange(int terms, int n, bool flip, int *name) {
    for (int k = 0; k < terms; k++) name[k] = k < 2 && flip ? 1 - k : k;
    for (int k = terms - 1; k > 2; n /= k - 1, k--) {
        int other = 2 + n % (k - 1), kept = name[k];
        name[k] = name[other];
        name[other] = kept;
    }
}

static bool is_below(const int64_t *a, const int64_t *b, int count) {
    int i = 0;
    while (i < count - 1 && a[i] == b[i]) i++;
    return a[i] < b[i];
}

/* Renames the terms so that the sorted premises come first in order, and a conclusion that has a
 * direction reads from 0 to 1; false where two premises are one. */
static bool normalise(const mg_level *level, int64_t *v) {
    int terms = level->knob[0], premises = level->knob[1], name[MAX_TERMS], arrangements = 1;
    int64_t best[MAX_PREMISES], tried[MAX_PREMISES];
    int64_t *conclusion = &v[premises];
    bool turned = *conclusion == 1 || *conclusion == 3, either = *conclusion >= 4, first = true;
    for (int k = 2; k < terms; k++) arrangements *= k - 1;
    for (int n = 0; n < (either ? 2 : 1) * arrangements; n++) {
        arrange(terms, n % arrangements, turned || n >= arrangements, name);
        for (int i = 0; i < premises; i++) {
            premise p = premise_at(terms, (int)v[i]);
            tried[i] = code_of(terms, p.form, name[p.a], name[p.b]);
        }
        sort(tried, premises);
        if (!first && !is_below(tried, best, premises)) continue;
        first = false;
        for (int i = 0; i < premises; i++) best[i] = tried[i];
    }
    *conclusion -= turned;
    bool clean = true;
    for (int i = 0; i < premises; i++) {
        v[i] = best[i];
        clean = clean && (i == 0 || best[i] != best[i - 1]);
    }
    return clean;
}

/* A chain of premises from term 0 to term 1 that would carry its conclusion, and others. */
static void draw_premises(const mg_level *level, mg_rng *rng, int64_t *v) {
    int terms = level->knob[0], premises = level->knob[1], at = 0;
    int links = 2 + (int)mg_rng_below(rng, 2);
    if (links > premises) links = premises;
    if (links > terms - 1) links = terms - 1;
    int turn = (int)mg_rng_below(rng, (uint32_t)links), middle = (int)mg_rng_below(rng, 4);
    for (int i = 0; i < links; i++) {
        int next = i == links - 1 ? 1 : i + 2;
        /* "All" forwards before the turn, backwards or forwards after it, by what the turn is */
        static const int TURN[] = {0, 4, 5, 2};
        int form = i == turn ? TURN[middle] : 0;
        bool back = middle == 1 ? i > turn : middle >= 2 && i < turn;
        v[i] = code_of(terms, form, back ? next : at, back ? at : next);
        at = next;
    }
    for (int i = links; i < premises; i++)
        v[i] = mg_rng_below(rng, (uint32_t)(pair_count(terms) * FORMS));
    for (int i = 0, spoilt = (int)mg_rng_below(rng, 3); i < links; i++)
        if (spoilt == 2 || (spoilt == 1 && i == turn))
            v[i] = mg_rng_below(rng, (uint32_t)(pair_count(terms) * FORMS));
}

/* Levels that can be walked have six times as many conclusions that do not follow; of these one in
 * six is a problem. `v` is normalised. */
static bool is_kept(const mg_level *level, const int64_t *v, bool yes) {
    if (yes || level->knob[0] > BOXED_TERMS) return true;
    uint64_t hash = 0;
    for (int i = 0; i <= level->knob[1]; i++) hash = mg_mix(hash + (uint64_t)v[i] + 1);
    return hash % 6 == 0;
}

/* Premises with a conclusion of the class, in normal form. */
static bool draw_class(const mg_level *level, mg_rng *rng, bool yes, int64_t *v) {
    facts f;
    draw_premises(level, rng, v);
    find_facts(level, v, &f);
    if (!is_consistent(level, v, &f)) return false;
    int first = (int)mg_rng_below(rng, FORMS);
    for (int k = 0; k < FORMS; k++) {
        v[level->knob[1]] = (first + k) % FORMS;
        if ((follows(level, v, &f) >= 0) != yes) continue;
        return normalise(level, v) && is_kept(level, v, yes);
    }
    return false;
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    bool yes = mg_rng_below(rng, 2);
    for (int i = 0; i < TRIES && !draw_class(level, rng, yes, v); i++) continue;
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    int64_t least[MAX_PREMISES + 1];
    facts f;
    for (int i = 0; i <= level->knob[1]; i++) least[i] = v[i];
    if (!normalise(level, least)) return false;
    for (int i = 0; i <= level->knob[1]; i++)
        if (v[i] != least[i]) return false;
    find_facts(level, v, &f);
    if (!is_consistent(level, v, &f)) return false;
    if (!is_kept(level, v, follows(level, v, &f) >= 0)) return false;
    mg_text_string(out, "syllogism");
    for (int i = 0; i <= level->knob[1]; i++) {
        mg_text_char(out, ' ');
        mg_text_int(out, v[i]);
    }
    return true;
}

static const char *const TERMS[] = {"artists", "bakers",  "cyclists", "dancers",   "engineers",
                                    "farmers", "golfers", "hikers",   "inventors", "jugglers"};
enum { WORDS = sizeof TERMS / sizeof TERMS[0] };

static void write_premise(mg_text *out, premise p, const int *word, bool swap) {
    static const char *const HEADS[] = {"All ", "", "Some ", "", "No ", "Some "};
    bool swapped = swap && p.form >= 4;
    mg_text_string(out, HEADS[p.form]);
    mg_text_string(out, TERMS[word[swapped ? p.b : p.a]]);
    mg_text_string(out, p.form == 2 ? " are not " : " are ");
    mg_text_string(out, TERMS[word[swapped ? p.a : p.b]]);
    mg_text_char(out, '.');
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    int terms = level->knob[0], premises = level->knob[1], word[WORDS], order[MAX_PREMISES];
    mg_pick_order(problem, 10, WORDS, word);
    mg_pick_order(problem, 40, premises, order);
    mg_text_string(question, "Take \"all\" to be true also where there are none. Premises:");
    for (int i = 0; i < premises; i++) {
        mg_text_char(question, ' ');
        write_premise(question, premise_at(terms, (int)v[order[i]]), word,
                      mg_pick(problem, 60 + i, 2));
    }
    mg_text_string(question, mg_pick(problem, 0, 2) ? " Does it follow that the next sentence is "
                                                      "true (yes or no)? "
                                                    : " Answer yes or no: is this a necessary "
                                                      "consequence? ");
    write_premise(question, premise_at(terms, (int)v[premises]), word, mg_pick(problem, 80, 2));
    facts f;
    find_facts(level, v, &f);
    mg_text_string(answer, follows(level, v, &f) >= 0 ? "yes" : "no");
    problem->operations = premises;
    problem->difficulty = terms + premises;
    for (int i = 0; i < premises; i++)
        problem->difficulty += !is_universal(premise_at(terms, (int)v[i]));
}

static void write_region(mg_text *out, int terms, int region, const int *word) {
    for (int t = 0; t < terms; t++)
        if (region >> t & 1) {
            mg_text_char(out, ' ');
            mg_text_bytes(out, TERMS[word[t]], 1);
        }
}

/* The first open region of p; outside of `other` if given. */
static void write_witness(mg_text *out, const facts *f, premise p, const premise *other,
                          const int *word) {
    for (int r = 0; r < f->regions; r++) {
        if (!f->open[r] || !concerns(p, r) || (other && concerns(*other, r))) continue;
        mg_text_string(out, "there may be one thing:");
        write_region(out, f->terms, r, word);
        mg_text_char(out, ';');
        return;
    }
}

static void write_counterexample(mg_text *out, const mg_level *level, const int64_t *v,
                                 const facts *f, const int *word) {
    premise conclusion = premise_at(f->terms, (int)v[level->knob[1]]);
    bool universal = is_universal(conclusion);
    if (universal) write_witness(out, f, conclusion, NULL, word);
    for (int i = 0; i < level->knob[1] && !universal; i++) {
        premise p = premise_at(f->terms, (int)v[i]);
        if (!is_universal(p)) write_witness(out, f, p, &conclusion, word);
    }
    mg_text_string(out, universal ? "it is against the conclusion;"
                                  : "all premises hold, the conclusion does not;");
}

/* Regions by the first letters of their terms. Yes: each region against it and the premise (by its
 * number in the question) that empties it. No: things that may be, and spoil the conclusion. */
static void work(const mg_problem *problem, mg_text *out) {
    const mg_level *level = mg_level_of(problem);
    const int64_t *v = problem->operand;
    int terms = level->knob[0], premises = level->knob[1], word[WORDS], order[MAX_PREMISES];
    mg_pick_order(problem, 10, WORDS, word);
    mg_pick_order(problem, 40, premises, order);
    facts f;
    find_facts(level, v, &f);
    int reason = follows(level, v, &f);
    premise conclusion = premise_at(terms, (int)v[premises]);
    bool universal = is_universal(conclusion);
    premise start = reason >= 0 && !universal ? premise_at(terms, (int)v[reason]) : conclusion;
    if (reason < 0) {
        write_counterexample(out, level, v, &f, word);
        return;
    }
    for (int r = 0; r < f.regions; r++) {
        if (f.open[r] || !concerns(start, r) || (!universal && concerns(conclusion, r))) continue;
        int by = emptied_by(terms, premises, v, r), number = 0;
        while (order[number] != by) number++;
        write_region(out, terms, r, word);
        mg_text_string(out, ": none by ");
        mg_text_int(out, number + 1);
        mg_text_char(out, ';');
    }
    mg_text_string(out, "nothing is left against it;");
}

static mg_text_bounds bounds(const mg_level *level) {
    int terms = level->knob[0], premises = level->knob[1];
    return (mg_text_bounds){170 + 37 * premises, 3, 80 + (14 + 2 * terms) * (1 << terms) / 2};
}

const mg_family mg_family_syllogism = {
    .name = "syllogism",
    .summary = "whether a categorical conclusion follows",
    .topic = "logic",
    .id = MG_FAMILY_ID_syllogism,
    .knobs = {"terms", "premises"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 3,
    .answer_kind = MG_ANSWER_BOOLEAN,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
