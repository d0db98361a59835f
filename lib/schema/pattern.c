#include "schema/pattern.h"

#include <stdalign.h>
#include <stdlib.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/memory.h"

struct schema_pattern {
    pcre2_code *code;
};

/* What one match may cost: about a tenth of a second. PCRE2's own match limit counts anew from every place where a
 * match could start and does not see single repeats, so that `[a-z]+\d` takes hours on a megabyte of letters.
 * Callouts before every item see all: each costs a little, and so does each byte that was passed since the last. */
#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
#define COST_LIMIT UINT64_C(2000000)
#else
#define COST_LIMIT UINT64_C(200000000)
#endif
/* What all matches of one validation may cost together: about a second. */
#define SPENT_LIMIT (10 * COST_LIMIT)
enum { CALLOUT_COST = 16, HEAP_LIMIT_KIB = 256 * 1024, SCRATCH_SIZE = 32 * 1024 };

/* Memory for one match on the stack; what does not fit comes from the heap. */
struct scratch {
    size_t used;
    alignas(max_align_t) char bytes[SCRATCH_SIZE];
};

struct meter {
    uint64_t cost, limit;
    size_t position;
};

static void *scratch_take(size_t size, void *context)
{
    struct scratch *scratch = context;
    size_t wanted = (size + alignof(max_align_t) - 1) / alignof(max_align_t) * alignof(max_align_t);
    if (wanted < size || wanted > SCRATCH_SIZE - scratch->used)
        return malloc(size);
    void *piece = scratch->bytes + scratch->used;
    scratch->used += wanted;
    return piece;
}

static void scratch_give(void *piece, void *context)
{
    struct scratch *scratch = context;
    uintptr_t at = (uintptr_t)piece, start = (uintptr_t)scratch->bytes;
    if (at < start || at >= start + SCRATCH_SIZE)
        free(piece);
}

static int count_cost(pcre2_callout_block *block, void *context)
{
    struct meter *meter = context;
    size_t position = block->current_position;
    size_t passed = position > meter->position ? position - meter->position : meter->position - position;
    meter->cost += CALLOUT_COST + passed;
    meter->position = position;
    return meter->cost > meter->limit ? PCRE2_ERROR_CALLOUT : 0;
}

struct schema_pattern *schema_pattern_compile(const char *text, size_t length, struct buffer *why)
{
    struct buffer translated;
    buffer_init(&translated, BUFFER_UNBOUNDED);
    struct schema_pattern *pattern = NULL;
    if (schema_pattern_translate(text, length, &translated, why)) {
        int fault = 0;
        PCRE2_SIZE offset = 0;
        uint32_t options = PCRE2_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_ALLOW_EMPTY_CLASS |
                           PCRE2_MATCH_UNSET_BACKREF | PCRE2_NEVER_BACKSLASH_C | PCRE2_AUTO_CALLOUT;
        pcre2_code *code = pcre2_compile((PCRE2_SPTR)buffer_string(&translated), translated.length, options,
                                         &fault, &offset, NULL);
        if (code) {
            pattern = memory_new(sizeof *pattern);
            pattern->code = code;
        } else {
            PCRE2_UCHAR message[256];
            pcre2_get_error_message(fault, message, sizeof message);
            buffer_text(why, (const char *)message);
        }
    }
    buffer_clear(&translated);
    return pattern;
}

void schema_pattern_free(struct schema_pattern *pattern)
{
    if (!pattern)
        return;
    pcre2_code_free(pattern->code);
    free(pattern);
}

enum schema_match schema_pattern_match(const struct schema_pattern *pattern, const char *text, size_t length,
                                       uint64_t *spent)
{
    struct scratch scratch;
    uint64_t left = *spent < SPENT_LIMIT ? SPENT_LIMIT - *spent : 0;
    struct meter meter = {.limit = left < COST_LIMIT ? left : COST_LIMIT};
    scratch.used = 0;
    enum schema_match result = SCHEMA_MATCH_GIVEN_UP;
    pcre2_general_context *general = pcre2_general_context_create(scratch_take, scratch_give, &scratch);
    pcre2_match_context *context = pcre2_match_context_create(general);
    pcre2_match_data *data = pcre2_match_data_create(1, general);
    if (context && data) {
        pcre2_set_callout(context, count_cost, &meter);
        pcre2_set_match_limit(context, UINT32_MAX);
        pcre2_set_depth_limit(context, UINT32_MAX);
        pcre2_set_heap_limit(context, HEAP_LIMIT_KIB);
        int found = pcre2_match(pattern->code, (PCRE2_SPTR)text, length, 0, 0, data, context);
        /* Zero: found, and more groups than the match data has room for. Text that is not UTF-8 matches nothing. */
        if (found >= 0)
            result = SCHEMA_MATCH_YES;
        else if (found == PCRE2_ERROR_NOMATCH ||
                 (found <= PCRE2_ERROR_UTF8_ERR1 && found >= PCRE2_ERROR_UTF8_ERR21))
            result = SCHEMA_MATCH_NO;
    }
    *spent += meter.cost;
    pcre2_match_data_free(data);
    pcre2_match_context_free(context);
    pcre2_general_context_free(general);
    return result;
}
