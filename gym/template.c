/* Reading templates. */
#include "gym/template.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/file.h"
#include "gym/template_parts.h"

typedef struct reader {
    mg_template *t;
    const char *name;       /* of the file */
    const char *line, *end; /* the line at hand, without its line feed */
    const char *at;
    int number; /* of the line, from 1 */
    bool has_kind;
} reader;

static mg_status fail(const reader *r, const char *at, const char *what) {
    return mg_fail(MG_ERR_FORMAT, "%s:%d:%d: %s", r->name, r->number, (int)(at - r->line) + 1,
                   what);
}

static void skip_spaces(reader *r) {
    while (r->at < r->end && *r->at == ' ') r->at++;
}

static bool is_word_char(char c) {
    return mg_ast_letter(c) >= 0 || c == '_' || (c >= '0' && c <= '9');
}

/* A name; empty where there is none. */
static size_t read_name(reader *r, const char **name) {
    skip_spaces(r);
    *name = r->at;
    if (r->at < r->end && *r->at >= '0' && *r->at <= '9') return 0;
    while (r->at < r->end && is_word_char(*r->at)) r->at++;
    return (size_t)(r->at - *name);
}

static mg_status copy_text(const reader *r, const char *from, size_t bytes, char *to, size_t size,
                           const char *too_long) {
    if (bytes >= size) return fail(r, from, too_long);
    memcpy(to, from, bytes);
    to[bytes] = '\0';
    return MG_OK;
}

static int find_name(const mg_template *t, const char *name, size_t bytes) {
    for (int i = 0; i < t->names; i++)
        if (strlen(t->name_text[i]) == bytes && memcmp(t->name_text[i], name, bytes) == 0) return i;
    return -1;
}

static mg_status add_name(reader *r, const char *name, size_t bytes) {
    mg_template *t = r->t;
    if (bytes == 0) return fail(r, name, "a name expected");
    if (find_name(t, name, bytes) >= 0) return fail(r, name, "this name is there already");
    if (t->names == MG_TEMPLATE_NAMES) return fail(r, name, "more than 24 names");
    char *text = t->name_text[t->names];
    MG_TRY(copy_text(r, name, bytes, text, MG_TEMPLATE_NAME_BYTES, "a name of over 31 bytes"));
    t->name_pointer[t->names++] = text;
    return MG_OK;
}

static mg_status read_expression(reader *r, const char *text, const char *end, int *root) {
    mg_template *t = r->t;
    const mg_ast_grammar grammar = {true, t->name_pointer, t->names};
    while (text < end && *text == ' ') text++;
    if (mg_ast_add(&t->ast, &grammar, text, (size_t)(end - text), root)) return MG_OK;
    return fail(r, text + t->ast.error_at, t->ast.error);
}

/* -- levels ------------------------------------------------------------------------------------ */

static mg_status read_number(reader *r, int64_t *number) {
    skip_spaces(r);
    const char *start = r->at;
    bool negative = r->at < r->end && *r->at == '-';
    r->at += negative;
    const char *digits = r->at;
    for (*number = 0; r->at < r->end && *r->at >= '0' && *r->at <= '9'; r->at++) {
        if (r->at - digits == 15) return fail(r, start, "a number of over 15 digits");
        *number = *number * 10 + (*r->at - '0');
    }
    if (r->at == digits) return fail(r, start, "a whole number expected");
    if (negative) *number = -*number;
    return MG_OK;
}

/* "1..20" or "2|3|5" */
static mg_status read_range(reader *r, mg_template_range *range) {
    MG_TRY(read_number(r, &range->low));
    range->choice[0] = range->low;
    if (r->end - r->at >= 2 && memcmp(r->at, "..", 2) == 0) {
        r->at += 2;
        const char *start = r->at;
        MG_TRY(read_number(r, &range->high));
        return range->high < range->low ? fail(r, start, "this is below where it starts") : MG_OK;
    }
    for (range->choices = 1; r->at < r->end && *r->at == '|'; range->choices++) {
        if (range->choices == MG_TEMPLATE_CHOICES) return fail(r, r->at, "over 32 choices");
        r->at++;
        MG_TRY(read_number(r, &range->choice[range->choices]));
        for (int i = 0; i < range->choices; i++)
            if (range->choice[i] == range->choice[range->choices])
                return fail(r, r->at, "this choice is there already");
    }
    return MG_OK;
}

/* "a 1..20": the first level declares the variables, the others repeat them. */
static mg_status read_variable(reader *r, mg_template_level *level, bool first, int position) {
    const char *name;
    size_t bytes = read_name(r, &name);
    if (first)
        MG_TRY(add_name(r, name, bytes));
    else if (find_name(r->t, name, bytes) != position)
        return fail(r, name, "the variables of the first level, in its order, are expected");
    return read_range(r, &level->range[position]);
}

/* level up to 20: a 1..20, b 2|3|5 */
static mg_status read_level(reader *r) {
    mg_template *t = r->t;
    int count = t->family.level_count, position = 0;
    if (t->names > t->variables) return fail(r, r->line, "levels come before lets");
    if (count == MG_TEMPLATE_LEVELS) return fail(r, r->line, "more than 12 levels");
    mg_template_level *level = &t->level[count];
    skip_spaces(r);
    const char *colon = memchr(r->at, ':', (size_t)(r->end - r->at));
    if (!colon) return fail(r, r->at, "SUMMARY: NAME LOW..HIGH, NAME A|B|C ... expected");
    MG_TRY(copy_text(r, r->at, (size_t)(colon - r->at), level->summary, sizeof level->summary,
                     "a summary of over 79 bytes"));
    r->at = colon;
    do {
        r->at++;
        if (position == t->variables && count > 0) return fail(r, r->at, "one variable too many");
        MG_TRY(read_variable(r, level, count == 0, position++));
        skip_spaces(r);
    } while (r->at < r->end && *r->at == ',');
    if (r->at < r->end) return fail(r, r->at, "',' or the end of the line expected");
    if (count > 0 && position < t->variables) return fail(r, r->at, "a variable is missing");
    t->variables = t->names;
    level->owner = t;
    t->levels[count] = (mg_level){.summary = level->summary, .context = level};
    t->family.level_count++;
    return MG_OK;
}

/* -- lines with holes -------------------------------------------------------------------------- */

static mg_status add_piece(reader *r, mg_template_line *line, mg_template_piece piece) {
    if (r->t->pieces == MG_TEMPLATE_PIECES) return fail(r, r->at, "too much text in all");
    r->t->piece[r->t->pieces++] = piece;
    line->count++;
    return MG_OK;
}

static mg_status add_text(reader *r, mg_template_line *line, const char *start) {
    if (start == r->at) return MG_OK;
    return add_piece(r, line,
                     (mg_template_piece){
                         .kind = MG_PIECE_TEXT, .text = start, .bytes = (size_t)(r->at - start)});
}

/* {EXPR}, {EXPR:PLACES}, {EXPR?TEXT|TEXT}; r->at is at the brace. */
static mg_status read_hole(reader *r, mg_template_line *line) {
    const char *open = r->at + 1, *close = memchr(r->at, '}', (size_t)(r->end - r->at));
    mg_template_piece piece = {.kind = MG_PIECE_HOLE, .places = -1};
    if (!close) return fail(r, r->at, "no '}' for this '{'");
    const char *end = open;
    while (end < close && *end != ':' && *end != '?') end++;
    MG_TRY(read_expression(r, open, end, &piece.root));
    if (end < close && *end == ':') {
        if (close - end != 2 || end[1] < '0' || end[1] > '9')
            return fail(r, end + 1, "the number of decimals, 0 to 9, expected");
        piece.places = end[1] - '0';
    } else if (end < close) {
        const char *bar = memchr(end, '|', (size_t)(close - end));
        if (!bar) return fail(r, end, "TEXT|TEXT expected behind '?'");
        piece.chooses = true;
        piece.choice[0] = end + 1, piece.choice[1] = bar + 1;
        piece.choice_bytes[0] = (size_t)(bar - end - 1);
        piece.choice_bytes[1] = (size_t)(close - bar - 1);
        if (piece.choice_bytes[0] > MG_TEMPLATE_HOLE_BYTES ||
            piece.choice_bytes[1] > MG_TEMPLATE_HOLE_BYTES)
            return fail(r, end, "a text of over 64 bytes");
    }
    MG_TRY(add_piece(r, line, piece));
    r->at = close + 1;
    return MG_OK;
}

/* Text with holes; $...$ marks formulas in questions. */
static mg_status read_line(reader *r, mg_template_line_kind kind) {
    mg_template *t = r->t;
    bool single = kind == MG_LINE_ANSWER || kind == MG_LINE_KEY, open = false;
    if (t->lines[kind] == (single ? 1 : MG_TEMPLATE_LINES))
        return fail(r, r->line, single ? "a second one" : "more than 40 of these");
    mg_template_line *line = &t->line[kind][t->lines[kind]++];
    *line = (mg_template_line){.first = t->pieces};
    skip_spaces(r);
    if (r->at == r->end) return fail(r, r->at, "nothing here");
    const char *start = r->at;
    while (r->at < r->end) {
        char c = *r->at;
        bool marks = c == '$' && kind == MG_LINE_QUESTION;
        if (c == '}') return fail(r, r->at, "no '{' before this '}'");
        if ((c == ';' || c == '#') && kind == MG_LINE_STEP)
            return fail(r, r->at, "a step has no ';' and no '#'");
        if (c != '{' && !marks) {
            r->at++;
            continue;
        }
        MG_TRY(add_text(r, line, start));
        if (marks) {
            open = !open;
            r->at++;
            MG_TRY(add_piece(r, line,
                             (mg_template_piece){.kind = open ? MG_PIECE_OPEN : MG_PIECE_CLOSE}));
        } else {
            MG_TRY(read_hole(r, line));
        }
        start = r->at;
    }
    if (open) return fail(r, r->at, "no second '$'");
    return add_text(r, line, start);
}

/* -- the other lines --------------------------------------------------------------------------- */

/* let c = a + b */
static mg_status read_let(reader *r) {
    const char *name;
    size_t bytes = read_name(r, &name);
    int root;
    if (bytes == 0) return fail(r, name, "a name expected");
    skip_spaces(r);
    if (r->at == r->end || *r->at != '=') return fail(r, r->at, "'=' expected");
    MG_TRY(read_expression(r, r->at + 1, r->end, &root));
    MG_TRY(add_name(r, name, bytes));
    r->t->let_root[r->t->names - 1] = root;
    return MG_OK;
}

static mg_status read_require(reader *r) {
    mg_template *t = r->t;
    if (t->required == MG_TEMPLATE_REQUIRED) return fail(r, r->line, "more than 12 requirements");
    return read_expression(r, r->at, r->end, &t->required_root[t->required++]);
}

static mg_status read_difficulty(reader *r) {
    return read_expression(r, r->at, r->end, &r->t->difficulty_root);
}

static mg_status read_title(reader *r) {
    mg_template *t = r->t;
    const char *name;
    size_t bytes = read_name(r, &name);
    if (bytes == 0 || r->at < r->end) return fail(r, r->at, "a name of letters, digits and _");
    MG_TRY(copy_text(r, name, bytes, t->name, sizeof t->name, "a name of over 31 bytes"));
    if (mg_family_find(t->name)) return fail(r, name, "a built-in family has this name");
    return MG_OK;
}

static mg_status read_summary(reader *r) {
    skip_spaces(r);
    return copy_text(r, r->at, (size_t)(r->end - r->at), r->t->summary, sizeof r->t->summary,
                     "a summary of over 159 bytes");
}

static mg_status read_default(reader *r) {
    int64_t level;
    MG_TRY(read_number(r, &level));
    if (level < 1 || level > r->t->family.level_count) return fail(r, r->line, "no such level");
    r->t->family.default_level = (int)level;
    return MG_OK;
}

/* Whole words only: the rest of the line. */
static int find_word(reader *r, const char *(*name)(int)) {
    skip_spaces(r);
    size_t bytes = (size_t)(r->end - r->at);
    for (int i = 0; name(i); i++)
        if (strlen(name(i)) == bytes && memcmp(name(i), r->at, bytes) == 0) return i;
    return -1;
}

static mg_status read_kind(reader *r) {
    int kind = find_word(r, mg_answer_kind_name);
    if (kind < 0) return fail(r, r->at, "no such kind of answer (gym/README.md, \"Templates\")");
    if (kind == MG_ANSWER_OWN || kind == MG_ANSWER_BASED)
        return fail(r, r->at, "templates have no answers of this kind");
    r->t->family.answer_kind = (mg_answer_kind)kind;
    r->has_kind = true;
    return MG_OK;
}

static mg_status read_form(reader *r) {
    int form = find_word(r, mg_form_name);
    if (form < 0) return fail(r, r->at, "no such form (gym/README.md, \"Templates\")");
    r->t->family.form = (mg_form)form;
    return MG_OK;
}

static mg_status read_question(reader *r) {
    return read_line(r, MG_LINE_QUESTION);
}

static mg_status read_answer(reader *r) {
    return read_line(r, MG_LINE_ANSWER);
}

static mg_status read_key(reader *r) {
    return read_line(r, MG_LINE_KEY);
}

static mg_status read_step(reader *r) {
    return read_line(r, MG_LINE_STEP);
}

static const struct {
    const char *word;
    mg_status (*read)(reader *r);
} KEYWORDS[] = {
    {"name", read_title},
    {"summary", read_summary},
    {"level", read_level},
    {"default", read_default},
    {"let", read_let},
    {"require", read_require},
    {"question", read_question},
    {"answer", read_answer},
    {"kind", read_kind},
    {"form", read_form},
    {"key", read_key},
    {"step", read_step},
    {"difficulty", read_difficulty},
};

static mg_status read_keyword(reader *r) {
    const char *word;
    size_t bytes = read_name(r, &word);
    for (size_t i = 0; i < sizeof KEYWORDS / sizeof KEYWORDS[0]; i++)
        if (strlen(KEYWORDS[i].word) == bytes && memcmp(KEYWORDS[i].word, word, bytes) == 0)
            return KEYWORDS[i].read(r);
    return fail(r, word,
                "name, summary, level, default, let, require, question, answer, kind, form, key, "
                "step or difficulty expected");
}

static mg_status read_lines(reader *r, const char *text, size_t bytes) {
    for (const char *end = text + bytes; text < end;) {
        const char *feed = memchr(text, '\n', (size_t)(end - text));
        r->line = r->at = text;
        r->end = feed ? feed : end;
        r->number++;
        text = feed ? feed + 1 : end;
        while (r->end > r->line && strchr(" \t\r", r->end[-1])) r->end--;
        for (const char *c = r->line; c < r->end; c++)
            if ((unsigned char)*c < ' ') return fail(r, c, "a control character");
        skip_spaces(r);
        if (r->at < r->end && *r->at != '#') MG_TRY(read_keyword(r));
    }
    r->line = r->at = r->end;
    return MG_OK;
}

static mg_status check_complete(const reader *r) {
    const mg_template *t = r->t;
    if (!t->name[0]) return fail(r, r->line, "no 'name'");
    if (t->family.level_count == 0) return fail(r, r->line, "no 'level'");
    if (t->lines[MG_LINE_QUESTION] == 0) return fail(r, r->line, "no 'question'");
    if (t->lines[MG_LINE_ANSWER] == 0) return fail(r, r->line, "no 'answer'");
    if (!r->has_kind) return fail(r, r->line, "no 'kind' of answer");
    return MG_OK;
}

/* Ids of templates are the upper half of all, by name: the built-in families have the lower. */
static uint16_t id_of(const char *name) {
    mg_key key = mg_key_of(name, strlen(name));
    return (uint16_t)(2048 + key.low % 2048);
}

mg_status mg_template_parse(const char *name, const char *text, size_t bytes, mg_template **out) {
    *out = NULL;
    if (bytes > MG_TEMPLATE_MAX_BYTES)
        return mg_fail(MG_ERR_FORMAT, "%s: a template of more than 64 KiB", name);
    mg_template *t = mg_calloc(1, sizeof *t);
    if (!t) return MG_ERR_MEMORY;
    mg_status status = MG_ERR_MEMORY;
    t->text = mg_malloc(bytes + 1);
    if (!t->text) goto done;
    memcpy(t->text, text, bytes);
    t->text[bytes] = '\0';
    t->difficulty_root = -1;
    reader r = {.t = t, .name = name};
    MG_GO(read_lines(&r, t->text, bytes));
    MG_GO(check_complete(&r));
    mg_family *family = &t->family;
    family->name = t->name;
    family->summary = t->summary;
    family->topic = "templates";
    family->id = id_of(t->name);
    family->levels = t->levels;
    if (family->default_level == 0) family->default_level = (family->level_count + 1) / 2;
    family->shares_keys = t->lines[MG_LINE_KEY] > 0;
    mg_template_set_functions(family);
    status = mg_template_check(t, name);
done:
    if (status != MG_OK) {
        mg_template_free(t);
        return status;
    }
    *out = t;
    return MG_OK;
}

mg_status mg_template_load(const char *path, mg_template **out) {
    char *text = NULL;
    size_t bytes;
    *out = NULL;
    MG_TRY(mg_file_read(path, MG_TEMPLATE_MAX_BYTES, &text, &bytes));
    mg_status status = mg_template_parse(path, text, bytes, out);
    mg_free(text);
    return status;
}

void mg_template_free(mg_template *t) {
    if (!t) return;
    mg_free(t->text);
    mg_free(t);
}

const mg_family *mg_template_family(const mg_template *t) {
    return &t->family;
}

/* -- shared ------------------------------------------------------------------------------------ */

bool mg_template_is_path(const char *task) {
    size_t bytes = strlen(task);
    return bytes > 4 && strcmp(task + bytes - 4, ".gym") == 0;
}

/* The one list of the process: see template.h. */
typedef struct shared {
    char *path;
    mg_template *t;
    struct shared *next;
} shared;

static shared *list;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static mg_status add_shared(const char *path, shared **entry) {
    *entry = mg_calloc(1, sizeof **entry);
    if (!*entry) return MG_ERR_MEMORY;
    mg_status status = MG_ERR_MEMORY;
    (*entry)->path = mg_strdup(path);
    if (!(*entry)->path) goto done;
    MG_GO(mg_template_load(path, &(*entry)->t));
    (*entry)->next = list;
    list = *entry;
done:
    if (status == MG_OK) return MG_OK;
    mg_free((*entry)->path);
    mg_free(*entry);
    return status;
}

mg_status mg_template_shared(const char *path, const mg_family **family) {
    pthread_mutex_lock(&lock);
    shared *entry = list;
    while (entry && strcmp(entry->path, path) != 0) entry = entry->next;
    mg_status status = entry ? MG_OK : add_shared(path, &entry);
    if (status == MG_OK) *family = &entry->t->family;
    pthread_mutex_unlock(&lock);
    return status;
}
