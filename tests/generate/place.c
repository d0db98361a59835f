#include <criterion/criterion.h>

#include "generate/generate.h"

static const struct {
    const char *parent, *name, *place;
} rows[] = {
    {"", "inputs", "inputs"},
    {"inputs", "topic_2-b$@", "inputs.topic_2-b$@"},
    {"inputs", "a.b", "inputs.a%2Eb"},
    {"inputs", "*", "inputs.%2A"},
    {"", "[]", "%5B%5D"},
    {"inputs", "", "inputs.%"},
    {"", "", "%"},
    {"inputs", "a b%", "inputs.a%20b%25"},
    {"", "größe", "größe"},
    {"", "body", "%62ody"},
    {"", "query", "%71uery"},
    {"body", "body", "body.body"},
    {"", "bodyguard", "bodyguard"},
    {"", "\x01", "%01"},
};

Test(place, escapes_what_would_be_mistaken)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buffer place;
        buffer_init(&place, 1000);
        buffer_text(&place, rows[i].parent);
        generate_place_push(&place, rows[i].name);
        cr_expect_str_eq(buffer_string(&place), rows[i].place);
        buffer_clear(&place);
    }
}
