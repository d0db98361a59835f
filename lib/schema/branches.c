/* A oneOf or anyOf that does not hold: which branch was meant and why it failed, or which ones match and what would
 * settle it. One violation, whatever happened inside. */
#include "schema/explain.h"

#include <stdlib.h>
#include <string.h>

enum { REASONS_SAID = 4, BRANCHES_SAID = 12 };

/* The combinator being explained. */
struct junction {
    struct explanation *explanation;
    const struct schema_scope *scope;
    const struct json_object *node;
    const char *keyword;
    const struct schema *const *branches;
    size_t count;
    const char *selector; /* the property that tells the branches apart, or NULL */
};

static void say_branches(struct buffer *out, const struct schema *const *branches, size_t count,
                         const char *last)
{
    for (size_t i = 0; i < count && i < BRANCHES_SAID; i++) {
        buffer_text(out, i == 0 ? "" : i + 1 == count ? last : ", ");
        schema_say_name(out, branches[i]);
    }
    if (count > BRANCHES_SAID)
        buffer_format(out, " and %zu more", count - BRANCHES_SAID);
}

static void say_choice(struct buffer *out, const struct junction *junction)
{
    buffer_text(out, strcmp(junction->keyword, "oneOf") == 0 ? "exactly one of " : "at least one of ");
    say_branches(out, junction->branches, junction->count, ", ");
}

/* Complains at the junction itself; empties what it is given. */
static void complain(const struct junction *junction, const char *keyword, struct buffer *expected,
                     struct buffer *found, struct buffer *note)
{
    schema_complain(junction->explanation,
                    &(struct schema_complaint){.schema = junction->scope->schema,
                                               .keyword = keyword,
                                               .expected = buffer_string(expected),
                                               .found = buffer_string(found),
                                               .note = note->length ? buffer_string(note) : NULL});
    buffer_clear(expected);
    buffer_clear(found);
    buffer_clear(note);
}

struct saying {
    struct buffer expected, found, note;
};

static void saying_init(struct saying *saying)
{
    buffer_init(&saying->expected, BUFFER_UNBOUNDED);
    buffer_init(&saying->found, BUFFER_UNBOUNDED);
    buffer_init(&saying->note, BUFFER_UNBOUNDED);
}

/* ---- Several match ---- */

/* "running" for ExecutionRunning, "completed" for ExecutionCompleted */
static void say_settlement(struct buffer *out, const struct junction *junction,
                           const struct schema *const *matching, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct json_object *values = schema_property_values(matching[i], junction->selector);
        if (!values)
            continue;
        buffer_text(out, i ? ", " : "");
        schema_say_values(out, values);
        buffer_text(out, " for ");
        schema_say_name(out, matching[i]);
    }
}

static void complain_ambiguous(const struct junction *junction, const struct schema *const *matching,
                               size_t count)
{
    struct saying saying;
    saying_init(&saying);
    say_choice(&saying.expected, junction);
    schema_say_found(&saying.found, junction->node);
    buffer_text(&saying.found, " that matches ");
    say_branches(&saying.found, matching, count, " and ");
    buffer_text(&saying.note, "the body is ambiguous: ");
    say_branches(&saying.note, matching, count, " and ");
    buffer_text(&saying.note, count == 2 ? " both match; " : " all match; ");
    bool absent = junction->selector && json_is(junction->node, json_type_object) &&
                  !json_has(junction->node, junction->selector);
    if (absent) {
        buffer_text(&saying.note, "the property ");
        schema_say_quoted(&saying.note, junction->selector);
        buffer_text(&saying.note, ", which is absent, would settle it: ");
        say_settlement(&saying.note, junction, matching, count);
    } else {
        buffer_text(&saying.note, "the contract enumerates no property that would settle it");
    }
    complain(junction, junction->keyword, &saying.expected, &saying.found, &saying.note);
}

/* ---- None matches ---- */

/* What one branch has against the instance. The report is to be cleared. */
static void collect_reasons(const struct junction *junction, const struct schema *branch, bool shallow,
                            struct schema_report *report)
{
    struct explanation *explanation = junction->explanation;
    struct schema_report *kept = explanation->report;
    bool was_shallow = explanation->shallow;
    schema_report_init(report);
    report->maximum = REASONS_SAID;
    explanation->report = report;
    explanation->shallow = shallow || was_shallow;
    schema_explain(explanation, branch, junction->node, junction->scope);
    explanation->report = kept;
    explanation->shallow = was_shallow;
}

static void say_reason(struct buffer *out, const struct schema_violation *reason)
{
    buffer_format(out, "at %s: expected %s, found %s", *reason->instance ? reason->instance : "the top",
                  reason->expected, reason->found);
    if (reason->note)
        buffer_format(out, " (%s)", reason->note);
}

static void say_reasons(struct buffer *out, const struct schema_report *report, size_t from)
{
    for (size_t i = from; i < report->count; i++) {
        buffer_text(out, i > from ? "; " : "");
        say_reason(out, &report->violations[i]);
    }
    if (report->dropped)
        buffer_format(out, "; and %zu more", report->dropped);
}

/* The branch is clearly the one: its first reason is what is wrong, the others follow in the note. */
static void complain_meant(const struct junction *junction, const struct schema *branch, const char *because)
{
    struct schema_report reasons;
    struct buffer note;
    collect_reasons(junction, branch, false, &reasons);
    buffer_init(&note, BUFFER_UNBOUNDED);
    schema_say_name(&note, branch);
    buffer_format(&note, " was meant%s", because);
    if (reasons.count) {
        struct schema_violation violation = reasons.violations[0];
        if (violation.note)
            buffer_format(&note, "; %s", violation.note);
        if (reasons.count > 1) {
            buffer_text(&note, "; also ");
            say_reasons(&note, &reasons, 1);
        }
        violation.keyword = junction->keyword;
        violation.note = buffer_string(&note);
        schema_report_add(junction->explanation->report, &violation);
    }
    buffer_clear(&note);
    schema_report_clear(&reasons);
}

/* The order in which branches come near: the right type first, then few contradictions, then deep ones. */
struct distance {
    size_t violations, depth;
    bool wrong_type;
};

static size_t pointer_depth(const char *pointer)
{
    size_t depth = 0;
    for (; *pointer; pointer++)
        depth += *pointer == '/';
    return depth;
}

static struct distance measure(const struct junction *junction, const struct schema *branch)
{
    struct schema_report reasons;
    collect_reasons(junction, branch, true, &reasons);
    struct distance distance = {.violations = reasons.count + reasons.dropped};
    if (reasons.count)
        distance.depth = pointer_depth(reasons.violations[0].instance);
    distance.wrong_type = !(schema_types_of(branch) & schema_type_bit(junction->node));
    schema_report_clear(&reasons);
    return distance;
}

static bool is_nearer(const struct distance *a, const struct distance *b)
{
    if (a->wrong_type != b->wrong_type)
        return b->wrong_type;
    if (a->violations != b->violations)
        return a->violations < b->violations;
    return a->depth > b->depth;
}

static const struct schema *find_nearest(const struct junction *junction)
{
    size_t nearest = 0;
    struct distance shortest = measure(junction, junction->branches[0]);
    for (size_t i = 1; i < junction->count; i++) {
        struct distance distance = measure(junction, junction->branches[i]);
        if (is_nearer(&distance, &shortest)) {
            shortest = distance;
            nearest = i;
        }
    }
    return junction->branches[nearest];
}

static void complain_nearest(const struct junction *junction)
{
    const struct schema *branch = find_nearest(junction);
    struct schema_report reasons;
    struct saying saying;
    collect_reasons(junction, branch, false, &reasons);
    saying_init(&saying);
    say_choice(&saying.expected, junction);
    schema_say_found(&saying.found, junction->node);
    buffer_text(&saying.found, ", which matches none");
    schema_say_name(&saying.note, branch);
    buffer_text(&saying.note, " comes nearest; it fails ");
    say_reasons(&saying.note, &reasons, 0);
    complain(junction, junction->keyword, &saying.expected, &saying.found, &saying.note);
    schema_report_clear(&reasons);
}

/* No branch takes the instance's type: each says what it takes. */
static void complain_types(const struct junction *junction)
{
    struct saying saying;
    unsigned types = 0;
    saying_init(&saying);
    for (size_t i = 0; i < junction->count; i++)
        types |= schema_types_of(junction->branches[i]);
    schema_say_types(&saying.expected, types);
    schema_say_found(&saying.found, junction->node);
    complain(junction, junction->keyword, &saying.expected, &saying.found, &saying.note);
}

static bool takes_type(const struct schema *branch, const struct json_object *node)
{
    struct schema_compiled typed = {.schema = {.types = schema_types_of(branch)}};
    return schema_holds_type(&typed, node);
}

/* The selecting property has a value that no branch knows. */
static void complain_unknown_value(const struct junction *junction, const struct json_object *value)
{
    struct explanation *explanation = junction->explanation;
    struct saying saying;
    size_t length = explanation->path.length;
    saying_init(&saying);
    say_settlement(&saying.expected, junction, junction->branches, junction->count);
    schema_say_found(&saying.found, value);
    buffer_format(&saying.note, "no branch of %s has this value", junction->keyword);
    json_pointer_push(&explanation->path, junction->selector);
    complain(junction, junction->keyword, &saying.expected, &saying.found, &saying.note);
    explanation->path.length = length;
    explanation->path.data[length] = '\0';
}

static bool contains(const struct json_object *values, const struct json_object *value)
{
    for (size_t i = 0; i < json_object_array_length(values); i++)
        if (json_equal(json_object_array_get_idx(values, i), value))
            return true;
    return false;
}

/* Finds the branch that the selecting property names; *everyone tells whether all branches enumerate it. */
static const struct schema *selected(const struct junction *junction, const struct json_object *value,
                                     bool *everyone)
{
    *everyone = true;
    for (size_t i = 0; i < junction->count; i++) {
        const struct json_object *values = schema_property_values(junction->branches[i], junction->selector);
        *everyone = *everyone && values;
        if (values && contains(values, value))
            return junction->branches[i];
    }
    return NULL;
}

/* True where the selecting property is there and says enough. */
static bool complain_selected(const struct junction *junction)
{
    if (!junction->selector || !json_has(junction->node, junction->selector))
        return false;
    const struct json_object *value = json_member(junction->node, junction->selector);
    bool everyone = false;
    const struct schema *branch = selected(junction, value, &everyone);
    if (!branch) {
        if (everyone)
            complain_unknown_value(junction, value);
        return everyone;
    }
    struct buffer because;
    buffer_init(&because, BUFFER_UNBOUNDED);
    buffer_text(&because, ", for ");
    schema_say_quoted(&because, junction->selector);
    buffer_text(&because, " is ");
    schema_say_value(&because, value);
    complain_meant(junction, branch, buffer_string(&because));
    buffer_clear(&because);
    return true;
}

static void complain_none(const struct junction *junction)
{
    const struct schema *fitting = NULL;
    size_t fits = 0;
    for (size_t i = 0; i < junction->count; i++) {
        if (takes_type(junction->branches[i], junction->node)) {
            fitting = junction->branches[i];
            fits++;
        }
    }
    if (fits == 0)
        complain_types(junction);
    else if (complain_selected(junction))
        return;
    else if (fits == 1)
        complain_meant(junction, fitting, junction->count == 1 ? "" : ", the only one of this type");
    else
        complain_nearest(junction);
}

/* ---- The discriminator ---- */

static void complain_nobody(const struct junction *junction)
{
    const struct schema *schema = &junction->scope->schema->schema;
    struct explanation *explanation = junction->explanation;
    struct saying saying;
    size_t length = explanation->path.length;
    saying_init(&saying);
    buffer_text(&saying.expected, "the property ");
    schema_say_quoted(&saying.expected, schema->discriminator);
    buffer_text(&saying.expected, schema->mapping_count > 1 ? " with one of " : " with ");
    for (size_t i = 0; i < schema->mapping_count && i < BRANCHES_SAID; i++) {
        buffer_text(&saying.expected, i ? ", " : "");
        schema_say_quoted(&saying.expected, schema->mappings[i].value);
    }
    if (json_has(junction->node, schema->discriminator)) {
        schema_say_found(&saying.found, json_member(junction->node, schema->discriminator));
        json_pointer_push(&explanation->path, schema->discriminator);
    } else {
        buffer_text(&saying.found, "no property ");
        schema_say_quoted(&saying.found, schema->discriminator);
    }
    complain(junction, "discriminator", &saying.expected, &saying.found, &saying.note);
    if (explanation->path.length > length) {
        explanation->path.length = length;
        explanation->path.data[length] = '\0';
    }
}

static void explain_named(const struct junction *junction, const struct schema *branch)
{
    struct explanation *explanation = junction->explanation;
    if (schema_holds(&explanation->check, branch, junction->node, junction->scope))
        return;
    const char *name = junction->scope->schema->schema.discriminator;
    struct buffer because;
    buffer_init(&because, BUFFER_UNBOUNDED);
    buffer_text(&because, ", for ");
    schema_say_quoted(&because, name);
    buffer_text(&because, " is ");
    schema_say_value(&because, json_member(junction->node, name));
    complain_meant(junction, branch, buffer_string(&because));
    buffer_clear(&because);
}

/* ---- All of it ---- */

static void explain_shallowly(const struct junction *junction)
{
    struct saying saying;
    saying_init(&saying);
    say_choice(&saying.expected, junction);
    schema_say_found(&saying.found, junction->node);
    complain(junction, junction->keyword, &saying.expected, &saying.found, &saying.note);
}

static void explain_open(const struct junction *junction)
{
    struct explanation *explanation = junction->explanation;
    bool exactly = strcmp(junction->keyword, "oneOf") == 0;
    const struct schema **matching = memory_new(junction->count * sizeof *matching);
    size_t matches = 0;
    for (size_t i = 0; i < junction->count; i++)
        if (schema_holds(&explanation->check, junction->branches[i], junction->node, junction->scope))
            matching[matches++] = junction->branches[i];
    bool holds = exactly ? matches == 1 : matches > 0;
    if (!holds && explanation->shallow)
        explain_shallowly(junction);
    else if (matches == 0)
        complain_none(junction);
    else if (!holds)
        complain_ambiguous(junction, matching, matches);
    free(matching);
}

void schema_explain_branches(struct explanation *explanation, const struct schema_scope *scope,
                             const struct json_object *node, const char *keyword,
                             const struct schema *const *branches, size_t count)
{
    struct junction junction = {.explanation = explanation,
                                .scope = scope,
                                .node = node,
                                .keyword = keyword,
                                .branches = branches,
                                .count = count,
                                .selector = schema_find_selector(branches, count)};
    const struct schema *named = NULL;
    switch (schema_choose(&scope->schema->schema, branches, count, node, &named)) {
    case SCHEMA_CHOICE_MADE:
        explain_named(&junction, named);
        break;
    case SCHEMA_CHOICE_NOBODY:
        complain_nobody(&junction);
        break;
    default:
        explain_open(&junction);
    }
}
