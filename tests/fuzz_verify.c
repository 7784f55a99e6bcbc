/* Any text as the answer to any gold: the verifier must stay within its bounds, rewards in [0, 1],
 * and a gold that it can read must be paid whatever space and wrappers stand around it.
 *
 * Input: a byte each for kind, form and detail, then the gold, a zero byte, the text. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gym/problem.h"

static mg_judgement judge(const mg_gold *gold, const char *text, size_t bytes) {
    mg_judgement j = mg_verify(gold, text, bytes);
    bool paid = j.verdict == MG_CORRECT || j.verdict == MG_EQUIVALENT;
    if (!(j.reward >= 0.0 && j.reward <= 1.0) || (j.reward > 0.0 && !paid) || !j.reason ||
        !mg_verdict_name((int)j.verdict))
        abort();
    return j;
}

/* A gold that is equal to itself is so in space, too. */
static void check_gold(const mg_gold *gold) {
    char text[MG_ANSWER_BYTES + 32];
    if (judge(gold, gold->text, gold->bytes).verdict != MG_CORRECT) abort();
    size_t bytes = (size_t)snprintf(text, sizeof text, " %.*s\n", (int)gold->bytes, gold->text);
    mg_judgement spaced = judge(gold, text, bytes);
    bytes =
        (size_t)snprintf(text, sizeof text, "<answer>%.*s</answer>", (int)gold->bytes, gold->text);
    mg_judgement tagged = judge(gold, text, bytes);
    /* golds that hold marks or stops of their own are not of the grammar */
    bool clean = true;
    for (size_t i = 0; i < gold->bytes; i++)
        clean = clean && !strchr("#<\\aA.*`\"'$_", gold->text[i]) && gold->text[i];
    if (clean && spaced.reward != tagged.reward) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 4) return 0;
    mg_gold gold = {.kind = (mg_answer_kind)(data[0] % MG_ANSWER_KIND_COUNT),
                    .form = (mg_form)(data[1] % MG_FORM_COUNT),
                    .detail = 2 + data[2] % 35,
                    .text = (const char *)data + 3};
    const uint8_t *zero = memchr(data + 3, 0, size - 3);
    gold.bytes = zero ? (size_t)(zero - data - 3) : size - 3;
    if (gold.bytes >= MG_ANSWER_BYTES) return 0;
    check_gold(&gold);
    const char *text = zero ? (const char *)zero + 1 : "";
    size_t bytes = zero ? (size_t)((const char *)data + size - text) : 0;
    judge(&gold, text, bytes);
    const char *at;
    size_t length;
    if (mg_verify_unwrap(text, bytes, &at, &length) && (at < text || at + length > text + bytes))
        abort();
    return 0;
}
