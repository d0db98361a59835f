#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void fuzz_fail(const char *what, const char *file, int line)
{
    fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
    abort();
}

void fuzz_require_round_trip(const struct json_object *node)
{
    struct error error = {0};
    char *text = json_text(node, JSON_COMPACT);
    struct json_document *again = json_read("again", text, strlen(text), NULL, &error);
    FUZZ_REQUIRE(again);
    FUZZ_REQUIRE(json_equal(node, json_document_root(again)));
    json_document_free(again);
    free(text);
}

void fuzz_require_place(const struct error *error, const char *text, size_t length)
{
    struct buffer out;
    unsigned lines = 1;
    for (size_t i = 0; i < length; i++)
        lines += text[i] == '\n' || (text[i] == '\r' && (i + 1 == length || text[i + 1] != '\n'));
    FUZZ_REQUIRE(error->set && error->text[0]);
    FUZZ_REQUIRE(error->line >= 1 && error->line <= lines);
    FUZZ_REQUIRE(error->column >= 1 && error->column <= length + 1);
    FUZZ_REQUIRE(error->offset <= length);
    buffer_init(&out, BUFFER_UNBOUNDED);
    error_print(error, &out);
    buffer_clear(&out);
}
