#include "gym/key.h"

/* murmur3's 64-bit finaliser: a bijection, every input bit reaches every output bit. */
static uint64_t mix64(uint64_t x) {
    x ^= x >> 33;
    x *= 0xFF51AFD7ED558CCDu;
    x ^= x >> 33;
    x *= 0xC4CEB9FE1A85EC53u;
    return x ^ x >> 33;
}

/* Little-endian whatever the machine; missing bytes are zero, the length is hashed separately. */
static uint64_t load_word(const char *bytes, size_t count) {
    uint64_t word = 0;
    for (size_t i = 0; i < count; i++) word |= (uint64_t)(unsigned char)bytes[i] << (8 * i);
    return word;
}

/* Two lanes with different constants over words of 8 bytes. Each step is a bijection of the word,
 * so texts of up to 8 bytes and equal length cannot collide at all. */
mg_key mg_key_of(const char *canonical, size_t bytes) {
    uint64_t high = mix64(0x6D61746867796D31u + bytes); /* "mathgym1": version of this hash */
    uint64_t low = mix64(0x9E3779B97F4A7C15u ^ high);
    for (size_t at = 0; at < bytes; at += 8) {
        size_t left = bytes - at;
        uint64_t word = left >= 8 ? load_word(canonical + at, 8) : load_word(canonical + at, left);
        high = mix64(high ^ (word * 0x9E3779B97F4A7C15u));
        low = mix64(low + (word * 0xD1342543DE82EF95u) + 0x2545F4914F6CDD1Du);
    }
    return (mg_key){high, low};
}

mg_split mg_key_split(mg_key key) {
    uint64_t hash = mix64(key.high ^ mix64(key.low)) >> 32;
    uint32_t percent = (uint32_t)(hash * 100 >> 32);
    if (percent < MG_TRAIN_PERCENT) return MG_SPLIT_TRAIN;
    return percent < MG_TRAIN_PERCENT + MG_VALID_PERCENT ? MG_SPLIT_VALID : MG_SPLIT_TEST;
}

/* A sum over the characters, because the order of terms and factors hangs on their numbers. */
bool mg_shape_is_held_out(const char *canonical, size_t bytes) {
    enum { HELD_OUT_PERCENT = 10 };
    uint64_t sum = 0;
    bool number = false;
    for (size_t i = 0; i < bytes; i++) {
        bool digit = canonical[i] >= '0' && canonical[i] <= '9';
        if (!digit || !number) sum += mix64(digit ? 'n' : (unsigned char)canonical[i]);
        number = digit;
    }
    return (mix64(sum) >> 32) * 100 >> 32 < HELD_OUT_PERCENT;
}

const char *mg_split_name(int split) {
    static const char *const NAMES[] = {"train", "valid", "test"};
    return split >= 0 && split < MG_SPLIT_COUNT ? NAMES[split] : NULL;
}
