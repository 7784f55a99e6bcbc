#include "gym/exact/rational.h"

#include <limits.h>
#include <string.h>

void mg_env_clear(mg_env *env) {
    *env = (mg_env){.steps = MG_EXACT_STEPS};
    for (int i = 0; i < MG_AST_LETTERS; i++) env->letter[i] = -1;
}

static size_t bits_of(const mpq_t value) {
    return mpz_sizeinbase(mpq_numref(value), 2) + mpz_sizeinbase(mpq_denref(value), 2);
}

static mg_exact check_size(const mpq_t value) {
    return bits_of(value) > MG_EXACT_BITS ? MG_EXACT_OVER_CAP : MG_EXACT_OK;
}

bool mg_rational_is_long(const mpq_t value, long *number) {
    if (mpz_cmp_ui(mpq_denref(value), 1) != 0 || !mpz_fits_slong_p(mpq_numref(value))) return false;
    *number = mpz_get_si(mpq_numref(value));
    return true;
}

mg_exact mg_rational_of_number(const mg_ast_node *node, mpq_t value) {
    char digits[MG_AST_BYTES + 1];
    unsigned long places = 0;
    size_t count = 0;
    bool after_point = false;
    for (size_t i = 0; i < node->bytes; i++) {
        if (node->text[i] == '.') {
            after_point = true;
            continue;
        }
        digits[count++] = node->text[i];
        places += after_point;
    }
    digits[count] = '\0';
    mpz_set_str(mpq_numref(value), digits, 10);
    mpz_ui_pow_ui(mpq_denref(value), 10, places);
    mpq_canonicalize(value);
    return check_size(value);
}

mg_exact mg_rational_power(mpq_t base, long exponent) {
    unsigned long times = exponent < 0 ? 0 - (unsigned long)exponent : (unsigned long)exponent;
    if (exponent < 0 && mpq_sgn(base) == 0) return MG_EXACT_UNDEFINED;
    bool is_unit = mpz_cmpabs_ui(mpq_numref(base), 1) <= 0 && mpz_cmp_ui(mpq_denref(base), 1) == 0;
    if (is_unit) times = times == 0 ? 0 : 2 - times % 2; /* 0, 1 and -1 never grow */
    if (times > MG_EXACT_BITS || times * bits_of(base) > 2 * MG_EXACT_BITS)
        return MG_EXACT_OVER_CAP;
    mpz_pow_ui(mpq_numref(base), mpq_numref(base), times);
    mpz_pow_ui(mpq_denref(base), mpq_denref(base), times);
    if (exponent < 0) mpq_inv(base, base);
    return check_size(base);
}

/* -- functions --------------------------------------------------------------------------------- */

static mg_exact square_root(mpq_t value) {
    if (mpq_sgn(value) < 0 || !mpz_perfect_square_p(mpq_numref(value)) ||
        !mpz_perfect_square_p(mpq_denref(value)))
        return MG_EXACT_OPAQUE;
    mpz_sqrt(mpq_numref(value), mpq_numref(value));
    mpz_sqrt(mpq_denref(value), mpq_denref(value));
    return MG_EXACT_OK;
}

static void to_floor(mpq_t value) {
    mpz_fdiv_q(mpq_numref(value), mpq_numref(value), mpq_denref(value));
    mpz_set_ui(mpq_denref(value), 1);
}

static bool both_whole(const mpq_t a, const mpq_t b) {
    return mpz_cmp_ui(mpq_denref(a), 1) == 0 && mpz_cmp_ui(mpq_denref(b), 1) == 0;
}

/* a = f(a, b); b is 0 for functions of one argument. */
static mg_exact apply(mg_ast_function function, mpq_t a, const mpq_t b) {
    switch (function) {
    case MG_SQRT:
        return square_root(a);
    case MG_SIN:
    case MG_TAN:
        return mpq_sgn(a) == 0 ? MG_EXACT_OK : MG_EXACT_OPAQUE;
    case MG_COS:
    case MG_EXP:
        if (mpq_sgn(a) != 0) return MG_EXACT_OPAQUE;
        mpq_set_ui(a, 1, 1);
        return MG_EXACT_OK;
    case MG_LN:
        if (mpq_sgn(a) <= 0) return MG_EXACT_UNDEFINED;
        if (mpq_cmp_ui(a, 1, 1) != 0) return MG_EXACT_OPAQUE;
        mpq_set_ui(a, 0, 1);
        return MG_EXACT_OK;
    case MG_GCD:
    case MG_LCM:
        if (!both_whole(a, b)) return MG_EXACT_UNDEFINED;
        (function == MG_GCD ? mpz_gcd : mpz_lcm)(mpq_numref(a), mpq_numref(a), mpq_numref(b));
        return check_size(a);
    case MG_ABS:
        mpq_abs(a, a);
        return MG_EXACT_OK;
    case MG_MIN:
        if (mpq_cmp(b, a) < 0) mpq_set(a, b);
        return MG_EXACT_OK;
    case MG_MAX:
        if (mpq_cmp(b, a) > 0) mpq_set(a, b);
        return MG_EXACT_OK;
    case MG_FLOOR:
        to_floor(a);
        return MG_EXACT_OK;
    case MG_PI:
    case MG_AST_FUNCTIONS:
        break;
    }
    return MG_EXACT_OPAQUE;
}

/* -- operators --------------------------------------------------------------------------------- */

static mg_exact power(mpq_t a, const mpq_t b) {
    long exponent;
    if (mpq_cmp_ui(b, 1, 2) == 0) return square_root(a);
    if (!mg_rational_is_long(b, &exponent))
        return mpz_cmp_ui(mpq_denref(b), 1) == 0 ? MG_EXACT_OVER_CAP : MG_EXACT_OPAQUE;
    return mg_rational_power(a, exponent);
}

static mg_exact divide(mg_ast_kind kind, mpq_t a, const mpq_t b) {
    if (mpq_sgn(b) == 0) return MG_EXACT_UNDEFINED;
    if (kind == MG_AST_DIVIDE) {
        mpq_div(a, a, b);
        return check_size(a);
    }
    mpq_t quotient;
    mpq_init(quotient);
    mpq_div(quotient, a, b);
    to_floor(quotient);
    if (kind == MG_AST_FLOOR_DIVIDE) {
        mpq_set(a, quotient);
    } else {
        mpq_mul(quotient, quotient, b);
        mpq_sub(a, a, quotient);
    }
    mpq_clear(quotient);
    return check_size(a);
}

static bool compare(mg_ast_kind kind, int order) {
    switch (kind) {
    case MG_AST_EQUAL:
        return order == 0;
    case MG_AST_UNEQUAL:
        return order != 0;
    case MG_AST_LESS:
        return order < 0;
    case MG_AST_GREATER:
        return order > 0;
    case MG_AST_AT_MOST:
        return order <= 0;
    default:
        return order >= 0;
    }
}

/* a = a op b; of the operators that have one operand, b is 0. */
static mg_exact combine(mg_ast_kind kind, mpq_t a, const mpq_t b) {
    bool truth = false;
    switch (kind) {
    case MG_AST_NEGATE:
        mpq_neg(a, a);
        return MG_EXACT_OK;
    case MG_AST_ADD:
        mpq_add(a, a, b);
        return check_size(a);
    case MG_AST_SUBTRACT:
        mpq_sub(a, a, b);
        return check_size(a);
    case MG_AST_MULTIPLY:
        mpq_mul(a, a, b);
        return check_size(a);
    case MG_AST_DIVIDE:
    case MG_AST_FLOOR_DIVIDE:
    case MG_AST_MODULO:
        return divide(kind, a, b);
    case MG_AST_POWER:
        return power(a, b);
    case MG_AST_NOT:
        truth = mpq_sgn(a) == 0;
        break;
    case MG_AST_AND:
        truth = mpq_sgn(a) != 0 && mpq_sgn(b) != 0;
        break;
    case MG_AST_OR:
        truth = mpq_sgn(a) != 0 || mpq_sgn(b) != 0;
        break;
    default:
        truth = compare(kind, mpq_cmp(a, b));
        break;
    }
    mpq_set_ui(a, truth, 1);
    return MG_EXACT_OK;
}

static mg_exact value_of_name(const mg_ast_node *node, mg_env *env, mpq_t value) {
    if (env->value) {
        mpq_set(value, env->value[node->name]);
        return MG_EXACT_OK;
    }
    int root = env->letter[node->name];
    if (root < 0) return MG_EXACT_OPAQUE;
    if (env->depth == MG_EXACT_DEPTH) return MG_EXACT_OVER_CAP;
    env->depth++;
    mg_exact result = mg_rational_of(env->known, root, env, value);
    env->depth--;
    return result;
}

mg_exact mg_rational_of(const mg_ast *ast, int node, mg_env *env, mpq_t value) {
    const mg_ast_node *n = &ast->node[node];
    if (!mg_env_step(env)) return MG_EXACT_OVER_CAP;
    if (n->kind == MG_AST_NUMBER) return mg_rational_of_number(n, value);
    if (n->kind == MG_AST_NAME) return value_of_name(n, env, value);
    if (n->left < 0) return MG_EXACT_OPAQUE; /* pi */
    mg_exact result = mg_rational_of(ast, n->left, env, value);
    if (result != MG_EXACT_OK) return result;
    mpq_t right;
    mpq_init(right);
    if (n->right >= 0) result = mg_rational_of(ast, n->right, env, right);
    if (result == MG_EXACT_OK)
        result = n->kind == MG_AST_CALL ? apply((mg_ast_function)n->name, value, right)
                                        : combine((mg_ast_kind)n->kind, value, right);
    mpq_clear(right);
    return result;
}
