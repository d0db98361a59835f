#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "generate/pattern.h"

enum { DEPTH_MOST = 100, REPEAT_MOST = 100000 };

struct parse {
    struct pattern *pattern;
    const char *at;
    unsigned depth;
    bool failed;
};

static struct pattern_node *new_node(struct parse *parse, enum pattern_kind kind)
{
    struct pattern *pattern = parse->pattern;
    struct pattern_node *node = arena_new(&pattern->arena, sizeof *node);
    node->kind = kind;
    pattern->nodes =
        memory_grow(pattern->nodes, pattern->node_count, &pattern->node_capacity, sizeof *pattern->nodes);
    pattern->nodes[pattern->node_count++] = node;
    return node;
}

static void add_child(struct pattern_node *node, struct pattern_node *child)
{
    node->children =
        memory_grow(node->children, node->child_count, &node->child_capacity, sizeof *node->children);
    node->children[node->child_count++] = child;
}

static struct pattern_node *fail(struct parse *parse)
{
    parse->failed = true;
    return new_node(parse, PATTERN_NOTHING);
}

static struct pattern_node *parse_choice(struct parse *parse);

/* ---- Sets ---- */

/* One character of a class, or what an escape stands for; PATTERN_MANY where it begins no range. */
static uint32_t parse_class_atom(struct parse *parse, struct pattern_node *set)
{
    uint32_t code = PATTERN_MANY;
    size_t length = 0;
    if (*parse->at == '\\') {
        parse->at++;
        length = pattern_escape(set, parse->at, true, &code);
    } else {
        length = text_decode(parse->at, strlen(parse->at), &code);
        if (length)
            pattern_add_range(set, code, code);
    }
    parse->failed = parse->failed || !length;
    parse->at += length;
    return code;
}

static struct pattern_node *parse_class(struct parse *parse)
{
    struct pattern_node *set = new_node(parse, PATTERN_SET);
    set->negated = *parse->at == '^';
    parse->at += set->negated;
    while (*parse->at && *parse->at != ']' && !parse->failed) {
        uint32_t first = parse_class_atom(parse, set);
        if (first == PATTERN_MANY || parse->at[0] != '-' || !parse->at[1] || parse->at[1] == ']')
            continue;
        parse->at++;
        size_t before = set->range_count;
        uint32_t last = parse_class_atom(parse, set);
        if (last == PATTERN_MANY || set->range_count != before + 1)
            continue;
        set->range_count = before;
        set->ranges[before - 1].last = last;
    }
    if (*parse->at != ']')
        return fail(parse);
    parse->at++;
    return set;
}

static struct pattern_node *parse_any(struct parse *parse)
{
    struct pattern_node *set = new_node(parse, PATTERN_SET);
    static const struct pattern_range not_any[] = {{'\n', '\n'}, {'\r', '\r'}, {0x2028, 0x2029}};
    set->negated = true;
    for (size_t i = 0; i < 3; i++)
        pattern_add_range(set, not_any[i].first, not_any[i].last);
    return set;
}

/* ---- Escapes outside of classes ---- */

static struct pattern_node *parse_escape(struct parse *parse)
{
    uint32_t code = 0;
    char letter = *parse->at;
    if (letter == 'b' || letter == 'B') {
        parse->at++;
        return new_node(parse, PATTERN_NOTHING);
    }
    if (letter >= '1' && letter <= '9') {
        struct pattern_node *back = new_node(parse, PATTERN_BACK);
        char *end = NULL;
        back->number = (size_t)strtoul(parse->at, &end, 10);
        parse->at = end;
        return back;
    }
    if (letter == 'k')
        return fail(parse);
    struct pattern_node *set = new_node(parse, PATTERN_SET);
    size_t length = pattern_escape(set, parse->at, false, &code);
    parse->at += length;
    return length ? set : fail(parse);
}

/* ---- Groups ---- */

/* Behind the parenthesis: what kind of group it is. Looking around counts for nothing. */
static struct pattern_node *parse_group(struct parse *parse)
{
    static const char *const passed_over[] = {"?=", "?!", "?<=", "?<!"};
    bool nothing = false, numbered = true;
    for (size_t i = 0; i < sizeof passed_over / sizeof *passed_over && !nothing; i++)
        if (strncmp(parse->at, passed_over[i], strlen(passed_over[i])) == 0) {
            nothing = true;
            parse->at += strlen(passed_over[i]);
        }
    if (!nothing && strncmp(parse->at, "?:", 2) == 0) {
        numbered = false;
        parse->at += 2;
    } else if (!nothing && strncmp(parse->at, "?<", 2) == 0) {
        parse->at += strcspn(parse->at, ">");
        parse->at += *parse->at == '>';
    }
    size_t number = !nothing && numbered ? ++parse->pattern->groups : 0;
    struct pattern_node *inner = parse_choice(parse);
    if (*parse->at != ')')
        return fail(parse);
    parse->at++;
    if (nothing)
        return new_node(parse, PATTERN_NOTHING);
    if (!number)
        return inner;
    struct pattern_node *group = new_node(parse, PATTERN_GROUP);
    group->number = number;
    add_child(group, inner);
    return group;
}

static struct pattern_node *parse_atom(struct parse *parse)
{
    uint32_t code = 0;
    char c = *parse->at;
    if (c == '(' || c == '[' || c == '\\' || c == '.' || c == '^' || c == '$')
        parse->at++;
    switch (c) {
    case '(':
        return parse_group(parse);
    case '[':
        return parse_class(parse);
    case '\\':
        return parse_escape(parse);
    case '.':
        return parse_any(parse);
    case '^':
    case '$':
        return new_node(parse, PATTERN_NOTHING);
    default:
        break;
    }
    size_t length = text_decode(parse->at, strlen(parse->at), &code);
    if (!length || strchr("*+?", c))
        return fail(parse);
    struct pattern_node *set = new_node(parse, PATTERN_SET);
    pattern_add_range(set, code, code);
    parse->at += length;
    return set;
}

/* ---- Repeats, sequences, choices ---- */

static bool parse_counts(struct parse *parse, size_t *minimum, size_t *maximum)
{
    char *end = NULL;
    if (parse->at[1] < '0' || parse->at[1] > '9')
        return false;
    *minimum = *maximum = (size_t)strtoul(parse->at + 1, &end, 10);
    if (*end == ',') {
        bool open = end[1] == '}';
        *maximum = open ? SIZE_MAX : (size_t)strtoul(end + 1, &end, 10);
        end += open;
    }
    if (*end != '}')
        return false;
    parse->at = end + 1;
    return true;
}

static bool parse_quantifier(struct parse *parse, size_t *minimum, size_t *maximum)
{
    if (*parse->at == '{')
        return parse_counts(parse, minimum, maximum);
    if (!*parse->at || !strchr("*+?", *parse->at))
        return false;
    *minimum = *parse->at == '+';
    *maximum = *parse->at == '?' ? 1 : SIZE_MAX;
    parse->at++;
    return true;
}

static struct pattern_node *parse_term(struct parse *parse)
{
    struct pattern_node *atom = parse_atom(parse);
    size_t minimum = 0, maximum = 0;
    if (parse->failed || !parse_quantifier(parse, &minimum, &maximum))
        return atom;
    parse->at += *parse->at == '?';
    if (minimum > REPEAT_MOST)
        return fail(parse);
    struct pattern_node *repeat = new_node(parse, PATTERN_REPEAT);
    repeat->minimum = minimum;
    repeat->maximum = maximum;
    add_child(repeat, atom);
    return repeat;
}

static struct pattern_node *parse_sequence(struct parse *parse)
{
    struct pattern_node *sequence = new_node(parse, PATTERN_SEQUENCE);
    while (*parse->at && *parse->at != '|' && *parse->at != ')' && !parse->failed)
        add_child(sequence, parse_term(parse));
    return sequence;
}

static struct pattern_node *parse_choice(struct parse *parse)
{
    struct pattern_node *choice = new_node(parse, PATTERN_CHOICE);
    if (++parse->depth > DEPTH_MOST)
        return fail(parse);
    add_child(choice, parse_sequence(parse));
    while (*parse->at == '|' && !parse->failed) {
        parse->at++;
        add_child(choice, parse_sequence(parse));
    }
    parse->depth--;
    return choice;
}

bool pattern_parse(struct pattern *pattern, const char *text)
{
    struct parse parse = {.pattern = pattern, .at = text};
    pattern->root = parse_choice(&parse);
    return !parse.failed && !*parse.at;
}

void pattern_clear(struct pattern *pattern)
{
    for (size_t i = 0; i < pattern->node_count; i++) {
        free(pattern->nodes[i]->ranges);
        free(pattern->nodes[i]->children);
    }
    free(pattern->nodes);
    arena_clear(&pattern->arena);
    *pattern = (struct pattern){0};
}
