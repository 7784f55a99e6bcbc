/* The trainer's inside: its buffers and how its three programs are built. */
#ifndef MG_TRAIN_TRAINER_BUILD_H
#define MG_TRAIN_TRAINER_BUILD_H

#include "core/graph/program.h"
#include "core/nn/stack.h"
#include "core/train/trainer.h"

typedef struct mg_train_buffers {
    mg_inputs inputs;
    mg_state state;
    mg_buffer *grads, *m, *v; /* trained_end reals each, laid out as the parameters */
    mg_buffer *keep;          /* (1) 0: the next batch is the first of its step; 1: add to it */
    mg_buffer *losses;        /* (2) loss and balance loss of the step so far */
    mg_buffer *load;          /* (layers, E) routed pairs of the step so far */
    mg_buffer *norm2;         /* (1) */
    mg_buffer *control;       /* (MG_ADAMW_CONTROLS) */
    mg_buffer *bias_speed;    /* (1) */
} mg_train_buffers;

struct mg_trainer {
    mg_model *model; /* not owned */
    mg_train_config config;
    mg_train_buffers buffers;
    mg_program *backward; /* forward, backward, add to gradients, losses and load */
    mg_program *norm;     /* norm2 of the gradients */
    mg_program *update;   /* clip, AdamW, router bias */
    int64_t steps;
    float *host; /* scratch of max(N, layers * E) reals */
};

mg_status mg_train_build_backward(mg_graph *graph, const mg_model *model,
                                  const mg_train_config *config, const mg_train_buffers *buffers);
mg_status mg_train_build_norm(mg_graph *graph, const mg_model *model,
                              const mg_train_buffers *buffers);
mg_status mg_train_build_update(mg_graph *graph, const mg_model *model,
                                const mg_train_config *config, const mg_train_buffers *buffers);

/* Number of reals in buffers->load. */
int64_t mg_train_load_size(const mg_config *config);

#endif
