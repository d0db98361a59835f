#include "judge/parts.h"

/* Doubts that are worth a finding each; the rest says the same. */
enum { MOST_DOUBTS = 20 };

const char *judge_media_words(const struct contract_media *media, size_t count, struct arena *arena)
{
    const char *words = "";
    for (size_t i = 0; i < count; i++)
        words = arena_format(arena, "%s%s%s", words, i ? " or " : "", media[i].type);
    return words;
}

void judge_doubts(const struct judge *judge, const struct json_document *body, const char *pointer,
                  struct finding_list *findings)
{
    struct arena scratch = {0};
    size_t count = 0;
    const struct json_doubt *doubts = json_document_doubts(body, &count);
    for (size_t i = 0; i < count && i < MOST_DOUBTS; i++) {
        bool key = doubts[i].kind == JSON_DOUBT_DUPLICATE_KEY;
        struct finding finding = {.level = LEVEL_SHOULD,
                                  .aspect = "json",
                                  .title = key ? "a key occurs twice in one object of the body"
                                               : "the body has half a surrogate pair",
                                  .expected = key ? "each key once (RFC 8259, section 4)"
                                                  : "whole characters (RFC 8259, section 8.2)",
                                  .found =
                                      arena_format(&scratch, "\"%s\" at line %u, column %u", doubts[i].text,
                                                   doubts[i].place.line, doubts[i].place.column),
                                  .basis = judge_basis(judge, pointer, &scratch)};
        finding_emit(findings, &finding);
    }
    arena_clear(&scratch);
}
