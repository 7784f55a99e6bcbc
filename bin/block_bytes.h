/* Bytes of another mg_bytes, read block by block: many small reads become a few large ones, which
 * over HTTP is what costs. Keeps a few blocks, so that two or three places of a file can be read
 * along side by side. For one thread.
 *
 *     mg_bytes *blocks;
 *     MG_TRY(mg_block_bytes_open(bytes, 4 << 20, &blocks));   // owns `bytes` from here on */
#ifndef MG_BIN_BLOCK_BYTES_H
#define MG_BIN_BLOCK_BYTES_H

#include "data/bytes.h"

/* On failure `inner` is released too. */
mg_status mg_block_bytes_open(mg_bytes *inner, size_t block_bytes, mg_bytes **out);

#endif
