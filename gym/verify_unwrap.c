/* Which part of a response is its answer: the marks that people and models put around it. */
#include <string.h>

#include "gym/verify_parts.h"

enum { MAX_NESTING = 4 };

static bool starts_with(mg_span s, const char *word) {
    for (; *word; word++, s.at++)
        if (s.at == s.end || mg_lower(*s.at) != *word) return false;
    return true;
}

/* Takes off what may stand around an answer and means nothing: space, markdown, a final stop. */
static mg_span undecorate(mg_span s) {
    for (;;) {
        mg_span before = s = mg_span_trim(s);
        size_t n = mg_span_length(s);
        if (n >= 5 && memcmp(s.at, "**", 2) == 0 && memcmp(s.end - 2, "**", 2) == 0)
            s.at += 2, s.end -= 2;
        else if (n >= 3 && *s.at == s.end[-1] && strchr("`\"'$_", *s.at) &&
                 !memchr(s.at + 1, *s.at, n - 2))
            s.at++, s.end--;
        else if (n >= 2 && s.end[-1] == '.' && s.end[-2] != '.')
            s.end--;
        if (s.at == before.at && s.end == before.end) return s;
    }
}

/* Up to the end of a sentence: a stop and a space, or a line feed. */
static mg_span sentence(mg_span s) {
    s = (mg_span){mg_span_trim(s).at, s.end};
    for (const char *at = s.at; at < s.end; at++) {
        bool stop = *at == '.' && at + 1 < s.end && mg_is_space(at[1]);
        /* "2 p.m. or so": a stop behind a single letter ends no sentence */
        if (stop && at >= s.at + 2 && at[-2] == '.') stop = false;
        if (stop || *at == '\n') return (mg_span){s.at, at + 1};
    }
    return s;
}

/* From an opening brace to the one that closes it, or to the end of the text. */
static mg_span braced(mg_span s) {
    int depth = 0;
    for (const char *at = s.at; at < s.end; at++) {
        if (*at == '\\' && at + 1 < s.end) {
            at++;
        } else if (*at == '{') {
            depth++;
        } else if (*at == '}' && --depth == 0) {
            return (mg_span){s.at + 1, at};
        }
    }
    return (mg_span){s.at + 1, s.end};
}

typedef struct mark {
    mg_span content;
    const char *after;
    bool open_ended; /* nothing but a mark may follow the content */
} mark;

/* "answer" at the front of s, and what makes it a mark. */
static bool answer_mark(mg_span s, mark *found) {
    s.at += strlen("answer");
    while (s.at < s.end && *s.at == '*') s.at++; /* **Answer**: */
    bool linked = mg_span_skip_char(&s, ':') || mg_span_skip_char(&s, '=');
    if (!linked) linked = mg_span_skip_word(&s, "is");
    if (!linked) return false;
    mg_span_skip_char(&s, ':');
    if (mg_span_length(s) > 2 && memcmp(s.at, "** ", 3) == 0) s.at += 2; /* **Answer:** */
    *found = (mark){.content = sentence(s), .open_ended = true};
    found->after = found->content.end;
    return true;
}

static bool mark_at(mg_span s, const char *start, mark *found) {
    if (*s.at == '#') {
        if (!starts_with(s, "####")) return false;
        while (s.at < s.end && *s.at == '#') s.at++;
        const char *end = memchr(s.at, '\n', mg_span_length(s));
        *found = (mark){{s.at, end ? end : s.end}, end ? end : s.end, true};
        return true;
    }
    if (*s.at == '\\') {
        if (!starts_with(s, "\\boxed{") && !starts_with(s, "\\fbox{")) return false;
        s.at = memchr(s.at, '{', mg_span_length(s));
        mg_span content = braced(s);
        *found = (mark){content, content.end + (content.end < s.end), false};
        return true;
    }
    if (*s.at == '<') {
        if (!starts_with(s, "<answer>")) return false;
        s.at += strlen("<answer>");
        const char *at = s.at;
        while (at < s.end && !(*at == '<' && starts_with((mg_span){at, s.end}, "</answer>"))) at++;
        *found = (mark){{s.at, at}, at < s.end ? at + strlen("</answer>") : at, false};
        return true;
    }
    bool word_start = s.at == start || !mg_is_letter(s.at[-1]);
    return word_start && starts_with(s, "answer") && answer_mark(s, found);
}

static bool may_start(char c) {
    return c == '#' || c == '\\' || c == '<' || c == 'a' || c == 'A';
}

static int unwrap(mg_span text, mg_span *out, int room, int nesting) {
    int count = 0;
    mark last = {.after = text.at};
    for (const char *at = text.at; at < text.end; at++) {
        mark found;
        if (!may_start(*at) || !mark_at((mg_span){at, text.end}, text.at, &found)) continue;
        if (nesting == MAX_NESTING) return 0;
        int inner = unwrap(found.content, out + count, room - count, nesting + 1);
        if (inner == 0) return 0;
        count += inner;
        last = found;
        at = found.after - 1;
    }
    if (count > 0) {
        mg_span tail = undecorate((mg_span){last.after, text.end});
        return last.open_ended && mg_span_length(tail) > 0 ? 0 : count;
    }
    if (room == 0) return 0;
    *out = undecorate(text);
    return 1;
}

int mg_unwrap_all(mg_span text, mg_span out[MG_MAX_MARKED]) {
    return unwrap(text, out, MG_MAX_MARKED, 0);
}

bool mg_verify_unwrap(const char *text, size_t bytes, const char **at, size_t *length) {
    mg_span found[MG_MAX_MARKED];
    int count = bytes <= MG_VERIFY_BYTES ? mg_unwrap_all((mg_span){text, text + bytes}, found) : 0;
    for (int i = 1; i < count; i++)
        if (mg_span_length(found[i]) != mg_span_length(found[0]) ||
            memcmp(found[i].at, found[0].at, mg_span_length(found[0])) != 0)
            return false;
    if (count == 0) return false;
    *at = found[0].at;
    *length = mg_span_length(found[0]);
    return true;
}
