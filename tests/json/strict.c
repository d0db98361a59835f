/* RFC 8259 to the letter, as data: what stands in data/lawful is read, and written as it stands but for white space
 * and escapes; what stands in data/refused is not, and NAME.error tells where and why. With UPDATE_EXPECTED set, the
 * errors are written anew, to be read before they are committed. */
#include <criterion/criterion.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json/json.h"

static int is_json(const struct dirent *entry)
{
    const char *ending = strrchr(entry->d_name, '.');
    return ending && !strcmp(ending, ".json");
}

static void read_file(const char *folder, const char *name, const char *ending, struct buffer *out)
{
    char *path = string_format(TEST_DATA "/data/%s/%.*s%s", folder, (int)(strlen(name) - strlen(".json")),
                               name, ending);
    buffer_init(out, BUFFER_UNBOUNDED);
    cr_assert(buffer_read_file(out, path), "%s", path);
    free(path);
}

static size_t each(const char *folder, void (*examine)(const char *name))
{
    struct dirent **entries = NULL;
    char *path = string_format(TEST_DATA "/data/%s", folder);
    int count = scandir(path, &entries, is_json, alphasort);
    cr_assert_gt(count, 0, "%s is empty", path);
    for (int i = 0; i < count; i++) {
        examine(entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
    free(path);
    return (size_t)count;
}

static struct json_document *read_bytes(const char *name, const char *text, size_t length,
                                        struct error *error)
{
    return json_read(name, text, length, NULL, error);
}

/* Written and read again, it is the same. */
static void examine_lawful(const char *name)
{
    struct buffer text;
    struct error error = {0};
    size_t doubts = 0;
    read_file("lawful", name, ".json", &text);
    struct json_document *document = read_bytes(name, text.data, text.length, &error);
    cr_assert(document, "%s:%u:%u: %s", name, error.line, error.column, error.text);
    json_document_doubts(document, &doubts);
    cr_expect_eq(doubts, 0, "%s", name);
    char *written = json_text(json_document_root(document), JSON_COMPACT);
    struct json_document *again = read_bytes(name, written, strlen(written), &error);
    cr_assert(again, "%s: %s", written, error.text);
    cr_expect(json_equal(json_document_root(document), json_document_root(again)), "%s", name);
    char *twice = json_text(json_document_root(again), JSON_COMPACT);
    cr_expect_str_eq(written, twice);
    free(written);
    free(twice);
    json_document_free(again);
    json_document_free(document);
    buffer_clear(&text);
}

static void write_file(const char *name, const struct buffer *text)
{
    char *path =
        string_format(TEST_DATA "/data/refused/%.*s.error", (int)(strlen(name) - strlen(".json")), name);
    FILE *file = fopen(path, "w");
    cr_assert(file, "%s", path);
    fwrite(buffer_string(text), 1, text->length, file);
    fclose(file);
    free(path);
}

static void examine_refused(const char *name)
{
    struct buffer text, found, expected;
    struct error error = {0};
    read_file("refused", name, ".json", &text);
    buffer_init(&found, BUFFER_UNBOUNDED);
    cr_expect_not(read_bytes(name, buffer_string(&text), text.length, &error), "%s was read", name);
    buffer_format(&found, "offset %zu\n", error.offset);
    error_print(&error, &found);
    if (getenv("UPDATE_EXPECTED"))
        write_file(name, &found);
    read_file("refused", name, ".error", &expected);
    cr_expect_str_eq(buffer_string(&found), buffer_string(&expected), "found\n%s", buffer_string(&found));
    buffer_clear(&text);
    buffer_clear(&found);
    buffer_clear(&expected);
}

Test(strict, reads_what_is_lawful)
{
    cr_expect_geq(each("lawful", examine_lawful), 20);
}

Test(strict, refuses_all_else_at_its_place)
{
    cr_expect_geq(each("refused", examine_refused), 130);
}

/* A text that ends anywhere is refused at its end, or where its last word or character begins. */
Test(strict, refuses_every_beginning)
{
    const char *text =
        "{\"a\": [1.5e-3, \"x\\u00e9\\n\\ud83d\\ude00\xc3\xa9\", true, false, null, {}], \"b\": -10}";
    for (size_t length = 0; length < strlen(text); length++) {
        struct error error = {0};
        cr_expect_not(read_bytes("test", text, length, &error), "%.*s", (int)length, text);
        size_t rest = length - error.offset;
        bool word = strspn(text + error.offset, "truefalsn") >= rest,
             cut = rest == 1 && text[error.offset] == '\xc3';
        cr_expect(error.offset <= length && (word || cut), "%zu in %.*s", error.offset, (int)length, text);
    }
}

/* What RFC 8259 allows and advises against is read, and noted at its place. */
Test(strict, notes_doubts)
{
    static const struct {
        const char *text;
        enum json_doubt_kind kind;
        unsigned line, column;
        size_t offset;
        const char *said, *written;
    } doubts[] = {
        {"{\"a\": 1,\n \"a\": 2}", JSON_DOUBT_DUPLICATE_KEY, 2, 2, 10, "a", "{\"a\":2}"},
        {"[{}, {\"b\":{\"\\u0061\": 1, \"a\": 2}}]", JSON_DOUBT_DUPLICATE_KEY, 1, 25, 24, "a",
         "[{},{\"b\":{\"a\":2}}]"},
        {"{\"\": 1, \"\": 2}", JSON_DOUBT_DUPLICATE_KEY, 1, 9, 8, "", "{\"\":2}"},
        {"[\"\\ud83d\"]", JSON_DOUBT_LONE_SURROGATE, 1, 3, 2, "\\ud83d", "[\"\xef\xbf\xbd\"]"},
        {"[\"\xc3\xa9\\ude00x\"]", JSON_DOUBT_LONE_SURROGATE, 1, 4, 4, "\\ude00",
         "[\"\xc3\xa9\xef\xbf\xbdx\"]"},
        {"[\"\\ud83d\\u0041\"]", JSON_DOUBT_LONE_SURROGATE, 1, 3, 2, "\\ud83d",
         "[\"\xef\xbf\xbd"
         "A\"]"},
    };
    for (size_t i = 0; i < sizeof doubts / sizeof *doubts; i++) {
        struct error error = {0};
        size_t count = 0;
        struct json_document *document = read_bytes("test", doubts[i].text, strlen(doubts[i].text), &error);
        cr_assert(document, "%s: %s", doubts[i].text, error.text);
        const struct json_doubt *found = json_document_doubts(document, &count);
        cr_assert_eq(count, 1, "%s", doubts[i].text);
        cr_expect_eq(found->kind, doubts[i].kind);
        cr_expect_eq(found->place.line, doubts[i].line, "%s: line %u", doubts[i].text, found->place.line);
        cr_expect_eq(found->place.column, doubts[i].column, "%s: column %u", doubts[i].text,
                     found->place.column);
        cr_expect_eq(found->place.offset, doubts[i].offset, "%s: %zu", doubts[i].text, found->place.offset);
        cr_expect_str_eq(found->text, doubts[i].said);
        char *written = json_text(json_document_root(document), JSON_COMPACT);
        cr_expect_str_eq(written, doubts[i].written);
        free(written);
        json_document_free(document);
        struct json_limits strict = {.doubts_are_errors = true};
        cr_expect_not(json_read("test", doubts[i].text, strlen(doubts[i].text), &strict, &error));
        cr_expect_eq(error.offset, doubts[i].offset);
    }
}

/* Every single byte, alone and inside a string, is either refused or read, and what is read is written. */
Test(strict, knows_every_byte)
{
    size_t alone = 0, inside = 0;
    for (int byte = 0; byte < 256; byte++) {
        char text[] = {'[', '"', (char)byte, '"', ']'};
        struct json_document *document = read_bytes("test", text + 2, 1, NULL);
        alone += document != NULL;
        json_document_free(document);
        document = read_bytes("test", text, sizeof text, NULL);
        inside += document != NULL;
        json_document_free(document);
    }
    cr_expect_eq(alone, 10, "%zu: the digits", alone);
    cr_expect_eq(inside, 0x80 - 0x20 - 2, "%zu: ASCII without controls, quotes and backslashes", inside);
}
