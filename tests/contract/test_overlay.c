/* Overlays as data: each folder of overlays/ holds target.yaml and overlay.yaml, and result.yaml or error.txt, which is
 * what error_print() says. binding.yaml is the result without the actions of x-level should, lenient.yaml the one where
 * targets may match nothing. With UPDATE_EXPECTED set, errors are written anew, to be read before they are committed. */
#include <criterion/criterion.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "contract/overlay.h"
#include "yaml/yaml.h"

static struct json_document *read_yaml(const char *folder, const char *name)
{
    char *path = string_format(TEST_DATA "/overlays/%s/%s", folder, name);
    struct buffer text;
    struct error error = {0};
    buffer_init(&text, BUFFER_UNBOUNDED);
    cr_assert(buffer_read_file(&text, path), "%s", path);
    struct json_document *document = yaml_read_any(name, buffer_string(&text), text.length, NULL, &error);
    cr_assert(document, "%s:%u:%u: %s", path, error.line, error.column, error.text);
    buffer_clear(&text);
    free(path);
    return document;
}

static bool holds(const char *folder, const char *name)
{
    char *path = string_format(TEST_DATA "/overlays/%s/%s", folder, name);
    bool found = !access(path, R_OK);
    free(path);
    return found;
}

static void expect_result(const char *folder, const char *name, const struct json_document *target)
{
    struct json_document *wanted = read_yaml(folder, name);
    char *found_text = json_text(json_document_root(target), JSON_COMPACT);
    char *wanted_text = json_text(json_document_root(wanted), JSON_COMPACT);
    cr_expect_str_eq(found_text, wanted_text, "%s: found %s\nand not %s", folder, found_text, wanted_text);
    free(found_text);
    free(wanted_text);
    json_document_free(wanted);
}

static void expect_error(const char *folder, const struct error *error)
{
    struct buffer found, expected;
    char *path = string_format(TEST_DATA "/overlays/%s/error.txt", folder);
    buffer_init(&found, BUFFER_UNBOUNDED);
    buffer_init(&expected, BUFFER_UNBOUNDED);
    error_print(error, &found);
    if (getenv("UPDATE_EXPECTED")) {
        FILE *file = fopen(path, "w");
        cr_assert(file);
        fwrite(buffer_string(&found), 1, found.length, file);
        fclose(file);
    }
    cr_assert(buffer_read_file(&expected, path), "%s", path);
    cr_expect_str_eq(buffer_string(&found), buffer_string(&expected), "%s: found\n%s", folder,
                     buffer_string(&found));
    buffer_clear(&found);
    buffer_clear(&expected);
    free(path);
}

static void examine(const char *folder, const char *result, enum contract_level level, bool lenient)
{
    struct json_document *target = read_yaml(folder, "target.yaml"),
                         *overlay = read_yaml(folder, "overlay.yaml");
    struct error error = {0};
    bool applied = overlay_apply(target, overlay, level, lenient, &error);
    if (result) {
        cr_expect(applied, "%s: %u:%u: %s", folder, error.line, error.column, error.text);
        expect_result(folder, result, target);
    } else {
        cr_expect_not(applied, "%s: applied", folder);
        expect_error(folder, &error);
    }
    json_document_free(target);
    json_document_free(overlay);
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

Test(overlay, changes_what_it_says)
{
    struct dirent **entries = NULL;
    int count = scandir(TEST_DATA "/overlays", &entries, is_visible, alphasort);
    cr_assert_gt(count, 25, "%d folders", count);
    for (int i = 0; i < count; i++) {
        const char *folder = entries[i]->d_name;
        examine(folder, holds(folder, "error.txt") ? NULL : "result.yaml", CONTRACT_DOCUMENTED, false);
        if (holds(folder, "binding.yaml"))
            examine(folder, "binding.yaml", CONTRACT_BINDING, false);
        if (holds(folder, "lenient.yaml"))
            examine(folder, "lenient.yaml", CONTRACT_DOCUMENTED, true);
        free(entries[i]);
    }
    free(entries);
}

/* ---- Where things stand ---- */

static void expect_place(const struct json_document *document, const char *pointer, const char *source_name,
                         unsigned line)
{
    const struct json_source *source = NULL;
    struct json_place place = {0};
    cr_assert(json_pointer_place(json_document_root(document), pointer, &source, &place), "%s", pointer);
    cr_expect_str_eq(source->name, source_name, "%s is of %s", pointer, source->name);
    cr_expect_eq(place.line, line, "%s is on line %u", pointer, place.line);
}

static struct json_document *read_text(const char *name, const char *text)
{
    struct error error = {0};
    struct json_document *document = yaml_read(name, text, strlen(text), NULL, &error);
    cr_assert(document, "%s:%u:%u: %s", name, error.line, error.column, error.text);
    return document;
}

#define HEAD "overlay: 1.0.0\ninfo: {title: t, version: v}\nactions:\n"

Test(overlay, keeps_origins)
{
    struct json_document *target = read_text("base", "a: 1\n"
                                                     "b:\n"
                                                     "  c: 2\n"
                                                     "  d: [x]\n"
                                                     "  e: {f: 3}\n"
                                                     "gone: 0\n"
                                                     "z:\n");
    struct json_document *overlay = read_text("over", HEAD "- target: $\n"       /* line 4 */
                                                           "  update:\n"         /* 5 */
                                                           "    a: 10\n"         /* 6 */
                                                           "    b:\n"            /* 7 */
                                                           "      new:\n"        /* 8 */
                                                           "        deep: [1,\n" /* 9 */
                                                           "               2]\n" /* 10 */
                                                           "      d: [y]\n"      /* 11 */
                                                           "    n:\n"            /* 12 */
                                                           "- target: $.gone\n"  /* 13 */
                                                           "  remove: true\n");
    struct json_document *second = read_text("second", HEAD "- target: $.b.new\n"
                                                            "  update: {more: 1}\n"
                                                            "- target: $.b\n"
                                                            "  update: {last: 1}\n");
    struct error error = {0};
    cr_assert(overlay_apply(target, overlay, CONTRACT_DOCUMENTED, false, &error), "%s", error.text);
    cr_assert(overlay_apply(target, second, CONTRACT_DOCUMENTED, false, &error), "%s", error.text);
    static const struct {
        const char *pointer, *source;
        unsigned line;
    } places[] = {
        {"", "base", 1},          {"/a", "over", 6},          {"/b", "base", 2},
        {"/b/c", "base", 3},      {"/b/d", "base", 4},        {"/b/d/0", "base", 4},
        {"/b/d/1", "over", 11},   {"/b/e", "base", 5},        {"/b/e/f", "base", 5},
        {"/b/new", "over", 8},    {"/b/new/deep", "over", 9}, {"/b/new/deep/1", "over", 10},
        {"/z", "base", 7},        {"/n", "over", 12},         {"/b/new/more", "second", 5},
        {"/b/last", "second", 7},
    };
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        expect_place(target, places[i].pointer, places[i].source, places[i].line);
    json_document_free(target);
    json_document_free(overlay);
    json_document_free(second);
}

/* ---- Bounds ---- */

static void expect_bound(const char *actions, int times, const char *part)
{
    struct json_document *target = read_text("base", "a: {}\nb: [1]\n");
    struct buffer text;
    struct error error = {0};
    buffer_init(&text, BUFFER_UNBOUNDED);
    buffer_text(&text, HEAD);
    for (int i = 0; i < times; i++)
        buffer_format(&text, actions, i, i, i);
    struct json_document *overlay = read_text("over", text.data);
    cr_expect_not(overlay_apply(target, overlay, CONTRACT_DOCUMENTED, false, &error));
    cr_expect(strstr(error.text, part), "%s", error.text);
    json_document_free(target);
    json_document_free(overlay);
    buffer_clear(&text);
}

Test(overlay, bounds_what_it_adds)
{
    expect_bound("- target: $..a\n  update: {k%d: {a: {}, b%d: {a: {}}, c%d: {}}}\n", 60,
                 "more than 1000000 values");
    expect_bound("- target: $..[?@.*||!@.*]\n  update: {l%d: {l%d: {l%d: {a: {}}}}}\n", 0 + 1,
                 "matches a value of type");
}

Test(overlay, bounds_the_depth)
{
    struct buffer text;
    struct error error = {0};
    buffer_init(&text, BUFFER_UNBOUNDED);
    buffer_text(&text, HEAD);
    const char *deep = "{a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {}}}}}}}}}}}";
    for (int i = 0; i < 60; i++) {
        buffer_text(&text, "- target: $");
        for (int j = 0; j < i * 10; j++)
            buffer_text(&text, ".a");
        buffer_format(&text, "\n  update: %s\n", deep);
    }
    struct json_document *target = read_text("base", "x: 1\n"), *overlay = read_text("over", text.data);
    cr_expect_not(overlay_apply(target, overlay, CONTRACT_DOCUMENTED, false, &error));
    cr_expect(strstr(error.text, "nested deeper than 512 levels"), "%s", error.text);
    json_document_free(target);
    json_document_free(overlay);
    buffer_clear(&text);
}
