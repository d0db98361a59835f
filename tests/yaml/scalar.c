/* The core schema (YAML 1.2, section 10.3.2), scalar by scalar; and where nodes stand. */
#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

#include "yaml/yaml.h"

static struct json_document *read_text(const char *text)
{
    struct error error = {0};
    struct json_document *document = yaml_read("test", text, strlen(text), NULL, &error);
    cr_assert(document, "%s: %u:%u: %s", text, error.line, error.column, error.text);
    return document;
}

static const char *const scalars[][2] = {
    /* null */
    {"~", "null"},
    {"null", "null"},
    {"Null", "null"},
    {"NULL", "null"},
    {"nULL", "\"nULL\""},
    {"nul", "\"nul\""},
    {"--- ", "null"},
    {"!!null ~", "null"},
    {"!!null ''", "null"},
    /* truths */
    {"true", "true"},
    {"True", "true"},
    {"TRUE", "true"},
    {"false", "false"},
    {"False", "false"},
    {"FALSE", "false"},
    {"tRUE", "\"tRUE\""},
    {"no", "\"no\""},
    {"No", "\"No\""},
    {"yes", "\"yes\""},
    {"on", "\"on\""},
    {"off", "\"off\""},
    {"y", "\"y\""},
    {"n", "\"n\""},
    {"!!bool 'true'", "true"},
    /* integers */
    {"0", "0"},
    {"12", "12"},
    {"-12", "-12"},
    {"+12", "12"},
    {"-0", "-0"},
    {"0777", "777"},
    {"-007", "-7"},
    {"00", "0"},
    {"0o14", "12"},
    {"0o777", "511"},
    {"0o8", "\"0o8\""},
    {"0o", "\"0o\""},
    {"-0o14", "\"-0o14\""},
    {"0O14", "\"0O14\""},
    {"0x1F", "31"},
    {"0xff", "255"},
    {"0xg", "\"0xg\""},
    {"0X1F", "\"0X1F\""},
    {"0xFFFFFFFFFFFFFFFF", "18446744073709551615"},
    {"0b11", "\"0b11\""},
    {"1_000", "\"1_000\""},
    {"123456789012345678901234567890", "123456789012345678901234567890"},
    {"12:30", "\"12:30\""},
    {"12:30:45", "\"12:30:45\""},
    {"+", "\"+\""},
    {"--1", "\"--1\""},
    {"1-", "\"1-\""},
    {"!!int '12'", "12"},
    {"!!int 0x10", "16"},
    /* floats */
    {"1e3", "1e3"},
    {"1E+3", "1E+3"},
    {"1.5", "1.5"},
    {"1.", "1"},
    {"1.e2", "1e2"},
    {".5", "0.5"},
    {"-.5", "-0.5"},
    {"+.5e-3", "0.5e-3"},
    {"00.50", "0.50"},
    {"1e", "\"1e\""},
    {"1e+", "\"1e+\""},
    {"e3", "\"e3\""},
    {".", "\".\""},
    {"..", "\"..\""},
    {".e3", "\".e3\""},
    {"1.2.3", "\"1.2.3\""},
    {"3.0.3", "\"3.0.3\""},
    {"1,5", "\"1,5\""},
    {"!!float 1", "1"},
    {"!!float '1.5'", "1.5"},
    {"1e400", "1e400"},
    {"infinity", "\"infinity\""},
    {"inf", "\"inf\""},
    {"nan", "\"nan\""},
    {"\".inf\"", "\".inf\""},
    {"'.nan'", "\".nan\""},
    {"!!str .inf", "\".inf\""},
    /* texts */
    {"2001-12-14", "\"2001-12-14\""},
    {"<<", "\"<<\""},
    {"=", "\"=\""},
    {"\"12\"", "\"12\""},
    {"'12'", "\"12\""},
    {"\"\"", "\"\""},
    {"!!str", "\"\""},
    {"!!str 12", "\"12\""},
    {"! 12", "\"12\""},
    {"!!str ~", "\"~\""},
    {"!<tag:yaml.org,2002:str> 1", "\"1\""},
    {"a#b", "\"a#b\""},
    {"a #b", "\"a\""},
    {"a:b", "\"a:b\""},
    {"-a", "\"-a\""},
    {"?a", "\"?a\""},
    {"a  b", "\"a  b\""},
    {"|\n 12\n", "\"12\\n\""},
    {">-\n true", "\"true\""},
    {"\"\\0\\x41\\u00e9\\U0001F600\\e\\_\\N\\L\\P\"",
     "\"\\u0000A\xc3\xa9\xf0\x9f\x98\x80\\u001b\xc2\xa0\xc2\x85\xe2\x80\xa8\xe2\x80\xa9\""},
};

Test(yaml, resolves_scalars)
{
    for (size_t i = 0; i < sizeof scalars / sizeof *scalars; i++) {
        struct json_document *document = read_text(scalars[i][0]);
        char *text = json_text(json_document_root(document), JSON_COMPACT);
        cr_expect_str_eq(text, scalars[i][1], "%s is %s", scalars[i][0], text);
        free(text);
        json_document_free(document);
    }
}

Test(yaml, knows_where_things_stand)
{
    /* A byte order mark, characters of two and four bytes, lines that end in CR LF, and a line separator. */
    struct json_document *document = read_text("\xef\xbb\xbf"
                                               "a: \xc3\xa9\r\n"
                                               "\xf0\x9f\x98\x80: {k: \"x\xe2\x80\xa8y\", l: [1,\r\n"
                                               "  &m {n: }]}\r\n"
                                               "o: *m\r\n");
    static const struct {
        const char *pointer;
        unsigned line, column;
        size_t offset;
    } places[] = {
        {"", 1, 1, 3},
        {"/a", 1, 1, 3},
        {"/\xf0\x9f\x98\x80", 2, 1, 10},
        {"/\xf0\x9f\x98\x80/k", 2, 5, 17},
        {"/\xf0\x9f\x98\x80/l", 2, 15, 29},
        {"/\xf0\x9f\x98\x80/l/0", 2, 19, 33},
        {"/\xf0\x9f\x98\x80/l/1", 3, 3, 39},
        {"/\xf0\x9f\x98\x80/l/1/n", 3, 7, 43},
        {"/o", 4, 1, 51},
        {"/o/n", 3, 7, 43},
    };
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        const struct json_source *source = NULL;
        struct json_place place = {0};
        cr_assert(json_pointer_place(json_document_root(document), places[i].pointer, &source, &place), "%s",
                  places[i].pointer);
        cr_expect_eq(place.line, places[i].line, "%s: line %u", places[i].pointer, place.line);
        cr_expect_eq(place.column, places[i].column, "%s: column %u", places[i].pointer, place.column);
        cr_expect_eq(place.offset, places[i].offset, "%s: offset %zu", places[i].pointer, place.offset);
    }
    json_document_free(document);
}

Test(yaml, reads_json_as_json)
{
    static const struct {
        const char *name, *text;
        bool read;
    } texts[] = {
        {"a.json", "{\"a\": 1}", true},
        {"a.json", "a: 1", false},
        {"A.JSON", "a: 1", false},
        {"a.yaml", "a: 1", true},
        {"a.yaml", " \n{a: 1}", false},
        {"a.yaml", "[1, 2,]", false},
        {"-", "\t[1, 2]", true},
        {"json", "a: [1, 2,]", true},
        {"-", "", false},
        {"a.json", "[\"\\ud83d\\ude00\"]", true},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct error error = {0};
        struct json_document *document =
            yaml_read_any(texts[i].name, texts[i].text, strlen(texts[i].text), NULL, &error);
        cr_expect_eq(document != NULL, texts[i].read, "%s: %s: %s", texts[i].name, texts[i].text, error.text);
        json_document_free(document);
    }
}
