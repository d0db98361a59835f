/* What yaml_write() makes of a tree reads back as an equal one. */
#include <criterion/criterion.h>

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "yaml/yaml.h"

static void expect_round(const struct json_object *node)
{
    struct buffer text;
    struct error error = {0};
    buffer_init(&text, BUFFER_UNBOUNDED);
    yaml_write(&text, node);
    struct json_document *again = yaml_read("written", text.data, text.length, NULL, &error);
    cr_assert(again, "%u:%u: %s in\n%s", error.line, error.column, error.text, text.data);
    char *before = json_text(node, JSON_COMPACT), *after = json_text(json_document_root(again), JSON_COMPACT);
    cr_expect_str_eq(after, before, "%s became %s by way of\n%s", before, after, text.data);
    free(before);
    free(after);
    json_document_free(again);
    buffer_clear(&text);
}

static void expect_round_text(const char *name, const char *text, size_t length)
{
    struct error error = {0};
    struct json_document *document = json_read(name, text, length, NULL, &error);
    cr_assert(document, "%s:%u:%u: %s", name, error.line, error.column, error.text);
    expect_round(json_document_root(document));
    json_document_free(document);
}

Test(write, values)
{
    static const char *const texts[] = {
        "null",
        "true",
        "-0.50",
        "1e400",
        "123456789012345678901234567890",
        "\"\"",
        "[]",
        "{}",
        "[[[]]]",
        "[{}, [], null, {\"a\": [1, {\"b\": null}]}]",
        "{\"200\": 1, \"null\": 2, \"\": 3, \"a b\": 4, \"- x\": 5, \"a: b\": 6, \"#\": 7, \"x\\u0000y\": 8, \"l\\nm\": 9}",
        "[\"no\", \"yes\", \"true\", \"~\", \"0o14\", \"1e3\", \"12:30\", \"2025-10-01\", \"<<\", \"1_000\", \".inf\", \"y\"]",
        "[\"a\\nb\", \"a\\nb\\n\", \"a\\n\\nb\\n\\n\", \"\\na\", \" a\\nb\", \"a \\nb\", \"a\\n b\", \"\\n\", \"a\\n\\n\\n\"]",
        "[\"tab\\there\", \"cr\\rhere\", \"nul\\u0000here\", \"next\\u0085line\", \"\\u2028\", \"\\ufeff\", \"\\ud83d\\ude00\"]",
        "[\"'\", \"\\\"\", \"\\\\\", \"a #b\", \"a: b\", \": a\", \"-\", \"- a\", \"?\", \"@a\", \"`\", \"%\", \"!a\", \"&a\", \"*a\", \"| a\"]",
        "[\"---\", \"...\", \" lead\", \"trail \", \"{a}\", \"[a]\", \"a, b\", \"key:\"]",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        expect_round_text(texts[i], texts[i], strlen(texts[i]));
}

static int is_json(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    return length > 5 && strcmp(entry->d_name + length - 5, ".json") == 0;
}

Test(write, every_value_that_the_reader_is_tested_with)
{
    struct dirent **entries = NULL;
    int count = scandir(TEST_DATA "/data", &entries, is_json, alphasort);
    cr_assert_gt(count, 5);
    for (int i = 0; i < count; i++) {
        char *path = string_format(TEST_DATA "/data/%s", entries[i]->d_name);
        struct buffer text;
        buffer_init(&text, BUFFER_UNBOUNDED);
        cr_assert(buffer_read_file(&text, path));
        expect_round_text(path, text.data, text.length);
        buffer_clear(&text);
        free(path);
        free(entries[i]);
    }
    free(entries);
}

/* Short texts of the characters that mean something in YAML. */
Test(write, strings_at_random)
{
    static const char *const pieces[] = {"a",  "b",  " ", "  ", "\n", ":",  "#", "-", "'", "\"",
                                         "\\", "\t", "1", ".",  "{",  "]",  ",", "&", "*", "!",
                                         "|",  ">",  "%", "é",  "😀",  "\r", "?", "~"};
    struct random random = {.state = 20251001};
    struct json_object *list = json_object_new_array();
    for (size_t i = 0; i < 3000; i++) {
        char text[64] = "";
        size_t count = (size_t)random_below(&random, 8);
        for (size_t j = 0; j < count; j++)
            strcat(text, pieces[random_below(&random, sizeof pieces / sizeof *pieces)]);
        struct json_object *member = json_object_new_object();
        json_object_object_add(member, text, json_object_new_string(text));
        json_object_array_add(list, member);
    }
    expect_round(list);
    json_object_put(list);
}
