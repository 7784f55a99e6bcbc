/* Prints a hash of every family's problems: for each level the first ITEMS drawn items of the
 * training split, with question, answer and worked solution. tests/fixtures/gym_hashes.txt has what
 * it printed first; every compiler, machine and number of threads must print the same.
 *
 * Stands on the gym and the base alone, so that check_aarch64.sh can build it for another machine.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "gym/family.h"

enum { ITEMS = 60 };

static mg_key add_text(mg_key hash, const char *text, size_t bytes) {
    char joined[2 * sizeof(uint64_t) + MG_QUESTION_BYTES + MG_RESPONSE_BYTES];
    size_t at = 0;
    for (int i = 0; i < 8; i++) joined[at++] = (char)(hash.high >> (8 * i) & 0xFF);
    for (int i = 0; i < 8; i++) joined[at++] = (char)(hash.low >> (8 * i) & 0xFF);
    memcpy(joined + at, text, bytes);
    return mg_key_of(joined, at + bytes);
}

static int hash_family(const mg_family *family) {
    mg_key hash = {0, 0};
    for (int level = 1; level <= family->level_count; level++)
        for (uint64_t i = 0; i < ITEMS; i++) {
            mg_problem problem;
            char response[MG_RESPONSE_BYTES];
            const mg_item item = {family, level, MG_SPLIT_TRAIN, 77, i, MG_ORDER_DRAWN};
            if (mg_problem_generate(&item, &problem) != MG_OK) {
                fprintf(stderr, "%s\n", mg_error_text());
                return 1;
            }
            size_t bytes = mg_problem_render(&problem, MG_LAYOUT_SCRATCHPAD, response);
            hash = add_text(hash, problem.question, problem.question_bytes);
            hash = add_text(hash, response, bytes);
        }
    printf("%s %016" PRIx64 "%016" PRIx64 "\n", family->name, hash.high, hash.low);
    return 0;
}

int main(void) {
    const mg_family *family;
    for (int i = 0; (family = mg_family_at(i)); i++)
        if (hash_family(family)) return 1;
    return 0;
}
