/* Who is let in, before and after. Schemes are the same where they ask for the same on the wire, whatever their
 * names. */
#include "contract/compare.h"

#include <stdlib.h>
#include <string.h>

/* "a bearer token", "the API key X-Key in a header". */
static void say_scheme(struct buffer *out, const struct contract_scheme *scheme)
{
    static const char *const places[] = {"the path", "the query", "a header", "a cookie"};
    switch (scheme->kind) {
    case CONTRACT_SCHEME_BEARER:
        buffer_text(out, "a bearer token");
        break;
    case CONTRACT_SCHEME_BASIC:
        buffer_text(out, "a name and a password");
        break;
    case CONTRACT_SCHEME_API_KEY:
        buffer_format(out, "the API key %s in %s", scheme->parameter, places[scheme->in]);
        break;
    case CONTRACT_SCHEME_OTHER:
        buffer_format(out, "%s by %s", json_member_string(scheme->node, "type"), scheme->name);
        break;
    }
}

static int compare_texts(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

/* The words of a requirement: equal for those that ask for the same. */
static char *requirement_words(const struct contract_requirement *requirement)
{
    struct buffer out;
    buffer_init(&out, BUFFER_UNBOUNDED);
    char **parts = memory_new((requirement->scheme_count + 1) * sizeof *parts);
    for (size_t i = 0; i < requirement->scheme_count; i++) {
        struct buffer part;
        buffer_init(&part, BUFFER_UNBOUNDED);
        say_scheme(&part, requirement->schemes[i]);
        parts[i] = buffer_take(&part, NULL);
    }
    qsort(parts, requirement->scheme_count, sizeof *parts, compare_texts);
    for (size_t i = 0; i < requirement->scheme_count; i++) {
        buffer_format(&out, "%s%s", i ? " with " : "", parts[i]);
        free(parts[i]);
    }
    free(parts);
    if (requirement->scheme_count == 0)
        buffer_text(&out, "no credentials");
    return buffer_take(&out, NULL);
}

/* An operation without requirements asks for no credentials, as one with an empty requirement does. */
static bool is_open(const struct contract_operation *operation)
{
    bool open = operation->security_count == 0;
    for (size_t i = 0; !open && i < operation->security_count; i++)
        open = operation->security[i].scheme_count == 0;
    return open;
}

static bool same_scheme(const struct contract_scheme *a, const struct contract_scheme *b)
{
    struct buffer words[2];
    for (size_t i = 0; i < 2; i++) {
        buffer_init(&words[i], BUFFER_UNBOUNDED);
        say_scheme(&words[i], i == 0 ? a : b);
    }
    bool same = strcmp(words[0].data, words[1].data) == 0;
    buffer_clear(&words[0]);
    buffer_clear(&words[1]);
    return same;
}

/* Does whoever meets `given` meet `asked`, too? */
static bool meets(const struct contract_requirement *given, const struct contract_requirement *asked)
{
    for (size_t i = 0; i < asked->scheme_count; i++) {
        bool found = false;
        for (size_t j = 0; !found && j < given->scheme_count; j++)
            found = same_scheme(asked->schemes[i], given->schemes[j]);
        if (!found)
            return false;
    }
    return true;
}

static bool accepts(const struct contract_operation *operation, const struct contract_requirement *given)
{
    for (size_t i = 0; i < operation->security_count; i++) {
        if (meets(given, &operation->security[i]))
            return true;
    }
    return false;
}

static const char *place_of(struct comparison *comparison, const struct contract_operation *operation)
{
    return compare_below(comparison, operation->pointer, "security");
}

/* The requirements of one side with which the other does not let in. */
static void compare_lone(struct comparison *comparison, const struct contract_operation *const operations[2],
                         size_t side)
{
    const char *pointers[2] = {NULL, NULL};
    pointers[side] = place_of(comparison, operations[side]);
    for (size_t i = 0; i < operations[side]->security_count; i++) {
        const struct contract_requirement *requirement = &operations[side]->security[i];
        if (accepts(operations[1 - side], requirement))
            continue;
        char *words = requirement_words(requirement);
        compare_add(comparison, side == 0 ? CONTRACT_BREAKING : CONTRACT_COMPATIBLE,
                    side == 0 ? "security-removed" : "security-added", pointers, "%s %s", words,
                    side == 0 ? "no longer lets in" : "lets in, too");
        free(words);
    }
}

static void say_alternatives(struct buffer *out, const struct contract_operation *operation)
{
    for (size_t i = 0; i < operation->security_count; i++) {
        char *words = requirement_words(&operation->security[i]);
        buffer_format(out, "%s%s", i ? ", or " : "", words);
        free(words);
    }
}

/* Who is let in without credentials need not care which others are let in. */
void compare_security(struct comparison *comparison, const struct contract_operation *const operations[2])
{
    bool open[2] = {is_open(operations[0]), is_open(operations[1])};
    const char *const pointers[2] = {place_of(comparison, operations[0]),
                                     place_of(comparison, operations[1])};
    struct buffer words;
    buffer_init(&words, 600);
    say_alternatives(&words, operations[1]);
    if (open[0] && !open[1])
        compare_add(comparison, CONTRACT_BREAKING, "security-required", pointers,
                    "credentials are needed now: %s", words.data);
    else if (!open[0] && open[1])
        compare_add(comparison, CONTRACT_COMPATIBLE, "security-lifted", pointers,
                    "no credentials are needed any more");
    if (!open[0] && !open[1])
        compare_lone(comparison, operations, 0);
    if (!open[0] && !open[1])
        compare_lone(comparison, operations, 1);
    buffer_clear(&words);
}
