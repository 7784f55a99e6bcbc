/* libFuzzer: any text as a chain of expressions, with the values that its first lines give. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "gym/exact/truth.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* "x=..." gives x its value for what follows. */
static void give_value(mg_ast *known, mg_env *env, const char *text, size_t bytes) {
    int root, letter = bytes > 2 && text[1] == '=' ? mg_ast_letter(text[0]) : -1;
    if (letter < 0 || known->count > MG_AST_NODES / 2) return;
    if (mg_ast_add(known, &MG_AST_PRINTED, text + 2, bytes - 2, &root))
        env->letter[letter] = (int16_t)root;
    else if (!known->error || known->error_at > bytes)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static mg_ast known;
    mg_chain chain;
    mg_env env;
    mg_env_clear(&env);
    known.count = 0;
    env.known = &known;
    env.imaginary = size % 2;
    const char *text = (const char *)data, *end = text + size;
    while (text < end) {
        const char *line = memchr(text, ';', (size_t)(end - text));
        if (!line) line = end;
        size_t bytes = (size_t)(line - text);
        if (mg_chain_parse(&chain, text, bytes)) {
            mg_truth truth = mg_chain_test(&chain, &env, NULL);
            /* what is true stays true: nothing hangs on what was looked at before */
            env.steps = MG_EXACT_STEPS;
            if (truth != MG_UNDECIDED && mg_chain_test(&chain, &env, NULL) != truth) abort();
            env.steps = MG_EXACT_STEPS / 10;
        }
        give_value(&known, &env, text, bytes);
        text = line + (line < end);
    }
    return 0;
}
