/* Parses filters: RFC 9535, section 2.3.5. */
#include <ctype.h>
#include <string.h>

#include "contract/jsonpath_model.h"

enum { DEPTH_MOST = 10 };

static const struct jsonpath_test *parse_or(struct jsonpath_parser *parser);

static struct jsonpath_test *new_test(struct jsonpath_parser *parser, enum jsonpath_operation operation)
{
    struct jsonpath_test *test = arena_new(parser->arena, sizeof *test);
    test->operation = operation;
    return test;
}

/* ---- Operands ---- */

/* A number of the JSON grammar. */
static bool parse_number(struct jsonpath_parser *parser, struct jsonpath_value *value)
{
    const char *start = parser->at, *at = start + (*start == '-');
    size_t whole = strspn(at, "0123456789");
    if (!whole || (whole > 1 && *at == '0'))
        return jsonpath_expected(parser, "a number as JSON has it");
    at += whole;
    if (*at == '.' && isdigit((unsigned char)at[1]))
        at += 1 + strspn(at + 1, "0123456789");
    if (*at == 'e' || *at == 'E') {
        const char *exponent = at + 1 + (at[1] == '-' || at[1] == '+');
        if (isdigit((unsigned char)*exponent))
            at = exponent + strspn(exponent, "0123456789");
    }
    parser->at = at;
    value->kind = JSONPATH_NUMBER;
    value->text = arena_copy(parser->arena, start, (size_t)(at - start));
    return true;
}

static const struct {
    const char *word;
    enum jsonpath_kind kind;
    bool truth;
} words[] = {
    {"true", JSONPATH_BOOLEAN, true}, {"false", JSONPATH_BOOLEAN, false}, {"null", JSONPATH_NULL, false}};

static bool parse_literal(struct jsonpath_parser *parser, struct jsonpath_value *value)
{
    if (*parser->at == '\'' || *parser->at == '"') {
        value->kind = JSONPATH_STRING;
        return jsonpath_string(parser, false, &value->text, &value->length);
    }
    if (*parser->at == '-' || isdigit((unsigned char)*parser->at))
        return parse_number(parser, value);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (!jsonpath_take(parser, words[i].word))
            continue;
        value->kind = words[i].kind;
        value->truth = words[i].truth;
        return true;
    }
    return jsonpath_expected(parser, "'@', '$', a number, a text in quotes, true, false or null");
}

static bool parse_operand(struct jsonpath_parser *parser, struct jsonpath_operand *operand)
{
    bool relative = *parser->at == '@';
    if (!relative && *parser->at != '$')
        return parse_literal(parser, &operand->literal);
    parser->at++;
    operand->query = jsonpath_query(parser, relative);
    return operand->query;
}

/* ---- Comparisons and tests ---- */

/* The longer ones first. */
static const struct {
    const char *sign;
    enum jsonpath_operation operation;
} comparisons[] = {
    {"==", JSONPATH_EQUAL},    {"!=", JSONPATH_UNEQUAL}, {"<=", JSONPATH_AT_MOST},
    {">=", JSONPATH_AT_LEAST}, {"<", JSONPATH_BELOW},    {">", JSONPATH_ABOVE},
};

static bool parse_comparison(struct jsonpath_parser *parser, struct jsonpath_test *test)
{
    for (size_t i = 0; i < sizeof comparisons / sizeof *comparisons; i++) {
        if (!jsonpath_take(parser, comparisons[i].sign))
            continue;
        test->operation = comparisons[i].operation;
        jsonpath_blank(parser);
        if (!parse_operand(parser, &test->b))
            return false;
        bool singular =
            (!test->a.query || test->a.query->singular) && (!test->b.query || test->b.query->singular);
        return singular ||
               jsonpath_expected(parser, "paths to one value on both sides, without '*', '..' and '?'");
    }
    return test->a.query || jsonpath_expected(parser, "a comparison: a value alone is no test");
}

static const struct jsonpath_test *parse_comparison_or_test(struct jsonpath_parser *parser)
{
    struct jsonpath_test *test = new_test(parser, JSONPATH_EXISTS);
    if (!parse_operand(parser, &test->a))
        return NULL;
    const char *end = parser->at;
    jsonpath_blank(parser);
    if (*parser->at == '=' && parser->at[1] != '=') {
        jsonpath_expected(parser, "'=='");
        return NULL;
    }
    if (!parse_comparison(parser, test))
        return NULL;
    if (test->operation == JSONPATH_EXISTS)
        parser->at = end;
    return test;
}

static const struct jsonpath_test *parse_parentheses(struct jsonpath_parser *parser)
{
    const struct jsonpath_test *inner = parse_or(parser);
    jsonpath_blank(parser);
    if (!inner || jsonpath_take(parser, ")"))
        return inner;
    jsonpath_expected(parser, "'&&', '||' or ')'");
    return NULL;
}

static const struct jsonpath_test *parse_not(struct jsonpath_parser *parser)
{
    struct jsonpath_test *test = new_test(parser, JSONPATH_NOT);
    jsonpath_blank(parser);
    if (jsonpath_take(parser, "(")) {
        test->left = parse_parentheses(parser);
        return test->left ? test : NULL;
    }
    test->left = parse_comparison_or_test(parser);
    if (!test->left || test->left->operation == JSONPATH_EXISTS)
        return test->left ? test : NULL;
    jsonpath_expected(parser, "parentheses around a comparison behind '!'");
    return NULL;
}

static const struct jsonpath_test *parse_basic(struct jsonpath_parser *parser)
{
    jsonpath_blank(parser);
    if (jsonpath_take(parser, "!"))
        return parse_not(parser);
    return jsonpath_take(parser, "(") ? parse_parentheses(parser) : parse_comparison_or_test(parser);
}

/* ---- Logic ---- */

typedef const struct jsonpath_test *parse_part(struct jsonpath_parser *parser);

static const struct jsonpath_test *parse_chain(struct jsonpath_parser *parser, const char *sign,
                                               enum jsonpath_operation operation, parse_part *part)
{
    const struct jsonpath_test *left = part(parser);
    while (left) {
        const char *end = parser->at;
        jsonpath_blank(parser);
        if (!jsonpath_take(parser, sign)) {
            parser->at = end;
            return left;
        }
        struct jsonpath_test *test = new_test(parser, operation);
        test->left = left;
        test->right = part(parser);
        left = test->right ? test : NULL;
    }
    return NULL;
}

static const struct jsonpath_test *parse_and(struct jsonpath_parser *parser)
{
    return parse_chain(parser, "&&", JSONPATH_AND, parse_basic);
}

static const struct jsonpath_test *parse_or(struct jsonpath_parser *parser)
{
    if (parser->depth == DEPTH_MOST) {
        jsonpath_expected(parser, "fewer parentheses and filters inside of one another");
        return NULL;
    }
    parser->depth++;
    const struct jsonpath_test *test = parse_chain(parser, "||", JSONPATH_OR, parse_and);
    parser->depth--;
    return test;
}

const struct jsonpath_test *jsonpath_filter(struct jsonpath_parser *parser)
{
    return parse_or(parser);
}
