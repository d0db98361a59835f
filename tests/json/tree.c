#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

#include "json/json.h"

static struct json_document *read_text(const char *text)
{
    struct error error = {0};
    struct json_document *document = json_read("test", text, strlen(text), NULL, &error);
    cr_assert(document, "%s: %u:%u: %s", text, error.line, error.column, error.text);
    return document;
}

Test(json, reads_and_writes)
{
    static const char *const texts[][2] = {
        {" { \"a\" : [ 1 , -0.50 , 1e400, true , false, null ] , \"b\" : \"x\\n\\u00e9\\ud83d\\ude00\\u0000\" } ",
         "{\"a\":[1,-0.50,1e400,true,false,null],\"b\":\"x\\n\xc3\xa9\xf0\x9f\x98\x80\\u0000\"}"},
        {"[]", "[]"},
        {"{}", "{}"},
        {"null", "null"},
        {"123456789012345678901234567890", "123456789012345678901234567890"},
        {"{\"a\\u0000b\":1,\"a\":2}", "{\"a\\u0000b\":1,\"a\":2}"},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct json_document *document = read_text(texts[i][0]);
        char *text = json_text(json_document_root(document), JSON_COMPACT);
        cr_assert_str_eq(text, texts[i][1]);
        free(text);
        json_document_free(document);
    }
}

Test(json, knows_where_things_stand)
{
    struct json_document *document = read_text("{\n  \"\xc3\xa9\": [ 1,\n\"\xf0\x9f\x98\x80\", {\"k\": null}]}");
    struct json_object *root = json_document_root(document);
    static const struct {
        const char *pointer;
        unsigned line, column;
        size_t offset;
    } places[] = {
        {"", 1, 1, 0},          {"/\xc3\xa9", 2, 3, 4}, {"/\xc3\xa9/0", 2, 10, 12},
        {"/\xc3\xa9/1", 3, 1, 15}, {"/\xc3\xa9/2", 3, 6, 23}, {"/\xc3\xa9/2/k", 3, 7, 24},
    };
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        const struct json_source *source = NULL;
        struct json_place place = {0};
        cr_assert(json_pointer_place(root, places[i].pointer, &source, &place), "%s", places[i].pointer);
        cr_expect_str_eq(source->name, "test");
        cr_expect_eq(place.line, places[i].line, "%s: line %u", places[i].pointer, place.line);
        cr_expect_eq(place.column, places[i].column, "%s: column %u", places[i].pointer, place.column);
        cr_expect_eq(place.offset, places[i].offset, "%s: offset %zu", places[i].pointer, place.offset);
    }
    json_document_free(document);
}

/* Written is in words of eight bytes where all stand for themselves. */
Test(tree, writes_each_character_at_each_place_of_a_string)
{
    static const struct {
        const char *text, *written;
    } odd[] = {{"\"", "\\\""},   {"\\", "\\\\"},           {"\x01", "\\u0001"},
               {"\n", "\\n"},    {"\x1f", "\\u001f"},      {" ", " "},
               {"\x7f", "\x7f"}, {"\xc3\xbc", "\xc3\xbc"}, {"\xff", "\xef\xbf\xbd"}};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
        for (int before = 0; before < 18; before++)
            for (int after = 0; after < 10; after++) {
                char *text = string_format("%.*s%s%.*s", before, "!#abcdefghijklmnop~", odd[i].text, after,
                                           "ABCDEFGHIJKL");
                char *expected = string_format("\"%.*s%s%.*s\"", before, "!#abcdefghijklmnop~",
                                               odd[i].written, after, "ABCDEFGHIJKL");
                struct buffer out;
                buffer_init(&out, BUFFER_UNBOUNDED);
                json_write_string(&out, text, strlen(text));
                cr_expect_str_eq(buffer_string(&out), expected);
                buffer_clear(&out);
                free(expected);
                free(text);
            }
}
