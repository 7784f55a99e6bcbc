/* Status codes and error text.
 *
 * Every function that can fail for a reason outside the program (memory, files, devices, bad data)
 * returns an mg_status. The code says what kind of failure it was; a thread-local text says what
 * happened and what to do. An assertion is for a programmer's mistake and nothing else.
 *
 *     mg_status load(const char *path) {
 *         if (!path) return mg_fail(MG_ERR_ARG, "no path given; pass --config FILE");
 *         MG_TRY(mg_file_read(path, &text, &size));
 *         return MG_OK;
 *     }
 *     if (load(p)) fprintf(stderr, "mathgym: %s\n", mg_error_text());
 */
#ifndef MG_BASE_STATUS_H
#define MG_BASE_STATUS_H

/* X(name, what it means) */
#define MG_STATUS_LIST(X)                                                                          \
    X(MG_OK, "ok")                                                                                 \
    X(MG_ERR_ARG, "bad argument")                                                                  \
    X(MG_ERR_MEMORY, "out of memory")                                                              \
    X(MG_ERR_IO, "input/output error")                                                             \
    X(MG_ERR_FORMAT, "malformed data")                                                             \
    X(MG_ERR_SHAPE, "wrong shape")                                                                 \
    X(MG_ERR_UNSUPPORTED, "not supported")                                                         \
    X(MG_ERR_DEVICE, "device error")                                                               \
    X(MG_ERR_NUMERIC, "numeric failure")                                                           \
    X(MG_ERR_INTERRUPTED, "interrupted")                                                           \
    X(MG_ERR_NOT_FOUND, "not found")

typedef enum mg_status {
#define MG_STATUS_ENUM(name, text) name,
    MG_STATUS_LIST(MG_STATUS_ENUM)
#undef MG_STATUS_ENUM
} mg_status;

/* Name of a code, e.g. "MG_ERR_IO". */
const char *mg_status_name(mg_status status);

/* Text of the last failure on this thread, one line, without a newline. Never NULL. */
const char *mg_error_text(void);

/* Where the last failure on this thread was raised, "file:line". Never NULL. */
const char *mg_error_where(void);

/* Records `status` with a formatted text and returns it. Use through mg_fail(). */
mg_status mg_fail_at(const char *file, int line, mg_status status, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Puts "format: " before the text of the failure in flight and returns `status` unchanged: the
 * caller knows the file or the tensor that the callee did not. */
mg_status mg_fail_context(mg_status status, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#define mg_fail(status, ...) mg_fail_at(__FILE__, __LINE__, (status), __VA_ARGS__)

/* Returns from the calling function if `expr` fails. */
#define MG_TRY(expr)                                                                               \
    do {                                                                                           \
        mg_status mg_try_status_ = (expr);                                                         \
        if (mg_try_status_ != MG_OK) return mg_try_status_;                                        \
    } while (0)

/* Stores the status in `status` and jumps to `done` if `expr` fails. */
#define MG_GO(expr)                                                                                \
    do {                                                                                           \
        status = (expr);                                                                           \
        if (status != MG_OK) goto done;                                                            \
    } while (0)

#endif
