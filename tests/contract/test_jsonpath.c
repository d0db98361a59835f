/* Paths over one document: what each selects, in order; and where others are at fault. */
#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

#include "contract/jsonpath.h"

static const char document_text[] =
    "{\"a\": {\"b\": [10, 20, {\"c\": 30}], \"d-e\": 1, \"\u00e9\": 2, \"o'k\": 3, \"q\\\"\": 4, "
    "\"n\\u0000\": 5, \"\": 6},"
    " \"list\": [{\"n\": \"x\", \"in\": \"query\", \"v\": 1}, {\"n\": \"y\", \"v\": 2.0, \"z\": null},"
    " {\"n\": \"z\", \"v\": [1]}, 7, \"x\", true, null],"
    " \"deep\": {\"t\": 1, \"deep\": {\"t\": 2, \"more\": [{\"t\": 3}]}}}";

static const struct {
    const char *path, *selected; /* the nodes as JSON, one space between them */
} paths[] = {
    /* names and indexes */
    {"$.a.b[0]", "10"},
    {"$.a.b[-1]", "{\"c\":30}"},
    {"$.a.b[3]", ""},
    {"$.a.b[-4]", ""},
    {"$['a']['b'][1]", "20"},
    {"$[\"a\"][ 'b' , \"d-e\" ]", "[10,20,{\"c\":30}] 1"},
    {"$.a.d-e", "1"},
    {"$.a.\u00e9", "2"},
    {"$.a['\\u00e9']", "2"},
    {"$.a['o\\'k']", "3"},
    {"$.a[\"o'k\"]", "3"},
    {"$.a['q\"']", "4"},
    {"$.a[\"q\\\"\"]", "4"},
    {"$.a['n\\u0000']", "5"},
    {"$.a['']", "6"},
    {"$ .a\n ['b'] [2].c", "30"},
    {"$.nothing.at.all", ""},
    {"$.a[0]", ""},
    {"$.a.b['0']", ""},
    {"$.a.b[0,0]", "10 10"},
    {"$.list[6]", "null"},
    /* wildcards and descendants */
    {"$.a.b.*", "10 20 {\"c\":30}"},
    {"$.a.b[*]", "10 20 {\"c\":30}"},
    {"$.a.b[*].*", "30"},
    {"$.deep..t", "1 2 3"},
    {"$..t", "1 2 3"},
    {"$..deep.t", "1 2"},
    {"$..more[0]", "{\"t\":3}"},
    {"$.deep..*", "1 {\"t\":2,\"more\":[{\"t\":3}]} 2 [{\"t\":3}] {\"t\":3} 3"},
    {"$.deep..['t','more']", "1 2 [{\"t\":3}] 3"},
    {"$.list..[0].n", "\"x\""},
    /* existence */
    {"$.list[?@.z]", "{\"n\":\"y\",\"v\":2.0,\"z\":null}"},
    {"$.list[?(@.in)].n", "\"x\""},
    {"$.list[?!@.n]", "7 \"x\" true null"},
    {"$.list[?!(@.n)]", "7 \"x\" true null"},
    {"$.list[?@.v[0]].n", "\"z\""},
    {"$.list[?@.*].n", "\"x\" \"y\" \"z\""},
    {"$[?@..c]",
     "{\"b\":[10,20,{\"c\":30}],\"d-e\":1,\"\u00e9\":2,\"o'k\":3,\"q\\\"\":4,\"n\\u0000\":5,\"\":6}"},
    {"$.list[?$.nothing]", ""},
    {"$.deep[?@.deep || @.t]", "{\"t\":2,\"more\":[{\"t\":3}]}"},
    {"$.deep[?@.more[?@.t == 3]].t", "2"},
    /* comparisons */
    {"$.list[?@.n=='x']", "{\"n\":\"x\",\"in\":\"query\",\"v\":1}"},
    {"$.list[?@.n=='x' && @.in=='query'].v", "1"},
    {"$.list[?@.n == \"x\" || @.n == \"y\"].v", "1 2.0"},
    {"$.list[?@.n=='x' && @.in=='path' || @.n=='y'].v", "2.0"},
    {"$.list[?@.n=='x' && (@.in=='path' || @.n=='x')].v", "1"},
    {"$.list[?!(@.n=='x')].n", "\"y\" \"z\""},
    {"$.list[?@.n != 'x'].n", "\"y\" \"z\""},
    {"$.list[?@.v == 2].n", "\"y\""},
    {"$.list[?@.v == 1e0].n", "\"x\""},
    {"$.list[?@.v < 2].n", "\"x\""},
    {"$.list[?@.v <= 2].n", "\"x\" \"y\""},
    {"$.list[?@.v > 1].n", "\"y\""},
    {"$.list[?2 > @.v].n", "\"x\""},
    {"$.list[?@.v >= 2].n", "\"y\""},
    {"$.list[?@.n > 'x'].n", "\"y\" \"z\""},
    {"$.list[?@.n < 'xx'].n", "\"x\""},
    {"$.list[?@.z == null].n", "\"y\""},
    {"$.list[?@ == null]", "null"},
    {"$.list[?@ == true]", "true"},
    {"$.list[?@ == 7]", "7"},
    {"$.list[?@ < true]", ""},
    {"$.list[?@ <= true]", "true"},
    {"$.list[?@ == 'x']", "\"x\""},
    {"$.list[?@.nothing == @.never].n", "\"x\" \"y\" \"z\""},
    {"$.list[?@.v == $.list[2].v].n", "\"z\""},
    {"$.list[?@.n == $['list'][1].n].v", "2.0"},
    {"$.list[?@.v == -0.1e+1]", ""},
    {"$.list[?@['n']=='\\u0078'].v", "1"},
    {"$.list[?@.n=='y', ?@.n=='x'].n", "\"y\" \"x\""},
};

static struct json_document *read_document(void)
{
    struct error error = {0};
    struct json_document *document = json_read("test", document_text, strlen(document_text), NULL, &error);
    cr_assert(document, "%u:%u: %s", error.line, error.column, error.text);
    return document;
}

static void say_selected(const struct jsonpath_matches *matches, struct buffer *out)
{
    for (size_t i = 0; i < matches->count; i++) {
        if (i)
            buffer_char(out, ' ');
        json_write(out, matches->items[i].node, JSON_COMPACT);
    }
}

Test(jsonpath, selects)
{
    struct json_document *document = read_document();
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        struct arena arena = {0};
        struct error error = {0};
        struct jsonpath_matches matches = {0};
        struct buffer out;
        size_t offset = 0;
        buffer_init(&out, BUFFER_UNBOUNDED);
        const struct jsonpath *path = jsonpath_parse(paths[i].path, &arena, &offset, &error);
        cr_expect(path, "%s: %zu: %s", paths[i].path, offset, error.text);
        if (path)
            cr_expect(jsonpath_select(path, SIZE_MAX, json_document_root(document), &matches));
        say_selected(&matches, &out);
        cr_expect_str_eq(buffer_string(&out), paths[i].selected, "%s selects %s", paths[i].path,
                         buffer_string(&out));
        buffer_clear(&out);
        jsonpath_matches_clear(&matches);
        arena_clear(&arena);
    }
    json_document_free(document);
}

/* Each match tells where it stands. */
Test(jsonpath, tells_places)
{
    struct json_document *document = read_document();
    struct arena arena = {0};
    struct jsonpath_matches matches = {0};
    size_t offset = 0;
    const struct jsonpath *path = jsonpath_parse("$..*", &arena, &offset, NULL);
    cr_assert(jsonpath_select(path, SIZE_MAX, json_document_root(document), &matches));
    cr_expect_gt(matches.count, 30);
    for (size_t i = 0; i < matches.count; i++) {
        const struct jsonpath_match *match = &matches.items[i];
        struct json_object *found = match->key ? json_member(match->parent, match->key)
                                               : json_object_array_get_idx(match->parent, match->index);
        cr_expect_eq(found, match->node, "%zu", i);
        cr_expect_geq(match->depth, 1);
    }
    jsonpath_matches_clear(&matches);
    arena_clear(&arena);
    json_document_free(document);
}

static const struct {
    const char *path;
    size_t offset;
    const char *problem; /* the beginning */
} faults[] = {
    {"", 0, "expected a path that begins with '$', found the end of the path"},
    {"paths", 0, "expected a path that begins with '$', found 'p'"},
    {"#/paths", 0, "expected a path that begins with '$'"},
    {"$paths", 1, "expected '.', '[' or the end of the path, found 'p'"},
    {"$.", 2, "expected a name of letters"},
    {"$.a.", 4, "expected a name of letters"},
    {"$.200", 2, "expected a name of letters, digits and '_', or another one as ['name'], found '2'"},
    {"$.'a'", 2, "expected a name of letters"},
    {"$. a", 2, "expected a name of letters"},
    {"$.a ", 3, "expected '.', '[' or the end"},
    {"$...a", 3, "expected a name of letters"},
    {"$..", 3, "expected a name of letters"},
    {"$[", 2, "expected a name in quotes, an index, '*' or '?', found the end of the path"},
    {"$[a]", 2, "expected a name in quotes, an index, '*' or '?', found 'a'"},
    {"$[]", 2, "expected a name in quotes"},
    {"$['a'", 5, "expected ',' or ']'"},
    {"$['a',]", 6, "expected a name in quotes"},
    {"$['a", 4, "expected a closing '"},
    {"$[\"a']", 6, "expected a closing \""},
    {"$['\\x']", 4, "expected an escape of JSON"},
    {"$['\\\"']", 4, "expected an escape of JSON"},
    {"$['\\u12g4']", 7, "expected four hexadecimal digits"},
    {"$['\\ud83d']", 9, "expected both halves"},
    {"$['\\ude00']", 9, "expected both halves"},
    {"$['\\ud83d\\u0041']", 15, "expected the second half"},
    {"$[01]", 2, "expected an index without zeros"},
    {"$[-0]", 2, "expected an index without zeros"},
    {"$[-]", 2, "expected an index"},
    {"$[99999999999999999999]", 2, "expected an index"},
    {"$[1:3]", 3, "expected indexes one by one; slices are not supported"},
    {"$[?]", 3, "expected '@', '$', a number, a text in quotes, true, false or null, found ']'"},
    {"$[?@.a='b']", 6, "expected '=='"},
    {"$[?@.a==b]", 8, "expected '@', '$', a number"},
    {"$[?'a']", 6, "expected a comparison"},
    {"$[?@.a==]", 8, "expected '@'"},
    {"$[?@.*==1]", 9, "expected paths to one value"},
    {"$[?@..a==1]", 10, "expected paths to one value"},
    {"$[?!@.a==1]", 10, "expected parentheses around a comparison"},
    {"$[?(@.a]", 7, "expected '&&', '||' or ')'"},
    {"$[?@.a &&]", 9, "expected '@'"},
    {"$[?@.a & @.b]", 7, "expected ',' or ']'"},
    {"$[?@.a and @.b]", 7, "expected ',' or ']'"},
    {"$[?length(@)]", 3, "expected '@', '$'"},
    {"$.length()", 8, "expected no function"},
    {"$[?@.a==01]", 8, "expected a number as JSON has it"},
    {"$[?@.a==-]", 8, "expected a number"},
    {"$[?((((((((((((((((((((@.a))))))))))))))))))))]", 13, "expected fewer parentheses"},
    {"$[?@[?@[?@[?@[?@[?@[?@[?@[?@[?@[?@[?@.a]]]]]]]]]]]]", 33, "expected fewer parentheses"},
};

Test(jsonpath, names_the_first_fault)
{
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        struct arena arena = {0};
        struct error error = {0};
        size_t offset = 0;
        cr_expect_not(jsonpath_parse(faults[i].path, &arena, &offset, &error), "%s", faults[i].path);
        cr_expect_eq(offset, faults[i].offset, "%s: at %zu: %s", faults[i].path, offset, error.text);
        cr_expect_not(strncmp(error.text, faults[i].problem, strlen(faults[i].problem)), "%s: %s",
                      faults[i].path, error.text);
        arena_clear(&arena);
    }
}

/* Ten wildcard descendants over a deep document would select for hours. */
Test(jsonpath, gives_up_in_time)
{
    struct buffer text;
    struct arena arena = {0};
    struct jsonpath_matches matches = {0};
    size_t offset = 0;
    buffer_init(&text, BUFFER_UNBOUNDED);
    for (int i = 0; i < 300; i++)
        buffer_text(&text, "[1,");
    buffer_text(&text, "1");
    for (int i = 0; i < 300; i++)
        buffer_text(&text, "]");
    struct json_document *document = json_read("test", text.data, text.length, NULL, NULL);
    const struct jsonpath *path = jsonpath_parse("$..*..*..*..*..*", &arena, &offset, NULL);
    cr_expect_not(jsonpath_select(path, SIZE_MAX, json_document_root(document), &matches));
    jsonpath_matches_clear(&matches);
    path = jsonpath_parse("$..[?@..[?@..[?@..[?$..x]]]]", &arena, &offset, NULL);
    cr_expect_not(jsonpath_select(path, SIZE_MAX, json_document_root(document), &matches));
    jsonpath_matches_clear(&matches);
    json_document_free(document);
    arena_clear(&arena);
    buffer_clear(&text);
}
