#include "gym/exact/truth.h"

#include <math.h>

#include "gym/exact/algebra.h"

enum { POINTS = 12, ENOUGH_POINTS = 4 };

/* Of the larger side; double keeps 1e-16 and an expression of some hundred operations loses three
 * or four digits. */
static const double TOLERANCE = 1e-9;

/* -- at points --------------------------------------------------------------------------------- */

/* Between 0.25 and 2.25, where most elementary functions have a value; all different. */
static double place_of(int letter, int point) {
    uint32_t mix = (uint32_t)(letter * 7919 + point * 104729 + 17) * 2654435761u;
    return 0.25 + (double)(mix >> 8) * (2.0 / (1 << 24));
}

static double call(int function, double a) {
    switch (function) {
    case MG_SQRT:
        return sqrt(a);
    case MG_SIN:
        return sin(a);
    case MG_COS:
        return cos(a);
    case MG_TAN:
        return tan(a);
    case MG_EXP:
        return exp(a);
    case MG_LN:
        return log(a);
    case MG_PI:
        return acos(-1);
    default:
        return NAN;
    }
}

static double value_of_number(const mg_ast_node *node) {
    mpq_t value;
    mpq_init(value);
    double result = mg_rational_of_number(node, value) == MG_EXACT_OK ? mpq_get_d(value) : NAN;
    mpq_clear(value);
    return result;
}

static double value_of_name(const mg_ast_node *node, mg_env *env, int point) {
    if (env->imaginary && node->name == mg_ast_letter('i')) return NAN;
    int root = env->letter[node->name];
    if (root < 0) return place_of(node->name, point);
    if (env->depth == MG_EXACT_DEPTH) return NAN;
    env->depth++;
    double value = mg_value_at_point(env->known, root, env, point);
    env->depth--;
    return value;
}

double mg_value_at_point(const mg_ast *ast, int node, mg_env *env, int point) {
    const mg_ast_node *n = &ast->node[node];
    if (!mg_env_step(env)) return NAN;
    if (n->kind == MG_AST_NUMBER) return value_of_number(n);
    if (n->kind == MG_AST_NAME) return value_of_name(n, env, point);
    double a = n->left < 0 ? 0 : mg_value_at_point(ast, n->left, env, point);
    double b = n->right < 0 ? 0 : mg_value_at_point(ast, n->right, env, point);
    switch (n->kind) {
    case MG_AST_CALL:
        return call(n->name, a);
    case MG_AST_NEGATE:
        return -a;
    case MG_AST_ADD:
        return a + b;
    case MG_AST_SUBTRACT:
        return a - b;
    case MG_AST_MULTIPLY:
        return a * b;
    case MG_AST_DIVIDE:
        return b == 0 ? NAN : a / b;
    case MG_AST_POWER:
        return pow(a, b);
    default:
        return NAN;
    }
}

static bool are_near(double a, double b) {
    return fabs(a - b) <= TOLERANCE * (1 + fmax(fabs(a), fabs(b)));
}

static mg_truth equal_at_points(const mg_ast *ast, int left, int right, mg_env *env) {
    int tried = 0;
    for (int point = 0; point < POINTS; point++) {
        double a = mg_value_at_point(ast, left, env, point);
        double b = mg_value_at_point(ast, right, env, point);
        if (!isfinite(a) || !isfinite(b)) continue;
        if (!are_near(a, b)) return MG_FALSE;
        tried++;
    }
    return tried >= ENOUGH_POINTS ? MG_TRUE : MG_UNDECIDED;
}

/* -- exactly ----------------------------------------------------------------------------------- */

static bool holds(mg_ast_kind relation, int order) {
    switch (relation) {
    case MG_AST_EQUAL:
        return order == 0;
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

/* Both sides rational numbers. */
static mg_exact compare_numbers(const mg_ast *ast, int left, int right, mg_env *env, int *order) {
    mpq_t a, b;
    mpq_inits(a, b, NULL);
    mg_exact exact = mg_rational_of(ast, left, env, a);
    if (exact == MG_EXACT_OK) exact = mg_rational_of(ast, right, env, b);
    if (exact == MG_EXACT_OK) *order = mpq_cmp(a, b);
    mpq_clears(a, b, NULL);
    return exact;
}

static mg_truth compare_surds(const mg_ast *ast, mg_ast_kind relation, int left, int right,
                              mg_env *env, bool *by_points) {
    if (mg_free_letters(ast, left, env) | mg_free_letters(ast, right, env)) return MG_UNDECIDED;
    double a = mg_value_at_point(ast, left, env, 0), b = mg_value_at_point(ast, right, env, 0);
    if (!isfinite(a) || !isfinite(b) || are_near(a, b)) return MG_UNDECIDED;
    *by_points = true;
    return holds(relation, a < b ? -1 : 1) ? MG_TRUE : MG_FALSE;
}

mg_truth mg_relation_test(const mg_ast *ast, mg_ast_kind relation, int left, int right, mg_env *env,
                          bool *by_points) {
    int order;
    bool is_zero = false, ignored;
    if (!by_points) by_points = &ignored;
    mg_exact exact = compare_numbers(ast, left, right, env, &order);
    if (exact == MG_EXACT_OK) return holds(relation, order) ? MG_TRUE : MG_FALSE;
    if (exact == MG_EXACT_UNDEFINED) return MG_UNDECIDED;
    mg_algebra algebra;
    mg_algebra_start(&algebra, env);
    exact = mg_algebra_difference_is_zero(&algebra, ast, left, right, &is_zero);
    bool exhausted = exact != MG_EXACT_OK || algebra.has_calls;
    mg_algebra_end(&algebra);
    if (exact == MG_EXACT_UNDEFINED) return MG_UNDECIDED;
    if (is_zero) return holds(relation, 0) ? MG_TRUE : MG_FALSE;
    if (relation != MG_AST_EQUAL) return compare_surds(ast, relation, left, right, env, by_points);
    if (!exhausted) return MG_FALSE;
    *by_points = true;
    return equal_at_points(ast, left, right, env);
}

mg_truth mg_chain_test(const mg_chain *chain, mg_env *env, bool *by_points) {
    mg_truth all = MG_TRUE;
    for (int i = 1; i < chain->sides; i++) {
        mg_truth one = mg_relation_test(&chain->ast, (mg_ast_kind)chain->relation[i],
                                        chain->side[i - 1], chain->side[i], env, by_points);
        if (one == MG_FALSE) return MG_FALSE;
        if (one == MG_UNDECIDED) all = MG_UNDECIDED;
    }
    return all;
}

uint64_t mg_free_letters(const mg_ast *ast, int node, const mg_env *env) {
    const mg_ast_node *n = &ast->node[node];
    if (n->kind == MG_AST_NAME) {
        bool is_free =
            env->letter[n->name] < 0 && !(env->imaginary && n->name == mg_ast_letter('i'));
        return is_free ? (uint64_t)1 << n->name : 0;
    }
    uint64_t letters = n->left < 0 ? 0 : mg_free_letters(ast, n->left, env);
    return n->right < 0 ? letters : letters | mg_free_letters(ast, n->right, env);
}
