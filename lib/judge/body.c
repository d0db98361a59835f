#include "judge/judge.h"

#include <stdio.h>
#include <string.h>

static bool same_text(const char *a, const char *b)
{
    return (!a && !b) || (a && b && strcmp(a, b) == 0);
}

/* Does the binding contract refuse this already? The same place by the same keyword, or the place by a combinator
 * whose branches the should actions only narrow further. */
static bool refused_already(const struct schema_report *binding, const struct schema_violation *violation)
{
    for (size_t i = 0; i < binding->count; i++) {
        const struct schema_violation *other = &binding->violations[i];
        bool same_place = same_text(other->instance, violation->instance);
        bool same_keyword = same_text(other->keyword, violation->keyword);
        if (same_place && same_keyword && (same_text(other->expected, violation->expected) ||
                                           strcmp(other->keyword, "required") != 0))
            return true;
    }
    return false;
}

static const char *first_line(const struct schema_violation *violation, struct arena *arena)
{
    if (!violation->source)
        return NULL;
    const char *text = violation->source->text, *end = text + violation->source->length;
    const char *at = text + (violation->place.offset < violation->source->length ? violation->place.offset : 0);
    while (at > text && at[-1] != '\n')
        at--;
    while (at < end && (*at == ' ' || *at == '\t'))
        at++;
    const char *stop = memchr(at, '\n', (size_t)(end - at));
    size_t length = (size_t)((stop ? stop : end) - at);
    while (length && (at[length - 1] == '\r' || at[length - 1] == ' '))
        length--;
    return arena_copy(arena, at, length < 300 ? length : 300);
}

static void emit_violation(const struct schema_violation *violation, enum finding_level level,
                           struct finding_list *findings)
{
    struct arena scratch = {0};
    const char *place = *violation->instance ? violation->instance : "the body";
    struct finding finding = {
        .level = level,
        .aspect = "schema",
        .title = arena_format(&scratch, "%s: expected %s, found %s", place, violation->expected, violation->found),
        .expected = violation->expected,
        .found = violation->found,
        .body_pointer = violation->instance,
        .note = violation->note,
        .basis = {.pointer = violation->pointer,
                  .source = violation->source ? violation->source->name : NULL,
                  .line = violation->place.line,
                  .column = violation->place.column,
                  .words = first_line(violation, &scratch)}};
    finding_emit(findings, &finding);
    arena_clear(&scratch);
}

void judge_body(const struct judge *judge, const struct schema *binding, const struct schema *documented,
                const struct json_object *body, enum schema_direction direction, struct finding_list *findings)
{
    (void)judge;
    struct schema_report must, should;
    schema_report_init(&must);
    schema_report_init(&should);
    if (binding)
        schema_validate(binding, body, direction, &must);
    for (size_t i = 0; i < must.count; i++)
        emit_violation(&must.violations[i], LEVEL_MUST, findings);
    if (documented && documented != binding)
        schema_validate(documented, body, direction, &should);
    for (size_t i = 0; i < should.count; i++)
        if (!refused_already(&must, &should.violations[i]))
            emit_violation(&should.violations[i], LEVEL_SHOULD, findings);
    schema_report_clear(&must);
    schema_report_clear(&should);
}
