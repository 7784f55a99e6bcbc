/* Finding where a memory's gate should stand: how much of a text it lets through, and for how long
 * a surprise lingers.
 *
 * For each surprise decay and each target rate, the threshold of every head is set so that the
 * wanted share of the tokens exceeds it: the quantile of the held surprise of the head, found
 * again a few times, as what is written changes what surprises; or all heads keep the thresholds
 * that training has led them to, moved by as much. Then the texts are read: as they
 * are, and with the controls that show what the memory is worth (bin/memory_control.h). The best
 * has the lowest loss as it is; of those that differ by less than MG_CALIBRATE_TIE the one that
 * writes least. Whether it is better than what the model has is then seen on other texts:
 *
 *     MG_TRY(mg_calibrate_measure(model, &texts, &settings[i]));       // each of them
 *     best = settings[mg_calibrate_best(settings, n)];
 *     before = (mg_gate_setting){0};
 *     MG_TRY(mg_calibrate_judge(model, &other_texts, &before));
 *     MG_TRY(mg_calibrate_judge(model, &other_texts, &best));
 *     if (mg_calibrate_improves(&before, &best)) MG_TRY(mg_calibrate_write(model, &best, folder));
 */
#ifndef MG_BIN_CALIBRATE_H
#define MG_BIN_CALIBRATE_H

#include "bin/memory_control.h"
#include "bin/memory_text.h"

#define MG_CALIBRATE_TIE 1e-3 /* nats per target */

enum { MG_CALIBRATE_HEADS = 512 };

typedef struct mg_gate_setting {
    double write_rate, surprise_decay; /* as asked for */
    double written;                    /* the share of tokens that was written, over all heads */
    double loss[MG_CONTROLS];          /* mean over the targets, nats */
    int heads;                         /* layers with memory * heads: */
    double log_tau[MG_CALIBRATE_HEADS];
} mg_gate_setting;

/* MG_ERR_UNSUPPORTED, with a text that says how to get one: no memory, or none with a gate. */
mg_status mg_calibrate_check(const mg_config *config);

/* Measures a setting: write_rate and surprise_decay are set, the rest is filled in. `model` is not
 * changed. The texts have at least 2 rows, 2 parts and one target. */
mg_status mg_calibrate_measure(const mg_model *model, const mg_memory_texts *texts,
                               mg_gate_setting *setting);

/* The same of the model's own thresholds, all moved by `shift` (nats), and its own surprise decay:
 * the setting is filled in, its write_rate being what is written. */
mg_status mg_calibrate_shift(const mg_model *model, const mg_memory_texts *texts, double shift,
                             mg_gate_setting *setting);

/* Measures a setting whose thresholds have been found, on texts that need not be those that they
 * were found on; one of zeros: the model with what gate it has, whose rates are filled in. */
mg_status mg_calibrate_judge(const mg_model *model, const mg_memory_texts *texts,
                             mg_gate_setting *setting);

/* Both judged on the same texts: `after` has a lower loss than `before`, or one higher by less than
 * MG_CALIBRATE_TIE and fewer writes. */
bool mg_calibrate_improves(const mg_gate_setting *before, const mg_gate_setting *after);

/* Index of the best. */
int mg_calibrate_best(const mg_gate_setting *settings, int n);

/* Puts a setting into the config and the thresholds of a checkpoint's folder: first
 * model.safetensors, then config.json, each replaced as a whole; between the two the checkpoint
 * has the new thresholds and the old rates, which only training looks at. */
mg_status mg_calibrate_write(const mg_model *model, const mg_gate_setting *setting,
                             const char *folder);

#endif
