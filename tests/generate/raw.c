#include <criterion/criterion.h>
#include <string.h>

#include "generate/generate.h"

static const struct {
    const char *base, *rules;
} rows[] = {
    {"{\"inputs\":{\"topic\":\"sea\"},\"n\":1}",
     "empty missing not-json cut-off not-utf8 trailing-comma more-behind raw-line-break "},
    {"{}", "empty missing not-json cut-off not-utf8 trailing-comma more-behind "},
    {"[1]", "empty missing not-json cut-off trailing-comma more-behind "},
    {"12", "empty missing not-json trailing-comma more-behind "},
    {"\"text\"", "empty missing not-json cut-off not-utf8 trailing-comma more-behind raw-line-break "},
};

static bool is_json(const struct generate_raw *raw)
{
    struct json_document *document = json_read("body", raw->bytes, raw->length, NULL, NULL);
    json_document_free(document);
    return document != NULL;
}

Test(raw, faults_are_no_json)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct json_document *document = json_read("base", rows[i].base, strlen(rows[i].base), NULL, NULL);
        struct generate_raws list = {0};
        struct buffer rules;
        buffer_init(&rules, 1000);
        generate_raw_faults(json_document_root(document), &list);
        for (size_t j = 0; j < list.count; j++) {
            buffer_format(&rules, "%s ", list.items[j].rule);
            cr_expect_eq(list.items[j].bytes == NULL, strcmp(list.items[j].rule, "missing") == 0);
            cr_expect(!list.items[j].bytes || !is_json(&list.items[j]), "%s: %s", rows[i].base,
                      list.items[j].rule);
        }
        cr_expect_str_eq(buffer_string(&rules), rows[i].rules);
        buffer_clear(&rules);
        generate_raws_clear(&list);
        json_document_free(document);
    }
}

/* The fault lies in a value, and everything else is the base. */
Test(raw, what_is_no_text_stands_in_a_value)
{
    static const char base[] = "{\"inputs\":{\"topic\":\"sea\"}}";
    struct json_document *document = json_read("base", base, strlen(base), NULL, NULL);
    struct generate_raws list = {0};
    generate_raw_faults(json_document_root(document), &list);
    cr_expect_str_eq(list.items[4].bytes, "{\"inputs\":{\"topic\":\"\xff\xfesea\"}}");
    cr_expect_str_eq(list.items[3].bytes, "{\"inputs\":{\"t");
    cr_expect_str_eq(list.items[5].bytes, "{\"inputs\":{\"topic\":\"sea\"},}");
    cr_expect_str_eq(list.items[6].bytes, "{\"inputs\":{\"topic\":\"sea\"}} {}");
    cr_expect_str_eq(list.items[7].bytes, "{\"inputs\":{\"topic\":\"\nsea\"}}");
    generate_raws_clear(&list);
    json_document_free(document);
}
