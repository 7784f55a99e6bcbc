#include "gym/curriculum.h"

mg_curriculum_band mg_curriculum_band_default(void) {
    return (mg_curriculum_band){.low = 0.1, .high = 0.8, .patience = 2, .rehearsal = 1.0 / 3.0};
}

void mg_curriculum_init(mg_curriculum *c, const mg_mixture *mixture, mg_curriculum_band band) {
    *c = (mg_curriculum){.band = band};
    for (int i = 0; i < mixture->count; i++) {
        const mg_task *task = &mixture->task[i];
        if (i == 0 || task->ladder != mixture->task[i - 1].ladder)
            c->ladder[c->count++] = (mg_ladder){.first = i};
        mg_ladder *ladder = &c->ladder[c->count - 1];
        ladder->count++;
        ladder->weight += task->weight;
    }
}

static bool climb(const mg_curriculum_band *band, mg_ladder *ladder, double pass_rate) {
    if (pass_rate >= band->high)
        ladder->streak = ladder->streak > 0 ? ladder->streak + 1 : 1;
    else if (pass_rate <= band->low)
        ladder->streak = ladder->streak < 0 ? ladder->streak - 1 : -1;
    else
        ladder->streak = 0;
    int step = ladder->streak >= band->patience ? 1 : ladder->streak <= -band->patience ? -1 : 0;
    int frontier = ladder->frontier + step;
    if (step == 0 || frontier < 0 || frontier >= ladder->count) return false;
    ladder->frontier = frontier;
    ladder->streak = 0;
    return true;
}

bool mg_curriculum_update(mg_curriculum *c, const double *pass_rates) {
    bool moved = false;
    for (int i = 0; i < c->count; i++) {
        mg_ladder *ladder = &c->ladder[i];
        moved |= climb(&c->band, ladder, pass_rates[ladder->first + ladder->frontier]);
    }
    return moved;
}

void mg_curriculum_apply(const mg_curriculum *c, mg_mixture *mixture) {
    double weights[MG_MIXTURE_TASKS] = {0.0};
    for (int i = 0; i < c->count; i++) {
        const mg_ladder *ladder = &c->ladder[i];
        double *weight = weights + ladder->first;
        double below = ladder->frontier > 0 ? c->band.rehearsal : 0.0;
        for (int k = 0; k < ladder->frontier; k++)
            weight[k] = ladder->weight * below / ladder->frontier;
        weight[ladder->frontier] = ladder->weight * (1.0 - below);
    }
    mg_mixture_set_weights(mixture, weights);
}
