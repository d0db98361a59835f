/* Evaluates filters: RFC 9535, sections 2.3.5.2.1 and 2.3.5.2.2. */
#include <string.h>

#include "contract/jsonpath_model.h"
#include "json/number.h"

static void take_node(struct jsonpath_value *value, struct json_object *node)
{
    switch (json_object_get_type(node)) {
    case json_type_null:
        value->kind = JSONPATH_NULL;
        break;
    case json_type_boolean:
        value->kind = JSONPATH_BOOLEAN;
        value->truth = json_object_get_boolean(node);
        break;
    case json_type_int:
    case json_type_double:
        value->kind = JSONPATH_NUMBER;
        value->text = json_number_text(node, value->scratch);
        break;
    case json_type_string:
        value->kind = JSONPATH_STRING;
        value->text = json_object_get_string(node);
        value->length = (size_t)json_object_get_string_len(node);
        break;
    default:
        value->kind = JSONPATH_STRUCTURE;
        value->node = node;
    }
}

static void evaluate(struct jsonpath_run *run, const struct jsonpath_operand *operand,
                     struct json_object *node, struct jsonpath_value *value)
{
    *value = operand->literal;
    if (!operand->query)
        return;
    struct jsonpath_matches matches = {0};
    jsonpath_run(run, operand->query, SIZE_MAX, (struct jsonpath_match){.node = node}, &matches);
    value->kind = JSONPATH_NOTHING;
    if (matches.count)
        take_node(value, matches.items[0].node);
    jsonpath_matches_clear(&matches);
}

static bool equal(const struct jsonpath_value *a, const struct jsonpath_value *b)
{
    if (a->kind != b->kind)
        return false;
    switch (a->kind) {
    case JSONPATH_BOOLEAN:
        return a->truth == b->truth;
    case JSONPATH_NUMBER:
        return !json_number_compare(a->text, b->text);
    case JSONPATH_STRING:
        return a->length == b->length && !memcmp(a->text, b->text, a->length);
    case JSONPATH_STRUCTURE:
        return json_equal(a->node, b->node);
    default:
        return true;
    }
}

/* Numbers and strings alone have an order; UTF-8's bytes are in the order of its code points. */
static bool below(const struct jsonpath_value *a, const struct jsonpath_value *b)
{
    if (a->kind != b->kind)
        return false;
    if (a->kind == JSONPATH_NUMBER)
        return json_number_compare(a->text, b->text) < 0;
    if (a->kind != JSONPATH_STRING)
        return false;
    int order = memcmp(a->text, b->text, a->length < b->length ? a->length : b->length);
    return order ? order < 0 : a->length < b->length;
}

static bool compare(enum jsonpath_operation operation, const struct jsonpath_value *a,
                    const struct jsonpath_value *b)
{
    switch (operation) {
    case JSONPATH_EQUAL:
        return equal(a, b);
    case JSONPATH_UNEQUAL:
        return !equal(a, b);
    case JSONPATH_AT_MOST:
        return below(a, b) || equal(a, b);
    case JSONPATH_AT_LEAST:
        return below(b, a) || equal(a, b);
    case JSONPATH_BELOW:
        return below(a, b);
    default:
        return below(b, a);
    }
}

static bool exists(struct jsonpath_run *run, const struct jsonpath *query, struct json_object *node)
{
    struct jsonpath_matches matches = {0};
    jsonpath_run(run, query, SIZE_MAX, (struct jsonpath_match){.node = node}, &matches);
    bool found = matches.count;
    jsonpath_matches_clear(&matches);
    return found;
}

bool jsonpath_holds(struct jsonpath_run *run, const struct jsonpath_test *test, struct json_object *node)
{
    struct jsonpath_value a, b;
    switch (test->operation) {
    case JSONPATH_EXISTS:
        return exists(run, test->a.query, node);
    case JSONPATH_NOT:
        return !jsonpath_holds(run, test->left, node);
    case JSONPATH_AND:
        return jsonpath_holds(run, test->left, node) && jsonpath_holds(run, test->right, node);
    case JSONPATH_OR:
        return jsonpath_holds(run, test->left, node) || jsonpath_holds(run, test->right, node);
    default:
        evaluate(run, &test->a, node, &a);
        evaluate(run, &test->b, node, &b);
        return compare(test->operation, &a, &b);
    }
}
