/* The angle ABC of three whole points in degrees, rounded to two decimals. The arctangent is
 * rotation by rotation (CORDIC) in whole numbers of 2^-40 degree, so the same on every machine; an
 * angle too near to the middle between two answers is no problem. Operands: x, y of A, B, C. */
#include "gym/families/calculus_polygon.h"

static const mg_level LEVELS[] = {
    {"the angle at the origin, up to 70", {70, 1}},
    {"up to 11, as RG advanced_geometry", {11, 0}},
    {"up to 30", {30, 0}},
    {"up to 100, as RG advanced_geometry, hard", {100, 0}},
};

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    mg_polygon_draw(rng, 3, level->knob[0], v);
    if (level->knob[1]) v[2] = v[3] = 0;
}

/* atan2(y, x) for y > 0 in 2^-40 degrees, within 2^-30 degree. */
static int64_t degrees_of(int64_t x, int64_t y) {
    /* atan(2^-i) in 2^-40 degrees */
    static const int64_t STEP[] = {
        49478023249920, 29208582661662, 15433012903280, 7834038323712, 3932221230125, 1968027526446,
        984253903256,   492156985618,   246082247574,   123041593148,  61520855245,   30760434956,
        15380218395,    7690109312,     3845054670,     1922527337,    961263669,     480631834,
        240315917,      120157959,      60078979,       30039490,      15019745,      7509872,
        3754936,        1877468,        938734,         469367,        234684,        117342,
        58671,          29335,          14668,          7334,          3667,          1833};
    int64_t angle = (int64_t)90 << 40, turned = -x;
    x = y * ((int64_t)1 << 40); /* from the y axis: first a quarter turn */
    y = turned * ((int64_t)1 << 40);
    for (int i = 0; i < (int)(sizeof STEP / sizeof STEP[0]); i++) {
        int64_t dx = y >> i, dy = x >> i;
        bool up = y > 0;
        x += up ? dx : -dx;
        y += up ? -dy : dy;
        angle += up ? STEP[i] : -STEP[i];
    }
    return angle;
}

/* Cross and dot product of A - B and C - B. */
static void products(const int64_t *v, int64_t *cross, int64_t *dot) {
    int64_t ax = v[0] - v[2], ay = v[1] - v[3], cx = v[4] - v[2], cy = v[5] - v[3];
    *cross = ax * cy - ay * cx;
    *dot = ax * cx + ay * cy;
    if (*cross < 0) *cross = -*cross;
}

/* Hundredths of a degree; -1 where they cannot be told. */
static int64_t hundredths(const int64_t *v) {
    int64_t cross, dot;
    products(v, &cross, &dot);
    int64_t divisor = mg_gcd(cross, dot);
    int64_t angle = degrees_of(dot / divisor, cross / divisor) * 100, half = (int64_t)1 << 39;
    int64_t rounded = (angle + half) >> 40, low = (angle + half - ((int64_t)1 << 20)) >> 40;
    int64_t high = (angle + half + ((int64_t)1 << 20)) >> 40;
    return low == high ? rounded : -1;
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    if (mg_polygon_twice_area(v, 3) == 0 || hundredths(v) < 0) return false;
    bool swap = v[0] > v[4] || (v[0] == v[4] && v[1] > v[5]);
    mg_key_list(out, "angle at", v + 2, 2);
    mg_key_list(out, ";", v + (swap ? 4 : 0), 2);
    mg_key_list(out, ";", v + (swap ? 0 : 4), 2);
    return true;
}

static void part(const mg_level *level, const int64_t *v, char which, mg_text *out) {
    (void)level;
    mg_text_point(out, v + 2 * (which - 'A'), 2);
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    static const char *const WORDINGS[] = {
        "A = @A, B = @B, C = @C. How large is the angle ABC in degrees, rounded to 2 decimal "
        "places?",
        "In the triangle with the corners A = @A, B = @B and C = @C, find the angle at B in "
        "degrees. Round to 2 decimal places.",
        NULL};
    mg_ask(problem, question, WORDINGS, part, level, v);
    mg_text_decimal(answer, hundredths(v), 2);
    problem->digits = mg_longest(v, 6);
    problem->operations = 12;
    problem->difficulty = 12 * problem->digits;
}

static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    const int64_t a[2] = {v[0] - v[2], v[1] - v[3]}, c[2] = {v[4] - v[2], v[5] - v[3]};
    int64_t dot = a[0] * c[0] + a[1] * c[1];
    int64_t aa = a[0] * a[0] + a[1] * a[1], cc = c[0] * c[0] + c[1] * c[1];
    mg_text_dot(out, a, 1, c, 1, 2);
    mg_text_string(out, " = ");
    mg_text_int(out, dot);
    mg_text_char(out, ';');
    for (int i = 0; i < 2; i++) {
        mg_text_dot(out, i ? c : a, 1, i ? c : a, 1, 2);
        mg_text_string(out, " = ");
        mg_text_int(out, i ? cc : aa);
        mg_text_char(out, ';');
    }
    mg_text_string(out, "cosine of the angle: ");
    mg_text_int(out, dot);
    mg_text_string(out, "/sqrt(");
    mg_text_int(out, aa * cc);
    mg_text_string(out, ");angle: about ");
    mg_text_decimal(out, hundredths(v), 2);
    mg_text_string(out, " degrees;");
}

static mg_text_bounds bounds(const mg_level *level) {
    int d = mg_digit_count(level->knob[0]) + 1;
    return (mg_text_bounds){125 + 6 * (d + 2), 6, 130 + 40 * d};
}

const mg_family mg_family_triangle_angle = {
    .name = "triangle_angle",
    .summary = "angles of triangles with whole corners, to 2 decimals",
    .topic = "calculus",
    .id = MG_FAMILY_ID_triangle_angle,
    .knobs = {"max_coordinate", "at_origin"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 2,
    .answer_kind = MG_ANSWER_RATIONAL,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};
