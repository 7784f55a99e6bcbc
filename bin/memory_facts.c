#include "bin/memory_facts.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "bin/cli.h"
#include "bin/memory_control.h"
#include "bin/memory_text.h"
#include "core/base/alloc.h"

enum { ROLES = MG_ROLE_ASKED + MG_FACTS_KINDS, GOLDS = 4096, GOLD_TOKENS = 24 };

typedef struct score {
    int64_t answers, right, tokens;
    double loss;
} score;

/* How often each answer was asked for: what the best constant answer would score. */
typedef struct golds {
    int64_t used;
    struct {
        int64_t count;
        int32_t length, ids[GOLD_TOKENS];
    } gold[GOLDS];
} golds;

/* Guesses right of who answers with the commonest answer of a text, always, or of those that were
 * not given yet. */
typedef struct cheats {
    int64_t answers, told;
    double struck_off; /* on average */
} cheats;

typedef struct reading {
    const mg_facts_plan *plan;
    mg_memory_text text;
    mg_batch batch;
    uint8_t *roles;
    mg_forward *forward;
    int64_t vocabulary;
    score score[MG_CONTROLS][ROLES];
    golds *golds; /* (ROLES) */
    cheats cheats[MG_FACTS_KINDS];
} reading;

/* Answers that find no room are counted with none: a constant scores less on them. */
static void count_gold(golds *g, const int32_t *ids, int32_t length) {
    int64_t i = 0;
    if (length > GOLD_TOKENS) return;
    while (i < g->used && (g->gold[i].length != length ||
                           memcmp(g->gold[i].ids, ids, (size_t)length * sizeof *ids) != 0))
        i++;
    if (i == GOLDS) return;
    if (i == g->used) {
        g->gold[g->used++].length = length;
        memcpy(g->gold[i].ids, ids, (size_t)length * sizeof *ids);
    }
    g->gold[i].count++;
}

static double best_constant(const golds *g, int64_t answers) {
    int64_t most = 0;
    for (int64_t i = 0; i < g->used; i++) most = g->gold[i].count > most ? g->gold[i].count : most;
    return answers ? 100 * (double)most / (double)answers : 0;
}

static bool is_likeliest(const float *logits, int64_t n, int32_t target) {
    for (int64_t i = 0; i < n; i++)
        if (logits[i] > logits[target]) return false;
    return true;
}

/* An answer whose targets are [first, end) of the batch. */
static void count_answer(reading *r, const float *logits, int control, int64_t first, int64_t end) {
    int role = r->roles[first];
    score *s = &r->score[control][role];
    bool right = true;
    for (int64_t i = first; i < end; i++) {
        const float *row = logits + i * r->vocabulary;
        s->loss += mg_memory_text_nats(row, r->vocabulary, r->batch.targets[i]);
        right = right && is_likeliest(row, r->vocabulary, r->batch.targets[i]);
    }
    s->tokens += end - first;
    s->answers++;
    s->right += right;
    if (control == MG_CONTROL_ON)
        count_gold(&r->golds[role], r->batch.targets + first, (int32_t)(end - first));
}

/* Answers end with <eos>; what the part's end cuts off is left out. */
static void count_part(reading *r, const float *logits, int control) {
    int32_t eos = mg_tokenizer_id(&r->text.stream->config.tokenizer, MG_TOKEN_EOS);
    for (int64_t b = 0; b < r->batch.rows; b++) {
        int64_t first = -1, end = (b + 1) * r->batch.cols;
        for (int64_t i = b * r->batch.cols; i < end; i++) {
            if (r->roles[i] == MG_ROLE_NONE) continue;
            if (first < 0) first = i;
            if (r->batch.targets[i] != eos) continue;
            count_answer(r, logits, control, first, i + 1);
            first = -1;
        }
    }
}

static bool has_more(const reading *r) {
    const mg_facts_plan *p = r->plan;
    for (int64_t b = 0; b < p->rows; b++)
        if (mg_memory_text_place(&r->text, b).item <
            p->texts->stream->position + (uint64_t)p->count)
            return true;
    return false;
}

static mg_status read_texts(reading *r, int control) {
    const mg_facts_plan *p = r->plan;
    MG_TRY(mg_memory_text_start(&r->text, p->texts->stream, p->texts, p->rows));
    r->text.roles = r->roles;
    MG_TRY(mg_control_begin(r->forward, &r->batch, control));
    for (bool first = true; has_more(r) && !mg_cli_interrupted(); first = false) {
        const float *logits;
        MG_TRY(mg_memory_text_next(&r->text, &r->batch));
        MG_TRY(mg_control_read(r->forward, &r->batch, first, control, &logits));
        count_part(r, logits, control);
    }
    mg_memory_text_free(&r->text);
    return MG_OK;
}

/* -- cheats ------------------------------------------------------------------------------------ */

/* The answers of a text that are still to come. */
typedef struct remaining {
    int64_t asked, n;
    char gold[MG_FACTS_TOLD][MG_ANSWER_BYTES];
} remaining;

/* How often the commonest of them is there. */
static int64_t commonest(const remaining *r) {
    int64_t most = 0;
    for (int64_t i = r->asked; i < r->n; i++) {
        int64_t same = 0;
        for (int64_t k = r->asked; k < r->n; k++) same += strcmp(r->gold[i], r->gold[k]) == 0;
        most = same > most ? same : most;
    }
    return most;
}

/* Any of those that remain may be asked for next. */
static void count_cheats(remaining *r, cheats *c) {
    c->answers += r->n;
    r->asked = 0;
    c->told += commonest(r);
    for (; r->asked < r->n; r->asked++)
        c->struck_off += (double)commonest(r) / (double)(r->n - r->asked);
}

/* What the texts would give to who knows of each no more than which answers it asks for. */
static mg_status cheat(reading *r) {
    const mg_facts_plan *p = r->plan;
    remaining left;
    mg_distant text;
    mg_piece piece;
    for (int64_t i = 0; i < p->count; i++) {
        mg_distant_start(&text, p->texts, p->texts->stream->position + (uint64_t)i);
        left.n = 0;
        for (bool more;;) {
            MG_TRY(mg_distant_next(&text, &piece, &more));
            if (!more) break;
            if (piece.kind == MG_PIECE_ASKED)
                memcpy(left.gold[left.n++], piece.gold, sizeof piece.gold);
        }
        count_cheats(&left, &r->cheats[text.kind]);
    }
    return MG_OK;
}

/* -- what is printed --------------------------------------------------------------------------- */

static void print_role(const reading *r, int role, const char *name) {
    const score *on = &r->score[MG_CONTROL_ON][role];
    if (on->answers == 0) return;
    printf("%-10s %7" PRId64, name, on->answers);
    for (int control = 0; control < MG_CONTROLS; control++) {
        const score *s = &r->score[control][role];
        printf("  %6.1f%% %7.4f", 100 * (double)s->right / (double)s->answers,
               s->loss / (double)s->tokens);
    }
    printf("  %6.1f%%", best_constant(&r->golds[role], on->answers));
    const cheats *c = &r->cheats[role < MG_ROLE_ASKED ? 0 : role - MG_ROLE_ASKED];
    if (role >= MG_ROLE_ASKED && c->answers > 0)
        printf("  %6.1f%%  %6.1f%%", 100 * (double)c->told / (double)c->answers,
               100 * c->struck_off / (double)c->answers);
    printf("\n");
}

static void print_table(const reading *r) {
    printf("distant texts, a gap of %" PRId64 " tokens: answers right, nats per token\n%18s",
           r->plan->texts->gap, "answers");
    for (int control = 0; control < MG_CONTROLS; control++)
        printf("  %15s", mg_control_name(control));
    printf("  constant     told  struck off\n");
    for (int kind = 0; kind < MG_FACTS_KINDS; kind++) {
        if (kind == MG_FACTS_REPEAT) print_role(r, MG_ROLE_FIRST, "first");
        print_role(r, MG_ROLE_ASKED + kind, mg_facts_name(kind));
    }
    fflush(stdout);
}

static mg_status check(const mg_model *model, const mg_facts_plan *plan) {
    if (model->config.memory.kind == MG_MEMORY_OFF)
        return mg_fail(MG_ERR_UNSUPPORTED, "a model without memory forgets from part to part; "
                                           "give one with a memory");
    if (plan->part <= plan->texts->gap) return MG_OK;
    return mg_fail(MG_ERR_ARG,
                   "parts of %" PRId64 " tokens are longer than the gap of %" PRId64
                   ": what is told would be seen with the question; use --part %" PRId64,
                   plan->part, plan->texts->gap, plan->texts->gap);
}

mg_status mg_memory_facts(mg_model *model, const mg_facts_plan *plan) {
    MG_TRY(check(model, plan));
    reading r = {.plan = plan, .vocabulary = model->config.vocab_size};
    mg_status status;
    r.roles = mg_calloc((size_t)(plan->rows * plan->part), sizeof *r.roles);
    r.golds = mg_calloc(ROLES, sizeof *r.golds);
    status = r.roles && r.golds ? MG_OK : MG_ERR_MEMORY;
    if (status != MG_OK) goto done;
    MG_GO(mg_batch_create(&r.batch, plan->rows, plan->part));
    MG_GO(mg_forward_create(model, plan->rows, plan->part, &r.forward));
    for (int control = 0; control < MG_CONTROLS; control++) MG_GO(read_texts(&r, control));
    MG_GO(cheat(&r));
    if (!mg_cli_interrupted()) print_table(&r);
done:
    mg_memory_text_free(&r.text);
    mg_forward_free(r.forward);
    mg_batch_free(&r.batch);
    mg_free(r.golds);
    mg_free(r.roles);
    return status;
}
