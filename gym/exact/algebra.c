#include "gym/exact/algebra.h"

enum { TRIAL_DIVISORS = 1000 };

void mg_algebra_start(mg_algebra *algebra, mg_env *env) {
    *algebra = (mg_algebra){.env = env};
}

static void free_quotient(mg_quotient *q) {
    mg_poly_free(&q->top);
    mg_poly_free(&q->bottom);
}

void mg_algebra_end(mg_algebra *algebra) {
    for (int i = 0; i < algebra->count; i++) {
        free_quotient(&algebra->atom[i].argument);
        if (algebra->rules.has_square[i]) mpq_clear(algebra->rules.square[i]);
    }
    *algebra = (mg_algebra){0};
}

/* -- quotients --------------------------------------------------------------------------------- */

static mg_exact multiply_poly(mg_algebra *g, const mg_poly *a, const mg_poly *b, mg_poly *result) {
    *result = (mg_poly){0};
    g->env->steps -= a->count * b->count;
    if (!mg_env_step(g->env)) return MG_EXACT_OVER_CAP;
    return mg_poly_multiply(a, b, &g->rules, result);
}

static mg_exact number_quotient(const mpq_t value, mg_quotient *q) {
    mpq_t one;
    mpq_init(one);
    mpq_set_ui(one, 1, 1);
    mg_exact exact = mg_poly_of_number(value, &q->top);
    if (exact == MG_EXACT_OK) exact = mg_poly_of_number(one, &q->bottom);
    mpq_clear(one);
    return exact;
}

static mg_exact long_quotient(long value, mg_quotient *q) {
    mpq_t number;
    mpq_init(number);
    mpq_set_si(number, value, 1);
    mg_exact exact = number_quotient(number, q);
    mpq_clear(number);
    return exact;
}

static mg_exact atom_quotient(int atom, mg_quotient *q) {
    mg_exact exact = long_quotient(1, q);
    mg_poly_free(&q->top);
    return exact == MG_EXACT_OK ? mg_poly_of_atom(atom, &q->top) : exact;
}

static mg_exact multiply(mg_algebra *g, const mg_quotient *a, const mg_quotient *b,
                         mg_quotient *result) {
    mg_exact exact = multiply_poly(g, &a->top, &b->top, &result->top);
    if (exact == MG_EXACT_OK) exact = multiply_poly(g, &a->bottom, &b->bottom, &result->bottom);
    return exact;
}

static mg_exact divide(mg_algebra *g, const mg_quotient *a, const mg_quotient *b,
                       mg_quotient *result) {
    if (b->top.count == 0) return MG_EXACT_UNDEFINED;
    const mg_quotient inverse = {b->bottom, b->top};
    return multiply(g, a, &inverse, result);
}

static mg_exact add(mg_algebra *g, const mg_quotient *a, const mg_quotient *b, int sign,
                    mg_quotient *result) {
    mg_exact exact;
    if (mg_poly_equal(&a->bottom, &b->bottom)) {
        exact = mg_poly_add(&a->top, &b->top, sign, &result->top);
        return exact == MG_EXACT_OK ? mg_poly_copy(&a->bottom, &result->bottom) : exact;
    }
    mg_poly left = {0}, right = {0};
    exact = multiply_poly(g, &a->top, &b->bottom, &left);
    if (exact == MG_EXACT_OK) exact = multiply_poly(g, &b->top, &a->bottom, &right);
    if (exact == MG_EXACT_OK) exact = mg_poly_add(&left, &right, sign, &result->top);
    if (exact == MG_EXACT_OK) exact = multiply_poly(g, &a->bottom, &b->bottom, &result->bottom);
    mg_poly_free(&left);
    mg_poly_free(&right);
    return exact;
}

/* a^exponent by repeated multiplication: degrees are capped at MG_POLY_DEGREE anyway. */
static mg_exact power(mg_algebra *g, const mg_quotient *a, long exponent, mg_quotient *result) {
    long times = exponent < 0 ? -exponent : exponent;
    if (times > MG_POLY_DEGREE) return MG_EXACT_OVER_CAP;
    mg_exact exact = long_quotient(1, result);
    for (long i = 0; i < times && exact == MG_EXACT_OK; i++) {
        mg_quotient next = {0};
        exact = exponent < 0 ? divide(g, result, a, &next) : multiply(g, result, a, &next);
        free_quotient(result);
        *result = next;
    }
    return exact;
}

/* Whether a - b has no terms; also a number's value where it is one. */
static bool quotient_is_number(const mg_quotient *q, mpq_t value) {
    mpq_t bottom;
    mpq_init(bottom);
    bool is = mg_poly_is_number(&q->top, value) && mg_poly_is_number(&q->bottom, bottom) &&
              mpq_sgn(bottom) != 0;
    if (is) mpq_div(value, value, bottom);
    mpq_clear(bottom);
    return is;
}

/* -- atoms ------------------------------------------------------------------------------------- */

static mg_exact add_atom(mg_algebra *g, mg_atom atom, int *index) {
    if (g->count == MG_POLY_ATOMS) return MG_EXACT_OVER_CAP;
    *index = g->count++;
    g->atom[*index] = atom;
    return MG_EXACT_OK;
}

/* The atom of a letter or of the imaginary unit. */
static mg_exact find_atom(mg_algebra *g, mg_atom_kind kind, int name, int *index) {
    for (*index = 0; *index < g->count; ++*index)
        if (g->atom[*index].kind == kind && g->atom[*index].name == name) return MG_EXACT_OK;
    return add_atom(g, (mg_atom){.kind = kind, .name = name}, index);
}

/* The atom whose square is `square`. */
static mg_exact find_root(mg_algebra *g, mg_atom_kind kind, const mpq_t square, int *index) {
    for (*index = 0; *index < g->count; ++*index)
        if (g->rules.has_square[*index] && mpq_equal(g->rules.square[*index], square))
            return MG_EXACT_OK;
    mg_exact exact = add_atom(g, (mg_atom){.kind = kind}, index);
    if (exact != MG_EXACT_OK) return exact;
    g->rules.has_square[*index] = true;
    mpq_init(g->rules.square[*index]);
    mpq_set(g->rules.square[*index], square);
    return MG_EXACT_OK;
}

/* result *= sqrt(square) for a prime or -1. */
static mg_exact multiply_root(mg_algebra *g, long square, mg_quotient *result) {
    mpq_t value;
    int atom = 0;
    mg_quotient root = {0}, product = {0};
    mpq_init(value);
    mpq_set_si(value, square, 1);
    mg_exact exact = find_root(g, square < 0 ? MG_ATOM_UNIT : MG_ATOM_ROOT, value, &atom);
    if (exact == MG_EXACT_OK) exact = atom_quotient(atom, &root);
    if (exact == MG_EXACT_OK) exact = multiply(g, result, &root, &product);
    mpq_clear(value);
    free_quotient(&root);
    free_quotient(result);
    *result = product;
    return exact;
}

/* sqrt(value) as a number times roots of different primes, which are independent over the
 * rationals: so no two spellings of one number differ. sqrt(a/b) = sqrt(ab)/b. */
static mg_exact root_of_number(mg_algebra *g, const mpq_t value, mg_quotient *result) {
    mpz_t rest, outside;
    mpq_t factor;
    mpz_init(rest);
    mpz_init_set_ui(outside, 1);
    mpq_init(factor);
    mpz_mul(rest, mpq_numref(value), mpq_denref(value));
    bool negative = mpz_sgn(rest) < 0, fits = true;
    mpz_abs(rest, rest);
    long primes[MG_POLY_ATOMS], count = 0;
    for (unsigned long p = 2; p < TRIAL_DIVISORS && mpz_sgn(rest) > 0; p++) {
        unsigned long times = 0;
        for (; mpz_divisible_ui_p(rest, p); times++) mpz_divexact_ui(rest, rest, p);
        for (unsigned long i = 0; i < times / 2; i++) mpz_mul_ui(outside, outside, p);
        if (times % 2 == 0) continue;
        fits = count < MG_POLY_ATOMS - 1;
        if (!fits) break;
        primes[count++] = (long)p;
    }
    bool is_square = mpz_perfect_square_p(rest) != 0;
    if (is_square) mpz_sqrt(rest, rest);
    if (is_square) mpz_mul(outside, outside, rest);
    bool is_prime = mpz_cmp_ui(rest, TRIAL_DIVISORS * TRIAL_DIVISORS) < 0;
    mg_exact exact = fits && (is_square || is_prime) ? MG_EXACT_OK : MG_EXACT_OVER_CAP;
    if (exact == MG_EXACT_OK && !is_square) primes[count++] = mpz_get_si(rest);
    mpq_set_z(factor, outside);
    mpz_set(mpq_denref(factor), mpq_denref(value));
    mpq_canonicalize(factor);
    if (exact == MG_EXACT_OK) exact = number_quotient(factor, result);
    if (exact == MG_EXACT_OK && negative) exact = multiply_root(g, -1, result);
    for (long i = 0; i < count && exact == MG_EXACT_OK; i++)
        exact = multiply_root(g, primes[i], result);
    mpz_clear(rest);
    mpz_clear(outside);
    mpq_clear(factor);
    return exact;
}

static mg_exact subtract_is_zero(mg_algebra *g, const mg_quotient *a, const mg_quotient *b,
                                 bool *is_zero) {
    mg_quotient difference = {0};
    mg_exact exact = add(g, a, b, -1, &difference);
    *is_zero = exact == MG_EXACT_OK && difference.top.count == 0;
    free_quotient(&difference);
    return exact;
}

/* Takes over `argument`. */
static mg_exact call_atom(mg_algebra *g, int function, mg_quotient *argument, int *index) {
    g->has_calls = true;
    for (*index = 0; *index < g->count; ++*index) {
        const mg_atom *atom = &g->atom[*index];
        bool same = false;
        if (atom->kind != MG_ATOM_CALL || atom->name != function) continue;
        if (argument->top.term) {
            mg_exact exact = subtract_is_zero(g, &atom->argument, argument, &same);
            if (exact != MG_EXACT_OK) return exact;
        }
        if (same || !argument->top.term) return MG_EXACT_OK;
    }
    mg_exact exact = add_atom(
        g, (mg_atom){.kind = MG_ATOM_CALL, .name = function, .argument = *argument}, index);
    if (exact == MG_EXACT_OK) *argument = (mg_quotient){0};
    return exact;
}

/* -- expressions ------------------------------------------------------------------------------- */

static mg_exact quotient_of(mg_algebra *g, const mg_ast *ast, int node, mg_quotient *result);

static mg_exact quotient_of_call(mg_algebra *g, const mg_ast *ast, int function, int argument_node,
                                 mg_quotient *result) {
    mg_quotient argument = {0};
    mpq_t value;
    int atom = 0;
    mpq_init(value);
    mg_exact exact = MG_EXACT_OK;
    if (argument_node >= 0) exact = quotient_of(g, ast, argument_node, &argument);
    if (exact == MG_EXACT_OK && function == MG_SQRT && quotient_is_number(&argument, value)) {
        exact = root_of_number(g, value, result);
    } else if (exact == MG_EXACT_OK) {
        exact = call_atom(g, function, &argument, &atom);
        if (exact == MG_EXACT_OK) exact = atom_quotient(atom, result);
    }
    free_quotient(&argument);
    mpq_clear(value);
    return exact;
}

static mg_exact quotient_of_name(mg_algebra *g, int letter, mg_quotient *result) {
    mg_env *env = g->env;
    int atom = 0;
    if (env->imaginary && letter == mg_ast_letter('i')) {
        mg_exact exact = long_quotient(1, result);
        return exact == MG_EXACT_OK ? multiply_root(g, -1, result) : exact;
    }
    if (env->letter[letter] >= 0) {
        if (env->depth == MG_EXACT_DEPTH) return MG_EXACT_OVER_CAP;
        env->depth++;
        mg_exact exact = quotient_of(g, env->known, env->letter[letter], result);
        env->depth--;
        return exact;
    }
    mg_exact exact = find_atom(g, MG_ATOM_LETTER, letter, &atom);
    return exact == MG_EXACT_OK ? atom_quotient(atom, result) : exact;
}

static mg_exact quotient_of_power(mg_algebra *g, const mg_ast *ast, const mg_ast_node *n,
                                  const mg_quotient *base, mg_quotient *result) {
    mpq_t value;
    long exponent;
    mpq_init(value);
    mg_exact exact = mg_rational_of(ast, n->right, g->env, value);
    if (exact == MG_EXACT_OK && mpq_cmp_ui(value, 1, 2) == 0)
        exact = quotient_of_call(g, ast, MG_SQRT, n->left, result);
    else if (exact == MG_EXACT_OK && mg_rational_is_long(value, &exponent))
        exact = power(g, base, exponent, result);
    else
        exact = exact == MG_EXACT_OVER_CAP ? exact : MG_EXACT_OPAQUE;
    mpq_clear(value);
    return exact;
}

static mg_exact combine(mg_algebra *g, const mg_ast *ast, const mg_ast_node *n,
                        const mg_quotient *a, mg_quotient *result) {
    mg_quotient b = {0};
    mg_exact exact = MG_EXACT_OK;
    if (n->kind == MG_AST_POWER) return quotient_of_power(g, ast, n, a, result);
    if (n->kind == MG_AST_NEGATE)
        exact = long_quotient(0, &b);
    else
        exact = quotient_of(g, ast, n->right, &b);
    if (exact == MG_EXACT_OK) {
        switch (n->kind) {
        case MG_AST_NEGATE:
            exact = add(g, &b, a, -1, result);
            break;
        case MG_AST_ADD:
            exact = add(g, a, &b, 1, result);
            break;
        case MG_AST_SUBTRACT:
            exact = add(g, a, &b, -1, result);
            break;
        case MG_AST_MULTIPLY:
            exact = multiply(g, a, &b, result);
            break;
        case MG_AST_DIVIDE:
            exact = divide(g, a, &b, result);
            break;
        default:
            exact = MG_EXACT_OPAQUE;
            break;
        }
    }
    free_quotient(&b);
    return exact;
}

/* On failure `result` is empty. Whole parts that are numbers are worked out as such, which is also
 * what finds sqrt(9/4) and 2^-1. */
static mg_exact quotient_of(mg_algebra *g, const mg_ast *ast, int node, mg_quotient *result) {
    const mg_ast_node *n = &ast->node[node];
    mg_quotient left = {0};
    mg_exact exact;
    *result = (mg_quotient){0};
    if (!mg_env_step(g->env)) return MG_EXACT_OVER_CAP;
    if (n->kind == MG_AST_NUMBER) {
        mpq_t value;
        mpq_init(value);
        exact = mg_rational_of_number(n, value);
        if (exact == MG_EXACT_OK) exact = number_quotient(value, result);
        mpq_clear(value);
    } else if (n->kind == MG_AST_NAME) {
        exact = quotient_of_name(g, n->name, result);
    } else if (n->kind == MG_AST_CALL) {
        exact = quotient_of_call(g, ast, n->name, n->left, result);
    } else {
        exact = quotient_of(g, ast, n->left, &left);
        if (exact == MG_EXACT_OK) exact = combine(g, ast, n, &left, result);
    }
    free_quotient(&left);
    if (exact != MG_EXACT_OK) free_quotient(result);
    return exact;
}

mg_exact mg_algebra_difference_is_zero(mg_algebra *g, const mg_ast *ast, int left, int right,
                                       bool *is_zero) {
    mg_quotient a = {0}, b = {0};
    *is_zero = false;
    mg_exact exact = quotient_of(g, ast, left, &a);
    if (exact == MG_EXACT_OK) exact = quotient_of(g, ast, right, &b);
    if (exact == MG_EXACT_OK) exact = subtract_is_zero(g, &a, &b, is_zero);
    free_quotient(&a);
    free_quotient(&b);
    return exact;
}
